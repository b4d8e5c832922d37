"""How unevenly districts divide a group from everyone else."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from districtbot.plans.groupscore import GroupScore
from districtbot.plans.targets import Universe


@dataclass(frozen=True, slots=True)
class Segregation:
    """One group over the districts of a plan.

    Attributes:
        group: Such as ``black``.
        of: Whom it is a part of: ``vap``, ``cvap`` or ``population``.
        dissimilarity: Share of the group who would have to change districts for it to have the
            same share everywhere, as a part of what that would be if every district held only
            the group or only others: 0 (even) to 1 (apart). ``None`` where it has no meaning.
        undefined: Why there is none; empty where there is one.
    """

    group: str
    of: Universe
    dissimilarity: float | None
    undefined: str


def score_segregation(groups: Sequence[GroupScore]) -> tuple[Segregation, ...]:
    """The index of dissimilarity of every group.

    Sum over districts of |group - G x everyone| / (2 G (1 - G) x all people), G the group's
    share of all. Massey and Denton (1988), Social Forces 67, 281, doi:10.1093/sf/67.2.281.

    Args:
        groups: Groups and their numbers by district.
    """
    found = []
    for group in groups:
        number, total = np.array(group.number), np.array(group.total)
        part, everyone = float(number.sum()), float(total.sum())
        value, why = None, ""
        if not 0 < part < everyone:
            why = "nobody is counted" if everyone <= 0 else "nobody, or everybody, is of the group"
        elif (number < 0).any() or (number > total).any():
            why = "in some district more people are of the group than are counted"
        else:
            share = part / everyone
            uneven = float(np.abs(number - share * total).sum())
            value = uneven / (2 * everyone * share * (1 - share))
        found.append(Segregation(group.group, group.of, value, why))
    return tuple(found)
