"""Options of the commands that a language model takes part in."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

from districtbot.cli.options import Named, above_zero

Command = TypeVar("Command", bound=Callable[..., Any])

MODEL_VARIABLE = "DISTRICTBOT_MODEL"
DEFAULT_MODEL = "mini"

_OPTIONS = (
    click.option(
        "--model",
        envvar=MODEL_VARIABLE,
        default=DEFAULT_MODEL,
        show_default=True,
        metavar="NAME",
        help="mini, openai:NAME[@URL], gguf:FILE, hf:REPO_OR_PATH, scripted:FILE (docs/agent.md); "
        f"${MODEL_VARIABLE} sets another default.",
    ),
    click.option(
        "--memory",
        default="buffer",
        show_default=True,
        metavar="MODE",
        help="What the model sees of earlier turns: buffer, window:K, tokens:N or summary:N.",
    ),
    click.option(
        "--docs",
        "docs_dir",
        type=Named(),
        metavar="DIR",
        help="Folder of documents that questions are answered from, besides our own.",
    ),
    click.option(
        "--embeddings",
        metavar="NAME",
        help="Model that finds passages by meaning, such as openai:NAME@URL; words alone if not.",
    ),
    click.option(
        "--allow-code",
        is_flag=True,
        help="Let the model run Python in the sandbox.",
    ),
)

TURN_BUDGET = click.option(
    "--budget",
    type=float,
    callback=above_zero,
    metavar="SECONDS",
    help="Wall-clock seconds for the searches of one message; each search has 60 if not given.",
)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was chosen about the model and what it may use.

    Attributes:
        model: The model's name, or the default's.
        named: Whether somebody named it on the command line.
        memory: What the model sees of earlier turns.
        docs_dir: A folder of documents of the user's.
        embeddings: A model that finds passages by meaning.
        allow_code: Whether Python may be run in the sandbox.
    """

    model: str
    named: bool
    memory: str
    docs_dir: Path | None
    embeddings: str | None
    allow_code: bool


def model_options(command: Command) -> Command:
    """Add the options of a language model to a command; it gets them as ``chosen``."""
    import functools

    names = ("model", "memory", "docs_dir", "embeddings", "allow_code")

    @functools.wraps(command)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        source = click.get_current_context().get_parameter_source("model")
        named = source is click.core.ParameterSource.COMMANDLINE
        chosen = Chosen(named=named, **{name: kwargs.pop(name) for name in names})
        return command(*args, chosen=chosen, **kwargs)

    for option in reversed(_OPTIONS):
        wrapped = option(wrapped)
    return wrapped  # type: ignore[return-value]
