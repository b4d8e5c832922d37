"""Which columns of a table with many are the ids and the districts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from districtbot.geo.placenames import PLANS, matches
from districtbot.geo.statemap import StateMap
from districtbot.geo.unitid import texts_of
from districtbot.ground.errors import AskError, some_of
from districtbot.plans.formats.match import match_texts
from districtbot.plans.formats.table import DISTRICT_HEADER

MOST_DISTRICTS = 500
"""No plan has more."""
FIRST = re.compile(r"district|zone|assignment", re.IGNORECASE)
"""What programs call the districts they write; preferred to plan columns of the map."""
_LIKELY = 0.5


@dataclass(frozen=True, slots=True)
class IdColumn:
    """A column of ids.

    Attributes:
        name: Its name.
        ids: One a row.
        share: Share of the map's units in it, 0..1.
    """

    name: str
    ids: tuple[str, ...]
    share: float


def id_column(table: pd.DataFrame, state: StateMap) -> IdColumn | None:
    """The column with most of the map's units in it; ``None`` where no column has any."""
    best: IdColumn | None = None
    for column in _in_order(table, state):
        texts = texts_of(table[column])
        if len(set(texts)) <= 1:
            continue
        share = len(set(texts) & state.unit_index.keys()) / state.n_units
        if share == 0:
            share = match_texts(texts, state.unit_ids).n_units / state.n_units
        if share > (best.share if best is not None else 0.0):
            best = IdColumn(str(column), tuple(texts), share)
        if best is not None and best.share == 1:
            break
    return best


def _in_order(table: pd.DataFrame, state: StateMap) -> list[str]:
    """Columns of text and whole numbers; those named like an id first."""
    firsts = (state.columns.unit_id, "unit", "id")
    names = [str(name) for name in table.columns if not pd.api.types.is_bool_dtype(table[name])]
    return sorted(names, key=lambda name: firsts.index(name) if name in firsts else len(firsts))


def district_column(table: pd.DataFrame, part: str, taken: Sequence[str], source: str) -> str:
    """The column of districts.

    Args:
        table: The rows.
        part: Its name, any case; empty to find it by its name: ``district``, ``zone`` or
            ``assignment``, else the only one that is named like a plan.
        taken: Columns that are something else.
        source: What to call the file.

    Raises:
        AskError: If there is none, or several.
    """
    names = [str(name) for name in table.columns]
    if part:
        named = [name for name in names if name.casefold() == part.casefold()]
        if not named:
            raise AskError(f"{source} has no column {part}.", f"It has: {some_of(names, 12)}.")
        return named[0]
    free = [name for name in names if name not in taken]
    own = [name for name in free if FIRST.fullmatch(name)]
    if own:
        return own[0]
    plans = [
        name
        for name in free
        if (DISTRICT_HEADER.fullmatch(name) or matches(PLANS, name))
        and 1 <= table[name].nunique() <= MOST_DISTRICTS
    ]
    if len(plans) == 1:
        return plans[0]
    if plans:
        raise AskError(
            f"{source} has several columns that could be the plan: {some_of(plans, 12)}.",
            f"Name one, such as {source}#{plans[0]}.",
        )
    raise AskError(
        f"{source} has no column that is named like a plan: {some_of(names, 12)}.",
        f"Name the one with the districts: {source}#COLUMN.",
    )
