"""The HTML report."""

import json
import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from districtbot.ground.errors import AskError
from districtbot.maps.contents import Pictures, RunFacts, report_of
from districtbot.maps.html import page
from districtbot.maps.parts import Choices, Illustration, Listing, Paragraphs
from districtbot.maps.report import (
    Measure,
    MeasureGroup,
    Report,
    ReportTable,
    TargetRow,
    write_report,
)
from districtbot.maps.static import draw_plan
from districtbot.maps.stored import read_stored
from districtbot.plans.glossary.term import Term
from districtbot.plans.judge import judge
from districtbot.plans.plan import plan_of
from districtbot.plans.scorecard import score
from districtbot.plans.targetfile import targets_of

HOSTILE = "<script>alert('x')</script> & \"quoted\""

FULL = Report(
    title="A plan",
    status="not_met",
    summary="Seven districts, two targets missed.",
    request=HOSTILE,
    picture=b"\x89PNG pixels",
    picture_words='Map with "quotes"',
    targets=(
        TargetRow("population deviation", "at most 1%", "0.43%", met=True),
        TargetRow(HOSTILE, "at most 3", "5", met=False, wished=True),
    ),
    districts=(
        ReportTable(
            "People",
            ("District", "People"),
            (("1", "700"), (HOSTILE, "701")),
            "Ideal 700.5",
            ("#85b2de", '"><script>'),
        ),
    ),
    scorecard=(
        MeasureGroup("Shape", (Measure("Reock", ("0.4",), f"Roundness {HOSTILE}"),)),
        MeasureGroup(
            "Votes",
            (Measure("Gap", ("+1%", "+2%", "+3%", "−4%"), "Positive favours Democrats."),),
            ("A", "B", "C", HOSTILE),
            "One race is uncontested.",
        ),
    ),
    splits=(ReportTable("1 of 2 counties split", ("County", "Districts"), (("Kent", "1, 2"),)),),
    blocked=("Of 10 plans, 9 missed the bound.",),
    warnings=("Not legal advice.",),
    notes=("3 polygons repaired.", HOSTILE),
    readings=(ReportTable("Columns", ("Column", "Taken for"), ((HOSTILE, "population"),)),),
    methods=(Term("reock", "Reock", f"Roundness {HOSTILE}", "Area / circle.", source="Reock"),),
    provenance=(("Seed", "7"), ("Map", HOSTILE)),
    commands=("districtbot verify out", "python replay.py"),
)


class _Seen(HTMLParser):
    """Tags, attributes and text of a page; fails on a tag left open."""

    void = frozenset({"meta", "img", "link", "br"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag not in self.void:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture
def full(tmp_path: Path) -> str:
    write_report(tmp_path / "report.html", FULL)
    return (tmp_path / "report.html").read_text(encoding="utf-8")


def test_every_row_is_there(full: str) -> None:
    seen = _Seen(full)
    texts = [FULL.title, FULL.summary, FULL.request, *FULL.blocked, *FULL.warnings, *FULL.notes]
    texts += [part for row in FULL.targets for part in (row.name, row.required, row.achieved)]
    for table in (*FULL.districts, *FULL.splits, *FULL.readings):
        texts += [table.title, *table.columns, table.note, *(c for row in table.rows for c in row)]
    for group in FULL.scorecard:
        assert isinstance(group, MeasureGroup)
        texts += [group.title, group.note]
        texts += [part for m in group.measures for part in (m.name, m.meaning, *m.values)]
    texts += [part for t in FULL.methods for part in (t.name, t.meaning, t.how, t.source)]
    texts += [part for fact in FULL.provenance for part in fact] + list(FULL.commands)
    assert len(texts) > 40
    assert [text for text in texts if text not in seen.text] == []
    assert "✓ met" in seen.text
    assert "✗ missed" in seen.text
    assert "wished for" in seen.text


def test_nothing_a_user_writes_becomes_markup(full: str) -> None:
    seen = _Seen(full)
    assert seen.tags.count("script") == full.count("<script") == 2  # its data and its own
    assert seen.attributes.count(("type", "application/json")) == 1
    assert ("alt", FULL.picture_words) in seen.attributes


def test_opens_without_network(full: str) -> None:
    seen = _Seen(full)
    sources = [value for name, value in seen.attributes if name == "src"]
    assert len(sources) == 1
    assert sources[0].startswith("data:image/png;base64,")
    anchors = {value for name, value in seen.attributes if name == "id"}
    links = {value for name, value in seen.attributes if name == "href"}
    assert len(links) > 5
    assert links <= {f"#{anchor}" for anchor in anchors}
    assert "https:" not in full
    assert full.replace("http://www.w3.org/2000/svg", "").count("http:") == 0
    assert re.search(r"url\(|@import|<link|style=", full) is None


def test_only_its_own_script_and_style_may_run(full: str) -> None:
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', full)
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["default-src"] == "'none'"
    assert rules["img-src"] == "data:"
    assert rules["base-uri"] == rules["form-action"] == "'none'"
    for tag in ("script", "style"):
        (text,) = re.findall(rf"<{tag}>(.*?)</{tag}>", full, re.DOTALL)
        digest = b64encode(sha256(text.encode()).digest()).decode()
        assert rules[f"{tag}-src"] == f"'sha256-{digest}'"
    assert re.search(r"fetch\(|XMLHttpRequest|import\(|eval\(|innerHTML", full) is None


def test_tables_have_heads(full: str) -> None:
    seen = _Seen(full)
    assert seen.tags.count("table") == 6
    assert ("scope", "col") in seen.attributes
    assert seen.attributes.count(("scope", "row")) == 8
    assert ("lang", "en") in seen.attributes


def test_a_page_read_back_is_the_same_report(full: str) -> None:
    """Texts with marks of HTML, pictures and the interactive map come back as they were."""
    whole = replace(
        FULL,
        interactive=json.dumps({"districts": [HOSTILE]}, separators=(",", ":")),
        choices=Choices(("One more plan.",), FULL.districts[0], b"\x89PNG two"),
        comparison=(
            Paragraphs((HOSTILE,)),
            Illustration(b"\x89PNG three", "Side by side", "side-by-side", "A caption."),
            *FULL.districts,
        ),
        ensemble=(Listing(("A sentence.",)), *FULL.scorecard),
    )
    assert read_stored(page(whole), "page") == whole
    assert read_stored(full, "page") == FULL


@pytest.mark.parametrize("text", ["", "<p>", '<script id="report-data">{"title": 3}</script>'])
def test_pages_without_a_report(text: str) -> None:
    with pytest.raises(AskError, match=r"page\.html holds no report"):
        read_stored(text, "page.html")


def test_a_bound_nobody_asked_for_is_marked(tmp_path: Path) -> None:
    rows = (TargetRow("population deviation", "at most 5%", "0.4%", met=True, default=True),)
    write_report(tmp_path / "r.html", replace(FULL, targets=rows))
    assert "default, not asked for" in (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "default, not asked for" not in page(FULL)


def test_empty_parts_are_left_out(tmp_path: Path) -> None:
    write_report(tmp_path / "r.html", Report("T", "scored", "S", picture_words="No shapes."))
    text = (tmp_path / "r.html").read_text(encoding="utf-8")
    seen = _Seen(text)
    assert seen.tags.count("h2") == 1
    assert "No shapes." in seen.text
    assert "img" not in seen.tags
    assert "Asked for" not in text


def test_report_of_a_plan(grid_frame: Any, make_state: Any, tmp_path: Path) -> None:
    """A 4 x 4 grid in four counties, cut into stripes that split two of them."""
    frame = grid_frame(4, 4, COUNTY=[*["Ash", "Ash", "Elm", "Elm"] * 2, *["Oak"] * 8])
    state = make_state(frame, county="COUNTY")
    plan = plan_of(state.unit_ids, np.array([1, 1, 2, 2] * 3 + [1, 1, 1, 2]))
    targets = targets_of(
        {"districts": 2, "target": [{"measure": "region_splits", "at_most": 0, "wished": True}]}
    )
    draw_plan(state, plan, tmp_path / "map.png", title="Toy")
    run = RunFacts(
        "Toy",
        "not_met",
        "Short of it.",
        "two districts",
        facts=(("Seed", "3"),),
        versions={"districtbot": "0.1"},
        commands=("python replay.py",),
    )
    report = report_of(
        state,
        plan,
        judge(state, targets, plan),
        score(state, plan),
        run,
        Pictures((tmp_path / "map.png").read_bytes()),
    )
    write_report(tmp_path / "report.html", report)
    seen = _Seen((tmp_path / "report.html").read_text(encoding="utf-8"))
    assert [row.met for row in report.targets if row.wished] == [False]
    assert report.districts[0].rows[0][:4] == ("1", "900", "+100", "+12.50%")
    assert report.splits[0].rows == (("Oak", "800", "1 (500), 2 (300)"),)
    for text in ("1 of 3 counties split", plan.sha256, "900", "Polsby-Popper", "Cut edges", "0.1"):
        assert text in seen.text


def test_report_of_a_graph_file(grid_frame: Any, make_state: Any) -> None:
    full = make_state(grid_frame(2, 2), name="pa.json")
    state = replace(full, geometry=None, area=None, perimeter=None)
    plan = plan_of(state.unit_ids, np.array([1, 1, 2, 2]))
    report = report_of(state, plan, (), score(state, plan), RunFacts("T", "scored", "S"))
    assert "graph file without shapes" in report.picture_words
    assert report.districts[0].swatches == ()
    assert "Reock" not in report.districts[0].columns


def test_many_columns_stand_closer_and_a_cut_table_has_a_shadow() -> None:
    """Eleven columns of numbers are set more tightly, two are not."""
    few = ReportTable("Few", ("District", "A", "B"), (("1", "2", "3"),))
    many = ReportTable("Many", ("District", *"ABCDEFGHIJK"), (("1", *"ABCDEFGHIJK"),))
    text = page(replace(FULL, districts=(few, many)))
    assert "<table><caption>Few</caption>" in text
    assert '<table class="many"><caption>Many</caption>' in text
    assert re.search(r"\.scroll \{[^}]*gradient\([^}]*var\(--shade\)", text)
