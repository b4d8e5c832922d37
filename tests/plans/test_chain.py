import json
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from districtbot.ground.errors import AskError
from districtbot.plans.chain import Block, Chain, PlanView, measure_plan
from districtbot.plans.chain_rules import ChainRules, rules_of
from districtbot.plans.contiguity import pieces_of
from districtbot.plans.problem import Problem, problem_of
from districtbot.plans.targets import Targets

STRIPES = " ".join(str(1 + row // 2) for row in range(8) for _ in range(8))
KINDS: list[dict[str, Any]] = [
    {"epsilon": 0.2},
    {"epsilon": 0.2, "trees": "uniform", "pairs": "cut_edges"},
    {"epsilon": 0.2, "surcharges": {"county": 0.6, "TOWN": 0.3}},
    {"epsilon": 0.2, "proposal": "reversible_recom", "max_cuts": 12},
    {"epsilon": 0.2, "proposal": "flips", "acceptance": "metropolis", "beta": 0.1, "exact": True,
     "score": {"cut_edges": 1.0, "polsby_popper_mean": -5.0}},
    {"epsilon": 0.2, "acceptance": "tilted", "chance": 0.1, "score": {"county_splits": 1.0}},
]  # fmt: skip


@pytest.fixture
def state(grid_frame: Any, state_of: Any) -> Any:
    """Units of 100 people; counties are quarters, towns lie in some of their middles.

    Four counties of 4 x 4 units, left and right of the middle, above and below it::

        A A A A B B B B
        A t t A B t t B
        ...
    """
    county = ["ABCD"[(row // 4) * 2 + col // 4] for row in range(8) for col in range(8)]
    town = [
        f"t{row // 4}{col // 4}" if row % 4 in (1, 2) and col % 4 in (1, 2) else ""
        for row in range(8)
        for col in range(8)
    ]
    dem = [10 + (7 * index) % 23 for index in range(64)]
    frame = grid_frame(
        8,
        8,
        COUNTY=county,
        TOWN=town,
        VAP=80,
        BVAP=[(3 * index) % 50 for index in range(64)],
        PRES20D=dem,
        PRES20R=[41 - votes for votes in dem],
        OLD=STRIPES.split(),
    )
    return state_of(frame, county="COUNTY", vap="VAP", group_vap={"black": "BVAP"})


@pytest.fixture
def problem(state: Any) -> Problem:
    return problem_of(state, Targets(districts=4))


def same(a: Block, b: Block) -> bool:
    return (
        (a.plans == b.plans).all()
        and a.measures.keys() == b.measures.keys()
        and all(np.array_equal(a.measures[n], b.measures[n], equal_nan=True) for n in a.measures)
    )


def joined(parts: list[Block]) -> Block:
    return Block(
        np.concatenate([part.plans for part in parts]),
        {
            name: np.concatenate([part.measures[name] for part in parts])
            for name in parts[0].measures
        },
        sum(part.steps for part in parts),
        sum(part.accepted for part in parts),
        sum(part.excess for part in parts),
    )


@pytest.mark.parametrize("kind", KINDS)
def test_a_chain_taken_up_again_goes_on_to_the_bit(problem: Problem, kind: dict[str, Any]) -> None:
    rules = ChainRules(thin=3, **kind)
    whole = Chain(problem, rules, 5, 1).advance(400)
    chain = Chain(problem, rules, 5, 1)
    parts = [chain.advance(100), chain.advance(41)]
    held = {name: array.copy() for name, array in chain.state().items()}
    chain.advance(50)
    again = Chain.restore(problem, rules, held)
    parts += [again.advance(7), again.advance(252)]
    once = joined(parts)
    assert same(whole, once)
    assert (whole.steps, whole.accepted) == (once.steps, once.accepted)
    assert len(whole.plans) == 133
    assert (whole.plans[0] != whole.plans[-1]).any()


@pytest.mark.parametrize("kind", KINDS)
def test_every_plan_is_connected_and_balanced(problem: Problem, kind: dict[str, Any]) -> None:
    block = Chain(problem, ChainRules(**kind), 3, 0).advance(300)
    assert block.plans.dtype == np.int16
    assert block.measures["population_deviation"].max() <= 0.2
    for plan in block.plans[::10]:
        assert (pieces_of(plan.astype(np.int32) + 1, problem.links, 4) == 1).all()


def test_chains_differ_by_seed_and_number(problem: Problem) -> None:
    rules = ChainRules(epsilon=0.2)
    ends = {
        Chain(problem, rules, seed, number).advance(20).plans.tobytes()
        for seed in (1, 2)
        for number in (0, 1)
    }
    assert len(ends) == 4


def test_measures_are_those_of_a_plan_measured_alone(problem: Problem) -> None:
    rules = ChainRules(epsilon=0.2, regions=("county", "TOWN"), columns=("TOTPOP",))
    block = Chain(problem, rules, 1, 0).advance(20)
    for row in (0, 7, 19):
        alone = measure_plan(problem, rules, block.plans[row].astype(np.int32))
        assert alone.keys() == block.measures.keys()
        for name, value in alone.items():
            assert np.array_equal(value, block.measures[name][row], equal_nan=True)
    assert np.array_equal(block.measures["sum TOTPOP"], block.measures["population"])


def test_measures_of_a_plan_drawn_by_hand(problem: Problem, plan_for: Any) -> None:
    """Four stripes of two rows: each county is in two of them, and so is each town of two rows.

    Each stripe measures 2 km by 8 km; 24 pairs of units are parted.
    """
    rules = ChainRules(regions=("county", "TOWN"))
    district = np.array([int(word) - 1 for word in STRIPES.split()], np.int32)
    found = measure_plan(problem, rules, district)
    assert found["cut_edges"] == 24
    assert (found["county_splits"], found["county_pieces"]) == (4, 8)
    assert (found["TOWN_splits"], found["TOWN_pieces"]) == (4, 8)
    assert found["population"].tolist() == [1600] * 4
    assert found["population_deviation"] == 0
    assert found["polsby_popper_mean"] == pytest.approx(4 * np.pi * 16 / 400)
    dem = np.array([(10 + (7 * i) % 23) for i in range(64)]).reshape(4, 16).sum(axis=1)
    assert found["dem_share PRES20"] == pytest.approx(dem / (41 * 16))
    assert found["dem_seats PRES20"] == (dem > 41 * 8).sum()
    black = np.array([(3 * i) % 50 for i in range(64)]).reshape(4, 16).sum(axis=1)
    assert found["vap_share black"] == pytest.approx(black / (80 * 16))


def test_fairness_is_the_scorecards(problem: Problem, plan_for: Any, state: Any) -> None:
    from districtbot.plans.elections import score_election
    from districtbot.plans.scoring import Scoring

    district = np.array([int(word) - 1 for word in STRIPES.split()], np.int32)
    found = measure_plan(problem, ChainRules(), district)
    score = score_election(Scoring(state), plan_for(state, STRIPES), state.columns.elections[0])
    assert found["dem_efficiency_gap PRES20"] == pytest.approx(score.dem_efficiency_gap, abs=1e-12)
    assert found["dem_mean_median PRES20"] == pytest.approx(score.dem_mean_median, abs=1e-12)
    assert found["dem_seats PRES20"] == score.dem_seats


def test_functions_that_allow_everything_change_nothing(problem: Problem) -> None:
    """The slow way through Python is the same chain."""
    for kind in KINDS:
        rules = ChainRules(thin=2, caps={"cut_edges": 60}, **kind)
        fast = Chain(problem, rules, 8, 0).advance(60)
        slow = Chain(
            problem, rules, 8, 0, constraint_fn=lambda _: True, score_fn=lambda _: 0.0
        ).advance(60)
        assert same(fast, slow)
        assert fast.accepted == slow.accepted


def test_a_constraint_of_the_users_own_holds(problem: Problem) -> None:
    def allows(view: PlanView) -> bool:
        dem, rep = view.votes("PRES20")
        assert view.district.shape == (64,)
        assert view.total("TOTPOP").tolist() == view.population.tolist()
        return bool((dem > rep).sum() >= 2) and view.splits("county") <= view.pieces("county") - 4

    rules = ChainRules(epsilon=0.2, columns=("TOTPOP",))
    block = Chain(problem, rules, 2, 0, constraint_fn=allows).advance(300)
    seats = block.measures["dem_seats PRES20"]
    free = Chain(problem, rules, 2, 0).advance(300).measures["dem_seats PRES20"]
    assert (free < 2).any()
    assert (seats[np.argmax(seats >= 2) :] >= 2).all()
    assert 0 < block.accepted < 300


def test_a_score_of_the_users_own_is_followed(problem: Problem) -> None:
    rules = ChainRules(epsilon=0.2, acceptance="tilted", chance=0.0)
    chain = Chain(problem, rules, 2, 0, score_fn=lambda view: view.cut_edges)
    assert (np.diff(chain.advance(100).measures["cut_edges"]) <= 0).all()


def test_a_plan_of_the_map_is_a_start(problem: Problem) -> None:
    rules = ChainRules(start="OLD", proposal="flips", epsilon=0.2)
    chain = Chain(problem, rules, 1, 0)
    assert chain.state()["district"].tolist() == [int(word) - 1 for word in STRIPES.split()]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"start": "NOWHERE"}, "no column"),
        ({"start": "COUNTY", "epsilon": 0.0}, None),
        ({"start": "TOWN"}, "No district for"),
        ({"start": "PRES20D"}, "districts, not 4"),
        ({"epsilon": 0.001, "start": "LOPSIDED"}, "people, not"),
        ({"start": "BROKEN"}, "in 2 pieces"),
        ({"seats": (1, 1)}, "2 districts, but there are 4"),
        ({"elections": ("SEN99",)}, "no election"),
        ({"groups": ("martian",)}, "no group"),
        ({"columns": ("NOTHING",)}, "no column"),
        ({"caps": {"parish_splits": 3}}, "no column"),
        ({"acceptance": "tilted", "chance": 0.5}, "needs a score"),
        ({"seats": (3, 4, 4, 4), "proposal": "reversible_recom", "epsilon": 0.2}, "law"),
    ],
)
def test_rules_that_do_not_fit_the_map(state: Any, changes: dict[str, Any], words: str) -> None:
    units = state.units
    units["LOPSIDED"] = ["1"] * 17 + STRIPES.split()[17:]
    units["BROKEN"] = ["4", *STRIPES.split()[1:]]
    problem = problem_of(state, Targets(districts=4))
    if words is None:
        Chain(problem, ChainRules(**changes), 0, 0)
        return
    with pytest.raises(AskError, match=words):
        Chain(problem, ChainRules(**changes), 0, 0)


def test_a_first_plan_that_cannot_be_drawn(state: Any) -> None:
    problem = problem_of(state, Targets(districts=5))
    with pytest.raises(AskError, match="No first plan of 5 districts within 1"):
        Chain(problem, ChainRules(epsilon=0.01), 0, 0)


def test_a_state_of_another_map(problem: Problem, state: Any) -> None:
    held = Chain(problem, ChainRules(epsilon=0.2), 0, 0).state()
    other = problem_of(state, Targets(districts=5))
    with pytest.raises(AskError, match="of 64 nodes in 4 districts"):
        Chain.restore(other, ChainRules(epsilon=0.2), held)


@pytest.mark.parametrize("proposal", ["recom", "reversible_recom", "flips"])
def test_districts_of_several_seats(problem: Problem, proposal: str) -> None:
    """Districts of 1, 2, 2 and 3 of 8 seats, within 20% of 800 people a seat."""
    rules = ChainRules(proposal=proposal, seats=(1, 2, 2, 3), epsilon=0.15)
    block = Chain(problem, rules, 4, 0).advance(400)
    ideal = 800 * np.array([1, 2, 2, 3])
    assert (np.abs(block.measures["population"] - ideal) <= 0.15 * ideal).all()
    assert block.accepted > 0


def test_units_kept_together_stay_together(state: Any) -> None:
    together = {"measure": "together", "column": "TOWN", "values": ["t00"]}
    problem = problem_of(state, Targets.model_validate({"districts": 4, "target": [together]}))
    rules = ChainRules(epsilon=0.2, regions=("TOWN",))
    block = Chain(problem, rules, 1, 0).advance(100)
    assert problem.n_nodes == 61
    plan = block.plans[-1].astype(np.int32)[problem.node_of]
    alone = measure_plan(problem, rules, plan)
    for name, values in block.measures.items():
        assert alone[name] == pytest.approx(values[-1], nan_ok=True)


def test_rules_are_plain_json() -> None:
    rules = ChainRules(
        proposal="flips",
        acceptance="metropolis",
        beta=0.5,
        score={"county_splits": 2},
        seats=(1, 2),
    )
    assert rules_of(json.loads(json.dumps(rules.to_dict()))) == rules


@pytest.mark.parametrize(
    "data",
    [
        {"proposal": "recombine"},
        {"speed": 3},
        {"thin": 0},
        {"surcharges": {"county": -1}},
        {"surcharges": {"county": 1}, "trees": "uniform"},
        {"acceptance": "metropolis"},
        {"beta": 1.0},
        {"chance": 0.5},
        {"exact": True},
        {"caps": {"cuts": 3}},
        {"caps": {"_splits": 3}},
        {"score": {"cut_edges": 1}},
        {"acceptance": "tilted", "chance": 0.1, "score": {"cuts": 1}},
        {"epsilon": "wide"},
    ],
)
def test_rules_that_make_no_chain(data: dict[str, Any]) -> None:
    with pytest.raises(AskError, match="make no chain"):
        rules_of(data)
    with pytest.raises(ValidationError):
        ChainRules(**data)


def test_memory_for_counts_is_bounded(problem: Problem, monkeypatch: pytest.MonkeyPatch) -> None:
    rules = ChainRules(epsilon=0.2, thin=2)
    whole = Chain(problem, rules, 3, 0).advance(101)
    monkeypatch.setattr("districtbot.plans.chain.CHUNK_BYTES", 2_000)
    pieces = Chain(problem, rules, 3, 0)
    assert pieces._chunk_steps() < 50
    assert same(whole, pieces.advance(101))
    assert len(Chain(problem, rules, 3, 0).advance(0).plans) == 0


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "k"), [("IA/ia_county_with_enacted_2020.zip", 4), ("MN/MN_16.zip", 8)]
)
@pytest.mark.parametrize("proposal", ["recom", "flips"])
def test_measures_on_real_maps_are_the_scorecards(
    shared_data: Any, name: str, k: int, proposal: str
) -> None:
    from districtbot.geo.open import open_map
    from districtbot.plans.elections import score_election
    from districtbot.plans.plan import plan_of
    from districtbot.plans.quick import Draft
    from districtbot.plans.scoring import Scoring

    state = open_map(shared_data / name)
    problem = problem_of(state, Targets(districts=k))
    rules = ChainRules(proposal=proposal, thin=100, epsilon=0.01)
    block = Chain(problem, rules, 11, 0).advance(500)
    scoring = Scoring(state)
    for row, nodes in enumerate(block.plans):
        plan = plan_of(state.unit_ids, nodes[problem.node_of].astype(int) + 1)
        found = {key: values[row] for key, values in block.measures.items()}
        assert found["cut_edges"] == scoring.cut_edges(plan)
        counts = scoring.region(plan, state.columns.county or "")
        assert (found["county_splits"], found["county_pieces"]) == counts
        assert found["population_deviation"] == pytest.approx(scoring.population(plan).largest)
        shape = Draft(state, k, plan.district - 1).polsby_popper
        assert found["polsby_popper_mean"] == pytest.approx(shape.mean(), rel=1e-9)
        assert found["polsby_popper_minimum"] == pytest.approx(shape.min(), rel=1e-9)
        # The scorecard dissolves the outlines, which differ a little where a layer has slivers.
        assert found["polsby_popper_mean"] == pytest.approx(
            scoring.shapes.measure(plan).polsby_popper.mean(), rel=5e-3
        )
        for contest in state.columns.elections:
            score = score_election(scoring, plan, contest)
            assert found[f"dem_seats {contest.name}"] == score.dem_seats
            assert found[f"dem_share {contest.name}"] == pytest.approx(score.dem_share)
            for measure in ("dem_efficiency_gap", "dem_mean_median"):
                truth = getattr(score, measure)
                value = found[f"{measure} {contest.name}"]
                assert np.isnan(value) if truth is None else value == pytest.approx(truth, abs=1e-9)
