"""Which columns say the county and the town of each unit."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from districtbot.geo.numbers import counted
from districtbot.geo.placenames import (
    COUNTY_CODES,
    COUNTY_NAMES,
    GEOID_LENGTHS,
    STATE_FIPS,
    TOWN_CODES,
    TOWN_NAMES,
    matches,
)
from districtbot.geo.unitid import texts_of
from districtbot.ground.errors import AskError, some_of

MOST_COUNTIES = 260
"""Texas has 254."""
SLICE = re.compile(r"(?P<column>.+)\[(?P<start>\d{1,4}):(?P<stop>\d{1,4})\]")


@dataclass(slots=True)
class Regions:
    """The columns of counties and municipalities.

    Attributes:
        county: Column of counties; may be one of `made`.
        municipality: Column of towns and cities; may be one of `made`.
        made: Columns that had to be made, by name.
        why: Column to the reason for its role.
        problems: What the user must decide.
        notes: What the user should know.
    """

    county: str | None = None
    municipality: str | None = None
    made: dict[str, "pd.Series[Any]"] = field(default_factory=dict)
    why: dict[str, str] = field(default_factory=dict)
    problems: list[AskError] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def find_regions(
    table: pd.DataFrame,
    ids: Sequence[str],
    id_col: str,
    county: str | None,
    municipality: str | None,
) -> Regions:
    """Find the county and the municipality of each unit.

    Without a column of counties, ids that are census codes (state, county, ...) give them.

    Args:
        table: The map's columns.
        ids: The unit ids.
        id_col: Their column.
        county: Column the user names, or a slice of one, such as ``GEOID20[2:5]``.
        municipality: Column the user names.
    """
    found = Regions()
    _choose_county(found, table, county)
    if found.county is None and not found.problems:
        _county_from_ids(found, ids, id_col, table.index)
    _choose_municipality(found, table, municipality)
    for name in filter(None, (found.county, found.municipality)):
        blank = sum(text == "" for text in _texts(found, table, name))
        if blank:
            found.notes.append(f"No value in {name} for {counted(blank, 'unit')}.")
    return found


def sliced(table: pd.DataFrame, wanted: str) -> "pd.Series[Any] | None":
    """The column a slice such as ``GEOID20[2:5]`` describes, ``None`` if it is no slice.

    Raises:
        AskError: If the slice is empty for some unit.
    """
    match = SLICE.fullmatch(wanted)
    if match is None or match["column"] not in table.columns:
        return None
    start, stop = int(match["start"]), int(match["stop"])
    if start >= stop:
        raise AskError(
            f"{wanted} is an empty slice.",
            "Its second number must be the larger one, such as GEOID20[2:5].",
        )
    parts = [text[start:stop] for text in texts_of(table[match["column"]])]
    if any(len(part) < stop - start for part in parts):
        raise AskError(
            f"{wanted} leaves some units without a county: their {match['column']} is too short.",
            "Name a column with --county, or another slice.",
        )
    return pd.Series(parts, index=table.index, dtype="str")


def _choose_county(found: Regions, table: pd.DataFrame, wanted: str | None) -> None:
    if wanted is not None:
        found.county, found.why[wanted] = wanted, "named by the user"
        part = None if wanted in table.columns else sliced(table, wanted)
        if part is not None:
            found.made[wanted] = part
        return
    names = _candidates(table, COUNTY_NAMES, MOST_COUNTIES)
    codes = _candidates(table, COUNTY_CODES, MOST_COUNTIES)
    chosen, rivals = _settle(table, names, codes)
    if rivals:
        found.problems.append(
            AskError(
                f"Two columns could be the county: {chosen} and {some_of(rivals)}; they differ.",
                f"Name one with --county, such as --county {chosen}.",
            )
        )
    elif chosen is not None:
        found.county = chosen
        _explain(found, table, chosen, "county", names, codes)


def _choose_municipality(found: Regions, table: pd.DataFrame, wanted: str | None) -> None:
    if wanted is not None:
        found.municipality, found.why[wanted] = wanted, "named by the user"
        return
    names = _candidates(table, TOWN_NAMES, len(table) - 1)
    codes = _candidates(table, TOWN_CODES, len(table) - 1)
    chosen, rivals = _settle(table, names, codes)
    if chosen is None:
        return
    if rivals:
        found.notes.append(
            f"{chosen} and {some_of(rivals)} could each be the municipality; none was taken."
        )
        return
    _explain(found, table, chosen, "municipality", names, codes)
    found.municipality = chosen
    if found.county is not None and chosen in names:
        _split_namesakes(found, table, chosen, found.county)


def _split_namesakes(found: Regions, table: pd.DataFrame, town: str, county: str) -> None:
    """Towns of one name in several counties are told apart by the county."""
    towns, counties = np.array(texts_of(table[town])), np.array(_texts(found, table, county))
    pairs = {(a, b) for a, b in zip(towns.tolist(), counties.tolist(), strict=True) if a}
    n_counties = Counter(name for name, _ in pairs)
    namesakes = sorted(name for name, count in n_counties.items() if count > 1)
    if not namesakes:
        return
    label = f"{town}, {county}"
    both = [f"{a}, {b}" if a else "" for a, b in zip(towns, counties, strict=True)]
    found.made[label] = pd.Series(both, index=table.index, dtype="str")
    found.municipality = label
    found.why[label] = f"{town} with {county}, for names that occur in several counties"
    found.notes.append(
        f"{len(namesakes):,} names in {town} occur in several counties, such as "
        f"{some_of(namesakes, 3)}; municipalities are told apart by county (column {label!r})."
    )


def _county_from_ids(found: Regions, ids: Sequence[str], id_col: str, index: pd.Index) -> None:
    """Digits 3 to 5 of census codes name the county; the first two are the state's."""
    lengths = {len(unit_id) for unit_id in ids}
    states = {unit_id[:2] for unit_id in ids}
    if len(lengths) != 1 or not lengths <= set(GEOID_LENGTHS) or not states <= STATE_FIPS:
        return
    counties = [unit_id[2:5] for unit_id in ids]
    if len(states) != 1 or not all(map(str.isdecimal, counties)):
        return
    if not 1 <= len(set(counties)) <= min(MOST_COUNTIES, len(ids)):
        return
    label = f"{id_col}[2:5]"
    found.county = label
    found.made[label] = pd.Series(counties, index=index, dtype="str")
    found.why[label] = (
        f"digits 3 to 5 of the ids, which are census codes of a {GEOID_LENGTHS[lengths.pop()]} "
        f"in state {states.pop()}; {len(set(counties)):,} counties"
    )


def _candidates(table: pd.DataFrame, pattern: str, most: int) -> list[str]:
    return [
        str(name)
        for name in table.columns
        if matches(pattern, str(name)) and 1 <= table[name].nunique() <= most
    ]


def _settle(
    table: pd.DataFrame, names: list[str], codes: list[str]
) -> tuple[str | None, list[str]]:
    """The column to take, names before codes, and those that contradict it.

    Columns that divide the units alike do not contradict each other. Codes that divide the
    units more finely than a name are right: two counties may share a name.
    """
    candidates = [*names, *codes]
    if not candidates:
        return None, []
    kinds = {name: _partition(table[name]) for name in candidates}
    finest = max(candidates, key=lambda name: (kinds[name].max(), -candidates.index(name)))
    rivals = [
        name
        for name in candidates
        if not _refines(kinds[finest], kinds[name])
        or (kinds[name].max() < kinds[finest].max() and name in codes)
    ]
    return finest, rivals


def _partition(column: "pd.Series[Any]") -> NDArray[np.int64]:
    return np.unique(texts_of(column), return_inverse=True)[1].astype(np.int64)


def _refines(fine: NDArray[np.int64], coarse: NDArray[np.int64]) -> bool:
    """Whether units alike in the first are alike in the second."""
    pairs = np.unique(np.column_stack([fine, coarse]), axis=0)
    return len(pairs) == int(fine.max()) + 1


def _explain(
    found: Regions,
    table: pd.DataFrame,
    chosen: str,
    role: str,
    names: list[str],
    codes: list[str],
) -> None:
    kind = "name" if chosen in names else "code"
    n_values = int(table[chosen].nunique())
    found.why[chosen] = f"named like the {kind} of a {role}; {counted(n_values, 'value')}"
    for name in (*names, *codes):
        if name != chosen:
            alike = table[name].nunique() == n_values
            found.why[name] = f"{role}: {'the same as' if alike else 'less exact than'} {chosen}"


def _texts(found: Regions, table: pd.DataFrame, name: str) -> list[str]:
    return texts_of(found.made[name] if name in found.made else table[name])
