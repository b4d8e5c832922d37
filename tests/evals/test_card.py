"""The report card: figures that follow from the records, in files that can be read."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from districtbot.evals.card import ReportCard, card_of
from districtbot.evals.records import Record, TurnRecord
from districtbot.evals.tables import as_csv, as_markdown, main_table, part_tables
from districtbot.evals.writing import JSON_FILE, PICTURE, write_card

EXAM = {
    "set": "tests-1",
    "split": "test",
    "items": 6,
    "seed": 1,
    "items_sha256": "a" * 64,
    "manifest_sha256": "b" * 64,
}
NASTY = "a | b `c` <b>\n# head [x](y) \x1b[31m"


def turn(number: int, *, ok: bool, **more: Any) -> TurnRecord:
    about = {
        "turn": number,
        "ok": ok,
        "part": None if ok else "asked",
        "category": None if ok else "wrong number",
        "reason": "" if ok else NASTY,
        "right_tool": True,
        "right_args": ok,
        "exact": ok,
        "asked_ok": ok,
        "asks": True,
        "facts": (2, 2 if ok else 1),
        "ending": ("said", "said"),
        "unsolvable": (False, False),
        "draws": True,
        "message": NASTY,
        "want": (("set_targets", {"districts": 5}),),
        "calls": (("set_targets", {"districts": 6}),),
        "ideal": "The plan has 5 districts.",
        "reply": NASTY,
        "own": "The plan has 5 districts." if ok else NASTY,
        "answers": 2,
        "seconds": 0.5,
        "model_seconds": 0.25,
    }
    return TurnRecord.model_validate(about | more)


def dialogue(name: str, *turns: TurnRecord, **more: Any) -> Record:
    ok = all(one.ok for one in turns)
    about = {
        "id": name,
        "kind": "dialogue",
        "family": f"f{len(turns)}",
        "topic": "drawing",
        "level": len(turns),
        "phrases": "seen",
        "map_words": "held out",
        "new_family": False,
        "ok": ok,
        "category": None if ok else "wrong number",
        "turns": turns,
        "seconds": 1.0,
    }
    return Record.model_validate(about | more)


def coding(name: str, sample: int, *, ok: bool) -> Record:
    kind = {"kind": "coding", "sample": sample, "ok": ok, "turns": (), "found": NASTY}
    return dialogue(name, **kind | {"category": None if ok else "wrong result", "level": 1})


def some_records(*, right: bool) -> list[Record]:
    return [
        dialogue("d1", turn(1, ok=True, confidence=0.9)),
        dialogue("d2", turn(1, ok=True, confidence=0.8), turn(2, ok=right, confidence=0.3)),
        dialogue(
            "d3",
            turn(1, ok=True, unsolvable=(True, right), ending=("decline", "decline")),
            phrases="held out",
        ),
        dialogue("d4", turn(1, ok=True, confidence=0.0, ending=("ask_user", "ask_user"))),
        coding("c1", 0, ok=right),
        coding("c1", 1, ok=True),
    ]


@pytest.fixture(scope="module")
def card() -> ReportCard:
    records = {"good": some_records(right=True), "bad | one": some_records(right=False)}
    extra = {"good": {"hellaswag acc": (0.41, 0.02), "judge": (4.2, None)}}
    return card_of(EXAM, records, 1, finished=True, n_examples=2, extra=extra)


def scores(card: ReportCard, at: int) -> dict[str, Any]:
    return {one.metric.key: one.interval for one in card.models[at].scores}


def test_figures_follow_from_the_records(card: ReportCard) -> None:
    good, bad = scores(card, 0), scores(card, 1)
    assert good["end_to_end"].value == good["turn_ok"].value == 1
    assert bad["end_to_end"].value == pytest.approx(3 / 4)
    assert bad["turn_ok"].value == bad["calls_right"].value == pytest.approx(4 / 5)
    assert bad["right_tool"].value == 1
    assert (good["unsolvable_recall"].value, bad["unsolvable_recall"].value) == (1, 0)
    assert good["declined_f1"].value == 1
    assert (good["pass_at_1"].value, bad["pass_at_1"].value) == (1, 0.5)
    assert (good["pass_at_2"].value, bad["pass_at_2"].value) == (1, 1)
    assert good["ece"].value == pytest.approx((0.1 + 0.2 + 0.7) / 3)
    assert good["rougeL"].value == 1 > bad["rougeL"].value
    assert good["seconds"].value == 0.25
    for found in (good, bad):
        for one in found.values():
            assert one.low <= one.value <= one.high
            assert one.n > 0


def test_errors_are_counted_with_examples(card: ReportCard) -> None:
    assert card.models[0].faults == ()
    faults = {one.category: one for one in card.models[1].faults}
    assert {name: one.n for name, one in faults.items()} == {"wrong number": 1, "wrong result": 1}
    assert faults["wrong number"].share == pytest.approx(1 / 7)
    (example,) = faults["wrong number"].examples
    assert example.id == "d2, turn 2"
    assert "districts=5" in example.expected
    assert "districts=6" in example.found


def test_models_stand_side_by_side(card: ReportCard) -> None:
    turns = next(one for one in card.comparisons if one.what == "turns")
    assert (turns.n, turns.only_first, turns.only_second) == (5, 1, 0)
    assert turns.difference.value == pytest.approx(-0.2)
    assert 0 < turns.p <= 1
    table = main_table(card)
    assert table.header[1:] == ("good", "bad | one")
    assert all(len(row) == 3 for row in table.rows)
    assert ("judge", "4.200", "–") in table.rows
    phrases = next(one for one in part_tables(card) if one.title == "By phrases")
    assert {row[0] for row in phrases.rows} >= {"seen", "held out"}


def test_the_page_is_well_formed(card: ReportCard) -> None:
    text = as_markdown(card, "report.png")
    tables = [block.splitlines() for block in text.split("\n\n") if block.startswith("|")]
    assert len(tables) >= 5
    for lines in tables:
        bars = {line.replace("\\|", "").count("|") for line in lines}
        assert len(bars) == 1
    assert "\x1b" not in text
    assert not any(line.startswith("# head") for line in text.splitlines())


def test_rows_for_a_spreadsheet(card: ReportCard) -> None:
    rows = list(csv.DictReader(io.StringIO(as_csv(card))))
    assert {row["model"] for row in rows} == {"good", "bad | one"}
    for row in rows:
        assert not row["low"] or float(row["low"]) <= float(row["value"]) <= float(row["high"])
    shares = [float(row["value"]) for row in rows if row["unit"] == "share"]
    assert shares
    assert max(shares) <= 1


def test_everything_is_written_and_the_same_again(card: ReportCard, tmp_path: Path) -> None:
    files = write_card(card, tmp_path)
    before = [path.read_bytes() for path in files]
    assert (tmp_path / PICTURE).read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    data = json.loads((tmp_path / JSON_FILE).read_text("utf-8"))
    assert data["exam"]["items_sha256"] == "a" * 64
    assert data["versions"]["districtbot"]
    assert [one["model"] for one in data["models"]] == ["good", "bad | one"]
    assert data["models"][0]["scores"]["pass_at_2"]["value"] == 1
    assert [path.read_bytes() for path in write_card(card, tmp_path)] == before


def test_a_card_of_dialogues_alone_or_code_alone(tmp_path: Path) -> None:
    records = some_records(right=False)
    for some in (records[:3], records[3:]):
        write_card(card_of(EXAM, {"m": some}, 1, finished=False, n_examples=0), tmp_path)
    assert "Not finished" in (tmp_path / "report.md").read_text("utf-8")
