"""`districtbot serve-model` as a process: it answers, and Ctrl-C ends it."""

import json
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def served() -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A served script and the address that it says."""
    words = [sys.executable, "-m", "districtbot", "serve-model", "scripted:demo", "--port", "0"]
    # Where the tests run in the background of a shell, SIGINT is ignored by them and theirs.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        process = subprocess.Popen(
            words, stderr=subprocess.PIPE, text=True, start_new_session=True, env={**os.environ}
        )
    finally:
        signal.signal(signal.SIGINT, before)
    assert process.stderr is not None
    url = ""
    for line in process.stderr:
        if " at http" in line:
            url = line.split(" at ")[1].split(";")[0]
            break
    yield process, url
    process.kill()
    process.wait()
    process.stderr.close()


def test_it_answers_and_ends(served: tuple[subprocess.Popen[str], str]) -> None:
    process, url = served
    assert url.endswith("/v1")
    plain = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    body = {"model": "demo", "messages": [{"role": "user", "content": "Hello!"}]}
    request = urllib.request.Request(
        f"{url}/chat/completions", json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with plain.open(request, timeout=30) as answer:
        found = json.load(answer)
    assert "describe_map" in found["choices"][0]["message"]["content"]
    process.send_signal(signal.SIGINT)
    assert process.wait(15) == 0
    assert process.stderr is not None
    rest = process.stderr.read()
    assert "Closing" in rest
    assert "Traceback" not in rest


def test_what_is_wrong_is_said(refused: Any, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.delenv("NO_SUCH_KEY", raising=False)
    assert "NO_SUCH_KEY" in refused("serve-model", "scripted:demo", "--api-key-env", "NO_SUCH_KEY")
    assert "not a model" in refused("serve-model", "scrpted:demo")
