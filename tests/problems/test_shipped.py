"""The set that ships is whole, large enough, small enough, and verified."""

import gzip
import json
from pathlib import Path

import pytest

from districtbot.ground.clock import Budget
from districtbot.problems.shelf import read_manifest, sha256_of
from districtbot.problems.spec import SetSpec
from districtbot.problems.verify import verify_set
from districtbot.problems.writing import command_of

FOLDER = Path(__file__).parents[2] / "datasets" / "core-1"


@pytest.fixture(scope="module")
def manifest():
    return read_manifest(FOLDER)


def _lines(name):
    with gzip.open(FOLDER / name, "rt", encoding="utf-8") as file:
        return sum(1 for _ in file)


def test_the_files_are_those_of_the_manifest(manifest):
    for name, told in manifest["files"].items():
        assert sha256_of(FOLDER / name) == told["sha256"], name
        if name.endswith(".gz"):
            assert _lines(name) == told["items"]


def test_it_is_as_large_as_was_promised_and_no_larger(manifest):
    counts = {name: told["items"] for name, told in manifest["files"].items()}
    assert sum(n for name, n in counts.items() if name.startswith("coding")) >= 5_000
    assert sum(n for name, n in counts.items() if name.startswith("dialogues")) >= 20_000
    assert sum(one.stat().st_size for one in FOLDER.iterdir()) < 25e6


def test_its_card_says_how_to_make_it(manifest):
    card = (FOLDER / "README.md").read_text()
    assert manifest["command"] == command_of(SetSpec())
    assert manifest["command"] in card
    for name, told in manifest["files"].items():
        if name.endswith(".gz"):
            assert f"| {name} | {told['items']:,} |" in card


def test_families_held_out_are_in_test_alone(manifest):
    held = set(manifest["held_out_families"])
    for name, told in manifest["files"].items():
        if name.endswith(".gz"):
            assert bool(held & set(told["families"])) == (".test." in name)


def test_dev_and_test_have_maps_of_their_own():
    maps = [json.loads(line) for line in (FOLDER / "maps.jsonl").read_text().splitlines()]
    assert len({one["digest"] for one in maps}) == len(maps)
    assert {one["key"].split("-")[0] for one in maps} == {"train", "dev", "test"}


@pytest.mark.slow
def test_some_of_it_is_verified_again():
    found = verify_set(
        FOLDER, None, "test", 12, (), 1, Budget(None), lambda stage, done, total: None
    )
    assert found.items == 24
    assert not found.faults
