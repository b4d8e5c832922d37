"""One contest under a plan, and several: by hand, by law, and on every real plan."""

import json
import math
import statistics
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest

from districtbot.geo.statemap import Election, StateMap
from districtbot.ground.errors import AskError
from districtbot.plans.across_elections import AcrossElections, score_across
from districtbot.plans.elections import FAIRNESS, ElectionScore, checked_margin, score_election
from districtbot.plans.formats.open import read_plan
from districtbot.plans.plan import Plan
from districtbot.plans.scorecard import score
from districtbot.plans.scoring import Scoring

SIGNED = (
    "efficiency_gap",
    "efficiency_gap_simplified",
    "mean_median",
    "partisan_bias",
    "declination",
    "lopsided_margins",
    "proportionality",
)
UNSIGNED = ("partisan_gini", "responsiveness", "responsiveness_at_half", "competitive")


@pytest.fixture
def voted(grid_frame: Any, state_of: Any, plan_for: Any) -> Callable[..., ElectionScore]:
    """``voted([60, 40], [40, 60])``: a contest of one-unit districts."""

    def measured(dem: list[float], rep: list[float], **margins: float) -> ElectionScore:
        drawn = state_of(grid_frame(1, len(dem), PRES20D=dem, PRES20R=rep))
        plan = plan_for(drawn, " ".join(str(n + 1) for n in range(len(dem))))
        return score_election(Scoring(drawn), plan, drawn.columns.elections[0], **margins)

    return measured


def test_five_districts_by_hand(voted: Callable[..., ElectionScore]) -> None:
    """Shares of 62, 58, 52, 30 and 28 percent of 100 votes: a mean of 46, three seats."""
    found = voted([62, 58, 52, 30, 28], [38, 42, 48, 70, 72])
    assert (found.dem_seats, found.rep_seats, found.tied) == (3, 2, 0)
    assert found.dem_vote_share == pytest.approx(0.46)
    assert found.dem_proportionality == pytest.approx(0.6 - 0.46)
    assert found.dem_efficiency_gap_simplified == pytest.approx(0.6 - 0.92 + 0.5)
    wasted_dem, wasted_rep = 11 + 7 + 1 + 30 + 28, 38 + 42 + 48 + 19 + 21
    assert found.dem_efficiency_gap == pytest.approx((wasted_rep - wasted_dem) / 500)
    assert found.dem_mean_median == pytest.approx(0.52 - 0.46)
    assert found.dem_partisan_bias == pytest.approx(0.6 - 0.5)
    assert found.dem_seats_at_half == pytest.approx(3)
    assert found.dem_lopsided_margins == pytest.approx(0.71 - (0.62 + 0.58 + 0.52) / 3)
    dem, rep = math.atan((2 * 1.72 / 3 - 1) / 0.6), math.atan((1 - 0.58) / 0.4)
    assert found.dem_declination == pytest.approx((rep - dem) * 2 / math.pi)
    # Around the mean of 46% only 52% changes hands; around a tie 62, 66, 56, 34 and 32%: none.
    assert found.responsiveness == pytest.approx(0.2 / 0.1)
    assert found.responsiveness_at_half == 0
    # Vote shares at which seat n falls: 34, 38, 44, 66, 68%; mirrored: 32, 34, 56, 62, 66%.
    assert found.partisan_gini == pytest.approx((0.02 + 0.04 + 0.12 + 0.04 + 0.02) / 5)


def test_close_leaning_and_safe(voted: Callable[..., ElectionScore]) -> None:
    """70 and 60 are safe, 59 and 55 lean, 54 is close; the same on the other side; a tie."""
    dem = [70, 60, 59, 55, 54, 50, 46, 45, 41, 40, 0]
    found = voted(dem, [*(100 - share for share in dem[:-1]), 0])
    counts = (found.safe_dem, found.lean_dem, found.competitive, found.lean_rep, found.safe_rep)
    assert counts == (2, 2, 3, 2, 1)
    assert sum(counts) == len(dem) - 1
    assert (found.margin, found.safe_margin) == (0.05, 0.10)


def test_the_margins_can_be_chosen(voted: Callable[..., ElectionScore]) -> None:
    dem = [70, 60, 59, 55, 54]
    found = voted(dem, [100 - share for share in dem], margin=0.045, safe_margin=0.2)
    assert (found.competitive, found.lean_dem, found.safe_dem) == (1, 3, 1)
    wide = voted(dem, [100 - share for share in dem], margin=0.15)
    assert (wide.competitive, wide.lean_dem, wide.safe_dem, wide.safe_margin) == (4, 0, 1, 0.15)


@pytest.mark.parametrize(("text", "share"), [("3%", 0.03), ("0.03", 0.03), (0.5, 0.5), (" 0 ", 0)])
def test_a_margin_as_text(text: float | str, share: float) -> None:
    assert checked_margin(text) == share


@pytest.mark.parametrize("text", ["3", "x", "60%", "nan", -0.1, "inf%"])
def test_what_is_no_margin(text: float | str) -> None:
    with pytest.raises(AskError, match="no share of at most one half"):
        checked_margin(text)


def test_the_scorecard_takes_margin_and_chamber(
    grid_frame: Any, state_of: Any, plan_for: Any
) -> None:
    drawn = state_of(grid_frame(1, 2, PRES20D=[54, 46], PRES20R=[46, 54]))
    plan = plan_for(drawn, "1 2")
    usual = score(drawn, plan)
    asked = score(drawn, plan, margin=0.03, chamber="congress")
    assert [card.elections[0].competitive for card in (usual, asked)] == [2, 0]
    assert (usual.ratings.chamber, asked.ratings.chamber) == ("legislature", "congress")


@pytest.mark.parametrize("margins", [{"margin": -0.1}, {"safe_margin": 0.01}, {"margin": 0.6}])
def test_margins_that_cross_are_refused(
    voted: Callable[..., ElectionScore], margins: dict[str, float]
) -> None:
    with pytest.raises(AskError, match="margin"):
        voted([60, 40], [40, 60], **margins)


@pytest.mark.parametrize(
    ("dem", "rep", "why"),
    [
        ([60, 0, 40], [40, 0, 60], "no votes in district 2"),
        ([60, 50, 40], [40, 0, 60], "votes for one party only in district 2"),
        ([0, 0, 5], [0, 0, 0], "no votes in districts 1, 2 and votes for one party only in"),
    ],
)
def test_fairness_needs_a_contest_everywhere(
    voted: Callable[..., ElectionScore], dem: list[float], rep: list[float], why: str
) -> None:
    found = voted(dem, rep)
    assert set(found.undefined) == set(FAIRNESS)
    for name, reason in found.undefined.items():
        assert reason.startswith(why)
        assert getattr(found, name, None) is None
        assert getattr(found, f"dem_{name}", None) is None
    assert found.dem_seats + found.rep_seats + found.tied == 3
    json.dumps(asdict(found), allow_nan=False)


@pytest.mark.parametrize(
    ("dem", "rep", "party"),
    [([60, 70], [40, 30], "Republicans"), ([40, 50], [60, 50], "Democrats")],
)
def test_a_sweep_leaves_two_measures_undefined(
    voted: Callable[..., ElectionScore], dem: list[float], rep: list[float], party: str
) -> None:
    found = voted(dem, rep)
    assert set(found.undefined) == {"declination", "lopsided_margins"}
    assert all(why.startswith(f"{party} win no district") for why in found.undefined.values())
    assert found.dem_declination is None
    assert found.dem_lopsided_margins is None
    assert found.dem_efficiency_gap is not None
    assert found.responsiveness is not None


def test_packed_republicans_favour_democrats(voted: Callable[..., ElectionScore]) -> None:
    """Democrats win three of four with half of the votes: every sign is positive."""
    found = voted([60, 60, 58, 22], [40, 40, 42, 78])
    for name in SIGNED:
        value = getattr(found, f"dem_{name}")
        assert value is not None
        assert value > 0, name


def test_gini_of_a_mirrored_plan_is_zero(voted: Callable[..., ElectionScore]) -> None:
    assert voted([60, 50, 40], [40, 50, 60]).partisan_gini == pytest.approx(0)


@pytest.fixture
def three_contests(grid_frame: Any, state_of: Any) -> StateMap:
    """Four units; Democratic of 100 votes in three contests::

    60 60 40 50
    55 45 45 50
    51 49 30 50
    """
    rows = {"A": [60, 60, 40, 50], "B": [55, 45, 45, 50], "C": [51, 49, 30, 50]}
    columns = {f"{name}_D": dem for name, dem in rows.items()}
    columns |= {f"{name}_R": [100 - votes for votes in dem] for name, dem in rows.items()}
    elections = tuple(Election(name, f"{name}_D", f"{name}_R") for name in rows)
    drawn: StateMap = state_of(grid_frame(1, 4, **columns), elections=elections)
    return drawn


def _across(state: StateMap, plan: Plan) -> AcrossElections:
    found = score_across(Scoring(state), plan, state.columns.elections)
    assert found is not None
    return found


def test_across_contests(three_contests: StateMap, plan_for: Any) -> None:
    found = _across(three_contests, plan_for(three_contests, "1 2 3 4"))
    assert found.names == ("A", "B", "C")
    assert (found.dem_wins, found.rep_wins) == ((3, 1, 0, 0), (0, 2, 3, 0))
    assert (found.always_dem, found.always_rep, found.swing) == ((1,), (3,), (2, 4))
    gaps = [2 / 4 - 210 / 400, 1 / 4 - 195 / 400, 1 / 4 - 180 / 400]
    assert found.mean_dem_seat_vote_gap == pytest.approx(statistics.fmean(gaps))
    sizes = statistics.fmean(map(abs, gaps))
    assert found.mean_absolute_seat_vote_gap == pytest.approx(sizes)


def test_across_swapped_parties(three_contests: StateMap, plan_for: Any) -> None:
    """With a tie nobody wins the seat gap turns but for that seat, so district 4 goes to 3."""
    plan = plan_for(three_contests, "1 2 3 3")
    elections = tuple(
        Election(e.name, e.rep_col, e.dem_col) for e in three_contests.columns.elections
    )
    ours = _across(three_contests, plan)
    theirs = _across(
        replace(three_contests, columns=replace(three_contests.columns, elections=elections)), plan
    )
    assert (theirs.dem_wins, theirs.rep_wins) == (ours.rep_wins, ours.dem_wins)
    assert (theirs.always_dem, theirs.swing) == (ours.always_rep, ours.swing)
    assert ours.mean_dem_seat_vote_gap is not None
    assert theirs.mean_dem_seat_vote_gap == pytest.approx(-ours.mean_dem_seat_vote_gap)
    assert theirs.mean_absolute_seat_vote_gap == pytest.approx(ours.mean_absolute_seat_vote_gap)


def test_one_contest_is_not_compared(three_contests: StateMap, plan_for: Any) -> None:
    plan = plan_for(three_contests, "1 2 3 4")
    assert score_across(Scoring(three_contests), plan, three_contests.columns.elections[:1]) is None


def test_a_contest_without_votes_leaves_no_mean_gap(
    grid_frame: Any, state_of: Any, plan_for: Any
) -> None:
    frame = grid_frame(1, 2, A_D=[6, 4], A_R=[4, 6], B_D=0, B_R=0)
    elections = (Election("A", "A_D", "A_R"), Election("B", "B_D", "B_R"))
    drawn = state_of(frame, elections=elections)
    found = _across(drawn, plan_for(drawn, "1 2"))
    assert found.mean_dem_seat_vote_gap is None
    assert set(found.undefined.values()) == {"no votes in B"}
    json.dumps(asdict(found), allow_nan=False)


MAPS = ("IA_2010", "VT", "HI", "RI", "MN_int", "AL", "MI", "VA", "PA", "NC")
CSV_OF = {"CD": "Congress", "SEND": "Upper", "HDIST": "Lower"}


@pytest.mark.slow
@pytest.mark.parametrize("name", MAPS)
def test_real_plans_against_plain_arithmetic(
    name: str,
    real_map: Callable[[str], StateMap],
    shared_data: Path,
    facts: dict[str, Any],
) -> None:
    """Every contest of every enacted plan: measures anew, parties swapped, districts relabelled."""
    state = real_map(name)
    scoring, n_checked = Scoring(state), 0
    swapped = replace(
        state,
        columns=replace(
            state.columns,
            elections=tuple(
                Election(e.name, e.rep_col, e.dem_col) for e in state.columns.elections
            ),
        ),
    )
    other = Scoring(swapped)
    for plan in _plans(name, state, shared_data, facts):
        turned = replace(plan, district=plan.n_districts + 1 - plan.district)
        pairs = zip(state.columns.elections, swapped.columns.elections, strict=True)
        for election, mirrored in pairs:
            found = score_election(scoring, plan, election)
            _check_arithmetic(found)
            _check_mirror(found, score_election(other, plan, mirrored))
            _check_same(found, score_election(scoring, turned, election))
            n_checked += 1
    assert n_checked > 0


def _plans(name: str, state: StateMap, shared_data: Path, facts: dict[str, Any]) -> list[Plan]:
    plans = []
    for key, known in facts[name]["plans"].items():
        folder = shared_data / Path(facts[name]["file"]).parent
        files = sorted(folder.glob(f"*_2022_{CSV_OF.get(key, '-')}_Official_Proxy.csv"))
        if known["column"] in state.units:
            plans.append(read_plan(known["column"], state))
        elif files:
            plans.append(read_plan(files[0], state))
    return plans


def _check_arithmetic(found: ElectionScore) -> None:
    """The measures by Python's own statistics; what has no value must have a reason."""
    for measure in FAIRNESS:
        value = getattr(found, f"dem_{measure}", getattr(found, measure, None))
        assert (value is None) == (measure in found.undefined), measure
    shares = [share for share in found.dem_share if share is not None]
    k, won = len(found.dem_share), [share for share in shares if share > 0.5]
    lost = [share for share in shares if share < 0.5]
    assert (found.dem_seats, found.rep_seats) == (len(won), len(lost))
    assert found.competitive == sum(0.45 < share < 0.55 for share in shares)
    assert found.safe_dem == sum(share >= 0.6 for share in shares)
    if found.undefined:
        return
    votes = math.fsum(found.dem_votes) / math.fsum((*found.dem_votes, *found.rep_votes))
    assert found.dem_vote_share == pytest.approx(votes)
    assert found.dem_proportionality == pytest.approx(len(won) / k - votes)
    assert found.dem_efficiency_gap_simplified == pytest.approx(len(won) / k - 2 * votes + 0.5)
    mean = statistics.fmean(shares)
    assert found.dem_mean_median == pytest.approx(statistics.median(shares) - mean)
    theta = [
        math.atan2(statistics.fmean(group) - 0.5, len(group) / k / 2)
        for group in (won, [1 - share for share in lost])
    ]
    assert found.dem_declination == pytest.approx((theta[1] - theta[0]) / (math.pi / 2))
    lopsided = 1 - statistics.fmean(lost) - statistics.fmean(won)
    assert found.dem_lopsided_margins == pytest.approx(lopsided)
    for value, middle in ((found.responsiveness, mean), (found.responsiveness_at_half, 0.5)):
        low, high = (0.5 - (middle + step - mean) for step in (0.05, -0.05))
        assert value == pytest.approx(sum(low < share < high for share in shares) / k / 0.1)
    ordered = sorted(shares, reverse=True)
    falls = [min(max(0.5 - share + mean, 0), 1) for share in ordered]
    mirrored = [1 - fall for fall in reversed(falls)]
    sizes = [abs(a - b) for a, b in zip(falls, mirrored, strict=True)]
    assert found.partisan_gini == pytest.approx(statistics.fmean(sizes))


def _check_mirror(ours: ElectionScore, theirs: ElectionScore) -> None:
    assert (ours.dem_seats, ours.safe_dem, ours.lean_dem) == (
        theirs.rep_seats,
        theirs.safe_rep,
        theirs.lean_rep,
    )
    for measure in SIGNED:
        value = getattr(ours, f"dem_{measure}")
        mirrored = getattr(theirs, f"dem_{measure}")
        assert mirrored == (None if value is None else pytest.approx(-value, abs=1e-12)), measure
    for measure in UNSIGNED:
        value = getattr(ours, measure)
        assert getattr(theirs, measure) == (None if value is None else pytest.approx(value))


def _check_same(ours: ElectionScore, theirs: ElectionScore) -> None:
    assert theirs.dem_share == ours.dem_share[::-1]
    for measure in (*SIGNED, "seats_at_half"):
        assert getattr(theirs, f"dem_{measure}") == pytest.approx(getattr(ours, f"dem_{measure}"))
    for measure in UNSIGNED:
        assert getattr(theirs, measure) == pytest.approx(getattr(ours, measure))


@pytest.mark.slow
def test_the_knowns_of_real_plans(
    real_map: Callable[[str], StateMap], shared_data: Path, facts: dict[str, Any]
) -> None:
    """Seats, vote share, mean-median and efficiency gap of ``facts.json``, wherever it has them.

    Its efficiency gap lets a winner waste all votes beyond half: up to a vote a district more.
    Virginia's facts count another provider's votes.
    """
    n_checked = 0
    for name in MAPS:
        state = real_map(name)
        scoring = Scoring(state)
        plans = {plan.n_districts: plan for plan in _plans(name, state, shared_data, facts)}
        by_column = {election.dem_col: election for election in state.columns.elections}
        for known in facts[name]["plans"].values():
            for fact in known.get("partisan", {}).values():
                election = by_column.get(fact["first_party_column"])
                if election is None or name == "VA":
                    continue
                found = score_election(scoring, plans[known["districts"]], election)
                n_checked += 1
                assert found.dem_seats == fact["seats_first_party"]
                assert found.dem_vote_share == pytest.approx(fact["share_first_party"], abs=6e-7)
                assert found.dem_mean_median == pytest.approx(
                    fact["mean_median_first_party(median-mean)"], abs=6e-7
                )
                votes = sum(found.dem_votes) + sum(found.rep_votes)
                assert found.dem_efficiency_gap == pytest.approx(
                    fact["efficiency_gap(wasted_second-wasted_first)/total"],
                    abs=6e-7 + known["districts"] / votes,
                )
    assert n_checked > 15


def test_sums_do_not_depend_on_the_districts_names(three_contests: StateMap, plan_for: Any) -> None:
    plan = plan_for(three_contests, "2 2 1 1")
    sums = Scoring(three_contests).sums(plan, ["A_D", "A_R", "A_D"])
    assert sums.tolist() == [[90, 120], [110, 80], [90, 120]]
