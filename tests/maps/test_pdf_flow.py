"""What stands together on the pages of a printed report."""

import re
from io import BytesIO

import pytest
from PIL import Image
from pypdf import PdfReader

from districtbot.maps.parts import (
    Illustration,
    Paragraphs,
    Report,
    ReportTable,
)
from districtbot.maps.pdf import document
from districtbot.maps.sections import sections_of


def _pages(report: Report) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(document(report))).pages]


def _picture(width: int, height: int) -> bytes:
    """A grey PNG of so many dots, 200 to the inch."""
    content = BytesIO()
    Image.new("L", (width, height), 200).save(content, "PNG")
    return content.getvalue()


def _table(title: str, n_rows: int) -> ReportTable:
    rows = tuple((f"{title}-{n}", f"{n}") for n in range(1, n_rows + 1))
    return ReportTable(title, ("District", "People"), rows)


def _report(n_rows: int) -> Report:
    return Report("T", "scored", "S", districts=(_table("FIRST", n_rows), _table("SECOND", 9)))


@pytest.mark.parametrize("n_rows", range(24, 40))
def test_no_row_stands_alone_and_captions_stand_with_rows(n_rows: int) -> None:
    for text in _pages(_report(n_rows)):
        for title in ("FIRST", "SECOND"):
            n_here = len(re.findall(rf"{title}-\d", text))
            assert n_here != 1
            assert n_here >= 3 or not re.search(rf"{title}(?!-)", text)


def test_every_row_is_printed_once() -> None:
    seen = " ".join(_pages(_report(150)))
    found = [int(n) for n in re.findall(r"FIRST-(\d+)", seen)]
    assert found == list(range(1, 151))


@pytest.mark.parametrize("n_rows", [20, 26, 32])
def test_a_head_and_its_first_words_stay_with_what_follows(n_rows: int) -> None:
    """A chart that no longer fits takes its head and its lead with it."""
    chart = Illustration(_picture(1400, 700), "A chart", "chart", "CAPTION")
    report = Report(
        "T",
        "scored",
        "S",
        districts=(_table("ROWS", n_rows),),
        ensemble=(Paragraphs(("LEAD.",)), chart),
    )
    [page] = [text for text in _pages(report) if "CAPTION" in text]
    assert "LEAD." in page
    assert "Among neutral plans" in page


@pytest.mark.parametrize("size", [(1700, 2200), (2200, 1700)])
def test_the_map_stands_on_the_first_page(size: tuple[int, int]) -> None:
    report = Report("T", "scored", "S", picture=_picture(*size), districts=(_table("ROWS", 3),))
    reader = PdfReader(BytesIO(document(report)))
    assert len(reader.pages[0].images) == 1
    assert {tuple(page.mediabox[2:]) for page in reader.pages} == {(612, 792)}


def test_a_map_that_would_be_too_small_has_a_page_of_its_own() -> None:
    many = tuple(f"Warning {n}." for n in range(15))
    report = Report("T", "scored", "S", picture=_picture(2200, 1700), warnings=many * 2)
    first, second = PdfReader(BytesIO(document(report))).pages
    assert not first.images
    assert tuple(second.mediabox[2:]) == (792, 612)


def test_contents_name_the_pages() -> None:
    report = Report(
        "T",
        "scored",
        "S",
        picture=_picture(1700, 2200),
        districts=(_table("ROWS", 100),),
        notes=("Read.",),
        provenance=(("Seed", "7"),),
    )
    pages = _pages(report)
    contents = " ".join(pages[0].split())
    for section in sections_of(report):
        found = re.search(rf"{section.title} (\d+)", contents)
        assert found, section.title
        if section.anchor != "map":
            [page] = [n for n, text in enumerate(pages[1:], start=2) if section.title in text]
            assert int(found[1]) == page
    assert "The map 1" in contents
