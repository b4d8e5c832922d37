"""The numbers of a scorecard that are read out first, on one screen."""

from collections.abc import Iterator

from districtbot.ground.errors import some_of
from districtbot.maps.parts import ReportTable
from districtbot.plans.line import Line
from districtbot.plans.lines import lines_of
from districtbot.plans.lines_regions import group_label
from districtbot.plans.lines_votes import FAVOURS, meaning_of
from districtbot.plans.scorecard import Scorecard

PLAN = (
    *("ideal_population", "largest_deviation", "overall_range", "contiguous", "torn_districts"),
    *("polsby_popper.mean", "reock.mean", "cut_edges", "county.splits", "municipality.splits"),
)
"""Keys of the lines that tell of the plan as a whole."""
CHANGE = ("people_moved", "share_moved")
CONTEST = (
    *("dem_vote_share", "dem_seats", "rep_seats", "dem_efficiency_gap", "dem_mean_median"),
    *("rating_proportionality", "rating_competitiveness"),
)
"""Ends of the keys of the lines of a contest."""
RATINGS = ("rating_population", "rating_compactness", "rating_splitting", "rating_minority")
HALF = 0.5
_SHORT = {"vap": "VAP", "cvap": "citizen VAP", "population": "population"}


def brief_lines(card: Scorecard) -> tuple[Line, ...]:
    """The lines that are read out first; votes of the newest contest only."""
    newest = card.elections[0].name if card.elections else ""
    keys = (*PLAN, *CHANGE, *(f"{newest}.{end}" for end in CONTEST), *RATINGS)
    found = {line.key: line for line in lines_of(card)}
    return tuple(found[key] for key in keys if key in found)


def brief_table(card: Scorecard) -> ReportTable:
    """The lines that are read out first as one table, groups in one row, without meanings.

    Args:
        card: The scorecard.
    """
    lines = brief_lines(card)
    rows = [(_name(line), _text(line, card)) for line in lines]
    place = sum(line.key in (*PLAN, *CHANGE) for line in lines)
    rows[place:place] = _groups(card)
    note = _note(lines, card)
    return ReportTable("In brief", ("Measure", "Value"), tuple(rows), note, words=(1,))


def _name(line: Line) -> str:
    return f"{line.column}: {line.name}" if line.column else line.name


def _text(line: Line, card: Scorecard) -> str:
    regions = {"county.splits": card.counties, "municipality.splits": card.municipalities}
    region = regions.get(line.key)
    if region is not None:
        return f"{line.text} of {region.n_regions:,}"
    if line.key == "torn_districts" and card.contiguity.torn:
        torn = some_of(card.names[piece.district - 1] for piece in card.contiguity.torn)
        return f"{line.text} ({torn})"
    return line.text


def _groups(card: Scorecard) -> Iterator[tuple[str, str]]:
    """How many districts have half of each group, or another share where half is not counted."""
    counted = {group.of for group in card.groups if group.opportunity}
    if not counted:
        return
    of = next(each for each in _SHORT if each in counted)
    shares = {one.threshold for group in card.groups for one in group.opportunity}
    share = HALF if HALF in shares else max(shares)
    n_districts = {
        group_label(group.group): len(one.districts)
        for group in card.groups
        for one in group.opportunity
        if group.of == of and one.threshold == share
    }
    some = [f"{name} {number}" for name, number in n_districts.items() if number]
    rest = len(n_districts) - len(some)
    none = [f"{'others' if some else 'every group'} 0"] if rest else []
    yield f"Districts at {100 * share:g}%+ of {_SHORT[of]}", "; ".join([*some, *none])


def _note(lines: tuple[Line, ...], card: Scorecard) -> str:
    """Whom signs favour, why numbers are missing, and what was not measured."""
    notes = []
    if any(line.column and FAVOURS in meaning_of(line.key.partition(".")[2]) for line in lines):
        notes.append(f"{FAVOURS}, negative Republicans.")
    missing = {line.why: line.name for line in lines if line.why}
    notes += [f"No value for {name.lower()}: {why}." for why, name in missing.items()]
    if card.declined:
        notes.append(f"Not measured: {some_of(sorted(card.declined))}.")
    return " ".join(notes)
