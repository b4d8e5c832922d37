"""LangChain's OpenAI chat model, hardened against what real servers do."""

from collections.abc import AsyncIterator, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from typing import Any, Literal, Self

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, ToolMessage
from langchain_core.messages.utils import message_chunk_to_message
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_openai import ChatOpenAI
from pydantic import PrivateAttr, model_validator

from districtbot.agent.models.endpoint import errors, server
from districtbot.agent.models.endpoint.attempts import Attempts
from districtbot.agent.models.endpoint.count import TokenGauge, estimate
from districtbot.agent.models.endpoint.rawdata import RawData
from districtbot.agent.models.endpoint.sieve import NO_JSON, RAW_CALLS, Sieve, mended
from districtbot.agent.models.endpoint.tidy import tidy
from districtbot.agent.models.endpoint.withouttools import TURNS, PlainChat, without_system
from districtbot.agent.models.loaded import ContextTooLong, ModelFailed
from districtbot.agent.models.text.chat import TextChatModel
from districtbot.agent.models.text.rendering import BROKEN
from districtbot.ground.clock import Budget
from districtbot.ground.errors import AskError
from districtbot.tools.slim import slim

Manner = Literal["tools", "text", "no system"]
"""How tools are offered: by the protocol, as text, or as text without a system message."""

OUT_OF_TIME = "time"
"""Why a reply ended that was cut at the end of its time."""

MOST_FOR_TOOLS = 0.4
"""Share of the context that schemas of tools may take."""

OPTIONAL = frozenset(
    {
        "max_completion_tokens",
        "max_tokens",
        "parallel_tool_calls",
        "seed",
        "stop",
        "stream_options",
        "temperature",
        "tool_choice",
    }
)
"""Parts of a request that are left out for a server that refuses them."""


class EndpointChat(ChatOpenAI):
    """A chat model behind an OpenAI-compatible endpoint.

    Failures that may pass are tried again within the time of the call; where the model calls no
    tools, they are offered as text; options that a server refuses are left out from then on.

    Attributes:
        address: The server's base URL.
        call_seconds: Wall-clock seconds for one call, further attempts included.
        retries: How often a failure that may pass is followed by another attempt.
        context: Tokens the model may see at once.
        reply_tokens: Tokens of the longest reply.
        own: Whether the server is one of ``districtbot serve-model``: it writes each tool in a
            line of text, holds replies to the tools' names, and is told of errors.
    """

    address: str
    call_seconds: float = 120.0
    retries: int = 4
    context: int = 8192
    reply_tokens: int = 512
    own: bool = False
    _gauge: TokenGauge = PrivateAttr(default_factory=TokenGauge)
    _refused: set[str] = PrivateAttr(default_factory=set)
    _manner: Manner = PrivateAttr(default="tools")

    @model_validator(mode="after")
    def _with_raw_data(self) -> Self:
        if not isinstance(self.client, RawData):
            self.client = RawData(self.client)
        return self

    def count(self, messages: Sequence[BaseMessage], tools: Sequence[Mapping[str, Any]]) -> int:
        """Tokens of a conversation with its tools, as they are sent; rather too many."""
        if self.own or self._needs_text(tools):
            return self._as_text().count(list(messages), list(tools))
        return self._gauge.count(tidy(messages), slim(list(tools)))

    def count_text(self, text: str) -> int:
        """Tokens of a text; rather too many."""
        return self._gauge.count_text(text)

    def stream_plain(
        self,
        messages: list[BaseMessage],
        *,
        stop: list[str] | None = None,
        budget: Budget | None = None,
        max_tokens: int | None = None,
    ) -> Iterator[str]:
        """The text of a reply to messages without tools, piece by piece."""
        limit: dict[str, Any] = {} if max_tokens is None else {"max_tokens": max_tokens}
        for chunk in self._stream(messages, stop, budget=budget, **limit):
            if chunk.text:
                yield chunk.text

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        """The reply in one piece."""
        del run_manager
        budget = kwargs.pop("budget", None)
        attempts = Attempts(self.retries, Budget(self.call_seconds, within=budget))
        while not self._needs_text(kwargs.get("tools")):
            sieve = Sieve(_names(kwargs))
            try:
                result = super()._generate(messages, stop, timeout=attempts.left, **kwargs)
                first = result.generations[0]
                sieve.take(_as_reply(first.message), first.generation_info)
                sieve.end()
            except errors.ERRORS as error:
                self._mend(error, attempts, kwargs)
                continue
            last = self._last(sieve, messages, kwargs, sieve.text)
            return ChatResult(generations=[ChatGeneration(message=message_chunk_to_message(last))])
        chat = self._as_text()
        return chat._generate(messages, stop, budget=budget, **kwargs)

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        """The reply in pieces: text as it comes, then all tool calls whole."""
        del run_manager
        budget = kwargs.pop("budget", None)
        attempts = Attempts(self.retries, Budget(self.call_seconds, within=budget))
        while not self._needs_text(kwargs.get("tools")):
            sieve = Sieve(_names(kwargs))
            told = False
            try:
                with closing(self._pieces(messages, stop, attempts.left, kwargs)) as pieces:
                    for piece in pieces:
                        text = sieve.take(_as_reply(piece.message), piece.generation_info)
                        if text:
                            told = True
                            yield ChatGenerationChunk(message=AIMessageChunk(content=text))
                        if attempts.clock.over:
                            sieve.finish = sieve.finish or OUT_OF_TIME
                            break
                rest = sieve.end()
                if not sieve.finish:
                    raise errors.StreamBroken
            except (*errors.ERRORS, errors.StreamBroken) as error:
                if told:
                    raise self._explained(errors.StreamBroken()) from error
                self._mend(error, attempts, kwargs)
                continue
            yield ChatGenerationChunk(message=self._last(sieve, messages, kwargs, rest))
            return
        yield from self._as_text()._stream(messages, stop, budget=budget, **kwargs)

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        """As `_generate`, in a thread of its own."""
        return await BaseChatModel._agenerate(self, messages, stop, run_manager, **kwargs)

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        """As `_stream`, in a thread of its own."""
        async for chunk in BaseChatModel._astream(self, messages, stop, run_manager, **kwargs):
            yield chunk

    def _get_request_payload(
        self, input_: Any, *, stop: list[str] | None = None, **kwargs: Any
    ) -> dict[str, Any]:
        """What is sent: messages that every server takes, without what this one refused."""
        messages = tidy(self._convert_input(input_).to_messages(), errors=self.own)
        if self._manner == "no system":
            messages = without_system(messages)
        if kwargs.get("tools") and not self.own:
            kwargs["tools"] = slim(kwargs["tools"])
        payload: dict[str, Any] = super()._get_request_payload(messages, stop=stop, **kwargs)
        limit = payload.pop("max_completion_tokens", None)
        names = ["max_tokens", "max_completion_tokens"]
        if server.is_openai(self.address):
            names.reverse()
        payload[names[names[0] in self._refused]] = limit
        return {key: value for key, value in payload.items() if key not in self._refused}

    def _convert_chunk_to_generation_chunk(
        self,
        chunk: dict[str, Any],
        default_chunk_class: type,
        base_generation_info: dict[str, Any] | None,
    ) -> ChatGenerationChunk | None:
        """LangChain's reading of a piece, once it is mended."""
        choices = [
            {**choice, "delta": mended(choice.get("delta"))}
            for choice in chunk.get("choices") or ()
        ]
        return super()._convert_chunk_to_generation_chunk(
            {**chunk, "choices": choices}, default_chunk_class, base_generation_info
        )

    def _create_chat_result(
        self, response: Any, generation_info: dict[str, Any] | None = None
    ) -> ChatResult:
        """LangChain's reading of a whole answer, once it is mended."""
        answer = (
            response.model_dump(warnings=False) if hasattr(response, "model_dump") else response
        )
        if not isinstance(answer, dict) or not answer.get("choices"):
            raise TypeError("no choices")
        first = answer["choices"][0]
        message = mended(first["message"])
        info = {**(generation_info or {}), RAW_CALLS: message.pop("tool_calls", None)}
        whole = {**answer, "choices": [{**first, "message": message}]}
        return super()._create_chat_result(whole, info)

    def _needs_text(self, tools: Sequence[Mapping[str, Any]] | None) -> bool:
        """Whether tools are offered as text: where the model calls none, or has no room.

        As JSON schemas they take several times as many tokens as in a line of text each.
        """
        if not tools or (self.own and self._manner == "tools"):
            return False
        if self._manner != "tools":
            return True
        return self._gauge.count((), slim(list(tools))) > MOST_FOR_TOOLS * self.context

    def _as_text(self) -> TextChatModel:
        return TextChatModel(
            backend=PlainChat(self),
            template=TURNS,
            reply_tokens=self.reply_tokens,
            timeout=self.call_seconds,
            constrained=False,
        )

    def _pieces(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None,
        seconds: float,
        kwargs: Mapping[str, Any],
    ) -> Generator[ChatGenerationChunk]:
        usage = "stream_options" not in self._refused
        yield from super()._stream(messages, stop, stream_usage=usage, timeout=seconds, **kwargs)

    def _mend(self, error: BaseException, attempts: Attempts, kwargs: Mapping[str, Any]) -> None:
        """Make ready for another attempt: without what was refused, or after a wait.

        Raises:
            AskError: If there is nothing more to try.
        """
        refused = errors.refused_option(error, OPTIONAL - self._refused)
        if self._manner == "tools" and kwargs.get("tools") and errors.no_tools_so(error):
            self._manner = "text"
        elif self._manner != "no system" and errors.minds_roles(error):
            self._manner = "no system"
        elif refused is not None:
            self._refused.add(refused)
        elif not attempts.wait_after(error):
            raise self._explained(error) from error

    def _explained(self, error: BaseException) -> AskError:
        if errors.status_of(error) == 404 and not errors.is_no_model_server(error):
            names = server.models_of(self.root_client)
            return server.unknown_model(self.model_name, self.address, names, errors.said_by(error))
        told = errors.explained(error, self.address, self.call_seconds)
        if isinstance(told, ContextTooLong) and told.context is not None:
            self.context = min(self.context, told.context)
        return told

    def _last(
        self, sieve: Sieve, messages: Sequence[BaseMessage], kwargs: Mapping[str, Any], text: str
    ) -> AIMessageChunk:
        """The last piece of a reply: the rest of its text, its calls, and what was reported.

        Raises:
            ModelFailed: If the model used up its tokens or its time before it said anything.
        """
        if sieve.usage is not None:
            raw = self._raw(messages, list(kwargs.get("tools") or ()))
            self._gauge.learn(raw, sieve.usage["input_tokens"])
        cut = sieve.finish == OUT_OF_TIME
        calls = [call for call in sieve.calls if call.sound or not cut]
        if not sieve.text.strip() and not calls and sieve.finish != "stop":
            raise self._silent(sieve.finish)
        taken = {m.tool_call_id for m in messages if isinstance(m, ToolMessage)}
        for place, call in enumerate(calls):
            if not call.call_id or call.call_id in taken:
                call.call_id = f"call_{len(messages)}_{place}"
        broken = next((call for call in calls if not call.sound), None)
        kept = {} if broken is None else {BROKEN: {"text": broken.arguments, "reason": NO_JSON}}
        return AIMessageChunk(
            content=text,
            additional_kwargs=kept,
            tool_call_chunks=[call.as_chunk(place) for place, call in enumerate(calls)],
            usage_metadata=sieve.usage,
            response_metadata={
                "finish_reason": sieve.finish,
                "model_name": sieve.model or self.model_name,
            },
            chunk_position="last",
        )

    def _raw(self, messages: Sequence[BaseMessage], tools: list[Mapping[str, Any]]) -> int:
        """Tokens of a request as they are estimated before anything was reported."""
        if self.own:
            return estimate(self._as_text().prompt(messages, tools))
        return self._gauge.raw(tidy(messages), slim(tools))

    def _silent(self, finish: str) -> ModelFailed:
        """Why a reply without a word is none."""
        model = f"The model {self.model_name!r}"
        if finish == "length":
            return ModelFailed(
                f"{model} used all {self.reply_tokens} tokens of its reply and said nothing.",
                "Allow longer replies: add ,reply=4096 to the model's name.",
            )
        if finish == "content_filter":
            return ModelFailed(f"{model} was silenced by its server's content filter.")
        if finish == OUT_OF_TIME:
            return ModelFailed(f"{model} said nothing within the time.", "Try again.", passing=True)
        return ModelFailed(f"{model} said nothing.", "Try again.", passing=True)


def _names(kwargs: Mapping[str, Any]) -> frozenset[str]:
    """The names of the tools of a call."""
    return frozenset(str(tool["function"]["name"]) for tool in kwargs.get("tools") or ())


def _as_reply(message: BaseMessage) -> AIMessage:
    if not isinstance(message, AIMessage):
        raise TypeError(message.type)
    return message
