"""A paraphrase stays only where it says the same; the model is any that answers."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from districtbot.ground.clock import Budget
from districtbot.ground.errors import AskError
from districtbot.problems.generate import Made
from districtbot.problems.paraphrase import paraphraser_of, reword


class _Model:
    """Rewords by a rule, and picks the message whose words it knows."""

    def __init__(self, reword_fn):
        self.reword_fn = reword_fn
        self.picks_right = True
        self.originals = {}

    def __call__(self, text):
        if text.startswith("Put this message"):
            original = text.split("\n\n", 1)[1]
            new = self.reword_fn(original)
            self.originals[new] = original
            return new
        first = text.split("First: ", 1)[1].split("\n\n", 1)[0]
        choices = text.rsplit("\n\n", 1)[1]
        wanted = self.originals[first]
        numbers = [n for n in range(1, 5) if f"{n}. {wanted}" in choices]
        return str(numbers[0] if self.picks_right else numbers[0] + 1)


def _made(items):
    return Made(items={("dialogue", "train"): list(items)})


def _show(*_):
    pass


def test_words_change_and_calls_do_not(some_items):
    made = _made(some_items)
    n = reword(made, _Model(lambda text: f"Well then: {text}"), Budget(None), _show)
    new = made.items["dialogue", "train"]
    assert n == sum(item.paraphrased for item in new) > 0
    for old, item in zip(some_items, new, strict=True):
        assert item.paraphrased == (old != item)
        for before, after in zip(old.turns, item.turns, strict=True):
            assert after.steps == before.steps
            assert after.user in (before.user, f"Well then: {before.user}")


@pytest.mark.parametrize(
    "reword_fn",
    [
        lambda text: f"{text} And make it 98765.",
        lambda text: "",
        lambda text: text * 9,
    ],
    ids=["another number", "empty", "rambling"],
)
def test_what_says_something_else_is_not_taken(some_items, reword_fn):
    made = _made(some_items)
    assert reword(made, _Model(reword_fn), Budget(None), _show) == 0
    assert made.items["dialogue", "train"] == list(some_items)


def test_what_the_model_does_not_recognise_is_not_taken(some_items):
    model = _Model(lambda text: f"Well then: {text}")
    model.picks_right = False
    assert reword(_made(some_items), model, Budget(None), _show) == 0


@pytest.mark.parametrize("name", ["gguf:x", "openai:", "openai:a b", "openai:x@ftp://y"])
def test_other_names_are_refused(name):
    with pytest.raises(AskError, match="no model that rewords"):
        paraphraser_of(name)


def test_without_a_key_openai_itself_is_refused(monkeypatch):
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(AskError, match="no key"):
        paraphraser_of("openai:gpt")


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        words = asked["messages"][-1]["content"].upper()
        message = {"role": "assistant", "content": words}
        choice = {"index": 0, "finish_reason": "stop", "message": message}
        body = {"id": "1", "object": "chat.completion", "created": 0, "model": "m"}
        data = json.dumps({**body, "choices": [choice]}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


def test_an_endpoint_answers():
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        ask = paraphraser_of(f"openai:m@http://127.0.0.1:{server.server_port}/v1")
        assert ask("hello") == "HELLO"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    with pytest.raises(AskError, match="did not answer"):
        ask("hello")
