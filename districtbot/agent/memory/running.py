"""Memory with a running summary: what no longer fits is kept in short."""

from collections.abc import Sequence
from pathlib import Path

from langchain_core.messages import BaseMessage

from districtbot.agent.memory.kinds import Memory, latest
from districtbot.agent.memory.notes import Notes, digest_of, longer, read_notes, write_notes
from districtbot.agent.memory.room import Room, most_that_fit
from districtbot.agent.memory.turns import TurnOfChat, messages_of, note_of

HEADING = "What happened before, in short:"


class Running(Memory):
    """The last turns as they were, the earlier ones as a summary.

    The summary grows when the conversation does not fit any more; half of the room is then made
    free, so that this is not needed at every turn.

    Attributes:
        n_tokens: The most tokens of the summary.

    Args:
        n_tokens: The most tokens of the summary.
        path: File that keeps the summary; ``None`` keeps it in memory only.
    """

    def __init__(self, n_tokens: int, path: Path | None = None) -> None:
        self.n_tokens = n_tokens
        self._path = path
        self._notes = read_notes(path)

    @property
    def summary(self) -> str:
        """The summary as it is now; empty where all turns still fit."""
        return self._notes.text

    def _seen(
        self, earlier: Sequence[TurnOfChat], current: TurnOfChat, room: Room
    ) -> list[BaseMessage]:
        notes = self._notes_for(earlier, current)
        shown = [turn for turn in earlier if turn.number > notes.upto]
        if not room.fits([*_said(notes), *messages_of([*shown, current])]):
            notes = self._grown(notes, earlier, current, room)
            shown = [turn for turn in earlier if turn.number > notes.upto]
        note = _said(notes)
        if not room.fits([*note, *current.messages]):
            return latest(shown, current, room, room.size)
        within = Room(room.model, room.tools, (*room.fixed, *note)) if note else room
        return [*note, *latest(shown, current, within, room.size)]

    def _notes_for(self, earlier: Sequence[TurnOfChat], current: TurnOfChat) -> Notes:
        """The notes, if they are of this conversation; none otherwise."""
        notes = self._notes
        held = [turn for turn in earlier if turn.number <= notes.upto]
        first = earlier[0] if earlier else current
        is_view = not held and bool(notes.upto) and first.number == notes.upto + 1
        return notes if is_view or notes.digest == digest_of(held) else Notes()

    def _grown(
        self, notes: Notes, earlier: Sequence[TurnOfChat], current: TurnOfChat, room: Room
    ) -> Notes:
        """Notes that hold so many of the earlier turns that half of the room is free."""
        size = min(self.n_tokens, (room.size - room.empty()) // 3)
        most = room.empty() + (room.size - room.empty() - size) // 2

        def last(n_turns: int) -> list[BaseMessage]:
            return messages_of([*earlier[len(earlier) - n_turns :], current])

        n_kept = most_that_fit(len(earlier), lambda n: room.fits(last(n), most))
        held = earlier[: len(earlier) - n_kept]
        if not held or held[-1].number <= notes.upto:
            return notes
        self._notes = longer(notes, held, size, room.model, room.budget)
        write_notes(self._path, self._notes)
        return self._notes


def _said(notes: Notes) -> list[BaseMessage]:
    return [note_of(f"{HEADING}\n{notes.text}", is_summary=True)] if notes.text else []
