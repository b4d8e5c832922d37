"""The tool that goes on from the plan on the desk toward the targets."""

from typing import Annotated, Literal

from pydantic import Field

from districtbot.ground.errors import AskError
from districtbot.ground.seeds import seed_of
from districtbot.plans.describe import count
from districtbot.plans.judge import Judge
from districtbot.plans.overlap import share_moved
from districtbot.plans.plan import Plan
from districtbot.plans.targets import LeastChange, Share, Targets
from districtbot.plans.verdict import Verdict, all_required_met, cost_of
from districtbot.tools.desk.desk import Desk
from districtbot.tools.draft import DEFAULT_BUDGET, Drafted, draft
from districtbot.tools.kit.by_hand import said_of_taken_back, taken_back
from districtbot.tools.kit.drafting import (
    LONGEST,
    SEEDS,
    Met,
    Proof,
    effort_for,
    in_the_way,
    met_of,
    n_met,
    pins_of,
    proofs_of,
    said_of_moved,
    said_of_proofs,
    said_of_search,
    said_of_targets,
    watching,
)
from districtbot.tools.kit.propose import Seconds
from districtbot.tools.kit.targets import race_note
from districtbot.tools.tool import Arguments, Result, Tool, Work

NAME = "improve_plan"


class Improving(Arguments):
    """Arguments of `improve_plan`."""

    seconds: Seconds = None
    keep: Annotated[
        Share | None, Field(description="least share of people who stay in their district")
    ] = None


class Improved(Result):
    """What came of going on from a plan.

    Attributes:
        status: ``met``, ``not_met`` or ``impossible`` (proved; nothing changed): of the plan that
            is on the desk now.
        changed: Whether a better plan was found.
        districts: Number of districts.
        version: Number of the version that the plan is; ``None`` where nothing changed.
        targets: Each target on the plan on the desk now.
        now_met: Names of the targets that were missed before and are met now.
        impossible: The proofs, where impossible.
        blockers: What stood in the way, and what may help.
        moved_percent: People in another district than before, in percent.
        taken_back: Places moved by hand since the last search that were moved again.
        search_seconds: How long the search took.
        steps: Steps of the search.
        ended: ``met``, ``budget``, ``steps``, ``interrupted``, ``declined``, or ``not begun``
            where there was nothing to improve.
        notes: What else there is to know.
    """

    status: Literal["met", "not_met", "impossible"]
    changed: bool
    districts: int
    version: int | None
    targets: tuple[Met, ...]
    now_met: tuple[str, ...]
    impossible: tuple[Proof, ...]
    blockers: tuple[str, ...]
    moved_percent: float | None
    taken_back: tuple[str, ...] = ()
    search_seconds: float
    steps: int
    ended: str
    notes: tuple[str, ...]

    @property
    def text(self) -> str:
        """What was gained, what the plan has of each target, what stood in the way."""
        if self.status == "impossible":
            return " ".join((said_of_proofs(self.impossible), "The plan stays.", *self.notes))
        if self.ended == "not begun":
            first = "The plan on the desk meets every target already; it stays as it is."
            return "\n".join((first, said_of_targets(self.targets), *self.notes))
        version = "" if self.version is None else f" (version {self.version})"
        first = (
            f"The plan was improved{version}: {n_met(self.targets)}."
            if self.changed
            else f"No better plan was found; the plan on the desk stays: {n_met(self.targets)}."
        )
        gained = (f"Met now, and not before: {', '.join(self.now_met)}.",) if self.now_met else ()
        return "\n".join(
            (
                first,
                *gained,
                said_of_targets(self.targets),
                *self.blockers,
                *said_of_moved(self.moved_percent if self.changed else None),
                *said_of_taken_back(self.taken_back),
                said_of_search(self.search_seconds, self.steps, self.ended),
                *self.notes,
            )
        )


def improve_plan(desk: Desk, given: Improving, work: Work) -> Improved:
    """Go on from the plan on the desk; a plan that is no nearer to the targets is not taken.

    The districts keep their numbers.

    Raises:
        AskError: If there is no plan, or it has another number of districts than is asked for.
    """
    plan, targets = _wanted(desk, given)
    scoring = desk.scoring_for(targets)
    judge = Judge(scoring.state, targets, scoring)
    before = judge.verdicts(plan)
    notes = race_note(desk.asked)
    if all(one.met for one in before):
        advice = "Set a tighter target to go further, or propose another plan."
        return _unchanged(targets, before, None, (advice, *notes))
    at = desk.history.current
    seed = seed_of(desk.seed, "improve", at.number, desk.tries[at.number]) % SEEDS
    desk.tries[at.number] += 1
    effort, clock = effort_for(seed, given.seconds, work)
    drafted = draft(
        scoring.state,
        targets,
        effort,
        watch_fn=watching(work, effort),
        budget=clock,
        say=work.say,
        judge=judge,
        start=plan,
    )
    if drafted.plan is None or cost_of(drafted.verdicts) >= cost_of(before):
        return _unchanged(targets, before, drafted, notes)
    word = "met" if drafted.status == "met" else "not met"
    moment = desk.put(
        f"the plan improved, targets {word}", plan=drafted.plan, pins=pins_of(drafted)
    )
    moved = share_moved(drafted.plan, plan, desk.state.population)
    improved = _changed(drafted, before, moment.number, round(100 * moved, 2), notes)
    return improved.model_copy(update={"taken_back": taken_back(desk, at, drafted.plan)})


def _wanted(desk: Desk, given: Improving) -> tuple[Plan, Targets]:
    """The plan to begin from, and what it is to become.

    Raises:
        AskError: If there is no plan, or it does not fit what is asked.
    """
    plan, targets = desk.a_plan, desk.asked.targets()
    if plan.n_districts != targets.districts:
        raise AskError(
            f"The plan on the desk has {count(plan.n_districts, 'district')}, but "
            f"{targets.districts} are asked for.",
            "Propose a new plan.",
        )
    if given.keep is None:
        return plan, targets
    version = f"version {desk.history.current.number}"
    kept = LeastChange(plan=version, at_least=given.keep)
    return plan, Targets(districts=targets.districts, target=(*targets.target, kept))


def _unchanged(
    targets: Targets,
    before: tuple[Verdict, ...],
    drafted: Drafted | None,
    notes: tuple[str, ...],
) -> Improved:
    """The plan stays as it is."""
    impossible = () if drafted is None else drafted.impossible
    met = "met" if all_required_met(before) else "not_met"
    return Improved(
        status="impossible" if impossible else met,  # type: ignore[arg-type]
        changed=False,
        districts=targets.districts,
        version=None,
        targets=met_of(before),
        now_met=(),
        impossible=proofs_of(impossible),
        blockers=() if drafted is None else in_the_way(drafted),
        moved_percent=None,
        search_seconds=0.0 if drafted is None else round(drafted.seconds, 1),
        steps=0 if drafted is None else drafted.steps,
        ended="not begun" if drafted is None else drafted.ended,
        notes=notes,
    )


def _changed(
    drafted: Drafted,
    before: tuple[Verdict, ...],
    version: int,
    moved_percent: float,
    notes: tuple[str, ...],
) -> Improved:
    """A better plan is on the desk."""
    now_met = [
        new.name for old, new in zip(before, drafted.verdicts, strict=True) if new.met > old.met
    ]
    return Improved(
        status="met" if drafted.status == "met" else "not_met",
        changed=True,
        districts=drafted.targets.districts,
        version=version,
        targets=met_of(drafted.verdicts),
        now_met=tuple(now_met),
        impossible=(),
        blockers=in_the_way(drafted),
        moved_percent=moved_percent,
        search_seconds=round(drafted.seconds, 1),
        steps=drafted.steps,
        ended=drafted.ended,
        notes=notes,
    )


TOOLS = (
    Tool(
        NAME,
        "Go on from the plan on the desk until it meets the targets, changing little.",
        Improving,
        improve_plan,
        changes=True,
        seconds=LONGEST + DEFAULT_BUDGET,
    ),
)
