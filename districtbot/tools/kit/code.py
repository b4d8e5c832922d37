"""Running a piece of Python on the open map and plan, in the sandbox."""

import csv
import json
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from districtbot.geo.numbers import counted
from districtbot.ground.errors import AskError, some_of
from districtbot.ground.quoting import computed, own, plain
from districtbot.plans.change import change_between
from districtbot.plans.formats.open import read_plan
from districtbot.plans.plan import Plan
from districtbot.tools.desk.desk import Desk
from districtbot.tools.kit.now import Now, now_on
from districtbot.tools.kit.numbering import numbered_from_one
from districtbot.tools.sandbox.limits import MOST_CODE, Limits, Ran, SandboxData
from districtbot.tools.sandbox.run import run_code
from districtbot.tools.tool import Arguments, Result, Tool, Work

SECONDS = 30.0
"""How long the code itself may run."""

MOST_SHOWN = 700
"""Letters of output and of the value in the words of a result."""


class Code(Arguments):
    """Arguments of `run_python`."""

    code: Annotated[
        str,
        Field(
            min_length=1,
            max_length=MOST_CODE,
            description="Python on gdf, graph, plan, partition, population_col, county_col; "
            "the last line is the value",
        ),
    ]
    apply: Annotated[
        bool, Field(description="make the dictionary new_plan (unit to district) the plan")
    ] = False


class NewPlan(Result):
    """A plan that the code left.

    Attributes:
        districts: Number of districts.
        moved_units: Units in another district than before; ``None`` where there was no plan.
        notes: What its districts are called here, where the code called them otherwise.
        now: What is on the desk now, where it was applied; else ``None``.
    """

    districts: int
    moved_units: int | None
    notes: tuple[str, ...] = ()
    now: Now | None = None

    @property
    def text(self) -> str:
        """What it changes, and whether it did."""
        moved = "" if self.moved_units is None else f", {counted(self.moved_units, 'unit')} moved"
        made = f"new_plan: {counted(self.districts, 'district')}{moved}"
        after = "Not applied; that takes apply=true." if self.now is None else self.now.text
        return " ".join((f"{made}.", *self.notes, after))


class CodeResult(Result):
    """What a piece of code gave.

    Attributes:
        value: The value of its last expression, or of ``answer``.
        output: What it printed, one text.
        seconds: How long it ran.
        new_plan: The plan it left, if it left one.
    """

    value: Any = None
    output: str = ""
    seconds: float = 0.0
    new_plan: NewPlan | None = None

    @property
    def text(self) -> str:
        """Value, output and plan; what comes from the code or the map is in quotes."""
        parts = []
        if self.value is not None:
            shown = json.dumps(_rounded(self.value), ensure_ascii=False)
            parts.append(f"Value: {computed(shown, MOST_SHOWN)}")
        if self.output.strip():
            lines = (computed(line, MOST_SHOWN) for line in self.output.splitlines())
            parts.append(f'Printed: "{own(" | ".join(filter(None, lines)), MOST_SHOWN)}"')
        if self.new_plan is not None:
            parts.append(self.new_plan.text)
        return "\n".join(parts) or "It ran, printed nothing and has no value."


def run_python(desk: Desk, asked: Code, work: Work) -> CodeResult:
    """Run code on the map and the plan of the desk.

    Raises:
        AskError: If it fails, with its own lines; or if its ``new_plan`` is no plan of the map.
    """
    data = SandboxData(desk.state, _assignment(desk.plan))
    ran = run_code(asked.code, data, Limits(seconds=SECONDS, seed=desk.seed), work.budget)
    if not ran.ok:
        printed = f' It printed "{computed(ran.stdout, 200)}".' if ran.stdout.strip() else ""
        raise AskError(f"The code failed: {ran.error}.{printed}", "Mend the code and run it again.")
    if asked.apply and ran.new_plan is None:
        raise AskError(
            "There is nothing to apply: the code left no new_plan.",
            "Set new_plan to a dictionary of every unit to its district, or leave apply out.",
        )
    return CodeResult(
        value=ran.value,
        output=ran.stdout,
        seconds=round(ran.seconds, 3),
        new_plan=_taken(desk, ran, asked),
    )


def _assignment(plan: Plan | None) -> dict[str, int | str] | None:
    """Unit to district: a number where the districts have numbers, else their names."""
    if plan is None:
        return None
    numbered = all(name.isdecimal() for name in plan.names)
    names: list[int | str] = [int(name) if numbered else name for name in plan.names]
    districts = (names[district - 1] for district in plan.district.tolist())
    return dict(zip(plan.unit_ids, districts, strict=True))


def _taken(desk: Desk, ran: Ran, asked: Code) -> NewPlan | None:
    """The plan that the code left, checked; put on the desk where that is asked for."""
    if ran.new_plan is None:
        return None
    plan, before = _checked(desk, ran.new_plan), desk.plan
    moved = None
    if before is not None and plan.names == before.names:
        moved = int((plan.district != before.district).sum())
    elif before is not None:
        change = change_between(desk.state, plan, before)
        plan, moved = change.relabelled, change.units_moved
    plan, notes = numbered_from_one(plan)
    if before is not None:  # they are called as those of the plan before that they are most of
        notes = ()
    now = None
    if asked.apply:
        known = desk.asked
        asked_now = replace(known, districts=known.districts or plan.n_districts)
        desk.put("a plan made by code", asked=asked_now, plan=plan, pins={"seed": desk.seed})
        now = now_on(desk)
    return NewPlan(districts=plan.n_districts, moved_units=moved, notes=notes, now=now)


def _checked(desk: Desk, labels: Mapping[str, str]) -> Plan:
    """The plan, checked as one from a file is.

    Raises:
        AskError: If it is not one of this map.
    """
    strange = [plain(unit) for unit in labels if unit not in desk.state.unit_index]
    if strange:
        raise AskError(
            f"new_plan names what is no unit: {some_of(strange)}.",
            "Its keys are those of plan and of gdf.index.",
        )
    with tempfile.TemporaryDirectory(prefix="districtbot-") as folder:
        path = Path(folder) / "new_plan.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["unit", "district"])
            writer.writerows(labels.items())
        return read_plan(path, desk.state)


def _rounded(value: Any) -> Any:
    """Data with numbers of six digits."""
    if isinstance(value, float):
        return float(f"{value:.6g}")
    if isinstance(value, list):
        return [_rounded(item) for item in value]
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    return value


TOOLS = (
    Tool(
        "run_python",
        "Run Python (GerryChain, GeoPandas, NetworkX, pandas) on the map and the plan.",
        Code,
        run_python,
        changes=True,
        seconds=60.0,
    ),
)
