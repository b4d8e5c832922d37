"""Passages by meaning: an endpoint over HTTP, and an encoder of this machine."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest

from districtbot.agent.embeddings import embed_fn_of
from districtbot.agent.models.loaded import ModelFailed
from districtbot.ground.errors import AskError

TEXTS = ["compact districts", "districts compact", "efficiency gap"]


class Letters(BaseHTTPRequestHandler):
    """Counts letters: texts with the same letters have the same vector."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        texts = asked["input"]
        if asked["model"] == "broken":
            self._answer(500, {"error": {"message": "out of order"}})
            return
        rows = [[text.count(chr(97 + n)) + 0.0 for n in range(26)] for text in texts]
        data = [{"index": n, "embedding": row, "object": "embedding"} for n, row in enumerate(rows)]
        usage = {"prompt_tokens": 1, "total_tokens": 1}
        self._answer(200, {"object": "list", "data": data, "model": asked["model"], "usage": usage})

    def _answer(self, status: int, body: object) -> None:
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
        """Say nothing."""


@pytest.fixture
def address() -> Iterator[str]:
    """An endpoint on this machine."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Letters) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/v1"
        server.shutdown()
        thread.join()


def test_an_endpoint_gives_vectors_of_length_one(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    found = embed_fn_of(f"openai:letters@{address}")(TEXTS * 30)
    assert found.shape == (90, 26)
    assert np.linalg.norm(found, axis=1) == pytest.approx(np.ones(90), abs=1e-5)
    assert found[0] == pytest.approx(found[1])
    assert found[0] @ found[2] < 0.95


@pytest.mark.parametrize("name", ["openai:broken@{address}", "openai:x@http://127.0.0.1:9/v1"])
def test_a_server_that_fails_is_told(
    name: str, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "k")
    with pytest.raises(ModelFailed, match="could not be had"):
        embed_fn_of(name.format(address=address))(TEXTS)


@pytest.mark.parametrize("name", ["scripted:demo", "mini", "gguf:x.gguf"])
def test_models_that_give_no_vectors_are_refused(name: str) -> None:
    with pytest.raises(AskError, match="give no vectors"):
        embed_fn_of(name)


def test_an_encoder_that_is_not_there_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("transformers")
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(AskError, match="cannot be loaded as an encoder"):
        embed_fn_of(f"hf:{tmp_path}")


@pytest.mark.slow
def test_an_encoder_of_this_machine(tmp_path: Path) -> None:
    transformers = pytest.importorskip("transformers")
    tokenizers = pytest.importorskip("tokenizers")
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "compact", "districts", "efficiency", "gap"]
    inner = tokenizers.Tokenizer(
        tokenizers.models.WordLevel({word: n for n, word in enumerate(words)}, "[UNK]")
    )
    inner.pre_tokenizer = tokenizers.pre_tokenizers.Whitespace()
    transformers.PreTrainedTokenizerFast(
        tokenizer_object=inner, pad_token="[PAD]", unk_token="[UNK]"
    ).save_pretrained(tmp_path)
    config = transformers.BertConfig(
        vocab_size=len(words),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
    )
    transformers.BertModel(config).save_pretrained(tmp_path)
    embed_fn = embed_fn_of(f"hf:{tmp_path}")
    alone, together = embed_fn(TEXTS[2:]), embed_fn(["gap", *TEXTS])
    assert together.shape == (4, 16)
    assert np.linalg.norm(together, axis=1) == pytest.approx(np.ones(4), abs=1e-5)
    assert alone[0] == pytest.approx(together[3], abs=1e-4), "padding counts for nothing"
