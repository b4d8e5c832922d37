"""Going on from a plan: never worse, no more changed than needed, numbers kept."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from districtbot.ground.clock import Budget
from districtbot.plans.overlap import share_moved
from districtbot.plans.plan import plan_of
from districtbot.plans.problem import problem_of
from districtbot.plans.start import nodes_of
from districtbot.plans.targets import Targets
from districtbot.plans.verdict import Verdict, cost_of
from districtbot.tools.calling import Called, call
from districtbot.tools.desk.desk import Desk
from districtbot.tools.kit import improve, moving, propose, targets
from districtbot.tools.tool import Work

TOOLS = (*targets.TOOLS, *moving.TOOLS, *propose.TOOLS, *improve.TOOLS)
QUARTERS = " ".join(["1 1 1 1 2 2 2 2"] * 3 + ["3 3 3 3 4 4 4 4"] * 3)
STRIPES = " ".join(["1 1 2 2 3 3 4 4"] * 6)


@pytest.fixture
def desk(four_counties: Any) -> Desk:
    return Desk(four_counties, seed=2)


def do(desk: Desk, tool: str, **arguments: Any) -> Called:
    done = call(desk, TOOLS, tool, arguments)
    assert done.ok, done.text
    return done


def together(*values: str) -> dict[str, Any]:
    return {"measure": "together", "column": "COUNTY", "values": values}


def test_a_new_target_begins_from_the_present_plan(desk: Desk, plan_for: Any) -> None:
    do(desk, "set_targets", districts=4)
    desk.put("loaded", plan=plan_for(desk.state, STRIPES))
    before = desk.a_plan
    do(desk, "set_targets", targets=[{"measure": "cut_edges", "at_most": 16}])
    done = do(desk, "improve_plan")
    assert done.changed
    assert done.data["status"] == "met"
    assert done.data["now_met"] == ["cut edges"]
    moved = share_moved(desk.a_plan, before, desk.state.population)
    same = desk.state.population[desk.a_plan.district == before.district].sum()
    assert done.data["moved_percent"] == round(100 * moved, 2)
    assert same / desk.state.population.sum() == pytest.approx(1 - moved), "numbers follow"


def test_moves_by_hand_that_are_taken_back_are_told(desk: Desk, plan_for: Any) -> None:
    do(desk, "set_targets", districts=4, targets=[{"measure": "cut_edges", "at_most": 14}])
    desk.put("loaded", plan=plan_for(desk.state, QUARTERS))
    quarters = desk.a_plan
    unit = desk.state.unit_ids[0]
    do(desk, "move", units=[unit], to_district=4)
    do(desk, "set_targets", targets=[{"measure": "contiguity"}])
    done = do(desk, "improve_plan")
    assert (desk.a_plan.district == quarters.district).all()
    assert done.data["taken_back"] == [f"unit {unit} from 4 to 1"]
    assert f"This took back what was moved by hand: unit {unit} from 4 to 1." in done.text
    do(desk, "set_targets", targets=[{"measure": "cut_edges", "at_most": 13}])
    assert not do(desk, "improve_plan", seconds=0.2).data["taken_back"], "it was a search ago"


def test_what_is_met_already_is_left_alone(desk: Desk, plan_for: Any) -> None:
    do(desk, "set_targets", districts=4)
    desk.put("loaded", plan=plan_for(desk.state, QUARTERS))
    done = do(desk, "improve_plan")
    assert not done.changed
    assert done.data["ended"] == "not begun"
    assert "meets every target already" in done.text


@pytest.mark.parametrize("seed", range(6))
def test_it_is_never_worse(desk: Desk, seed: int) -> None:
    """From plans drawn at random, in pieces and uneven, with targets that contradict."""
    rng = np.random.default_rng(seed)
    labels = rng.permutation(np.resize(np.arange(1, 5), 48)).astype(str)
    asked = [
        {"measure": "cut_edges", "at_most": 8},
        {"measure": "region_splits", "at_most": 1},
        {"measure": "population_deviation", "at_most": "1%"},
        {"measure": "competitive", "election": "PRES20", "at_least": 3, "wished": True},
    ]
    do(desk, "set_targets", districts=4, targets=asked)
    desk.put("drawn", plan=plan_of(desk.state.unit_ids, labels))
    for _ in range(3):
        before, plan = cost_of(desk.verdicts()), desk.a_plan
        done = do(desk, "improve_plan", seconds=0.15)
        after = cost_of(desk.verdicts())
        assert after < before if done.changed else desk.a_plan is plan


def test_another_try_from_the_same_plan_goes_another_way(desk: Desk, plan_for: Any) -> None:
    never = {"measure": "polsby_popper", "at_least": 0.999}
    do(desk, "set_targets", districts=4, targets=[never])
    desk.put("loaded", plan=plan_for(desk.state, QUARTERS))
    first = do(desk, "improve_plan", seconds=0.1)
    assert not first.changed
    assert "the plan on the desk stays" in first.text
    assert desk.tries[desk.history.current.number] == 1


def test_units_kept_together_that_the_plan_parts(desk: Desk, plan_for: Any) -> None:
    share = {"measure": "population_deviation", "at_most": "30%"}
    do(desk, "set_targets", districts=3, targets=[share])
    thirds = " ".join(["1 1 1 2 2 2 3 3"] * 6)
    desk.put("loaded", plan=plan_for(desk.state, thirds))
    do(desk, "set_targets", targets=[together("N"), together("S")])
    done = do(desk, "improve_plan", seconds=20)
    assert done.data["status"] == "met", done.text


def test_a_lock_moves_places_into_their_district(desk: Desk, plan_for: Any) -> None:
    do(desk, "set_targets", districts=4)
    desk.put("loaded", plan=plan_for(desk.state, QUARTERS))
    lock = {"measure": "locked", "column": "county", "values": ["N"], "district": 3}
    do(desk, "set_targets", targets=[lock])
    done = do(desk, "improve_plan", seconds=20)
    assert done.data["status"] == "met", done.text
    inside = desk.state.labels("COUNTY") == "N"
    assert (desk.a_plan.district[inside] == 3).all()


def test_people_to_be_kept(desk: Desk, plan_for: Any) -> None:
    do(desk, "set_targets", districts=4)
    desk.put("loaded", plan=plan_for(desk.state, STRIPES))
    before = desk.a_plan
    do(desk, "set_targets", targets=[{"measure": "cut_edges", "at_most": 17}])
    done = do(desk, "improve_plan", keep="60%", seconds=20)
    moved = share_moved(desk.a_plan, before, desk.state.population)
    assert done.data["status"] == "met", done.text
    assert moved <= 0.4
    assert "least_change" not in [one.measure for one in desk.asked.target]


def test_pins_repeat_a_search_that_the_clock_ended(desk: Desk, plan_for: Any) -> None:
    never = {"measure": "polsby_popper", "at_least": 0.999}
    do(desk, "set_targets", districts=4, targets=[never])
    desk.put("loaded", plan=plan_for(desk.state, STRIPES))
    for seconds in (0.3, 1, 5):
        done = do(desk, "improve_plan", seconds=seconds)
        if done.changed:
            break
    assert done.changed
    assert done.data["ended"] == "budget"
    made = desk.history.current.made
    assert made is not None
    other = Desk(desk.state, seed=77)
    do(other, "set_targets", districts=4, targets=[never])
    other.put("loaded", plan=plan_for(desk.state, STRIPES))
    again = call(other, TOOLS, "improve_plan", made.arguments, Work(Budget(1e-9), pins=made.pins))
    assert again.ok, again.text
    assert other.a_plan.sha256 == desk.a_plan.sha256
    assert again.data["steps"] == done.data["steps"] > 0


def test_names_of_districts_are_kept(desk: Desk) -> None:
    labels = np.array(["abcd"["1234".index(one)] for one in STRIPES.split()])
    do(desk, "set_targets", districts=4, targets=[{"measure": "cut_edges", "at_most": 16}])
    desk.put("loaded", plan=plan_of(desk.state.unit_ids, labels))
    assert do(desk, "improve_plan").changed
    assert desk.a_plan.names == ("a", "b", "c", "d")


def test_no_plan_and_another_number_of_districts(desk: Desk, plan_for: Any) -> None:
    assert "no plan yet" in call(desk, TOOLS, "improve_plan", {}).text
    do(desk, "set_targets", districts=5)
    desk.put("loaded", plan=plan_for(desk.state, QUARTERS))
    done = call(desk, TOOLS, "improve_plan", {})
    assert not done.ok
    assert "5 are asked for" in done.text


def test_a_start_that_merging_would_empty_is_none(four_counties: Any, plan_for: Any) -> None:
    """A district of one unit in the middle of a county that must be whole."""
    tiny = QUARTERS.split()
    tiny = ["1" if one == "2" else one for one in tiny]
    tiny[0] = "2"
    asked = Targets.model_validate({"districts": 4, "target": [together("N")]})
    problem = problem_of(four_counties, asked)
    assert nodes_of(problem, plan_for(four_counties, " ".join(tiny))) is None
    kept = nodes_of(problem, plan_for(four_counties, QUARTERS))
    assert kept is not None
    assert (kept[problem.node_of] + 1 == np.array(QUARTERS.split(), dtype=int)).all()


def test_the_search_goes_on_from_scratch_where_the_start_is_none(desk: Desk, plan_for: Any) -> None:
    tiny = ["1" if one == "2" else one for one in QUARTERS.split()]
    tiny[0] = "2"
    do(desk, "set_targets", districts=4, targets=[together("N")])
    desk.put("loaded", plan=plan_for(desk.state, " ".join(tiny)))
    assert do(desk, "improve_plan").data["status"] == "met"


def test_cost_counts_required_misses_first() -> None:
    def verdict(*, met: bool, short: float = 0.0, wished: bool = False) -> Verdict:
        return Verdict("n", "m", "r", "a", met, wished, 1.0, 2.0, "share", short)

    fine, wish = verdict(met=True), verdict(met=False, short=9, wished=True)
    near, far = verdict(met=False, short=0.1), verdict(met=False, short=4)
    unknown = verdict(met=False, short=float("nan"))
    ordered = [(fine, fine), (fine, wish), (near, fine), (near, wish), (unknown, fine), (far, fine)]
    costs = [cost_of(pair) for pair in (*ordered, (near, near))]
    assert costs == sorted(costs)
    assert len(set(costs)) == len(costs)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "k", "items", "most_moved"),
    [
        ("AL/AL_vtd_2020.zip", 7, [{"measure": "population_deviation", "at_most": "0.1%"}], 5),
        ("MI/MI_vtd_2020.zip", 13, [{"measure": "population_deviation", "at_most": "0.2%"}], 5),
        ("HI/HI_precincts.zip", 2, [{"measure": "population_deviation", "at_most": "0.1%"}], 5),
        ("VT/VT_towns.zip", 6, [{"measure": "population_deviation", "at_most": "0.5%"}], 20),
    ],
)
def test_little_is_moved_where_little_is_missing(
    shared_data: Path, path: str, k: int, items: list[Any], most_moved: float
) -> None:
    desk = Desk.open(shared_data / path)
    do(desk, "set_targets", districts=k)
    do(desk, "propose_plan")
    do(desk, "set_targets", targets=items)
    assert not all(one.met for one in desk.verdicts())
    done = do(desk, "improve_plan")
    assert done.data["status"] == "met"
    assert 0 < done.data["moved_percent"] <= most_moved
