"""Any model that goes on with a text, as a LangChain chat model that calls tools."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.messages.tool import tool_call_chunk
from langchain_core.outputs import ChatGenerationChunk
from pydantic import ConfigDict

from districtbot.agent.models.loaded import (
    ContextTooLong,
    LoadedModel,
    ModelFailed,
    ModelOptions,
)
from districtbot.agent.models.streamed import StreamedChat
from districtbot.agent.models.text.backend import TextBackend, TextRequest
from districtbot.agent.models.text.protocol import JsonProtocol, TextProtocol
from districtbot.agent.models.text.reading import Broken, Parsed
from districtbot.agent.models.text.rendering import BROKEN, turns_of
from districtbot.agent.models.text.template import LLAMA2, ChatTemplate
from districtbot.agent.models.text.writing import Writing
from districtbot.ground.clock import Budget
from districtbot.ground.seeds import seed_of

USUAL_REPLY = 512
"""Tokens of the longest reply, where nothing else was chosen and the context is wide enough."""
LEAST_ROOM = 32
"""Tokens that must be left for a reply."""


class TextChatModel(StreamedChat):
    """A chat model made of a text model, its chat template and a protocol for tools.

    Besides LangChain's own arguments, a call takes ``budget``, a `Budget` that ends the reply
    early, so that Ctrl-C and the time of a whole turn are minded between two tokens.

    Attributes:
        backend: Goes on with a text.
        template: How a conversation is written for it.
        protocol: How tools and calls are written.
        reply_tokens: The longest reply, in tokens.
        temperature: 0 for the likeliest token each time.
        seed: Of the draws above temperature 0.
        timeout: Wall-clock seconds for one reply; ``None`` for no limit.
        constrained: Whether replies are held to the grammar of the tools.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    backend: TextBackend
    template: ChatTemplate = LLAMA2
    protocol: TextProtocol = JsonProtocol()
    reply_tokens: int = 512
    temperature: float = 0.0
    seed: int = 0
    timeout: float | None = 120.0
    constrained: bool = True

    @property
    def _llm_type(self) -> str:
        return "districtbot-text"

    @property
    def _identifying_params(self) -> Mapping[str, Any]:
        return {"model": self.backend.name, "temperature": self.temperature, "seed": self.seed}

    def prompt(
        self, messages: Sequence[BaseMessage], tools: Sequence[Mapping[str, Any]] = ()
    ) -> str:
        """A conversation as the model reads it."""
        return self.template.prompt(turns_of(messages, tools, self.protocol))

    def count(
        self, messages: Sequence[BaseMessage], tools: Sequence[Mapping[str, Any]] = ()
    ) -> int:
        """Tokens of a conversation with its list of tools, by the model's own tokenizer."""
        return self.backend.count(self.prompt(messages, tools))

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        """The reply: words as they come, calls in one piece at the end."""
        del run_manager
        tools, words = _offered(kwargs.get("tools") or (), kwargs.get("tool_choice"))
        outer: Budget | None = kwargs.get("budget")
        budget = Budget(self.timeout, within=outer)
        request, n_prompt = self._request(messages, tools, words, tuple(stop or ()), budget)
        writing = Writing(self.protocol, tools, marks=self.template.marks, stop=request.stop)
        n_pieces = 0
        with closing(_closable(self.backend.generate(request))) as pieces:
            for piece in pieces:
                n_pieces += 1
                more = writing.add(piece)
                if more:
                    yield _chunk(AIMessageChunk(content=more))
                if writing.end is None and budget.over:
                    writing.end = "time"
                if writing.end is not None:
                    break
        rest, meant = writing.finish()
        if not writing.raw.strip() and budget.over and not (outer is not None and outer.over):
            raise ModelFailed(
                f"{self.backend.name} wrote nothing within {self.timeout:g} seconds.",
                "Give it more time, or use a smaller model.",
            )
        n_reply = self.backend.count(writing.raw) if writing.raw else 0
        if writing.end is None and budget.over:
            writing.end = "time"
        if writing.end is None and max(n_reply, n_pieces) >= request.max_tokens:
            writing.end = "length"
        last = _last(rest, meant, writing.end or "stop", seed_of("call", request.prompt))
        last.usage_metadata = UsageMetadata(
            input_tokens=n_prompt, output_tokens=n_reply, total_tokens=n_prompt + n_reply
        )
        last.response_metadata["model_name"] = self.backend.name
        yield _chunk(last)

    def _request(
        self,
        messages: list[BaseMessage],
        tools: Sequence[Mapping[str, Any]],
        words: bool,
        stop: tuple[str, ...],
        budget: Budget,
    ) -> tuple[TextRequest, int]:
        """What is asked of the backend, and the tokens of its prompt.

        Raises:
            ContextTooLong: If the conversation leaves no room for a reply.
        """
        prompt = self.prompt(messages, tools)
        n_prompt = self.backend.count(prompt)
        room = self.backend.context - n_prompt
        if room < LEAST_ROOM:
            raise ContextTooLong(
                f"The conversation has {n_prompt:,} tokens, and {self.backend.name} holds "
                f"{self.backend.context:,} with its reply.",
                self.backend.context,
            )
        grammar = None
        if self.constrained and tools:
            grammar = self.protocol.grammar(tools, lead=self.template.lead, words=words)
        end = self.template.end.strip()
        request = TextRequest(
            prompt=prompt,
            messages=tuple(messages),
            tools=tuple(tools),
            grammar=grammar,
            max_tokens=min(self.reply_tokens, room),
            stop=(*stop, end) if end else stop,
            budget=budget,
            temperature=self.temperature,
            seed=self.seed,
        )
        return request, n_prompt


def loaded(
    name: str,
    backend: TextBackend,
    options: ModelOptions,
    *,
    template: ChatTemplate = LLAMA2,
    protocol: TextProtocol | None = None,
    constrained: bool = True,
) -> LoadedModel:
    """A text model ready to be asked.

    Args:
        name: As the person gave it.
        backend: The model.
        options: What was chosen about it.
        template: How a conversation is written for it.
        protocol: How tools are written; by default as JSON.
        constrained: Whether replies are held to the grammar of the tools.
    """
    reply_tokens = min(options.reply_tokens or 512, max(LEAST_ROOM, backend.context // 4))
    chat = TextChatModel(
        backend=backend,
        template=template,
        protocol=protocol or JsonProtocol(),
        reply_tokens=reply_tokens,
        temperature=options.temperature,
        seed=options.seed,
        timeout=options.timeout,
        constrained=constrained,
    )
    return LoadedModel(name, chat, backend.context, chat.count, reply_tokens)


def _offered(
    tools: Sequence[Mapping[str, Any]], choice: str | Mapping[str, Any] | bool | None
) -> tuple[Sequence[Mapping[str, Any]], bool]:
    """The tools that may be called, and whether the reply may be in words."""
    if isinstance(choice, Mapping):
        choice = str(choice.get("function", {}).get("name", "auto"))
    if choice == "none":
        return (), True
    if choice in (True, "any", "required"):
        return tools, not tools
    named = [tool for tool in tools if tool["function"]["name"] == choice]
    return (named, False) if named else (tools, True)


def _closable(pieces: Iterator[str]) -> Any:
    """The pieces as a generator, so that a backend's work ends where the reply does."""
    return pieces if hasattr(pieces, "close") else (piece for piece in pieces)


def _chunk(message: AIMessageChunk) -> ChatGenerationChunk:
    return ChatGenerationChunk(message=message)


def _last(rest: str, meant: Parsed, end: str, key: int) -> AIMessageChunk:
    """The end of a reply: the rest of its words, its calls, or what was no call."""
    calls = [
        tool_call_chunk(
            name=call.name,
            args=json.dumps(call.args, ensure_ascii=False),
            id=f"call_{seed_of('call', key, i):016x}",
            index=i,
        )
        for i, call in enumerate(meant.calls)
    ]
    broken = [_broken(one, key, i) for i, one in enumerate(meant.broken)]
    message = AIMessageChunk(content=rest, tool_call_chunks=[*calls, *broken])
    if meant.broken:
        first = meant.broken[0]
        message.additional_kwargs[BROKEN] = {"text": first.text, "reason": first.reason}
    message.response_metadata["finish_reason"] = "tool_calls" if calls else end
    message.chunk_position = "last"
    return message


def _broken(one: Broken, key: int, i: int) -> Any:
    """What was no call; the reason stands first, so that nothing takes the rest for JSON."""
    return tool_call_chunk(
        name=one.name or None,
        args=f"{one.reason}: {one.text}",
        id=f"call_{seed_of('broken', key, i):016x}",
        index=i,
    )
