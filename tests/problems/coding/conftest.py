"""A map and a sandbox that the tests of coding problems share."""

from collections.abc import Iterator

import pytest

from districtbot.problems.coding.run import Runner
from districtbot.problems.maps.made import MadeMap
from districtbot.problems.maps.making import map_of


@pytest.fixture(scope="session")
def made() -> MadeMap:
    """A made-up map."""
    return map_of("tests-1", "train", 0)


@pytest.fixture(scope="module")
def runner() -> Iterator[Runner]:
    """A sandbox."""
    with Runner() as place:
        yield place
