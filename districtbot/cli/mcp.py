"""`districtbot mcp`: the tools for other programs, over the Model Context Protocol."""

import importlib.util
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from districtbot.cli.options import MAP, Named, map_options
from districtbot.cli.show import say
from districtbot.ground.errors import AskError

if TYPE_CHECKING:
    from districtbot.geo.options import MapOptions


@click.command()
@MAP
@click.option("--session", metavar="NAME", help="Keep the desk under this name, or take it up.")
@click.option("--out", type=Named(), metavar="DIR", help="Folder for files.  [default: MAP-plans]")
@click.option("--seed", type=int, default=0, show_default=True, help="Of a new desk.")
@click.option(
    "--docs",
    "docs_dir",
    type=Named(),
    metavar="DIR",
    help="Folder of documents that can be searched, besides our own.",
)
@click.option("--allow-code", is_flag=True, help="Offer Python in the sandbox as a tool.")
@click.option(
    "--http",
    "port",
    type=click.IntRange(1, 65535),
    metavar="PORT",
    help="Serve at http://127.0.0.1:PORT/mcp instead of standard input and output.",
)
@map_options
def mcp(
    map_path: Path,
    session: str | None,
    out: Path | None,
    seed: int,
    docs_dir: Path | None,
    allow_code: bool,
    port: int | None,
    options: "MapOptions",
) -> int:
    """Serve the tools on MAP to any MCP client: set targets, draft, check, edit, draw, export.

    A client starts it as `districtbot mcp MAP` and talks to it on standard input and output;
    what a person should know goes to standard error.
    """
    check_installed()
    from districtbot.agent.sessions import open_session
    from districtbot.cli.chat_open import library_of_docs
    from districtbot.mcp.server import serve_http, serve_stdio
    from districtbot.tools.desk.desk import Desk
    from districtbot.tools.desk.outbox import check_out
    from districtbot.tools.toolbox import toolbox

    library = library_of_docs(docs_dir)
    folder = None if out is None else out.absolute()
    with ExitStack() as stack:
        if session is None:
            desk = Desk.open(map_path, options, seed=seed, say=say)
        else:
            opened = open_session(
                session, map_path, options, seed=seed, out=folder, model="mcp", say=say
            )
            desk = stack.enter_context(opened).desk
        if folder is not None or desk.out == Path():
            desk.out = folder or Path(f"{map_path.stem}-plans").absolute()
        if library is not None:
            desk.library = library
        check_out(desk)
        tools = toolbox(allow_code=allow_code)
        if port is None:
            say("Serving on standard input and output, where an MCP client writes; Ctrl-C ends it.")
            serve_stdio(desk, tools)
        else:
            say(f"Serving at http://127.0.0.1:{port}/mcp; Ctrl-C ends it.")
            serve_http(desk, tools, port)
    return 0


def check_installed() -> None:
    """Refuse to go on without the package that speaks the protocol.

    Raises:
        AskError: With how to install it.
    """
    if importlib.util.find_spec("mcp") is None:
        raise AskError(
            "Serving the tools needs the package mcp, which is not installed.",
            'Install it: pip install "districtbot[mcp]".',
        )
