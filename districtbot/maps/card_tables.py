"""The whole scorecard as tables, in the order in which people read it."""

from dataclasses import replace

from districtbot.maps.brief import brief_lines
from districtbot.maps.details import change_tables, contiguity_tables, split_tables
from districtbot.maps.figures import FigureGroup, district_figures
from districtbot.maps.measures import measure_tables
from districtbot.maps.parts import ReportTable
from districtbot.plans.glossary.term import Term
from districtbot.plans.glossary.terms import term_of
from districtbot.plans.lines import lines_of
from districtbot.plans.scorecard import Scorecard

LETTERS = 95
"""Letters in a line of a table, where it has columns enough to be parted."""
SPACE = 3


def card_tables(card: Scorecard) -> tuple[ReportTable, ...]:
    """The plan as a whole first, then what is wrong with it, then districts and splits.

    Tables of districts with more columns than fit a page of 100 letters are parted.

    Args:
        card: The scorecard.
    """
    tables = (*measure_tables(card), *contiguity_tables(card))
    districts = (_districts(card, group) for group in district_figures(card))
    parted = tuple(part for table in districts for part in _parted(table))
    return (*tables, *change_tables(card), *parted, *split_tables(card))


def terms_shown(card: Scorecard, *, brief: bool = False) -> tuple[Term, ...]:
    """The terms of a card's lines, each once, in the order of the card.

    Args:
        card: The scorecard.
        brief: Only those of the lines that are read out first.
    """
    lines = brief_lines(card) if brief else lines_of(card)
    found = (term_of(line.key) for line in lines)
    return tuple(dict.fromkeys(term for term in found if term is not None))


def _districts(card: Scorecard, group: FigureGroup) -> ReportTable:
    heads = ("District", *(figure.name for figure in group.figures))
    columns = [figure.texts for figure in group.figures]
    rows = list(zip(card.names, *columns, strict=True))
    if any(figure.whole for figure in group.figures):
        rows.append(("Whole map", *(figure.whole for figure in group.figures)))
    return ReportTable(group.title, heads, tuple(rows), group.note)


def _parted(table: ReportTable) -> list[ReportTable]:
    """A table in even parts that fit a line, each with the names of its rows."""
    widths = [
        SPACE + max(*map(len, head.split()), *(len(row[place]) for row in table.rows))
        for place, head in enumerate(table.columns)
    ]
    n_columns, n_parts = len(widths) - 1, 1
    while n_parts < n_columns and any(
        sum(widths[place] for place in part) > LETTERS for part in _shared_out(n_columns, n_parts)
    ):
        n_parts += 1
    parts = _shared_out(n_columns, n_parts)
    return [
        replace(
            table,
            columns=tuple(table.columns[place] for place in part),
            rows=tuple(tuple(row[place] for place in part) for row in table.rows),
            note=table.note if part is parts[-1] else "",
        )
        for part in parts
    ]


def _shared_out(n_columns: int, n_parts: int) -> list[list[int]]:
    """The columns after the first in even parts, the first one in each of them."""
    size = -(-n_columns // n_parts)
    starts = range(1, n_columns + 1, size)
    return [[0, *range(start, min(start + size, n_columns + 1))] for start in starts]
