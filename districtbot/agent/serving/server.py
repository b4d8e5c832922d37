"""The HTTP side: ``/v1/chat/completions``, ``/v1/models`` and ``/health`` for one model."""

import hmac
import json
import logging
import select
import socket
from collections.abc import Callable, Mapping
from contextlib import closing
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import chain
from typing import Any
from urllib.parse import unquote, urlsplit

from districtbot.agent.serving.asked import Asked, read_request
from districtbot.agent.serving.line import Gone
from districtbot.agent.serving.refused import Refused
from districtbot.agent.serving.served import ServedModel
from districtbot.agent.serving.told import event, events, whole
from districtbot.ground.errors import AskError
from districtbot.ground.quoting import plain

HERE = ("127.0.0.1", "::1", "localhost")
MOST_BYTES = 16_000_000
"""Longest body of a request."""
IDLE_SECONDS = 120.0
"""A connection on which nothing comes for so long is closed."""
CHAT, MODELS, HEALTH = "/v1/chat/completions", "/v1/models", "/health"
SayFn = Callable[[str], None]
_log = logging.getLogger(__name__)


class ModelServer(ThreadingHTTPServer):
    """A server of one model.

    Args:
        served: The model.
        host: The address to listen on.
        port: The port; 0 for a free one.
        key: What requests must bring as ``Authorization: Bearer KEY``; ``None`` for nothing.
        say_fn: Told of each reply, without its words.

    Raises:
        AskError: If the port cannot be listened on, or it would be open to others without a key.
    """

    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(
        self,
        served: ServedModel,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        key: str | None = None,
        say_fn: SayFn = lambda _: None,
    ) -> None:
        if key is None and host not in HERE:
            raise AskError(
                f"Whoever reaches {plain(host)} could use the model.",
                "Set a key and name its environment variable with --api-key-env, or listen on "
                "127.0.0.1.",
            )
        self.served = served
        self.key = key
        self.say_fn = say_fn
        if ":" in host:
            self.address_family = socket.AF_INET6
        try:
            super().__init__((host, port), _Handler)
        except (OSError, OverflowError) as error:
            reason = getattr(error, "strerror", None) or error
            raise AskError(
                f"{plain(host)}:{port} cannot be listened on: {reason}.",
                "Choose another port with --port, or 0 for a free one.",
            ) from error

    @property
    def url(self) -> str:
        """The base URL for clients."""
        host, port = self.server_address[:2]
        name = f"[{host!s}]" if ":" in str(host) else str(host)
        return f"http://{name}:{port}/v1"

    def run(self) -> None:
        """Serve until Ctrl-C; the reply that is written ends with what there is."""
        try:
            self.serve_forever(poll_interval=0.2)
        except KeyboardInterrupt:
            self.say_fn("Closing ...")
        finally:
            self.served.close()
            self.server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Nothing: a client that went away is no news; faults of ours are told where they are."""
        del request, client_address


class _Handler(BaseHTTPRequestHandler):
    """One connection."""

    server: ModelServer
    protocol_version = "HTTP/1.1"
    server_version = "districtbot"
    sys_version = ""
    timeout = IDLE_SECONDS
    disable_nagle_algorithm = True
    _begun = False

    def do_GET(self) -> None:
        """What there is."""
        self._guarded(self._get)

    def do_POST(self) -> None:
        """A request for a reply."""
        self._guarded(self._post)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """What the library refuses by itself, in OpenAI's form."""
        del explain
        self.close_connection = True
        self._refuse(Refused(code, message or HTTPStatus(code).phrase))

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - as the library calls it
        """Nothing: replies are told of in words of our own."""

    def _guarded(self, answer_fn: Callable[[], None]) -> None:
        """Answer, and turn what goes wrong into an answer too."""
        self._begun = False
        try:
            answer_fn()
        except Refused as refused:
            self._refuse(refused)
        except (Gone, ConnectionError, TimeoutError):
            self.close_connection = True
        except Exception:  # noqa: BLE001 - a bug ends one reply, not the server
            _log.exception("a reply failed")
            wrong = "Something went wrong in the server; it has been logged there."
            self._refuse(Refused(500, wrong, kind="server_error"))

    def _get(self) -> None:
        path = unquote(urlsplit(self.path).path).rstrip("/")
        if path == HEALTH:
            self._send(200, self.server.served.health)
            return
        self._check_key()
        row = self.server.served.row
        if path == MODELS:
            self._send(200, {"object": "list", "data": [row]})
        elif path == f"{MODELS}/{row['id']}":
            self._send(200, row)
        elif path.startswith(f"{MODELS}/"):
            name = plain(path.removeprefix(f"{MODELS}/"))
            raise Refused(404, f"There is no model {name!r}.", code="model_not_found")
        elif path == CHAT:
            raise Refused(405, f"{CHAT} takes POST.", headers={"Allow": "POST"})
        else:
            raise self._nothing(path)

    def _post(self) -> None:
        path = urlsplit(self.path).path.rstrip("/")
        body = self._body()
        self._check_key()
        if path != CHAT:
            raise self._nothing(path)
        said = self.headers.get_content_type()
        if said != "application/json":
            raise Refused(415, f"The body must be application/json; {plain(said)} came.")
        asked = read_request(body)
        served = self.server.served
        served.check(asked)
        head = served.head()
        if asked.stream:
            self._stream(asked, head)
            return
        found = whole(head, served.reply(asked, self._gone))
        self._send(200, found)
        self._tell(found["usage"])

    def _stream(self, asked: Asked, head: Mapping[str, Any]) -> None:
        """Send a reply as it is written; nothing is sent before its first piece is there."""
        with closing(self.server.served.reply(asked, self._gone)) as pieces:
            first = next(pieces, None)
            every = chain([first] if first is not None else [], pieces)
            self._begin_stream()
            for part in events(head, every, usage=asked.wants_usage):
                self._chunk(part)
            self._end_stream()
        self._tell(None)

    def _begin_stream(self) -> None:
        self._begun = True
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream; charset=utf-8")
        self.send_header("Cache-Control", "no-store")
        if self._in_chunks:
            self.send_header("Transfer-Encoding", "chunked")
        else:
            self.send_header("Connection", "close")
            self.close_connection = True
        self.end_headers()

    @property
    def _in_chunks(self) -> bool:
        """Whether a stream is sent in chunks; HTTP/1.0 knows none, the connection ends it there."""
        return self.request_version != "HTTP/1.0"

    def _chunk(self, data: bytes) -> None:
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data) if self._in_chunks else data)
        self.wfile.flush()

    def _end_stream(self) -> None:
        if self._in_chunks:
            self.wfile.write(b"0\r\n\r\n")
        self.wfile.flush()

    def _refuse(self, refused: Refused) -> None:
        """Send an error: as an answer, or as an event where the answer has begun."""
        try:
            if not self._begun:
                self._send(refused.status, refused.body, refused.headers)
                return
            self._chunk(event(refused.body))
            self._end_stream()
        except (ConnectionError, TimeoutError):
            pass
        finally:
            self.close_connection = self.close_connection or self._begun

    def _send(self, status: int, data: Any, headers: Mapping[str, str] | None = None) -> None:
        body = json.dumps(data, ensure_ascii=False).encode("utf-8", "replace")
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        for key, value in (headers or {}).items():
            self.send_header(key, value)
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def _body(self) -> bytes:
        """The body of a request.

        Raises:
            Refused: If its length is not said, or too large; the connection is closed then.
        """
        said = self.headers.get("Content-Length", "")
        if not said.isdecimal():
            self.close_connection = True
            raise Refused(411, "The request must say its Content-Length.")
        if int(said) > MOST_BYTES:
            self.close_connection = True
            raise Refused(413, f"The request is longer than {MOST_BYTES:,} bytes.")
        body = self.rfile.read(int(said))
        if len(body) < int(said):
            raise Gone
        return body

    def _check_key(self) -> None:
        """Refuse who does not bring the key.

        Raises:
            Refused: With what is wanted.
        """
        key = self.server.key
        given = self.headers.get("Authorization", "")
        scheme, _, brought = given.partition(" ")
        if key is None:
            return
        same = hmac.compare_digest(brought.strip().encode(), key.encode())
        if scheme.lower() != "bearer" or not same:
            raise Refused(
                401,
                "The API key is missing or wrong: send it as Authorization: Bearer KEY.",
                code="invalid_api_key",
                headers={"WWW-Authenticate": "Bearer"},
            )

    def _gone(self) -> bool:
        """Whether the client has closed the connection."""
        try:
            readable, _, _ = select.select([self.connection], [], [], 0)
            return bool(readable) and not self.connection.recv(1, socket.MSG_PEEK)
        except (OSError, ValueError):
            return True

    def _nothing(self, path: str) -> Refused:
        known = f"{CHAT}, {MODELS}, {HEALTH}"
        return Refused(404, f"There is nothing at {plain(path) or '/'}; there are {known}.")

    def _tell(self, usage: Mapping[str, int] | None) -> None:
        tokens = "" if usage is None else f" of {usage['completion_tokens']} tokens"
        self.server.say_fn(f"A reply{tokens} was sent.")
