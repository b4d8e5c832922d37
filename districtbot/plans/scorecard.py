"""Everything worth knowing about one plan, measured once.

Values come from gerrytools wherever it has them. What a map cannot serve is left out with the
reason in `Scorecard.declined`; no value is ever NaN. Districts are numbered 1..k; every
per-district tuple begins with district 1.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from districtbot.geo.statemap import Election, StateMap
from districtbot.ground.errors import AskError
from districtbot.plans.across_elections import AcrossElections, score_across
from districtbot.plans.change import Change, change_between
from districtbot.plans.compactness import CompactnessScore, Spread, score_compactness
from districtbot.plans.contiguity import ContiguityScore, told_contiguity
from districtbot.plans.elections import COMPETITIVE_MARGIN, ElectionScore, score_election
from districtbot.plans.groupscore import (
    THRESHOLDS,
    UNIVERSES,
    GroupScore,
    Opportunity,
    checked_thresholds,
    score_groups,
)
from districtbot.plans.more.card import MoreMeasures, score_more
from districtbot.plans.opportunity import OpportunityScore, score_opportunity
from districtbot.plans.plan import Plan
from districtbot.plans.population import PopulationScore, score_population
from districtbot.plans.rating_formulas import Chamber
from districtbot.plans.ratings import Rated, Ratings, rate
from districtbot.plans.regions import RegionScore, score_region
from districtbot.plans.scoring import NO_SHAPES, Scoring
from districtbot.plans.splitting import SplittingScore, score_splitting

__all__ = [
    "THRESHOLDS",
    "UNIVERSES",
    "CompactnessScore",
    "ContiguityScore",
    "ElectionScore",
    "GroupScore",
    "Opportunity",
    "PopulationScore",
    "RegionScore",
    "Scorecard",
    "Spread",
    "score",
    "score_region",
]


@dataclass(frozen=True, slots=True)
class Scorecard:
    """What `score` found.

    Attributes:
        n_districts: Number of districts, k.
        names: The label of each district.
        population: People by district.
        contiguity: Pieces of each district.
        compactness: Shapes of the districts and cut edges.
        counties: Split counties, where the map has counties.
        municipalities: Split towns and cities, where the map has them.
        groups: Shares of the groups that the map counts.
        elections: Each contest on the map, newest first.
        declined: What could not be measured, and why.
        splitting: DRA's splitting scores, where the map has counties.
        opportunity: DRA's opportunity districts, where the map counts groups.
        across: All contests together, where the map has two or more.
        ratings: DRA's ratings from 0 to 100.
        thresholds: The shares at which districts of a group are counted.
        against: What to call the other plan; empty without one.
        change: What moves from another plan, where one was given.
        more: Measures that few ask for; ``None`` unless they were asked for.
    """

    n_districts: int
    names: tuple[str, ...]
    population: PopulationScore
    contiguity: ContiguityScore
    compactness: CompactnessScore
    counties: RegionScore | None
    municipalities: RegionScore | None
    groups: tuple[GroupScore, ...]
    elections: tuple[ElectionScore, ...]
    declined: dict[str, str]
    splitting: SplittingScore | None
    opportunity: OpportunityScore | None
    across: AcrossElections | None
    ratings: Ratings
    thresholds: tuple[float, ...]
    against: str
    change: Change | None
    more: MoreMeasures | None = None

    def to_dict(self) -> dict[str, Any]:
        """The scorecard as JSON data: dicts, lists, numbers, text and ``None``, never NaN."""
        data = asdict(self)
        if data["change"] is not None:
            del data["change"]["relabelled"]
        if data["more"] is None:
            del data["more"]
        plain: dict[str, Any] = _plain(data)
        return plain


def score(
    source: StateMap | Scoring,
    plan: Plan,
    *,
    thresholds: Sequence[float | str] = THRESHOLDS,
    elections: Sequence[str] | None = None,
    against: Plan | None = None,
    against_name: str = "the other plan",
    margin: float = COMPETITIVE_MARGIN,
    chamber: Chamber | None = None,
    more: bool = False,
) -> Scorecard:
    """Measure a plan.

    Args:
        source: The map; or its prepared `Scoring`, quicker for many plans of one map.
        plan: A plan of its units, each district with at least one unit.
        thresholds: Shares at which a group's districts are counted: 0.37 or ``"37%"``.
        elections: Names of the contests to measure; all of the map by default.
        against: Another plan of the same units, to say what moves.
        against_name: What to call it.
        margin: How near to one half a district is competitive, a share.
        chamber: Whose scale rates the population; by the size of the districts by default.
        more: Whether to add the measures that few ask for (`Scorecard.more`).

    Raises:
        AskError: If the plan is not one of this map, or a contest or a threshold is not one.
    """
    scoring = source if isinstance(source, Scoring) else Scoring(source)
    state, declined = scoring.state, dict[str, str]()
    limits = checked_thresholds(thresholds)
    contests = state.columns.elections
    if elections is not None:
        contests = tuple(state.election(name) for name in dict.fromkeys(elections))
    population = score_population(scoring, plan)
    votes = _elections(scoring, plan, contests, margin, declined)
    groups = score_groups(scoring, plan, limits, declined)
    compactness = score_compactness(scoring, plan, declined)
    splitting = _splitting(scoring, plan)
    opportunity = _opportunity(scoring, plan)
    shape: tuple[float, float] | str = NO_SHAPES
    if compactness.reock is not None and compactness.polsby_popper is not None:
        shape = compactness.reock.mean, compactness.polsby_popper.mean
    ratings = rate(
        Rated(
            plan.n_districts,
            population.ideal,
            population.overall_range,
            shape,
            splitting,
            opportunity,
            votes,
        ),
        chamber,
    )
    return Scorecard(
        n_districts=plan.n_districts,
        names=plan.names,
        population=population,
        contiguity=told_contiguity(state, plan, scoring.areas),
        compactness=compactness,
        counties=_role_score(scoring, plan, "county", declined),
        municipalities=_role_score(scoring, plan, "municipality", declined),
        groups=groups,
        elections=votes,
        declined=declined,
        splitting=None if isinstance(splitting, str) else splitting,
        opportunity=None if isinstance(opportunity, str) else opportunity,
        across=_across(scoring, plan, contests, votes),
        ratings=ratings,
        thresholds=limits,
        against=against_name if against is not None else "",
        change=None if against is None else change_between(state, plan, against),
        more=_more(scoring, plan, contests, votes, groups) if more else None,
    )


def _elections(
    scoring: Scoring,
    plan: Plan,
    contests: Sequence[Election],
    margin: float,
    declined: dict[str, str],
) -> tuple[ElectionScore, ...]:
    found = []
    for contest in contests:
        try:
            found.append(score_election(scoring, plan, contest, margin))
        except AskError as error:
            declined[f"election {contest.name}"] = error.problem
    return tuple(found)


def _across(
    scoring: Scoring,
    plan: Plan,
    contests: Sequence[Election],
    votes: tuple[ElectionScore, ...],
) -> AcrossElections | None:
    """All contests that could be measured, together."""
    usable = _measured(contests, votes)
    return score_across(scoring, plan, usable) if len(usable) > 1 else None


def _more(
    scoring: Scoring,
    plan: Plan,
    contests: Sequence[Election],
    votes: tuple[ElectionScore, ...],
    groups: tuple[GroupScore, ...],
) -> MoreMeasures:
    """The measures that few ask for."""
    return score_more(scoring, plan, _measured(contests, votes), groups)


def _measured(contests: Sequence[Election], votes: tuple[ElectionScore, ...]) -> list[Election]:
    """The contests that could be measured."""
    measured = {vote.name for vote in votes}
    return [contest for contest in contests if contest.name in measured]


def _splitting(scoring: Scoring, plan: Plan) -> SplittingScore | str:
    """DRA's splitting scores, or why there are none."""
    column = scoring.state.columns.county
    if column is None:
        return "The map has no county column."
    try:
        return score_splitting(scoring, plan, column)
    except AskError as error:
        return error.problem


def _opportunity(scoring: Scoring, plan: Plan) -> OpportunityScore | str:
    """DRA's opportunity districts by VAP, by CVAP where the map has no VAP, or why not."""
    universe: Literal["vap", "cvap"] = "vap"
    if scoring.state.columns.vap is None and scoring.state.columns.cvap is not None:
        universe = "cvap"
    try:
        return score_opportunity(scoring, plan, universe)
    except AskError as error:
        return error.problem


def _role_score(
    scoring: Scoring,
    plan: Plan,
    region: Literal["county", "municipality"],
    declined: dict[str, str],
) -> RegionScore | None:
    column: str | None = getattr(scoring.state.columns, region)
    if column is None:
        declined[f"{region} splits"] = f"The map has no {region} column."
        return None
    return score_region(scoring, plan, region, column)


def _plain(value: Any) -> Any:
    """Tuples as lists, down to the leaves."""
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
