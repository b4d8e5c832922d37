"""Plays a dialogue through the agent itself and keeps every prompt that its model is given.

Nothing of the agent is rebuilt here: system prompt, list of tools, memory, the note with the desk
as it stands, results, refusals and the replies of earlier turns come from the agent's own code. In
the place of a model stands one that knows the dialogue and gives the ideal agent's next answer.
"""

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from districtbot.agent.agent import Agent
from districtbot.agent.guards import Limits
from districtbot.agent.models.loaded import ModelOptions
from districtbot.agent.models.text.backend import TextRequest
from districtbot.agent.models.text.chat import loaded
from districtbot.agent.models.text.protocol import JsonProtocol, ToolList
from districtbot.agent.models.text.template import ChatTemplate
from districtbot.ground.errors import AskError
from districtbot.problems.dialogues.stage import fresh_desk, steady_tools
from districtbot.problems.dialogues.state import timeless
from districtbot.problems.item import DialogueItem, StepItem, TurnItem
from districtbot.problems.maps.made import MadeMap
from districtbot.tuning.ordering import in_order

if TYPE_CHECKING:
    from llguidance import LLTokenizer

NAME = "rehearsal"
"""What the model is called that knows the dialogue."""
UNHURRIED = Limits(seconds=float("inf"))
"""A slow machine changes no row."""


@dataclass(frozen=True, slots=True)
class Reader:
    """How a model reads text.

    Attributes:
        template: How a conversation is written for it.
        count_fn: Tokens of a text as the model reads it.
        context: Tokens of prompt and reply together.
        reply_tokens: Tokens of the context that are left for a reply.
    """

    template: ChatTemplate
    count_fn: Callable[[str], int]
    context: int
    reply_tokens: int


@dataclass(frozen=True, slots=True)
class Answered:
    """A prompt of the agent, and what the ideal agent answers to it.

    Attributes:
        turn: Which message of the person it belongs to, from 1.
        prompt: The whole prompt in the model's template.
        answer: The answer, without what the template puts around it.
        can_be_written: Whether the grammar lets a model write it.
    """

    turn: int
    prompt: str
    answer: str
    can_be_written: bool = True


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """A dialogue as the agent went through it.

    Attributes:
        answers: Every prompt with its answer, in order.
        unwritable: Answers that the grammar lets no model write, such as a name that is not on the
            map; they are left out.
        refused: Last answers of a turn that the agent did not pass on, because its checks found
            something in them; they are left out.
        sent_back: Times that the agent asked again because targets are missed. What is answered
            then, the same once more, is left out.
        astray: The first turn in which a tool gave something else than it did when the dialogue
            was made; 0 for none. Its answers from there on are left out.
    """

    answers: tuple[Answered, ...]
    unwritable: int
    refused: int
    sent_back: int
    astray: int


def rehearsed(item: DialogueItem, made: MadeMap, reader: Reader) -> Rehearsed:
    """Play a dialogue on a fresh desk with the agent, turn by turn.

    Searches take steps and no clock, and results tell no seconds, so that the same dialogue gives
    the same prompts on every machine.

    Args:
        item: The dialogue.
        made: Its map.
        reader: How the model reads that is to be trained.

    Raises:
        AskError: If instructions and tools alone do not fit the model's context.
    """
    player = _Player(reader)
    found: list[Answered] = []
    refused = sent_back = 0
    with tempfile.TemporaryDirectory(prefix="districtbot-") as folder:
        desk = fresh_desk(made, item.seed, Path(folder))
        tools = steady_tools(allow_code=item.allow_code)
        options = ModelOptions(timeout=float("inf"))
        model = replace(
            loaded(NAME, player, options, template=reader.template, constrained=False),
            reply_tokens=reader.reply_tokens,
        )
        with Agent(desk, model, tools=tools, limits=UNHURRIED) as agent:
            for number, turn in enumerate(item.turns, 1):
                player.begin(number, turn)
                done = agent.ask(turn.user)
                told = [timeless(one.text, desk.out) for one in done.calls]
                if done.failed:
                    raise AskError(done.reply, "Or set rows.sequence_length higher.")
                if told != [step.observation for step in turn.steps]:
                    return _told_of(found, refused, sent_back, number)
                found += player.given[:-1] if done.rebuilt else player.given
                refused += done.rebuilt
                sent_back += player.n_again
    return _told_of(found, refused, sent_back, 0)


def _told_of(found: list[Answered], refused: int, sent_back: int, astray: int) -> Rehearsed:
    kept = tuple(one for one in found if one.can_be_written)
    return Rehearsed(kept, len(found) - len(kept), refused, sent_back, astray)


class _Player:
    """A text model that gives the answers of a dialogue one after the other.

    Attributes:
        given: The prompts of the turn under way with their answers.
        n_again: How often the agent asked again after the last answer of the turn.
    """

    name = NAME

    def __init__(self, reader: Reader) -> None:
        self.context = reader.context
        self.given: list[Answered] = []
        self.n_again = 0
        self._reader = reader
        self._number = 0
        self._left: list[StepItem | str] = []

    def begin(self, number: int, turn: TurnItem) -> None:
        """A message of the person comes next."""
        self._number, self._left = number, [*turn.steps, turn.reply]
        self.given, self.n_again = [], 0

    def count(self, text: str) -> int:
        """How many tokens a text has."""
        return self._reader.count_fn(text)

    def generate(self, request: TextRequest) -> Iterator[str]:
        """The next answer; the last one again where the agent sent it back."""
        if self._left:
            answer = _written(self._left.pop(0), request.tools)
            able = can_be_written(answer, request.tools, self._reader.template.lead)
            self.given.append(Answered(self._number, request.prompt, answer, able))
        else:
            answer = self.given[-1].answer
            self.n_again += 1
        yield f"{self._reader.template.lead}{answer}"


def can_be_written(answer: str, tools: ToolList, lead: str) -> bool:
    """Whether the grammar that a model's replies are held to allows an answer.

    Args:
        answer: A call or words.
        tools: What is offered.
        lead: What every reply starts with in the model's template.
    """
    held = JsonProtocol().grammar(tools, lead=lead).begin(_letters())
    *most, last = f"{lead}{answer}".encode()
    return all(map(held.take, most)) and (held.take(last) or held.complete) and held.complete


@cache
def _letters() -> "LLTokenizer":
    """A tokenizer of single bytes: what may be written does not hang on a model's tokens."""
    from llguidance import LLTokenizer

    return LLTokenizer("byte")


def _written(answer: StepItem | str, tools: ToolList) -> str:
    """An answer as a model writes it: words, or a call in the order of the tool's schema."""
    if isinstance(answer, str):
        return answer
    return JsonProtocol().write_call(answer.tool, in_order(tools, answer.tool, answer.args))
