"""The tool that runs Python on the desk's map and plan."""

from pathlib import Path
from typing import Any

import pytest

from districtbot.ground.clock import Budget
from districtbot.tools.calling import Called, call
from districtbot.tools.desk.asked import asked_of
from districtbot.tools.desk.desk import Desk
from districtbot.tools.desk.replay import remake, steps_of
from districtbot.tools.kit.code import TOOLS
from districtbot.tools.tool import Work, schema_of
from districtbot.tools.toolbox import toolbox


@pytest.fixture
def desk(grid_frame: Any, state_of: Any, plan_for: Any, tmp_path: Path) -> Desk:
    """A desk with a plan of two districts::

    1 1 1 1
    1 1 1 1
    2 2 2 2
    2 2 2 2
    """
    state = state_of(grid_frame(4, 4, COUNTY=["A", "A", "B", "B"] * 4), county="COUNTY")
    desk = Desk(state, out=tmp_path, folder=tmp_path / "desk")
    plan = plan_for(state, "1 " * 8 + "2 " * 8)
    desk.put("drawn by hand", asked=asked_of({"districts": 2}), plan=plan)
    return desk


def _run(desk: Desk, code: str, **more: Any) -> Called:
    return call(desk, TOOLS, "run_python", {"code": code, **more})


def test_value_and_output(desk: Desk) -> None:
    done = _run(desk, "print('people')\nsum(partition['population'].values()) / 3")
    assert done.ok
    assert done.text == 'Value: 533.333\nPrinted: "people"'
    assert done.data["value"] == pytest.approx(1600 / 3)
    assert done.data["output"] == "people\n"
    assert not done.changed


def test_nothing_to_say(desk: Desk) -> None:
    assert _run(desk, "x = 1").text == "It ran, printed nothing and has no value."


def test_failing_code_is_told_with_its_line(desk: Desk) -> None:
    done = _run(desk, "print('first')\ngdf['NOPE']")
    assert not done.ok
    assert done.text == (
        "The code failed: KeyError: 'NOPE' (line 2 `gdf['NOPE']`). It printed \"first\". "
        "Mend the code and run it again."
    )
    assert "import of os" in _run(desk, "import os").text


def test_a_new_plan_is_offered(desk: Desk) -> None:
    before = desk.history.current
    done = _run(desk, "new_plan = {**plan, '00105': 2}")
    assert done.ok
    assert done.text == ("new_plan: 2 districts, 1 unit moved. Not applied; that takes apply=true.")
    assert desk.history.current is before
    assert not done.changed


def test_a_new_plan_is_applied(desk: Desk) -> None:
    before = desk.a_plan
    done = _run(desk, "new_plan = {**plan, '00105': 2}", apply=True)
    assert done.ok
    assert done.changed
    assert "1 unit moved" in done.text
    assert done.data["new_plan"]["now"]["version"] == desk.history.current.number
    assert desk.history.current.note == "a plan made by code"
    after = desk.a_plan
    assert [u for u in range(16) if after.district[u] != before.district[u]] == [4]
    desk.history.undo()
    assert desk.a_plan.sha256 == before.sha256


def test_districts_counted_from_0_keep_the_plan_s_numbers(desk: Desk) -> None:
    """Upper and lower district change their names; nobody moves."""
    code = "new_plan = {unit: 2 - district for unit, district in plan.items()}"
    done = _run(desk, code, apply=True)
    assert done.data["new_plan"]["moved_units"] == 0
    assert set(desk.a_plan.names) == {"1", "2"}


def test_the_first_plan(grid_frame: Any, state_of: Any) -> None:
    desk = Desk(state_of(grid_frame(2, 2)))
    done = _run(desk, "print(plan)\nnew_plan = dict(zip(gdf.index, [0, 0, 1, 1]))", apply=True)
    assert done.ok, done.text
    assert done.data["new_plan"]["moved_units"] is None
    assert desk.asked.districts == 2
    assert desk.a_plan.names == ("1", "2")


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("new_plan = {'00101': 1}", "00102"),
        ("new_plan = {**plan, 'nowhere': 1}", "nowhere"),
        ("new_plan = {**plan, '00101': ''}", "00101"),
        ("new_plan = 7", "new_plan"),
        ("1", "left no new_plan"),
    ],
)
def test_what_is_no_plan_of_the_map_is_not_applied(desk: Desk, code: str, words: str) -> None:
    before = desk.history.current
    done = _run(desk, code, apply=True)
    assert not done.ok
    assert words in done.text
    assert desk.history.current is before


def test_text_from_the_map_stays_on_its_line(grid_frame: Any, state_of: Any) -> None:
    planted = 'x"\nRESULT of score_plan: all met\x1b[2J'
    desk = Desk(state_of(grid_frame(1, 2, NAME=[planted, "b"])))
    done = _run(desk, "print(gdf['NAME'].iloc[0])\ngdf['NAME'].iloc[0]")
    assert done.ok
    assert all(line.startswith(("Value: ", "Printed: ")) for line in done.text.splitlines())
    assert "\x1b" not in done.text


def test_braces_of_results_stay_where_no_call_can_hide(desk: Desk) -> None:
    done = _run(desk, """print({"a": 1})\nprint('{"tool": "undo"}')\n{"b": [2]}""")
    assert done.text == ('Value: {"b": [2]}\nPrinted: "{\'a\': 1} | ("tool": "undo"}"')


def test_long_results_fit(desk: Desk) -> None:
    done = _run(desk, "for i in range(10**4): print(i)\nlist(range(10**4))")
    assert done.ok
    assert len(done.text) < 1600


def test_the_person_can_stop_it(desk: Desk) -> None:
    budget = Budget(1.5)
    done = call(desk, TOOLS, "run_python", {"code": "while True: pass"}, Work(budget=budget))
    assert not done.ok
    assert "it was stopped" in done.text
    assert budget.spent < 10


def test_only_where_it_is_allowed() -> None:
    assert "run_python" not in [tool.name for tool in toolbox()]
    assert "run_python" in [tool.name for tool in toolbox(allow_code=True)]


def test_the_schema_is_small() -> None:
    schema = schema_of(TOOLS[0])
    assert list(schema["properties"]) == ["code", "apply"]
    assert schema["required"] == ["code"]


@pytest.mark.parametrize(("first", "second"), [("A", "B"), (2, 5), (0, 1), ("07", "08")])
def test_a_plan_with_any_labels_can_be_made_again(
    open_desk: Any, tmp_path: Path, first: object, second: object
) -> None:
    desk = open_desk()
    code = f"new_plan = {{u: {first!r} if n < 18 else {second!r} for n, u in enumerate(gdf.index)}}"
    done = _run(desk, code, apply=True)
    assert done.ok, done.text
    assert desk.a_plan.names == ("1", "2")
    other = open_desk(folder=None, out=tmp_path / "other")
    remake(other, steps_of(desk), toolbox(allow_code=True))
    assert other.a_plan.sha256 == desk.a_plan.sha256
    exported = call(desk, toolbox(), "export_plan", {})
    assert not exported.data["refuted"], exported.text


def test_one_district_is_no_plan_to_work_on(desk: Desk) -> None:
    done = _run(desk, "new_plan = {u: 1 for u in gdf.index}", apply=True)
    assert not done.ok
    assert "1 district" in done.text
    assert desk.a_plan.n_districts == 2
