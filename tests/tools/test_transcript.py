"""JSON lines that survive a program killed in the middle of one."""

import json
from pathlib import Path

import pytest

from districtbot.ground.errors import AskError
from districtbot.tools.transcript import Transcript, read_events

EVENTS = [{"event": "said", "text": "Doña\nAna \u2028"}, {"event": "tool", "n": 1.5}]


def test_events_are_on_disk_as_they_come(tmp_path: Path) -> None:
    path = tmp_path / "new" / "transcript.jsonl"
    transcript = Transcript(path)
    for count, event in enumerate(EVENTS, start=1):
        transcript.write(event)
        assert list(read_events(path)) == EVENTS[:count]
    assert path.read_text(encoding="utf-8") == transcript.text()
    assert list(Transcript(path)) == EVENTS


def test_without_a_file_they_are_kept_in_memory() -> None:
    transcript = Transcript()
    transcript.write(EVENTS[0])
    assert list(transcript) == EVENTS[:1]
    assert len(transcript) == 1


@pytest.mark.parametrize("cut", [1, 5, 20])
def test_a_line_cut_off_is_dropped_and_the_next_has_its_own(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "transcript.jsonl"
    for event in EVENTS:
        Transcript(path).write(event)
    whole = path.read_bytes()
    path.write_bytes(whole[:-cut])
    transcript = Transcript(path)
    kept = EVENTS if cut == 1 else EVENTS[:1]
    assert list(transcript) == kept
    transcript.write({"event": "next"})
    assert [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]
    assert list(read_events(path)) == [*kept, {"event": "next"}]


def test_a_broken_line_in_the_middle_is_told(tmp_path: Path) -> None:
    path = tmp_path / "transcript.jsonl"
    path.write_text('{"a": 1}\nnonsense\n{"b": 2}\n', encoding="utf-8")
    with pytest.raises(AskError, match="Line 2"):
        list(read_events(path))


def test_nan_is_refused(tmp_path: Path) -> None:
    transcript = Transcript(tmp_path / "t.jsonl")
    with pytest.raises(ValueError, match="JSON"):
        transcript.write({"value": float("nan")})
    assert len(transcript) == 0
