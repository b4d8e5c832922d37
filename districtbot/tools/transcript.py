"""What was said and done, one JSON object a line, for programs of any kind."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from districtbot.ground.errors import AskError
from districtbot.ground.paths import cannot_write


class Transcript:
    """Events in order, in memory and, where there is a file, on disk as they come.

    Args:
        path: File that events are added to; ``None`` keeps them in memory only. Events that it
            holds already come first; a last line that was cut off in the middle is dropped.

    Raises:
        AskError: If the file cannot be read.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path
        self._events: list[dict[str, Any]] = []
        if path is not None and path.exists():
            self._events = list(read_events(path))
            self._mend()

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """The events, oldest first."""
        return iter(tuple(self._events))

    def __len__(self) -> int:
        """How many events there are."""
        return len(self._events)

    def write(self, event: dict[str, Any]) -> None:
        """Add an event; it is on disk when this returns.

        Raises:
            AskError: If the file cannot be written.
        """
        line = line_of(event)
        self._events.append(event)
        if self.path is None:
            return
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("a", encoding="utf-8", newline="") as file:
                file.write(line)
        except OSError as error:
            raise cannot_write(self.path.parent, error) from error

    def text(self) -> str:
        """The whole as JSON lines."""
        return "".join(map(line_of, self._events))

    def _mend(self) -> None:
        """Rewrite a file whose last line was cut off, so that the next event has its own."""
        if self.path is None or self.path.read_bytes().endswith(b"\n"):
            return
        self.path.write_text(self.text(), encoding="utf-8", newline="")


def line_of(event: dict[str, Any]) -> str:
    """An event as a line of JSON."""
    return json.dumps(event, ensure_ascii=False, allow_nan=False) + "\n"


def read_events(path: Path) -> Iterator[dict[str, Any]]:
    """The events of a transcript file; a last line that is cut off is left out.

    Raises:
        AskError: If the file cannot be read, or a line before the last is no JSON object.
    """
    try:
        lines = path.read_bytes().decode("utf-8", errors="replace").rstrip("\n").split("\n")
    except OSError as error:
        raise AskError(f"{path} cannot be read: {error.strerror or error}.") from error
    for number, line in enumerate(lines, start=1):
        try:
            event = json.loads(line)
        except ValueError:
            event = None
        if isinstance(event, dict):
            yield event
        elif number < len(lines) and line.strip():
            raise AskError(
                f"Line {number} of {path} is no JSON object.", "Is this file a transcript?"
            )
