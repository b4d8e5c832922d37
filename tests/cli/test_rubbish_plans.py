"""Plans that are none, given to every command that takes one, and options that make no sense."""

import os
from pathlib import Path
from typing import Any

import pytest

MAP, BAD = "the map", "the bad plan"

COMMANDS: dict[str, tuple[str, ...]] = {
    "score": ("score", BAD, MAP),
    "score --against": ("score", "CD", MAP, "--against", BAD),
    "compare": ("compare", "CD", BAD, MAP, "--out", "out"),
    "report": ("report", BAD, MAP, "--out", "out.html"),
    "report --against": ("report", "CD", MAP, "--against", BAD, "--out", "out.html"),
    "draw": ("draw", BAD, MAP, "--out", "out.png"),
    "draw --against": ("draw", "CD", MAP, "--against", BAD, "--out", "out.png"),
    "convert": ("convert", BAD, MAP, "--to", "csv", "--out", "out.csv"),
    "ensemble --plan": ("ensemble", MAP, "-k", "4", "--steps", "1", "--plan", BAD, "--out", "out"),
}
"""A call of each command with a plan to be spoilt."""

CONTENTS: dict[str, bytes] = {
    "an empty file": b"",
    "spaces": b" \n \n",
    "zeros": bytes(500),
    "half a zip": b"PK\x03\x04" + bytes(99),
    "nested JSON": b"[" * 20_000,
    "JSON of nothing": b"{}",
    "other units": b"unit,district\nA,1\nB,2\n",
    "one column": b"00101\n00102\n",
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
}
NAMES: dict[str, str] = {
    "nothing there": "none.csv",
    "no name": "",
    "a long name": "x" * 400,
    "a folder": "folder",
    "a device": os.devnull,
    "a column that is no plan": "GEOID",
}


@pytest.fixture
def _folder(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()


def filled(words: tuple[str, ...], town: Path, plan: str) -> list[str]:
    return [{MAP: str(town), BAD: plan}.get(word, word) for word in words]


@pytest.mark.parametrize("content", CONTENTS)
@pytest.mark.parametrize("command", ["score", "compare", "report", "draw", "convert"])
def test_files_that_hold_no_plan(
    town: Path, bench: Any, refused: Any, command: str, content: str
) -> None:
    bench.write("bad.csv", CONTENTS[content])
    assert "bad.csv" in refused(*filled(COMMANDS[command], town, "bad.csv"))


@pytest.mark.usefixtures("_folder")
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("command", COMMANDS)
def test_names_of_no_plan(town: Path, refused: Any, command: str, name: str) -> None:
    refused(*filled(COMMANDS[command], town, NAMES[name]))


@pytest.mark.parametrize("kind", [".json", ".geojson", ".zip", ".gpkg", ".xlsx", ".ben", ".txt"])
@pytest.mark.parametrize("command", ["compare", "convert"])
def test_files_whose_name_promises_more(
    town: Path, bench: Any, refused: Any, command: str, kind: str
) -> None:
    bench.write(f"bad{kind}", b"\x00\x01 nothing of the sort \xff\xfe")
    refused(*filled(COMMANDS[command], town, f"bad{kind}"))


@pytest.mark.parametrize(
    "words",
    [
        ("draw", MAP, "--column", "NONE"),
        ("draw", MAP, "--column", "TOTPOP", "--classes", "0"),
        ("report", "x" * 400),
        ("draw", MAP, "--column", "TOTPOP", "--bounds", "a,b"),
        ("draw", MAP, "--column", "TOTPOP", "--bounds", "3,1"),
        ("draw", "CD", MAP, "--district", "99"),
        ("draw", "CD", MAP, "--out", "out.bmp"),
        ("draw", "CD", MAP, "--out", "nowhere/deep/out.bmp"),
        ("draw", "CD", MAP, "--kind", "nonsense"),
        ("draw",),
        ("report", "CD", MAP, "--format", "docx"),
        ("report", "CD", MAP, "--targets", "none.toml"),
        ("report", "CD", MAP, "--ensemble", "nowhere"),
        ("report", "CD", MAP, "--out", ""),
        ("report", "nowhere"),
        ("report",),
        ("convert", "CD", MAP, "--to", "nonsense"),
        ("convert", "CD", MAP, "--to", "csv", "--out", ""),
        ("convert", "CD", MAP, "--to", "csv", "--blocks", "none.zip"),
        ("convert", "CD", MAP, "--out", "out.nonsense"),
        ("convert",),
        ("score", "CD", MAP, "--threshold", "lots"),
        ("score", "CD", MAP, "--threshold", "50"),
        ("score", "CD", MAP, "--threshold", "nan"),
        ("score", "CD", MAP, "--election", "NONE"),
        ("score", "CD", MAP, "--margin", "-1"),
        ("score", "CD", MAP, "--csv", ""),
        ("score", "CD", MAP, "--csv", "nowhere/x/y.csv"),
        ("score",),
    ],
)
def test_options_that_make_no_sense(town: Path, refused: Any, words: tuple[str, ...]) -> None:
    refused(*filled(words, town, ""))


@pytest.mark.parametrize("command", ["score", "compare", "report", "draw", "convert"])
def test_the_map_comes_last(town: Path, bench: Any, refused: Any, command: str) -> None:
    bench.write("plan.csv", "00101,1")
    for last in ("CD", "plan.csv", "none.zip"):
        more = ["CD"] if command == "compare" else []
        line = refused(command, town, *more, last)
        assert f"{last} is no map; the map comes last. Write: districtbot {command} PLAN" in line
