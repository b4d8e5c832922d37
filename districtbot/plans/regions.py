"""How districts cut counties, towns and other regions."""

from dataclasses import dataclass

import numpy as np

from districtbot.geo.statemap import components_of
from districtbot.plans.plan import Plan
from districtbot.plans.scoring import Scoring


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
        whole: Regions in one district: ``n_regions - splits``.
        extra_pieces: Pieces beyond one for each region: ``pieces - n_regions``. It counts a
            region in three districts twice.
        multiply_split: Regions in three districts or more.
        parts: Connected parts that the district borders leave of the regions, over touching
            units; a region on islands has several even if no district splits it.
        splits_populated: Split regions with people in more than one district.
        split_populated: Which these are, by name.
        people_in_split: People who live in the split regions.
        people: For each split region its people in each of its districts, as ``split`` has
            them.
        touched: Regions that each district touches.
        touched_split: Split regions that each district touches.
    """

    region: str
    column: str
    n_regions: int
    splits: int
    pieces: int
    split: dict[str, tuple[int, ...]]
    whole: int
    extra_pieces: int
    multiply_split: int
    parts: int
    splits_populated: int
    split_populated: tuple[str, ...]
    people_in_split: float
    people: dict[str, tuple[float, ...]]
    touched: tuple[int, ...]
    touched_split: tuple[int, ...]


def score_region(scoring: Scoring, plan: Plan, region: str, column: str) -> RegionScore:
    """Splits and pieces of the regions in a column; an empty label is no region.

    Args:
        scoring: The map.
        plan: The plan.
        region: What to call the regions.
        column: A column of the map.
    """
    _, labels = scoring.codes(column)
    named = np.array([bool(label) for label in labels])
    touched = scoring.units_by_region(plan, column) > 0
    touched[~named] = False
    people = scoring.units_by_region(plan, column, scoring.state.population)
    homes = touched.sum(axis=1)
    split = np.flatnonzero(homes > 1)
    populated = [place for place in split if (people[place] > 0).sum() > 1]
    n_regions, pieces = int(named.sum()), int(homes.sum())
    return RegionScore(
        region=region,
        column=column,
        n_regions=n_regions,
        splits=len(split),
        pieces=pieces,
        split={
            labels[place]: tuple((np.flatnonzero(touched[place]) + 1).tolist()) for place in split
        },
        whole=n_regions - len(split),
        extra_pieces=pieces - n_regions,
        multiply_split=int((homes > 2).sum()),
        parts=_parts(scoring, plan, column),
        splits_populated=len(populated),
        split_populated=tuple(labels[place] for place in populated),
        people_in_split=float(people[split].sum()),
        people={labels[place]: tuple(people[place, touched[place]].tolist()) for place in split},
        touched=tuple(touched.sum(axis=0).tolist()),
        touched_split=tuple(touched[split].sum(axis=0).tolist()),
    )


def _parts(scoring: Scoring, plan: Plan, column: str) -> int:
    """Connected parts of regions within districts."""
    codes, labels = scoring.codes(column)
    edges = scoring.state.graph.edges
    a, b = edges[:, 0], edges[:, 1]
    joined = (codes[a] == codes[b]) & (plan.district[a] == plan.district[b])
    part = components_of(len(codes), edges[joined])
    nowhere = np.array([not label for label in labels])[codes]
    return len(np.unique(part[~nowhere]))
