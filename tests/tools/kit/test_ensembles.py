"""Neutral ensembles are drawn, gone on with, and tell where a plan stands."""

from pathlib import Path
from typing import Any

import pytest

from districtbot.ground.clock import Budget
from districtbot.plans.ensemble.read import open_ensemble
from districtbot.plans.judge import judge
from districtbot.plans.plan import Plan
from districtbot.plans.targetfile import targets_of
from districtbot.plans.verdict import all_required_met
from districtbot.tools.calling import Called, call
from districtbot.tools.desk.desk import Desk
from districtbot.tools.kit import ensembles, standing, targets
from districtbot.tools.tool import Work

TOOLS = (*targets.TOOLS, *ensembles.TOOLS, *standing.TOOLS)
QUARTERS = " ".join(["1 1 1 1 2 2 2 2"] * 3 + ["3 3 3 3 4 4 4 4"] * 3)
SMALL: dict[str, Any] = {"steps": 400, "chains": 2}


@pytest.fixture
def desk(four_counties: Any, plan_for: Any, tmp_path: Path) -> Desk:
    found = Desk(four_counties, seed=4, folder=tmp_path)
    found.put("loaded", plan=plan_for(four_counties, QUARTERS))
    return found


def do(desk: Desk, tool: str, work: Work | None = None, **arguments: Any) -> Called:
    done = call(desk, TOOLS, tool, arguments, work)
    assert done.ok, done.text
    return done


def test_its_plans_keep_what_is_asked_and_it_says_what_is_left_out(desk: Desk) -> None:
    seats = {"measure": "seats", "party": "dem", "election": "PRES20", "at_least": 1}
    splits = {"measure": "region_splits", "at_most": 3}
    do(desk, "set_targets", districts=4, targets=[splits, seats])
    done = do(desk, "run_ensemble", name="mine", **SMALL)
    assert not done.changed
    assert done.data["plans"] == 800
    assert "Left out, since no neutral chain can keep it: at least 1 district won" in done.text
    assert "at most 3 counties split" in done.text
    held = open_ensemble(desk.ensembles["mine"])
    kept = targets_of(held.summary["targets"])
    state, names = desk.state, tuple("1234")
    for district in held.plans(every=100):
        plan = Plan(state.unit_ids, district, names)
        assert all_required_met(judge(state, kept, plan))


def test_the_same_call_gives_the_same_ensemble_at_once(desk: Desk) -> None:
    first = do(desk, "run_ensemble", **SMALL)
    again = do(desk, "run_ensemble", **SMALL)
    assert first.data["name"] == again.data["name"]
    assert first.data["ranges"] == again.data["ranges"]
    assert list(desk.ensembles) == [first.data["name"]]
    assert do(desk, "run_ensemble", steps=401, chains=2).data["name"] != first.data["name"]


def test_a_stopped_one_is_kept_and_gone_on_with(desk: Desk, four_counties: Any) -> None:
    stopped = Budget(None)

    def stop(stage: str, done: float, total: float | None, text: str) -> None:
        del stage, total, text
        if done:
            stopped.stop()

    asked: dict[str, Any] = {"steps": 3000, "chains": 2, "name": "long"}
    half = do(desk, "run_ensemble", Work(budget=stopped, show=stop), **asked)
    assert not half.data["finished"]
    assert 0 < half.data["steps"] < half.data["steps_wanted"] == 6000
    assert "the same call goes on from there" in half.text
    assert "long" not in desk.ensembles
    whole = do(desk, "run_ensemble", **asked)
    assert whole.data["finished"]
    other = Desk(four_counties, seed=4)
    other.put("loaded", plan=desk.a_plan)
    do(other, "run_ensemble", **asked)
    assert _bytes(other.ensembles["long"]) == _bytes(desk.ensembles["long"])


def _bytes(folder: Path) -> bytes:
    return (folder / "ensemble.bendl").read_bytes()


def test_a_name_belongs_to_one_ensemble(desk: Desk) -> None:
    do(desk, "run_ensemble", name="mine", **SMALL)
    done = call(desk, TOOLS, "run_ensemble", {"name": "mine", "steps": 500, "chains": 2})
    assert not done.ok
    assert "another name" in done.text


@pytest.mark.parametrize("name", ["../out", "a/b", "Ä ö", "..", "x" * 40, "CON"])
def test_any_name_stays_in_the_folder(desk: Desk, name: str) -> None:
    do(desk, "run_ensemble", name=name, steps=20, chains=1)
    folder = desk.ensembles[name].resolve()
    assert desk.folder is not None
    assert folder.parent == (desk.folder / "ensembles").resolve()


def test_a_desk_without_a_folder_keeps_them_while_it_lives(four_counties: Any) -> None:
    desk = Desk(four_counties)
    do(desk, "set_targets", districts=4)
    do(desk, "run_ensemble", name="mine", **SMALL)
    assert open_ensemble(desk.ensembles["mine"]).n_plans == 800


def test_no_number_of_districts(four_counties: Any) -> None:
    done = call(Desk(four_counties), TOOLS, "run_ensemble", {})
    assert "How many districts?" in done.text


def test_where_no_chain_can_begin(desk: Desk) -> None:
    bound = {"measure": "population_persons", "at_most": 1}
    do(desk, "set_targets", districts=7, targets=[bound])
    done = call(desk, TOOLS, "run_ensemble", SMALL)
    assert not done.ok
    assert "max_deviation" in done.text
    assert do(desk, "run_ensemble", max_deviation="10%", **SMALL).data["finished"]


def test_standing_draws_an_ensemble_where_there_is_none(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ensembles.Recipe, "__init__", _small(ensembles.Recipe.__init__))
    done = do(desk, "standing")
    assert "There was no ensemble of 4 districts yet, so one was drawn" in done.text
    assert len(desk.ensembles) == 1
    assert "There was no" not in do(desk, "standing").text


def _small(made: Any) -> Any:
    def init(self: Any, *given: Any, **named: Any) -> None:
        made(self, *given, **{**named, **({} if len(given) > 2 else SMALL)})

    return init


def test_standing_agrees_with_a_count_of_ones_own(desk: Desk) -> None:
    do(desk, "run_ensemble", name="mine", max_deviation="10%", **SMALL)
    done = do(desk, "standing", measure="cut edges")
    held = open_ensemble(desk.ensembles["mine"]).columns
    values = [int(one) for piece in held.pieces("cut_edges") for one in piece]
    district = desk.a_plan.district
    own = sum(int(district[a] != district[b]) for a, b in desk.state.graph.edges.tolist())
    (place,) = done.data["places"]
    assert place["value"] == str(own)
    share = {
        "lower_percent": sum(one < own for one in values),
        "same_percent": sum(one == own for one in values),
        "higher_percent": sum(one > own for one in values),
    }
    assert {key: place[key] for key in share} == {
        key: round(100 * n / len(values), 1) for key, n in share.items()
    }
    assert place["error_percent"] >= 0.1
    extreme = min(share["lower_percent"], share["higher_percent"]) + share["same_percent"]
    assert place["outlier"] == (extreme / len(values) <= standing.RARE)


@pytest.mark.parametrize(
    ("measure", "names"),
    [
        ("county splits", {"Counties split"}),
        ("number of split counties", {"Counties split"}),
        ("cut_edges", {"Cut edges"}),
        ("compactness", {"Polsby-Popper, mean of the districts"}),
        ("dem seats", {"Democratic districts, PRES20"}),
        ("mean median", {"Mean-median, PRES20"}),
    ],
)
def test_measures_are_found_by_words(desk: Desk, measure: str, names: set[str]) -> None:
    do(desk, "run_ensemble", name="mine", **SMALL)
    done = do(desk, "standing", measure=measure)
    assert {one["measure"] for one in done.data["places"]} == names


def test_nothing_of_race_or_party_unless_asked(desk: Desk) -> None:
    do(desk, "run_ensemble", name="mine", **SMALL)
    said = do(desk, "standing").text + do(desk, "run_ensemble", name="mine", **SMALL).text
    assert "Democratic" not in said.partition("The chains do not agree")[0]
    assert "Black share of" in do(desk, "standing", measure="black share").text


def test_what_is_not_there(desk: Desk) -> None:
    do(desk, "run_ensemble", name="mine", **SMALL)
    assert "There are: mine" in call(desk, TOOLS, "standing", {"ensemble": "his"}).text
    assert not call(desk, TOOLS, "standing", {"plan": "nope"}).ok
    assert "no measure 'beauty'" in call(desk, TOOLS, "standing", {"measure": "beauty"}).text


@pytest.mark.slow
def test_the_official_plan_of_alabama(shared_data: Path) -> None:
    from districtbot.plans.formats.open import read_plan

    desk = Desk.open(shared_data / "AL" / "AL_vtd_2020.zip")
    path = shared_data / "AL" / "AL_2022_Congress_Official_Proxy.csv"
    desk.put("loaded", plan=read_plan(str(path), desk.state))
    done = do(desk, "standing", measure="county splits")
    (place,) = done.data["places"]
    assert place["value"] == "6"
    assert place["outlier"]
    assert done.data["plans"] == ensembles.STEPS * ensembles.CHAINS
