"""What keeps the transcript in step with the desk."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from districtbot.geo.options import MapOptions
from districtbot.tools.desk.history import History
from districtbot.tools.desk.store import moment_data
from districtbot.tools.transcript import Transcript

CAUGHT_UP = "caught up"
"""The event that says what the transcript had missed."""


def mend_transcript(transcript: Transcript, history: History) -> None:
    """Add what a saved desk has and its transcript has not.

    A desk is saved before its transcript is written, so a program killed in between leaves the
    transcript one step behind; and a program can change a desk without calling a tool.

    Raises:
        AskError: If it cannot be written.
    """
    known, at = _known(transcript)
    new = [one for one in history.moments if one.number not in known]
    if not new and at == history.current.number:
        return
    transcript.write(
        {
            "event": CAUGHT_UP,
            "moment": history.current.number,
            "moments": [moment_data(one) for one in new],
            "places": list(history.places),
            "at": history.at,
            "names": dict(history.names),
        }
    )


def options_data(options: MapOptions) -> dict[str, Any]:
    """The options that are not the usual ones, as JSON data."""
    usual = asdict(MapOptions())
    return {name: value for name, value in asdict(options).items() if value != usual[name]}


def _known(events: Iterable[dict[str, Any]]) -> tuple[set[int], int]:
    """The numbers of the moments that events tell of, and where the last one left off."""
    known, at = {0}, 0
    for event in events:
        known |= {int(one["number"]) for one in event.get("moments", ())}
        at = int(event.get("moment", at))
    return known, at
