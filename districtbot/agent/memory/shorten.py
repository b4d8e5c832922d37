"""Turns made shorter where they do not fit: first long results, then steps, then long messages."""

from dataclasses import replace
from typing import TypeVar

from langchain_core.messages import AIMessage, BaseMessage, ToolMessage

from districtbot.agent.memory.room import Room, least_that_fits, most_that_fit
from districtbot.agent.memory.turns import Piece, TurnOfChat, note_of
from districtbot.agent.models.text.rendering import BROKEN

RESULT_LETTERS = 160
"""A result of an earlier step is shortened to this."""
TEXT_LETTERS = 600
"""A message of an earlier turn is shortened to this."""
CUT = " ... (shortened)"
LEFT_OUT = "Earlier steps of this turn are left out here."

Message = TypeVar("Message", bound=BaseMessage)


def brief(turn: TurnOfChat) -> TurnOfChat:
    """An earlier turn with its results and texts shortened; every step stays."""
    opening = None if turn.opening is None else cut(turn.opening, TEXT_LETTERS)
    pieces = tuple(tuple(_brief(message) for message in piece) for piece in turn.pieces)
    return replace(turn, opening=opening, pieces=pieces)


def fitted(turn: TurnOfChat, room: Room) -> TurnOfChat:
    """The current turn, made as much shorter as it must be to fit by itself.

    Results of the oldest steps are shortened first; then a message of the person that would take
    more than half the room is cut at its end; then the oldest steps are left out.

    Raises:
        AskError: If the model cannot take in even the shortest message.
    """
    if room.fits(turn.messages):
        return turn
    empty = room.empty()
    n_pieces = len(turn.pieces)

    def shortened(n_short: int) -> TurnOfChat:
        early = tuple(tuple(map(_brief, piece)) for piece in turn.pieces[:n_short])
        return replace(turn, pieces=(*early, *turn.pieces[n_short:]))

    short = shortened(least_that_fits(n_pieces, lambda n: room.fits(shortened(n).messages)))
    if room.fits(short.messages):
        return short
    opened = _opening_cut(short, room, (room.size + empty) // 2)

    def without(n_dropped: int) -> TurnOfChat:
        marker: tuple[Piece, ...] = ((note_of(LEFT_OUT, is_summary=False),),) if n_dropped else ()
        return replace(opened, pieces=(*marker, *opened.pieces[n_dropped:]))

    return without(least_that_fits(n_pieces, lambda n: room.fits(without(n).messages)))


def cut(message: Message, n_letters: int) -> Message:
    """A message with at most this many letters of its text, and a word that there was more."""
    text = str(message.text)
    if len(text) <= n_letters:
        return message
    short: Message = message.model_copy(update={"content": text[: n_letters - len(CUT)] + CUT})
    return short


def _brief(message: BaseMessage) -> BaseMessage:
    if isinstance(message, ToolMessage):
        return cut(message, RESULT_LETTERS)
    broken = message.additional_kwargs.get(BROKEN)
    if isinstance(message, AIMessage) and isinstance(broken, dict):
        text = str(broken.get("text", ""))[:RESULT_LETTERS]
        marks = {**message.additional_kwargs, BROKEN: {**broken, "text": text}}
        message = message.model_copy(update={"additional_kwargs": marks})
    return cut(message, TEXT_LETTERS)


def _opening_cut(turn: TurnOfChat, room: Room, most: int) -> TurnOfChat:
    """The turn with as much of the person's message as this many tokens hold."""
    opening = turn.opening
    if opening is None or room.fits([opening], most):
        return turn
    text = str(opening.text)

    def first(n_letters: int) -> BaseMessage:
        left_out = f" ... ({len(text) - n_letters:,} more letters are left out)"
        return opening.model_copy(update={"content": text[:n_letters] + left_out})

    n_kept = most_that_fit(len(text), lambda n: room.fits([first(n)], most))
    return replace(turn, opening=first(n_kept))
