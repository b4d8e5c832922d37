"""The folder ``alternatives`` of a finished run: its plans, their table and their maps."""

import csv
import io
import json
from pathlib import Path
from typing import Any

from districtbot.geo.statemap import StateMap
from districtbot.maps.parts import Choices, ReportTable
from districtbot.maps.side_by_side import Captioned, draw_side_by_side
from districtbot.plans.claims import finite, target_claims
from districtbot.plans.pareto import NEAREST, Weight
from districtbot.plans.plan import Plan
from districtbot.plans.text import percent
from districtbot.plans.weighing import said
from districtbot.tools.alternatives import MOST, PER_PLAN, Alternative, Alternatives
from districtbot.tools.draft import Drafted
from districtbot.tools.words import on_alternatives

FOLDER = "alternatives"
TABLE = f"{FOLDER}/alternatives.json"
SHEET = f"{FOLDER}/alternatives.csv"
PICTURE = f"{FOLDER}/alternatives.png"
ALTERNATIVE_FILES = (
    *(f"{FOLDER}/{number}.csv" for number in range(2, MOST + 1)),
    TABLE,
    SHEET,
    PICTURE,
)
"""Every file that may lie in the folder."""


def write_alternatives(
    folder: Path, state: StateMap, drafted: Drafted, found: Alternatives, title: str
) -> Choices:
    """Write the alternatives of a run, and give the section of the report on them.

    Args:
        folder: A folder that exists; the files go into ``alternatives`` inside it.
        state: The map.
        drafted: The answer; has a plan.
        found: Its alternatives.
        title: Headline of the picture.

    Raises:
        ValueError: If the run has no plan.
    """
    if drafted.plan is None:
        raise ValueError("a run without a plan has no alternatives")
    picture = None
    if found.candidates:
        (folder / FOLDER).mkdir()
        for each in found.plans:
            text = each.plan.csv()
            (folder / file_of(each)).write_text(text, encoding="utf-8", newline="")
        table = json.dumps(_table(drafted, found), indent=2, ensure_ascii=False, allow_nan=False)
        (folder / TABLE).write_text(table + "\n", encoding="utf-8")
        (folder / SHEET).write_text(_sheet(drafted, found), encoding="utf-8", newline="")
    if found.plans and state.geometry is not None:
        draw_side_by_side(state, _captioned(drafted.plan, found), folder / PICTURE, title=title)
        picture = (folder / PICTURE).read_bytes()
    return _choices(drafted, found, picture)


def file_of(one: Alternative) -> str:
    """Where the plan of an alternative lies in the folder of the run."""
    return f"{FOLDER}/{one.number}.csv"


def alternative_claims(drafted: Drafted, found: Alternatives) -> list[dict[str, Any]]:
    """What ``result.json`` says of each alternative."""
    return [
        {**_facts(one), "targets": target_claims(drafted.targets, one.verdicts)}
        for one in found.plans
    ]


def measures_of(weights: tuple[Weight, ...]) -> list[dict[str, Any]]:
    """Measures as JSON data; a value that cannot be had is ``None``."""
    return [
        {
            "name": one.name,
            "value": finite(one.value),
            "unit": one.unit,
            "better": one.better,
            "target": one.target,
            "gap": one.gap,
        }
        for one in weights
    ]


def _facts(one: Alternative) -> dict[str, Any]:
    return {
        "plan": file_of(one),
        "plan_sha256": one.plan.sha256,
        "seed": one.candidate.seed,
        "steps": one.candidate.steps,
        "moved": one.moved,
        "beats_answer": one.beats_answer,
        "measures": measures_of(one.weights),
    }


def _table(drafted: Drafted, found: Alternatives) -> dict[str, Any]:
    """The content of ``alternatives.json``: the plans, and how each candidate fared."""
    return {
        "asked": found.n_asked,
        "ended": found.ended,
        "engine": drafted.effort.engine,
        "candidates_per_alternative": PER_PLAN,
        "candidates_wanted": found.n_candidates,
        "steps_at_most": drafted.effort.steps,
        "nearest": NEAREST,
        "answer": {
            "plan": "plan.csv",
            "plan_sha256": drafted.plan.sha256 if drafted.plan is not None else None,
            "seed": drafted.effort.seed,
            "steps": drafted.steps,
            "measures": measures_of(found.answer),
        },
        "alternatives": [_facts(one) for one in found.plans],
        "candidates": [
            {
                "number": one.number,
                "seed": one.seed,
                "steps": one.steps,
                "ended": one.ended,
                "fate": one.fate,
            }
            for one in found.candidates
        ],
    }


def _sheet(drafted: Drafted, found: Alternatives) -> str:
    """The content of ``alternatives.csv``, one line a plan, the answer first."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    names = [weight.name for weight in found.answer]
    writer.writerow(["plan", "file", *names, "moved", "seed", "steps", "sha256"])
    if drafted.plan is not None:
        seed, digest = drafted.effort.seed, drafted.plan.sha256
        values = [weight.value for weight in found.answer]
        writer.writerow([1, "plan.csv", *values, 0.0, seed, drafted.steps, digest])
    for one in found.plans:
        values = [weight.value for weight in one.weights]
        made = (one.candidate.seed, one.candidate.steps, one.plan.sha256)
        writer.writerow([one.number, file_of(one), *values, one.moved, *made])
    return text.getvalue()


def _captioned(answer: Plan, found: Alternatives) -> list[Captioned]:
    maps = [Captioned(answer, "Plan 1, the answer", _lines(found.answer))]
    for one in found.plans:
        moved = f"{percent(round(one.moved, 3))} of people moved"
        maps.append(Captioned(one.plan, f"Plan {one.number}", (*_lines(one.weights), moved)))
    return maps


def _lines(weights: tuple[Weight, ...]) -> tuple[str, ...]:
    return tuple(f"{weight.name}: {said(weight)}" for weight in weights)


def _choices(drafted: Drafted, found: Alternatives, picture: bytes | None) -> Choices:
    """The section of the report."""
    heads = [weight.name for weight in found.answer]
    rows = [("1, the answer", *map(said, found.answer), "–", str(drafted.effort.seed))]
    rows += [
        (
            str(one.number),
            *map(said, one.weights),
            percent(round(one.moved, 3)),
            str(one.candidate.seed),
        )
        for one in found.plans
    ]
    table = ReportTable(
        "",
        ("Plan", *(f"{head[:1].upper()}{head[1:]}" for head in heads), "People moved", "Seed"),
        tuple(rows),
        "Each plan is in alternatives/ as its number .csv. People moved: the share in another "
        "district than in plan 1, districts renumbered as well as can be.",
    )
    words = f"Maps of the {len(found.plans) + 1} plans of the table side by side."
    return Choices(on_alternatives(found), table if found.plans else None, picture, words)
