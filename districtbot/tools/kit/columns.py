"""Tools on the columns of the map: what role each plays and why, and changing it."""

import math
from dataclasses import replace
from typing import Annotated, Any, Literal, get_args

import pandas as pd
from pydantic import Field

from districtbot.geo.numbers import counted
from districtbot.geo.statemap import Evidence, StateMap
from districtbot.ground.errors import some_of
from districtbot.ground.quoting import plain
from districtbot.tools.amounts import sum_over
from districtbot.tools.desk.desk import Desk
from districtbot.tools.kit.wording import capital, shown_number
from districtbot.tools.tool import Arguments, Known, Result, Tool, Work

Role = Literal["unit_id", "population", "vap", "cvap", "county", "municipality"]
ROLES: tuple[Role, ...] = get_args(Role)
WORDS: dict[Role, str] = {
    "unit_id": "unit ids",
    "population": "population",
    "vap": "voting age population",
    "cvap": "citizen voting age population",
    "county": "counties",
    "municipality": "towns",
}
MOST_OTHER = 16
"""So many columns without a role are named."""


class Show(Arguments):
    """Arguments of `show_columns`."""

    column: Annotated[
        str | None, Known("column", description="one column in full; all roles in short by default")
    ] = None


class SetColumn(Arguments):
    """Arguments of `set_column`."""

    role: Annotated[Role, Field(description="what the column is to be used for")]
    column: Annotated[str, Known("column", description="the column")]


class Column(Result):
    """A column of the map.

    Attributes:
        column: Its name.
        role: What it is used for; ``other`` for nothing.
        detail: Group, contest and party, or number of districts; may be empty.
        why: The evidence for the role.
    """

    column: str
    role: str
    detail: str
    why: str


class Shown(Result):
    """Columns and their roles.

    Attributes:
        columns: The columns told of.
        n_columns: Columns of the map.
        sentences: The same in words.
    """

    columns: tuple[Column, ...]
    n_columns: int
    sentences: tuple[str, ...]

    @property
    def text(self) -> str:
        """The sentences."""
        return " ".join(self.sentences)


class Set(Result):
    """A column with a new role.

    Attributes:
        role: The role.
        column: The column that has it now.
        before: The column that had it before; ``None`` for none.
        sentences: The same in words.
    """

    role: Role
    column: str
    before: str | None
    sentences: tuple[str, ...]

    @property
    def text(self) -> str:
        """The sentences."""
        return " ".join(self.sentences)


def show_columns(desk: Desk, asked: Show, work: Work) -> Shown:
    """The roles of the columns with the evidence, or all of one column.

    Raises:
        AskError: If there is no such column.
    """
    del work
    state = desk.state
    n_columns = len(state.units.columns)
    if asked.column is not None:
        state.labels(asked.column)
        item = _evidence(state, asked.column)
        sentences = _one(state, item)
        return Shown(columns=(_column(item),), n_columns=n_columns, sentences=tuple(sentences))
    used = [item for item in state.columns.evidence if item.role != "other"]
    return Shown(
        columns=tuple(map(_column, used)), n_columns=n_columns, sentences=tuple(_all(state))
    )


def set_column(desk: Desk, asked: SetColumn, work: Work) -> Set:
    """Use another column for a role; the map is read again.

    Raises:
        AskError: If the column cannot be that, or plans of the desk name other units.
    """
    before: str | None = getattr(desk.state.columns, asked.role)
    given: dict[str, Any] = {asked.role: asked.column}
    desk.reread(replace(desk.options, **given), work.say)
    now: str | None = getattr(desk.state.columns, asked.role)
    said = [f"{plain(asked.column)} is used for {WORDS[asked.role]} now"]
    said[0] += f" instead of {plain(before)}." if before not in (None, now) else "."
    said += _after(desk.state, asked.role)
    if desk.plan is not None:
        said.append("The plan and its history are as they were.")
    back = f"set {asked.role} to {plain(before)} to go back" if before not in (None, now) else ""
    said.append(f"Undo does not take this back{'; ' + back if back else ''}.")
    return Set(role=asked.role, column=asked.column, before=before, sentences=tuple(said))


def _after(state: StateMap, role: Role) -> list[str]:
    """What the map is like with the new column."""
    column: str | None = getattr(state.columns, role)
    if column is None:
        return []
    if role == "unit_id":
        return [f"Ids are such as {some_of((plain(one, 30) for one in state.unit_ids), 3)}."]
    if role in ("county", "municipality"):
        found = state.gazetteer.of("county" if role == "county" else "town")
        names = some_of((plain(place.name, 40) for place in found), 4)
        return [f"There are {len(found):,} {WORDS[role]}: {names}."]
    return [f"The total is {shown_number(round(sum_over(state, column), 2))}."]


def _all(state: StateMap) -> list[str]:
    """Every role with its column and the evidence, in short."""
    evidence = {item.column: item for item in state.columns.evidence}
    said = []
    for role in ROLES:
        column: str | None = getattr(state.columns, role)
        if column is None:
            said.append(f"No column for {WORDS[role]}.")
            continue
        why = evidence[column].why if column in evidence else ""
        said.append(f"{capital(WORDS[role])}: {plain(column)}{f' ({plain(why, 90)})' * bool(why)}.")
    roles = state.columns
    groups = {**roles.group_pop, **roles.group_cvap, **roles.group_vap}
    if groups:
        pairs = (f"{group} {plain(column, 30)}" for group, column in groups.items())
        said.append(f"Groups: {some_of(pairs, 12)}.")
    if roles.elections:
        pairs = (
            f"{plain(one.name, 20)} {plain(one.dem_col, 30)}/{plain(one.rep_col, 30)}"
            for one in roles.elections
        )
        said.append(f"Contests (Democratic/Republican votes): {some_of(pairs, 6)}.")
    if roles.plans:
        said.append(f"Plans: {some_of(map(plain, roles.plans), 8)}.")
    other = [plain(item.column, 30) for item in roles.evidence if item.role == "other"]
    if other:
        said.append(f"Without a role: {some_of(other, MOST_OTHER)}.")
    return said


def _one(state: StateMap, item: Evidence) -> list[str]:
    """Role, evidence and values of a column."""
    series = state.units[item.column]
    role = "has no role" if item.role == "other" else f"has the role {item.role}"
    detail = f" ({plain(item.detail, 60)})" if item.detail else ""
    said = [f"The column {plain(item.column)} {role}{detail}: {plain(item.why, 200)}."]
    n_missing, n_values = int(series.isna().sum()), int(series.nunique())
    if pd.api.types.is_numeric_dtype(series) and not pd.api.types.is_bool_dtype(series):
        present = series.dropna().astype(float)
        present = present[present.map(math.isfinite)]
        if len(present):
            low, high = (
                shown_number(round(float(end), 2)) for end in (present.min(), present.max())
            )
            total = shown_number(round(math.fsum(present.tolist()), 2))
            said.append(f"It holds numbers from {low} to {high}, {total} in total.")
    else:
        values = some_of((repr(plain(one, 40)) for one in series.dropna().unique()[:400]), 6)
        said.append(f"It holds {counted(n_values, 'different value')}, such as {values}.")
    if n_missing:
        said.append(f"{counted(n_missing, 'unit')} {'has' if n_missing == 1 else 'have'} no value.")
    return said


def _evidence(state: StateMap, column: str) -> Evidence:
    for item in state.columns.evidence:
        if item.column == column:
            return item
    return Evidence("other", column, "", "the map says nothing on it")


def _column(item: Evidence) -> Column:
    return Column(
        column=plain(item.column),
        role=item.role,
        detail=plain(item.detail),
        why=plain(item.why, 200),
    )


TOOLS = (
    Tool("show_columns", "Show which column plays which role and why.", Show, show_columns),
    Tool(
        "set_column",
        "Use another column of the map for people, ids, counties or towns.",
        SetColumn,
        set_column,
        seconds=300.0,
    ),
)
