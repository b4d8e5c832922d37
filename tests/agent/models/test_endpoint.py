"""Endpoints: over real HTTP, against a server that also fails in every way that servers do."""

import copy
import email.utils
import itertools
import json
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from langchain_core.messages import (
    AIMessage,
    BaseMessage,
    HumanMessage,
    SystemMessage,
    ToolMessage,
)

from districtbot.agent.models.endpoint.attempts import Attempts, retry_after
from districtbot.agent.models.endpoint.count import TokenGauge, estimate
from districtbot.agent.models.endpoint.errors import explained
from districtbot.agent.models.endpoint.sieve import Sieve
from districtbot.agent.models.endpoint.tidy import tidy
from districtbot.agent.models.load import load_model
from districtbot.agent.models.loaded import (
    ContextTooLong,
    LoadedModel,
    ModelFailed,
    ModelOptions,
)
from districtbot.ground.clock import Budget
from districtbot.ground.errors import AskError

TOOLS = [
    {
        "type": "function",
        "function": {
            "name": "propose_plan",
            "description": "Draft a plan.",
            "parameters": {
                "type": "object",
                "properties": {"districts": {"type": "integer"}, "county": {"type": "string"}},
            },
        },
    }
]
ARGS = {"districts": 4, "county": 'Ça "et" là {}'}
HELLO: list[BaseMessage] = [SystemMessage("be kind"), HumanMessage("hello")]


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """No key of the user's, and short waits."""
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_API_BASE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("districtbot.agent.models.endpoint.attempts.FIRST_WAIT", 0.02)


@pytest.fixture(params=["whole", "stream"])
def ask(request: pytest.FixtureRequest) -> Any:
    """``ask(model, messages=HELLO, tools=TOOLS, **kwargs)``: the reply, whole or streamed."""

    def asked(
        model: LoadedModel, messages: list[BaseMessage] = HELLO, tools: Any = TOOLS, **kwargs: Any
    ) -> AIMessage:
        chat: Any = model.chat.bind_tools(tools) if tools else model.chat
        if request.param == "whole":
            reply: AIMessage = chat.invoke(messages, **kwargs)
            return reply
        total = None
        for chunk in chat.stream(messages, **kwargs):
            total = chunk if total is None else total + chunk
        assert total is not None
        return AIMessage(
            content=total.text,
            tool_calls=total.tool_calls,
            invalid_tool_calls=total.invalid_tool_calls,
            usage_metadata=total.usage_metadata,
            additional_kwargs=total.additional_kwargs,
            response_metadata=total.response_metadata,
        )

    return asked


@pytest.fixture
def serve(serving: ModuleType) -> Iterator[Any]:
    """``serve(reply_fn, **options)``: a running server; in the end all its requests were sound."""
    running = []

    def start(reply_fn: Any = None, **options: Any) -> Any:
        if isinstance(reply_fn, serving.Reply):
            fixed = reply_fn
            reply_fn = lambda _: fixed  # noqa: E731 - a constant
        server = serving.ModelServer(reply_fn, **options)
        running.append(server.__enter__())
        return server

    yield start
    for server in running:
        server.__exit__()
        assert server.violations == []


def model_at(server: Any, name: str = "any", **options: Any) -> LoadedModel:
    return load_model(f"openai:{name}@{server.url}", ModelOptions(**options))


def test_a_tool_is_called_and_its_result_told(serve: Any, serving: ModuleType, ask: Any) -> None:
    def reply_fn(body: dict[str, Any]) -> Any:
        if body["messages"][-1]["role"] == "tool":
            return serving.Reply(f"It says: {body['messages'][-1]['content']}")
        return serving.Reply("Let me see.", [("propose_plan", ARGS), ("propose_plan", {})])

    server = serve(reply_fn)
    model = model_at(server)
    first = ask(model)
    assert [call["args"] for call in first.tool_calls] == [ARGS, {}]
    assert first.text.strip() == "Let me see."
    assert first.usage_metadata["input_tokens"] > 0
    results = [ToolMessage("done", tool_call_id=call["id"]) for call in first.tool_calls]
    assert ask(model, [*HELLO, first, *results]).text.strip() == "It says: done"
    assert [tool["function"]["name"] for tool in server.requests[0]["tools"]] == ["propose_plan"]
    assert server.requests[0]["temperature"] == 0


def test_words_come_as_they_are_sent(serve: Any, serving: ModuleType) -> None:
    server = serve(serving.Reply("one two three four", pause=0.05))
    chunks = model_at(server).chat.stream(HELLO)
    times = [(time.monotonic(), chunk.text) for chunk in chunks if chunk.text]
    assert [text for _, text in times] == ["one ", "two ", "three ", "four "]
    assert times[-1][0] - times[0][0] > 0.1


@pytest.mark.parametrize("system", [True, False])
def test_a_model_without_tools_gets_them_as_text(
    serve: Any, serving: ModuleType, ask: Any, system: bool
) -> None:
    def reply_fn(body: dict[str, Any]) -> Any:
        last = body["messages"][-1]["content"]
        if "RESULT of propose_plan: done" in last:
            return serving.Reply("All is done.")
        return serving.Reply(json.dumps({"tool": "propose_plan", "args": ARGS}))

    server = serve(reply_fn, tools=False, system=system)
    model = model_at(server)
    first = ask(model)
    assert [call["args"] for call in first.tool_calls] == [ARGS]
    told = [*HELLO, first, ToolMessage("done", tool_call_id=first.tool_calls[0]["id"])]
    n_requests = len(server.requests)
    assert ask(model, told).text.strip() == "All is done."
    assert len(server.requests) == n_requests + 1, "what was learned is kept"
    first_message = server.requests[-1]["messages"][0]
    assert first_message["role"] == ("system" if system else "user")
    assert "propose_plan(" in first_message["content"]
    assert "be kind" in first_message["content"]
    roles = [message["role"] for message in server.requests[-1]["messages"]]
    assert all(one != other for one, other in itertools.pairwise(roles))


def test_tools_that_would_fill_the_context_are_told_as_text(
    serve: Any, serving: ModuleType, ask: Any
) -> None:
    many = [json.loads(json.dumps(TOOLS[0])) for _ in range(40)]
    for n, tool in enumerate(many):
        tool["function"]["name"] = f"propose_plan_{n}"
    call = json.dumps({"tool": "propose_plan_7", "args": ARGS})
    server = serve(lambda body: serving.Reply("" if body.get("tools") else call, finish="stop"))
    small, large = model_at(server, context=4096), model_at(server, context=65536)
    assert ask(small, tools=many).tool_calls[0]["name"] == "propose_plan_7"
    assert "tools" not in server.requests[-1]
    ask(large, tools=many)
    assert len(server.requests[-1]["tools"]) == 40
    assert small.count_fn(HELLO, many) < large.count_fn(HELLO, many)


def test_long_lists_of_names_are_not_sent(serve: Any, ask: Any) -> None:
    names = [f"unit {n}" for n in range(2000)]
    tool = json.loads(json.dumps(TOOLS[0]))
    tool["function"]["parameters"]["properties"]["county"]["enum"] = names
    server = serve()
    model = model_at(server)
    ask(model, tools=[tool])
    assert "enum" not in json.dumps(server.requests[-1]["tools"])
    assert model.count_fn(HELLO, [tool]) == model.count_fn(HELLO, TOOLS)


def test_options_that_are_refused_are_left_out(serve: Any, ask: Any) -> None:
    server = serve(refuses=["temperature", "seed", "stream_options", "max_tokens"])
    model = model_at(server)
    assert ask(model).text.strip() == "Hello."
    n_requests = len(server.requests)
    assert ask(model).text.strip() == "Hello."
    assert len(server.requests) == n_requests + 1
    assert "max_completion_tokens" in server.requests[-1]


@pytest.mark.parametrize(
    "text",
    [
        '{"tool": "propose_plan", "args": {"districts": 4}}',
        '{"name": "propose_plan", "parameters": {"districts": 4}}',
        '```json\n{"name": "propose_plan", "arguments": {"districts": 4}}\n```',
        '<tool_call>\n{"name": "propose_plan", "arguments": {"districts": 4}}\n</tool_call>',
        '[TOOL_CALLS][{"name": "propose_plan", "arguments": {"districts": 4}}]',
        '<think>I must { think</think>\n\n{"name": "propose_plan", "args": {"districts": 4}}',
    ],
)
def test_calls_written_as_text_are_calls(
    serve: Any, serving: ModuleType, ask: Any, text: str
) -> None:
    reply = ask(model_at(serve(serving.Reply(text))))
    assert [call["args"] for call in reply.tool_calls] == [{"districts": 4}]
    assert reply.text == ""


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<think>hm</think>Fine.", "Fine."),
        ("< 5 % is fine", "< 5 % is fine"),
        ("<think>never ends", ""),
        ("`a` is a column", "`a` is a column"),
        ("[1] is a source", "[1] is a source"),
    ],
)
def test_thoughts_are_not_said(
    serve: Any, serving: ModuleType, ask: Any, text: str, shown: str
) -> None:
    assert ask(model_at(serve(serving.Reply(text)))).text.strip() == shown


@pytest.mark.parametrize("arguments", ['{"districts": 4, "cou', "4", "[]", '{"a": 1}}', "nonsense"])
def test_broken_arguments_are_no_call(
    serve: Any, serving: ModuleType, ask: Any, arguments: str
) -> None:
    model = model_at(serve(serving.Reply("", [("propose_plan", arguments)])))
    reply = ask(model)
    assert reply.tool_calls == []
    assert reply.invalid_tool_calls[0]["name"] == "propose_plan"
    assert reply.additional_kwargs["broken"]["text"] == arguments
    again = ask(model, [*HELLO, reply, HumanMessage("wrong", additional_kwargs={"note": True})])
    assert again.invalid_tool_calls


def test_calls_in_odd_shapes(serve: Any, serving: ModuleType) -> None:
    odd = {"tool_calls": [{"function": {"name": "propose_plan", "arguments": ARGS}}]}
    reply = model_at(serve(serving.Reply(message=odd, finish="stop"))).chat.invoke(HELLO)
    assert isinstance(reply, AIMessage)
    assert reply.tool_calls[0]["args"] == ARGS
    assert reply.tool_calls[0]["id"]
    no = {"refusal": "I will not.", "content": None}
    assert model_at(serve(serving.Reply(message=no))).chat.invoke(HELLO).text == "I will not."


def test_pieces_of_calls_with_one_index_or_none() -> None:
    from langchain_core.messages import AIMessageChunk
    from langchain_core.messages.tool import tool_call_chunk

    sieve = Sieve({"a", "b"})
    for name, args, call_id in (("a", "{}", "1"), ("b", '{"x"', "2"), (None, ": 1}", None)):
        chunk = tool_call_chunk(name=name, args=args, id=call_id, index=0)
        sieve.take(AIMessageChunk(content="", tool_call_chunks=[chunk]))
    assert [(call.name, call.arguments) for call in sieve.calls] == [("a", "{}"), ("b", '{"x": 1}')]


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 529])
def test_failures_that_pass_are_tried_again(
    serve: Any, serving: ModuleType, ask: Any, status: int
) -> None:
    server = serve()
    model = model_at(server)
    server.faults += [serving.Fault(status)] * 2
    assert ask(model).text.strip() == "Hello."
    assert len(server.requests) == 3


def test_the_wait_that_is_asked_for_is_kept(serve: Any, serving: ModuleType, ask: Any) -> None:
    server = serve()
    model = model_at(server)
    server.faults.append(serving.Fault(429, headers={"Retry-After": "0.4"}))
    assert ask(model).text.strip() == "Hello."
    assert server.times[1] - server.times[0] >= 0.4


def test_a_wait_longer_than_the_time_is_not_begun(
    serve: Any, serving: ModuleType, ask: Any
) -> None:
    server = serve()
    model = model_at(server, timeout=2.0)
    server.faults.append(serving.Fault(429, "slow down", headers={"Retry-After": "30"}))
    before = time.monotonic()
    with pytest.raises(ModelFailed, match=r"limiting the rate.*slow down") as told:
        ask(model)
    assert told.value.passing
    assert time.monotonic() - before < 1
    assert len(server.requests) == 1


def test_a_stopped_budget_ends_the_wait(serve: Any, serving: ModuleType, ask: Any) -> None:
    server = serve()
    model = model_at(server)
    server.faults += [serving.Fault(503, headers={"Retry-After": "5"})] * 9
    budget = Budget(0.3)
    before = time.monotonic()
    with pytest.raises(ModelFailed):
        ask(model, budget=budget)
    assert time.monotonic() - before < 2


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ({"status": 500, "message": "boom"}, r"failed \(HTTP 500\).*boom"),
        ({"status": 429, "code": "insufficient_quota"}, "quota is used up"),
        ({"status": 401, "message": "bad key"}, "did not accept the key.*OPENAI_API_KEY"),
        ({"status": 403}, "does not allow"),
        ({"status": 404, "message": "no such model"}, "knows no model 'any'.*It offers: any"),
        ({"status": 400, "message": "odd\n\x1b[31mrequest"}, r"refused.*odd \[31mrequest"),
        ({"status": 200, "body": b"<html>login</html>"}, "no chat completion"),
        (
            {"status": 501, "body": b"<!DOCTYPE HTML>\n<html>Unsupported method</html>"},
            r"^http://127.*HTTP 501.: what runs there is no model server\. Check host, port",
        ),
        ({"status": 404, "body": b"<html>not here</html>"}, "no model server"),
        ({"status": 200, "body": b"{}"}, "no chat completion"),
        ({"status": 200, "body": b'{"choices": null}'}, "no chat completion"),
        ({"status": 200, "body": b'{"choices": []}'}, "no chat completion"),
        ({"status": 200, "body": b"[1, 2]"}, "no chat completion"),
        ({"status": 200, "body": b'{"choices": [{"message": null}]}'}, "no chat completion"),
        ({"status": 502, "body": b"<html>nginx</html>"}, "HTTP 502.*a web page"),
        ({"drop": "before"}, "closed the connection"),
    ],
)
def test_what_goes_wrong_is_one_sentence(
    serve: Any, serving: ModuleType, fault: dict[str, Any], said: str
) -> None:
    server = serve()
    model = model_at(server, retries=1)
    server.faults += [serving.Fault(**fault)] * 4
    with pytest.raises(AskError, match=said) as told:
        model.chat.invoke(HELLO)
    assert "\n" not in str(told.value)
    assert len(server.requests) <= 2


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b'data: {"error": {"message": "overloaded"}}\n\n', "overloaded"),
        (b"data: {not json\n\n", "no chat completion"),
        (b"data: [DONE]\n\n", "broke off"),
        (b"<html></html>", "broke off"),
        (b'data: {"choices": [{"index": 0, "delta": {"content": "Hi"}}]}\n\n', "broke off"),
    ],
)
def test_streams_that_are_none(serve: Any, serving: ModuleType, body: bytes, said: str) -> None:
    server = serve()
    model = model_at(server, retries=1)
    server.faults += [serving.Fault(200, body=body)] * 4
    with pytest.raises(ModelFailed, match=said):
        list(model.chat.stream(HELLO))


def test_a_stream_that_breaks_before_a_word_is_tried_again(serve: Any, serving: ModuleType) -> None:
    server = serve(serving.Reply("", [("propose_plan", ARGS)]))
    model = model_at(server)
    server.faults += [serving.Fault(200, drop="middle")] * 2
    reply = model.chat.bind_tools(TOOLS).invoke(HELLO, stream=True)
    assert isinstance(reply, AIMessage)
    assert reply.tool_calls[0]["args"] == ARGS
    assert len(server.requests) == 3


def test_a_stream_that_breaks_after_a_word_says_so(serve: Any, serving: ModuleType) -> None:
    server = serve(serving.Reply("one two three four five six seven eight", pause=0.01))
    model = model_at(server)
    server.faults.append(serving.Fault(200, drop="middle"))
    said: list[str] = []
    with pytest.raises(ModelFailed, match="broke off in the middle"):
        said.extend(chunk.text for chunk in model.chat.stream(HELLO))
    assert "".join(said).startswith("one two")
    assert len(server.requests) == 1


def test_a_server_that_does_not_answer_in_time(serve: Any, serving: ModuleType, ask: Any) -> None:
    server = serve()
    model = model_at(server, timeout=0.5)
    server.faults += [serving.Fault(delay=3)] * 4
    before = time.monotonic()
    with pytest.raises(ModelFailed, match=r"did not answer within"):
        ask(model)
    assert time.monotonic() - before < 2


def test_a_reply_without_end_is_cut_at_the_time(serve: Any, serving: ModuleType) -> None:
    server = serve(serving.Reply("word " * 500, pause=0.02))
    model = model_at(server, timeout=0.6)
    before = time.monotonic()
    chunks = list(model.chat.stream(HELLO))
    assert time.monotonic() - before < 2
    assert chunks[-1].response_metadata["finish_reason"] == "time"


@pytest.mark.parametrize(
    ("fault", "context"),
    [
        (
            {
                "status": 400,
                "code": "context_length_exceeded",
                "message": "This model's maximum context length is 8,192 tokens. However...",
            },
            8192,
        ),
        (
            {
                "status": 400,
                "message": "'max_tokens' is too large: 512. This model's maximum context length "
                "is 4096 tokens and your request has 3900 input tokens.",
            },
            4096,
        ),
        (
            {
                "status": 400,
                "body": b'{"error": {"code": 400, "message": "request exceeds the available '
                b'context size", "type": "exceed_context_size_error", "n_ctx": 2048}}',
            },
            2048,
        ),
        ({"status": 400, "message": "prompt is too long: 210000 tokens > 200000 maximum"}, 200000),
        ({"status": 413, "message": "Payload Too Large"}, None),
    ],
)
def test_a_conversation_that_is_too_long_is_told_as_such(
    serve: Any, serving: ModuleType, ask: Any, fault: dict[str, Any], context: int | None
) -> None:
    server = serve()
    model = model_at(server)
    server.faults.append(serving.Fault(**fault))
    with pytest.raises(ContextTooLong) as told:
        ask(model)
    assert told.value.context == context
    assert len(server.requests) == 1


@pytest.mark.parametrize(("finish", "said"), [("length", "all 512 tokens"), ("content_filter", "")])
def test_silence_is_explained(
    serve: Any, serving: ModuleType, ask: Any, finish: str, said: str
) -> None:
    server = serve(serving.Reply("", finish=finish))
    with pytest.raises(ModelFailed, match=said or "content filter"):
        ask(model_at(server, context=1024))


def test_a_server_that_is_not_there() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    with pytest.raises(AskError, match=r"cannot be reached\. Is it running\?"):
        load_model(f"openai:any@http://127.0.0.1:{port}/v1")
    with pytest.raises(AskError, match="cannot be reached"):
        load_model("openai:any@http://nowhere.invalid/v1")


@pytest.mark.parametrize(
    ("cause", "said"), [("ConnectTimeout", "cannot be reached"), ("ReadTimeout", "within 5 sec")]
)
def test_a_host_that_swallows_everything_is_not_reached(cause: str, said: str) -> None:
    import openai

    request: Any = None
    error = openai.APITimeoutError(request)
    error.__cause__ = type(cause, (Exception,), {})("timed out")
    assert said in str(explained(error, "http://h/v1", 5))


def test_a_model_on_this_machine_has_more_time(serve: Any) -> None:
    server = serve()
    usual: Any = load_model(f"openai:any@{server.url}").chat
    assert usual.call_seconds == 600
    assert model_at(server, timeout=30.0).chat.call_seconds == 30  # type: ignore[attr-defined]


def test_keys(serve: Any, monkeypatch: pytest.MonkeyPatch, ask: Any) -> None:
    server = serve(key="s3cret")
    with pytest.raises(AskError, match="did not accept the key"):
        model_at(server)
    monkeypatch.setenv("OPENAI_API_KEY", " s3cret\n")
    assert ask(model_at(server)).text.strip() == "Hello."
    monkeypatch.setenv("OPENAI_API_KEY", "два слова")
    with pytest.raises(AskError, match="letters that no key has"):
        model_at(server)
    monkeypatch.delenv("OPENAI_API_KEY")
    with pytest.raises(AskError, match="OPENAI_API_KEY is not set"):
        load_model("openai:gpt-4o-mini")


def test_the_address_of_the_environment(serve: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    server = serve()
    monkeypatch.setenv("OPENAI_BASE_URL", server.url)
    assert load_model("openai:any").chat.invoke(HELLO).text == "Hello."


def test_no_proxy_is_asked_for_a_server_on_this_machine(
    serve: Any, monkeypatch: pytest.MonkeyPatch, ask: Any
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    assert ask(model_at(serve())).text.strip() == "Hello."


def test_no_password_is_shown(serve: Any, serving: ModuleType) -> None:
    server = serve()
    address = server.url.replace("127.0.0.1", "me:hidden@127.0.0.1")
    model = load_model(f"openai:any@{address}", ModelOptions(retries=0))
    server.faults.append(serving.Fault(500))
    with pytest.raises(AskError) as told:
        model.chat.invoke(HELLO)
    assert "hidden" not in str(told.value)


def test_a_model_that_is_unknown_names_what_is_near(serve: Any) -> None:
    server = serve(models=["llama3.1:8b", "mistral:7b"])
    with pytest.raises(AskError, match=r"knows no model 'llama3.2'.*It offers: llama3.1:8b"):
        model_at(server, "llama3.2").chat.invoke(HELLO)


@pytest.mark.parametrize(
    ("row", "pages", "context"),
    [
        ({"id": "any", "max_model_len": 3000}, {}, 3000),
        ({"id": "any", "context_length": 5000}, {}, 5000),
        ({"id": "any", "owned_by": "library"}, {}, 4096),
        (
            {"id": "any:latest", "owned_by": "library"},
            {"/api/ps": {"models": [{"model": "any:latest", "context_length": 9000}]}},
            9000,
        ),
        (
            {"id": "any", "owned_by": "llamacpp", "meta": {"n_ctx_train": 131072}},
            {"/props": {"default_generation_settings": {"n_ctx": 6000}}},
            6000,
        ),
        (
            {"id": "any", "owned_by": "organization_owner"},
            {"/api/v0/models": {"data": [{"id": "any", "loaded_context_length": 7000}]}},
            7000,
        ),
        ({"id": "other"}, {}, 8192),
    ],
)
def test_the_context_is_asked_of_the_server(
    serve: Any, row: dict[str, Any], pages: dict[str, Any], context: int
) -> None:
    server = serve(models=[row], pages=pages)
    model = model_at(server)
    assert model.context == context
    assert 0 < model.reply_tokens <= context // 2
    assert load_model(f"openai:any@{server.url},context=2222").context == 2222


@pytest.mark.parametrize("dense", [0.4, 0.9, 2.0])
def test_tokens_are_never_counted_too_few(serve: Any, ask: Any, dense: float) -> None:
    """Once the server has reported on a request; and from the start where tokens are usual."""
    model = model_at(serve(dense=dense))
    longer = [AIMessage("word " * 300), HumanMessage("12345 äöü, (a) [b]")]
    for messages in (HELLO, [*HELLO, *longer], [*HELLO, *longer, *longer]):
        before = model.count_fn(messages, TOOLS)
        reply = ask(model, messages)
        assert reply.usage_metadata is not None
        reported = reply.usage_metadata["input_tokens"]
        assert dense > 1 or before >= reported
        assert model.count_fn(messages, TOOLS) >= reported


@given(st.lists(st.tuples(st.integers(1, 10_000), st.integers(1, 10_000)), max_size=6))
def test_a_gauge_never_falls_under_what_was_reported(reports: list[tuple[int, int]]) -> None:
    gauge = TokenGauge()
    for raw, reported in reports:
        gauge.learn(raw, reported)
        assert 1.0 <= gauge.factor <= 4.0
        assert all(gauge.factor >= min(told / seen, 4.0) for seen, told in reports[:1])


@given(st.text(max_size=200), st.text(max_size=200))
def test_longer_texts_have_no_fewer_tokens(one: str, other: str) -> None:
    assert estimate(one + "\n" + other) == estimate(one) + estimate("\n") + estimate(other)
    assert estimate(one) <= 4 * len(one.encode(errors="replace")) + 1


def test_waits_grow_and_end() -> None:
    attempts = Attempts(3, Budget(None))
    waited = []
    for _ in range(5):
        before = time.monotonic()
        again = attempts.wait_after(ModelFailed("x", passing=True))
        waited.append((again, time.monotonic() - before))
    assert [again for again, _ in waited] == [True, True, True, False, False]
    assert waited[0][1] < waited[2][1]
    assert not Attempts(3, Budget(None)).wait_after(ModelFailed("x"))


def test_a_wait_can_be_a_date() -> None:
    class AnswerError(Exception):
        def __init__(self, header: str) -> None:
            self.response = type("Response", (), {"headers": {"retry-after": header}})()

    date = email.utils.formatdate(time.time() + 30, usegmt=True)
    assert 25 < (retry_after(AnswerError(date)) or 0) <= 30
    assert retry_after(AnswerError("1.5")) == 1.5
    assert retry_after(AnswerError("soon")) is None
    assert retry_after(ValueError("x")) is None


PARTS = st.sampled_from(["human", "note", "ai", "call", "two calls", "broken", "result", "lost"])


@settings(max_examples=60)
@given(parts=st.lists(PARTS, max_size=12))
def test_every_conversation_is_one_that_a_strict_server_takes(
    serving: ModuleType, parts: list[str]
) -> None:
    from langchain_openai.chat_models.base import _convert_message_to_dict

    messages: list[BaseMessage] = [SystemMessage("s")]
    open_calls: list[str] = []
    for n, part in enumerate(parts):
        calls = [{"name": "t", "args": {}, "id": f"c{n}{i}"} for i in range(1 + (part[0] == "t"))]
        match part:
            case "human" | "note":
                messages.append(HumanMessage("x", additional_kwargs={"note": part == "note"}))
            case "ai":
                messages.append(AIMessage("y"))
            case "call" | "two calls":
                messages.append(AIMessage("", tool_calls=calls))  # type: ignore[arg-type]
                open_calls += [str(call["id"]) for call in calls]
            case "broken":
                wrong: Any = {"name": "t", "args": "{", "id": f"b{n}", "error": ""}
                messages.append(AIMessage("", invalid_tool_calls=[wrong]))
            case "result" if open_calls:
                messages.append(ToolMessage("z", tool_call_id=open_calls.pop(0)))
            case _:
                messages.append(ToolMessage("z", tool_call_id="never"))
    sent = [_convert_message_to_dict(message) for message in [*tidy(messages), HumanMessage("?")]]
    assert serving.violations({"messages": sent, "model": "any"}) == []


def test_the_server_plays_a_script(serve: Any, serving: ModuleType, tmp_path: Any) -> None:
    path = tmp_path / "play.toml"
    path.write_text(
        '[[turn]]\nsteps = [{call = "propose_plan", args = {districts = 3}}, '
        '{say = "So: {result}"}]\n[[turn]]\nsteps = [{say = "Bye."}]\n',
        encoding="utf-8",
    )
    for tools in (True, False):
        model = model_at(serve(serving.playing(str(path)), tools=tools))
        chat = model.chat.bind_tools(TOOLS)
        told: list[BaseMessage] = list(HELLO)
        first = chat.invoke(told)
        assert isinstance(first, AIMessage)
        assert first.tool_calls[0]["args"] == {"districts": 3}
        told += [first, ToolMessage("ok", tool_call_id=first.tool_calls[0]["id"], name="t")]
        second = chat.invoke(told)
        assert second.text.strip() == "So: ok"
        told += [second, HumanMessage("hm", additional_kwargs={"note": True})]
        told += [AIMessage("hm"), HumanMessage("and")]
        assert chat.invoke(told).text.strip() == "Bye."


ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 3),
    st.text(max_size=5),
    st.just([]),
    st.just({}),
    st.just([None]),
    st.just([{}]),
)


def _places(data: Any) -> list[tuple[Any, Any]]:
    """Every place in JSON data: what holds it, and its key or index."""
    keys = data.keys() if isinstance(data, dict) else range(len(data))
    found = [(data, key) for key in keys]
    for key in list(keys):
        if isinstance(data[key], dict | list):
            found += _places(data[key])
    return found


@settings(max_examples=150, deadline=None)
@given(stream=st.booleans(), calls=st.booleans(), data=st.data())
def test_answers_that_are_off_in_any_place_are_told_or_read(
    serving: ModuleType, stream: bool, calls: bool, data: st.DataObject
) -> None:
    """Whatever stands in any place of an answer: a message comes of it, or one clear sentence."""
    reply = serving.Reply("" if calls else "Hello there.", [("propose_plan", ARGS)] * calls)
    body = {"model": "any", "messages": [], "stream_options": {"include_usage": True}}
    if stream:
        answer: Any = list(serving.streamed(reply, body, 1.0))
    else:
        answer = serving.whole(reply, body, 1.0)
    for _ in range(data.draw(st.integers(1, 2))):
        holder, key = data.draw(st.sampled_from(_places(answer)))
        holder[key] = copy.deepcopy(data.draw(ODD))
    raw = json.dumps(answer).encode()
    if stream:
        raw = b"".join(b"data: " + json.dumps(one).encode() + b"\n\n" for one in answer)
    server, model = _fuzzed(serving)
    server.faults[:] = [serving.Fault(200, body=raw)]
    chat: Any = model.chat.bind_tools(TOOLS)
    with suppress(AskError):
        if stream:
            list(chat.stream(HELLO))
        else:
            assert isinstance(chat.invoke(HELLO), AIMessage)


_RUNNING: list[Any] = []


def _fuzzed(serving: ModuleType) -> Any:
    """One server for all examples, and a model that is asked without further attempts."""
    if not _RUNNING:
        server = serving.ModelServer().__enter__()
        _RUNNING.append((server, model_at(server, retries=0)))
    return _RUNNING[0]
