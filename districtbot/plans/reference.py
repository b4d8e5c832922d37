"""Plans that targets name by their file: each becomes a plan column of the map."""

import json
import os
import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from districtbot.geo.statemap import Evidence, StateMap
from districtbot.ground.paths import sha256_of
from districtbot.plans.export import RESERVED
from districtbot.plans.files import open_plan
from districtbot.plans.targets import LeastChange, Nested, Targets

HERE = Path()
ROLE = "plan_file"
"""The role of a column that is not the map's own."""


def with_plan_files(
    state: StateMap, targets: Targets, folder: Path = HERE
) -> tuple[StateMap, Targets]:
    """The map with a column for each plan file that a target names, and targets that name those.

    A run exports the columns that its targets read, so its folder holds everything that is
    needed to check it. Where no target names a file, both come back as they are.

    Args:
        state: The map.
        targets: Targets; `LeastChange` and `Nested` name a plan. A column of the map comes
            before a file of its name.
        folder: Where the files lie.

    Raises:
        AskError: If a file cannot be read as a plan of the map.
    """
    column_of: dict[str, str] = {}
    for target in targets.target:
        if isinstance(target, LeastChange | Nested) and target.plan not in column_of:
            path = folder / target.plan
            # Names too long for a file are no error here.
            if target.plan in state.units.columns or not os.path.isfile(path):  # noqa: PTH113
                continue
            opened = open_plan(path, state)
            column = _free_name(path, state)
            labels = [opened.plan.names[number - 1] for number in opened.plan.district.tolist()]
            words = f"read from the plan file {path.name}, SHA-256 {sha256_of(path)}"
            state = with_plan_column(state, column, labels, words)
            state = replace(state, notes=(*state.notes, *_notes(path, column, opened.notes)))
            column_of[target.plan] = column
    if not column_of:
        return state, targets
    renamed = [
        target.model_copy(update={"plan": column_of[target.plan]})
        if isinstance(target, LeastChange | Nested) and target.plan in column_of
        else target
        for target in targets.target
    ]
    return state, targets.model_copy(update={"target": tuple(renamed)})


def with_plan_column(state: StateMap, column: str, labels: Iterable[str], why: str) -> StateMap:
    """The map with one more plan column.

    Args:
        state: The map.
        column: A name that no column has.
        labels: The district of each unit, in the map's order.
        why: Where it comes from, for the report.
    """
    values = list(labels)
    detail = f"{len(set(values))} districts"
    roles = replace(
        state.columns,
        plans=(*state.columns.plans, column),
        evidence=(*state.columns.evidence, Evidence(ROLE, column, detail, why)),
    )
    return replace(state, units=state.units.assign(**{column: values}), columns=roles)


def with_exported_plans(state: StateMap, graph_path: Path, columns: Iterable[str]) -> StateMap:
    """The map with plan columns of a run's ``graph.json``: what ``replay.py`` begins with.

    Args:
        state: The map that the run was made on.
        graph_path: The run's ``graph.json``.
        columns: Those of its columns that came from plan files.
    """
    graph = json.loads(graph_path.read_text(encoding="utf-8"))
    nodes = {node["id"]: node for node in graph["nodes"]}
    for column in columns:
        labels = [str(nodes[unit_id][column]) for unit_id in state.unit_ids]
        state = with_plan_column(state, column, labels, f"read from {graph_path.name}")
    return state


def added_columns(state: StateMap) -> tuple[str, ...]:
    """Columns that came from plan files."""
    return tuple(item.column for item in state.columns.evidence if item.role == ROLE)


def _free_name(path: Path, state: StateMap) -> str:
    """The file's name as that of a column, with a number where there is one already."""
    stem = re.sub(r"\W+", "_", path.stem).strip("_") or "plan"
    taken = RESERVED | {str(column).casefold() for column in state.units.columns}
    names = [stem, *(f"{stem}_{number}" for number in range(2, len(taken) + 3))]
    return next(name for name in names if name.casefold() not in taken)


def _notes(path: Path, column: str, notes: Iterable[str]) -> list[str]:
    found = [f"The plan of {path.name} is the column {column} here."]
    return found + [f"{path.name}: {note}" for note in notes]
