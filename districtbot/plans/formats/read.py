"""A plan as its source says it, whatever the format."""

from pathlib import Path

from districtbot.geo.statemap import StateMap
from districtbot.ground.errors import AskError, some_of
from districtbot.plans.ensemble.store import PARTS, PLANS
from districtbot.plans.formats.areas import read_shapes
from districtbot.plans.formats.assignments import Assignments
from districtbot.plans.formats.census import read_census
from districtbot.plans.formats.ensembles import read_plan_of
from districtbot.plans.formats.file import open_file
from districtbot.plans.formats.path import PlanPath, exists
from districtbot.plans.formats.sheets import rows_of_sheet
from districtbot.plans.formats.structured import read_json
from districtbot.plans.formats.table import Known, read_table, rows_of

RESULT = "plan.csv"
"""The plan in the folder of a run."""
BARRED = "BLOCKID|DISTRICT"
"""How a Census block assignment file begins; with a comma it is DistrictBuilder's."""


def read_assignments(source: str | Path, state: StateMap) -> Assignments:
    """A plan from a file, from the folder of a run or of an ensemble, or a column of the map.

    Args:
        source: The file, folder or column. ``#`` and what part of it is meant may follow:
            a column, a file in a zip, an entity of a Census zip, the number of a plan.
        state: The map.

    Raises:
        AskError: If there is no such source, or it holds no plan.
    """
    path = PlanPath.of(source)
    if not str(source) or not exists(path.path):
        return _column(str(source), state)
    if path.path.is_dir():
        plan = path.path / RESULT
        if any((path.path / name).exists() for name in (PLANS, PARTS)):
            return read_plan_of(path, state)
        if not plan.is_file():
            raise _no_plan(f"The folder {path.path} holds no plan and no ensemble.", state)
        path = PlanPath(plan, path.part)
    elif not path.path.is_file():
        raise _no_plan(f"{path.path} is no file.", state)
    file = open_file(path)
    match file.kind:
        case "plans":
            return read_plan_of(path, state)
        case "shapes":
            return read_shapes(path, state)
        case "census":
            return read_census(file, path)
        case "sheet":
            known = Known("xlsx" if file.driver == "XLSX" else "ods", "it is a spreadsheet")
            return read_table(rows_of_sheet(file), file.part, state, file.name, known)
        case "json":
            return read_json(file, state) or read_shapes(path, state)
        case "text":
            text = file.text()
            census = Known("baf", f"its header is {BARRED}") if text.startswith(BARRED) else None
            return read_table(rows_of(text, file.name), file.part, state, file.name, census)


def _column(name: str, state: StateMap) -> Assignments:
    column = _column_named(name, state)
    if column is None:
        raise _no_plan(
            f"There is no plan file {name} and no column of that name in the map.", state
        )
    labels = tuple(state.labels(column).tolist())
    return Assignments(f"Column {column}", "column", "", state.unit_ids, labels)


def _no_plan(problem: str, state: StateMap) -> AskError:
    known = some_of(state.columns.plans, 12) or "none"
    return AskError(problem, f"Name a file or a plan column; the map's plan columns: {known}.")


def _column_named(name: str, state: StateMap) -> str | None:
    names = [str(column) for column in state.units.columns]
    if name in names:
        return name
    alike = [column for column in names if column.casefold() == name.casefold()]
    return alike[0] if len(alike) == 1 else None
