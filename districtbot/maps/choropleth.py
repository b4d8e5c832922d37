"""A map shaded by a column: counts, shares, densities, margins or kinds."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from districtbot.geo.statemap import StateMap
from districtbot.ground.errors import AskError
from districtbot.maps.amounts import Amounts, Form, Wanted, amounts_of
from districtbot.maps.class_legend import ClassLegend, Entry, amount_text, class_words
from districtbot.maps.classing import MISSING, Classing, classes_of
from districtbot.maps.colours import district_colours
from districtbot.maps.column_words import headline
from districtbot.maps.furniture import Key
from districtbot.maps.insets import WindowsFn, dense_windows, windows_of
from districtbot.maps.land import Land, check_units, land_of
from districtbot.maps.page import Words, draw_page
from districtbot.maps.picture import (
    Fill,
    Marks,
    Picture,
    bare_picture,
    picture_of,
    plain_names,
)
from districtbot.maps.ramps import MOST_KINDS, NOT_KNOWN, diverging, kinds, sequential
from districtbot.plans.plan import Plan

By = Literal["unit", "district"]

_MARGINS = (0.3, 0.4, 0.45, 0.5, 0.55, 0.6, 0.7)
_REGION_LINE = "#8a8a8a"
_MOST_LISTED = 20
_MOST_WRITTEN = 300
"""Kinds from which none has its name on the map."""


def draw_column(
    state: StateMap,
    column: str,
    path: Path,
    *,
    plan: Plan | None = None,
    by: By = "unit",
    share_of: str | None = None,
    per_km2: bool = False,
    as_kinds: bool = False,
    classes: Classing | None = None,
    title: str = "",
    subtitle: str = "",
    source: str = "",
) -> pd.DataFrame:
    """Shade a letter page's map by a column; PNG, SVG or PDF by the suffix.

    The name of an election shows the Democratic share of its two-party vote, red below 50% and
    blue above. A column of words shows kinds. What has no value is hatched, and counted in the
    legend. Same map, column, plan and versions give the same bytes.

    Args:
        state: The map, with geometry.
        column: A column of the map, or one of its elections.
        path: Where to write.
        plan: Districts to outline, and to add up by.
        by: Whether each unit is shaded, or each district of the plan.
        share_of: Column it is a part of: ``VAP`` for ``BVAP`` gives BVAP / VAP.
        per_km2: Divide by the land area in square kilometres.
        as_kinds: Take numbers for names.
        classes: How values are sorted; equal steps for shares, quantiles else.
        title: Headline; what is shown by default.
        subtitle: A line below it.
        source: Where the map comes from; the file's name by default.

    Returns:
        What is shown as a table: unit or district, value, class.

    Raises:
        AskError: If the map has no shapes or not that column, the plan is of other units, or
            the wishes contradict.
    """
    check_units(state, plan)
    wanted = Wanted(column, share_of, per_km2, as_kinds)
    amounts, shaded = _shaded(state, wanted, plan, by, classes)
    land = land_of(state)
    picture = picture_of(state, plan, land) if plan is not None else bare_picture(state, land)
    picture = _filled(picture, land, shaded, by)
    windows_fn: WindowsFn = windows_of
    if by == "unit" and amounts.form != "kind":
        windows_fn = _crowded_or_dense(land, state.population)
    key = Key.of(
        land.scale_known,
        picture.regions.kind if picture.regions is not None else "",
        districts="District lines" if plan is not None else "",
    )
    words = Words(
        title or headline(state, wanted, amounts.name),
        subtitle,
        source or f"Source: {state.source.path.name}.",
        land.note,
    )
    draw_page(picture, _legend(amounts, shaded, by, land), key, words, path, windows_fn)
    return column_table(amounts, shaded, by)


@dataclass(frozen=True, slots=True)
class Shaded:
    """Units or districts in classes.

    Attributes:
        of: Class of each, 0..n-1 or `MISSING`.
        words: What each class holds.
        colours: Its fill.
        apart: Whether there are so many kinds that a colour only tells neighbours apart.
    """

    of: NDArray[np.int32]
    words: tuple[str, ...]
    colours: tuple[str, ...]
    apart: bool = False


def _shaded(
    state: StateMap, wanted: Wanted, plan: Plan | None, by: By, classing: Classing | None
) -> tuple[Amounts, Shaded]:
    if by == "district" and plan is None:
        raise AskError(
            "Districts can only be shaded where there is a plan.", "Give a plan, or draw by unit."
        )
    amounts = amounts_of(state, wanted, plan if by == "district" else None)
    if amounts.form == "kind":
        return amounts, _shaded_kinds(state, amounts)
    if classing is None:
        classing = _usual(amounts)
    found = classes_of(amounts.values, classing)
    n_classes = len(found.bounds) - 1
    colours = diverging(found.bounds, 0.5) if amounts.form == "margin" else sequential(n_classes)
    return amounts, Shaded(found.of, class_words(found.bounds, amounts.form), colours)


def _usual(amounts: Amounts) -> Classing:
    if amounts.form == "margin":
        known = [value for value in amounts.values if np.isfinite(value)] or [0.5]  # noqa: PD011
        low, high = min(known), max(known)
        inner = tuple(bound for bound in _MARGINS if low < bound <= high)
        return Classing(bounds=inner or (0.5,))
    return Classing("equal" if amounts.form == "share" else "quantiles")


def _shaded_kinds(state: StateMap, amounts: Amounts) -> Shaded:
    """Kinds in a colour each; where they are too many, in colours that differ from neighbours'."""
    n_kinds = len(amounts.kinds)
    codes = np.where(np.isfinite(amounts.values), amounts.values, MISSING).astype(np.int32)
    if n_kinds <= MOST_KINDS:
        return Shaded(codes, amounts.kinds, kinds(n_kinds))
    ends = codes[state.graph.links]
    touching = np.sort(ends[(ends != MISSING).all(axis=1) & (ends[:, 0] != ends[:, 1])], axis=1)
    pairs = np.unique(touching, axis=0) + 1
    return Shaded(codes, amounts.kinds, tuple(district_colours(n_kinds, pairs)), apart=True)


def _filled(picture: Picture, land: Land, shaded: Shaded, by: By) -> Picture:
    """The picture with units or districts filled by class; kinds of one class are one shape."""
    n_classes = len(shaded.words)
    codes = np.where(shaded.of == MISSING, n_classes, shaded.of)
    regions = picture.regions
    if regions is not None:
        regions = replace(regions, colour=_REGION_LINE)
    colours = (*shaded.colours, NOT_KNOWN)
    if by == "district":
        fill = Fill(
            picture.districts,
            tuple(colours[code] for code in codes),
            picture.districts[codes == n_classes],
        )
    else:
        shapes = land.groups(codes, n_classes + 1)
        fill = Fill(shapes, colours, shapes[n_classes:])
        if shaded.apart and n_classes <= _MOST_WRITTEN:
            regions = None if regions is None else replace(regions, names=())
            picture = replace(
                picture, marks=Marks(shapes[:-1], plain_names(shaded.words) or shaded.words)
            )
    return replace(picture, regions=regions, fill=fill)


def _crowded_or_dense(land: Land, people: NDArray[np.float64]) -> WindowsFn:
    """Windows around crowded districts; where there are none, around cities."""
    dense = dense_windows(land, people)
    return lambda picture, scale: windows_of(picture, scale) or dense(picture, scale)


def _legend(amounts: Amounts, shaded: Shaded, by: By, land: Land) -> ClassLegend:
    of = shaded.of[land.shown] if by == "unit" else shaded.of
    if shaded.apart:
        return _many_kinds(amounts, shaded, of)
    entries = [
        Entry(colour, words, f"{int((of == place).sum()):,}")
        for place, (colour, words) in enumerate(zip(shaded.colours, shaded.words, strict=True))
    ]
    n_missing = int((of == MISSING).sum())
    notes = []
    if n_missing:
        entries.append(Entry(NOT_KNOWN, "No value", f"{n_missing:,}", hatched=True))
        notes.append(f"No value: {amounts.missing}.")
    if by == "district" and len(amounts.names) <= _MOST_LISTED:
        notes += [
            f"District {name}: {_text(value, amounts.form)}"
            for name, value in zip(amounts.names, amounts.values, strict=True)
        ]
    return ClassLegend(
        amounts.name,
        ("", "Units" if by == "unit" else "Districts"),
        tuple(entries),
        tuple(notes),
    )


def _many_kinds(amounts: Amounts, shaded: Shaded, of: NDArray[np.int32]) -> ClassLegend:
    """How many kinds there are; a colour of each would not be told apart."""
    n_missing = int((of == MISSING).sum())
    missing = [Entry(NOT_KNOWN, "No value", f"{n_missing:,}", hatched=True)] if n_missing else []
    return ClassLegend(
        f"{amounts.name}: {len(shaded.words):,} names",
        ("", "Units" if n_missing else ""),
        tuple(missing),
        ("Colours tell neighbours apart; the same colour elsewhere means nothing.",),
    )


def _text(value: float, form: Form) -> str:
    return amount_text(value, form) if np.isfinite(value) else "no value"


def column_table(amounts: Amounts, shaded: Shaded, by: By) -> pd.DataFrame:
    """What a choropleth shows as a table: unit or district, value, class; empty where unknown."""
    names = np.array([*shaded.words, ""], dtype=object)
    values: pd.Series = pd.Series(amounts.values)
    if amounts.form == "kind":
        kinds_of = np.array([*amounts.kinds, ""], dtype=object)
        codes = np.where(np.isfinite(amounts.values), amounts.values, len(amounts.kinds))
        values = pd.Series(kinds_of[codes.astype(int)])
    return pd.DataFrame({by: amounts.names, amounts.name: values, "class": names[shaded.of]})
