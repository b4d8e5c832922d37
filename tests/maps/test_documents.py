"""Reports as Markdown and as PDF: the same content as the page, nothing else."""

import re
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from pypdf import PdfReader

from districtbot.maps.markdown import document, plain
from districtbot.maps.parts import (
    Commands,
    Illustration,
    Listing,
    Measure,
    MeasureGroup,
    Paragraphs,
    Report,
    ReportTable,
    TargetRow,
)
from districtbot.maps.pdf import document as printed
from districtbot.maps.report import write_report
from districtbot.plans.glossary.term import Term

HOSTILE = "<b>x</b> | `y` *z* [l](http://evil.example) $m$ &amp; <para>"
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b55"
    "0000000a49444154789c6360000000020001e221bc330000000049454e44ae426082"
)
REPORT = Report(
    title="Kaʻū − Doña ≥ 5",
    status="not_met",
    summary="1 of 2 targets is met.",
    request=HOSTILE,
    picture=PIXEL,
    picture_words="A map",
    targets=(
        TargetRow("population deviation", "at most 5%", "0.43%", met=True, default=True),
        TargetRow("counties split", "at most 3", "5", met=False, wished=True),
    ),
    scorecard=(
        MeasureGroup("Shape", (Measure("Reock", ("0.412",), "Roundness."),)),
        MeasureGroup(
            "Votes",
            (Measure("Gap", tuple(f"−{n}.25%" for n in range(12)), "Positive favours Democrats."),),
            tuple(f"CONTEST{n:02d}" for n in range(12)),
            "One is uncontested.",
        ),
    ),
    districts=(
        ReportTable(
            "People",
            ("District", "People", "From ideal"),
            (*((f"{n}", f"{700 + n:,}", f"+{n}") for n in range(1, 204)), ("All", "9", "")),
            "Ideal 700",
            (*["#85b2de"] * 203, ""),
            foot=1,
        ),
    ),
    comparison=(Paragraphs((HOSTILE,)), Illustration(PIXEL, "Two maps", "beside", "A caption.")),
    splits=(ReportTable("1 split", ("County", "Districts"), ((HOSTILE, "1, 2"),), words=(1,)),),
    methods=(Term("reock", "Reock", "Roundness.", "Area / circle.", source="Reock (1961)"),),
    warnings=("Not legal advice.",),
    notes=("3 polygons repaired.",),
    provenance=(("Seed", "7"),),
    commands=("python replay.py", "echo ```"),
)


def words_of(pdf: bytes) -> str:
    """The text of a PDF without white space, which a reader cannot tell apart."""
    pages = PdfReader(BytesIO(pdf)).pages
    return re.sub(r"\s+", "", "".join(page.extract_text() for page in pages))


def texts() -> list[str]:
    found = [REPORT.title, REPORT.summary, *REPORT.warnings, *REPORT.notes, "A caption."]
    for row in REPORT.targets:
        found += [row.name, row.required, row.achieved]
    for group in REPORT.scorecard:
        assert isinstance(group, MeasureGroup)
        found += [group.title, group.note, *group.columns]
        found += [part for m in group.measures for part in (m.name, m.meaning, *m.values)]
    for table in (*REPORT.districts, *REPORT.splits):
        found += [table.title, *table.columns, table.note]
        found += [cell for row in table.rows for cell in row]
    found += [part for term in REPORT.methods for part in (term.name, term.how, term.source)]
    return [*found, "Seed", "python replay.py", "default, not asked for", "wished for", "✗ missed"]


def test_the_pdf_says_everything() -> None:
    seen = words_of(printed(REPORT))
    assert len(texts()) > 600
    assert [t for t in texts() if re.sub(r"\s+", "", t) not in seen] == []


def test_markdown_says_everything() -> None:
    seen, _ = document(REPORT, "r_files")
    missing = [t for t in texts() if plain(t) not in seen and t not in seen]
    assert missing == []


def test_pdf_pages_are_numbered_titled_and_carry_their_fonts() -> None:
    reader = PdfReader(BytesIO(printed(REPORT)))
    n_pages = len(reader.pages)
    assert n_pages >= 5
    for number, page in enumerate(reader.pages, start=1):
        assert f"Page {number} of {n_pages}" in page.extract_text()
    assert reader.metadata is not None
    assert reader.metadata.title == REPORT.title
    used = set()
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
            described = font.get_object().get("/FontDescriptor")
            if described is not None:
                assert "/FontFile2" in described.get_object()
                used.add(font.get_object()["/BaseFont"].partition("+")[2])
    assert used == {"DejaVuSans", "DejaVuSans-Bold", "DejaVuSansMono"}


def test_heads_of_a_long_table_are_repeated() -> None:
    pages = [page.extract_text() for page in PdfReader(BytesIO(printed(REPORT))).pages]
    with_rows = [text for text in pages if re.search(r"\n8\d\d\n|\n7\d\d\n", text)]
    assert len(with_rows) >= 3
    assert all("People" in text for text in with_rows)


def test_columns_that_do_not_fit_a_page_are_told_below() -> None:
    wide = ReportTable(
        "Wide",
        ("District", *(f"A_LONG_COLUMN_{n}" for n in range(20))),
        (("1", *(f"{n / 7:.5f}" for n in range(20))),),
    )
    seen = words_of(printed(replace(REPORT, districts=(wide,))))
    assert all(f"A_LONG_COLUMN_{n}" in seen for n in range(20))
    assert all(f"{n / 7:.5f}" in seen for n in range(20))


def test_a_cell_longer_than_a_page_does_not_stop_it() -> None:
    long = ReportTable("T", ("Unit", "Why"), ((("x" * 300), "words " * 2000),), words=(1,))
    assert words_of(printed(replace(REPORT, splits=(long,)))).count("words") == 2000


def test_same_report_same_bytes(tmp_path: Path) -> None:
    for form in ("html", "pdf", "md"):
        found = set()
        for name in ("a", "b"):
            path = tmp_path / name / f"report.{form}"
            write_report(path, REPORT, form)  # type: ignore[arg-type]
            found.add(path.read_bytes())
        assert len(found) == 1


def test_markdown_has_its_pictures_beside_it(tmp_path: Path) -> None:
    write_report(tmp_path / "my report.md", REPORT, "md")
    text = (tmp_path / "my report.md").read_text(encoding="utf-8")
    linked = re.findall(r"!\[[^]]*\]\(<([^>]*)>\)", text)
    assert linked == ["my report_files/map.png", "my report_files/beside.png"]
    assert all((tmp_path / name).read_bytes() == PIXEL for name in linked)


def test_markdown_tables_have_as_many_cells_in_every_row() -> None:
    text, _ = document(REPORT, "x")
    tables = [part.splitlines() for part in text.split("\n\n") if part.startswith("|")]
    assert len(tables) == 6
    for lines in tables:
        counts = {len(re.findall(r"(?<!\\)\|", line)) for line in lines}
        assert len(counts) == 1, lines[0]


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("a|b", r"a\|b"),
        ("<script>", r"\<script\>"),
        ("1. item", r"1\. item"),
        ("- item", r"\- item"),
        ("# head", r"\# head"),
        ("see https://x.example", r"see https\://x.example"),
        ("two\nlines", "two lines"),
        ("−0.25%", "−0.25%"),
        ("0.412", "0.412"),
        ("$x$ `y`", r"\$x\$ \`y\`"),
    ],
)
def test_marks_of_markdown_are_escaped(text: str, escaped: str) -> None:
    assert plain(text) == escaped


def test_a_reader_of_markdown_finds_no_marks_in_texts() -> None:
    """No HTML, no emphasis and no links but the contents and the pictures."""
    text, _ = document(REPORT, "x")
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    inner = [one for token in tokens for one in (token, *(token.children or ()))]
    kinds = {one.type for one in inner}
    assert not kinds & {"html_inline", "html_block", "code_inline"}
    links = [str(one.attrs["href"]) for one in inner if one.type == "link_open"]
    assert links
    assert all(link.startswith("#") for link in links)
    shown = "".join(one.content for one in inner if one.type == "text")
    assert HOSTILE in shown
    heads = [n for n, token in enumerate(tokens) if token.type == "heading_open"]
    titles = [tokens[n + 1].content.lower().replace(" ", "-") for n in heads]
    assert {link[1:] for link in links} <= set(titles)


def test_commands_keep_their_backticks() -> None:
    text, _ = document(REPORT, "x")
    assert "````sh\necho ```\n````" in text


def test_little_to_say_is_said(tmp_path: Path) -> None:
    bare = Report("T", "scored", "", picture_words="No shapes.")
    for form in ("pdf", "md", "html"):
        write_report(tmp_path / f"r.{form}", bare, form)  # type: ignore[arg-type]
    assert "No shapes." in (tmp_path / "r.md").read_text(encoding="utf-8")
    assert "Noshapes." in words_of((tmp_path / "r.pdf").read_bytes())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["r.html", "r.md", "r.pdf"]


def test_blocks_of_every_kind_are_printed() -> None:
    blocks = (Listing(("One.", "Two.")), Commands("Again", ("make",)), *REPORT.scorecard)
    seen = words_of(printed(replace(REPORT, ensemble=blocks)))
    for words in ("One.", "Two.", "Again", "make"):
        assert words in seen
