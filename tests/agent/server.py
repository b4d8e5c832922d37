"""A real HTTP server that speaks OpenAI's chat protocol and plays a script.

By hand, to try the chat without any model:

    python tests/agent/server.py demo --port 8000
    districtbot chat shapefiles/ardmere.zip --model openai:any@http://127.0.0.1:8000/v1

In tests it also fails on purpose (`Fault`), and checks every request that it gets: what a strict
server would refuse is answered with HTTP 400 and kept in `ModelServer.violations`.
"""

import json
import re
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage, ToolMessage

from districtbot.agent.models.script import read_script
from districtbot.agent.models.scripted import ScriptedBackend
from districtbot.agent.models.text.reading import read_reply

PROGRAM = ("NOTE: ", "RESULT of ", "ERROR of ")
"""What the program says on the side of the user begins with one of these."""


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer of the model.

    Attributes:
        text: Its words.
        calls: Its tool calls: name and arguments (an object, or text as it is).
        finish: Why it ended; by default ``tool_calls`` or ``stop``. Empty: it is never said.
        pause: Seconds between two pieces of a stream.
        message: Put into the message of a plain answer, over what is there.
    """

    text: str = ""
    calls: Sequence[tuple[str, Any]] = ()
    finish: str | None = None
    pause: float = 0.0
    message: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fault:
    """One request that goes wrong.

    Attributes:
        status: HTTP status of the answer.
        message: Its error message.
        code: Its error code.
        param: The parameter that it names.
        headers: Further headers.
        body: The whole body, in place of an error object.
        delay: Seconds before the answer.
        drop: ``before``: the connection is closed without an answer; ``middle``: in the middle of
            a stream.
    """

    status: int = 500
    message: str = "something went wrong"
    code: str | None = None
    param: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    delay: float = 0.0
    drop: str = ""


ReplyFn = Callable[[dict[str, Any]], Reply]


class ModelServer:
    """A server on a free port of 127.0.0.1, as a context manager.

    Attributes:
        requests: The chat requests that were answered or refused, in order.
        faults: What goes wrong with the next chat requests, one each.
        violations: What was wrong with requests.
        seen: Every path that was asked for.

    Args:
        reply_fn: Makes the reply to a request.
        models: Rows of ``/models``: names, or objects as a server would give them.
        key: The key that is demanded, if any.
        tools: Whether tools are taken; else refused as Ollama does.
        system: Whether system messages are taken; else refused as some templates do.
        refuses: Options that are refused.
        pages: Further pages by path, as JSON.
        dense: Tokens that are reported for each that there are.
        port: The port; 0 for a free one.
    """

    def __init__(
        self,
        reply_fn: ReplyFn | None = None,
        *,
        models: Sequence[Any] = ("any",),
        key: str | None = None,
        tools: bool = True,
        system: bool = True,
        refuses: Sequence[str] = (),
        pages: Mapping[str, Any] | None = None,
        dense: float = 1.0,
        port: int = 0,
    ) -> None:
        self.reply_fn = reply_fn if reply_fn is not None else lambda _: Reply("Hello.")
        self.models = models
        self.key = key
        self.tools = tools
        self.system = system
        self.refuses = refuses
        self.pages = dict(pages or {})
        self.dense = dense
        self.requests: list[dict[str, Any]] = []
        self.times: list[float] = []
        self.faults: list[Fault] = []
        self.violations: list[str] = []
        self.seen: list[str] = []
        self._http = _Http(("127.0.0.1", port), _Handler)
        self._http.model = self
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        """The base URL."""
        return f"http://127.0.0.1:{self._http.server_address[1]}/v1"

    def __enter__(self) -> "ModelServer":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def rows(self) -> list[dict[str, Any]]:
        """The rows of ``/models``."""
        more = {"object": "model", "owned_by": "tests", "max_model_len": 65_536}
        return [row if isinstance(row, dict) else {"id": row, **more} for row in self.models]


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    model: ModelServer

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is none of our business."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Http

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        """Nothing is logged."""

    def do_GET(self) -> None:
        model = self.server.model
        model.seen.append(self.path)
        if self.path == "/v1/models":
            if self._wrong_key():
                return
            self._send(200, {"object": "list", "data": model.rows()})
        elif self.path in model.pages:
            self._send(200, model.pages[self.path])
        else:
            self._send(404, {"error": {"message": "404 page not found"}})

    def do_POST(self) -> None:
        model = self.server.model
        model.seen.append(self.path)
        raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path != "/v1/chat/completions":
            self._send(404, {"error": {"message": "404 page not found"}})
            return
        body = json.loads(raw)
        model.times.append(time.monotonic())
        model.requests.append(body)
        fault = model.faults.pop(0) if model.faults else None
        if fault is not None and self._failed(fault):
            return
        if self._wrong_key() or self._refused(body):
            return
        reply = model.reply_fn(body)
        if body.get("stream"):
            self._stream(reply, body, drop=fault is not None and fault.drop == "middle")
        else:
            self._send(200, whole(reply, body, model.dense))

    def _failed(self, fault: Fault) -> bool:
        time.sleep(fault.delay)
        if fault.drop == "before":
            self._hang_up()
        elif fault.body is not None:
            self._send_bytes(fault.status, fault.body, "text/html", fault.headers)
        elif fault.drop or fault.status == 200:
            return False
        else:
            error = {"message": fault.message, "code": fault.code, "param": fault.param}
            self._send(fault.status, {"error": {**error, "type": "error"}}, fault.headers)
        return True

    def _wrong_key(self) -> bool:
        key = self.server.model.key
        given = self.headers.get("Authorization", "")
        if key is not None and given != f"Bearer {key}":
            error = {"message": "Incorrect API key provided.", "code": "invalid_api_key"}
            self._send(401, {"error": error})
            return True
        return False

    def _refused(self, body: dict[str, Any]) -> bool:
        """Whether the request was refused: by this server's choice, or because it is wrong."""
        model = self.server.model
        names = [row["id"] for row in model.rows()]
        refused = next((name for name in model.refuses if name in body), None)
        if body.get("model") not in names and "any" not in names:
            error = {"message": f"model {body.get('model')!r} not found", "code": "model_not_found"}
            self._send(404, {"error": error})
        elif refused:
            error = {"message": f"Unsupported parameter: '{refused}'", "param": refused}
            self._send(400, {"error": error})
        elif body.get("tools") and not model.tools:
            error = {"message": f"{body['model']} does not support tools", "type": "api_error"}
            self._send(400, {"error": error})
        elif not model.system and body["messages"][0]["role"] == "system":
            self._send(400, {"error": {"message": "System role not supported"}})
        elif wrong := violations(body):
            model.violations += wrong
            self._send(400, {"error": {"message": "; ".join(wrong)}})
        else:
            return False
        return True

    def _stream(self, reply: Reply, body: dict[str, Any], *, drop: bool) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        pieces = list(streamed(reply, body, self.server.model.dense))
        for n, piece in enumerate(pieces):
            if drop and n >= len(pieces) // 2:
                self._hang_up()
                return
            data = piece if isinstance(piece, str) else json.dumps(piece)
            self._chunk(f"data: {data}\n\n".encode())
            time.sleep(reply.pause)
        self._chunk(b"data: [DONE]\n\n")
        self._chunk(b"")

    def _chunk(self, data: bytes) -> None:
        self.wfile.write(f"{len(data):X}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()

    def _send(self, status: int, body: Any, headers: Mapping[str, str] | None = None) -> None:
        self._send_bytes(status, json.dumps(body).encode(), "application/json", headers or {})

    def _send_bytes(self, status: int, data: bytes, kind: str, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def _hang_up(self) -> None:
        """Close the connection as a crash does."""
        linger = struct.pack("ii", 1, 0)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.close_connection = True
        self.connection.close()


def violations(body: dict[str, Any]) -> list[str]:
    """What a strict server would refuse in a request."""
    messages = body.get("messages")
    if not isinstance(messages, list) or not messages:
        return ["messages must be a list that is not empty"]
    wrong: list[str] = []
    open_calls: set[str] = set()
    for n, message in enumerate(messages):
        role = message.get("role")
        if role not in ("system", "user", "assistant", "tool"):
            wrong.append(f"messages[{n}]: role {role!r}")
        if role == "tool":
            if message.get("tool_call_id") not in open_calls:
                wrong.append(f"messages[{n}]: a result of no call")
            open_calls.discard(message.get("tool_call_id"))
        elif open_calls:
            wrong.append(f"messages[{n}]: calls without results: {sorted(open_calls)}")
            open_calls = set()
        if role != "assistant" and not isinstance(message.get("content"), str | list):
            wrong.append(f"messages[{n}]: content {message.get('content')!r}")
        if role == "system" and n > 0 and messages[n - 1]["role"] != "system":
            wrong.append(f"messages[{n}]: a system message that is not the first")
        for call in message.get("tool_calls") or ():
            open_calls.add(call["id"])
            try:
                sound = isinstance(json.loads(call["function"]["arguments"]), dict)
            except ValueError:
                sound = False
            if not sound:
                wrong.append(f"messages[{n}]: arguments {call['function']['arguments']!r}")
    if open_calls:
        wrong.append(f"calls without results: {sorted(open_calls)}")
    wrong += [
        f"tool {tool!r}"
        for tool in body.get("tools") or ()
        if tool.get("type") != "function" or "parameters" not in tool.get("function", {})
    ]
    unknown = set(body) - KNOWN
    return wrong + ([f"unknown parameters {sorted(unknown)}"] if unknown else [])


KNOWN = frozenset(
    {
        "max_completion_tokens",
        "max_tokens",
        "messages",
        "model",
        "n",
        "parallel_tool_calls",
        "seed",
        "stop",
        "stream",
        "stream_options",
        "temperature",
        "tool_choice",
        "tools",
    }
)


def _tokens(data: Any) -> int:
    """About what a tokenizer gives: four letters or two marks a token."""
    return len(re.findall(r"\w{1,4}|[^\w\s]{1,2}", json.dumps(data, ensure_ascii=False)))


def _usage(body: dict[str, Any], reply: Reply, dense: float) -> dict[str, int]:
    n_prompt = int(dense * _tokens([body["messages"], body.get("tools")]))
    n_reply = int(dense * _tokens([reply.text, list(reply.calls)]))
    return {
        "prompt_tokens": n_prompt,
        "completion_tokens": n_reply,
        "total_tokens": n_prompt + n_reply,
    }


def _calls(reply: Reply) -> list[dict[str, Any]]:
    return [
        {
            "id": f"call_{time.monotonic_ns()}_{n}",
            "type": "function",
            "function": {
                "name": name,
                "arguments": args if isinstance(args, str) else json.dumps(args),
            },
        }
        for n, (name, args) in enumerate(reply.calls)
    ]


def _finish(reply: Reply) -> str | None:
    if reply.finish is not None:
        return reply.finish or None
    return "tool_calls" if reply.calls else "stop"


def whole(reply: Reply, body: dict[str, Any], dense: float) -> dict[str, Any]:
    """A reply in one piece."""
    message: dict[str, Any] = {"role": "assistant", "content": reply.text or None}
    if reply.calls:
        message["tool_calls"] = _calls(reply)
    message.update(reply.message)
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 0,
        "model": body["model"],
        "choices": [{"index": 0, "message": message, "finish_reason": _finish(reply)}],
        "usage": _usage(body, reply, dense),
    }


def streamed(reply: Reply, body: dict[str, Any], dense: float) -> Iterator[Any]:
    """A reply in pieces: words, then each call with its arguments split over several chunks."""

    def piece(delta: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
        return {
            "id": "chatcmpl-1",
            "object": "chat.completion.chunk",
            "created": 0,
            "model": body["model"],
            "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
        }

    yield piece({"role": "assistant", "content": ""})
    for word in reply.text.split(" ") if reply.text else ():
        yield piece({"content": f"{word} "})
    for index, call in enumerate(_calls(reply)):
        arguments = call["function"]["arguments"]
        first = {**call, "index": index, "function": {**call["function"], "arguments": ""}}
        yield piece({"tool_calls": [first]})
        for at in range(0, len(arguments), 7):
            part = {"index": index, "function": {"arguments": arguments[at : at + 7]}}
            yield piece({"tool_calls": [part]})
    if _finish(reply) is not None:
        yield piece({}, _finish(reply))
    if (body.get("stream_options") or {}).get("include_usage"):
        yield {**piece({}), "choices": [], "usage": _usage(body, reply, dense)}


def playing(script: str) -> ReplyFn:
    """Replies from a script, whether tools are offered by the protocol or as text."""
    backend = ScriptedBackend("scripted", read_script(script))

    def reply_fn(body: dict[str, Any]) -> Reply:
        output = backend.output(_conversation(body["messages"]))
        if not body.get("tools"):
            return Reply(output)
        names = {tool["function"]["name"] for tool in body["tools"]}
        parsed = read_reply(output, names)
        return Reply(parsed.text, [(call.name, call.args) for call in parsed.calls])

    return reply_fn


def _conversation(messages: Sequence[Mapping[str, Any]]) -> list[BaseMessage]:
    found: list[BaseMessage] = []
    for message in messages:
        text = message.get("content") or ""
        match message["role"]:
            case "system":
                found.append(SystemMessage(text))
            case "assistant":
                found.append(AIMessage(text))
            case "tool":
                found.append(ToolMessage(text, tool_call_id=message["tool_call_id"]))
            case _ if text.startswith("RESULT of "):
                found.append(ToolMessage(text.partition(": ")[2], tool_call_id="text"))
            case _:
                note = text.startswith(PROGRAM)
                found.append(HumanMessage(text, additional_kwargs={"note": True} if note else {}))
    return found


def main() -> None:
    """Serve a script until Ctrl-C."""
    import argparse

    parser = argparse.ArgumentParser(description="An OpenAI-compatible server that plays a script.")
    parser.add_argument("script", help="a TOML script, or `demo`")
    parser.add_argument("--port", type=int, default=8000)
    asked = parser.parse_args()
    with ModelServer(playing(asked.script), port=asked.port) as server:
        print(f"Serving at {server.url}; end with Ctrl-C. In another window:")
        print(f"  districtbot chat shapefiles/ardmere.zip --model openai:any@{server.url}")
        try:
            while True:
                time.sleep(3600)
        except KeyboardInterrupt:
            print("Stopped.")


if __name__ == "__main__":
    main()
