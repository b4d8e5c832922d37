"""A comparison as tables for people."""

from dataclasses import replace
from typing import Any, get_args

import pytest

from districtbot.geo.statemap import Election, StateMap
from districtbot.maps import html
from districtbot.maps.chapters import comparison_chapter
from districtbot.maps.comparison import comparison_tables, difference_text, measure_tables
from districtbot.maps.comparison_change import number_tables
from districtbot.maps.parts import Report, ReportTable
from districtbot.plans.compare import Comparison, NamedPlan, Row, compare
from districtbot.plans.line import Form, Line

CONTESTS = ("PRES20", "SEN18", "GOV16")
ROWS = {
    "old": "1 1 2 2  1 1 2 2  3 3 4 4  3 3 4 4",
    "new": "2 2 1 1  2 2 2 1  3 3 4 4  3 3 4 4",
    "same": "3 3 1 1  3 3 1 1  2 2 4 4  2 2 4 4",
    "halves": "1 1 2 2  1 1 2 2  1 1 2 2  1 1 2 2",
    "a third one.csv": "1 1 1 2  1 1 2 2  3 3 4 4  3 3 4 4",
}


@pytest.fixture(scope="module")
def found(grid_frame: Any, state_of: Any, plan_for: Any) -> Any:
    r"""``found("old", "new")`` compares plans of 4 x 4 units, of 100 people each::

    old         new            halves
    1 1 2 2     2 2 1 1        1 1 2 2
    1 1 2 2     2 2 2 1        1 1 2 2
    3 3 4 4     3 3 4 4        1 1 2 2
    3 3 4 4     3 3 4 4        1 1 2 2
    """
    votes = {
        f"PRES20{party}": [40 + step * n for n in range(16)] for party, step in (("D", 1), ("R", 2))
    }
    quarters = [*["NW", "NW", "NE", "NE"] * 2, *["SW", "SW", "SE", "SE"] * 2]
    state = state_of(grid_frame(4, 4, COUNTY=quarters, **votes), county="COUNTY")

    def compared(*names: str, reference: int = 0) -> Comparison:
        plans = [NamedPlan(name, plan_for(state, ROWS[name])) for name in names]
        return compare(state, plans, reference=reference)

    return compared


def table_of(found: Comparison, title: str, **how: Any) -> ReportTable:
    return next(table for table in comparison_tables(found, **how) if title in table.title)


def test_two_plans_stand_beside_each_other(found: Any) -> None:
    table = table_of(found("old", "new"), "Shape")
    assert table.columns == ("Measure", "old", "new", "Difference", "Better")
    edges = next(row for row in table.rows if row[0] == "Cut edges")
    assert edges == ("Cut edges", "8", "9", "+1", "old")


def test_more_plans_have_a_table_of_differences(found: Any) -> None:
    both = found("old", "new", "a third one.csv", reference=1)
    table = table_of(both, "Counties")
    assert table.columns == ("Measure", "A", "B", "C", "Best")
    split = next(row for row in table.rows if row[0] == "Counties split")
    assert split == ("Counties split", "0", "1", "1", "A")
    less = table_of(both, "Counties, less B")
    assert less.columns == ("Measure", "A", "C")
    assert next(row for row in less.rows if row[0] == "Counties split")[1:] == ("−1", "0")


def test_plans_are_named_once_where_names_are_long(found: Any) -> None:
    rows = table_of(found("old", "a third one.csv"), "Plans").rows
    assert [row[0] for row in rows] == ["A: old", "B: a third one.csv"]
    assert rows[1][2:] == ("100", "6.25%", "1")
    assert [row[0] for row in table_of(found("old", "new"), "Plans").rows] == ["old", "new"]


def test_what_moves(found: Any) -> None:
    both = found("old", "new")
    assert table_of(both, "100 people (6.2%) move").rows == (("2", "1", "100", "1"),)
    stays = table_of(both, "who stays")
    assert stays.rows[1] == ("2", "1", "300", "100", "0", "1", "0", "75.0%")
    assert len(stays.rows) == 4
    counties = table_of(both, "1 county changes districts")
    assert counties.rows == (("NE", "2", "1, 2", "100", "split"),)
    assert counties.note == "Newly split: NE."


def test_renumbered_districts_are_said_to_be(found: Any) -> None:
    """The numbers of ``new`` are 1 and 2 the other way round than those of ``old``."""
    both = found("old", "new")
    (table,) = number_tables(both, both.changes[0])
    assert table.columns == ("Number in new", "Number here")
    assert table.rows == (("1", "2"), ("2", "1"))
    assert "The 2 others have the same in both" in table.note
    assert table_of(both, "1 county changes").columns[2] == "Districts of new, numbered like old"
    assert table_of(both, "100 people").columns[1] == "To, numbered like old"


def test_districts_with_the_same_numbers_need_no_word(found: Any) -> None:
    both = found("old", "a third one.csv")
    assert number_tables(both, both.changes[0]) == ()
    assert table_of(both, "1 county changes").columns[2] == "Districts of B"
    more = found("halves", "old")
    (table,) = number_tables(more, more.changes[0])
    assert table.rows == (("3", "new 3"), ("4", "new 4"))


def test_districts_old_and_new(found: Any) -> None:
    table = table_of(found("old", "new"), "People and shape")
    assert table.columns[:6] == (
        "District",
        "In new",
        "People old",
        "People new",
        "Deviation old",
        "Deviation new",
    )
    assert table.rows[1][:6] == ("2", "1", "400", "300", "0.00%", "−25.00%")


def test_briefly_only_districts_that_change(found: Any) -> None:
    both = found("old", "new")
    assert [row[0] for row in table_of(both, "who stays", brief=9).rows] == ["1", "2"]
    cut = table_of(both, "People and shape", brief=1)
    assert len(cut.rows) == 1
    assert cut.note == "1 of 4 districts shown: those with most people moved."


def test_a_copy_has_no_tables_of_change(found: Any) -> None:
    titles = [table.title for table in comparison_tables(found("old", "same"))]
    assert "Shape" in titles
    assert not [title for title in titles if "old to same" in title]


def test_districts_that_follow_none_are_dashes(found: Any) -> None:
    both = found("halves", "old")
    names = [row[:2] for row in table_of(both, "who stays").rows]
    assert names == [("1", "1"), ("2", "2"), ("–", "3"), ("–", "4")]
    edges = next(row for row in table_of(both, "Shape").rows if row[0] == "Cut edges")
    assert edges[1:] == ("4", "8", "", "")
    assert "Not compared" in table_of(both, "Shape").note


@pytest.mark.parametrize("form", get_args(Form))
def test_every_difference_has_a_sign_and_nothing_is_doubled(form: Form) -> None:
    """A difference of two shares is in points; none has two signs or no unit of its kind."""
    line = Line("key", "Section", "", "Name", 1.0, form, "")
    row = Row(line, (1.0, 0.5), ("", ""), (0.0, -0.5), (), "")
    text = difference_text(row, 1)
    if form == "yes_no":
        assert text == ""
        return
    assert text.count("−") + text.count("+") == int(any(digit in text for digit in "123456789"))
    assert ("points" in text) == any(word in form for word in ("share", "deviation", "points"))


def test_every_row_is_as_long_as_the_head(found: Any) -> None:
    for both in (found("old", "new"), found("old", "new", "halves", reference=2)):
        tables = comparison_tables(both)
        assert len(tables) > 5
        for table in tables:
            assert {len(row) for row in table.rows} <= {len(table.columns)}
            assert not any("nan" in cell.lower() for row in table.rows for cell in row)


@pytest.fixture(scope="module")
def voted_state(grid_frame: Any, state_of: Any) -> StateMap:
    """A map with three contests and three groups."""
    votes = {
        f"{contest}{party}": [40 + step * n for n in range(16)]
        for more, contest in enumerate(CONTESTS)
        for party, step in (("D", 1 + more), ("R", 2))
    }
    groups = {f"{name}VAP": [n * part for n in range(16)] for part, name in enumerate("WBA", 1)}
    frame = grid_frame(4, 4, VAP=[100] * 16, **groups, **votes)
    named = {"white": "WVAP", "black": "BVAP", "asian": "AVAP"}
    contests = tuple(Election(name, f"{name}D", f"{name}R") for name in CONTESTS)
    drawn: StateMap = state_of(frame, vap="VAP", group_vap=named, elections=contests)
    return drawn


@pytest.fixture(scope="module")
def voted(voted_state: StateMap, plan_for: Any) -> Comparison:
    """The plans ``old`` and ``new`` on that map."""
    plans = [NamedPlan(name, plan_for(voted_state, ROWS[name])) for name in ("old", "new")]
    return compare(voted_state, plans)


def test_briefly_the_newest_contest_and_what_matters_most_of_the_others(voted: Comparison) -> None:
    """No contest is cut short in the middle."""
    newest = table_of(voted, "Votes: PRES20")
    assert table_of(voted, "Votes: PRES20", brief=2).rows == newest.rows
    others = table_of(voted, "Votes: 2 other contests", brief=2)
    names = [row[0] for row in others.rows]
    three = ("Democratic districts", "Efficiency gap", "Mean-median difference")
    assert names == [f"{contest}: {name}" for contest in ("SEN18", "GOV16") for name in three]
    left = sum(len(table_of(voted, f"Votes: {name}").rows) for name in ("SEN18", "GOV16")) - 6
    assert others.note == f"{left} more numbers of these contests are not shown."


@pytest.mark.parametrize("most", [1, 4, 99])
def test_briefly_no_group_is_half_shown(voted: Comparison, most: int) -> None:
    """A group has all of its rows that differ, or is named among those not shown."""
    section = "Groups, share of voting age population"
    cut = table_of(voted, section, brief=most)
    names = [row[0] for row in cut.rows]
    assert names
    for group in ("White", "Black", "Asian"):
        unlike = [row for row in table_of(voted, f"{section}: {group}").rows if row[1] != row[2]]
        wanted = [f"{group}: {row[0]}" for row in unlike]
        assert [name for name in names if name.startswith(f"{group}: ")] in (wanted, [])
        hidden = bool(wanted) and wanted[0] not in names
        assert hidden == (group in cut.note)
        assert not (hidden and most == 99)


def test_in_full_everything_is_there_and_the_rest_folded(
    voted_state: StateMap, voted: Comparison
) -> None:
    """A page shows the newest contest; the others can be unfolded, none is cut."""
    folded = {table.title: table.folded for table in comparison_tables(voted)}
    assert not folded["Votes: PRES20"]
    assert folded["Votes: SEN18"]
    assert folded["Votes: GOV16"]
    n_rows = sum(len(t.rows) for t in comparison_tables(voted) if t.title.startswith("Votes: "))
    assert n_rows == sum(row.line.section == "Votes" for row in voted.rows)
    blocks = comparison_chapter(voted_state, voted)
    chapter = [block for block in blocks if isinstance(block, ReportTable)]
    measures = measure_tables(voted)
    assert tuple(chapter[1 : len(measures) + 1]) == measures
    table = replace(table_of(voted, "Votes: SEN18"), title="A & B")
    page = html.page(Report("", "compared", "", comparison=(table,)))
    assert "<details><summary>A &amp; B</summary>" in page
