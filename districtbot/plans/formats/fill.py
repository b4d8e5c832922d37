"""Units without a district take the one around them."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import shapely

from districtbot.geo.statemap import StateMap
from districtbot.ground.errors import AskError, some_of


def filled_labels(labels: Sequence[str], state: StateMap) -> tuple[str, ...]:
    """Give each unit without a district that of its neighbours.

    Round by round, each takes the district that it shares most border with (on a map without
    shapes: with most of its neighbours; ties by label). Units that touch nothing with a
    district take that of the nearest unit.

    Args:
        labels: The district of each unit; empty for none.
        state: The map.

    Raises:
        AskError: If a unit touches nothing and the map has no shapes to tell the nearest.
    """
    found = list(labels)
    border = _borders(state)
    while True:
        round_of = {
            unit: _most(found, border[unit]) for unit, label in enumerate(found) if not label
        }
        taken = {unit: label for unit, label in round_of.items() if label}
        if not taken:
            break
        for unit, label in taken.items():
            found[unit] = label
    lost = [unit for unit, label in enumerate(found) if not label]
    if lost:
        _take_nearest(found, lost, state)
    return tuple(found)


def _borders(state: StateMap) -> dict[int, list[tuple[int, float]]]:
    """The neighbours of each unit and how much border it shares with them."""
    border: dict[int, list[tuple[int, float]]] = defaultdict(list)
    shared = np.nan_to_num(state.graph.shared_perimeter, nan=1.0)
    for (a, b), metres in zip(state.graph.edges.tolist(), shared.tolist(), strict=True):
        border[a].append((b, metres))
        border[b].append((a, metres))
    for bridge in state.graph.bridges:
        border[bridge.a].append((bridge.b, 0.0))
        border[bridge.b].append((bridge.a, 0.0))
    return border


def _most(labels: Sequence[str], neighbours: list[tuple[int, float]]) -> str:
    weight: dict[str, float] = defaultdict(float)
    for unit, metres in neighbours:
        if labels[unit]:
            weight[labels[unit]] += metres
    return min(weight, key=lambda label: (-weight[label], len(label), label), default="")


def _take_nearest(labels: list[str], lost: list[int], state: StateMap) -> None:
    if state.geometry is None:
        raise AskError(
            f"Nothing around these units has a district: "
            f"{some_of(state.unit_ids[unit] for unit in lost)}.",
            "Give each unit of the map one line with its id and district.",
        )
    known = np.array([unit for unit, label in enumerate(labels) if label])
    shapes = state.geometry.to_numpy()
    nearest = shapely.STRtree(shapes[known]).nearest(shapes[lost])
    for unit, at in zip(lost, nearest.tolist(), strict=True):
        labels[unit] = labels[known[at]]
