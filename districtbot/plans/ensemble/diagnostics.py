"""Whether the chains have drawn enough: R-hat and effective sample size of each measure.

R-hat is the rank-normalised split R-hat, effective sample sizes are those of the bulk. Source:
A. Vehtari, A. Gelman, D. Simpson, B. Carpenter and P.-C. Bürkner, Rank-normalization, folding,
and localization: an improved R-hat, Bayesian Analysis 16(2), 2021,
https://doi.org/10.1214/20-BA1221; computed by arviz-stats.
"""

import math
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from districtbot.ground.errors import some_of
from districtbot.plans.ensemble.read import Measures
from districtbot.plans.ensemble.words import words_of

MOST_DRAWS = 2**16
"""Diagnostics look at no more plans than this, evenly spaced; for districts at a quarter."""
RHAT_LIMIT, ESS_LIMIT = 1.01, 400.0
"""Beyond them the authors advise against using the draws."""
_FEWEST = 8
"""Diagnostics need so many plans a chain."""
_FEW_PEOPLE = 0.01
"""Groups of a smaller share of the people are named after everything else."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What one number, followed along the chains, shows.

    Attributes:
        mean: Mean over the plans looked at.
        sd: Standard deviation.
        least: Smallest.
        most: Largest.
        rhat: R-hat; of a single chain that of its two halves. ``None`` where it is not defined:
            too few plans, no number, or one that never changes.
        ess: Effective sample size of the bulk; ``None`` in the same cases.
        stuck: Whether each chain has one value all along, and not the same one.
        undefined: Plans looked at that have no such number.
    """

    mean: float | None
    sd: float | None
    least: float | None
    most: float | None
    rhat: float | None
    ess: float | None
    stuck: bool
    undefined: int


def diagnose(measures: Measures) -> dict[str, Any]:
    """Diagnose every measure, as plain data.

    A measure with one number a plan gives a `Diagnosis`. One with a number for each district
    gives ``ranks``: the diagnosis of its smallest value, its second smallest, to its largest,
    since districts of different plans have nothing but their rank in common; and ``mean``,
    that of the mean over the districts.
    """
    found: dict[str, Any] = {}
    for name in measures.names:
        if measures.by_district(name):
            values = np.sort(measures.thinned(name, MOST_DRAWS // 4), axis=2)
            ranks = [diagnosis_of(values[:, :, rank]) for rank in range(values.shape[2])]
            found[name] = {
                "mean": asdict(diagnosis_of(values.mean(axis=2))),
                "ranks": [asdict(one) for one in ranks],
            }
        else:
            found[name] = asdict(diagnosis_of(measures.thinned(name, MOST_DRAWS)))
    return found


def diagnosis_of(draws: NDArray[np.float64]) -> Diagnosis:
    """Diagnose a number followed along chains; shape (chains, draws)."""
    defined = np.isfinite(draws)
    values = draws[defined]
    moments: list[float | None] = [None] * 4
    if len(values):
        moments = [float(m) for m in (values.mean(), values.std(), values.min(), values.max())]
    mean, sd, least, most = moments
    flat = bool((draws == draws[:, :1]).all())
    stuck = flat and bool((draws[:, 0] != draws[0, 0]).any())
    useful = defined.all() and not flat and draws.shape[1] >= _FEWEST
    return Diagnosis(
        mean,
        sd,
        least,
        most,
        _rhat(draws) if useful else None,
        effective_size(draws, "bulk") if useful else None,
        stuck,
        int((~defined).sum()),
    )


def effective_size(draws: NDArray[np.float64], method: str) -> float | None:
    """Effective sample size by one of arviz-stats' methods; ``None`` where it is not defined.

    Args:
        draws: Shape (chains, draws).
        method: ``bulk`` or ``mean``.
    """
    if draws.shape[1] < _FEWEST:
        return None
    with np.errstate(invalid="ignore", divide="ignore"):
        found = float(_statistics().ess(draws, method=method))
    return found if math.isfinite(found) else None


def _rhat(draws: NDArray[np.float64]) -> float | None:
    if len(draws) == 1:
        half = draws.shape[1] // 2
        draws = np.stack([draws[0, :half], draws[0, -half:]])
    with np.errstate(invalid="ignore", divide="ignore"):
        found = float(_statistics().rhat(draws, method="rank"))
    return found if math.isfinite(found) else None


def _statistics() -> Any:
    """The functions of arviz-stats that take plain arrays; it is slow to import."""
    import arviz_stats.base

    return arviz_stats.base.array_stats  # type: ignore[attr-defined]


def warnings_of(found: dict[str, Any], n_plans: int) -> tuple[str, ...]:
    """What the diagnostics say against using the ensemble, in at most three sentences.

    The worst measures are named first, shares of groups of few people last.

    Args:
        found: What `diagnose` gave.
        n_plans: Plans of the ensemble.
    """
    stuck, apart, few = [], [], []
    for name, one in found.items():
        series = [one["mean"], *one["ranks"]] if "ranks" in one else [one]
        rhat = max((item["rhat"] for item in series if item["rhat"] is not None), default=1.0)
        size = min((item["ess"] for item in series if item["ess"] is not None), default=math.inf)
        words = words_of(name).name
        last = _of_few(name, one)
        if any(item["stuck"] for item in series):
            stuck.append(words)
        if rhat > RHAT_LIMIT:
            apart.append((last, -rhat, f"{words} (R-hat {rhat:.3f})"))
        if size < ESS_LIMIT:
            few.append((last, size, f"{words} ({size:,.0f})"))
    sentences = []
    if stuck:
        sentences.append(
            f"Each chain stays at one value of its own in {some_of(stuck, 4)}; the plans are no "
            "sample."
        )
    if apart:
        names = some_of((name for *_, name in sorted(apart)), 4)
        sentences.append(
            f"The chains do not agree yet in {names}; wanted is an R-hat of at most "
            f"{RHAT_LIMIT}. Draw more plans."
        )
    if few:
        names = some_of((name for *_, name in sorted(few)), 4)
        sentences.append(
            f"The {n_plans:,} plans tell as much as fewer than {ESS_LIMIT:.0f} independent ones "
            f"in {names}. Draw more plans."
        )
    return tuple(sentences)


def _of_few(name: str, one: dict[str, Any]) -> bool:
    """Whether a measure is the share of a group of few people."""
    if not name.startswith(("vap_share ", "population_share ")) or "ranks" not in one:
        return False
    mean = one["mean"]["mean"]
    return mean is not None and mean < _FEW_PEOPLE
