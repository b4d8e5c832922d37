"""Pieces of districts by name: how many units and people, which units, where."""

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from districtbot.geo.statemap import StateMap

MOST_UNITS = 5
_NAMES = re.compile(
    r"(?:vtd|pre?c(?:inc)?t|pct|loc|unit|full|short)?_?name?(?:lsad)?_?(?:10|20)?|precinct",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Piece:
    """Some units that hang together.

    Attributes:
        n_units: How many units.
        people: How many people live in them.
        units: Ids of the units with most people, at most five.
        names: What these are called, where the map has names that are not the ids.
        counties: The counties it lies in, where the map has counties.
    """

    n_units: int
    people: float
    units: tuple[str, ...]
    names: tuple[str, ...]
    counties: tuple[str, ...]


def pieces_by_size(
    state: StateMap, component: NDArray[np.int32], inside: NDArray[np.bool_]
) -> tuple[Piece, ...]:
    """The pieces of some units, most people first, then most units.

    Args:
        state: The map.
        component: The piece that each unit is in, shape (n,).
        inside: The units in question, shape (n,).
    """
    numbers = np.unique(component[inside])
    pieces = [piece_of(state, inside & (component == number)) for number in numbers]
    return tuple(sorted(pieces, key=lambda piece: (-piece.people, -piece.n_units, piece.units)))


def piece_of(state: StateMap, inside: NDArray[np.bool_]) -> Piece:
    """A piece from its units, shape (n,)."""
    members = np.flatnonzero(inside)
    people = state.population[members]
    largest = members[np.lexsort((members, -people))][:MOST_UNITS]
    names = _names(state)
    counties: tuple[str, ...] = ()
    if state.columns.county is not None:
        found = np.unique(state.labels(state.columns.county)[members]).tolist()
        counties = tuple(label for label in found if label)
    return Piece(
        len(members),
        float(people.sum()),
        tuple(state.unit_ids[index] for index in largest),
        () if names is None else tuple(names[largest].tolist()),
        counties,
    )


def _names(state: StateMap) -> NDArray[np.str_] | None:
    """What the units are called: the first column of names that tells most units apart."""
    taken = {state.columns.unit_id, state.columns.county, state.columns.municipality}
    for column in state.units.columns:
        if column in taken or not _NAMES.fullmatch(str(column)):
            continue
        labels = state.labels(str(column))
        if len(np.unique(labels)) > 0.5 * len(labels) and not np.char.isnumeric(labels).any():
            return labels
    return None
