"""What is on the desk now, in a sentence or two."""

from collections.abc import Iterable

from pydantic import BaseModel, ConfigDict

from districtbot.geo.numbers import counted
from districtbot.ground.errors import AskError
from districtbot.ground.quoting import plain
from districtbot.plans.targets import GroupShare
from districtbot.plans.verdict import Verdict
from districtbot.tools.desk.desk import Desk
from districtbot.tools.desk.history import Moment
from districtbot.tools.tool import Result
from districtbot.tools.words import RACE_NOTE

MOST_MISSED = 6
"""So many missed targets are told one by one."""


class Now(BaseModel):
    """What is on the desk.

    Attributes:
        version: Number of the moment.
        names: Names that the person gave it.
        districts: Districts of the plan; ``None`` where there is none.
        targets: How many targets the plan is judged by.
        targets_met: How many of them it meets.
        missed: Each target missed, in words; the first few.
        unjudged: Why the plan could not be judged; empty where it could.
        race: Whether a target looks at a group's share.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    version: int
    names: tuple[str, ...]
    districts: int | None
    targets: int
    targets_met: int
    missed: tuple[str, ...]
    unjudged: str = ""
    race: bool = False

    @property
    def called(self) -> str:
        """``version 4``, with the names it has."""
        names = f" ({', '.join(map(repr, self.names))})" if self.names else ""
        return f"version {self.version}{names}"

    @property
    def judged(self) -> str:
        """How many targets are met, without saying which are missed."""
        if self.unjudged:
            return "could not be judged"
        if not self.targets:
            return "not judged, since no number of districts is asked for"
        if self.targets_met == self.targets:
            few = {1: "the only target met", 2: "both targets met"}
            return few.get(self.targets, f"all {self.targets} targets met")
        if self.targets == 1:
            return "the only target missed"
        return f"{self.targets_met} of {self.targets} targets met"

    @property
    def text(self) -> str:
        """The whole in sentences."""
        return self.text_without()

    def text_without(self, told: Iterable[str] = ()) -> str:
        """The whole in sentences, but for missed targets that were told of already."""
        if self.districts is None:
            return f"On the desk: {self.called}, no plan yet."
        said = [
            f"On the desk: {self.called}, a plan of {counted(self.districts, 'district')}; "
            f"{self.judged}."
        ]
        before = set(told)
        said += [f"Missed: {one}." for one in self.missed if one not in before]
        more = self.targets - self.targets_met - len(self.missed)
        said += [f"Missed besides: {more} more."] if more else []
        said += [self.unjudged] if self.unjudged else []
        said += [RACE_NOTE] if self.race else []
        return " ".join(said)


class Done(Result):
    """What was done to the desk, and how it is now.

    Attributes:
        done: What was done.
        now: What is on the desk.
    """

    done: str
    now: Now

    @property
    def text(self) -> str:
        """What was done, and what is on the desk now."""
        return f"{self.done} {self.now.text}"


def now_on(desk: Desk, moment: Moment | None = None) -> Now:
    """What is on the desk, or was at a moment."""
    at = moment if moment is not None else desk.history.current
    plan, verdicts, unjudged = desk.plan_of(at), tuple[Verdict, ...](), ""
    try:
        verdicts = desk.verdicts_at(at)
    except AskError as error:
        unjudged = str(error)
    return Now(
        version=at.number,
        names=tuple(plain(name, 60) for name, n in desk.history.names.items() if n == at.number),
        districts=None if plan is None else plan.n_districts,
        targets=len(verdicts),
        targets_met=sum(one.met for one in verdicts),
        missed=missed(verdicts)[:MOST_MISSED],
        unjudged=unjudged,
        race=any(isinstance(one, GroupShare) for one in at.asked.target),
    )


def missed(verdicts: Iterable[Verdict]) -> tuple[str, ...]:
    """Each target that is missed, in words."""
    return tuple(told(one) for one in verdicts if not one.met)


def told(one: Verdict) -> str:
    """A verdict in words: what was asked and what the plan has."""
    return f"{one.told}{' (only wished for)' if one.wished else ''}"


def said_of(moment: Moment) -> str:
    """What was done to make a moment."""
    return plain(moment.note, 120)
