"""Measure a plan file, and write its scorecard for spreadsheets."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from districtbot.geo.statemap import StateMap
from districtbot.ground.errors import AskError
from districtbot.plans.card_data import card_csv, districts_csv
from districtbot.plans.elections import COMPETITIVE_MARGIN
from districtbot.plans.formats.open import open_plan
from districtbot.plans.groupscore import THRESHOLDS
from districtbot.plans.plan import Plan
from districtbot.plans.rating_formulas import Chamber
from districtbot.plans.scorecard import Scorecard, score
from districtbot.tools.arguments import name_and_source, names_of


@dataclass(frozen=True, slots=True)
class Scored:
    """A plan that was read and measured.

    Attributes:
        plan: The plan.
        card: Its scorecard.
        notes: What was done to make the files fit the map, one sentence each.
    """

    plan: Plan
    card: Scorecard
    notes: tuple[str, ...]


def score_file(
    state: StateMap,
    plan: str | Path,
    *,
    against: str | Path | None = None,
    thresholds: Sequence[float | str] = THRESHOLDS,
    elections: Sequence[str] | None = None,
    margin: float = COMPETITIVE_MARGIN,
    chamber: Chamber | None = None,
    more: bool = False,
) -> Scored:
    """Measure a plan file or a plan column of a map.

    Args:
        state: The map.
        plan: The plan.
        against: Another plan, or ``NAME=PLAN``, to say what moves.
        thresholds: Shares at which a group's districts are counted: 0.37 or ``"37%"``.
        elections: Names of the contests to measure; all of the map by default.
        margin: How near to one half a district is competitive, a share.
        chamber: Whose scale rates the population; by the size of the districts by default.
        more: Whether to add the measures that few ask for.

    Raises:
        AskError: If a plan cannot be read, or something asked for is not on the map.
    """
    opened = open_plan(plan, state)
    other = None if against is None else open_plan(name_and_source(str(against))[1], state)
    card = score(
        state,
        opened.plan,
        thresholds=thresholds,
        elections=elections,
        against=None if other is None else other.plan,
        against_name="" if against is None else names_of([str(against)])[0],
        margin=margin,
        chamber=chamber,
        more=more,
    )
    return Scored(opened.plan, card, (*opened.notes, *(() if other is None else other.notes)))


def write_csv(
    card: Scorecard, every_number: Path | None = None, by_district: Path | None = None
) -> None:
    """Write a scorecard as CSV files.

    Args:
        card: The scorecard.
        every_number: File for every number, one a row.
        by_district: File with one row a district, to be joined to a map.

    Raises:
        AskError: If a file cannot be written.
    """
    for path, table in ((every_number, card_csv), (by_district, districts_csv)):
        if path is None:
            continue
        try:
            path.write_text(table(card), encoding="utf-8", newline="")
        except OSError as error:
            raise AskError(
                f"{path} cannot be written: {error.strerror or error}.",
                "Name a file in a folder that is there and may be written to.",
            ) from error
