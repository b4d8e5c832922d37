"""Chats on a pipe, and one request answered to the end."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from districtbot.cli.commands import COMMANDS, command_in, help_text
from districtbot.ground.errors import AskError

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


def test_every_command_is_in_the_help() -> None:
    text = help_text()
    assert all(command.name in text for command in COMMANDS)
    asked = {"/help", "/targets", "/plan", "/map", "/undo", "/export", "/quit"}
    assert asked <= {command.name for command in COMMANDS}
