"""`districtbot sessions`: the chats that were kept."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from districtbot.cli.options import JSON, Named
from districtbot.ground.errors import AskError

if TYPE_CHECKING:
    from districtbot.agent.sessions import Listed

NAME = click.argument("name", metavar="NAME")


@click.group()
def sessions() -> None:
    """Chats that were kept: list, read, export or delete them.

    `districtbot chat MAP --session NAME` goes on with one.
    """


@sessions.command("list")
@JSON
def list_(as_json: bool) -> int:
    """List the sessions, the one used last first."""
    from districtbot.agent.sessions import list_sessions
    from districtbot.cli.show import show_json, show_table, tell

    found = list_sessions()
    if as_json:
        show_json([_data(one) for one in found])
    elif found:
        header = ("session", "map", "model", "turns", "last used (UTC)")
        show_table("Sessions", header, [_row(one) for one in found], words=(1, 2, 4))
    else:
        tell("No session has been kept yet. `districtbot chat MAP` begins one.")
    return 0


@sessions.command()
@NAME
@JSON
def show(name: str, as_json: bool) -> int:
    """Show the conversation of a session."""
    from dataclasses import asdict

    from districtbot.agent.conversation import as_text
    from districtbot.agent.sessions import show as conversation
    from districtbot.cli.show import CONTROLS, show_json

    said = conversation(name)
    if as_json:
        show_json([asdict(one) for one in said])
    else:
        click.echo(as_text(said).translate(CONTROLS), nl=False)
    return 0


@sessions.command()
@NAME
@click.option(
    "--out",
    type=Named(),
    metavar="PATH",
    help="A folder, or a file that ends in .zip.  [default: NAME.zip]",
)
@JSON
def export(name: str, out: Path | None, as_json: bool) -> int:
    """Write a session's conversation, transcript and plan to a zip or folder."""
    from districtbot.agent.session_export import export_session
    from districtbot.cli.show import say, show_json, tell

    written = export_session(name, Path(f"{name}.zip") if out is None else out, say)
    if as_json:
        show_json({"files": [str(path) for path in written]})
    else:
        for path in written:
            tell(str(path))
    return 0


@sessions.command()
@NAME
@click.option("--yes", "-y", is_flag=True, help="Do not ask.")
@JSON
def delete(name: str, yes: bool, as_json: bool) -> int:
    """Delete a session with all its files."""
    import sys

    from districtbot.agent.sessions import delete_session, existing
    from districtbot.cli.show import show_json, tell

    folder = existing(name)
    if not yes and not sys.stdin.isatty():
        raise AskError(f"Deleting {name} cannot be undone.", "Add --yes to do it.")
    if not yes and not click.confirm(f"Delete {name} and all its files ({folder})?", err=True):
        return 0
    delete_session(name)
    if as_json:
        show_json({"deleted": name})
    else:
        tell(f"{name} is deleted.")
    return 0


def _row(one: "Listed") -> tuple[str, ...]:
    when = one.last_used.strftime("%Y-%m-%d %H:%M")
    if one.about is None:
        return (one.name, one.problem, "", "", when)
    return (one.name, one.about.map.name, one.about.model, f"{one.about.turns:,}", when)


def _data(one: "Listed") -> dict[str, Any]:
    about = one.about
    return {
        "name": one.name,
        "map": None if about is None else str(about.map),
        "model": None if about is None else about.model,
        "turns": None if about is None else about.turns,
        "created": None if about is None else about.created.isoformat(),
        "last_used": one.last_used.isoformat(),
        "problem": one.problem or None,
    }
