"""What happened in earlier turns, in words made from the turns themselves: nothing is invented."""

from collections.abc import Iterable, Sequence

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage

from districtbot.agent.memory.room import most_that_fit
from districtbot.agent.memory.turns import TurnOfChat
from districtbot.agent.models.loaded import LoadedModel
from districtbot.ground.quoting import plain

ASKED_LETTERS = 120
OUTCOME_LETTERS = 200
CALL_LETTERS = 80
MOST_CALLS = 5
SHORT_LINE = 80
"""An old line is shortened to this many letters before it is left out."""


def line_of(turn: TurnOfChat) -> str:
    """One turn on one line: what was asked, what was done, what came out."""
    asked = "" if turn.opening is None else plain(turn.opening.text, ASKED_LETTERS)
    did = list(_calls(turn.pieces))
    if len(did) > MOST_CALLS:
        did = [*did[:2], f"{len(did) - MOST_CALLS + 1} more", *did[3 - MOST_CALLS :]]
    done = f" Done: {'; '.join(did)}." if did else ""
    return f'Turn {turn.number}: "{asked}"{done}{_outcome(turn)}'


def within(lines: Sequence[str], n_tokens: int, model: LoadedModel) -> list[str]:
    """The lines, made as short as they must be to take no more than a number of tokens.

    The newest lines take up to half of the room as they are; older ones are shortened, and the
    oldest left out.
    """

    def fits(some: Sequence[str], most: int) -> bool:
        return tokens_in("\n".join(some), model) <= most

    if fits(lines, n_tokens):
        return list(lines)
    n_whole = most_that_fit(len(lines), lambda n: fits(lines[len(lines) - n :], n_tokens // 2))
    older = [plain(line, SHORT_LINE) for line in lines[: len(lines) - n_whole]]
    whole = list(lines[len(lines) - n_whole :])

    def with_older(n_older: int) -> list[str]:
        return older[len(older) - n_older :] + whole

    return with_older(most_that_fit(len(older), lambda n: fits(with_older(n), n_tokens)))


def tokens_in(text: str, model: LoadedModel) -> int:
    """Tokens that a text adds to a request."""
    one = model.count_fn([HumanMessage("?")], ())
    return max(0, model.count_fn([HumanMessage(f"?\n{text}")], ()) - one) if text else 0


def spoken(turns: Iterable[TurnOfChat]) -> str:
    """Turns as plain text, for a model that is to write them down in short."""
    lines = []
    for turn in turns:
        for message in turn.messages:
            lines += [f"{who}: {text}" for who, text in _said(message)]
    return "\n".join(lines)


def _said(message: BaseMessage) -> Iterable[tuple[str, str]]:
    text = plain(message.text, OUTCOME_LETTERS * 3)
    if isinstance(message, ToolMessage):
        yield f"RESULT of {plain(message.name or 'a tool', 40)}", text
    elif isinstance(message, AIMessage):
        for call in message.tool_calls:
            yield "TOOL", _call(call["name"], call["args"])
        if text:
            yield "PROGRAM", text
    else:
        yield ("NOTE" if message.additional_kwargs.get("note") else "PERSON"), text


def _calls(pieces: Iterable[Sequence[BaseMessage]]) -> Iterable[str]:
    """The calls of tools in short, with a word where one was refused."""
    for first, *results in pieces:
        if isinstance(first, AIMessage):
            for call, result in zip(first.tool_calls, results, strict=False):
                failed = isinstance(result, ToolMessage) and result.status == "error"
                yield _call(call["name"], call["args"]) + (" (refused)" if failed else "")


def _call(name: str, arguments: dict[str, object]) -> str:
    given = ", ".join(f"{plain(key, 30)}={plain(value, 40)}" for key, value in arguments.items())
    return plain(f"{name} {given}".strip(), CALL_LETTERS)


def _outcome(turn: TurnOfChat) -> str:
    """The reply, or else the last result, of a turn."""
    for piece in reversed(turn.pieces):
        last = piece[-1]
        if isinstance(last, AIMessage | ToolMessage) and str(last.text).strip():
            word = "Reply" if isinstance(last, AIMessage) else "Result"
            return f" {word}: {plain(last.text, OUTCOME_LETTERS)}"
    return " No answer."
