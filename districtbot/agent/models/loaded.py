"""A model ready to be asked, and what can be chosen about it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from districtbot.ground.errors import AskError

if TYPE_CHECKING:
    from langchain_core.language_models.chat_models import BaseChatModel
    from langchain_core.messages import BaseMessage

RopeKind = Literal["linear", "dynamic", "yarn"]

CountFn = Callable[[Sequence["BaseMessage"], Sequence[Mapping[str, Any]]], int]
"""Tokens of a whole request: the messages and the OpenAI-style tool list, as the model gets it."""


class ContextTooLong(AskError):  # noqa: N818 - an event that the memory acts on
    """A conversation did not fit the model's context; a shorter view of it may.

    Args:
        problem: What the model or its server said, in one sentence.
        context: The context in tokens, where the server said it.
    """

    def __init__(self, problem: str, context: int | None = None) -> None:
        self.context = context
        super().__init__(problem, "Start a new session, or use a model with a longer context.")


class ModelFailed(AskError):  # noqa: N818 - said to the person as it is
    """A model call that came to nothing for a reason outside of the conversation.

    Args:
        problem: What happened, in one honest sentence that can be shown to a person.
        todo: What to do next; a full sentence.
        passing: Whether the same call may work a little later.
    """

    def __init__(self, problem: str, todo: str = "", *, passing: bool = False) -> None:
        self.passing = passing
        super().__init__(problem, todo)


@dataclass(frozen=True, slots=True)
class RopeScaling:
    """How rotary positions are stretched for a context longer than a model was trained on.

    Attributes:
        kind: The law: ``linear``, ``dynamic`` (NTK) or ``yarn``.
        factor: New context over trained context, above 1.
    """

    kind: RopeKind
    factor: float


@dataclass(frozen=True, slots=True)
class ModelOptions:
    """What can be chosen about any model; what a model has no use for it ignores.

    Attributes:
        temperature: 0 takes the likeliest token each time.
        seed: Of the draws above temperature 0, where the model takes one.
        reply_tokens: The longest reply in tokens; ``None`` for what suits the model.
        timeout: Wall-clock seconds for one model call, retries and waiting included.
        retries: How often a call that failed for a passing reason is tried again.
        context: Tokens the model may see at once; ``None`` for what the model says of itself.
        rope_scaling: A stretched context, for models with rotary positions.
        api_key_env: Environment variable with the key of an endpoint.
        threads: Threads for models that run on this machine; ``None`` for their own choice.
    """

    temperature: float = 0.0
    seed: int = 0
    reply_tokens: int | None = None
    timeout: float = 120.0
    retries: int = 4
    context: int | None = None
    rope_scaling: RopeScaling | None = None
    api_key_env: str = "OPENAI_API_KEY"
    threads: int | None = None


@dataclass(frozen=True, slots=True)
class LoadedModel:
    """A chat model and what the program must know to keep within its limits.

    Attributes:
        name: As the person gave it (``openai:llama3@http://...``).
        chat: The LangChain chat model; tools are given with its ``bind_tools``.
        context: Tokens of conversation and reply together.
        count_fn: Tokens of messages and tool list as the model gets them; never too few.
        reply_tokens: Tokens of the context to be left for the reply.
        calls: Where it is known beforehand: the tools it will call, each with the place that
            does.
        lines: Where it only plays: what the person is taken to say, message by message.
        sees_desk: Whether it is given the desk itself besides the messages, as ``desk``.
    """

    name: str
    chat: "BaseChatModel"
    context: int
    count_fn: CountFn
    reply_tokens: int = 512
    calls: Mapping[str, str] = field(default_factory=dict)
    lines: tuple[str, ...] = ()
    sees_desk: bool = False
