"""The tool that draws a neutral ensemble with the rules of what is asked."""

import hashlib
import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

import numpy as np
from pydantic import BaseModel, Field

from districtbot.ground.clock import Budget
from districtbot.ground.errors import AskError
from districtbot.ground.quoting import plain
from districtbot.plans.describe import count
from districtbot.plans.ensemble.read import Ensemble, open_ensemble
from districtbot.plans.ensemble.run import Drawn, Hands, Progress
from districtbot.plans.ensemble.scores import Family, family_of
from districtbot.plans.ensemble.words import words_of
from districtbot.plans.targets import PopulationDeviation, Targets, Tolerance
from districtbot.tools.desk.asked import Asked
from districtbot.tools.desk.desk import Desk
from districtbot.tools.ensemble import kept_targets, run_ensemble
from districtbot.tools.kit.understood import phrase_of
from districtbot.tools.kit.wording import seconds_said
from districtbot.tools.tool import Arguments, Result, Tool, Work

STEPS, CHAINS = 5_000, 4
"""Of an ensemble where nothing else is said: some ten to thirty seconds on a state."""
MOST_STEPS = 1_000_000
BLOCK = 1_000
"""Steps between two looks at the clock."""
LIMIT = 300.0
"""Seconds that drawing may take where nothing else is said."""
LONGEST = 3600.0
FOLDER = "ensembles"
MOST_DRAWS = 50_000
"""Plans that a range is read off."""
BLIND: tuple[Family, ...] = ("population", "shape", "splits")
"""Families of measures that look at neither race nor party."""
ONE_PROCESS = Hands(processes=1, steps_to_caps=10_000)
"""The plans do not depend on it, and any program may call the tool."""


class Drawing(Arguments):
    """Arguments of `run_ensemble`."""

    steps: Annotated[int, Field(ge=1, le=MOST_STEPS, description="of each chain; a plan each")] = (
        STEPS
    )
    chains: Annotated[int, Field(ge=1, le=64, description="how many chains")] = CHAINS
    name: Annotated[
        str | None, Field(min_length=1, max_length=40, description="what to call it")
    ] = None
    max_deviation: Annotated[
        Tolerance | None, Field(description="instead of the population targets")
    ] = None
    seconds: Annotated[
        float | None, Field(gt=0, le=LONGEST, description="longest drawing in seconds")
    ] = None


class Range(BaseModel, frozen=True):
    """Where the plans of an ensemble lie by one measure.

    Attributes:
        measure: The measure in words.
        low: 5% of the plans are lower.
        median: The plan in the middle.
        high: 5% are higher.
    """

    measure: str
    low: str
    median: str
    high: str


class Ensembled(Result):
    """What came of drawing an ensemble.

    Attributes:
        name: What it is called.
        finished: Whether every step was taken; what was done is kept.
        districts: Districts of each plan.
        plans: Plans drawn.
        steps: Steps taken, of all chains.
        steps_wanted: Steps asked for, of all chains.
        chains: Number of chains.
        rules: What every plan keeps, in words.
        left_out: What was asked for and no neutral chain can keep.
        ranges: Where its plans lie.
        warnings: What makes its numbers less certain.
        search_seconds: How long it took.
    """

    name: str
    finished: bool
    districts: int
    plans: int
    steps: int
    steps_wanted: int
    chains: int
    rules: tuple[str, ...]
    left_out: tuple[str, ...]
    ranges: tuple[Range, ...]
    warnings: tuple[str, ...]
    search_seconds: float

    @property
    def text(self) -> str:
        """What was drawn, by what rules, and where the plans lie."""
        rules = f"Every plan keeps: {'; '.join(self.rules)}."
        if not self.finished:
            return (
                f"The ensemble {self.name!r} is not finished: {self.steps:,} of "
                f"{self.steps_wanted:,} steps in {seconds_said(self.search_seconds)}. They are "
                f"kept: the same call goes on from there. {rules}"
            )
        first = (
            f"Neutral ensemble {self.name!r}: {self.plans:,} random plans of "
            f"{count(self.districts, 'district')} ({count(self.chains, 'chain')}), drawn in "
            f"{seconds_said(self.search_seconds)}; race and party played no part."
        )
        lies = [
            f"{one.measure}: {one.low} to {one.high}, median {one.median}" for one in self.ranges
        ]
        left = (
            (f"Left out, since no neutral chain can keep it: {'; '.join(self.left_out)}.",)
            if self.left_out
            else ()
        )
        return "\n".join(
            (first, rules, *left, "9 in 10 of its plans have", *lies, *self.warnings[:2])
        )


@dataclass(frozen=True, slots=True)
class Recipe:
    """An ensemble to be drawn.

    Attributes:
        targets: What every plan keeps.
        left_out: Targets that were asked for and cannot be kept, in words.
        steps: Steps of each chain.
        chains: Number of chains.
        name: What it is called; empty for a name made from all of this.
    """

    targets: Targets
    left_out: tuple[str, ...] = ()
    steps: int = STEPS
    chains: int = CHAINS
    name: str = ""


def recipe_for(desk: Desk, districts: int, max_deviation: float | None = None) -> Recipe:
    """The ensemble that a plan with so many districts is to be held against.

    Its rules are those of the targets asked for that a neutral chain can keep, where they are of
    so many districts.

    Args:
        desk: The desk.
        districts: Districts of each plan.
        max_deviation: A bound on population in place of those asked for.

    Raises:
        AskError: If a target names what the map does not have.
    """
    asked = desk.asked if desk.asked.districts == districts else Asked(districts)
    whole = asked.targets()
    kept = kept_targets(desk.map_for(whole), whole)
    left = tuple(phrase_of(one) for one in asked.target if one not in kept.target)
    if max_deviation is not None:
        bound = PopulationDeviation(at_most=max_deviation)
        others = (one for one in kept.target if not one.measure.startswith("population_"))
        kept = Targets(districts=districts, target=(*others, bound))
    return Recipe(kept, left)


def draw_ensemble(desk: Desk, recipe: Recipe, seconds: float | None, work: Work) -> Ensembled:
    """Draw an ensemble, or go on with one of the same recipe, and note it on the desk.

    Raises:
        AskError: If no chain can begin, or the name is that of another ensemble.
    """
    name = recipe.name or _name_of(desk, recipe)
    folder = desk.place_for(FOLDER) / _folder_name(name)
    clock = Budget(LIMIT if seconds is None else seconds, within=work.budget)
    try:
        drawn = run_ensemble(
            desk.map_for(recipe.targets),
            recipe.targets,
            folder,
            steps=recipe.steps,
            chains=recipe.chains,
            seed=desk.seed,
            hands=ONE_PROCESS,
            block=BLOCK,
            watch_fn=_watching(work, clock),
            budget=clock,
        )
    except AskError as error:
        raise AskError(
            f"No neutral ensemble {plain(name, 40)!r} could be drawn: {error.problem}",
            "Give another name, or fewer or looser targets (max_deviation for population).",
        ) from error
    if drawn.finished:
        desk.ensembles[name] = folder
    return _result(name, recipe, drawn, clock.spent)


def run_ensemble_tool(desk: Desk, given: Drawing, work: Work) -> Ensembled:
    """Draw a neutral ensemble with the rules of what is asked.

    Raises:
        AskError: If it is not known how many districts, or no chain can begin.
    """
    recipe = recipe_for(desk, _districts(desk), given.max_deviation)
    wanted = Recipe(recipe.targets, recipe.left_out, given.steps, given.chains, given.name or "")
    return draw_ensemble(desk, wanted, given.seconds, work)


def _districts(desk: Desk) -> int:
    """As many as are asked for, else as the plan on the desk has.

    Raises:
        AskError: If there is neither.
    """
    if desk.asked.districts is None and desk.plan is not None:
        return desk.plan.n_districts
    return desk.asked.targets().districts


def _name_of(desk: Desk, recipe: Recipe) -> str:
    """A name that goes with this recipe alone."""
    data = [recipe.targets.model_dump(mode="json"), recipe.steps, recipe.chains, desk.seed]
    digest = hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()
    return f"neutral-{recipe.targets.districts}-{digest[:6]}"


def _folder_name(name: str) -> str:
    """A folder's name for any name: letters and digits, and a hash where others were in it."""
    bare = re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")[:40]
    if bare == name:
        return bare
    return f"{bare or 'ensemble'}-{hashlib.sha256(name.encode()).hexdigest()[:6]}"


def _watching(work: Work, clock: Budget) -> Callable[[Progress], None]:
    """Tells of progress; the clock does not count what was compiled until the first block."""
    compiling: list[float] = []

    def watch(told: Progress) -> None:
        if told.stage == "compiling":
            compiling.append(time.monotonic())
            work.say("Compiling the chains, once on this machine")
            return
        while compiling:
            clock.excuse(time.monotonic() - compiling.pop())
        rate = f"{told.rate:,.0f} steps/s" if told.rate is not None else ""
        work.show(f"ensemble: {told.stage}", told.steps, told.total, rate)

    return watch


def _result(name: str, recipe: Recipe, drawn: Drawn, seconds: float) -> Ensembled:
    told = drawn.progress
    finished = drawn.finished
    ensemble = open_ensemble(drawn.folder) if finished else None
    return Ensembled(
        name=name,
        finished=finished,
        districts=recipe.targets.districts,
        plans=0 if ensemble is None else ensemble.n_plans,
        steps=told.steps,
        steps_wanted=told.total,
        chains=recipe.chains,
        rules=tuple(map(phrase_of, recipe.targets.target)),
        left_out=recipe.left_out,
        ranges=() if ensemble is None else _ranges(ensemble),
        warnings=() if ensemble is None else tuple(map(str, ensemble.summary["warnings"])),
        search_seconds=round(seconds, 1),
    )


def _ranges(ensemble: Ensemble) -> tuple[Range, ...]:
    """Where the plans lie by measures of the plan that are blind to race and party."""
    held = ensemble.columns
    found = []
    for key in held.names:
        if family_of(key) not in BLIND or held.by_district(key):
            continue
        values = held.thinned(key, MOST_DRAWS).ravel()
        values = values[np.isfinite(values)]
        if not len(values):
            continue
        words = words_of(key)
        low, middle, high = (
            words.text(float(value))
            for value in np.quantile(values, (0.05, 0.5, 0.95), method="nearest")
        )
        found.append(Range(measure=words.name, low=low, median=middle, high=high))
    return tuple(found)


TOOLS = (
    Tool(
        "run_ensemble",
        "Draw a neutral ensemble of random plans to compare with.",
        Drawing,
        run_ensemble_tool,
        seconds=LONGEST,
    ),
)
