"""What `mini` learns from is what was done: a row's line means the calls of the conversation."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from districtbot.agent.models.mini.lines import Calls, CannotSay, written
from districtbot.agent.models.mini.situation import Situation, situation_of
from districtbot.agent.models.mini.understanding import region_of
from districtbot.agent.models.mini.understood import LineReader
from districtbot.geo.gazetteer import folded, without_kind
from districtbot.ground.clock import Budget
from districtbot.problems.dialogues.stage import fresh_desk
from districtbot.problems.dialogues.talk import Exchange, Step
from districtbot.problems.families import dialogue_families, family_named
from districtbot.problems.source import Source
from districtbot.tools.calling import Called
from districtbot.tuning.mini.making import RowsSpec, all_rows, make_rows
from districtbot.tuning.mini.rows import (
    Drawn,
    calls_of,
    rows_of_dialogue,
    rows_of_messages,
    rows_of_requests,
)

NAMES = ("values", "places", "with_places", "units", "place", "unit")


@pytest.fixture(scope="module")
def few() -> Source:
    return Source("rows-tests-1", {"train": 4, "dev": 2, "test": 2})


def plainly(calls: Calls) -> list[Any]:
    """Calls with places by their bare names, units among them, without what is there by default."""

    def bare(key: str, value: Any) -> Any:
        if isinstance(value, dict):
            told = {"places" if k == "units" else k: bare(k, v) for k, v in value.items()}
            return {k: v for k, v in told.items() if (k, v) != ("region", "county")}
        if isinstance(value, list | tuple):
            found = [bare(key, one) for one in value]
            return sorted(found) if key == "group" else found
        return without_kind(folded(value)) if key in NAMES and isinstance(value, str) else value

    return json.loads(json.dumps([[name, bare("", args)] for name, args in calls]).lower())


@pytest.mark.parametrize("name", [one.name for one in dialogue_families()][::5])
def test_lines_mean_what_was_done(few: Source, name: str) -> None:
    from districtbot.tuning.mini import rows

    family: Any = family_named(name)
    n_rows = 0
    for index in range(2):
        played = rows.draw_watched(few, "train", family, index, rows._Watched)
        if played is None:
            continue
        talk = played[1]
        for turn, exchange in enumerate(talk.exchanges):
            situation = talk.situations[turn]
            try:
                calls = calls_of(exchange, talk.reasons[turn])
                line = written(calls, situation.at)
            except CannotSay:
                continue
            reader = LineReader(situation.at, lambda name, desk=talk.desk: region_of(desk, name))
            for symbol in (*line.symbols, "[end]"):
                reader.take(symbol)
            assert reader.over
            assert plainly(reader.calls) == plainly(calls), exchange.user
            n_rows += 1
    assert n_rows


def test_requests_alone_give_rows(few: Source) -> None:
    drawn = rows_of_requests(few, "train", 0, 40)
    assert len(drawn.rows) > 25
    for row in drawn.rows:
        assert row.prompt.endswith("[agent]")
        assert row.line[-1] in ("[propose_plan]", "[districts]")
    again = rows_of_requests(few, "train", 0, 40)
    assert again.rows == drawn.rows


def test_what_follows_from_a_result_goes_without_saying() -> None:
    def called(name: str) -> Called:
        said: Any = dict.fromkeys(("text", "data", "changed", "ends_turn", "seconds"))
        return Called(name, {}, ok=True, **said)

    def done(*names: str) -> list[str]:
        steps = [Step("", {}, called(one)) for one in names]
        return [name for name, _ in calls_of(Exchange("", steps), [])]

    assert done("keep_together", "improve_plan") == ["keep_together"]
    assert done("set_targets", "improve_plan") == ["set_targets", "improve_plan"]


def test_a_line_that_cannot_be_done_on_a_map_gives_no_row(few: Source, tmp_path: Path) -> None:
    whole = {"measure": "region_splits", "region": "municipality", "at_most": 0}
    at = situation_of(fresh_desk(few.map("train", 0), 1, tmp_path), "towns whole").at
    drawn = Drawn()
    for towns in (0, 5):
        situation = Situation("", replace(at, n_regions={"county": 9, "municipality": towns}))
        drawn.add(situation, [("set_targets", {"targets": [whole]})], "requests")
    assert drawn.left_out == {"cannot be done on the map": 1}
    assert len(drawn.rows) == 1


def test_whole_messages_give_rows_the_same_again() -> None:
    source = Source("messages-tests-1", {"train": 3, "dev": 1, "test": 1}, edition=2)
    once = rows_of_messages(source, "train", 0, 60)
    assert once == rows_of_messages(source, "train", 0, 60)
    assert len(once.rows) > 25
    assert len(once.rows) + sum(once.left_out.values()) == 60
    assert once.left_out["cannot be said"] < 3
    assert {"[plan]" in row.prompt for row in once.rows} == {True, False}


def test_requests_of_an_exam_are_left_out(few: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    from districtbot.problems import leaks
    from districtbot.tuning.mini import rows

    said: list[str] = []
    monkeypatch.setattr(rows, "is_kept_out", lambda messages: bool(said.append(messages[0])))
    free = rows_of_requests(few, "train", 1, 6)
    monkeypatch.setattr(rows, "is_kept_out", leaks.is_kept_out)
    exam = tuple(map(leaks.runs_of, said[:3]))
    monkeypatch.setattr(leaks, "kept_out", lambda: exam)
    held = rows_of_requests(few, "train", 1, 6)
    assert held.left_out["of an exam"] >= 3
    assert set(held.rows) < set(free.rows)


def test_rows_are_made_once_and_the_same(few: Source, tmp_path: Any) -> None:
    family: Any = family_named("plain_draw")
    assert rows_of_dialogue(few, "train", family, 3) == rows_of_dialogue(few, "train", family, 3)
    spec = RowsSpec("rows-tests-1", {}, {"train": 30, "dev": 10})
    shown: list[tuple[int, int]] = []
    for _ in range(2):
        make_rows(spec, tmp_path, jobs=1, budget=Budget(None), show=lambda *n: shown.append(n))
    assert shown == [(1, 2), (2, 2)]
    found = list(all_rows(spec, tmp_path, "train"))
    assert found
    assert found == list(all_rows(spec, tmp_path, "train"))
