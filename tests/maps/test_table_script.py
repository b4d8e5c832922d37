"""The script of a report's tables, run in V8 on the page of a report."""

import csv
import json
from collections.abc import Iterator
from io import StringIO
from types import ModuleType
from typing import Any

import pytest

from districtbot.maps.html import page
from districtbot.maps.parts import Measure, MeasureGroup, Report, ReportTable

HOSTILE = '<img src=x onerror="alert(1)">, "quoted"'
ROWS = (
    ("one", "1,204", "−3.40%", "10", "1, 2"),
    ("two", "31", "+0.12%", "–", "3"),
    (HOSTILE, "−1,204", "0.00%", "9", "12"),
    ("four", "31", "–", "", "2"),
    ("five", "717,754", "−12.00%", "–", "2, 3"),
    ("six", "31", "+9.50%", "10", "10"),
    ("Whole map", "9", "", "", ""),
)
REPORT = Report(
    title="A plan",
    status="scored",
    summary="",
    districts=(
        ReportTable("People", ("District", "People", "Share", "Few", "Words"), ROWS, foot=1),
        ReportTable("Short", ("District", "People"), ROWS[:2]),
    ),
    scorecard=(MeasureGroup("Shape", (Measure("Reock", ("0.4",), "Roundness"),)),),
)


@pytest.fixture
def opened(browser: ModuleType) -> Iterator[Any]:
    with browser.Page(page(REPORT)) as found:
        yield found


def sorted_by(opened: Any, column: int) -> list[str]:
    """Click the head of a column of the first table of districts: the cells from top to bottom."""
    table = 'document.querySelectorAll("#districts table")[0]'
    opened.send(f"{table}.tHead.rows[0].cells[{column}].children[0]", "click")
    cells: list[str] = opened.ask(
        f"{table}.tBodies[0].rows.map((row) => row.cells[{column}].textContent)"
    )
    assert opened.texts("tfoot th", table) == ["Whole map"], "the foot stays"
    return cells


def names(opened: Any) -> list[str]:
    found: list[str] = opened.texts("tbody th", 'document.querySelectorAll("#districts table")[0]')
    return ["hostile" if name == HOSTILE else name for name in found]


def states(opened: Any) -> list[str | None]:
    found: list[str | None] = opened.ask(
        'document.querySelector("#districts table").tHead.rows[0].cells'
        '.map((head) => head.getAttribute("aria-sort"))'
    )
    return found


def copied(opened: Any, number: int = 0) -> str:
    opened.send(f'document.querySelectorAll(".copy")[{number}]', "click")
    opened.do("0")
    return str(opened.ask("clipboard.text"))


def test_numbers_are_sorted_both_ways(opened: Any) -> None:
    """Thousands have commas, minus signs are real ones."""
    up = ["−1,204", "31", "31", "31", "1,204", "717,754"]
    assert sorted_by(opened, 1) == up
    assert states(opened) == [None, "ascending", None, None, None]
    assert sorted_by(opened, 1) == up[::-1]
    assert states(opened) == [None, "descending", None, None, None]
    assert sorted_by(opened, 1) == up


def test_equal_rows_keep_their_order_both_ways(opened: Any) -> None:
    sorted_by(opened, 1)
    assert names(opened) == ["hostile", "two", "four", "six", "one", "five"]
    sorted_by(opened, 1)
    assert names(opened) == ["five", "one", "two", "four", "six", "hostile"]


def test_what_has_no_value_comes_last_both_ways(opened: Any) -> None:
    up = ["−12.00%", "−3.40%", "0.00%", "+0.12%", "+9.50%"]
    assert sorted_by(opened, 2) == [*up, "–"]
    assert states(opened) == [None, None, "ascending", None, None]
    assert sorted_by(opened, 2) == [*up[::-1], "–"]
    assert sorted_by(opened, 3)[:3] == ["9", "10", "10"]
    assert sorted_by(opened, 3)[:3] == ["10", "10", "9"]


def test_words_are_sorted_as_people_read_them(opened: Any) -> None:
    """A list of districts is no number of thousands: ``1, 2`` stands before ``2, 3``."""
    cells = sorted_by(opened, 4)
    assert cells == ["2", "3", "10", "12", "1, 2", "2, 3"]
    sorted_by(opened, 0)
    assert names(opened)[1:] == ["five", "four", "one", "six", "two"]


def test_only_tables_worth_it_have_buttons(opened: Any) -> None:
    assert len(opened.elements("#districts .sort")) == 5
    assert opened.elements("#scorecard .sort") == []
    assert len(opened.elements(".copy")) == 1
    assert opened.texts("#districts .sort") == ["District", "People", "Share", "Few", "Words"]


def test_the_copy_is_read_back_cell_by_cell(opened: Any) -> None:
    """A spreadsheet takes ``-3.40%`` for a number; with a real minus it is a word."""
    text = copied(opened)
    head = ("District", "People", "Share", "Few", "Words")
    minus = [tuple(cell.replace("−", "-") for cell in row) for row in ROWS]
    assert [tuple(row) for row in csv.reader(StringIO(text))] == [head, *minus]
    lines = text.split("\n")
    assert lines[0] == "District,People,Share,Few,Words"
    assert lines[1] == 'one,"1,204",-3.40%,10,"1, 2"'
    assert lines[3] == '"<img src=x onerror=""alert(1)"">, ""quoted""","-1,204",0.00%,9,12'
    assert lines[-1] == ""


def test_the_copy_is_in_the_order_on_the_screen(opened: Any) -> None:
    sorted_by(opened, 1)
    sorted_by(opened, 1)
    rows = list(csv.reader(StringIO(copied(opened))))
    assert [row[0] for row in rows[1:3]] == ["five", "one"]
    assert rows[-1][0] == "Whole map"


def test_the_button_says_what_became_of_it_and_comes_back(opened: Any) -> None:
    for _ in range(2):
        copied(opened)
        assert opened.texts(".copy") == ["Copied"]
    opened.do("run(later.timers)")
    assert opened.texts(".copy") == ["Copy as CSV"]


@pytest.mark.parametrize("refuses", [False, True])
def test_where_the_clipboard_is_closed_the_selection_is_copied(opened: Any, refuses: bool) -> None:
    opened.do(f"clipboard.refuses = true; clipboard.old = {json.dumps(not refuses)}")
    text = copied(opened)
    assert text.startswith("District,People,")
    said = "The browser does not let this page copy" if refuses else "Copied"
    assert opened.texts(".copy") == [said]
    assert opened.elements("textarea") == []


def test_names_stay_text(opened: Any) -> None:
    sorted_by(opened, 0)
    copied(opened)
    assert opened.elements("img") == []
    assert HOSTILE in opened.texts("th")


def test_folds_are_printed_open(opened: Any) -> None:
    opened.do(
        'const folds = ["", "open"].map((state) => { const one = new Element("details");'
        " one.open = state !== ''; document.body.append(one); return one; })"
    )
    opened.send("window", "beforeprint")
    assert opened.ask("folds.map((one) => one.open)") == [True, True]
    opened.send("window", "afterprint")
    assert opened.ask("folds.map((one) => one.open)") == [False, True]
