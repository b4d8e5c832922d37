"""The `districtbot` command: what it offers, and how errors reach the person."""

import io
import os
import sys
from typing import NoReturn

import click

from districtbot.cli import (
    card,
    chat,
    compare,
    convert,
    draw,
    ensemble,
    export,
    inspect,
    mcp,
    merge,
    problems,
    report,
    run,
    score,
    serve_model,
    sessions,
    tune,
    verify,
)
from districtbot.cli import eval as eval_
from districtbot.cli.progress import INTERRUPTED
from districtbot.cli.show import say
from districtbot.ground.errors import AskError
from districtbot.ground.paths import FULL

BAD_INPUT = 2


@click.group(
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="districtbot", prog_name="districtbot")
@click.pass_context
def districtbot(context: click.Context) -> None:
    """From a precinct map and a plain request to a checked district plan.

    Start with `districtbot inspect MAP` to see what is in a file, then
    `districtbot run MAP --districts K` to draft a plan.
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


districtbot.add_command(chat.chat)
districtbot.add_command(run.run)
districtbot.add_command(inspect.inspect)
districtbot.add_command(score.score)
districtbot.add_command(compare.compare)
districtbot.add_command(convert.convert)
districtbot.add_command(report.report)
districtbot.add_command(verify.verify)
districtbot.add_command(ensemble.ensemble)
districtbot.add_command(draw.draw)
districtbot.add_command(mcp.mcp)
districtbot.add_command(sessions.sessions)
districtbot.add_command(problems.problems)
districtbot.add_command(eval_.evaluate)
districtbot.add_command(tune.tune)
districtbot.add_command(merge.merge)
districtbot.add_command(export.export)
districtbot.add_command(card.card)
districtbot.add_command(serve_model.serve_model)


def main() -> None:
    """Run the command line; exit codes are those of docs/cli.md."""
    _print_anything()
    try:
        code = districtbot.main(prog_name="districtbot", standalone_mode=False)
        sys.stdout.flush()
    except AskError as error:
        _fail(str(error))
    except click.exceptions.Abort:
        say("Interrupted.")
        sys.exit(INTERRUPTED)
    except click.UsageError as error:
        path = "districtbot" if error.ctx is None else error.ctx.command_path
        _fail(f"{error.format_message()} `{path} --help` shows what can be given.")
    except MemoryError:
        _fail(
            "The memory of this machine does not suffice. Close other programs, or use a map of "
            "fewer units."
        )
    except BrokenPipeError:
        _drop_output()
        sys.exit(0)
    except OSError as error:
        if error.errno not in FULL:
            raise
        _drop_output()
        _fail(f"Writing failed: {error.strerror}. Free some space.")
    sys.exit(code if isinstance(code, int) else 0)


def _print_anything() -> None:
    """Let letters that the terminal does not know be replaced rather than end the program."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _drop_output() -> None:
    """Let what could not be printed go, so that ending the program does not try again."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def _fail(text: str) -> NoReturn:
    say(f"Error: {text}")
    sys.exit(BAD_INPUT)
