"""What a tool is: a name, an argument model, a function, a result model.

A tool works on a `Desk` and knows nothing of language models. Whoever calls it, an agent, an MCP
client or a program, goes through `districtbot.tools.calling.call`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from districtbot.ground.clock import Budget

if TYPE_CHECKING:
    from districtbot.tools.desk.desk import Desk

Kind = Literal[
    "amount",
    "column",
    "contest",
    "county",
    "district",
    "group",
    "place",
    "plan",
    "region",
    "term",
    "unit",
    "version",
]
"""What an argument may name; `Desk.known` lists the names."""

KNOWN = "x-known"
"""Key of a JSON schema under which a field says of what kind its names are."""


class Arguments(BaseModel):
    """Base of every argument model: unknown fields are refused, values never change."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Result(BaseModel):
    """Base of every result model: few numbers, rounded, with their unit in the field's name.

    Attributes:
        files: Files that were written.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    files: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The result in plain sentences with units; what a language model and a person read."""
        raise NotImplementedError

    def data(self) -> dict[str, Any]:
        """The result as JSON data."""
        found: dict[str, Any] = self.model_dump(mode="json", exclude_defaults=False)
        return found


def Known(kind: Kind, **more: Any) -> Any:  # noqa: N802 - reads like the annotation it is
    """A field whose value is a name that the map or the desk knows.

    Written ``county: Annotated[str, Known("county")]``; `schema_of` puts the names in.

    Args:
        kind: What is named.
        **more: Passed on to pydantic's ``Field``.
    """
    return Field(json_schema_extra={KNOWN: kind}, **more)


def _say_nothing(message: str) -> None:
    del message


def _show_nothing(stage: str, done: float, total: float | None, text: str) -> None:
    del stage, done, total, text


@dataclass(frozen=True, slots=True)
class Work:
    """What a tool is given besides its arguments.

    Attributes:
        budget: Wall clock; a tool that may take long looks at it and gives what it has.
        say: Told of what takes long, one sentence.
        show: Told of progress: stage, how much is done, of how much (``None``: nobody knows), and
            how it goes in a few words.
        pins: What made an earlier call end as it did, such as its seed and number of steps; a
            call with the same pins gives the same plan. Empty for a new call.
        steps: Steps after which a search ends, whatever seconds it was given; it then ends the
            same on every machine. ``None`` leaves it to the clock.
    """

    budget: Budget = field(default_factory=lambda: Budget(None))
    say: Callable[[str], None] = _say_nothing
    show: Callable[[str, float, float | None, str], None] = _show_nothing
    pins: Mapping[str, Any] = field(default_factory=dict)
    steps: int | None = None


@dataclass(frozen=True, slots=True)
class Tool:
    """A thing that can be done on a desk.

    Attributes:
        name: Lower case with underscores.
        summary: One short sentence: what it does; read by language models and in the docs.
        arguments: Model of its arguments; each field has a short description.
        act: Does it. Raises `AskError` for what whoever asked can mend.
        changes: Whether it may change the plan or the targets.
        ends_turn: Whether the person speaks next, whatever the model would go on to do.
        seconds: Wall-clock limit of one call.
    """

    name: str
    summary: str
    arguments: type[Arguments]
    act: Callable[["Desk", Any, Work], Result]
    changes: bool = False
    ends_turn: bool = False
    seconds: float = 60.0


def schema_of(tool: Tool, desk: "Desk | None" = None) -> dict[str, Any]:
    """The JSON schema of a tool's arguments.

    Args:
        tool: The tool.
        desk: Where given, fields that name something hold an ``enum`` of the names known now.
            Kinds with no names or too many stay free text.
    """
    filled: dict[str, Any] = _filled(_plain_schema(tool.arguments), desk)
    return filled


@cache
def _plain_schema(arguments: type[Arguments]) -> dict[str, Any]:
    """The schema without names; made once, for a model is offered the tools at each answer."""
    schema: dict[str, Any] = arguments.model_json_schema()
    schema.pop("title", None)
    return schema


def _filled(part: Any, desk: "Desk | None") -> Any:
    """The schema with names for kinds and without titles."""
    if isinstance(part, list):
        return [_filled(item, desk) for item in part]
    if not isinstance(part, dict):
        return part
    kind = part.get(KNOWN)
    kept = {
        key: _named_schemas(value, desk) if key in ("properties", "$defs") else _filled(value, desk)
        for key, value in part.items()
        if key != KNOWN and not (key == "title" and isinstance(value, str))
    }
    names = desk.known(kind) if desk is not None and kind is not None else ()
    return _with_names(kept, names) if names else kept


def _named_schemas(part: dict[str, Any], desk: "Desk | None") -> dict[str, Any]:
    """Schemas by name: the names are kept whatever they are, also ``title``."""
    return {name: _filled(schema, desk) for name, schema in part.items()}


def _with_names(schema: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """A text, a list of texts, or a choice of one of them and nothing, with an ``enum``."""
    if schema.get("type") == "array":
        return {**schema, "items": _with_names(schema["items"], names)}
    if "anyOf" in schema:
        return {**schema, "anyOf": [_with_names(one, names) for one in schema["anyOf"]]}
    return {**schema, "enum": list(names)} if schema.get("type") == "string" else schema
