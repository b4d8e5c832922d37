"""Districts counted by hand, so that no truth rests on the code that it judges."""

import random
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from districtbot.problems.coding.units import units_of
from districtbot.problems.maps.made import MadeMap

Labels = Sequence[Hashable]
"""District of each unit, in file order."""

L = TypeVar("L", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Net:
    """Which units touch, bridges over water included, as in the given dual graph.

    Attributes:
        edges: Pairs of unit indices, the smaller one first, in order.
        shared: Metres of shared border of each edge; 0 for a bridge.
        neighbours: Neighbours of each unit, in order.
    """

    edges: tuple[tuple[int, int], ...]
    shared: tuple[float, ...]
    neighbours: tuple[tuple[int, ...], ...]

    def touching(self, nodes: set[int], start: int) -> set[int]:
        """The units that can be reached from one without leaving some."""
        seen, ahead = {start}, [start]
        while ahead:
            for other in self.neighbours[ahead.pop()]:
                if other in nodes and other not in seen:
                    seen.add(other)
                    ahead.append(other)
        return seen

    def connected(self, nodes: set[int]) -> bool:
        """Whether some units hang together; none do not."""
        return bool(nodes) and len(self.touching(nodes, min(nodes))) == len(nodes)


def net_of(made: MadeMap) -> Net:
    """Which units of a map touch."""
    graph = made.state.graph
    lengths = np.nan_to_num(graph.shared_perimeter)
    shared = {
        (int(a), int(b)): float(length) for (a, b), length in zip(graph.edges, lengths, strict=True)
    }
    edges = tuple((int(a), int(b)) for a, b in graph.links)
    near: list[list[int]] = [[] for _ in range(graph.n_units)]
    for a, b in edges:
        near[a].append(b)
        near[b].append(a)
    return Net(
        edges,
        tuple(shared.get(edge, 0.0) for edge in edges),
        tuple(tuple(sorted(one)) for one in near),
    )


def members(labels: Sequence[L]) -> dict[L, set[int]]:
    """The units of each district."""
    found: dict[L, set[int]] = {}
    for unit, label in enumerate(labels):
        found.setdefault(label, set()).add(unit)
    return found


def cut_edges(net: Net, labels: Labels) -> list[tuple[int, int]]:
    """Edges between districts."""
    return [(a, b) for a, b in net.edges if labels[a] != labels[b]]


def broken(net: Net, labels: Sequence[L]) -> list[L]:
    """Districts that do not hang together, in the order of their first units."""
    return [one for one, nodes in members(labels).items() if not net.connected(nodes)]


def pieces(net: Net, nodes: set[int]) -> int:
    """Into how many pieces some units fall."""
    left, n = set(nodes), 0
    while left:
        left -= net.touching(left, min(left))
        n += 1
    return n


def split_places(places: Sequence[str], labels: Labels) -> list[str]:
    """Places with units in several districts, in order."""
    found: dict[str, set[Hashable]] = {}
    for place, label in zip(places, labels, strict=True):
        found.setdefault(place, set()).add(label)
    return sorted(place for place, there in found.items() if len(there) > 1)


def sums(labels: Sequence[L], values: NDArray[np.int64]) -> dict[L, int]:
    """Sums of whole numbers by district."""
    found: dict[L, int] = {}
    for label, value in zip(labels, values, strict=True):
        found[label] = found.get(label, 0) + int(value)
    return found


def deviation(labels: Labels, people: NDArray[np.int64]) -> float:
    """Largest distance of a district from the ideal, as a share of the ideal."""
    by_district = sums(labels, people)
    ideal = sum(by_district.values()) / len(by_district)
    return max(abs(one / ideal - 1) for one in by_district.values())


def districts_of(made: MadeMap) -> list[int]:
    """District of each unit in the map's plan."""
    return [int(one) for one in units_of(made).districts]


def flipped(
    net: Net, labels: Sequence[int], people: NDArray[np.int64], rng: random.Random, slack: float
) -> list[int]:
    """A plan with one unit in a neighbouring district, all districts in one piece and in balance.

    Args:
        net: Which units touch.
        labels: The plan.
        people: Of each unit.
        rng: Which unit.
        slack: Farthest that a district may be from the ideal, as a share of it.
    """
    by_district = sums(labels, people)
    ideal = sum(by_district.values()) / len(by_district)
    ways = cut_edges(net, labels)
    rng.shuffle(ways)
    for edge in ways:
        unit, other = edge if rng.random() < 0.5 else edge[::-1]
        old, new = labels[unit], labels[other]
        left = by_district[old] - int(people[unit])
        come = by_district[new] + int(people[unit])
        if left < ideal * (1 - slack) or come > ideal * (1 + slack):
            continue
        rest = {one for one, label in enumerate(labels) if label == old} - {unit}
        if net.connected(rest):
            return [new if one == unit else label for one, label in enumerate(labels)]
    return list(labels)


def wandered(made: MadeMap, rng: random.Random, *, n_flips: int, slack: float = 0.25) -> list[int]:
    """Another plan, some flips away from the map's own."""
    net, people = net_of(made), units_of(made).people
    labels = districts_of(made)
    for _ in range(n_flips):
        labels = flipped(net, labels, people, rng, slack)
    return labels


def ensemble(
    made: MadeMap, rng: random.Random, *, n_plans: int, n_flips: int, slack: float = 0.25
) -> list[list[int]]:
    """Plans along a walk, each some flips from the one before."""
    net, people = net_of(made), units_of(made).people
    plans, labels = [], districts_of(made)
    for _ in range(n_plans):
        for _ in range(n_flips):
            labels = flipped(net, labels, people, rng, slack)
        plans.append(labels)
    return plans


def shuffled(labels: Sequence[int], rng: random.Random) -> list[int]:
    """The same districts under other numbers of the same range."""
    names = sorted(set(labels))
    others = list(names)
    while others == names:
        rng.shuffle(others)
    new = dict(zip(names, others, strict=True))
    return [new[label] for label in labels]


def by_text(found: Mapping[L, float]) -> dict[str, float]:
    """A table by district with the districts as text, in order."""
    return {str(key): found[key] for key in sorted(found, key=str)}


def mid_size(made: MadeMap) -> bool:
    """Whether chains of some dozen steps run in a moment: few units, several a district."""
    labels = units_of(made).districts if units_of(made).plan else np.array([1])
    n_districts = len(set(labels.tolist()))
    return n_districts >= 3 and len(labels) <= 150 and len(labels) >= 7 * n_districts
