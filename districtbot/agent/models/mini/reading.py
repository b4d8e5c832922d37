"""A message as `mini` reads it: in lower case, its numbers and names marked and pointed at.

What can be known without understanding is done here, by code: which words are numbers and which
number they are, which names the map has and what they stand for. The model is left with what is
meant. ``Seven districts within half a percent, Polk County whole`` is read as
``<n1>7 districts within <n2>0.5% , <p1>county whole``.
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from districtbot.agent.models.mini.column_spans import columns_in, files_in, versions_in
from districtbot.agent.models.mini.contest_spans import contests_in, contests_in_answer
from districtbot.agent.models.mini.numbers import Number, numbers_of
from districtbot.agent.models.mini.place_spans import places_in, strange_places
from districtbot.agent.models.mini.slipped_places import slipped_places
from districtbot.agent.models.mini.slips import taken_back
from districtbot.agent.models.mini.spans import AnySpan, ContestSpan, Span, apart

if TYPE_CHECKING:
    from districtbot.tools.desk.desk import Desk

MOST = 24
"""Numbers, and names, that can be pointed at; what comes later is read as it is."""
_SIGNS = {
    "≤": "<=", "≥": ">=", "±": "+-", "＋": "+", "−": "-", "–": "-", "—": " - ", "’": "'", "‘": "'",
    "“": '"', "”": '"', "…": "...", "×": "x", "\u00a0": " ", "½": " 1/2", "¼": " 1/4", "¾": " 3/4",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reading:
    """A message with what was found in it.

    Attributes:
        said: The message as the person wrote it, its signs made plain.
        text: As the model reads it.
        numbers: What ``<n1>``, ``<n2>``... stand for.
        names: What ``<p1>``, ``<p2>``... stand for; none of them twice.
        contests: What ``<e1>``, ``<e2>``... stand for; none of them twice.
        taken_back: Numbers that the person put right at once, by their places.
    """

    said: str
    text: str
    numbers: tuple[Number, ...]
    names: tuple[Span, ...]
    contests: tuple[ContestSpan, ...]
    taken_back: frozenset[int]


def read_message(message: str, desk: "Desk", *, of_election: bool = False) -> Reading:
    """Find the numbers and names of a message.

    Args:
        message: As the person wrote it.
        desk: The desk, for the names on its map and its versions.
        of_election: Whether the person was asked which election shall count.
    """
    said = plainly(message)
    low = said.lower()
    low = low if len(low) == len(said) else said
    state, book = desk.state, desk.state.gazetteer
    contests = state.columns.elections
    spans = apart(
        (
            *(contests_in_answer(low, contests) if of_election else ()),
            *files_in(said),
            *versions_in(said, list(desk.history.names)),
            *contests_in(low, contests, book.by_bare.__contains__),
            *columns_in(said, state.columns, [str(name) for name in state.units.columns]),
            *places_in(said, book),
            *strange_places(said, book),
            *slipped_places(said, book),
        )
    )
    blank = low
    for span in spans:
        blank = f"{blank[: span.start]}{chr(0) * (span.end - span.start)}{blank[span.end :]}"
    return _marked(said, low, [*spans, *numbers_of(blank)])


def plainly(message: str) -> str:
    """A message with plain signs for fancy ones, and nothing that passes for a mark of ours."""
    text = unicodedata.normalize("NFC", message)
    for sign, plain in _SIGNS.items():
        text = text.replace(sign, plain)
    text = "".join(one if one.isprintable() or one == "\n" else " " for one in text)
    return re.sub(r"<(?!=)", "< ", text).replace("[", "(").replace("]", ")")


def _marked(said: str, low: str, found: list[AnySpan | Number]) -> Reading:
    """The text with its marks."""
    numbers: list[Number] = []
    names: list[Span] = []
    contests: list[ContestSpan] = []
    same_names: list[object] = []
    same_contests: list[object] = []
    parts, at = [], 0
    for one in sorted(found, key=lambda span: span.start):
        mark = ""
        if isinstance(one, Number) and len(numbers) < MOST:
            numbers.append(one)
            mark = f"<n{len(numbers)}>{one.text}"
        elif isinstance(one, ContestSpan):
            n = _marked_as(one.names or one.said, same_contests)
            contests += [one] * (n > len(contests))
            mark = f"<e{n}>{_how_many(one)}{one.side}" if n else ""
        elif isinstance(one, Span):
            n = _marked_as((one.kind, one.value), same_names)
            names += [one] * (n > len(names))
            mark = f"<p{n}>{f'{one.kind} {one.about}'.strip()}" if n else ""
        if mark:
            parts += [_spaced(low[at : one.start]), f" {mark} "]
            at = one.end
    parts.append(_spaced(low[at:]))
    text = re.sub(r"[ \t]+", " ", "".join(parts)).strip()
    slips = taken_back(text)
    for old, new in slips.items():
        numbers[new] = replace(numbers[new], unit=numbers[old].unit)
    return Reading(said, text, tuple(numbers), tuple(names), tuple(contests), frozenset(slips))


def _marked_as(key: object, known: list[object]) -> int:
    """The number of the mark of a name, a new one if it is new; 0 where no room is left.

    What is named twice has one mark, so that it makes no difference which of them is pointed at.
    """
    if key not in known:
        if len(known) >= MOST:
            return 0
        known.append(key)
    return known.index(key) + 1


def _spaced(text: str) -> str:
    """Words that somebody joined in the way of programs, apart."""
    return re.sub(r"(?<=[a-z])_(?=[a-z])", " ", text)


def _how_many(span: ContestSpan) -> str:
    """How many contests of the map are meant."""
    return {0: "unknown ", 1: "contest "}.get(len(span.names), "contests ")
