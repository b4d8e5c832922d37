"""The one door to the tools."""

from pathlib import Path
from typing import Annotated, Any

import pytest
from pydantic import Field

from districtbot.ground.errors import AskError
from districtbot.tools.calling import MORE, MOST_TEXT, Called, call, shortened
from districtbot.tools.desk import store
from districtbot.tools.desk.asked import asked_of
from districtbot.tools.desk.desk import Desk
from districtbot.tools.tool import Arguments, Known, Result, Tool, Work, schema_of


class Naming(Arguments):
    """Arguments of the tool of these tests."""

    county: Annotated[str, Known("county", description="a county")]
    others: Annotated[tuple[str, ...], Known("county")] = ()
    plan: Annotated[str | None, Known("plan")] = None
    times: Annotated[int, Field(ge=1, le=9)] = 1
    title: str = ""


class Told(Result):
    """Its result."""

    said: str

    @property
    def text(self) -> str:
        """What is said."""
        return self.said


def act(desk: Desk, given: Naming, work: Work) -> Told:
    """Says the county so many times; knows what is no county; puts 'change' on the desk."""
    if given.county == "nowhere":
        raise AskError("There is no such county.", "Name another.")
    if given.county == "forever":
        work.budget.check()
    if given.title == "change":
        desk.put("asked", asked=asked_of({"districts": 2}), pins={"seed": 3})
    return Told(said=" ".join([given.county] * given.times))


TOOL = Tool("name_county", "Names a county.", Naming, act, changes=True, seconds=0.0)
TOOLS = (TOOL,)


@pytest.fixture
def desk(grid_frame: Any, state_of: Any, tmp_path: Path) -> Desk:
    """A desk in a folder, with a map of two counties::

    A A B
    A A B
    """
    frame = grid_frame(2, 3, COUNTY=["A", "A", "B", "A", "A", "B"])
    return Desk(state_of(frame, county="COUNTY"), folder=tmp_path / "desk")


def test_a_good_call_gives_its_result(desk: Desk) -> None:
    done = call(desk, TOOLS, "name_county", {"county": "A", "times": 2})
    assert done.ok
    assert done.text == "A A"
    assert done.data == {"files": [], "said": "A A"}
    assert done.arguments == {"county": "A", "times": 2}
    assert not done.changed


@pytest.mark.parametrize("text", ['{"county": "A"}', ' {"county":"A"} '])
def test_arguments_may_be_json_text(desk: Desk, text: str) -> None:
    assert call(desk, TOOLS, "name_county", text).ok


@pytest.mark.parametrize(
    ("name", "arguments", "words"),
    [
        ("name_conty", {"county": "A"}, ["no tool 'name_conty'", "name_county"]),
        ("x" * 5000, {}, ["There is no tool"]),
        ("name_county", {}, ["county: is missing"]),
        ("name_county", {"county": "A", "when": 3}, ["when: is no argument", "came: 3"]),
        ("name_county", {"county": "A", "times": 0, "x": 1}, ["times", "x: is no argument"]),
        ("name_county", {"county": ["A"]}, ["county"]),
        ("name_county", "[1, 2]", ["not a JSON object"]),
        ("name_county", '{"county": ', ["not a JSON object"]),
        ("name_county", "[" * 100_000, ["not a JSON object"]),
        ("name_county", {"county": "nowhere"}, ["There is no such county. Name another."]),
        ("name_county", {"county": "forever"}, ["ended before it had anything to show"]),
    ],
)
def test_what_can_be_mended_comes_back_as_words(
    desk: Desk, name: str, arguments: Any, words: list[str]
) -> None:
    done = call(desk, TOOLS, name, arguments)
    assert not done.ok
    assert all(word in done.text for word in words), done.text
    assert len(done.text) < 1000
    assert not done.changed


def test_a_change_is_told_written_down_and_saved(desk: Desk) -> None:
    done = call(desk, TOOLS, "name_county", {"county": "A", "title": "change"})
    assert done.changed
    made = desk.history.current.made
    assert made is not None
    assert (made.tool, made.arguments) == ("name_county", {"county": "A", "title": "change"})
    assert made.pins == {"seed": 3}
    assert desk.folder is not None
    assert store.load(desk.folder).history == desk.history
    assert [event["name"] for event in desk.transcript] == ["name_county"]
    assert next(iter(desk.transcript))["moment"] == 1


def test_a_refused_call_is_written_down_too(desk: Desk) -> None:
    call(desk, TOOLS, "name_county", {"county": "nowhere"})
    (event,) = desk.transcript
    assert event["ok"] is False


def test_a_long_result_is_shortened(desk: Desk) -> None:
    done = call(desk, TOOLS, "name_county", {"county": "word " * 900})
    assert len(done.text) <= MOST_TEXT
    assert done.text.endswith(MORE)


def test_a_long_result_is_cut_between_sentences() -> None:
    sentence = "It has 3.5 units and one county more. "
    shown = shortened(sentence * 60)
    assert len(shown) <= MOST_TEXT
    assert shown == f"{sentence * (shown.count(sentence))}{MORE}"
    assert shortened("short") == "short"
    assert shortened("word " * 900).endswith(f"word ... {MORE}")


def test_a_bug_is_not_hidden(desk: Desk) -> None:
    def broken(desk: Desk, given: Naming, work: Work) -> Told:
        raise ZeroDivisionError

    tool = Tool("name_county", "Breaks.", Naming, broken)
    with pytest.raises(ZeroDivisionError):
        call(desk, (tool,), "name_county", {"county": "A"})


def test_the_schema_knows_the_names_of_the_map(desk: Desk) -> None:
    fields = schema_of(TOOL, desk)["properties"]
    assert fields["county"]["enum"] == ["A", "B"]
    assert fields["others"]["items"]["enum"] == ["A", "B"]
    assert set(fields) == {"county", "others", "plan", "times", "title"}
    assert "enum" not in str(fields["plan"]), "no plan has a name yet"
    desk.history.name("first")
    plan = schema_of(TOOL, desk)["properties"]["plan"]
    assert plan["anyOf"] == [{"enum": ["first"], "type": "string"}, {"type": "null"}]


def test_the_schema_without_a_desk_names_nothing() -> None:
    text = str(schema_of(TOOL))
    assert "enum" not in text
    assert "x-known" not in text
    assert "'title': {'default': '', 'type': 'string'}" in text


def test_called_is_frozen() -> None:
    done = Called("a", {}, True, "", {}, False, False, 0.0)
    with pytest.raises(AttributeError):
        done.ok = False  # type: ignore[misc]
