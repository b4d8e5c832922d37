"""Scripts of the scripted model: what it does and says, turn by turn, written in TOML."""

import difflib
from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from districtbot.ground.errors import AskError, some_of
from districtbot.ground.quoting import plain
from districtbot.ground.toml import read_toml

RESULT = "{result}"
"""Stands in what is said for the text of the last tool result."""

EXAMPLE = (
    'A script is a list of turns: [[turn]] steps = [{call = "describe_map"}, {say = "{result}"}].'
)


class Step(BaseModel):
    """One output of the model: a call, a sentence, or any text as it is.

    Attributes:
        call: The tool to call.
        args: Its arguments.
        say: What to say; ``{result}`` in it is the text of the last tool result.
        raw: An output as a broken model would write it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    call: str | None = Field(default=None, min_length=1)
    args: dict[str, Any] = {}
    say: str | None = None
    raw: str | None = None

    @model_validator(mode="after")
    def _one_of_three(self) -> "Step":
        given = [key for key in ("call", "say", "raw") if getattr(self, key) is not None]
        if len(given) != 1:
            came = " and ".join(given) or "none of them"
            raise ValueError(f"a step has one of call, say and raw; it has {came}")
        if self.args and self.call is None:
            raise ValueError("args belong to a call")
        return self


class Turn(BaseModel):
    """What the model does after one message of the person.

    Attributes:
        user: What a person might say here; for whoever reads the script.
        steps: The model's outputs, in order. When none is left it says the last result.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    user: str = ""
    steps: tuple[Step, ...] = ()


class Script(BaseModel):
    """A whole script.

    Attributes:
        about: What it shows and on which map; for whoever reads it.
        context: Tokens that the model holds; ``None`` for the default.
        turn: Its turns, in order.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    about: str = ""
    context: int | None = Field(default=None, ge=256)
    turn: tuple[Turn, ...] = Field(min_length=1)


def read_script(name: str) -> Script:
    """A script by its path, or the name of one that ships with districtbot.

    Args:
        name: Such as ``demo`` or ``my/script.toml``.

    Raises:
        AskError: If there is none, or it is broken: with the turn and the step.
    """
    path = script_path(name)
    shown = f"The script {plain(path.name)!r}"
    try:
        return Script.model_validate(read_toml(path, shown, EXAMPLE))
    except ValidationError as error:
        faults = "; ".join(dict.fromkeys(map(_fault, _apart(error.errors()))))
        raise AskError(f"{shown} is broken: {faults}.", EXAMPLE) from error


def shipped_scripts() -> dict[str, Path]:
    """The scripts that ship with districtbot, by name."""
    folder = Path(str(resources.files("districtbot.agent.models") / "scripts"))
    return {path.stem: path for path in sorted(folder.glob("*.toml"))}


def script_path(name: str) -> Path:
    """Where a script is; a file goes before a shipped script of the same name.

    Raises:
        AskError: If there is none of this name.
    """
    path = Path(name).expanduser()
    shipped = shipped_scripts()
    if path.is_file():
        return path
    if name in shipped:
        return shipped[name]
    near = difflib.get_close_matches(name, shipped, n=1)
    hint = f"Did you mean scripted:{near[0]}? " if near else ""
    todo = f"{hint}Name a TOML file, or a script that ships: {some_of(shipped)}."
    problem = "is a folder" if path.is_dir() else "is not there"
    raise AskError(f"The script {plain(name)!r} {problem}.", todo)


def called_in(script: Script) -> dict[str, str]:
    """The tools that a script calls, each with the place where it first does."""
    found: dict[str, str] = {}
    for i, turn in enumerate(script.turn, 1):
        for j, step in enumerate(turn.steps, 1):
            if step.call is not None:
                found.setdefault(step.call, f"turn {i}, step {j}")
    return found


def _apart(faults: Sequence[Any]) -> list[Any]:
    """The faults without those that only follow from others: that there is no turn at all."""
    others = [item for item in faults if item["loc"] != ("turn",)]
    return others or list(faults)


def _fault(item: Any) -> str:
    """One fault, with the turn and the step counted from 1."""
    places: list[str] = []
    where = item["loc"]
    for part, after in zip(where, [*where[1:], None], strict=True):
        if part in ("turn", "steps") and isinstance(after, int):
            places.append(f"{'turn' if part == 'turn' else 'step'} {after + 1}")
        elif isinstance(part, str):
            places.append(plain(part, 40))
    words = {
        "extra_forbidden": _unknown(where),
        "missing": "a script has at least one [[turn]]",
        "too_short": "a script has at least one [[turn]]",
        "tuple_type": "is not a list",
    }.get(item["type"], plain(item["msg"].removeprefix("Value error, "), 160))
    return f"{', '.join(places)}: {words}" if places else words


def _unknown(where: tuple[Any, ...]) -> str:
    """That a key is none, and which was meant."""
    owner: type[BaseModel] = Step if "steps" in where else Turn if "turn" in where else Script
    near = difflib.get_close_matches(str(where[-1]), owner.model_fields, n=1)
    return f"is not known; did you mean {near[0]}?" if near else "is not known"
