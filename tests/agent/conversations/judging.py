"""Whether a plan is what a conversation says it must be, found out without the product's code."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import networkx as nx
import shapely

from .talks import Holds, Since
from .worlds import World, numbers

Plan = Mapping[str, str]


@dataclass(frozen=True)
class Heard:
    """What came of a message.

    Attributes:
        data: The JSON object of the turn.
        plan: The plan afterwards, unit by unit.
        status: How the turn ended.
        asked: Districts and targets asked for, as data.
        out: The person's folder.
    """

    data: dict[str, Any]
    plan: Plan | None
    status: str
    asked: dict[str, Any]
    out: Path
    refused: int | None = field(default=None)


def deviation(world: World, plan: Plan) -> float:
    """Largest distance from the ideal, a share of it."""
    people = world.people().groupby(plan).sum()
    ideal = people.sum() / len(people)
    return float((people - ideal).abs().max() / ideal)


def pieces(world: World, plan: Plan) -> dict[str, int]:
    """Pieces of each district that is in several."""
    found = {}
    for district in sorted(set(plan.values())):
        units = [unit for unit, one in plan.items() if one == district]
        parts = [list(part) for part in nx.connected_components(world.graph.subgraph(units))]
        n_parts = _joined(world, parts) if len(parts) > 1 else 1
        if n_parts > 1:
            found[district] = n_parts
    return found


def _joined(world: World, parts: list[list[str]]) -> int:
    """Parts that are left when those whose outlines share a line are joined."""
    if world.shapes is None:
        return len(parts)
    shapes = [shapely.union_all(shapely.make_valid(world.shapes[part].values)) for part in parts]
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(len(parts)))
    for a in range(len(parts)):
        for b in range(a):
            line = shapely.intersection(shapes[a], shapes[b])
            if shapely.length(line) > 0:
                graph.add_edge(a, b)
    return nx.number_connected_components(graph)


def split_counties(world: World, plan: Plan) -> int:
    """Counties with units in several districts."""
    if world.source.county is None:
        return 0
    districts = world.units.index.map(plan)
    counties = world.units[world.source.county].astype(str)
    return int((districts.to_series(index=counties.index).groupby(counties).nunique() > 1).sum())


def homes(world: World, plan: Plan, place: str) -> set[str]:
    """Districts that a place lies in."""
    return {plan[unit] for unit in world.of_place(place)}


def same(one: Plan | None, other: Plan | None) -> bool:
    """Whether two plans are the same, district numbers included."""
    return (None if one is None else dict(one)) == (None if other is None else dict(other))


def kept(world: World, before: Plan, after: Plan) -> float:
    """Share of the people whose district has the same name in both."""
    people = world.people()
    stay = sum(float(people[unit]) for unit, one in after.items() if before[unit] == one)
    return stay / float(people.sum())


def check(world: World, holds: Holds, heard: Sequence[Heard]) -> None:
    """Everything that must hold after the last of these turns."""
    now = heard[-1]
    before = heard[-2].plan if len(heard) > 1 else None
    _check_turn(now, holds)
    if holds.plan is False:
        assert now.plan is None, "no plan was to be there"
    if holds.plan or holds.districts is not None:
        assert now.plan is not None, "there is no plan"
    if holds.unchanged:
        assert same(now.plan, before), "the plan changed"
    if holds.same_as is not None:
        assert same(now.plan, heard[holds.same_as - 1].plan), f"not the plan of {holds.same_as}"
    if holds.differs_from is not None:
        assert not same(now.plan, heard[holds.differs_from - 1].plan), "the plan did not change"
    if now.plan is not None:
        _check_plan(world, holds, now.plan)
        for since in holds.since:
            _check_since(world, since, heard[since.turn - 1].plan, now.plan)


def _check_turn(now: Heard, holds: Holds) -> None:
    """The words and the targets of a turn."""
    data = now.data
    assert data["reply"].strip()
    n_districts = None if now.plan is None else len(set(now.plan.values()))
    assert data["districts"] == n_districts
    if holds.status is not None:
        assert now.status == holds.status, data["reply"]
    if holds.tools is not None:
        assert tuple(one["name"] for one in data["tool_calls"]) == holds.tools
    if holds.refused is not None and now.refused is not None:
        assert now.refused == holds.refused
    if holds.asked is not None:
        measures = sorted(one["measure"] for one in now.asked["target"])
        assert tuple(one for one in measures if one != "contiguity") == holds.asked
    if holds.met is not None:
        assert bool(data["targets"])
        assert all(one["met"] for one in data["targets"]) == holds.met
    for words in holds.says:
        assert words.casefold() in data["reply"].casefold(), data["reply"]
    for words in holds.says_not:
        assert words.casefold() not in data["reply"].casefold(), data["reply"]
    for name in holds.files:
        assert list(now.out.rglob(name)), f"{name} was not written"


def _check_plan(world: World, holds: Holds, plan: Plan) -> None:
    assert set(plan) == set(world.units.index), "not each unit of the map once"
    n_districts = len(set(plan.values()))
    if holds.column is not None:
        column = world.units[holds.column].astype(str).to_dict()
        assert len(set(plan.values())) == len(set(column.values()))
        assert len({(plan[unit], column[unit]) for unit in plan}) == n_districts
        return  # an old plan need not be in one piece
    assert set(plan.values()) == {str(1 + i) for i in range(n_districts)}
    if holds.districts is not None:
        assert n_districts == holds.districts
    torn = pieces(world, plan)
    assert bool(torn) == holds.torn, f"districts in pieces: {torn}"
    found = deviation(world, plan)
    assert found <= (holds.deviation or 1e9) + 1e-12, f"deviation {found}"
    assert found > (holds.deviation_over or -1), f"deviation {found}"
    if holds.county_splits is not None:
        assert split_counties(world, plan) <= holds.county_splits
    if holds.cut_edges is not None:
        assert sum(plan[a] != plan[b] for a, b in world.graph.edges) <= holds.cut_edges
    _check_places(world, holds, plan)
    _check_sums(world, holds, plan)


def _check_places(world: World, holds: Holds, plan: Plan) -> None:
    for places in holds.together:
        assert len(set().union(*(homes(world, plan, one) for one in places))) == 1, places
    for places in holds.apart:
        found = [homes(world, plan, one) for one in places]
        assert sum(map(len, found)) == len(set().union(*found)), places
    for place, district in holds.inside.items():
        assert homes(world, plan, place) == {district}, place


def _check_sums(world: World, holds: Holds, plan: Plan) -> None:
    def sums(column: str) -> Any:
        return numbers(world.units[column]).groupby(plan).sum()

    if holds.share is not None:
        shares = sums(holds.share.column) / sums(holds.share.total)
        assert int((shares >= holds.share.share).sum()) >= holds.share.districts, shares.tolist()
    if holds.seats is not None:
        won = sums(holds.seats.party) > sums(holds.seats.other)
        assert int(won.sum()) >= holds.seats.at_least


def _check_since(world: World, since: Since, before: Plan | None, now: Plan) -> None:
    assert before is not None
    for district in since.districts:
        was = {unit for unit, one in before.items() if one == district}
        assert was == {unit for unit, one in now.items() if one == district}, district
    assert kept(world, before, now) >= since.people
