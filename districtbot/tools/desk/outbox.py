"""The files that a chat keeps up to date in the person's folder, turn by turn."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from districtbot.ground.paths import all_or_nothing, sha256_of
from districtbot.plans.plan import Plan
from districtbot.plans.verdict import targets_told
from districtbot.tools.desk.account import (
    events_of,
    finished_desk,
    made_of,
)
from districtbot.tools.desk.desk import Desk
from districtbot.tools.desk.program import replay_program
from districtbot.tools.results import OWNED, check_folder, result_of, result_text
from districtbot.tools.transcript import line_of
from districtbot.tools.versions import versions

PLAN, RESULT = "plan.csv", "result.json"
OF_EXPORT = ("scorecard", "files", "converted")
"""What ``result.json`` says of an export, true as long as plan and targets stay as they are."""


def check_out(desk: Desk) -> None:
    """Refuse a folder for a chat's files that cannot be written or holds somebody else's.

    Raises:
        AskError: With what is in the way.
    """
    check_folder(desk.out)


def bring_up_to_date(desk: Desk, turn_data: Mapping[str, Any] | None = None) -> None:
    """Write what a turn left behind: ``plan.csv``, ``result.json``, transcript and recipe.

    All of them are written or none. What an export wrote beside them stays as long as it speaks
    of the plan and the targets on the desk, and goes when these are others. A desk that never had
    a plan leaves the plan of an earlier run alone: nothing is written then.

    Args:
        desk: The desk.
        turn_data: The JSON object of the turn, with ``reply`` and, where it is known, ``status``,
            ``model`` and ``seconds``.

    Raises:
        AskError: If the folder cannot be written or holds files of somebody else's; then nothing
            in it has changed.
    """
    check_folder(desk.out)
    plan = desk.plan
    if plan is None and _is_foreign(desk):
        return
    before = _before(desk.out)
    result = result_of_desk(desk, turn_data or {})
    same = all(before.get(key) == result[key] for key in ("plan_sha256", "asked")) and bool(plan)
    texts = _texts(desk, plan, result)
    if same:
        result |= {key: before[key] for key in OF_EXPORT if key in before}
        if "files" in result:
            result["files"] = {**result["files"], **{k: _sha256(v) for k, v in texts.items()}}
    with all_or_nothing(desk.out, () if same else OWNED) as scratch:
        for name, text in {**texts, RESULT: result_text(result)}.items():
            (scratch / name).write_text(text, encoding="utf-8", newline="")


def result_of_desk(desk: Desk, turn_data: Mapping[str, Any]) -> dict[str, Any]:
    """The content of ``result.json`` after a turn.

    Args:
        desk: The desk.
        turn_data: As for `bring_up_to_date`.
    """
    told = {key: turn_data[key] for key in ("status", "model", "reply") if turn_data.get(key)}
    if "seconds" in turn_data:
        told["seconds"] = round(float(turn_data["seconds"]), 3)
    plan = desk.plan
    if plan is not None and desk.asked.districts in (None, plan.n_districts):
        finished = finished_desk(desk)
        told["plan_status"] = finished.status
        return {**result_of(desk.map_for(finished.targets), finished, None), **told}
    source = desk.state.source
    return {
        "status": "answered" if plan is None else "not_met",
        "reply": "",
        "targets": targets_told(desk.verdicts()),
        "districts": None if plan is None else plan.n_districts,
        "unit_column": desk.state.columns.unit_id,
        "asked": desk.asked.data(),
        **made_of(desk),
        "versions": versions(),
        "map": str(source.path.resolve()),
        "map_member": source.member,
        "map_sha256": source.sha256,
        "plan_sha256": None if plan is None else plan.sha256,
        "notes": list(desk.state.notes),
        **told,
    }


def _texts(desk: Desk, plan: Plan | None, result: Mapping[str, Any]) -> dict[str, str]:
    """The files of a turn by name, but for ``result.json``."""
    texts = {"transcript.jsonl": "".join(map(line_of, events_of(desk, result)))}
    if plan is not None:
        texts |= {PLAN: plan.csv(), "replay.py": replay_program(desk)}
    return texts


def _before(folder: Path) -> dict[str, Any]:
    """The ``result.json`` that is there; empty where there is none that can be read."""
    try:
        found = json.loads((folder / RESULT).read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _is_foreign(desk: Desk) -> bool:
    """Whether the folder holds a plan that is none of this desk's."""
    path = desk.out / PLAN
    mine = {moment.plan for moment in desk.history.moments}
    return path.is_file() and sha256_of(path) not in mine


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
