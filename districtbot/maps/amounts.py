"""What a choropleth shows: a value for each unit or district, from columns of the map."""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from districtbot.geo.statemap import Election, StateMap
from districtbot.ground.errors import AskError
from districtbot.maps.land import water_units
from districtbot.plans.plan import Plan

Floats = NDArray[np.float64]
Form = Literal["count", "share", "density", "margin", "kind"]
"""A sum; a part of a whole, 0..1; a sum to the square kilometre; the Democratic share of the
two-party vote, 0..1; words."""

_SQUARE_KILOMETRE = 1e6


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be shown.

    Attributes:
        column: A column of the map, or the name of one of its elections.
        share_of: Column it is a part of.
        per_km2: Whether it is divided by the area in square kilometres.
        as_kinds: Whether its values are names even where they are numbers.
    """

    column: str
    share_of: str | None = None
    per_km2: bool = False
    as_kinds: bool = False


@dataclass(frozen=True, slots=True)
class Amounts:
    """A value for each unit, or for each district.

    Attributes:
        name: What they are, for headlines: ``BVAP / VAP``.
        form: What kind of number they are.
        names: The units' ids or the districts' names.
        values: Shape (n,), NaN where there is none; places in ``kinds`` where these are kinds.
        kinds: Names of the kinds, the commonest first.
        missing: Why a value may not be there, in words.
    """

    name: str
    form: Form
    names: tuple[str, ...]
    values: Floats
    kinds: tuple[str, ...] = ()
    missing: str = "no value in the map"


def amounts_of(state: StateMap, wanted: Wanted, plan: Plan | None = None) -> Amounts:
    """The value of each unit, or of each district of a plan.

    Districts add up: a share is the sum of the parts over the sum of the wholes.

    Args:
        state: The map.
        wanted: What to show.
        plan: The districts to add up by; each unit by itself without it.

    Raises:
        AskError: If a column is unknown or of the wrong kind, or the wishes contradict.
    """
    if wanted.share_of is not None and wanted.per_km2:
        raise AskError(
            "A share has no density: both --share-of and per square kilometre were asked for.",
            "Ask for one of them.",
        )
    election = _election(state, wanted)
    if election is not None:
        return _margin(state, election, plan)
    if wanted.as_kinds or (
        wanted.share_of is None and not wanted.per_km2 and _is_words(state, wanted.column)
    ):
        return _kinds(state, wanted, plan)
    top = _added(state.numbers(wanted.column), plan)
    plain = Amounts(wanted.column, "count", _names(state, plan), top)
    if wanted.share_of is not None:
        whole = _added(state.numbers(wanted.share_of), plan)
        return replace(
            plain,
            name=f"{wanted.column} / {wanted.share_of}",
            form="share",
            values=_ratio(top, whole),
            missing=f"{wanted.share_of} is 0 or not known",
        )
    if wanted.per_km2:
        return replace(
            plain,
            name=f"{wanted.column} per km²",
            form="density",
            values=_ratio(top, _added(_area(state), plan)),
            missing="no area, or no value in the map",
        )
    return plain


def _election(state: StateMap, wanted: Wanted) -> Election | None:
    if wanted.column in state.units.columns or wanted.share_of is not None or wanted.per_km2:
        return None
    for election in state.columns.elections:
        if election.name.casefold() == wanted.column.casefold():
            return election
    return None


def _margin(state: StateMap, election: Election, plan: Plan | None) -> Amounts:
    dem = _added(state.numbers(election.dem_col), plan)
    rep = _added(state.numbers(election.rep_col), plan)
    return Amounts(
        f"Democratic share of the two-party vote, {election.name}",
        "margin",
        _names(state, plan),
        _ratio(dem, dem + rep),
        missing="no votes for either party",
    )


def _kinds(state: StateMap, wanted: Wanted, plan: Plan | None) -> Amounts:
    if plan is not None:
        raise AskError(
            f"Column {wanted.column} holds names, which do not add up to districts.",
            "Draw it by unit.",
        )
    labels = state.labels(wanted.column)
    names, codes, counts = np.unique(labels, return_inverse=True, return_counts=True)
    order = [n for n in np.lexsort((names, -counts)) if names[n] != ""]
    place = np.full(len(names), np.nan)
    place[order] = np.arange(len(order))
    kinds = tuple(str(names[n]) for n in order)
    return Amounts(wanted.column, "kind", state.unit_ids, place[codes], kinds, "no name in the map")


def _is_words(state: StateMap, column: str) -> bool:
    state.labels(column)
    return not pd.api.types.is_numeric_dtype(state.units[column])


def _names(state: StateMap, plan: Plan | None) -> tuple[str, ...]:
    return state.unit_ids if plan is None else plan.names


def _area(state: StateMap) -> Floats:
    """Square kilometres of each unit; 0 for open water."""
    if state.area is None:
        raise AskError(
            f"{state.source.path.name} is a graph file without shapes, so units have no area.",
            "Give a file with the precinct polygons.",
        )
    return np.where(water_units(state), 0.0, state.area) / _SQUARE_KILOMETRE


def _added(values: Floats, plan: Plan | None) -> Floats:
    """Values by unit or by district; a district with a missing value in it is missing too."""
    if plan is None:
        return values
    return np.bincount(plan.district - 1, values, plan.n_districts).astype(np.float64)


def _ratio(part: Floats, whole: Floats) -> Floats:
    """The part over the whole; NaN where there is no whole."""
    known = np.where(whole > 0, whole, np.nan)
    return np.where(np.isfinite(part), part / known, np.nan)
