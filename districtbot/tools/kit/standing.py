"""The tool that says where a plan stands among neutral plans."""

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Annotated

from pydantic import BaseModel, Field

from districtbot.ground.clock import OutOfTime
from districtbot.ground.errors import AskError, some_of
from districtbot.ground.quoting import plain
from districtbot.plans.compare import NamedPlan
from districtbot.plans.ensemble.read import Ensemble, open_ensemble
from districtbot.plans.ensemble.scores import family_of
from districtbot.plans.ensemble.standing import Standing
from districtbot.plans.plan import Plan
from districtbot.plans.targetfile import targets_of
from districtbot.plans.targets import Targets
from districtbot.tools.desk.desk import Desk
from districtbot.tools.desk.known import CURRENT
from districtbot.tools.ensemble_study import study_ensemble
from districtbot.tools.kit.ensembles import BLIND, LONGEST, Recipe, draw_ensemble, recipe_for
from districtbot.tools.kit.naming import PlanName
from districtbot.tools.kit.understood import phrase_of
from districtbot.tools.kit.wording import plan_label, seconds_said
from districtbot.tools.tool import Arguments, Result, Tool, Work

RARE = 0.025
"""An outlier has a number that at most this share of the neutral plans reach on its side."""
MOST_SHOWN = 8
_ASIDE = frozenset({"of", "the", "number", "in", "a", "an", "plan", "score", "for", "and"})
_MEANT = {
    "compactness": "polsby popper mean",
    "compact": "polsby popper mean",
    "deviation": "population deviation",
    "seats": "dem seats",
    "gap": "efficiency gap",
    "split": "split",
    "splits": "split",
    "cuts": "cut",
}


class Asking(Arguments):
    """Arguments of `standing`."""

    plan: PlanName = CURRENT
    measure: Annotated[
        str | None, Field(max_length=80, description="such as county splits; all by default")
    ] = None
    ensemble: Annotated[str | None, Field(max_length=40, description="its name")] = None


class Place(BaseModel, frozen=True):
    """One number of a plan among those of an ensemble.

    Attributes:
        measure: The measure in words.
        value: The plan's number with its unit, and whom it favours where it has a sign.
        lower_percent: Plans of the ensemble that have a lower number, in percent.
        same_percent: Plans that have the same.
        higher_percent: Plans that have a higher one.
        error_percent: Standard error of where the plan stands, in percentage points.
        outlier: Whether so few plans reach it that it is one.
        sentence: All of it in words.
    """

    measure: str
    value: str
    lower_percent: float
    same_percent: float
    higher_percent: float
    error_percent: float
    outlier: bool
    sentence: str


class Stands(Result):
    """Where a plan stands.

    Attributes:
        plan: What the plan is called.
        ensemble: What the ensemble is called.
        plans: Its plans.
        rules: What each of them keeps, in words.
        places: The plan's numbers among theirs.
        notes: What else there is to know.
    """

    plan: str
    ensemble: str
    plans: int
    rules: tuple[str, ...]
    places: tuple[Place, ...]
    notes: tuple[str, ...]

    @property
    def text(self) -> str:
        """One sentence a number, and what counts as an outlier."""
        first = (
            f"{plan_label(self.plan)} against the neutral ensemble {self.ensemble!r} of "
            f"{self.plans:,} random plans, each with: {'; '.join(self.rules)}."
        )
        said = [
            f"{one.sentence}: {'an outlier' if one.outlier else 'not an outlier'}."
            for one in self.places
        ]
        rule = (
            f"An outlier is a number that at most {100 * RARE:g}% of the random plans reach on its "
            "side; ± is the standard error."
        )
        return "\n".join((*self.notes, first, *said, rule))


def standing(desk: Desk, given: Asking, work: Work) -> Stands:
    """Where a plan stands among neutral plans; draws an ensemble first if there is none.

    Raises:
        AskError: If there is no such plan, ensemble or measure, or no ensemble can be drawn.
        OutOfTime: If the time was up before the ensemble was there.
    """
    plan = desk.plan_named(given.plan)
    name, notes = _ensemble(desk, plan, given.ensemble, work)
    ensemble = open_ensemble(desk.ensembles[name])
    found = _found(desk, ensemble, NamedPlan(given.plan, plan), given.measure, work)
    targets = targets_of(ensemble.summary["targets"], "the ensemble")
    return Stands(
        plan=plain(given.plan, 60),
        ensemble=name,
        plans=ensemble.n_plans,
        rules=tuple(map(phrase_of, targets.target)),
        places=tuple(map(_place, found[:MOST_SHOWN])),
        notes=notes,
    )


def _ensemble(desk: Desk, plan: Plan, name: str | None, work: Work) -> tuple[str, tuple[str, ...]]:
    """The name of the ensemble to hold the plan against, and what to say of it.

    Raises:
        AskError: If there is no ensemble of the name, or none can be drawn.
        OutOfTime: If the time was up before it was drawn.
    """
    if name is not None:
        if name not in desk.ensembles:
            known = some_of(map(plain, desk.ensembles), 8)
            raise AskError(
                f"There is no ensemble {plain(name, 40)!r}.",
                f"There are: {known}." if known else "Leave it out, and one is drawn.",
            )
        return name, ()
    for known, folder in reversed(desk.ensembles.items()):
        if int(open_ensemble(folder).summary["targets"]["districts"]) == plan.n_districts:
            return known, ()
    return _drawn(desk, plan, work)


def _drawn(desk: Desk, plan: Plan, work: Work) -> tuple[str, tuple[str, ...]]:
    """A default ensemble, drawn now; by the defaults alone where the targets let none begin.

    Raises:
        AskError: If none can be drawn.
        OutOfTime: If the time was up before it was drawn.
    """
    work.say("Drawing a neutral ensemble to compare with.")
    recipe = recipe_for(desk, plan.n_districts)
    note = ""
    try:
        drawn = draw_ensemble(desk, recipe, None, work)
    except AskError as error:
        bare = Recipe(Targets(districts=plan.n_districts))
        if bare.targets == recipe.targets:
            raise
        drawn = draw_ensemble(desk, bare, None, work)
        note = f" It does not keep the targets, since with them: {error.problem}"
    if not drawn.finished:
        raise OutOfTime
    said = (
        f"There was no ensemble of {plan.n_districts} districts yet, so one was drawn in "
        f"{seconds_said(drawn.search_seconds)}.{note}"
    )
    return drawn.name, (said,)


def _found(
    desk: Desk, ensemble: Ensemble, plan: NamedPlan, measure: str | None, work: Work
) -> list[Standing]:
    """The standings that were asked for.

    Raises:
        AskError: If there is no such measure.
        OutOfTime: If the time was up before the plans were scored.
    """
    everything = _standings(desk, ensemble, plan, work)
    blind = [one for one in everything if family_of(one.measure) in BLIND]
    if measure is None:
        return [one for one in blind if one.rank is None]
    found = _matching(blind, measure) or _matching(everything, measure)
    if found:
        return found
    names = list(dict.fromkeys(one.words.name for one in everything))
    near = get_close_matches(measure, names, n=4, cutoff=0.4)
    raise AskError(
        f"An ensemble has no measure {plain(measure, 60)!r}.",
        f"Did you mean {some_of(near)}?" if near else f"It has: {some_of(names, 24)}.",
    )


def _standings(desk: Desk, ensemble: Ensemble, plan: NamedPlan, work: Work) -> tuple[Standing, ...]:
    def watch(n_plans: int, share: float) -> None:
        work.show("scoring", n_plans, ensemble.n_plans, f"{share:.0%}")

    study = study_ensemble(ensemble, desk.state, [plan], watch_fn=watch, budget=work.budget)
    if study is None:
        raise OutOfTime
    return study.standings[0]


def _matching(found: Sequence[Standing], measure: str) -> list[Standing]:
    """Those of a measure, by its key or any words of its name; numbers of the plan first."""
    exact = [one for one in found if one.measure.casefold() == measure.strip().casefold()]
    if exact:
        return exact
    words = _tokens(measure)
    wanted = {part for word in words for part in _MEANT.get(word, word).split()}
    if not wanted:
        return []
    hits = [one for one in found if _covers(_tokens(f"{one.measure} {one.words.name}"), wanted)]
    return sorted(hits, key=lambda one: one.rank is not None)


def _covers(words: list[str], wanted: set[str]) -> bool:
    """Whether each wanted word is there, in the singular or the plural."""
    return all(any(_stem(word) == _stem(one) for word in words) for one in wanted)


def _stem(word: str) -> str:
    return word[:-3] + "y" if word.endswith("ies") else word.removesuffix("s")


def _tokens(text: str) -> list[str]:
    bare = "".join(letter if letter.isalnum() else " " for letter in text.casefold())
    return [word for word in bare.split() if word not in _ASIDE]


def _place(one: Standing) -> Place:
    return Place(
        measure=one.name,
        value=one.text,
        lower_percent=round(100 * one.below, 1),
        same_percent=round(100 * one.equal, 1),
        higher_percent=round(100 * one.above, 1),
        error_percent=round(max(100 * one.error, 0.1), 1),
        outlier=min(one.below + one.equal, one.above + one.equal) <= RARE,
        sentence=one.sentence,
    )


TOOLS = (
    Tool(
        "standing",
        "Say where a plan stands among random plans: is it an outlier?",
        Asking,
        standing,
        seconds=LONGEST,
    ),
)
