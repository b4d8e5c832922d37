"""Maps and items that several tests share."""

import pytest

from districtbot.problems.chunks import Chunk, make_chunk
from districtbot.problems.families import dialogue_families
from districtbot.problems.source import Source

N_MAPS = {"train": 6, "dev": 2, "test": 2}


@pytest.fixture(scope="session")
def source():
    """A few made-up maps."""
    return Source("tests-1", dict(N_MAPS))


@pytest.fixture(scope="session")
def some_items(source):
    """A few verified dialogues of different families."""
    names = [one.name for one in dialogue_families() if one.weight >= 1][:6]
    found = [make_chunk(source, Chunk("train", name, 0, 1)) for name in names]
    return [one.item for some in found for one in some if one.item is not None]
