"""Districts in which a minority may elect a candidate of its choice, as DRA estimates them.

Of each group's share of the voting age population DRA makes a chance to win, and of the
chances of all districts a number of likely opportunity districts, which it holds against a
proportional number. Formulas: DRA's public dra-analytics, ``lib/minority/minority.ts`` and
``lib/rate/dra-ratings.ts``, https://github.com/dra2020/dra-analytics. It is a rule of thumb
about shares of people, not about how anybody votes, and no legal advice.
"""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from districtbot.ground.errors import AskError
from districtbot.plans.groups import group_roles, universe_column
from districtbot.plans.odds import chance_to_win
from districtbot.plans.plan import Plan
from districtbot.plans.scoring import Scoring

Floats = NDArray[np.float64]
Voters = Literal["vap", "cvap"]

GROUPS = ("black", "hispanic", "asian", "native", "pacific")
"""The groups that DRA counts one by one."""
FLOOR = 0.37
"""Below this share DRA sees no chance."""
SHIFT = 0.15
"""What a share is raised by before the chance is read off: 37% counts like 52%..."""
SHIFT_OTHERS = 0.075
"""...and for groups other than Black voters and all minorities together, half as much."""


@dataclass(frozen=True, slots=True)
class GroupOpportunity:
    """One group's likely opportunity districts.

    Attributes:
        group: Such as ``black``; ``minority`` is everyone but white non-Hispanic people.
        column: The column it is counted by; for ``minority`` that of those left out, where the
            map counts them.
        statewide: Its share of everyone on the map, 0 to 1.
        likely: Expected number of districts in which it can elect its candidate.
        proportional: Its share of the map times the number of districts, rounded.
    """

    group: str
    column: str
    statewide: float
    likely: float
    proportional: int


@dataclass(frozen=True, slots=True)
class OpportunityScore:
    """DRA's count of opportunity and coalition districts.

    Attributes:
        of: Whose shares: ``vap`` or ``cvap``.
        groups: Each group that the map counts.
        minority: All minorities together; ``None`` where the map cannot tell.
        likely: Opportunity districts: the groups' expected numbers, added up.
        proportional: The groups' proportional numbers, added up.
        likely_coalition: Expected districts in which all minorities together can elect their
            candidate; ``None`` likewise.
        proportional_coalition: The proportional number of them; ``None`` likewise.
    """

    of: Voters
    groups: tuple[GroupOpportunity, ...]
    minority: GroupOpportunity | None
    likely: float
    proportional: int
    likely_coalition: float | None
    proportional_coalition: int | None


def score_opportunity(scoring: Scoring, plan: Plan, of: Voters = "vap") -> OpportunityScore:
    """Opportunity districts of a plan, by the groups of the map.

    A group counts by its column of any part of it (``black_any``) where the map has one, as in
    DRA. All minorities together are everyone but white non-Hispanic people, or a column of
    their own.

    Args:
        scoring: The map.
        plan: The plan.
        of: Voting age population, or citizens of voting age.

    Raises:
        AskError: If the map has no such population, or none of the groups, or nobody of that
            age lives in a district.
    """
    roles = group_roles(scoring.state.columns, of)
    total = scoring.sums(plan, [universe_column(scoring.state, of)])[0]
    if (total == 0).any():
        numbers = ", ".join(map(str, np.flatnonzero(total == 0) + 1))
        raise AskError(f"Nobody of voting age lives in district {numbers}.")
    found = []
    for group in GROUPS:
        column = roles.get(f"{group}_any", roles.get(group))
        if column is not None:
            found.append(_group(group, column, scoring.sums(plan, [column])[0], total))
    if not found:
        raise AskError(
            f"The map counts none of these groups in its {of.upper()}: {', '.join(GROUPS)}."
        )
    minority = _minority(scoring, plan, roles, total)
    return OpportunityScore(
        of,
        tuple(found),
        minority,
        math.fsum(group.likely for group in found),
        sum(group.proportional for group in found),
        None if minority is None else minority.likely,
        None if minority is None else minority.proportional,
    )


def chance_of_opportunity(shares: Floats, group: str) -> Floats:
    """The chance that a group with each share can elect its candidate; same shape.

    None below 37%; from there the chance to win with a share raised by 15 points (7.5 for
    groups other than Black voters and all minorities together).
    """
    shift = SHIFT if group in ("black", "minority") else SHIFT_OTHERS
    chance = chance_to_win(np.minimum(shares + shift, 1))
    return np.where(shares < FLOOR, 0.0, chance)


def proportional_districts(statewide: float, n_districts: int) -> int:
    """A share of the map in whole districts; halves are rounded up."""
    return math.floor(statewide * n_districts + 0.5)


def _minority(
    scoring: Scoring, plan: Plan, roles: dict[str, str], total: Floats
) -> GroupOpportunity | None:
    if "white" in roles:
        white = scoring.sums(plan, [roles["white"]])[0]
        return _group("minority", roles["white"], np.maximum(total - white, 0), total)
    if "minority" in roles:
        people = scoring.sums(plan, [roles["minority"]])[0]
        return _group("minority", roles["minority"], people, total)
    return None


def _group(group: str, column: str, people: Floats, total: Floats) -> GroupOpportunity:
    statewide = float(people.sum() / total.sum())
    return GroupOpportunity(
        group,
        column,
        statewide,
        float(chance_of_opportunity(people / total, group).sum()),
        proportional_districts(statewide, len(total)),
    )
