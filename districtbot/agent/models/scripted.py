"""A deterministic model that plays a script: for tests, demos and teaching."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage

from districtbot.agent.models.loaded import LoadedModel, ModelOptions
from districtbot.agent.models.script import RESULT, Script, Step, called_in, read_script
from districtbot.agent.models.text.backend import TextRequest
from districtbot.agent.models.text.chat import USUAL_REPLY, loaded
from districtbot.agent.models.text.protocol import JsonProtocol

CONTEXT = 16_384
"""Tokens that a script holds which does not say."""

NOTHING = "This is the end of my script. Another model, named with --model, can go on from here."
"""What is said when a script has no more turns."""

_TOKEN = re.compile(r"[^\W\d_]{1,4}|\d|\s|.", re.DOTALL)
_PIECE = re.compile(r"\S+\s*|\s+")


@dataclass(frozen=True)
class ScriptedBackend:
    """Plays a script: what it writes follows from the place in the conversation alone.

    The place is the number of the person's last message (``turn`` of its ``additional_kwargs``,
    else counted) and how many replies came after it.

    Attributes:
        name: As the person gave it.
        script: What it plays.
        context: Tokens of prompt and reply together.
    """

    name: str
    script: Script
    context: int = CONTEXT

    def count(self, text: str) -> int:
        """Tokens of a text: up to four letters, a digit, a space or a mark each are one."""
        return sum(1 for _ in _TOKEN.finditer(text))

    def generate(self, request: TextRequest) -> Iterator[str]:
        """The output of the step that is due, word by word."""
        n_tokens = 0
        for piece in _PIECE.findall(self.output(request.messages)):
            n_tokens += self.count(piece)
            if n_tokens > request.max_tokens or (request.budget and request.budget.over):
                return
            yield piece

    def output(self, messages: Sequence[BaseMessage]) -> str:
        """What the model writes next in a conversation."""
        turn, n_replies = place_in(messages)
        if turn > len(self.script.turn):
            return last_result(messages) or NOTHING
        steps = self.script.turn[turn - 1].steps
        if n_replies < len(steps):
            return written(steps[n_replies], messages)
        return last_result(messages) or f"Turn {turn} of the script has no further step."


def place_in(messages: Sequence[BaseMessage]) -> tuple[int, int]:
    """The number of the person's last message, from 1, and the replies that came after it.

    Args:
        messages: The conversation. Where messages carry a ``turn`` only these are the person's;
            else all that are no notes of the program.
    """
    said = [i for i, message in enumerate(messages) if "turn" in message.additional_kwargs]
    if said:
        turn = messages[said[-1]].additional_kwargs["turn"]
    else:
        said = [i for i, message in enumerate(messages) if _is_said(message)]
        turn = max(len(said), 1)
    after = messages[said[-1] + 1 :] if said else messages
    return turn, sum(isinstance(message, AIMessage) for message in after)


def written(step: Step, messages: Sequence[BaseMessage]) -> str:
    """A step as the model writes it."""
    if step.call is not None:
        return JsonProtocol().write_call(step.call, step.args)
    if step.raw is not None:
        return step.raw
    return (step.say or "").replace(RESULT, last_result(messages))


def last_result(messages: Sequence[BaseMessage]) -> str:
    """The text of the last tool result of this turn; empty where there is none."""
    for message in reversed(messages):
        if isinstance(message, ToolMessage):
            return message.text
        if _is_said(message):
            return ""
    return ""


def _is_said(message: BaseMessage) -> bool:
    """Whether a message is the person's."""
    return isinstance(message, HumanMessage) and not message.additional_kwargs.get("note")


def load_scripted(name: str, script: str, options: ModelOptions) -> LoadedModel:
    """A scripted model.

    Args:
        name: As the person gave it.
        script: Path of the script, or the name of a shipped one.
        options: Its context goes before that of the script.

    Raises:
        AskError: If there is no such script, or it is broken.
    """
    read = read_script(script)
    context = options.context or read.context or CONTEXT
    if options.reply_tokens is None:  # a script quotes whole results
        options = replace(options, reply_tokens=max(USUAL_REPLY, context // 8))
    model = loaded(name, ScriptedBackend(name, read, context), options, constrained=False)
    lines = tuple(turn.user for turn in read.turn)
    return replace(model, calls=called_in(read), lines=lines)
