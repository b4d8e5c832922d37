"""`districtbot chat`: say what the districts must be, and talk until the plan is right."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from districtbot.cli.model_options import TURN_BUDGET, model_options
from districtbot.cli.options import JSON, MAP, Named, map_options

if TYPE_CHECKING:
    from districtbot.cli.model_options import Chosen
    from districtbot.geo.options import MapOptions


@click.command()
@MAP
@click.option("--session", metavar="NAME", help="Take up a chat by its name, or give a new one it.")
@model_options
@click.option("--seed", type=int, default=0, show_default=True, help="Of a new session.")
@TURN_BUDGET
@click.option(
    "--out",
    type=Named(),
    metavar="DIR",
    help="Folder for the files.  [default: its name]",
)
@map_options
@JSON
def chat(
    map_path: Path,
    session: str | None,
    chosen: "Chosen",
    seed: int,
    budget: float | None,
    out: Path | None,
    options: "MapOptions",
    as_json: bool,
) -> int:
    """Talk about MAP with a language model that drafts, checks, edits and explains plans.

    Every plan is checked against every target before it is called done, and every number in a
    reply comes from a tool. Each chat is a session that is saved step by step and can be taken
    up again by its name, with the model it had; `districtbot sessions list` shows them. Without a
    model the slash commands work all the same; /help in the chat lists them.

    On a pipe, one message a line is answered; with --json each answer is a JSON object on a line.
    Where something must be settled first, about the map or which model to use, that is the answer,
    and the exit code 4; where the model failed to answer a message, the exit code is 3.
    """
    from districtbot.cli.chat_lines import NEEDS_INPUT, answer_lines, ask_back
    from districtbot.cli.chat_open import open_chat
    from districtbot.cli.repl import talk
    from districtbot.geo.open import UndecidedError

    at_terminal = sys.stdin.isatty() and not as_json
    try:
        with open_chat(
            map_path,
            options,
            chosen,
            session=session,
            seed=seed,
            budget=budget,
            out=out,
            quiet=as_json,
        ) as room:
            return talk(room) if at_terminal else answer_lines(room, as_json=as_json)
    except UndecidedError as error:
        if at_terminal or not ask_back(str(error), as_json=as_json):
            raise
        return NEEDS_INPUT
