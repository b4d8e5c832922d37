"""Slash commands of a chat: tools called by name, with no language model in between."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from districtbot.ground.errors import AskError, some_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from districtbot.tools.calling import Called
    from districtbot.tools.desk.desk import Desk
    from districtbot.tools.tool import Tool, Work


@dataclass(frozen=True, slots=True)
class Command:
    """A slash command.

    Attributes:
        name: What is typed, with the slash.
        tool: The tool that it calls; empty for those that the chat does itself.
        takes: The argument that the rest of the line becomes; empty where it takes none.
        help: What it does, in a few words.
    """

    name: str
    tool: str
    takes: str
    help: str


COMMANDS = (
    Command("/targets", "list_targets", "", "what the plan must be, and what is met"),
    Command("/plan", "score_plan", "plan", "the scorecard of the plan; a plan's name may follow"),
    Command("/map", "draw_map", "plan", "draw the plan and say where the picture is"),
    Command("/versions", "list_versions", "", "the plans so far"),
    Command("/undo", "undo", "times", "take back the last request; a number of them may follow"),
    Command("/redo", "redo", "times", "do again what was taken back"),
    Command("/go", "go_to", "version", "back to a version, by name or number"),
    Command("/name", "name_version", "name", "give the plan on the desk a name"),
    Command(
        "/export", "export_plan", "folder", "write every file of the plan; a folder may follow"
    ),
    Command("/help", "", "", "these commands"),
    Command("/quit", "", "", "leave; the chat can be taken up again"),
)


def command_in(line: str) -> tuple[Command, str] | None:
    """The command of a line and what follows it; ``None`` for a message to the model.

    Raises:
        AskError: If the line begins like a command but is none.
    """
    text = line.strip()
    if not text.startswith("/"):
        return None
    word, _, rest = text.partition(" ")
    for command in COMMANDS:
        if command.name == word.lower():
            return command, rest.strip()
    if "/" in word[1:]:
        return None  # a path, not a command
    names = some_of((command.name for command in COMMANDS), len(COMMANDS))
    raise AskError(f"There is no command {word[:40]}.", f"There are: {names}.")


def help_text() -> str:
    """The commands, one a line."""
    width = max(len(command.name) for command in COMMANDS)
    lines = [f"{command.name:<{width}}  {command.help}" for command in COMMANDS]
    return "\n".join([*lines, "Anything else goes to the model. Ctrl-C stops what is running."])


def run_command(
    desk: "Desk", tools: "Sequence[Tool]", command: Command, rest: str, work: "Work | None" = None
) -> "Called":
    """Call the tool of a command.

    Args:
        desk: The desk.
        tools: The tools.
        command: A command that has one.
        rest: What follows it on the line.
        work: Budget and progress.
    """
    from districtbot.tools.calling import call

    given: dict[str, Any] = {}
    if rest:
        if not command.takes:
            raise AskError(f"{command.name} takes nothing more.", f"Write {command.name} alone.")
        given[command.takes] = rest
    return call(desk, tools, command.tool, given, work)
