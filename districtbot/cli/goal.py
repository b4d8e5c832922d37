"""`districtbot run MAP --goal TEXT`: one request in plain words, answered to the end."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from districtbot.cli.chat_open import library_of_docs, model_named
from districtbot.cli.chat_room import turn_of
from districtbot.cli.chat_screen import ChatScreen, clean
from districtbot.cli.progress import INTERRUPTED
from districtbot.cli.show import say, show_json, show_verdicts, tell
from districtbot.ground.errors import AskError

if TYPE_CHECKING:
    from districtbot.agent.agent import Agent
    from districtbot.agent.turn import Turn
    from districtbot.cli.model_options import Chosen
    from districtbot.geo.options import MapOptions
    from districtbot.tools.desk.desk import Desk

EXIT = {"met": 0, "answered": 0, "not_met": 3, "declined": 4, "needs_input": 4}


def run_goal(
    map_path: Path,
    goal: str,
    options: "MapOptions",
    chosen: "Chosen",
    *,
    asked: Mapping[str, Any],
    seed: int,
    budget: float | None,
    out: Path | None,
    title: str,
    as_json: bool,
) -> int:
    """Answer one request and write what came of it; gives the exit code.

    Args:
        map_path: The map.
        goal: The request.
        options: How to read the map.
        chosen: The model and what it may use.
        asked: What files and flags ask besides, not checked yet.
        seed: The seed.
        budget: Seconds for the whole.
        out: Folder for the results; ``MAP-plan`` by default.
        title: Headline of the map and the report.
        as_json: Whether ``result.json`` is printed in place of tables.

    Raises:
        AskError: For anything that the user can mend.
    """
    from districtbot.agent.agent import Agent
    from districtbot.agent.tools_bound import check_calls
    from districtbot.geo.open import UndecidedError
    from districtbot.tools.desk.desk import Desk
    from districtbot.tools.desk.outbox import check_out

    if not goal.strip():
        raise AskError("The goal is empty.", "Say in --goal what the districts must be.")
    loaded = model_named(chosen.model)
    check_calls(loaded)
    library = library_of_docs(chosen.docs_dir, chosen.embeddings)
    folder = out if out is not None else Path(f"{map_path.stem}-plan")
    try:
        desk = Desk.open(map_path, options, seed=seed, out=folder, say=say)
    except UndecidedError as error:
        return _asked_back(str(error), folder, map_path, loaded.name, as_json=as_json)
    check_out(desk)
    with Agent(
        desk,
        loaded,
        memory=chosen.memory,
        budget=budget,
        allow_code=chosen.allow_code,
        library=library,
    ) as agent:
        _set_targets(agent, asked)
        with ChatScreen(quiet=as_json, reply=True) as screen:
            turn, stopped = turn_of(agent, goal, screen.show)
    result = _written(desk, turn, loaded.name, title)
    if as_json:
        show_json(result)
    elif desk.plan is not None:
        show_verdicts(turn.verdicts)
        tell(f"Results: {folder}")
    return INTERRUPTED if stopped else EXIT[turn.status]


def _asked_back(question: str, folder: Path, map_path: Path, model: str, *, as_json: bool) -> int:
    """Hand a question about the map back to the person; gives the exit code.

    Raises:
        AskError: If the folder cannot be written or holds files of somebody else's.
    """
    from districtbot.ground.paths import all_or_nothing
    from districtbot.tools.results import OWNED, check_folder, result_text
    from districtbot.tools.versions import versions

    result: dict[str, Any] = {
        "status": "needs_input",
        "reply": question,
        "targets": [],
        "districts": None,
        "model": model,
        "map": str(map_path.resolve()),
        "versions": versions(),
    }
    check_folder(folder)
    with all_or_nothing(folder, OWNED) as scratch:
        (scratch / "result.json").write_text(result_text(result), encoding="utf-8", newline="")
    if as_json:
        show_json(result)
    else:
        click.echo(clean(question))
    return EXIT["needs_input"]


def _set_targets(agent: "Agent", asked: Mapping[str, Any]) -> None:
    """Put what flags and files ask on the desk.

    Raises:
        AskError: If the map cannot serve it.
    """
    from districtbot.tools.calling import call

    given = {"districts": asked.get("districts"), "targets": asked.get("target", [])}
    arguments = {name: value for name, value in given.items() if value}
    if not arguments:
        return
    called = call(agent.desk, agent.tools, "set_targets", arguments)
    if not called.ok:
        raise AskError(called.text)


def _written(desk: "Desk", turn: "Turn", model: str, title: str) -> dict[str, Any]:
    """Write the whole folder where a plan was asked for, else what was answered."""
    from districtbot.plans.verify import verify
    from districtbot.tools.desk.account import finished_desk
    from districtbot.tools.desk.outbox import bring_up_to_date, result_of_desk
    from districtbot.tools.results import write_finished

    told = {
        **turn.data(),
        "status": turn.status,
        "model": model,
        "seconds": round(turn.seconds, 3),
    }
    if desk.plan is None or turn.status not in ("met", "not_met"):
        bring_up_to_date(desk, told)
        return result_of_desk(desk, told)
    finished = finished_desk(desk, turn.reply)
    made = {**finished.made, "model": model, "seconds": told["seconds"]}
    state = desk.map_for(finished.targets)
    result = write_finished(desk.out, state, replace(finished, made=made), title)
    found = verify(desk.out)
    if not found.confirmed:
        names = ", ".join(clean(claim.name) for claim in found.refuted[:5])
        click.echo(f"The independent check does not agree on: {names}.", err=True)
    return result
