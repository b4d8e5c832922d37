"""A row points at the numbers that were said of what its line is about."""

import random
import re
from pathlib import Path

import pytest

from districtbot.agent.models.mini.lines import written
from districtbot.agent.models.mini.situation import situation_of
from districtbot.problems.dialogues.stage import fresh_desk
from districtbot.problems.language.clause import Clause
from districtbot.problems.language.compose import request
from districtbot.problems.language.speaker import Speaker
from districtbot.problems.language.values import Count
from districtbot.problems.maps.made import MadeMap
from districtbot.problems.source import Source
from districtbot.tuning.mini.owning import of_clauses
from districtbot.tuning.mini.rows import rows_of_messages, rows_of_requests

POINTER = re.compile(r"<n(\d+)>")


@pytest.fixture(scope="module")
def source() -> Source:
    return Source("owning-tests-1", {"train": 4, "dev": 1, "test": 1}, edition=2)


@pytest.fixture(scope="module")
def made(source: Source) -> MadeMap:
    return source.map("train", source.keys("train")[0])


def test_equal_numbers_go_to_their_clauses(made: MadeMap) -> None:
    splits = {"measure": "region_splits", "region": "county", "at_most": 3}
    clauses = (
        Clause("counties.most", {"n": Count(3), "total": Count(9)}, (splits,)),
        Clause("shape.cut_edges", {"n": Count(3)}, ({"measure": "cut_edges", "at_most": 3},)),
    )
    for seed in range(40):
        speaker = Speaker.drawn(random.Random(seed), "train", 2)
        speaker.marks = {}
        asked = request(speaker, made, level=1, districts=3, clauses=clauses)
        message = speaker.finish(asked.text)
        situation = situation_of(fresh_desk(made, 0, Path()), message)
        calls = [("set_targets", asked.args)]
        line = written(calls, situation.at, of_clauses(speaker, message, situation.at, calls))
        places = [int(one[1]) for one in map(POINTER.fullmatch, line.symbols) if one]
        assert not line.unsure
        assert len(places) == len(set(places)) == 3, message
        assert places[1] < places[2], (message, line.symbols)


def test_most_requests_give_rows(source: Source) -> None:
    drawn = rows_of_requests(source, "train", 0, 120)
    assert drawn.left_out["doubtful"] < 12
    assert not any(re.search("[\ue000-\uf8ff]", row.prompt) for row in drawn.rows)


def test_rows_of_messages_point_at_their_slots(source: Source) -> None:
    rows = rows_of_messages(source, "train", 0, 80).rows
    assert not any(re.search("[\ue000-\uf8ff]", row.prompt) for row in rows)
    for row in rows:
        at = row.line.index("[districts]") if "[districts]" in row.line else -1
        found = POINTER.fullmatch(row.line[at + 1]) if 0 <= at < len(row.line) - 1 else None
        if found and "[set_targets]" in row.line:
            said = re.search(rf"<n{found[1]}>(\S+)", row.prompt)
            assert said is not None
            assert said[1].isdigit(), row
