"""Everything worth knowing about one plan, measured once.

Values come from gerrytools' scoring engine wherever it has them (`scoring`). What a map
cannot serve is left out with the reason in `Scorecard.declined`; no value is ever NaN.
Districts are numbered 1..k; every per-district tuple begins with district 1.
"""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from districtbot.geo.statemap import StateMap
from districtbot.ground.errors import AskError
from districtbot.plans.contiguity import ContiguityScore, score_contiguity
from districtbot.plans.elections import ElectionScore, score_election
from districtbot.plans.groups import group_roles
from districtbot.plans.plan import Plan
from districtbot.plans.scoring import NO_SHAPES, Floats, Scoring
from districtbot.plans.targets import Universe

UNIVERSES: tuple[Universe, ...] = ("population", "vap", "cvap")


@dataclass(frozen=True, slots=True)
class PopulationScore:
    """People by district.

    Attributes:
        total: People on the map.
        ideal: People in a district of equal population: total / k.
        people: People in each district.
        deviation_people: People above (positive) or below ideal.
        deviation: The same as a share of ideal.
        largest_deviation: Largest absolute deviation, a share of ideal.
        largest_deviation_people: The same in people.
        largest_district: The district it is in; the first of several.
        overall_range: (Most - fewest people) / ideal, a share.
        overall_range_people: The same in people.
    """

    total: float
    ideal: float
    people: tuple[float, ...]
    deviation_people: tuple[float, ...]
    deviation: tuple[float, ...]
    largest_deviation: float
    largest_deviation_people: float
    largest_district: int
    overall_range: float
    overall_range_people: float


@dataclass(frozen=True, slots=True)
class Spread:
    """A measure of shape over the districts.

    Attributes:
        by_district: The value of each district, 0 to 1.
        mean: Their mean, every district with the same weight.
        minimum: The smallest of them.
        lowest_district: The district it is in; the first of several.
    """

    by_district: tuple[float, ...]
    mean: float
    minimum: float
    lowest_district: int


@dataclass(frozen=True, slots=True)
class CompactnessScore:
    """Shapes of the districts.

    Attributes:
        cut_edges: Pairs of touching units in different districts, bridges not counted.
        polsby_popper: 4 pi area / perimeter^2 of each dissolved district, all rings counted;
            ``None`` for a map without geometry. Polsby and Popper (1991), 9 Yale L. & Pol'y
            Rev. 301.
        reock: Area / area of the smallest enclosing circle; ``None`` likewise. Reock (1961),
            5 Midwest J. Pol. Sci. 70.
    """

    cut_edges: int
    polsby_popper: Spread | None
    reock: Spread | None


@dataclass(frozen=True, slots=True)
class RegionScore:
    """How districts cut regions such as counties.

    Attributes:
        region: ``county`` or ``municipality``.
        column: The column of the map.
        n_regions: Regions with at least one unit.
        splits: Regions with units in more than one district, people in them or not.
        pieces: Sum over regions of the number of districts each touches.
        split: Each split region with its districts, by name.
    """

    region: str
    column: str
    n_regions: int
    splits: int
    pieces: int
    split: dict[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class GroupScore:
    """A group's share of each district.

    Attributes:
        group: Name of the group.
        of: What it is a share of: ``vap``, ``cvap`` or ``population``.
        column: Column of the group.
        total_column: Column of everyone.
        share: The share in each district, 0 to 1; ``None`` where nobody lives.
        statewide: The share on the whole map; ``None`` where nobody lives.
    """

    group: str
    of: str
    column: str
    total_column: str
    share: tuple[float | None, ...]
    statewide: float | None


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

    def to_dict(self) -> dict[str, Any]:
        """The scorecard as JSON data: dicts, lists, numbers, text and ``None``, never NaN."""
        data: dict[str, Any] = _plain(asdict(self))
        return data


def score(state: StateMap, plan: Plan) -> Scorecard:
    """Measure a plan.

    Args:
        state: The map.
        plan: A plan of its units, each district with at least one unit.

    Raises:
        AskError: If the plan is not one of this map.
    """
    return score_with(Scoring(state), plan)


def score_with(scoring: Scoring, plan: Plan) -> Scorecard:
    """As `score`, with a prepared `Scoring`: quicker for many plans of one map."""
    state, declined = scoring.state, dict[str, str]()
    population = score_population(scoring, plan)
    elections, groups = [], []
    for election in state.columns.elections:
        try:
            elections.append(score_election(scoring, plan, election))
        except AskError as error:
            declined[f"election {election.name}"] = error.problem
    for universe in UNIVERSES:
        for group, column in group_roles(state.columns, universe).items():
            try:
                groups.append(_score_group(scoring, plan, group, universe, column))
            except AskError as error:
                declined[f"{group} share of {universe}"] = error.problem
    if state.geometry is None:
        declined["compactness"] = NO_SHAPES
    return Scorecard(
        plan.n_districts,
        plan.names,
        population,
        score_contiguity(state, plan),
        score_compactness(scoring, plan),
        _role_score(scoring, plan, "county", declined),
        _role_score(scoring, plan, "municipality", declined),
        tuple(groups),
        tuple(elections),
        declined,
    )


def score_population(scoring: Scoring, plan: Plan) -> PopulationScore:
    """People by district."""
    values = scoring.population(plan)
    total = float(scoring.state.population.sum())
    ideal = total / plan.n_districts
    return PopulationScore(
        total,
        ideal,
        _tuple(values.people),
        _tuple(values.people - ideal),
        _tuple(values.deviation),
        values.largest,
        values.largest_people,
        int(np.argmax(np.abs(values.deviation))) + 1,
        values.range,
        float(np.ptp(values.people)),
    )


def score_compactness(scoring: Scoring, plan: Plan) -> CompactnessScore:
    """Cut edges, and Polsby-Popper and Reock where the map has geometry."""
    cut_edges = scoring.cut_edges(plan)
    if scoring.state.geometry is None:
        return CompactnessScore(cut_edges, None, None)
    polsby_popper, reock = scoring.shapes(plan)
    return CompactnessScore(cut_edges, _spread(polsby_popper), _spread(reock))


def score_region(scoring: Scoring, plan: Plan, region: str, column: str) -> RegionScore:
    """Splits and pieces of the regions in a column; an empty label is no region.

    Args:
        scoring: The map.
        plan: The plan.
        region: What to call the regions.
        column: A column of the map.
    """
    splits, pieces = scoring.region(plan, column)
    codes, labels = scoring.state.codes(column)
    split = {}
    for code, label in enumerate(labels):
        districts = np.unique(plan.district[codes == code])
        if label and len(districts) > 1:
            split[label] = tuple(districts.tolist())
    return RegionScore(region, column, sum(map(bool, labels)), splits, pieces, split)


def ratio(part: float, whole: float) -> float | None:
    """A share, or ``None`` where there is nothing to share."""
    return float(part / whole) if whole > 0 else None


def _role_score(
    scoring: Scoring, plan: Plan, region: str, declined: dict[str, str]
) -> RegionScore | None:
    column: str | None = getattr(scoring.state.columns, region)
    if column is None:
        declined[f"{region} splits"] = f"The map has no {region} column."
        return None
    return score_region(scoring, plan, region, column)


def _score_group(
    scoring: Scoring, plan: Plan, group: str, universe: Universe, column: str
) -> GroupScore:
    total: str | None = getattr(scoring.state.columns, universe)
    if total is None:
        raise AskError(f"The map has no column of everyone's {universe.upper()}.")
    parts, wholes = scoring.sums(plan, [column, total])
    shares = tuple(ratio(part, whole) for part, whole in zip(parts, wholes, strict=True))
    statewide = ratio(parts.sum(), wholes.sum())
    return GroupScore(group, universe, column, total, shares, statewide)


def _spread(values: Floats) -> Spread:
    return Spread(
        _tuple(values), float(values.mean()), float(values.min()), int(values.argmin()) + 1
    )


def _tuple(values: Floats) -> tuple[float, ...]:
    return tuple(values.tolist())


def _plain(value: Any) -> Any:
    """Tuples as lists, down to the leaves."""
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
