"""What a model must be able to do to become a chat model: count tokens and go on with a text."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from langchain_core.messages import BaseMessage

from districtbot.agent.models.text.grammar import Grammar
from districtbot.ground.clock import Budget


@dataclass(frozen=True, slots=True)
class TextRequest:
    """One reply that is wanted of a model.

    Attributes:
        prompt: The whole conversation in the model's own template, ending where its reply begins.
            Its first token (``<s>``) is part of it where the template has one: a tokenizer must
            not add a second.
        messages: The same conversation as messages, for a backend that wants to see them.
        tools: The tools offered, as OpenAI-style tool objects.
        grammar: What the reply must look like; ``None`` for anything.
        max_tokens: The most tokens of the reply.
        stop: Texts that end the reply; they are not part of it.
        budget: A wall clock that ends the reply early; what was written so far counts.
        temperature: 0 for the likeliest token each time.
        seed: Of the draws where the temperature is above 0.
    """

    prompt: str
    messages: Sequence[BaseMessage] = ()
    tools: Sequence[Mapping[str, Any]] = ()
    grammar: Grammar | None = None
    max_tokens: int = 512
    stop: tuple[str, ...] = ()
    budget: Budget | None = None
    temperature: float = 0.0
    seed: int = 0


@runtime_checkable
class TextBackend(Protocol):
    """A model that goes on with a text."""

    @property
    def name(self) -> str:
        """What it is called, as in ``--model``."""

    @property
    def context(self) -> int:
        """The most tokens that prompt and reply may have together."""

    def count(self, text: str) -> int:
        """How many tokens a text has by the model's own tokenizer."""

    def generate(self, request: TextRequest) -> Iterator[str]:
        """The reply, piece by piece; ends when the model, the grammar or a limit ends it.

        A backend minds ``grammar``, ``max_tokens``, ``budget``, ``temperature`` and ``seed``.
        ``stop`` it may mind: the pieces are cut there in any case, and then closed early.

        Raises:
            AskError: If the reply cannot be had, in words for the user.
        """
