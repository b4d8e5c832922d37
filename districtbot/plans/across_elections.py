"""What the districts of a plan do from contest to contest."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from districtbot.geo.statemap import Election
from districtbot.plans.field import district_formulas
from districtbot.plans.plan import Plan
from districtbot.plans.scoring import Scoring


@dataclass(frozen=True, slots=True)
class AcrossElections:
    """Several contests under one plan; each contest weighs the same.

    Attributes:
        names: The contests.
        dem_wins: For each district the contests in which it has more Democratic votes.
        rep_wins: The same for the Republican side.
        swing: Districts, 1..k, that one party does not win every time; a tie is a change.
        always_dem: Districts with more Democratic votes in every contest.
        always_rep: Districts with more Republican votes in every contest.
        mean_dem_seat_vote_gap: Mean over the contests of Democratic seat share - vote share;
            positive favours Democrats. ``None`` where a contest has no votes.
        mean_absolute_seat_vote_gap: Mean of the sizes of the same differences; no sign.
        undefined: For each measure that is ``None``, why.
    """

    names: tuple[str, ...]
    dem_wins: tuple[int, ...]
    rep_wins: tuple[int, ...]
    swing: tuple[int, ...]
    always_dem: tuple[int, ...]
    always_rep: tuple[int, ...]
    mean_dem_seat_vote_gap: float | None
    mean_absolute_seat_vote_gap: float | None
    undefined: dict[str, str]


def score_across(
    scoring: Scoring, plan: Plan, elections: Sequence[Election]
) -> AcrossElections | None:
    """Compare the contests of a map district by district, by gerrytools' formulas.

    Args:
        scoring: The map.
        plan: The plan.
        elections: Contests whose columns can be summed.

    Returns:
        ``None`` for fewer than two contests: there is nothing to compare.

    Raises:
        AskError: If a vote column has missing or negative entries.
    """
    if len(elections) < 2:
        return None
    formulas = district_formulas()
    dem = scoring.sums(plan, [election.dem_col for election in elections])
    rep = scoring.sums(plan, [election.rep_col for election in elections])
    dem_wins = formulas.party_wins_by_district(dem, rep)
    rep_wins = formulas.party_wins_by_district(rep, dem)
    always_dem, always_rep = dem_wins == len(elections), rep_wins == len(elections)
    votes = (dem + rep).sum(axis=1).tolist()
    empty = [election.name for election, cast in zip(elections, votes, strict=True) if not cast]
    why = f"no votes in {', '.join(empty)}" if empty else ""
    measures = ("mean_dem_seat_vote_gap", "mean_absolute_seat_vote_gap")
    return AcrossElections(
        tuple(election.name for election in elections),
        tuple(dem_wins.tolist()),
        tuple(rep_wins.tolist()),
        _numbers(~always_dem & ~always_rep),
        _numbers(always_dem),
        _numbers(always_rep),
        None if why else float(formulas.mean_signed_seat_vote_gap(dem, rep)),
        None if why else float(formulas.mean_absolute_seat_vote_gap(dem, rep)),
        dict.fromkeys(measures, why) if why else {},
    )


def _numbers(hits: "np.ndarray[tuple[int], np.dtype[np.bool_]]") -> tuple[int, ...]:
    return tuple((np.flatnonzero(hits) + 1).tolist())
