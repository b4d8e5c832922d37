"""Plans are proposed: by the desk's seed, another each time, and again by their pins."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from districtbot.ground.clock import Budget
from districtbot.plans.overlap import share_moved
from districtbot.plans.targetfile import targets_of
from districtbot.tools.calling import Called, call
from districtbot.tools.desk.desk import Desk
from districtbot.tools.draft import Effort, draft
from districtbot.tools.kit import improve, propose, targets
from districtbot.tools.tool import Work

TOOLS = (*targets.TOOLS, *propose.TOOLS, *improve.TOOLS)
NEVER = {"measure": "polsby_popper", "at_least": 0.999}


@pytest.fixture
def desk(four_counties: Any) -> Desk:
    return Desk(four_counties, seed=11)


def do(desk: Desk, tool: str, work: Work | None = None, **arguments: Any) -> Called:
    done = call(desk, TOOLS, tool, arguments, work)
    assert done.ok, done.text
    return done


def pins(desk: Desk) -> Mapping[str, Any]:
    made = desk.history.current.made
    assert made is not None
    return made.pins


def replayed(desk: Desk, *tools: str, **asked: Any) -> Desk:
    """Another desk, on which the same was done with the pins of the first alone."""
    other = Desk(desk.state, seed=99)
    do(other, "set_targets", **asked)
    line = [one.made for one in desk.history.line() if one.made is not None]
    for tool in tools:
        made = next(one for one in line if one.tool == tool)
        do(other, tool, Work(budget=Budget(1e-9), pins=made.pins), **made.arguments)
    return other


def test_the_first_plan_is_that_of_the_seed_alone(desk: Desk) -> None:
    items = [{"measure": "population_deviation", "at_most": "4%"}]
    do(desk, "set_targets", districts=4, targets=items)
    done = do(desk, "propose_plan")
    asked = targets_of({"districts": 4, "target": items})
    alone = draft(desk.state, asked, Effort(seed=11))
    assert alone.plan is not None
    assert desk.a_plan.sha256 == alone.plan.sha256
    assert done.data["status"] == "met"
    assert all(one["met"] for one in done.data["targets"])
    assert pins(desk) == {"seed": 11, "steps": alone.steps, "engine": "fast"}


def test_each_call_gives_another_plan(desk: Desk) -> None:
    do(desk, "set_targets", districts=4)
    for different in (False, False, True, True):
        before = desk.plan
        done = do(desk, "propose_plan", different=different)
        if before is not None:
            moved = share_moved(desk.a_plan, before, desk.state.population)
            assert moved > 0
            assert done.data["moved_percent"] == round(100 * moved, 2)
    found = {moment.plan for moment in desk.history.moments}
    assert len(found - {None}) == 4
    asked: dict[str, Any] = {"districts": 4}
    other = replayed(desk, **asked)
    for moment in desk.history.line():
        if moment.made is not None and moment.made.tool == "propose_plan":
            pinned = Work(budget=Budget(1e-9), pins=moment.made.pins)
            do(other, "propose_plan", pinned, **moment.made.arguments)
            assert other.history.current.plan == moment.plan


def test_the_only_plan_is_not_called_another(grid_frame: Any, state_of: Any) -> None:
    """Two units, two districts: there is one plan."""
    desk = Desk(state_of(grid_frame(1, 2)))
    do(desk, "set_targets", districts=2)
    do(desk, "propose_plan")
    before = desk.history.current
    done = call(desk, TOOLS, "propose_plan", {"seconds": 0.3})
    assert not done.ok
    assert "No other plan that meets the targets was found" in done.text
    assert desk.history.current == before


def test_a_seed_of_ones_own(desk: Desk) -> None:
    do(desk, "set_targets", districts=4)
    do(desk, "propose_plan", seed=5)
    first = desk.a_plan.sha256
    do(desk, "propose_plan")
    do(desk, "propose_plan", seed=5)
    assert desk.a_plan.sha256 == first


def test_pins_repeat_a_plan_that_meets_all(desk: Desk) -> None:
    asked: dict[str, Any] = {
        "districts": 4,
        "targets": [{"measure": "population_deviation", "at_most": "2%"}],
    }
    do(desk, "set_targets", **asked)
    do(desk, "propose_plan")
    assert replayed(desk, "propose_plan", **asked).a_plan.sha256 == desk.a_plan.sha256


def test_pins_repeat_a_search_that_the_clock_ended(desk: Desk) -> None:
    asked: dict[str, Any] = {"districts": 4, "targets": [NEVER]}
    do(desk, "set_targets", **asked)
    for seconds in (0.05, 0.5, 5):
        done = call(desk, TOOLS, "propose_plan", {"seconds": seconds})
        if done.ok:
            break
    assert done.data["status"] == "not_met"
    assert done.data["ended"] == "budget"
    assert "the time was up" in done.text
    assert pins(desk)["steps"] == done.data["steps"] > 0
    assert replayed(desk, "propose_plan", **asked).a_plan.sha256 == desk.a_plan.sha256


def test_a_plan_that_misses_is_put_on_the_desk_and_told_plainly(desk: Desk) -> None:
    do(desk, "set_targets", districts=4, targets=[NEVER])
    done = do(desk, "propose_plan", seconds=1)
    assert done.changed
    assert desk.plan is not None
    assert "only 2 of 3 required targets are met" in done.text
    assert "NOT met: mean Polsby-Popper" in done.text or "NOT met: Polsby-Popper" in done.text
    assert "More seconds of improving it" in done.text
    assert "--" not in done.text


def test_the_impossible_changes_nothing(desk: Desk) -> None:
    do(desk, "set_targets", districts=4)
    do(desk, "propose_plan")
    share = {"measure": "group_share", "group": "black", "share": 0.9, "districts_at_least": 4}
    do(desk, "set_targets", targets=[share])
    before = desk.history.current
    for tool in ("propose_plan", "improve_plan"):
        done = do(desk, tool)
        assert not done.changed
        assert done.data["status"] == "impossible"
        assert "Nearest possible" in done.text
    assert desk.history.current == before


def test_the_wider_budget_holds(desk: Desk) -> None:
    do(desk, "set_targets", districts=4, targets=[NEVER])
    done = do(desk, "propose_plan", Work(budget=Budget(1)), seconds=600)
    assert done.data["ended"] == "budget"
    assert done.data["search_seconds"] < 5


def test_a_stop_keeps_the_best(desk: Desk) -> None:
    do(desk, "set_targets", districts=4, targets=[NEVER])
    told: list[tuple[str, float, float | None, str]] = []

    def show(stage: str, spent: float, total: float | None, text: str) -> None:
        told.append((stage, spent, total, text))
        stopped.stop()

    stopped = Budget(None)
    done = do(desk, "propose_plan", Work(budget=stopped, show=show), seconds=30)
    assert done.data["ended"] == "interrupted"
    assert desk.history.current.plan is not None
    assert told[0][0] == "searching"
    assert told[0][2] == 30
    assert "not yet met: " in told[0][3]


def test_no_time_at_all_is_an_error_and_changes_nothing(desk: Desk) -> None:
    do(desk, "set_targets", districts=4, targets=[NEVER])
    over = Budget(None)
    over.stop()
    done = call(desk, TOOLS, "propose_plan", {}, Work(budget=over))
    assert not done.ok
    assert "before it had anything to show" in done.text
    assert desk.plan is None


def test_pins_that_are_not_whole_are_refused(desk: Desk) -> None:
    do(desk, "set_targets", districts=4)
    done = call(desk, TOOLS, "propose_plan", {}, Work(pins={"seed": 4}))
    assert not done.ok
    assert "pins" in done.text


@pytest.mark.parametrize(
    "wrong", [{"seconds": 0}, {"seconds": 1e9}, {"seed": -1}, {"seed": 2**60}, {"steps": 3}]
)
def test_wrong_arguments_are_refused(desk: Desk, wrong: dict[str, Any]) -> None:
    do(desk, "set_targets", districts=4)
    assert not call(desk, TOOLS, "propose_plan", wrong).ok


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "k", "items", "status"),
    [
        ("IA/ia_county_with_enacted_2020.zip", 4, [], "met"),
        ("AL/AL_vtd_2020.zip", 7, [{"measure": "region_splits", "at_most": 8}], "met"),
        ("MI/MI_vtd_2020.zip", 13, [{"measure": "population_range", "at_most": "1%"}], "met"),
        ("VT/VT_towns.zip", 5, [NEVER], "not_met"),
        ("HI/HI_precincts.zip", 2, [NEVER], "not_met"),
    ],
)
def test_real_maps_repeat_to_the_byte(
    shared_data: Path, path: str, k: int, items: list[Any], status: str
) -> None:
    desk = Desk.open(shared_data / path, seed=3)
    do(desk, "set_targets", districts=k, targets=items)
    done = do(desk, "propose_plan", seconds=2 if status == "not_met" else 60)
    assert done.data["status"] == status
    again = replayed(desk, "propose_plan", districts=k, targets=items)
    assert again.a_plan.csv() == desk.a_plan.csv()
