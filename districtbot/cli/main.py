"""The `districtbot` command: what it offers, and how errors reach the person."""

import sys

import click

from districtbot.cli import inspect, run, score, verify
from districtbot.ground.errors import AskError

BAD_INPUT = 2
INTERRUPTED = 130


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="districtbot", prog_name="districtbot")
def districtbot() -> None:
    """From a precinct map and a plain request to a checked district plan.

    Start with `districtbot inspect MAP` to see what is in a file, then
    `districtbot run MAP --districts K` to draft a plan.
    """


districtbot.add_command(run.run)
districtbot.add_command(inspect.inspect)
districtbot.add_command(score.score)
districtbot.add_command(verify.verify)


def main() -> None:
    """Run the command line; exit codes are those of docs/cli.md."""
    try:
        code = districtbot.main(prog_name="districtbot", standalone_mode=False)
    except AskError as error:
        _say(f"Error: {error}")
        sys.exit(BAD_INPUT)
    except click.exceptions.Abort:
        _say("Interrupted.")
        sys.exit(INTERRUPTED)
    except click.ClickException as error:
        error.show()
        sys.exit(BAD_INPUT)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    sys.exit(code if isinstance(code, int) else 0)


def _say(text: str) -> None:
    click.echo(" ".join(text.split()), err=True)
