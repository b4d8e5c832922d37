"""Slash commands of a chat: tools called by name, with no language model in between."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from districtbot.ground.errors import AskError, some_of

if TYPE_CHECKING:
    from districtbot.tools.tool import Tool


@dataclass(frozen=True, slots=True)
class Command:
    """A slash command.

    Attributes:
        name: What is typed, with the slash.
        tool: The tool that it calls; empty for those that the chat does itself.
        takes: The argument that the rest of the line becomes; empty where it takes none.
        help: What it does, in a few words.
        needs: What has to follow, with an example; empty where nothing has to.
    """

    name: str
    tool: str
    takes: str
    help: str
    needs: str = ""


COMMANDS = (
    Command("/targets", "list_targets", "", "what the plan must be, and what is met"),
    Command("/plan", "score_plan", "plan", "the scorecard of the plan; a plan's name may follow"),
    Command("/map", "draw_map", "plan", "draw the plan and say where the picture is"),
    Command("/versions", "list_versions", "", "the plans so far"),
    Command("/undo", "undo", "times", "take back the last request; a number of them may follow"),
    Command("/redo", "redo", "times", "do again what was taken back"),
    Command("/go", "go_to", "version", "back to a version, by name or number", "a version: /go 2"),
    Command(
        "/name", "name_version", "name", "give the plan on the desk a name", "a name: /name first"
    ),
    Command(
        "/export", "export_plan", "folder", "write every file of the plan; a folder may follow"
    ),
    Command("/help", "", "", "these commands"),
    Command("/quit", "", "", "leave; the chat can be taken up again"),
)


ALIASES = (
    Command("/draft", "propose_plan", "", "propose_plan: draft a plan for the targets"),
    Command("/improve", "improve_plan", "", "improve_plan: make the plan on the desk better"),
    Command("/lock", "lock", "places", "lock: places that stay where they are"),
    Command("/move", "move", "places", "move: places=NAME to_district=N"),
    Command(
        "/compare",
        "compare_plans",
        "other",
        "compare_plans: with another plan",
        "another plan: /compare 2",
    ),
)
TALK = ("ask_user", "decline")
"""Tools that are for a model alone."""
_WORD = re.compile(r"(?:^|\s)(\w+)=(\"(?:[^\"\\]|\\.)*\"|.*?)(?=\s+\w+=|\s*$)", re.DOTALL)


def commands_of(tools: Sequence["Tool"]) -> tuple[Command, ...]:
    """Every command of a chat with these tools: the short ones, then each tool by its name."""
    short = (*COMMANDS, *ALIASES)
    names = {command.name for command in short}
    return (
        *short,
        *(
            Command(f"/{tool.name}", tool.name, _takes(tool), tool.summary)
            for tool in tools
            if tool.name not in TALK and f"/{tool.name}" not in names
        ),
    )


def command_in(line: str, tools: Sequence["Tool"] = ()) -> tuple[Command, str] | None:
    """The command of a line and what follows it; ``None`` for a message to the model.

    Args:
        line: What was typed.
        tools: The tools that can be called by their names.

    Raises:
        AskError: If the line begins like a command but is none.
    """
    text = line.strip()
    if not text.startswith("/"):
        return None
    word, _, rest = f"/{text[1:].lstrip()}".partition(" ")
    commands = commands_of(tools)
    for command in commands:
        if command.name == word.lower().replace("-", "_"):
            return command, rest.strip()
    if "/" in word[1:]:
        return None  # a path, not a command
    near = get_close_matches(word.lower(), [command.name for command in commands], n=2, cutoff=0.7)
    names = some_of((command.name for command in COMMANDS), len(COMMANDS))
    todo = f"Did you mean {' or '.join(near)}?" if near else f"There are: {names}."
    raise AskError(f"There is no command {word[:40]}.", todo)


def help_text(tools: Sequence["Tool"] = ()) -> str:
    """The commands, one a line, and the names of the tools that are commands too."""
    shown = (*COMMANDS, *ALIASES) if tools else COMMANDS
    width = max(len(command.name) for command in shown)
    lines = [f"{command.name:<{width}}  {command.help}" for command in shown]
    known = {command.name for command in shown}
    more = [one.name for one in commands_of(tools) if one.name not in known]
    if more:
        lines += [
            "Every tool is a command: a JSON object or name=value pairs may follow, such as",
            '/set_targets {"districts": 4} or /move places="Polk County" to_district=3.',
            f"There are also: {', '.join(more)}.",
        ]
    return "\n".join([*lines, "Anything else goes to the model. Ctrl-C stops what is running."])


def arguments_in(tools: Sequence["Tool"], command: Command, rest: str) -> dict[str, Any] | str:
    """The arguments that a command gives its tool; JSON text stays as it is.

    Args:
        tools: The tools.
        command: A command that has one.
        rest: What follows it on the line.

    Raises:
        AskError: If something is missing behind the command, or it takes nothing.
    """
    if rest.startswith("{"):
        return rest
    if not rest and command.needs:
        raise AskError(f"{command.name} needs {command.needs}.")
    tool = next((one for one in tools if one.name == command.tool), None)
    fields = _fields(tool) if tool is not None else {}
    given = pairs_in(rest, fields)
    if command in COMMANDS and command.takes and not given.keys() & fields.keys():
        given = {}  # a name such as ``a=b``
    if given or not rest:
        return given
    if not command.takes:
        raise AskError(f"{command.name} takes nothing more.", f"Write {command.name} alone.")
    is_district = rest.isdecimal() and command.takes == "places" and "district" in fields
    takes = "district" if is_district else command.takes
    return {takes: _value(rest, fields.get(takes, {}))}


def pairs_in(rest: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The ``name=value`` pairs of a text; empty where it does not begin with one.

    A value with blanks may stand in double quotes. Where a tool takes a list, commas part its
    members, and a name that comes again adds to it.

    Args:
        rest: The text.
        fields: The JSON schemas of the tool's arguments by name.
    """
    if not re.match(r"\w+=", rest):
        return {}
    found: dict[str, Any] = {}
    for name, text in _WORD.findall(rest):
        value = _value(text.strip(), fields.get(name, {}))
        again = isinstance(found.get(name), list) and isinstance(value, list)
        found[name] = [*found[name], *value] if again else value
    return found


def _value(text: str, schema: Mapping[str, Any]) -> Any:
    """A value as the tool takes it: JSON where it is a list or an object, else text."""
    if text.startswith(("[", "{")):
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            return text
    quoted = len(text) > 1 and text.startswith('"') and text.endswith('"')
    text = text[1:-1].replace('\\"', '"') if quoted else text
    if schema.get("type") != "array":
        return text
    return [text] if quoted else [part.strip() for part in text.split(",") if part.strip()]


def _takes(tool: "Tool") -> str:
    """The one argument that a tool needs; else its first one, where it takes any."""
    needed = [name for name, field in tool.arguments.model_fields.items() if field.is_required()]
    return needed[0] if len(needed) == 1 else next(iter(tool.arguments.model_fields), "")


def _fields(tool: "Tool") -> dict[str, Any]:
    from districtbot.tools.tool import schema_of

    found: dict[str, Any] = schema_of(tool).get("properties", {})
    return found
