"""What moves between two plans of one map."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from districtbot.geo.statemap import StateMap
from districtbot.plans.overlap import Floats, matched, overlap_of
from districtbot.plans.plan import Plan


@dataclass(frozen=True, slots=True)
class Move:
    """People and units that change districts together.

    Attributes:
        from_district: Name of their district in the other plan.
        to_district: Name of their district in the plan, as `Change.relabelled` has it.
        people: People who move.
        n_units: Units that move.
    """

    from_district: str
    to_district: str
    people: float
    n_units: int


@dataclass(frozen=True, slots=True)
class Change:
    """A plan against another, districts matched so that most people stay.

    Attributes:
        relabelled: The plan with its districts named and ordered as their matches in the
            other plan; districts without a match come last, under names that are free.
        matches: For each district of the plan the name of its match in the other plan;
            ``None`` for one without a match.
        people_kept: For each district of the plan its people who live in its match; 0 for one
            without a match.
        people_moved: People in another district than in the other plan.
        share_moved: The same as a share of all people; ``None`` where nobody lives.
        units_moved: Units in another district.
        moves: What moves from where to where, most people first, then most units.
        kept: For each district of the other plan, the share of its people who are in one
            district of the plan, the one with most of them; ``None`` where nobody lives.
        kept_overall: The same for all people: the largest part of each other district, added
            up; ``None`` where nobody lives.
        districts_kept: Districts with exactly the units of their match.
        variation_of_information: How much more one must be told, on average, to know where
            somebody lives in one plan when it is known in the other, added up both ways: nats,
            0 for the same districts; ``None`` where nobody lives. Meila (2007),
            doi:10.1016/j.jmva.2006.11.013.
        other_names: Names of the other plan's districts, in the order of ``kept``.
    """

    relabelled: Plan
    matches: tuple[str | None, ...]
    people_kept: tuple[float, ...]
    people_moved: float
    share_moved: float | None
    units_moved: int
    moves: tuple[Move, ...]
    kept: tuple[float | None, ...]
    kept_overall: float | None
    districts_kept: int
    variation_of_information: float | None
    other_names: tuple[str, ...]


def change_between(state: StateMap, plan: Plan, other: Plan) -> Change:
    """What moves from another plan to a plan, under the best relabelling.

    People decide which districts match; where they leave it open, units do.

    Args:
        state: The map.
        plan: The new plan.
        other: The plan to compare with, of the same units; it may have more or fewer districts.

    Raises:
        AskError: If the two plans are not of the same units.
    """
    people = overlap_of(plan, other, state.population)
    units = overlap_of(plan, other, np.ones(state.n_units))
    new, old = matched(people * (state.n_units + 1) + units)
    matches, people_kept = _matches(plan, other, new, old), _people_kept(people, new, old)
    relabelled, order = _relabelled(plan, other, new, old)
    people, units = people[order], units[order]
    stay = np.zeros(people.shape, dtype=bool)
    stay[np.arange(len(old)), np.sort(old)] = True
    total = float(people.sum())
    moved = float(people[~stay].sum())
    most, lived = people.max(axis=0), people.sum(axis=0)
    return Change(
        relabelled=relabelled,
        matches=matches,
        people_kept=people_kept,
        people_moved=moved,
        share_moved=moved / total if total > 0 else None,
        units_moved=int(units[~stay].sum()),
        moves=_moves(relabelled, other, np.where(stay, 0, units), people),
        kept=tuple(float(a / b) if b > 0 else None for a, b in zip(most, lived, strict=True)),
        kept_overall=float(most.sum()) / total if total > 0 else None,
        districts_kept=_untouched(units, stay),
        variation_of_information=_information(people) if total > 0 else None,
        other_names=other.names,
    )


def _relabelled(
    plan: Plan, other: Plan, new: NDArray[np.intp], old: NDArray[np.intp]
) -> tuple[Plan, NDArray[np.intp]]:
    """The plan in the order and with the names of its matches, and that order."""
    by_match = new[np.argsort(old)]
    rest = np.setdiff1d(np.arange(plan.n_districts), new)
    order = np.concatenate([by_match, rest])
    free = (str(n) for n in range(1, 10**9) if str(n) not in other.names)
    names = [other.names[place] for place in np.sort(old)] + [next(free) for _ in rest]
    number = np.empty(plan.n_districts, dtype=np.int32)
    number[order] = np.arange(1, plan.n_districts + 1)
    return Plan(plan.unit_ids, number[plan.district - 1], tuple(names)), order


def _matches(
    plan: Plan, other: Plan, new: NDArray[np.intp], old: NDArray[np.intp]
) -> tuple[str | None, ...]:
    found = dict(zip(new.tolist(), old.tolist(), strict=True))
    return tuple(
        other.names[found[place]] if place in found else None for place in range(plan.n_districts)
    )


def _people_kept(people: Floats, new: NDArray[np.intp], old: NDArray[np.intp]) -> tuple[float, ...]:
    kept = np.zeros(len(people))
    kept[new] = people[new, old]
    return tuple(kept.tolist())


def _untouched(units: Floats, stay: NDArray[np.bool_]) -> int:
    """Matches that no unit enters or leaves."""
    rows, columns = np.nonzero(stay)
    same = units[rows, columns]
    return int(((units[rows].sum(axis=1) == same) & (units[:, columns].sum(axis=0) == same)).sum())


def _information(people: Floats) -> float:
    """Variation of information between two plans, from the people in each pair of districts."""
    lived = people > 0
    joint = people[lived]
    both = np.broadcast_to(people.sum(axis=1, keepdims=True), people.shape)[lived]
    other = np.broadcast_to(people.sum(axis=0), people.shape)[lived]
    nats = (joint * (np.log(both / joint) + np.log(other / joint))).sum() / joint.sum()
    return max(float(nats), 0.0)


def _moves(plan: Plan, other: Plan, units: Floats, people: Floats) -> tuple[Move, ...]:
    moves = [
        Move(other.names[old], plan.names[new], float(people[new, old]), int(units[new, old]))
        for new, old in np.argwhere(units > 0).tolist()
    ]
    return tuple(sorted(moves, key=lambda move: (-move.people, -move.n_units)))
