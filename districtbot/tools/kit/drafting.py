"""What the tools that search for plans share: effort, progress, the account of a search."""

from collections.abc import Sequence

from pydantic import BaseModel

from districtbot.ground.clock import Budget
from districtbot.ground.errors import AskError
from districtbot.plans.describe import count, percent
from districtbot.plans.feasibility import Impossible
from districtbot.plans.ledger import Progress, WatchFn
from districtbot.plans.verdict import Verdict
from districtbot.tools.draft import DEFAULT_BUDGET, ENGINES, Drafted, Effort
from districtbot.tools.tool import Work
from districtbot.tools.words import stumbling_blocks

LONGEST = 900.0
"""Seconds that one call may search."""
SEEDS = 2**53
"""Seeds are below this, so that every reader of JSON keeps them whole."""
BETWEEN = 0.2
"""Seconds, about, between two reports of progress."""
ADVICE = "More seconds of improving it, another proposal, or a looser bound may meet it."


class Met(BaseModel, frozen=True):
    """One target on a plan.

    Attributes:
        name: What is measured.
        required: The bound, with its unit.
        achieved: What the plan has, with its unit.
        met: Whether the plan meets it.
        wished: Whether it is wished for rather than required.
    """

    name: str
    required: str
    achieved: str
    met: bool
    wished: bool

    @property
    def told(self) -> str:
        """What is measured, what was asked and what the plan has, in words."""
        return f"{self.name}, {self.required}; the plan has {self.achieved}"


class Proof(BaseModel, frozen=True):
    """Why no plan can meet a target.

    Attributes:
        measure: The target's measure, or ``districts``.
        proof: Why, with the numbers.
        nearest: The nearest bound that this leaves open.
    """

    measure: str
    proof: str
    nearest: str


def effort_for(seed: int, seconds: float | None, work: Work) -> tuple[Effort, Budget]:
    """How hard to search, and the clock.

    Args:
        seed: The seed of a new search.
        seconds: Seconds asked for; `DEFAULT_BUDGET` if nothing was said.
        work: Its budget holds besides. Where it pins seed and steps, exactly these are taken;
            where it gives steps alone, the search ends after them. No clock runs in either case.

    Raises:
        AskError: If the pins are not those of a search.
    """
    pins = work.pins
    if not pins and work.steps is not None:
        return Effort(seed=seed, seconds=None, steps=work.steps), work.budget
    if not pins:
        limit = DEFAULT_BUDGET if seconds is None else seconds
        return Effort(seed=seed, seconds=limit), Budget(limit, within=work.budget)
    engine, pinned, steps = pins.get("engine", "fast"), pins.get("seed"), pins.get("steps")
    if engine not in ENGINES or not isinstance(pinned, int) or not isinstance(steps, int):
        raise AskError(
            "The pins of this search are not whole.", "Give seed, steps and engine as recorded."
        )
    return Effort(engine, pinned, None, steps), Budget(None)


def pins_of(drafted: Drafted) -> dict[str, int | str]:
    """What repeats a search, byte for byte."""
    effort = drafted.effort
    return {"seed": effort.seed, "steps": drafted.steps, "engine": effort.engine}


def watching(work: Work, effort: Effort) -> WatchFn:
    """Tells of progress a few times a second."""
    said = -BETWEEN

    def watch(told: Progress) -> None:
        nonlocal said
        if told.seconds - said < BETWEEN:
            return
        said = told.seconds
        words = f"not yet met: {', '.join(told.short)}" if told.short else "everything met"
        if effort.seconds is None:
            work.show("searching", told.steps, effort.steps, words)
        else:
            work.show("searching", round(told.seconds, 1), effort.seconds, words)

    return watch


def met_of(verdicts: Sequence[Verdict]) -> tuple[Met, ...]:
    """Each target on a plan."""
    return tuple(
        Met(
            name=one.name,
            required=one.required,
            achieved=one.achieved,
            met=one.met,
            wished=one.wished,
        )
        for one in verdicts
    )


def proofs_of(impossible: Sequence[Impossible]) -> tuple[Proof, ...]:
    """Each proof."""
    return tuple(
        Proof(measure=one.measure, proof=one.proof, nearest=one.nearest) for one in impossible
    )


def said_of_proofs(proofs: Sequence[Proof]) -> str:
    """Why no plan can be so, and the nearest that can."""
    reasons = (f"{one.proof} Nearest possible: {one.nearest}" for one in proofs)
    return " ".join(("No plan can meet this.", *reasons))


def said_of_targets(targets: Sequence[Met]) -> str:
    """What a plan has of each target: the missed ones with their bounds, then the others."""
    missed = sorted((one for one in targets if not one.met), key=lambda one: one.wished)
    said = [f"{'Wished for, not met' if one.wished else 'NOT met'}: {one.told}." for one in missed]
    met = [f"{one.name}: {one.achieved}" for one in targets if one.met]
    if met:
        said.append(f"Met: {'; '.join(met)}.")
    return "\n".join(said)


def n_met(targets: Sequence[Met]) -> str:
    """``all 4 required targets are met`` or ``only 3 of 4 required targets are met``."""
    required = [one for one in targets if not one.wished]
    n, n_all = sum(one.met for one in required), len(required)
    if n < n_all:
        return f"only {n} of {n_all} required targets are met"
    few = {1: "the only required target is met", 2: "both required targets are met"}
    return few.get(n, f"all {n} required targets are met")


def said_of_search(seconds: float, steps: int, ended: str) -> str:
    """How long a search took and why it ended."""
    end = {
        "met": "",
        "budget": "; the time was up",
        "steps": "; it took the steps it was given",
        "interrupted": "; it was interrupted, and this is the best so far",
    }.get(ended, "")
    return f"The search took {seconds:.1f} seconds and {count(steps, 'step')}{end}."


def in_the_way(drafted: Drafted) -> tuple[str, ...]:
    """What stood in the way of a plan that misses something."""
    return tuple(stumbling_blocks(drafted, ADVICE))


def said_of_moved(moved_percent: float | None) -> tuple[str, ...]:
    """How many people are elsewhere than in the plan before; nothing where there was none."""
    if moved_percent is None:
        return ()
    if not moved_percent:
        return ("It has the same districts as the plan before.",)
    moved = percent(moved_percent / 100)
    return (f"{moved} of the people are in another district than in the plan before.",)
