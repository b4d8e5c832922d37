"""Plans that targets name by their file: each becomes a plan column of the map."""

import json
import os
import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from districtbot.geo.statemap import Evidence, StateMap
from districtbot.ground.errors import AskError, some_of
from districtbot.plans.export import RESERVED, exported_name
from districtbot.plans.formats.open import open_plan
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
            if target.plan in state.units.columns or not _lies_in(folder, target.plan):
                continue
            path = folder / target.plan
            opened = open_plan(str(path), state)
            column = _free_name(path, state)
            labels = [opened.plan.names[number - 1] for number in opened.plan.district.tolist()]
            words = f"read from {path.name}, SHA-256 of the plan {opened.plan.sha256}"
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


def with_exported_plans(state: StateMap, targets: Targets, graph_path: Path) -> StateMap:
    """The map with the plan columns that targets name and only a run's ``graph.json`` has.

    Args:
        state: The map that the run was made on.
        targets: The targets of the run.
        graph_path: The run's ``graph.json``.

    Raises:
        AskError: If the file lacks them, or is none.
    """
    named = [one.plan for one in targets.target if isinstance(one, LeastChange | Nested)]
    missing = [plan for plan in dict.fromkeys(named) if plan not in state.units.columns]
    if not missing:
        return state
    try:
        nodes = json.loads(graph_path.read_bytes())["nodes"]
        labels = {
            plan: {node["id"]: str(node[exported_name(plan)]) for node in nodes} for plan in missing
        }
        for plan, label in labels.items():
            values = [label[unit_id] for unit_id in state.unit_ids]
            state = with_plan_column(state, plan, values, f"read from the run's {graph_path.name}")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise AskError(
            f"{graph_path} does not give each unit of the map its district of {some_of(missing)}.",
            "Take the graph.json of the run, and the map that it was made on.",
        ) from error
    return state


def added_columns(state: StateMap) -> tuple[str, ...]:
    """Columns that came from plan files."""
    return tuple(item.column for item in state.columns.evidence if item.role == ROLE)


def _lies_in(folder: Path, plan: str) -> bool:
    """Whether a plan is a file or folder there; ``#`` and which part is meant may follow."""
    # Names too long for a file are no error here.
    return any(os.path.exists(folder / name) for name in {plan, plan.partition("#")[0]} if name)  # noqa: PTH110


def _free_name(path: Path, state: StateMap) -> str:
    """The file's name as that of a column, with a number where there is one already."""
    stem = re.sub(r"\W+", "_", path.stem).strip("_") or "plan"
    taken = RESERVED | {str(column).casefold() for column in state.units.columns}
    names = [stem, *(f"{stem}_{number}" for number in range(2, len(taken) + 3))]
    return next(name for name in names if name.casefold() not in taken)


def _notes(path: Path, column: str, notes: Iterable[str]) -> list[str]:
    found = [f"The plan of {path.name} is the column {column} here."]
    return found + [f"{path.name}: {note}" for note in notes]
