"""How numbers are said: what was said of them, worked out, or of what was before."""

from pathlib import Path
from typing import Any

import pytest

from districtbot.agent.models.mini.lines import Calls, written
from districtbot.agent.models.mini.situation import situation_of
from districtbot.agent.models.mini.understood import LineReader
from districtbot.agent.models.mini.ways import Own
from districtbot.problems.dialogues.stage import call_on, fresh_desk
from districtbot.problems.maps.made import MadeMap
from districtbot.tools.desk.desk import Desk
from districtbot.tools.toolbox import toolbox


def read(symbols: tuple[str, ...], desk: Desk, message: str) -> list[tuple[str, dict[str, Any]]]:
    """What a line means to whom the message was said."""
    reader = LineReader(situation_of(desk, message).at, lambda _: "county")
    for symbol in (*symbols, "[end]"):
        reader.take(symbol)
    return reader.calls


def targets(measure: str, districts: int | None = None, **fields: Any) -> list[Any]:
    """Calls that ask for one target."""
    args: dict[str, Any] = {} if districts is None else {"districts": districts}
    return [("set_targets", {**args, "targets": [{"measure": measure, **fields}]})]


@pytest.mark.parametrize(
    ("message", "measure", "fields", "said"),
    [
        ("9 districts, 2 at 47% to 53%", "competitive", {"margin": "3%", "at_least": 2}, "[span]"),
        ("9 districts, 2 at 58-42", "competitive", {"margin": "8%", "at_least": 2}, "[span]"),
        ("9 districts, most of them close", "competitive", {"at_least": 5}, "[majority]"),
        ("9 districts, all of them close", "competitive", {"at_least": 9}, "[all]"),
        ("9 districts, a third of them close", "competitive", {"at_least": 3}, "[of_all]"),
        ("8 districts, as many seats as they", "seats", {"equal": 4}, "[half_of_all]"),
        ("8 districts, at most a third of the seats", "seats", {"at_most": 2}, "[of_all]"),
    ],
)
def test_what_follows_from_numbers(
    message: str, measure: str, fields: dict[str, Any], said: str, desk: Desk
) -> None:
    calls = targets(measure, int(message[0]), **fields)
    if measure == "seats":
        calls[0][1]["targets"][0]["party"] = "dem"
    line = written(calls, situation_of(desk, message).at)
    assert said in line.symbols
    assert not line.unsure
    assert read(line.symbols, desk, message) == calls


def test_a_part_of_the_counties_is_rounded_as_the_bound_asks(desk: Desk) -> None:
    total = len(desk.state.gazetteer.of("county"))
    for message, bound in (
        ("At most 30% of the counties split", 3 * total // 10),
        ("At least 70% of the counties whole", total - -(-7 * total // 10)),
    ):
        calls = targets("region_splits", at_most=bound)
        line = written(calls, situation_of(desk, message).at)
        assert "[of_all]" in line.symbols
        assert read(line.symbols, desk, message) == calls


def test_equal_numbers_are_told_apart_by_what_they_were_said_of(desk: Desk) -> None:
    message = "2 districts, 2 counties split"
    calls = targets("region_splits", 2, at_most=2)
    at = situation_of(desk, message).at
    assert written(calls, at).symbols[2] == "<n1>"
    assert written(calls, at).unsure

    def own(call_no: int, target_no: int | None, name: str) -> Own | None:
        del call_no, name
        return Own(frozenset({0 if target_no is None else 1}))

    line = written(calls, at, own)
    said = "[set_targets] [districts] <n1> [region_splits] [at_most] <n2>"
    assert " ".join(line.symbols) == said
    assert not line.unsure


def test_a_number_of_a_list_is_not_the_bound(desk: Desk) -> None:
    message = "1) Four districts 2) as few cut edges as possible"
    calls = targets("cut_edges", 4, at_most=0, wished=True)

    def own(call_no: int, target_no: int | None, name: str) -> Own | None:
        del call_no, name
        return Own(frozenset({1}) if target_no is None else frozenset())

    at = situation_of(desk, message).at
    assert "[less1]" in written(calls, at).symbols
    assert written(calls, at, own).symbols[-3:] == ("[#]", "0", "[wished]")


def test_what_has_to_be_meant_and_is_not_leaves_a_doubt(desk: Desk) -> None:
    message = "3 districts within 4% of each other"
    at = situation_of(desk, message).at
    own = Own(frozenset({1}), frozenset({1}))
    calls = targets("population_deviation", 3, at_most="2.5%")
    assert written(calls, at, lambda *_: own).unsure
    right = targets("population_range", 3, at_most="4%")
    assert not written(right, at, lambda call, target, name: own if target == 0 else None).unsure


@pytest.fixture
def asked(made: MadeMap, tmp_path: Path) -> Desk:
    """A desk on which several things were asked."""
    desk = fresh_desk(made, 1, tmp_path)
    wanted = [
        {"measure": "population_deviation", "at_most": "10%"},
        {"measure": "polsby_popper", "at_least": 0.2},
        {"measure": "cut_edges", "at_most": 400},
    ]
    args = {"districts": 4, "targets": wanted}
    assert call_on(desk, toolbox(allow_code=False), "set_targets", args).ok
    return desk


@pytest.mark.parametrize(
    ("message", "calls", "said"),
    [
        ("Twice that deviation", targets("population_deviation", at_most="20%"), "<c2> [double]"),
        ("Half of that deviation", targets("population_deviation", at_most="5%"), "<c2> [half]"),
        ("One district more", [("set_targets", {"districts": 5})], "<c1> [plus1]"),
    ],
)
def test_numbers_of_before_are_those_of_the_same(
    message: str, calls: Calls, said: str, asked: Desk
) -> None:
    line = written(calls, situation_of(asked, message).at)
    assert said in " ".join(line.symbols)
    assert read(line.symbols, asked, message) == list(calls)


def test_a_line_points_at_numbers_of_before_of_such_a_field_alone(asked: Desk) -> None:
    reader = LineReader(situation_of(asked, "half as much").at, lambda _: "county")
    for symbol in ("[set_targets]", "[population_deviation]", "[at_most]"):
        reader.take(symbol)
    assert {one for one in reader.next if one.startswith("<c")} == {"<c2>"}


def test_units_are_places_where_the_message_names_them_so(desk: Desk) -> None:
    place = desk.state.gazetteer.of("county")[0]
    line = written(
        [("move", {"units": [place.name], "to_district": "2"})],
        situation_of(desk, f"{place.name} to 2").at,
    )
    assert line.symbols == ("[move]", "[places]", "<p1>", "[to_district]", "<n1>")
    unit = str(desk.state.units.index[0])
    at = situation_of(desk, f"unit {unit} to district 2").at
    if at.reading.names and at.reading.names[0].kind == "unit":
        symbols = written([("move", {"units": [unit], "to_district": "2"})], at).symbols
        assert symbols[:3] == ("[move]", "[units]", "<p1>")


def test_districts_as_many_as_now_or_by_their_size(desk: Desk) -> None:
    state = desk.state
    column = state.columns.plans[0]
    n_now = int(state.units[column].nunique())
    at = situation_of(desk, "As many districts as we have now").at
    known = at.existing == n_now
    assert known == (len(state.columns.plans) == 1)
    if known:
        line = written([("set_targets", {"districts": n_now})], at)
        assert line.symbols == ("[set_targets]", "[districts]", "[as_existing]")
        assert read(line.symbols, desk, "As now") == [("set_targets", {"districts": n_now})]
    people = round(float(state.population.sum()) / 6)
    message = f"About {people:,} people to a district"
    calls: Calls = [("set_targets", {"districts": 6})]
    line = written(calls, situation_of(desk, message).at)
    assert line.symbols[-1] == "[each]"
    assert read(line.symbols, desk, message) == list(calls)
