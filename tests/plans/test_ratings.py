"""DRA's ratings, opportunity districts and splitting scores against DRA's own numbers."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from districtbot.geo.open import open_map
from districtbot.geo.statemap import StateMap
from districtbot.ground.errors import AskError
from districtbot.plans.elections import ElectionScore, score_election
from districtbot.plans.formats.open import read_plan
from districtbot.plans.odds import chance_to_change, chance_to_win
from districtbot.plans.opportunity import (
    GROUPS,
    OpportunityScore,
    chance_of_opportunity,
    proportional_districts,
    score_opportunity,
)
from districtbot.plans.rating_formulas import (
    half_and_half,
    rate_competitiveness,
    rate_county_splitting,
    rate_disproportion,
    rate_district_splitting,
    rate_minority,
    rate_opportunity,
    rate_polsby_popper,
    rate_population,
    rate_proportionality,
    rate_reock,
    rate_splitting,
)
from districtbot.plans.ratings import Rated, Ratings, assumed_chamber, rate
from districtbot.plans.scoring import Scoring
from districtbot.plans.splitting import SplittingScore, score_splitting, splitting_of

GOLDEN: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "golden" / "dra.json").read_text(encoding="utf-8")
)
STATES = sorted(GOLDEN["plans"])


@pytest.mark.parametrize("state", STATES)
def test_splitting_of_plans_that_dra_rated(state: str) -> None:
    plan = GOLDEN["plans"][state]
    found = splitting_of(np.array(plan["people"], dtype=float))
    assert found.county == pytest.approx(plan["splitting"]["county"]["raw"], abs=5e-5)
    assert found.district == pytest.approx(plan["splitting"]["district"]["raw"], abs=5e-5)
    parts = rate_county_splitting(found), rate_district_splitting(found)
    assert parts == tuple(plan["splitting"][side]["normalized"] for side in ("county", "district"))
    assert rate_splitting(*parts) == plan["shown"]["splitting"]


@pytest.mark.parametrize("state", STATES)
def test_votes_of_plans_that_dra_rated(state: str) -> None:
    plan = GOLDEN["plans"][state]
    shares = np.array(plan["votes"]["byDistrict"])
    k, likely = len(shares), float(chance_to_win(shares).sum())
    change = float(chance_to_change(shares).sum())
    assert likely == pytest.approx(plan["likely_seats"], abs=5e-5)
    assert change == pytest.approx(plan["likely_competitive"], abs=5e-5)
    assert rate_competitiveness(change / k) == plan["shown"]["competitiveness"]
    rating = rate_proportionality(plan["votes"]["statewide"], likely / k, k)
    assert rating == plan["shown"]["proportionality"]


def _opportunity(demographics: dict[str, Any]) -> tuple[float, int, float, int]:
    """Likely and proportional opportunity districts, likely and proportional coalitions."""
    by_district, statewide = demographics["byDistrict"], demographics["statewide"]

    def likely(group: str) -> float:
        shares = np.array([district[group] for district in by_district])
        return float(chance_of_opportunity(shares, group).sum())

    def fair(group: str) -> int:
        return proportional_districts(statewide[group], len(by_district))

    alone = sum(likely(group) for group in GROUPS), sum(fair(group) for group in GROUPS)
    return *alone, likely("minority"), fair("minority")


@pytest.mark.parametrize("state", STATES)
def test_opportunity_of_plans_that_dra_rated(state: str) -> None:
    plan = GOLDEN["plans"][state]
    found, known = _opportunity(plan["demographics"]), plan["opportunity"]
    assert found[0] == pytest.approx(known["opportunityDistricts"], abs=5e-5)
    assert found[1] == known["proportionalOpportunities"]
    assert found[2] == pytest.approx(known["coalitionDistricts"], abs=5e-5)
    assert found[3] == known["proportionalCoalitions"]
    assert rate_opportunity(*found) == plan["shown"]["minority"]


@pytest.mark.parametrize("state", STATES)
def test_compactness_of_plans_that_dra_rated(state: str) -> None:
    shown = GOLDEN["plans"][state]["shown"]
    parts = rate_reock(shown["reock"]), rate_polsby_popper(shown["polsby_popper"])
    assert half_and_half(*parts) == shown["compactness"]


def test_opportunity_in_texas() -> None:
    known = GOLDEN["texas"]["opportunity"]
    likely, fair, coalition, fair_coalition = _opportunity(GOLDEN["texas"]["demographics"])
    assert likely == pytest.approx(known["likely"], abs=5e-3)
    assert coalition == pytest.approx(known["coalition"], abs=5e-3)
    assert (fair, fair_coalition) == (known["fair"], known["fair_coalition"])


def test_splitting_in_arizona() -> None:
    """DRA's benchmark: 1.3523 and 1.4240."""
    found = splitting_of(np.array(GOLDEN["arizona"], dtype=float))
    assert (found.county, found.district) == pytest.approx((1.3523, 1.4240), abs=5e-5)
    assert (found.n_counties, found.n_districts) == (15, 9)


def test_rated_splitting_scores() -> None:
    rows = GOLDEN["splitting"]
    assert len(rows) == 72
    for n_counties, n_districts, score, kind, expected in rows:
        found = SplittingScore(score, score, int(n_counties), int(n_districts))
        rating = rate_district_splitting(found) if kind else rate_county_splitting(found)
        assert rating == expected, (n_counties, n_districts, score, kind)


@pytest.mark.parametrize(
    ("county", "district", "expected"),
    [(30, 60, 45), (99, 100, 99), (100, 100, 100), (73, 38, 56), (41, 0, 21)],
)
def test_splitting_is_half_and_half(county: int, district: int, expected: int) -> None:
    assert rate_splitting(county, district) == expected


@pytest.mark.parametrize(
    ("overall_range", "congress", "legislature"),
    [
        (0.0, 100, 100),
        (0.002, 100, 100),
        (0.005, 45, 100),
        (0.0075, 0, 100),
        (0.05, 0, 68),
        (0.1, 0, 0),
        (2.3, 0, 0),
    ],
)
def test_population(overall_range: float, congress: int, legislature: int) -> None:
    """``Population Deviation scorer`` of dra-analytics' ``test/rate/dra-ratings.spec.ts``."""
    assert rate_population(overall_range, "congress") == congress
    assert rate_population(overall_range, "legislature") == legislature


@pytest.mark.parametrize(
    ("value", "reock", "polsby_popper"),
    [(0.3848, 54, 71), (0.3373, 35, 59), (0.186, 0, 21), (0.2418, 0, 35), (0.5, 100, 100)],
)
def test_shape(value: float, reock: int, polsby_popper: int) -> None:
    """Reock of Alabama and North Carolina, Polsby-Popper of the same; ends clipped."""
    assert rate_reock(value) == reock
    assert rate_polsby_popper(value) == polsby_popper


@pytest.mark.parametrize(
    ("off", "votes", "likely", "n_districts", "expected"),
    [
        pytest.param(-0.1714, 0.6404, 43.085, 53, 84, id="CA"),
        pytest.param(0.0006, 0.5286, 3.9959, 7, 100, id="CO"),
        pytest.param(-0.0585, 0.5838, 12.0531, 18, 100, id="IL"),
        pytest.param(-0.3331, 0.6321, 8.9985, 9, 0, id="MA"),
        pytest.param(-0.25, 0.6336, 7.0, 8, 42, id="MD"),
        pytest.param(0.2268, 0.4888, 3.0512, 13, 0, id="NC"),
        pytest.param(0.2367, 0.4869, 4.2120, 16, 0, id="OH"),
        pytest.param(0.2857, 0.4072, 1, 7, 4, id="SC"),
        pytest.param(0.1111, 0.3802, 2, 9, 100, id="TN"),
        pytest.param(0.1216, 0.4370, 11.6218, 36, 71, id="TX"),
    ],
)
def test_proportionality_of_the_116th_congress(
    off: float, votes: float, likely: float, n_districts: int, expected: int
) -> None:
    """``Score proportionality, with winner bonus`` of ``test/rate/dra-ratings.spec.ts``.

    There a positive ``off`` favours Republicans; it follows from votes and likely seats.
    """
    assert rate_disproportion(-off, votes) == expected
    assert rate_proportionality(votes, likely / n_districts, n_districts) == expected


@pytest.mark.parametrize(("extra", "expected"), [(0, 100), (0.05, 75), (-0.1, 50), (0.25, 0)])
def test_disproportion_at_a_tied_vote(extra: float, expected: int) -> None:
    assert rate_disproportion(extra, 0.5) == expected


def test_a_minority_with_a_majority_of_the_seats_rates_nothing() -> None:
    assert rate_proportionality(0.479, 0.51, 10) == 0
    assert rate_proportionality(0.521, 0.49, 10) == 0
    assert rate_proportionality(0.481, 0.51, 10) > 0


@pytest.mark.parametrize(
    ("share", "expected"), [(0, 0), (0.25, 33), (0.5, 67), (0.75, 100), (0.8, 100)]
)
def test_competitiveness(share: float, expected: int) -> None:
    assert rate_competitiveness(share) == expected


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ((1, 0, 0, 0), 0),
        ((0, 10, 0, 0), 0),
        ((5, 10, 0, 0), 50),
        ((10, 10, 0, 0), 100),
        ((11, 10, 0, 0), 100),
        ((12.56, 18, 22.92, 18), 85),
    ],
)
def test_minority(numbers: tuple[float, int, float, int], expected: int) -> None:
    """``Score minority opportunity`` of ``test/rate/dra-ratings.spec.ts``."""
    assert rate_opportunity(*numbers) == expected


def test_chance_of_opportunity() -> None:
    """``Estimate minority opportunity`` of dra-analytics' ``test/minority/minority.spec.ts``."""
    shares = np.array([0.35, 0.37, 0.38, 0.49, 0.50, 0.90])
    known = [0, 0.6914624612740132, 0.773372647623132, 0.9997673709209645, 0.9999115827147992, 1]
    assert chance_of_opportunity(shares, "black") == pytest.approx(known, abs=1e-6)
    assert chance_of_opportunity(shares, "hispanic")[1] == pytest.approx(
        float(chance_to_win(np.array([0.445]))[0])
    )


@pytest.mark.parametrize(
    ("share", "expected"), [(0, 0), (0.049, 0), (0.1, 1), (0.149, 1), (0.2, 2)]
)
def test_proportional_districts(share: float, expected: int) -> None:
    assert proportional_districts(share, 10) == expected


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([97, 3], 1.16),
        ([88, 12], 1.28),
        ([50, 50], 1.41),
        ([96, 2, 2], 1.26),
        ([50, 25, 25], 1.71),
        ([25, 25, 25, 25], 2.0),
        ([100], 1.0),
    ],
)
def test_how_finely_a_county_is_cut(parts: list[float], expected: float) -> None:
    """One county in several districts, each with people elsewhere too (so none lies inside).

    Values of ``Split scores`` in ``test/splitting/county-district.spec.ts``.
    """
    people = np.zeros((len(parts), 1 + len(parts)))
    people[:, 0] = parts
    people[:, 1:] = np.eye(len(parts))
    found = splitting_of(people)
    everyone, others = 100 + len(parts), float(len(parts))
    cut = (found.county * everyone - others) / 100
    assert cut == pytest.approx(expected, abs=5e-3)


def test_whole_districts_in_a_county_are_one_piece() -> None:
    """A county of two districts of its own and half of a third: two pieces, not three."""
    found = splitting_of(np.array([[100.0, 0], [100, 0], [50, 50]]))
    assert found.county == pytest.approx((250 * (np.sqrt(0.8) + np.sqrt(0.2)) + 50) / 300)
    assert found.district == pytest.approx((200 + 100 * (np.sqrt(0.5) + np.sqrt(0.5))) / 300)


@pytest.fixture
def state(grid_frame: Any, state_of: Any) -> StateMap:
    """Four units in two counties; 100 people, 80 voters each::

    A A B B     Black voters 40 40 8 8, white voters 32 32 64 64, Hispanic 8 of each
    """
    frame = grid_frame(
        1,
        4,
        COUNTY=["A", "A", "B", "B"],
        VAP=80,
        BVAP=[40, 40, 8, 8],
        WVAP=[32, 32, 64, 64],
        HVAP=8,
        PRES20D=[60, 60, 30, 34],
        PRES20R=[40, 40, 50, 60],
    )
    groups = {"black": "BVAP", "white": "WVAP", "hispanic": "HVAP"}
    drawn: StateMap = state_of(frame, vap="VAP", group_vap=groups, county="COUNTY")
    return drawn


def test_splitting_of_a_map(state: StateMap, plan_for: Any) -> None:
    """Counties whole, then both cut in halves."""
    scoring = Scoring(state)
    whole = score_splitting(scoring, plan_for(state, "1 1 2 2"), "COUNTY")
    cut = score_splitting(scoring, plan_for(state, "1 2 1 2"), "COUNTY")
    assert whole == SplittingScore(1.0, 1.0, 2, 2)
    assert (cut.county, cut.district) == pytest.approx((2 * np.sqrt(0.5), 2 * np.sqrt(0.5)))


def test_people_without_a_county_have_no_splitting_score(
    grid_frame: Any, state_of: Any, plan_for: Any
) -> None:
    drawn = state_of(grid_frame(1, 3, COUNTY=["A", "", "B"]), county="COUNTY")
    with pytest.raises(AskError, match="00102"):
        score_splitting(Scoring(drawn), plan_for(drawn, "1 1 2"), "COUNTY")


def test_empty_units_without_a_county_are_no_matter(
    grid_frame: Any, state_of: Any, plan_for: Any
) -> None:
    frame = grid_frame(1, 3, TOTPOP=[100, 0, 100], COUNTY=["A", "", "B"])
    drawn = state_of(frame, county="COUNTY")
    found = score_splitting(Scoring(drawn), plan_for(drawn, "1 1 2"), "COUNTY")
    assert found == SplittingScore(1.0, 1.0, 2, 2)


def test_opportunity_on_a_map(state: StateMap, plan_for: Any) -> None:
    """Black voters are half of district 1 and a tenth of district 2: 30% of the map."""
    found = score_opportunity(Scoring(state), plan_for(state, "1 1 2 2"))
    black, hispanic = found.groups
    assert (black.group, black.column, black.statewide) == ("black", "BVAP", 0.3)
    assert black.likely == pytest.approx(0.9999115827, abs=1e-6)
    assert black.proportional == 1
    assert (hispanic.likely, hispanic.proportional) == (0, 0)
    assert found.minority is not None
    assert found.minority.statewide == pytest.approx(1 - 192 / 320)
    assert found.likely_coalition == pytest.approx(1, abs=1e-4)
    assert found.proportional_coalition == 1
    assert rate_minority(found) == 100


def test_any_part_of_a_group_comes_first(grid_frame: Any, state_of: Any, plan_for: Any) -> None:
    frame = grid_frame(1, 2, VAP=100, BVAP=20, APBVAP=40)
    groups = {"black": "BVAP", "black_any": "APBVAP"}
    drawn = state_of(frame, vap="VAP", group_vap=groups)
    found = score_opportunity(Scoring(drawn), plan_for(drawn, "1 2"))
    assert [group.column for group in found.groups] == ["APBVAP"]
    assert found.minority is None
    assert found.likely_coalition is None


@pytest.mark.parametrize(
    ("columns", "why"),
    [
        ({}, "no VAP column"),
        ({"vap": "VAP"}, "none of these groups"),
        ({"vap": "EMPTY", "group_vap": {"black": "BVAP"}}, "Nobody of voting age"),
    ],
)
def test_opportunity_needs_voters_and_groups(
    grid_frame: Any, state_of: Any, plan_for: Any, columns: dict[str, Any], why: str
) -> None:
    drawn = state_of(grid_frame(1, 2, VAP=10, BVAP=[0, 1], EMPTY=[0, 10]), **columns)
    with pytest.raises(AskError, match=why):
        score_opportunity(Scoring(drawn), plan_for(drawn, "1 2"))


def test_relabelling_and_unit_order_change_nothing(
    state: StateMap, grid_frame: Any, state_of: Any, plan_for: Any
) -> None:
    order = [2, 0, 3, 1]
    frame = grid_frame(1, 4, **{name: list(state.units[name]) for name in state.units})
    groups = {"black": "BVAP", "white": "WVAP", "hispanic": "HVAP"}
    mixed = state_of(
        frame.iloc[order].reset_index(drop=True), vap="VAP", group_vap=groups, county="COUNTY"
    )
    plan = plan_for(state, "1 2 2 3")
    turned = replace(plan, district=np.array([2, 3, 1], dtype=np.int32)[plan.district - 1])
    moved = replace(plan, unit_ids=mixed.unit_ids, district=plan.district[order])
    known = score_splitting(Scoring(state), plan, "COUNTY")
    chances = score_opportunity(Scoring(state), plan)
    for drawn, other in ((state, turned), (mixed, moved)):
        cut = score_splitting(Scoring(drawn), other, "COUNTY")
        assert (cut.county, cut.district) == pytest.approx((known.county, known.district))
        found = score_opportunity(Scoring(drawn), other)
        assert found.likely == pytest.approx(chances.likely)
        assert found.likely_coalition == pytest.approx(chances.likely_coalition)
        assert (found.proportional, found.proportional_coalition) == (
            chances.proportional,
            chances.proportional_coalition,
        )


def _rated(state: StateMap, plan: Any) -> Rated:
    scoring = Scoring(state)
    elections = [score_election(scoring, plan, one) for one in state.columns.elections]
    return Rated(
        plan.n_districts,
        800_000,
        0.005,
        (0.3848, 0.186),
        score_splitting(scoring, plan, "COUNTY"),
        score_opportunity(scoring, plan),
        elections,
    )


def test_a_plan_is_rated(state: StateMap, plan_for: Any) -> None:
    found = rate(_rated(state, plan_for(state, "1 1 2 2")))
    assert (found.chamber, found.population) == ("congress", 45)
    assert "500,000" in found.chamber_why
    assert (found.reock, found.polsby_popper, found.compactness) == (54, 21, 38)
    assert (found.county_splitting, found.district_splitting, found.splitting) == (100, 100, 100)
    assert found.minority == 100
    (contest,) = found.contests
    likely = chance_to_win(np.array([0.6, 64 / 174])).sum()
    assert contest.dem_likely_seats == pytest.approx(likely)
    assert contest.proportionality == 100
    assert contest.competitiveness == 2
    assert not found.undefined
    assert not contest.undefined


def test_the_chamber_can_be_chosen(state: StateMap, plan_for: Any) -> None:
    rated = replace(_rated(state, plan_for(state, "1 1 2 2")), overall_range=0.05)
    assert rate(rated).population == 0
    chosen = rate(rated, "legislature")
    assert (chosen.chamber, chosen.population, chosen.chamber_why) == (
        "legislature",
        68,
        "as asked",
    )


def test_the_chamber_is_assumed_by_size() -> None:
    assert assumed_chamber(761_169)[0] == "congress"
    assert assumed_chamber(64_053)[0] == "legislature"


def test_what_is_missing_is_said(state: StateMap, plan_for: Any) -> None:
    rated = replace(
        _rated(state, plan_for(state, "1 1 2 2")),
        shape="no shapes",
        splitting="no counties",
        opportunity="no groups",
    )
    found = rate(rated)
    assert found.compactness is None
    assert found.splitting is None
    assert found.minority is None
    assert found.undefined == {
        "compactness": "no shapes",
        "reock": "no shapes",
        "polsby_popper": "no shapes",
        "splitting": "no counties",
        "county_splitting": "no counties",
        "district_splitting": "no counties",
        "minority": "no groups",
    }


def test_no_proportional_district_is_no_rating(state: StateMap, plan_for: Any) -> None:
    """DRA's formula would give 0: as if the plan had missed something."""
    rated = _rated(state, plan_for(state, "1 1 2 2"))
    assert isinstance(rated.opportunity, OpportunityScore)
    none = replace(rated.opportunity, proportional=0, proportional_coalition=0)
    found = rate(replace(rated, opportunity=none))
    assert found.minority is None
    assert found.undefined["minority"] == "no group is large enough for one district out of 2"


def test_an_uncontested_district_leaves_a_contest_unrated(
    grid_frame: Any, state_of: Any, plan_for: Any
) -> None:
    drawn = state_of(grid_frame(1, 2, PRES20D=[50, 30], PRES20R=[40, 0]))
    election = score_election(Scoring(drawn), plan_for(drawn, "1 2"), drawn.columns.elections[0])
    (found,) = rate(_bare([election])).contests
    assert found.proportionality is None
    assert found.dem_likely_seats is None
    assert set(found.undefined.values()) == {"votes for one party only in district 2"}


def _bare(elections: list[ElectionScore]) -> Rated:
    return Rated(2, 1000, 0.0, "-", "-", "-", elections)


def test_swapping_the_parties_leaves_the_ratings(
    grid_frame: Any, state_of: Any, plan_for: Any
) -> None:
    dem, rep = [60, 52, 48, 30, 44], [40, 45, 50, 70, 56]
    found: list[Ratings] = []
    for one, other in ((dem, rep), (rep, dem)):
        drawn = state_of(grid_frame(1, 5, PRES20D=one, PRES20R=other))
        plan = plan_for(drawn, "1 2 3 4 5")
        election = score_election(Scoring(drawn), plan, drawn.columns.elections[0])
        found.append(rate(_bare([election])))
    (ours,), (theirs,) = found[0].contests, found[1].contests
    assert ours.proportionality == theirs.proportionality
    assert ours.competitiveness == theirs.competitiveness
    assert ours.dem_likely_seats is not None
    assert theirs.dem_likely_seats == pytest.approx(5 - ours.dem_likely_seats)


@pytest.mark.slow
def test_the_enacted_plan_of_north_carolina_rates_as_by_rdapy(shared_data: Path) -> None:
    """Splitting to the digit; votes come from another provider, and so differ by a trace."""
    known = GOLDEN["official"]
    state = open_map(shared_data / "NC" / "NC_vtd_2020_dual_graph.json")
    plan = read_plan(shared_data / "NC" / "NC_2022_Congress_Official_Proxy.csv", state)
    scoring = Scoring(state)
    cut = score_splitting(scoring, plan, "COUNTY")
    assert cut.county == pytest.approx(known["county_splitting"], abs=5e-5)
    assert cut.district == pytest.approx(known["district_splitting"], abs=5e-5)
    elections = [score_election(scoring, plan, state.election(name)) for name in known["contests"]]
    ideal = float(state.population.sum()) / plan.n_districts
    found = rate(Rated(plan.n_districts, ideal, 0.0, "-", cut, "-", elections))
    assert (found.chamber, found.splitting) == ("congress", known["splitting"])
    for election, rated in zip(elections, found.contests, strict=True):
        there = known["contests"][election.name]
        assert election.dem_seats == there["fptp_seats"]
        assert election.dem_vote_share == pytest.approx(there["estimated_vote_pct"], abs=2e-4)
        assert rated.dem_likely_seats == pytest.approx(there["estimated_seats"], abs=5e-3)
        assert rated.likely_competitive == pytest.approx(there["competitive_districts"], abs=0.01)
        assert rated.proportionality == pytest.approx(there["proportionality"], abs=1)
        assert rated.competitiveness == there["competitiveness"]
