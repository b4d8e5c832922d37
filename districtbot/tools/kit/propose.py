"""The tool that drafts a fresh plan toward the targets."""

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field

from districtbot.ground.clock import OutOfTime
from districtbot.ground.errors import AskError
from districtbot.ground.seeds import seed_of
from districtbot.plans.describe import count
from districtbot.plans.judge import Judge
from districtbot.plans.overlap import share_moved
from districtbot.plans.targets import LeastChange, Targets
from districtbot.tools.desk.desk import Desk
from districtbot.tools.draft import DEFAULT_BUDGET, Drafted, draft
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
from districtbot.tools.kit.targets import race_note
from districtbot.tools.tool import Arguments, Result, Tool, Work

NAME = "propose_plan"
Seconds = Annotated[float | None, Field(gt=0, le=LONGEST, description="longest search in seconds")]


class Proposing(Arguments):
    """Arguments of `propose_plan`."""

    seconds: Seconds = None
    seed: Annotated[
        int | None, Field(ge=0, lt=SEEDS, description="only where the person names one")
    ] = None
    different: Annotated[bool, Field(description="unlike every plan so far")] = False


class Proposed(Result):
    """What came of a search.

    Attributes:
        status: ``met``, ``not_met`` (the plan misses a required target) or ``impossible`` (proved;
            nothing changed).
        districts: Number of districts asked for.
        version: Number of the version that the plan is; ``None`` where nothing changed.
        targets: Each target on the plan.
        impossible: The proofs, where impossible.
        blockers: What stood in the way, and what may help.
        moved_percent: People in another district than in the plan before, in percent.
        search_seconds: How long the search took.
        steps: Steps of the search.
        seed: Its seed.
        ended: ``met``, ``budget``, ``steps``, ``interrupted`` or ``declined``.
        notes: What else there is to know.
    """

    status: Literal["met", "not_met", "impossible"]
    districts: int
    version: int | None
    targets: tuple[Met, ...]
    impossible: tuple[Proof, ...]
    blockers: tuple[str, ...]
    moved_percent: float | None
    search_seconds: float
    steps: int
    seed: int
    ended: str
    notes: tuple[str, ...]

    @property
    def text(self) -> str:
        """What was drawn, what it has of each target, what stood in the way."""
        if self.status == "impossible":
            kept = "Nothing was drawn and nothing changed."
            return " ".join((said_of_proofs(self.impossible), kept, *self.notes))
        drawn = f"A plan of {count(self.districts, 'district')} was drawn"
        version = "" if self.version is None else f" (version {self.version})"
        first = f"{drawn}{version}: {n_met(self.targets)}."
        return "\n".join(
            (
                first,
                said_of_targets(self.targets),
                *self.blockers,
                *said_of_moved(self.moved_percent),
                said_of_search(self.search_seconds, self.steps, self.ended),
                *self.notes,
            )
        )


def propose_plan(desk: Desk, given: Proposing, work: Work) -> Proposed:
    """Draft a fresh plan toward the targets and put it on the desk.

    The first plan of a desk is the one that the desk's seed gives. Each later one has a seed of
    its own, and is none that is there already unless a seed was named.

    Raises:
        AskError: If nobody has said how many districts, the map cannot serve a target, or there
            was no plan to be found but those that are there.
        OutOfTime: If the time was up before the first plan.
    """
    targets = desk.asked.targets()
    avoid = _avoided(desk, targets, given, work)
    drafted = _drafted(desk, targets, given, work, avoid)
    notes = race_note(desk.asked)
    if drafted.plan is None:
        return _result(drafted, None, None, notes)
    if drafted.plan.key in avoid:
        what = "meets the targets" if drafted.status == "met" else "comes as near to the targets"
        raise AskError(
            f"No other plan that {what} was found in {drafted.seconds:.0f} seconds.",
            "Give more seconds, loosen a target, or keep the plan that is there.",
        )
    before = desk.plan
    moved = None
    if before is not None and before.n_districts == drafted.plan.n_districts:
        share = share_moved(drafted.plan, before, desk.state.population)
        moved = round(100 * share, 2)
    word = "met" if drafted.status == "met" else "not met"
    pins = {**pins_of(drafted), **({"avoid": list(avoid)} if avoid else {})}
    moment = desk.put(
        f"a plan of {count(targets.districts, 'district')} proposed, targets {word}",
        plan=drafted.plan,
        pins=pins,
    )
    return _result(drafted, moment.number, moved, notes)


def _drafted(
    desk: Desk, targets: Targets, given: Proposing, work: Work, avoid: Sequence[str]
) -> Drafted:
    """A draft that has taken a step at least, or a proof.

    Raises:
        OutOfTime: If the time was up before the first step.
    """
    scoring = desk.scoring_for(targets)
    seed = given.seed if given.seed is not None else _seed(desk)
    effort, clock = effort_for(seed, given.seconds, work)
    drafted = draft(
        scoring.state,
        targets,
        effort,
        watch_fn=watching(work, effort),
        budget=clock,
        say=work.say,
        judge=Judge(scoring.state, targets, scoring),
        avoid=avoid,
    )
    if drafted.plan is not None and drafted.steps == 0 and not work.pins:
        raise OutOfTime
    return drafted


def _seed(desk: Desk) -> int:
    """The seed of the next proposal."""
    made = [moment.made for moment in desk.history.moments if moment.made is not None]
    n_before = sum(one.tool == NAME for one in made)
    return desk.seed if n_before == 0 else seed_of(desk.seed, "propose", n_before) % SEEDS


def _avoided(desk: Desk, targets: Targets, given: Proposing, work: Work) -> tuple[str, ...]:
    """Keys of plans that the next one must not be: all of the desk, or the one on it.

    None where a seed was named, or where people are to keep their districts: then the plan on the
    desk may be the answer.
    """
    if work.pins:
        return tuple(map(str, work.pins.get("avoid", ())))
    if given.different:
        found = {moment.plan: desk.plan_of(moment) for moment in desk.history.moments}
        plans = [plan for plan in found.values() if plan is not None]
    elif given.seed is not None or any(isinstance(one, LeastChange) for one in targets.target):
        plans = []
    else:
        plans = [desk.plan] if desk.plan is not None else []
    return tuple(sorted({one.key for one in plans if one.n_districts == targets.districts}))


def _result(
    drafted: Drafted, version: int | None, moved: float | None, notes: tuple[str, ...]
) -> Proposed:
    return Proposed(
        status="impossible" if drafted.status == "declined" else drafted.status,
        districts=drafted.targets.districts,
        version=version,
        targets=met_of(drafted.verdicts),
        impossible=proofs_of(drafted.impossible),
        blockers=in_the_way(drafted),
        moved_percent=moved,
        search_seconds=round(drafted.seconds, 1),
        steps=drafted.steps,
        seed=drafted.effort.seed,
        ended=drafted.ended,
        notes=notes,
    )


TOOLS = (
    Tool(
        NAME,
        "Draw a fresh plan that meets the targets, or another one.",
        Proposing,
        propose_plan,
        changes=True,
        seconds=LONGEST + DEFAULT_BUDGET,
    ),
)
