"""What is measured of an ensemble's plans beyond what its chains measure: more of votes and seats.

The formulas are gerrytools' own wherever it has them, taken over whole arrays of plans at once;
the votes that they are taken of come from the compiled counts.
"""

import numpy as np
from numpy.typing import NDArray

from districtbot.plans.elections import COMPETITIVE_MARGIN
from districtbot.plans.field import district_formulas

Floats = NDArray[np.float64]


def more_of_votes(contest: str, dem: Floats, rep: Floats) -> dict[str, Floats]:
    """Measures of one contest under many plans, as `ElectionScore` defines them.

    Args:
        contest: Its name, which ends the names of the measures.
        dem: Democratic votes, shape (n_plans, k).
        rep: Republican votes, shape (n_plans, k).

    Returns:
        Each of shape (n_plans,): the number of ``competitive`` districts, and measures of
        fairness, NaN for a plan with a district that has votes for one party only or none at
        all. Those that begin with ``dem_`` favour Democrats where they are positive.
    """
    formulas = district_formulas()
    near = formulas.competitive_contests(
        dem[:, None, :], rep[:, None, :], vote_share_margin=COMPETITIVE_MARGIN
    )
    found = {
        "dem_efficiency_gap_simplified": formulas.simplified_efficiency_gap(dem, rep),
        "dem_partisan_bias": formulas.partisan_bias(dem, rep),
        "partisan_gini": formulas.partisan_gini(dem, rep),
        "dem_declination": _declination(formulas.district_vote_shares(dem, rep)),
        "dem_proportionality": formulas.disproportionality(dem, rep),
    }
    contested = ((dem > 0) & (rep > 0)).all(axis=1)
    return {
        f"competitive {contest}": np.asarray(near, dtype=np.float64),
        **{f"{name} {contest}": np.where(contested, of, np.nan) for name, of in found.items()},
    }


def _declination(share: Floats) -> Floats:
    """`districtbot.plans.seats_votes.declination` of many plans; shares of shape (n_plans, k)."""
    angles = []
    for lead in (share - 0.5, 0.5 - share):
        won = lead > 0
        n_won = won.sum(axis=1)
        margin = np.where(won, lead, 0.0).sum(axis=1)
        with np.errstate(invalid="ignore", divide="ignore"):
            angles.append(np.arctan(2 * margin / n_won * share.shape[1] / n_won))
    turned: Floats = 2 * (angles[1] - angles[0]) / np.pi
    return turned
