"""Tools that walk the history: undo, redo, name a version, go to it, list them all."""

from itertools import pairwise
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from districtbot.geo.numbers import counted
from districtbot.ground.errors import AskError
from districtbot.ground.quoting import plain
from districtbot.tools.desk.desk import Desk
from districtbot.tools.desk.history import Moment
from districtbot.tools.desk.known import version_number
from districtbot.tools.kit.now import Done, now_on, said_of
from districtbot.tools.tool import Arguments, Known, Result, Tool, Work

MOST_LISTED = 12
"""So many versions are listed where nothing else is asked for."""


class Steps(Arguments):
    """Arguments of `undo` and `redo`."""

    times: Annotated[int, Field(ge=1, le=1000, description="how many requests")] = 1


class Name(Arguments):
    """Arguments of `name_version`."""

    name: Annotated[str, Field(min_length=1, max_length=60, description="a short name")]


class Version(Arguments):
    """Arguments of `go_to`."""

    version: Annotated[
        str,
        BeforeValidator(lambda value: str(value) if isinstance(value, int) else value),
        Known("version", description="name or number of a version"),
    ]


class Listing(Arguments):
    """Arguments of `list_versions`."""

    most: Annotated[int, Field(ge=1, le=100, description="how many to list")] = MOST_LISTED


class Listed(BaseModel):
    """One version.

    Attributes:
        number: Its number.
        names: Names that the person gave it.
        note: What was done.
        before: The version it was made from; ``None`` for the first.
        here: Whether it is on the desk.
        districts: Districts of its plan; ``None`` where it has none.
        judged: How many of its targets it meets, in words; empty without a plan.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    number: int
    names: tuple[str, ...]
    note: str
    before: int | None
    here: bool
    districts: int | None
    judged: str

    @property
    def text(self) -> str:
        """One line."""
        names = f" {', '.join(map(repr, self.names))}" if self.names else ""
        here = " (on the desk)" if self.here else ""
        source = f", from {self.before}" if self.before not in (None, self.number - 1) else ""
        plan = (
            "no plan"
            if self.districts is None
            else f"{counted(self.districts, 'district')}, {self.judged}"
        )
        return f"{self.number}{names}{here}: {self.note}{source}; {plan}"


class Versions(Result):
    """The versions, newest first.

    Attributes:
        versions: The newest, and those with names.
        total: How many there are.
        steps_to_undo: How many steps back one can go.
        steps_to_redo: How many steps ahead.
    """

    versions: tuple[Listed, ...]
    total: int
    steps_to_undo: int
    steps_to_redo: int

    @property
    def text(self) -> str:
        """A line for each."""
        lines = [f"{counted(self.total, 'version')}, newest first."]
        lines += [one.text for one in self.versions]
        left = self.total - len(self.versions)
        lines += [f"{left} more without a name."] if left else []
        lines.append(
            f"{counted(self.steps_to_undo, 'step')} to undo, {self.steps_to_redo} to redo."
        )
        return "\n".join(lines)


def undo(desk: Desk, steps: Steps, work: Work) -> Done:
    """Go back to where one was before."""
    del work
    history = desk.history
    way = [history.moments[place] for place in history.places[: history.at + 1]]
    history.undo(steps.times)
    undone = [_step(old, new) for old, new in pairwise(way[history.at :])][::-1]
    return Done(done=f"Undone: {'; '.join(undone[:3])}{_more(undone)}.", now=now_on(desk))


def redo(desk: Desk, steps: Steps, work: Work) -> Done:
    """Take back undone steps."""
    del work
    history = desk.history
    at = history.at
    history.redo(steps.times)
    way = [history.moments[place] for place in history.places[at : history.at + 1]]
    redone = [_step(old, new) for old, new in pairwise(way)]
    return Done(done=f"Redone: {'; '.join(redone[:3])}{_more(redone)}.", now=now_on(desk))


def name_version(desk: Desk, named: Name, work: Work) -> Done:
    """Give what is on the desk a name."""
    del work
    wanted = named.name.strip().casefold()
    if wanted in _taken(desk) or version_number(wanted) is not None:
        raise AskError(f"{plain(named.name)!r} names another plan already.", "Give another name.")
    moment = desk.history.name(named.name)
    said = f"Version {moment.number} is called {plain(named.name, 60)!r} now."
    return Done(done=said, now=now_on(desk))


def go_to(desk: Desk, wanted: Version, work: Work) -> Done:
    """Bring back the plan and the targets of a version."""
    del work
    number = version_number(wanted.version.strip().casefold())
    moment = desk.history.find(wanted.version if number is None else str(number))
    if moment.number == desk.history.current.number:
        return Done(done=f"Version {moment.number} is on the desk already.", now=now_on(desk))
    desk.history.go_to(moment)
    return Done(
        done=f"Back to version {moment.number}, with its plan and targets: {said_of(moment)}.",
        now=now_on(desk),
    )


def list_versions(desk: Desk, listing: Listing, work: Work) -> Versions:
    """The versions, newest first; those with names are always listed."""
    del work
    history = desk.history
    named, here = set(history.names.values()), history.current.number
    newest = range(max(0, len(history.moments) - listing.most), len(history.moments))
    wanted = sorted({*newest, *named, here}, reverse=True)
    return Versions(
        versions=tuple(_listed(desk, history.moments[number]) for number in wanted),
        total=len(history.moments),
        steps_to_undo=len(history.ways_back),
        steps_to_redo=len(history.ways_ahead),
    )


def _listed(desk: Desk, moment: Moment) -> Listed:
    now = now_on(desk, moment)
    return Listed(
        number=moment.number,
        names=now.names,
        note=said_of(moment),
        before=moment.parent,
        here=moment.number == desk.history.current.number,
        districts=now.districts,
        judged="" if now.districts is None else now.judged,
    )


def _step(old: Moment, new: Moment) -> str:
    """What a step from one moment to the next was."""
    if new.parent == old.number:
        return said_of(new)
    return f"going from version {old.number} to {new.number}"


def _more(said: list[str]) -> str:
    return f"; and {len(said) - 3} more" if len(said) > 3 else ""


def _taken(desk: Desk) -> set[str]:
    return {"current", *(column.casefold() for column in desk.state.columns.plans)}


TOOLS = (
    Tool(
        "undo",
        "Take back all that the last request changed, or several.",
        Steps,
        undo,
        changes=True,
    ),
    Tool("redo", "Do again what was undone.", Steps, redo, changes=True),
    Tool("name_version", "Give what is on the desk a name to come back to.", Name, name_version),
    Tool(
        "go_to",
        "Bring back the plan and the targets of an earlier version.",
        Version,
        go_to,
        changes=True,
    ),
    Tool("list_versions", "List the versions so far, newest first.", Listing, list_versions),
)
