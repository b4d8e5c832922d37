"""What ``summary.json`` says of a finished ensemble."""

import platform
from importlib.metadata import version
from typing import Any

from districtbot.ground.paths import sha256_of
from districtbot.plans.ensemble.diagnostics import MOST_DRAWS, diagnose, warnings_of
from districtbot.plans.ensemble.distinct import count_distinct
from districtbot.plans.ensemble.read import Measures
from districtbot.plans.ensemble.spec import EnsembleSpec
from districtbot.plans.ensemble.store import MEASURES, PLANS, Store

PACKAGES = ("arviz-stats", "binary-ensemble", "numba", "numpy", "pyarrow", "scipy")


def summary_of(store: Store, spec: EnsembleSpec, accepted: list[int]) -> dict[str, Any]:
    """The identity of an ensemble, what it holds, and its diagnostics, as plain data.

    It holds no times and no names of machines: the same ensemble gives the same bytes.

    Args:
        store: The folder with the merged files.
        spec: How many plans and how.
        accepted: Proposals accepted by each chain.
    """
    measures = Measures(store.folder / MEASURES, spec.chains)
    distinct = count_distinct(measures)
    found = diagnose(measures)
    return {
        **store.identity,
        "plans": spec.n_plans,
        "accepted": sum(accepted),
        "acceptance": sum(accepted) / (spec.steps * spec.chains),
        "distinct_plans": distinct.overall,
        "by_chain": [
            {"chain": chain, "acceptance": count / spec.steps, "distinct_plans": distinct_count}
            for chain, (count, distinct_count) in enumerate(
                zip(accepted, distinct.by_chain, strict=True)
            )
        ],
        "warnings": list(warnings_of(found, spec.n_plans)),
        "diagnostics": {"most_draws": MOST_DRAWS, "measures": found},
        "versions": {
            "python": platform.python_version(),
            **{package: version(package) for package in PACKAGES},
        },
        "files": {name: sha256_of(store.folder / name) for name in (PLANS, MEASURES)},
    }
