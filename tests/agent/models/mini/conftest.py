"""A desk on a made-up state with counties, towns, groups, contests and a plan column."""

from pathlib import Path

import pytest

from districtbot.problems.dialogues.stage import fresh_desk
from districtbot.problems.maps.made import MadeMap
from districtbot.problems.source import Source
from districtbot.tools.desk.desk import Desk


@pytest.fixture(scope="session")
def made() -> MadeMap:
    """A map whose names are of words, with two contests at least."""
    source = Source("mini-tests-1", {"train": 12, "dev": 1, "test": 1})
    for number in source.keys("train"):
        found = source.map("train", number)
        names = found.state.gazetteer.names("county")
        roles = found.state.columns
        told = len(roles.elections) > 1 and roles.group_vap and roles.plans and names
        if told and all(name[:1].isalpha() and name.isascii() for name in names):
            return found
    pytest.fail("no such map among the first")


@pytest.fixture
def desk(made: MadeMap, tmp_path: Path) -> Desk:
    """An empty desk on it."""
    return fresh_desk(made, 1, tmp_path)
