"""Chats on a pipe, and one request answered to the end."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from districtbot.cli.commands import (
    ALIASES,
    COMMANDS,
    arguments_in,
    command_in,
    commands_of,
    help_text,
)
from districtbot.ground.errors import AskError
from districtbot.tools.toolbox import toolbox

ARDMERE = Path(__file__).resolve().parents[2] / "shapefiles" / "ardmere.zip"
SCRIPT = """
[[turn]]
user = "Four districts within 2%, please."
steps = [
  { call = "set_targets", args = { districts = 4, targets = [
      { measure = "population_deviation", at_most = "2%" } ] } },
  { call = "propose_plan", args = { seconds = 20 } },
  { say = "{result}" },
]
[[turn]]
user = "Undo that."
steps = [ { call = "undo" }, { say = "{result}" } ]
[[turn]]
user = "How many people live here?"
steps = [ { call = "describe_map" }, { say = "{result}" } ]
"""


@pytest.fixture
def piped(
    call: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[..., Any]:
    """``piped(lines, *options)``: a chat on ardmere with the script above, fed with lines."""
    monkeypatch.setenv("DISTRICTBOT_DATA", str(tmp_path / "kept"))
    script = tmp_path / "script.toml"
    script.write_text(SCRIPT, encoding="utf-8")

    def fed(lines: bytes, *options: object) -> Any:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(lines)))
        return call("chat", ARDMERE, "--model", f"scripted:{script}", *options)

    return fed


def test_each_line_is_answered_with_a_json_object(
    piped: Callable[..., Any], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    told = piped(b"Draw four\n\n  \nUndo it\nHow many?\n", "--json", "--out", out)
    assert told.code == 0
    first, second, third = map(json.loads, told.out.splitlines())
    assert [one["turn"] for one in (first, second, third)] == [1, 2, 3]
    assert first["message"] == "Draw four"
    assert first["districts"] == 4
    assert [one["name"] for one in first["tool_calls"]] == ["set_targets", "propose_plan"]
    assert all(target["met"] for target in first["targets"])
    assert second["districts"] is None
    assert not second["targets"], "the whole request was undone"
    assert not (out / "plan.csv").exists(), "the plan was undone"
    assert "population" in third["reply"] or "people" in third["reply"]
    assert json.loads((out / "result.json").read_bytes())["status"] == "answered"


def test_the_plan_is_there_before_the_answer(piped: Callable[..., Any], tmp_path: Path) -> None:
    out = tmp_path / "out"
    told = piped(b"Draw four\n", "--json", "--out", out)
    assert json.loads(told.out)["districts"] == 4
    lines = (out / "plan.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "unit,district"
    assert {line.rpartition(",")[2] for line in lines[1:]} == set("1234")
    assert (out / "replay.py").exists()
    assert (out / "transcript.jsonl").exists()


def test_a_session_is_taken_up_again(piped: Callable[..., Any], tmp_path: Path) -> None:
    out = tmp_path / "out"
    piped(b"Draw four\n", "--json", "--out", out, "--session", "mine")
    before = (out / "plan.csv").read_bytes()
    told = piped(b"/targets\n/quit\nnever read\n", "--json", "--session", "mine")
    (answer, leaving) = map(json.loads, told.out.splitlines())
    assert answer["districts"] == 4
    assert "2%" in answer["reply"]
    assert leaving["message"] == "/quit"
    assert (out / "plan.csv").read_bytes() == before
    told = piped(b"Undo that\n", "--json", "--session", "mine")
    assert json.loads(told.out)["turn"] == 2
    assert not (out / "plan.csv").exists()


def test_commands_need_no_model(piped: Callable[..., Any], tmp_path: Path) -> None:
    told = piped(b"/help\n/undo\n/nonsense\n/undo 3\n", "--json", "--out", tmp_path / "out")
    replies = [json.loads(line)["reply"] for line in told.out.splitlines()]
    assert "/export" in replies[0]
    assert "nothing to undo" in replies[1]
    assert "There is no command /nonsense" in replies[2]
    assert told.code == 0


@pytest.fixture
def unmodelled(
    call: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[..., Any]:
    """``unmodelled(lines, *options)``: a chat on ardmere with the default model, not there."""
    monkeypatch.setenv("DISTRICTBOT_DATA", str(tmp_path / "kept"))
    monkeypatch.delenv("DISTRICTBOT_MODEL", raising=False)
    monkeypatch.setattr("districtbot.agent.models.mini.load.SHIPPED", tmp_path / "nowhere")

    def fed(lines: bytes, *options: object) -> Any:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(lines)))
        return call("chat", ARDMERE, "--out", tmp_path / "out", *options)

    return fed


def test_a_chat_without_a_model_has_its_commands(
    unmodelled: Callable[..., Any], tmp_path: Path
) -> None:
    lines = b'/set_targets {"districts": 4}\n/draft seconds=20\n/targets\n'
    told = unmodelled(lines, "--json")
    assert told.code == 0, told.err
    found = [json.loads(line) for line in told.out.splitlines()]
    assert found[1]["districts"] == 4
    assert all(target["met"] for target in found[1]["targets"])
    assert (tmp_path / "out" / "plan.csv").exists()


def test_a_message_without_a_model_is_answered_with_what_to_do(
    unmodelled: Callable[..., Any], tmp_path: Path
) -> None:
    told = unmodelled(b"Draw four\n/versions\n")
    assert told.code == 4
    assert "--model openai:NAME" in told.out
    assert "0 (on the desk)" in told.out
    assert "slash commands" in told.err
    assert json.loads((tmp_path / "out" / "result.json").read_bytes())["status"] == "needs_input"
    assert unmodelled(b"", "--model", "mini").code == 2, "a model that was named is refused"


def test_a_session_without_a_model_takes_the_default_of_another_day(
    unmodelled: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert unmodelled(b"Hello\n", "--session", "mine").code == 4
    monkeypatch.setenv("DISTRICTBOT_MODEL", "scripted:demo")
    assert unmodelled(b"Hello\n", "--session", "mine").code == 0


def test_a_model_that_fails_has_an_exit_code(
    call: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from districtbot.agent.models.loaded import ModelFailed
    from districtbot.agent.models.scripted import ScriptedBackend

    def dead(self: ScriptedBackend, request: object) -> Any:
        raise ModelFailed("The server ended.", "Start it again.")

    monkeypatch.setenv("DISTRICTBOT_DATA", str(tmp_path / "kept"))
    monkeypatch.setattr(ScriptedBackend, "generate", dead)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"Draw four\n/versions\n")))
    told = call("chat", ARDMERE, "--model", "scripted:demo", "--out", tmp_path / "out")
    assert told.code == 3
    assert "The server ended. Start it again." in told.out
    assert "(on the desk)" in told.out, "the lines after it are answered"


def test_a_session_of_commands_keeps_its_folder(piped: Callable[..., Any], tmp_path: Path) -> None:
    out = tmp_path / "out"
    piped(b"/set_targets districts=4\n", "--out", out, "--session", "mine")
    told = piped(b"/versions\n", "--session", "mine")
    assert f"files in {out}" in told.err
    assert "Taken up again: 0 messages, version 1 on the desk, no plan yet." in told.err


def test_a_session_goes_on_with_its_model_and_says_how_far_it_was(
    piped: Callable[..., Any],
    call: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    piped(b"Draw four\n/name first\n", "--out", tmp_path / "out", "--session", "mine")
    monkeypatch.setenv("DISTRICTBOT_MODEL", "nonsense")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"Undo that\n")))
    told = call("chat", ARDMERE, "--session", "mine")
    assert told.code == 0, told.err
    assert (
        "Taken up again: 1 message, version 2 (first) on the desk, 2 of 2 targets met" in told.err
    )
    assert "cut off" not in told.err
    (tmp_path / "script.toml").unlink()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"")))
    told = call("chat", ARDMERE, "--session", "mine")
    assert told.code == 2
    assert "name another with --model" in told.err


def test_what_cannot_be_done_is_said_once(piped: Callable[..., Any], tmp_path: Path) -> None:
    told = piped(b"/go\n/go 99\n/name\n/undo\n/ versions\n", "--out", tmp_path / "out")
    assert told.code == 0
    replies = told.out.split("\n\n")
    assert replies[0] == "/go needs a version: /go 2."
    assert replies[1] == "There is no version '99'. There is only version 0."
    assert replies[2] == "/name needs a name: /name first."
    assert "nothing to undo" in replies[3]
    assert "0 (on the desk)" in replies[4]
    assert "not done" not in told.err


def test_without_json_the_replies_are_text(piped: Callable[..., Any], tmp_path: Path) -> None:
    told = piped(b"Draw four\n", "--out", tmp_path / "out")
    assert told.code == 0
    assert not told.out.startswith("{")
    assert "4" in told.out


@pytest.mark.parametrize(
    ("lines", "n_answers"),
    [
        (b"", 0),
        (b"\n\n \t\n", 0),
        (b"\xff\xfe nonsense \x00\n", 1),
        (b"x" * 300_000 + b"\nDraw four\n", 2),
        (b"no newline at the end", 1),
    ],
)
def test_any_bytes_are_messages(
    piped: Callable[..., Any], tmp_path: Path, lines: bytes, n_answers: int
) -> None:
    told = piped(lines, "--json", "--out", tmp_path / "out")
    assert told.code == 0
    assert len(told.out.splitlines()) == n_answers
    assert all(json.loads(line)["reply"] for line in told.out.splitlines())


def test_what_was_not_exported_is_not_refuted(
    piped: Callable[..., Any], call: Callable[..., Any], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    piped(b"Draw four\n", "--out", out, "--session", "mine")
    told = call("verify", out)
    assert told.code == 2
    assert "not exported yet" in told.err
    assert "/export" in told.err
    piped(b"/export\n", "--session", "mine")
    assert call("verify", out).code == 0


def test_a_folder_of_somebody_else_is_refused_before_anything(
    piped: Callable[..., Any], tmp_path: Path
) -> None:
    (tmp_path / "plan.csv").write_text("mine", encoding="utf-8")
    told = piped(b"Draw four\n", "--json", "--out", tmp_path)
    assert told.code == 2
    assert "of your own" in told.err
    assert (tmp_path / "plan.csv").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    ("model", "words"),
    [
        ("nonsense", ["not a model", "openai:"]),
        ("scripted:nowhere.toml", ["nowhere.toml"]),
        ("gguf:nowhere.gguf", ["nowhere.gguf"]),
    ],
)
def test_a_model_that_is_none_is_told(
    call: Callable[..., Any], tmp_path: Path, model: str, words: list[str]
) -> None:
    told = call("chat", ARDMERE, "--model", model, "--out", tmp_path / "out")
    assert told.code == 2
    assert all(word in told.err for word in words), told.err


def test_a_goal_is_answered_to_the_end(call: Callable[..., Any], tmp_path: Path) -> None:
    script = tmp_path / "script.toml"
    script.write_text(SCRIPT, encoding="utf-8")
    out = tmp_path / "out"
    told = call(
        "run", ARDMERE, "--goal", "Four districts within 2%", "--model", f"scripted:{script}",
        "--max-county-splits", 9, "--out", out,
    )  # fmt: skip
    assert told.code == 0, told.err
    result = json.loads((out / "result.json").read_bytes())
    assert result["status"] == "met"
    assert result["districts"] == 4
    assert result["model"] == f"scripted:{script}"
    assert "county splits" in [target["name"] for target in result["targets"]]
    assert (out / "report.html").exists()
    assert call("verify", out).code == 0


def test_a_question_needs_no_plan(call: Callable[..., Any], tmp_path: Path) -> None:
    script = tmp_path / "script.toml"
    script.write_text('[[turn]]\nsteps = [{call = "describe_map"}, {say = "{result}"}]\n')
    out = tmp_path / "out"
    told = call(
        "run", ARDMERE, "--goal", "How many people?", "--model", f"scripted:{script}",
        "--out", out, "--json",
    )  # fmt: skip
    assert told.code == 0, told.err
    assert json.loads(told.out)["status"] == "answered"
    assert not (out / "plan.csv").exists()


@pytest.mark.parametrize(
    ("step", "status", "code"),
    [
        ('{call = "ask_user", args = {question = "How many districts?"}}', "needs_input", 4),
        ('{call = "decline", args = {reason = "I only draw districts."}}', "declined", 4),
    ],
)
def test_what_needs_the_person_has_a_code_of_its_own(
    call: Callable[..., Any], tmp_path: Path, step: str, status: str, code: int
) -> None:
    script = tmp_path / "script.toml"
    script.write_text(f"[[turn]]\nsteps = [{step}]\n", encoding="utf-8")
    out = tmp_path / "out"
    told = call("run", ARDMERE, "--goal", "Hm", "--model", f"scripted:{script}", "--out", out)
    assert told.code == code
    assert json.loads((out / "result.json").read_bytes())["status"] == status


@pytest.fixture
def unpeopled(grid_frame: Any, tmp_path: Path) -> Path:
    """A map of 3 x 3 units that nobody counted the people of."""
    path = tmp_path / "unpeopled.geojson"
    grid_frame(3, 3, TOTPOP=None).to_file(path)
    return path


def test_a_map_to_be_settled_is_asked_about(
    call: Callable[..., Any], unpeopled: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    told = call(
        "run", unpeopled, "--goal", "Three districts", "--model", "scripted:demo", "--out", out
    )
    assert told.code == 4
    assert "no population column" in told.out
    result = json.loads((out / "result.json").read_bytes())
    assert (result["status"], result["districts"]) == ("needs_input", None)
    assert "no population column" in result["reply"]
    assert sorted(path.name for path in out.iterdir()) == ["result.json"]


def test_every_line_about_such_a_map_is_answered(
    call: Callable[..., Any], unpeopled: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DISTRICTBOT_DATA", str(tmp_path / "kept"))

    def chat(lines: bytes, *options: str) -> Any:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(lines)))
        return call("chat", unpeopled, "--model", "scripted:demo", *options)

    told = chat(b"Three districts\nHello?\n", "--json")
    assert told.code == 4
    found = [json.loads(line) for line in told.out.splitlines()]
    assert [(one["turn"], one["message"]) for one in found] == [
        (1, "Three districts"),
        (2, "Hello?"),
    ]
    assert all("no population column" in one["reply"] for one in found)
    assert all(one["districts"] is None for one in found)
    told = chat(b"Hello?\n")
    assert (told.code, told.out.count("no population column")) == (4, 1)
    assert chat(b"").code == 2, "nobody to answer"


def test_a_goal_and_options_of_searches_do_not_mix(call: Callable[..., Any]) -> None:
    told = call("run", ARDMERE, "--goal", "x", "--steps", 3)
    assert told.code == 2
    assert "do not go with --goal" in told.err


def test_lines_that_are_commands() -> None:
    assert command_in("Draw four districts") is None
    assert command_in("/home/me/plan.csv is my plan") is None
    found = command_in("  /UNDO 2 ")
    assert found is not None
    assert (found[0].name, found[1]) == ("/undo", "2")
    with pytest.raises(AskError, match="There are: /targets"):
        command_in("/nope")


@pytest.mark.parametrize(
    ("line", "tool", "given"),
    [
        (
            '/move places="Polk County" to_district=3',
            "move",
            {"places": ["Polk County"], "to_district": "3"},
        ),
        (
            "/move places=Polk County, Story County to_district=3",
            "move",
            {"places": ["Polk County", "Story County"], "to_district": "3"},
        ),
        (
            '/move places="A, B" places=C to_district=1',
            "move",
            {"places": ["A, B", "C"], "to_district": "1"},
        ),
        ("/lock 3", "lock", {"district": "3"}),
        ("/lock Polk County", "lock", {"places": ["Polk County"]}),
        ("/set-targets districts=4", "set_targets", {"districts": "4"}),
        (
            '/set_targets targets=[{"measure": "cut_edges"}]',
            "set_targets",
            {"targets": [{"measure": "cut_edges"}]},
        ),
        ('/set_targets {"districts": 4}', "set_targets", '{"districts": 4}'),
        ("/name a=b", "name_version", {"name": "a=b"}),
        ("/undo times=2", "undo", {"times": "2"}),
        ("/undo 2", "undo", {"times": "2"}),
        ("/explain cut edge", "explain", {"term": "cut edge"}),
        ("/draft", "propose_plan", {}),
        ('/name_version name="a \\"b\\" c"', "name_version", {"name": 'a "b" c'}),
    ],
)
def test_what_follows_a_command_becomes_arguments(line: str, tool: str, given: object) -> None:
    tools = toolbox()
    found = command_in(line, tools)
    assert found is not None
    command, rest = found
    assert command.tool == tool
    assert arguments_in(tools, command, rest) == given


def test_every_tool_but_those_for_talk_is_a_command() -> None:
    tools = toolbox()
    commands = commands_of(tools)
    assert len({command.name for command in commands}) == len(commands)
    reached = {command.tool for command in commands} - {""}
    assert reached == {tool.name for tool in tools} - {"ask_user", "decline"}
    assert all(command.name in help_text(tools) for command in commands)
    with pytest.raises(AskError, match="Did you mean /set_targets"):
        command_in("/set_target", tools)


def test_every_command_is_in_the_help() -> None:
    text = help_text()
    assert all(command.name in text for command in COMMANDS)
    assert all(command.name in help_text(toolbox()) for command in ALIASES)
    asked = {"/help", "/targets", "/plan", "/map", "/undo", "/export", "/quit"}
    assert asked <= {command.name for command in COMMANDS}
