"""Models that go wrong in one way each, made from what the ideal agent does."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from langchain_core.outputs import ChatGenerationChunk

from districtbot.agent.models.loaded import LoadedModel, ModelOptions
from districtbot.agent.models.script import Script, Step, Turn
from districtbot.agent.models.scripted import ScriptedBackend
from districtbot.agent.models.text.chat import TextChatModel, loaded
from districtbot.problems.item import DialogueItem, TurnItem

CONTEXT = 65_536
Steps = list[Step]


def scripted(turns: list[Steps], name: str = "fake") -> LoadedModel:
    """A model that plays steps, turn by turn; its last words again and again."""
    played = tuple(
        Turn(steps=(*steps, *([steps[-1]] * 4 if steps and steps[-1].say else [])))
        for steps in turns
    )
    options = ModelOptions(reply_tokens=CONTEXT // 4)
    return loaded(
        name, ScriptedBackend(name, Script(turn=played), CONTEXT), options, constrained=False
    )


def ideal_steps(turn: TurnItem) -> Steps:
    return [*(Step(call=one.tool, args=one.args) for one in turn.steps), Step(say=turn.reply)]


def changed(item: DialogueItem, change_fn: Callable[[int, Steps], Steps]) -> LoadedModel:
    """The ideal agent with each turn's steps changed."""
    return scripted([change_fn(at, ideal_steps(turn)) for at, turn in enumerate(item.turns)])


def always(item: DialogueItem, *steps: Step) -> LoadedModel:
    """Does the same in every turn."""
    return scripted([list(steps) for _ in item.turns])


def with_args(
    steps: Steps, tool: str, change_fn: Callable[[dict[str, Any]], dict[str, Any]]
) -> Steps:
    """The steps with the arguments of a tool's calls changed."""
    return [
        Step(call=tool, args=change_fn(dict(one.args))) if one.call == tool else one
        for one in steps
    ]


@dataclass(frozen=True)
class Slow:
    """Writes a word now and then."""

    name: str = "slow"
    context: int = CONTEXT

    def count(self, text: str) -> int:
        return len(text) // 4 + 1

    def generate(self, request: Any) -> Iterator[str]:
        for _ in range(100):
            time.sleep(0.1)
            yield "well "


def slow() -> LoadedModel:
    return loaded("slow", Slow(), ModelOptions(), constrained=False)


class Sure(TextChatModel):
    """Says with each answer how sure it is."""

    confidence: float = 0.5

    def _stream(self, *args: Any, **kwargs: Any) -> Iterator[ChatGenerationChunk]:
        for chunk in super()._stream(*args, **kwargs):
            if "finish_reason" in chunk.message.response_metadata:
                chunk.message.response_metadata["confidence"] = self.confidence
                chunk.message.response_metadata["mean_logprob"] = self.confidence - 1
            yield chunk


def sure(model: LoadedModel, confidence: float) -> LoadedModel:
    """The same model, which says how sure it is."""
    chat = model.chat
    same = {name: getattr(chat, name) for name in ("backend", "template", "protocol")}
    more = {"reply_tokens": chat.reply_tokens, "constrained": False, "confidence": confidence}
    return replace(model, chat=Sure(**same, **more))
