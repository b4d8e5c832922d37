"""Whether columns named like plans look like plans on the dual graph."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from districtbot.geo.columns import Findings
from districtbot.geo.statemap import DualGraph, Evidence, components_of
from districtbot.geo.unitid import texts_of

MOST_SCATTERED = 0.5
"""Districts of a plan keep at least this share of their units in one piece."""


def check_plans(found: Findings, graph: DualGraph) -> Findings:
    """Take the role of a plan from columns whose values are strewn over the map.

    Ward numbers that start anew in each town have few values, as a plan has, but their units do
    not hang together.

    Args:
        found: Columns and roles.
        graph: The dual graph; bridges count.
    """
    shares = {name: _in_one_piece(found, name, graph) for name in found.roles.plans}
    if not shares:
        return found
    kept = tuple(name for name in shares if shares[name] >= MOST_SCATTERED)
    evidence = tuple(
        _judged(item, shares[item.column]) if item.role == "plan" else item
        for item in found.roles.evidence
    )
    notes = [
        f"{name} is named like a plan, but its districts lie in pieces: it was not taken for one."
        for name in shares
        if name not in kept
    ]
    roles = replace(found.roles, plans=kept, evidence=evidence)
    return replace(found, roles=roles, notes=(*found.notes, *notes))


def _judged(item: Evidence, share: float) -> Evidence:
    if share >= MOST_SCATTERED:
        return replace(item, why=f"{item.why}; {share:.1%} of units in their district's main piece")
    why = f"named like a plan, but only {share:.1%} of units lie in their district's main piece"
    return Evidence("other", item.column, "", why)


def _in_one_piece(found: Findings, name: str, graph: DualGraph) -> float:
    """Share of the units that lie in the largest piece of their district."""
    district: NDArray[np.int64]
    _, district = np.unique(texts_of(found.units[name]), return_inverse=True)
    links = graph.links
    inside = links[district[links[:, 0]] == district[links[:, 1]]]
    piece = components_of(graph.n_units, inside)
    sizes = np.bincount(piece)
    largest = np.zeros(int(district.max()) + 1, dtype=np.int64)
    np.maximum.at(largest, district, sizes[piece])
    return float(largest.sum() / graph.n_units)
