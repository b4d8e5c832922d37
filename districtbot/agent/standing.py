"""Where the plan on a desk stands, in the verifier's own words, and what speaks against it."""

import re
from dataclasses import dataclass

from districtbot.ground.errors import AskError, some_of
from districtbot.plans.verdict import Verdict
from districtbot.tools.desk.desk import Desk

MOST_MISSED = 4
"""Missed targets that are told one by one."""

_CHANGE = re.compile(
    r"\b(?:I(?:'ve| have)?(?: now| just| also)?|(?:has|have) (?:now |just )?been|(?:is|are) now)"
    r" (?:moved|drew|drawn|drafted|created|locked|unlocked|merged|split|swapped|redrew|redrawn"
    r"|undid|undone|restored|improved|updated|changed|removed|added|set|kept|proposed|exported"
    r"|saved)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Standing:
    """What the verifier finds on a desk.

    Attributes:
        verdicts: One for each target; empty where there is no plan or no number of districts.
        problem: Why the plan cannot be judged; empty where it can, or where there is none.
        has_plan: Whether there is a plan.
        districts_asked: Districts asked for; ``None`` until somebody says it.
    """

    verdicts: tuple[Verdict, ...]
    problem: str
    has_plan: bool
    districts_asked: int | None

    @property
    def missed(self) -> tuple[Verdict, ...]:
        """The required targets that are not met."""
        return tuple(one for one in self.verdicts if not one.met and not one.wished)

    @property
    def met(self) -> bool:
        """Whether there is a plan, and it meets everything required."""
        return bool(self.verdicts) and not self.missed

    @property
    def line(self) -> str:
        """The verifier's sentence: what is met, and what is not and by how much."""
        if self.problem:
            return f"Checked: the plan cannot be judged. {self.problem}"
        if not self.has_plan:
            return "Checked: there is no plan yet."
        if not self.verdicts:
            return "Checked: nobody has said yet how many districts there shall be."
        required = [one for one in self.verdicts if not one.wished]
        n_met = sum(one.met for one in required)
        kind = "targets" if len(required) == len(self.verdicts) else "required targets"
        if n_met == len(required):
            many = {1: f"the only {kind.removesuffix('s')} is", 2: f"both {kind} are"}
            said = f"Checked: {many.get(n_met, f'all {n_met} {kind} are')} met."
        else:
            said = f"Checked: {n_met} of {len(required)} {kind} are met."
        missed = [*self.missed, *(one for one in self.verdicts if one.wished and not one.met)]
        told = [
            f"{'Wished for, not met' if one.wished else 'Not met'}: {one.name}, {one.required}; "
            f"the plan has {one.achieved}."
            for one in missed[:MOST_MISSED]
        ]
        more = missed[MOST_MISSED:]
        if more:
            told.append(f"Not met either: {some_of((one.name for one in more), 8)}.")
        return " ".join([said, *told])


def standing_of(desk: Desk) -> Standing:
    """What the verifier finds on a desk now."""
    moment = desk.history.current
    problem, verdicts = "", tuple[Verdict, ...]()
    try:
        verdicts = desk.verdicts()
    except AskError as error:
        problem = str(error)
    return Standing(verdicts, problem, moment.plan is not None, moment.asked.districts)


def claims_change(text: str) -> bool:
    """Whether a text says that its speaker changed the plan, the targets or a file."""
    return _CHANGE.search(text) is not None
