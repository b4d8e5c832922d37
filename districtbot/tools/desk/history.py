"""How a desk came to be as it is: moments, and the way through them.

Every change makes a new moment and none is ever lost. Undo and redo walk the places one has been
at, as in a browser; going back to an earlier moment is a step that can be undone as well. A change
made after going back grows a branch.

Where it is told when a person's requests begin, all that one request changed is one step of undo:
whoever says "undo that" means the plan and the targets that it was drawn to. Within the request
that is under way each change is a step of its own.
"""

from dataclasses import dataclass, field
from typing import Any

from districtbot.ground.errors import AskError, some_of
from districtbot.ground.quoting import plain
from districtbot.tools.desk.asked import Asked


@dataclass(frozen=True, slots=True)
class Made:
    """What made a moment, so that it can be made again.

    Attributes:
        tool: The tool that was called.
        arguments: Its arguments.
        pins: What its outcome hung on besides, such as seed and number of steps.
    """

    tool: str
    arguments: dict[str, Any]
    pins: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Moment:
    """The desk at one time.

    Attributes:
        number: 0 for the empty desk, then 1, 2...
        parent: The moment it was made from; ``None`` for the first.
        asked: What was asked of a plan.
        plan: Hash of the plan; ``None`` before there is one.
        note: What was done, in a few words.
        made: The call that made it; ``None`` for the first.
    """

    number: int
    parent: int | None
    asked: Asked
    plan: str | None
    note: str
    made: Made | None


@dataclass(slots=True)
class History:
    """Moments, names for some of them, and the way through them.

    Attributes:
        moments: All of them, by number.
        places: Numbers of the moments one was at, in order.
        at: Index into ``places``: where one is.
        names: Versions: a name to the number of a moment.
        starts: Indexes into ``places`` where requests began, in order.
        began: Where the request that is under way began.
    """

    moments: list[Moment] = field(
        default_factory=lambda: [Moment(0, None, Asked(), None, "the map was opened", None)]
    )
    places: list[int] = field(default_factory=lambda: [0])
    at: int = 0
    names: dict[str, int] = field(default_factory=dict)
    starts: list[int] = field(default_factory=list)
    began: int = 0

    @property
    def current(self) -> Moment:
        """Where one is."""
        return self.moments[self.places[self.at]]

    @property
    def drafts(self) -> tuple[Moment, ...]:
        """Of each plan the moment when it came to the desk first, in order."""
        first = {one.plan: one for one in reversed(self.moments) if one.plan is not None}
        return tuple(sorted(first.values(), key=lambda one: one.number))

    def add(self, asked: Asked, plan: str | None, note: str, made: Made) -> Moment:
        """Go on from here to a new moment."""
        moment = Moment(len(self.moments), self.current.number, asked, plan, note, made)
        self.moments.append(moment)
        self._go(moment.number)
        return moment

    def begin(self) -> None:
        """A request of the person begins here."""
        self.began = self.at
        self.starts = sorted({*self.starts, self.at})

    @property
    def ways_back(self) -> tuple[int, ...]:
        """Indexes into ``places`` that undo goes to, the nearest first."""
        lowest = min(self.at, self.began)
        starts = [start for start in self.starts if start < lowest]
        single = range(min((lowest, *self.starts)))
        return (*range(self.at - 1, lowest - 1, -1), *reversed(starts), *reversed(single))

    @property
    def ways_ahead(self) -> tuple[int, ...]:
        """Indexes into ``places`` that redo goes to, the nearest first."""
        last = len(self.places) - 1
        stops = self.starts or range(last)
        ahead = [stop for stop in stops if self.at < stop < last]
        return (*ahead, last) if self.at < last else ()

    def undo(self, times: int = 1) -> Moment:
        """Go back to where one was before.

        Raises:
            AskError: If there are not so many steps to undo.
        """
        self.at = _way(self.ways_back, times, "undo")
        return self.current

    def redo(self, times: int = 1) -> Moment:
        """Take back undone steps.

        Raises:
            AskError: If there are not so many.
        """
        self.at = _way(self.ways_ahead, times, "redo")
        return self.current

    def name(self, name: str) -> Moment:
        """Give where one is a name; the name moves here if it was elsewhere.

        Raises:
            AskError: If the name cannot be one.
        """
        wanted = plain(name, 60)
        if not wanted or wanted != name.strip() or wanted.isdecimal():
            raise AskError(
                f"{plain(name)!r} cannot name a version.", "Give a short name, not a number."
            )
        self.names = {
            old: number for old, number in self.names.items() if old.casefold() != wanted.casefold()
        }
        self.names[wanted] = self.current.number
        return self.current

    def find(self, name: str) -> Moment:
        """A moment by its name, any case, or its number.

        Raises:
            AskError: If there is none.
        """
        wanted = name.strip().casefold()
        for known, number in self.names.items():
            if known.casefold() == wanted:
                return self.moments[number]
        if wanted.isdecimal() and int(wanted[:9]) < len(self.moments):
            return self.moments[int(wanted[:9])]
        known_names = some_of(map(plain, self.names), 12)
        named = f" Named versions: {known_names}." if known_names else ""
        last = len(self.moments) - 1
        numbered = f"There are versions 0 to {last}." if last else "There is only version 0."
        raise AskError(f"There is no version {plain(name)!r}.", f"{numbered}{named}")

    def go_to(self, moment: Moment) -> Moment:
        """Go to a moment; this can be undone."""
        if moment.number != self.current.number:
            self._go(moment.number)
        return self.current

    def line(self, moment: Moment | None = None) -> tuple[Moment, ...]:
        """The moments from the first to this one, each made from the one before."""
        found = [moment if moment is not None else self.current]
        while (parent := found[-1].parent) is not None:
            found.append(self.moments[parent])
        return tuple(reversed(found))

    def skip_to(self, number: int) -> None:
        """Leave numbers out, so that the next moment has this one; for a history made again."""
        while len(self.moments) < number:
            gap = Moment(len(self.moments), 0, Asked(), None, "left out", None)
            self.moments.append(gap)

    def _go(self, number: int) -> None:
        del self.places[self.at + 1 :]
        self.starts = [start for start in self.starts if start <= self.at]
        self.began = min(self.began, self.at)
        self.places.append(number)
        self.at += 1


def _way(ways: tuple[int, ...], times: int, verb: str) -> int:
    """Where so many steps lead.

    Raises:
        AskError: If there are not so many.
    """
    if times > len(ways):
        raise AskError(
            f"There {'is 1 step' if len(ways) == 1 else f'are {len(ways)} steps'} to {verb}, not "
            f"{times}."
            if ways
            else f"There is nothing to {verb}."
        )
    return ways[times - 1]
