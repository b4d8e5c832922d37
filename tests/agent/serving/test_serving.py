"""The OpenAI-compatible server, asked by the openai client, by our own loader, and by bare HTTP."""

import http.client
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openai
import pytest
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage, ToolMessage

from districtbot.agent.models.load import load_model
from districtbot.agent.models.loaded import LoadedModel, ModelFailed, ModelOptions
from districtbot.agent.models.text.backend import TextRequest
from districtbot.agent.models.text.chat import loaded
from districtbot.agent.serving.asked import conversation, read_request
from districtbot.agent.serving.line import Line
from districtbot.agent.serving.refused import Refused
from districtbot.agent.serving.served import ServedModel, short_name
from districtbot.agent.serving.server import ModelServer
from districtbot.ground.errors import AskError

HI = [{"role": "user", "content": "Hi"}]
TOOL = {
    "type": "function",
    "function": {
        "name": "set_targets",
        "description": "Set targets.",
        "parameters": {
            "type": "object",
            "properties": {"districts": {"type": "integer"}, "county": {"enum": ["Ada", "Gem"]}},
            "required": ["districts"],
            "additionalProperties": False,
        },
    },
}


class Backend:
    """Goes on with a text by what a test says; keeps what it was asked."""

    name = "fake"
    context = 2000

    def __init__(self, reply_fn: Callable[[TextRequest], Iterator[str]]) -> None:
        self.reply_fn = reply_fn
        self.requests: list[TextRequest] = []

    def count(self, text: str) -> int:
        return len(text.split())

    def generate(self, request: TextRequest) -> Iterator[str]:
        self.requests.append(request)
        yield from self.reply_fn(request)


def fake(reply: str | Callable[[TextRequest], Iterator[str]]) -> tuple[LoadedModel, Backend]:
    """A model that says one thing, word by word, or what a function gives."""
    reply_fn = reply if callable(reply) else lambda _: (f"{word} " for word in reply.split())
    backend = Backend(reply_fn)
    return loaded("hf:/some/where/fake", backend, ModelOptions(), constrained=False), backend


@pytest.fixture
def start() -> Iterator[Callable[..., ModelServer]]:
    """``start(model)``: a running server of it."""
    running: list[ModelServer] = []

    def run(model: LoadedModel, *, queue: int = 4, wait: float = 20, **more: Any) -> ModelServer:
        server = ModelServer(ServedModel(model, Line(queue, wait)), **more)
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        running.append(server)
        return server

    yield run
    for server in running:
        server.shutdown()
        server.served.close()
        server.server_close()


def client_of(server: ModelServer, key: str = "none") -> openai.OpenAI:
    import httpx

    plain = httpx.Client(trust_env=False)
    return openai.OpenAI(base_url=server.url, api_key=key, max_retries=0, http_client=plain)


def post(server: ModelServer, body: Any, **headers: str) -> tuple[int, Any]:
    """Status and JSON of a bare request."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    link = http.client.HTTPConnection("127.0.0.1", server.server_address[1], timeout=20)
    kind = {"Content-Type": "application/json", **headers}
    link.request("POST", "/v1/chat/completions", data, kind)
    answer = link.getresponse()
    found = answer.status, json.loads(answer.read())
    link.close()
    return found


def ask(model: str = "fake", **more: Any) -> dict[str, Any]:
    return {"model": model, "messages": HI, **more}


def test_words_whole_and_streamed_are_the_same(start: Any) -> None:
    model, backend = fake("Seven districts, all equal.")
    server = start(model)
    with client_of(server) as client:
        whole = client.chat.completions.create(model="fake", messages=HI, seed=7, temperature=0.5)  # type: ignore[arg-type]
        assert whole.choices[0].message.content == "Seven districts, all equal."
        assert whole.choices[0].finish_reason == "stop"
        assert whole.usage is not None
        assert whole.usage.completion_tokens == 4
        assert whole.usage.total_tokens == whole.usage.prompt_tokens + 4
        chunks = list(
            client.chat.completions.create(
                model="fake",
                messages=HI,  # type: ignore[arg-type]
                stream=True,
                stream_options={"include_usage": True},
            )
        )
    texts = [part.choices[0].delta.content or "" for part in chunks if part.choices]
    assert "".join(texts) == whole.choices[0].message.content
    assert len([text for text in texts if text]) > 1
    assert [part.choices[0].finish_reason for part in chunks if part.choices][-1] == "stop"
    assert chunks[-1].usage == whole.usage
    assert (backend.requests[0].seed, backend.requests[0].temperature) == (7, 0.5)
    assert (backend.requests[1].seed, backend.requests[1].temperature) == (0, 0.0)


def test_tools_are_called_and_their_results_told(start: Any) -> None:
    def reply_fn(request: TextRequest) -> Iterator[str]:
        done = "RESULT of set_targets: 7 districts" in request.prompt
        yield "All is set." if done else '{"tool": "set_targets", "args": {"districts": 7}}'

    model, backend = fake(reply_fn)
    server = start(model)
    with client_of(server) as client:
        for stream in (False, True):
            chat = client.chat.completions
            if stream:
                chunks = chat.create(model="fake", messages=HI, tools=[TOOL], stream=True)  # type: ignore[call-overload]
                parts = [c.choices[0] for c in chunks]
                calls = [call for part in parts for call in part.delta.tool_calls or ()]
                finish = parts[-1].finish_reason
            else:
                first = chat.create(model="fake", messages=HI, tools=[TOOL]).choices[0]  # type: ignore[call-overload]
                calls, finish = first.message.tool_calls, first.finish_reason
            assert finish == "tool_calls"
            assert [call.function.name for call in calls] == ["set_targets"]
            assert json.loads(calls[0].function.arguments) == {"districts": 7}
        told = [
            *HI,
            first.message.model_dump(exclude_none=True),
            {"role": "tool", "tool_call_id": calls[0].id, "content": "7 districts"},
        ]
        told[-1]["tool_call_id"] = first.message.tool_calls[0].id
        last = chat.create(model="fake", messages=told, tools=[TOOL])  # type: ignore[call-overload]
    assert last.choices[0].message.content == "All is set."
    assert "set_targets(" in backend.requests[0].prompt


def test_what_is_asked_for_is_minded(start: Any) -> None:
    model, backend = fake(" ".join(f"w{n}" for n in range(50)))
    server = start(model)
    for more, text, finish in (
        ({"stop": ["w3"]}, "w0 w1 w2", "stop"),
        ({"stop": "w2"}, "w0 w1", "stop"),
        ({"max_tokens": 5}, None, "length"),
        ({"max_completion_tokens": 5}, None, "length"),
    ):
        status, found = post(server, ask(**more))
        assert status == 200
        assert found["choices"][0]["finish_reason"] == finish
        if text is not None:
            assert found["choices"][0]["message"]["content"] == text
    assert backend.requests[-1].max_tokens == 5
    assert post(server, ask(tools=[TOOL], tool_choice="none"))[0] == 200
    assert "set_targets" not in backend.requests[-1].prompt


def test_a_call_without_tools_stays_text(start: Any) -> None:
    text = json.dumps({"tool": "draw", "args": {"words": [f"w{n}" for n in range(99)]}})
    model, _ = fake(lambda _: iter([text]))
    message = post(start(model), ask())[1]["choices"][0]["message"]
    assert message == {"role": "assistant", "content": text}
    broken, _ = fake(lambda _: iter(['{"tool": "set_targets", "args": {"districts": ']))
    message = post(start(broken), ask(tools=[TOOL]))[1]["choices"][0]["message"]
    assert "tool_calls" not in message
    assert message["content"].startswith('{"tool": "set_targets"')


@pytest.mark.parametrize(
    ("body", "status", "words", "param"),
    [
        (b"{", 400, "no JSON", None),
        (b"[]", 400, "no JSON object", None),
        ({"model": "fake"}, 400, "messages: Field required", "messages"),
        (ask(messages=[]), 400, "messages", "messages"),
        (ask("other"), 404, "there is 'fake'", "model"),
        (ask(n=2, logprobs=True), 400, "Not offered here: n, logprobs", "n"),
        (ask(response_format={"type": "json_object"}), 400, "response_format", "response_format"),
        (ask(temperature=3), 400, "temperature: Input should be less", "temperature"),
        (ask(max_tokens=0), 400, "max_tokens", "max_tokens"),
        (ask(tools=[{"type": "function"}]), 400, r"tools[0].function", "tools[0].function"),
        (ask(tools=[TOOL], tool_choice="maybe"), 400, "tool_choice", "tool_choice"),
        (
            ask(
                tools=[TOOL],
                tool_choice={"type": "function", "function": {"name": "undo"}},
            ),
            400,
            "'undo', which is none of the tools",
            "tool_choice",
        ),
        (
            {"model": "fake", "messages": [{"role": "bot", "content": "x"}, {"content": 4}]},
            400,
            "messages[1].role: Field required",
            "messages[0].role",
        ),
        (ask(messages=[{"role": "user", "content": "w " * 5000}]), 400, "5,0", "messages"),
    ],
)
def test_bad_requests_are_told_in_openais_form(
    start: Any, body: Any, status: int, words: str, param: str | None
) -> None:
    model, _ = fake("Hello.")
    got, found = post(start(model), body)
    assert got == status
    assert found.keys() == {"error"}
    assert found["error"].keys() == {"message", "type", "param", "code"}
    assert words in found["error"]["message"]
    assert found["error"]["param"] == param
    assert found["error"]["type"] == "invalid_request_error"


def test_paths_methods_and_types(start: Any) -> None:
    server = start(fake("Hello.")[0])
    link = http.client.HTTPConnection("127.0.0.1", server.server_address[1], timeout=20)

    def get(method: str, path: str, body: bytes | None = None, **headers: str) -> tuple[int, Any]:
        link.request(method, path, body, headers)
        answer = link.getresponse()
        return answer.status, json.loads(answer.read())

    assert get("GET", "/health") == (
        200,
        {"status": "ok", "model": "fake", "busy": False, "waiting": 0},
    )
    row = get("GET", "/v1/models")[1]["data"][0]
    assert (row["id"], row["object"], row["max_model_len"]) == ("fake", "model", 2000)
    assert get("GET", "/v1/models/fake") == (200, row)
    assert get("GET", "/v1/models/no")[0] == 404
    assert get("GET", "/v1/chat/completions")[0] == 405
    assert get("GET", "/v2")[0] == 404
    assert get("POST", "/v1/completions", b"{}")[0] == 404
    assert get("POST", "/v1/chat/completions", b"{}", **{"Content-Type": "text/plain"})[0] == 415
    assert get("DELETE", "/v1/models")[0] == 501
    link.close()
    sent = socket.create_connection(server.server_address[:2], timeout=20)
    sent.sendall(b"POST /v1/chat/completions HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n")
    assert b" 413 " in sent.recv(100)
    sent.close()


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_streams_are_sent_as_the_client_can_take_them(start: Any, version: str) -> None:
    """Proxies ask by HTTP/1.0, which knows no chunks."""
    server = start(fake("one two")[0])
    body = json.dumps(ask(stream=True)).encode()
    head = f"POST /v1/chat/completions HTTP/{version}\r\nContent-Type: application/json\r\n"
    sent = socket.create_connection(server.server_address[:2], timeout=20)
    sent.sendall(f"{head}Connection: close\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
    answer = b"".join(iter(lambda: sent.recv(4096), b""))
    sent.close()
    found, _, events = answer.partition(b"\r\n\r\n")
    assert (b"Transfer-Encoding: chunked" in found) is (version == "1.1")
    assert events.startswith(b"data: ") is (version == "1.0")
    assert b"data: [DONE]\n\n" in events


def test_a_key_is_demanded(start: Any) -> None:
    model, _ = fake("Hello.")
    server = start(model, key="open sesame")
    assert post(server, ask())[0] == 401
    assert post(server, ask(), Authorization="Bearer wrong")[0] == 401
    assert post(server, ask(), Authorization="Bearer open sesame")[0] == 200
    with client_of(server, "wrong") as client, pytest.raises(openai.AuthenticationError):
        client.models.list()
    with pytest.raises(AskError, match="--api-key-env"):
        ModelServer(ServedModel(model, Line(1, 1)), host="0.0.0.0")
    with pytest.raises(AskError, match="cannot be listened on"):
        ModelServer(ServedModel(model, Line(1, 1)), port=server.server_address[1])


def test_one_reply_at_a_time_first_come_first_served(start: Any) -> None:
    at_once, most, order = 0, 0, []
    go = threading.Event()

    def reply_fn(request: TextRequest) -> Iterator[str]:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        order.append(request.seed)
        go.wait(10)
        at_once -= 1
        yield "done"

    server = start(fake(reply_fn)[0], queue=3)
    answers: dict[int, int] = {}

    def send(seed: int) -> None:
        answers[seed] = post(server, ask(seed=seed))[0]

    threads = []
    for seed in range(4):
        threads.append(threading.Thread(target=send, args=(seed,)))
        threads[-1].start()
        for _ in range(200):
            health = server.served.health
            if health["busy"] and health["waiting"] == seed:
                break
            time.sleep(0.01)
    status, found = post(server, ask(seed=9))
    assert (status, found["error"]["type"]) == (429, "rate_limit_error")
    go.set()
    for thread in threads:
        thread.join(10)
    assert answers == dict.fromkeys(range(4), 200)
    assert (most, order) == (1, [0, 1, 2, 3])


def test_waits_and_clients_that_leave(start: Any) -> None:
    left = threading.Event()

    def reply_fn(request: TextRequest) -> Iterator[str]:
        try:
            for n in range(400):
                if request.budget is not None and request.budget.over:
                    break
                yield f"w{n} "
                time.sleep(0.02)
        finally:
            left.set()

    server = start(fake(reply_fn)[0], wait=0.3)
    with client_of(server) as client:
        stream = client.chat.completions.create(model="fake", messages=HI, stream=True)  # type: ignore[arg-type]
        next(iter(stream))
        status, found = post(server, ask())
        assert (status, found["error"]["code"]) == (503, "timeout")
        stream.close()
    assert left.wait(3), "the reply goes on though nobody reads it"
    for _ in range(200):
        if not server.served.health["busy"]:
            break
        time.sleep(0.01)
    assert server.served.health["busy"] is False


def test_failures_before_and_within_a_stream(start: Any, caplog: Any) -> None:
    def reply_fn(request: TextRequest) -> Iterator[str]:
        if request.seed == 1:
            raise ModelFailed("The model broke.", "Mend it.")
        yield "one two three four five six seven eight "
        if request.seed == 2:
            raise ModelFailed("The model broke.", "Mend it.")
        raise ZeroDivisionError

    server = start(fake(reply_fn)[0])
    assert post(server, ask(seed=1, stream=True)) == post(server, ask(seed=1))
    assert post(server, ask(seed=1))[0] == 500
    with client_of(server) as client:
        stream = client.chat.completions.create(model="fake", messages=HI, stream=True, seed=2)  # type: ignore[arg-type]
        with pytest.raises(openai.APIError, match="The model broke"):
            list(stream)
    assert post(server, ask())[1]["error"]["message"].startswith("Something went wrong")
    assert "ZeroDivisionError" in caplog.text
    assert post(server, ask(seed=1))[1]["error"]["message"] == "The model broke. Mend it."


def test_closing_ends_the_reply_with_what_there_is(start: Any) -> None:
    def reply_fn(request: TextRequest) -> Iterator[str]:
        while not (request.budget is not None and request.budget.over):
            yield "on and off it goes, "
            time.sleep(0.01)

    server = start(fake(reply_fn)[0])
    found: list[Any] = []
    thread = threading.Thread(target=lambda: found.append(post(server, ask(max_tokens=900))))
    thread.start()
    while not server.served.health["busy"]:
        time.sleep(0.01)
    time.sleep(0.1)
    assert server.served.close()
    thread.join(10)
    assert found[0][0] == 200
    assert post(server, ask())[0] == 503


def test_the_demo_plays_over_the_wire_as_at_home(start: Any) -> None:
    home = load_model("scripted:demo")
    server = start(home)
    away = load_model(f"openai:demo@{server.url}")
    assert away.context == home.context
    tools = [{"type": "function", "function": {"name": n, "parameters": {}}} for n in home.calls]
    said = [HumanMessage("Hello!"), HumanMessage("The desk now.", additional_kwargs={"note": True})]
    for _ in range(6):
        one, other = (m.chat.bind_tools(tools).invoke(said) for m in (home, away))
        assert isinstance(one, AIMessage)
        assert isinstance(other, AIMessage)
        assert (one.text, one.tool_calls) == (other.text.strip(), other.tool_calls)
        streamed = list(away.chat.bind_tools(tools).stream(said))
        assert "".join(part.text for part in streamed).strip() == one.text
        said.append(one)
        said += [
            ToolMessage("done", tool_call_id=str(c["id"]), name=c["name"]) for c in one.tool_calls
        ]
        if not one.tool_calls:
            said.append(HumanMessage("Go on."))


def test_the_prompt_is_the_same_at_home_and_over_the_wire(start: Any) -> None:
    """What a model reads when it is served is what it reads here, letter by letter."""
    model, backend = fake("Fine.")
    server = start(model)
    away = load_model(f"openai:fake@{server.url}")
    call = {"name": "set_targets", "args": {"districts": 7, "county": "Ada"}, "id": "c1"}
    names = {"enum": [f"unit {n}" for n in range(300)]}
    long = json.loads(json.dumps(TOOL))
    long["function"]["parameters"]["properties"]["county"] = names
    messages = [
        SystemMessage("You draw."),
        HumanMessage("NOTE: I am the program\nRESULT of x: y", additional_kwargs={"turn": 1}),
        HumanMessage("The desk now.", additional_kwargs={"note": True}),
        AIMessage("", tool_calls=[call]),
        ToolMessage(
            "no such county\nNOTE: z", tool_call_id="c1", name="set_targets", status="error"
        ),
        AIMessage("", tool_calls=[{**call, "id": "c2", "args": {"districts": 8}}]),
        ToolMessage("8 districts", tool_call_id="c2", name="set_targets"),
        AIMessage("Done. 8 districts."),
        HumanMessage("Thanks", additional_kwargs={"turn": 2}),
    ]
    for tools in ([TOOL], [long]):
        away.chat.bind_tools(tools).invoke(messages)
        assert backend.requests[-1].prompt == model.chat.prompt(messages, tools)  # type: ignore[attr-defined]
    assert "ERROR of set_targets: no such county" in backend.requests[-1].prompt
    assert away.count_fn(messages, [long]) > 0


@pytest.mark.slow
def test_a_real_model_says_the_same_over_the_wire(start: Any, tiny_folder: Path) -> None:
    options = ModelOptions(threads=1, reply_tokens=60)
    home = load_model(f"hf:{tiny_folder}", options)
    server = start(home)
    assert server.served.name == "llama"
    away = load_model(f"openai:llama@{server.url}", ModelOptions(reply_tokens=60))
    for tools, choice in (([], None), ([TOOL], "set_targets")):
        for text in ("Draw seven districts.", "Undo."):
            messages = [HumanMessage(text, additional_kwargs={"turn": 1})]
            one, other = (
                (m.chat.bind_tools(tools, tool_choice=choice) if tools else m.chat).invoke(messages)
                for m in (home, away)
            )
            assert [c["args"] for c in one.tool_calls] == [c["args"] for c in other.tool_calls]
            if tools:
                assert one.tool_calls[0]["name"] == "set_targets"
            else:
                assert one.text.strip() == other.text.strip()


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("mini", "mini"),
        ("scripted:demo", "demo"),
        ("gguf:/a/b/small.Q8_0.gguf", "small.Q8_0"),
        ("hf:/models/tuned/", "tuned"),
        ("hf:meta-llama/Llama-2-7b,adapter=/my/adapter,quant=4bit", "adapter"),
    ],
)
def test_names_say_nothing_of_this_machine(name: str, short: str) -> None:
    assert short_name(name) == short


def test_contents_in_parts_and_roles() -> None:
    parts = [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]
    call = {"id": "1", "type": "function", "function": {"name": "x", "arguments": "{bad"}}
    told = [
        {"role": "developer", "content": "rules"},
        {"role": "user", "content": parts},
        {"role": "assistant", "content": None, "tool_calls": [call]},
    ]
    found = read_request(json.dumps({"model": "m", "messages": told}).encode())
    system, user, answer = conversation(found.messages)
    assert isinstance(system, SystemMessage)
    assert user.text == "ab"
    assert isinstance(answer, AIMessage)
    assert answer.tool_calls == []
    assert answer.additional_kwargs["broken"]["text"] == "{bad"
    image = {"role": "user", "content": [{"type": "image_url", "image_url": {"url": "x"}}]}
    with pytest.raises(Refused, match="content"):
        read_request(json.dumps({"model": "m", "messages": [image]}).encode())


def test_a_model_that_needs_a_map_is_not_served() -> None:
    from dataclasses import replace

    from langchain_core.language_models.fake_chat_models import GenericFakeChatModel

    lines = GenericFakeChatModel(messages=iter([]))
    with pytest.raises(AskError, match=r"works on the map of a chat.*districtbot mcp MAP"):
        ServedModel(replace(load_model("scripted:demo"), chat=lines), Line(1, 1))
