"""Requests that make no sense: numbers of districts, tolerances, targets, plans and results."""

import json
import os
import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def _in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("-k", "0"), r"--districts: must be at least 2 \(came: 0\)"),
        (("-k", "1"), r"--districts: must be at least 2 \(came: 1\)"),
        (("-k", "-3"), r"--districts: must be at least 2 \(came: -3\)"),
        (("-k", "four"), "'four' is not a valid integer"),
        (("-k", ""), "is not a valid integer"),
        ((), "How many districts"),
        (("-k", "4", "--max-deviation", "lots"), "--max-deviation: give a share such as 0.01"),
        (("-k", "4", "--max-deviation", "-1%"), "--max-deviation: must be at least 0"),
        (("-k", "4", "--max-deviation", "500%"), "--max-deviation: must be below 100%"),
        (("-k", "4", "--max-deviation", "nan"), "--max-deviation: give a share such as 0.01"),
        (("-k", "4", "--max-range", "inf"), "--max-range: give a share such as 0.01"),
        (("-k", "4", "--max-county-splits", "-1"), "--max-county-splits: must be at least 0"),
        (("-k", "4", "--min-polsby-popper", "2"), "--min-polsby-popper: must be at most 1"),
        (("-k", "4", "--min-reock", "nan"), "--min-reock: give a share"),
        (("-k", "4", "--budget", "0"), "0 is not a number above 0"),
        (("-k", "4", "--budget", "nan"), "nan is not a number above 0"),
        (("-k", "4", "--budget", "5", "--steps", "5"), "Give --budget or --steps, not both"),
        (("-k", "4", "--steps", "-1"), "-1 is not in the range"),
        (("-k", "4", "--seed", "x"), "'x' is not a valid integer"),
        (("-k", "4", "--colour", "red"), "No such option"),
        (("-k", "4", "--engine", "steam"), "'steam' is not one of 'fast', 'gerrychain'"),
        (
            ("-k", "4", "--max-deviation", "9", "--max-cut-edges", "-1"),
            "9.*; --max-cut-edges: must",
        ),
    ],
)
def test_options_out_of_range(
    town: Path, refused: Any, options: tuple[str, ...], words: str
) -> None:
    line = refused("run", town, "--out", "out", *options)
    assert re.search(words, line), line


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("-k", 65), "65 districts were asked for, but the map has 64 units"),
        (("-k", 1_000_000), "1,000,000 districts were asked for, but the map has 64 units"),
        (("-k", 10**9), "districts were asked for, but the map has 64 units"),
        (("-k", 3, "--max-deviation", 0), "6,272 people do not divide into 3 equal whole numbers"),
        (("-k", 3, "--max-range", 0), "do not divide into 3 equal whole numbers"),
    ],
)
def test_what_arithmetic_forbids_is_declined(
    town: Path, call: Any, options: tuple[object, ...], words: str
) -> None:
    done = call("run", town, "--out", "out", *options)
    assert done.code == 4
    assert not done.complaints
    assert words in done.out
    assert "Nearest possible:" in done.out
    assert sorted(file.name for file in Path("out").iterdir()) == [
        "result.json",
        "transcript.jsonl",
    ]


def test_a_tolerance_of_0_that_the_numbers_allow_is_no_error(town: Path, call: Any) -> None:
    done = call("run", town, "-k", 4, "--max-deviation", 0, "--steps", 1, "--out", "out")
    assert done.code in (0, 3)
    assert not done.complaints


def test_one_unit_cannot_be_divided(bench: Any, call: Any) -> None:
    done = call("run", bench.save(bench.frame.iloc[:1], "one.gpkg"), "-k", 2, "--out", "out")
    assert done.code == 4
    assert "the map has 1 unit, and a district needs at least one" in done.out


def target(fields: str) -> str:
    return f"[[target]]\n{fields}"


SEATS = 'measure = "seats"\nparty = "dem"\nelection = "PRES20"\n'
GROUP = 'measure = "group_share"\nshare = 0.5\ndistricts_at_least = 1\n'


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("hello world", r"t\.toml is not TOML: Expected '='"),
        ('{"a": 1}', "is not TOML"),
        (b"districts = 3 # Espa\xf1ola", "is not TOML: it is not UTF-8 text"),
        ("districts = 3".encode("utf-16"), "is not TOML: it is not UTF-8 text"),
        ("a = " + "[" * 50_000, "nested too deep"),
        ("districts = " + "9" * 5_000, "a number of thousands of digits"),
        ("colour = 3", "colour: is not a known field"),
        ("target = 3", r"write each target below a line \[\[target\]\]"),
        ("target = [1]", "target 1: must be a table of fields"),
        (target(""), "target 1: it names no measure"),
        (target('measure = "seets"'), "unknown measure 'seets', perhaps 'seats'"),
        (target("measure = 5"), "unknown measure 5"),
        (target('measure = "cut_edges"'), r"target 1\.at_most: is missing"),
        (target('measure = "cut_edges"\nat_most = "few"'), "must be a whole number"),
        (target('measure = "cut_edges"\nat_most = 5\nred = 1'), "red: is not a known field"),
        (target('measure = "population_deviation"\nat_most = 5'), '5 would be 500%; write "5%"'),
        (target('measure = "population_deviation"\nat_most = "5"'), "must be below 100%"),
        (target('measure = "population_deviation"\nat_most = true'), "give a share"),
        (target('measure = "population_deviation"\nat_most = [1]'), "must be a number"),
        (target('measure = "population_deviation"\nat_most = 2020-04-01'), "must be a number"),
        (target('measure = "population_persons"\nat_most = inf'), "and not an endless one"),
        (target(SEATS), "target 1: give at_least, at_most or equal"),
        (target(f"{SEATS}at_least = 3\nat_most = 1"), "at_least 3 is more than at_most 1"),
        (target(f"{SEATS}at_least = 1").replace("PRES20", "PRES99"), "no election named 'PRES99'"),
        (target(f"{SEATS}at_least = 1").replace("dem", "green"), "must be 'dem' or 'rep'"),
        (target(f'{GROUP}group = ["martian"]'), "no group 'martian' in its vap"),
        (target(f"{GROUP}group = 7"), "group: must be a list"),
        (target(f"{GROUP}group = []"), "group: must list at least 1"),
        (target(f'{GROUP}group = ["black"]\nof = "cvap"'), "no group 'black' in its cvap"),
        (target(f'{GROUP}group = ["COUNTY"]'), "COUNTY holds text"),
        (target('measure = "together"\ncolumn = "NONE"\nvalues = ["a"]'), "no column 'NONE'"),
        (target('measure = "together"\ncolumn = "COUNTY"\nvalues = ["X"]'), "no unit with 'X'"),
        (target('measure = "together"\ncolumn = "CD"\nvalues = [1]'), "must be text in quotes"),
        (
            target('measure = "apart"\ncolumn = "COUNTY"\nvalues = ["NE"]'),
            "values: must list at least 2",
        ),
        (
            target('measure = "locked"\ncolumn = "COUNTY"\nvalues = ["NE"]\ndistrict = 9'),
            "Name a district from 1 to 4",
        ),
        (target('measure = "incumbents"\nunits = ["00101", "x"]'), "no unit with 'x'"),
        (target('measure = "region_splits"\nregion = "NONE"\nat_most = 1'), "no column 'NONE'"),
        (
            target('measure = "region_splits"\nregion = "municipality"\nat_most = 1'),
            "no municipality column. Name it with --municipality",
        ),
        (
            target('measure = "least_change"\nplan = "NONE"\nat_least = 0.5'),
            "no plan column 'NONE'",
        ),
    ],
)
def test_target_files(
    town: Path, bench: Any, refused: Any, content: str | bytes, words: str
) -> None:
    path = bench.write("t.toml", content)
    line = refused("run", town, "-k", 4, "--targets", path, "--out", "out")
    assert re.search(words, line), line


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("none.toml", "cannot be read: No such file"),
        (".", "cannot be read: Is a directory"),
        ("town.gpkg", "is not TOML"),
        ("/dev/zero", "is not TOML: it is too long"),
        ("x" * 300, "cannot be read: File name too long"),
    ],
)
def test_names_of_target_files(town: Path, refused: Any, name: str, words: str) -> None:
    line = refused("run", town, "-k", 4, "--targets", name, "--out", "out")
    assert re.search(words, line), line


@pytest.fixture
def plan(town_frame: Any) -> str:
    """The plan CD of the town as a CSV file."""
    rows = zip(town_frame["GEOID"], town_frame["CD"], strict=True)
    return "unit,district\n" + "".join(f"{unit},{district}\n" for unit, district in rows)


PLANS: dict[str, tuple[Callable[[str], str | bytes], str]] = {
    "units missing": (lambda csv: csv[:-18], "lacks 2 units of the map: 00163, 00164"),
    "a unit twice": (lambda csv: csv + "00101,2\n", "has 1 unit more than once: 00101"),
    "a foreign unit": (
        lambda csv: csv[:-8] + "99999,1\n",
        "lacks 1 unit of the map: 00164 (50 people live in it); "
        "it has 1 id that the map lacks: 99999",
    ),
    "another map": (lambda csv: csv.replace("\n001", "\n777"), "No id in plan.csv is a unit"),
    "empty": (lambda _: "", "plan.csv is empty"),
    "header alone": (lambda _: "unit,district\n", "a header and no lines below it"),
    "one column": (lambda csv: csv.replace(",", ""), "not a table of ids and districts"),
    "a line too long": (lambda csv: csv + "a,b,c\n", "on line 66"),
    "no district": (lambda csv: csv.replace("101,1", "101,"), "No district for 1 unit: 00101"),
    "a district each": (
        lambda csv: "".join(
            f"{line.split(',')[0]},{n}\n" for n, line in enumerate(csv.split()[1:])
        ),
        "64 different districts for 64 units: it is not a plan",
    ),
    "digits lost": (lambda csv: csv.replace("00101", "1.01E+2"), "1 id in scientific notation"),
    "noise": (lambda _: bytes(range(256)) * 8, "not a text file"),
    "zeros": (lambda _: bytes(500), "not a text file"),
    "JSON": (lambda _: '{"a": 1}', "No id in plan.csv is a unit"),
    "a cell without end": (lambda csv: csv + "a" * 200_000 + ",1\n", "a cell does not end"),
    "half a zip": (lambda _: b"PK\x03\x04" + bytes(99), "not a zip file, or is damaged"),
}


@pytest.mark.parametrize("kind", PLANS)
def test_plan_files(town: Path, bench: Any, refused: Any, plan: str, kind: str) -> None:
    spoil, words = PLANS[kind]
    path = bench.write("plan.csv", spoil(plan))
    line = refused("score", path, town)
    assert words in line


def test_plan_files_in_zips(town: Path, bench: Any, refused: Any, plan: str) -> None:
    assert "holds no plan: a.md" in refused("score", bench.zip({"a.md": b""}, "plan.zip"), town)
    two = bench.zip({"a.csv": plan.encode(), "b.csv": b""}, "plan.zip")
    assert "holds 2 files, not the one of a plan: a.csv, b.csv" in refused("score", two, town)
    book = bench.zip({"xl/workbook.xml": b"", "a.txt": b""}, "plan.xlsx")
    assert "cannot be read as a spreadsheet" in refused("score", book, town)
    with zipfile.ZipFile(two, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", bytes(300 * 2**20))
    assert "would unpack to 0.3 GB" in refused("score", two, town)


@pytest.mark.parametrize("name", ["none.csv", ".", "", "x" * 300, "/dev/null"])
def test_names_of_plans(town: Path, refused: Any, name: str) -> None:
    assert "the map's plan columns: CD" in refused("score", name, town)


def test_districts_that_are_odd_and_clear(town: Path, bench: Any, call: Any, plan: str) -> None:
    for text in (
        plan.replace(",1\n", "," + "9" * 5000 + "\n"),
        plan.replace(",1\n", ",٣\n"),
        plan.replace(",1\n", ",<b>\n"),
        plan.encode("utf-16"),
    ):
        done = call("score", bench.write("plan.csv", text), town, "--json")
        assert done.code == 0, done.err
        assert json.loads(done.out)["n_districts"] == 4


@pytest.fixture
def finished(town: Path, call: Any) -> Path:
    """The folder of a finished run."""
    assert call("run", town, "-k", 4, "--steps", 0, "--out", "good").code == 0
    return Path("good").absolute()


def emptied(folder: Path) -> None:
    for file in folder.iterdir():
        file.unlink()


RESULTS: dict[str, tuple[Callable[[Path], object], str]] = {
    "empty folder": (emptied, "holds no result.json, so no run has ended in it"),
    "no folder": (shutil.rmtree, "There is no folder"),
    "garbage": (lambda f: (f / "result.json").write_text("x"), "line 1, character 1 is not JSON"),
    "noise": (lambda f: (f / "result.json").write_bytes(bytes(range(128, 256))), "it is no text"),
    "a list": (lambda f: (f / "result.json").write_text("[]"), "it is no table"),
    "no status": (lambda f: (f / "result.json").write_text("{}"), "its status is missing"),
    "NaN": (lambda f: (f / "result.json").write_text('{"status": NaN}'), "NaN is not JSON"),
    "endless": (lambda f: (f / "result.json").write_text("[" * 100_000), "nested too deep"),
    "half a letter": (
        lambda f: (f / "result.json").write_text('{"status": "\\ud83d"}'),
        "it holds half a letter",
    ),
    "declined": (
        lambda f: (f / "result.json").write_text('{"status": "declined"}'),
        "ended as declined, without a plan",
    ),
}


@pytest.mark.parametrize("kind", RESULTS)
def test_results_that_are_none(finished: Path, refused: Any, kind: str) -> None:
    spoil, words = RESULTS[kind]
    spoil(finished)
    assert words in refused("verify", finished)


def test_verify_of_what_is_no_folder(town: Path, refused: Any) -> None:
    assert "is a file. Name the folder" in refused("verify", town)
    assert "There is no folder" in refused("verify", "x" * 300)


def replaced(name: str, content: bytes | None) -> Callable[[Path], object]:
    def spoil(folder: Path) -> None:
        (folder / name).unlink()
        if content is None:
            os.mkfifo(folder / name)
        else:
            (folder / name).write_bytes(content)

    return spoil


def claimed(key: str, value: object) -> Callable[[Path], object]:
    def spoil(folder: Path) -> None:
        result = json.loads((folder / "result.json").read_text(encoding="utf-8"))
        (folder / "result.json").write_text(json.dumps({**result, key: value}), encoding="utf-8")

    return spoil


REFUTED: dict[str, Callable[[Path], object]] = {
    "no plan": lambda folder: (folder / "plan.csv").unlink(),
    "a plan of garbage": replaced("plan.csv", b"x"),
    "a plan of endless numbers": replaced("plan.csv", b"unit,district\na," + b"9" * 5000),
    "a graph without end": replaced("graph.json", b"[" * 100_000),
    "shapes without end": replaced("plan.geojson", b'{"a":' * 100_000),
    "a billion districts": claimed("districts", 10**9),
    "endless districts": claimed("districts", 10**400),
    "a file of no name": claimed("files", {"a\0b": "0" * 64}),
    "a file elsewhere": claimed("files", {"../../../etc/passwd": "0" * 64}),
    "another projection": claimed("crs", "nonsense"),
}
if hasattr(os, "mkfifo"):
    REFUTED["a plan from a pipe"] = replaced("plan.csv", None)
    REFUTED["shapes from a pipe"] = replaced("plan.geojson", None)


@pytest.mark.parametrize("kind", REFUTED)
def test_damaged_results_are_refuted(finished: Path, call: Any, kind: str) -> None:
    REFUTED[kind](finished)
    done = call("verify", finished)
    assert done.code == 3
    assert not done.complaints
    assert "REFUTED" in done.out


@pytest.mark.parametrize("name", ["/dev/zero", "x" * 5000, "a\0b", "nowhere.gpkg"])
def test_a_map_that_is_gone_is_not_looked_for(finished: Path, call: Any, name: str) -> None:
    claimed("map", name)(finished)
    assert call("verify", finished).code == 0


def test_a_map_that_changed_under_the_same_name(
    finished: Path, bench: Any, town: Path, call: Any
) -> None:
    """The next run sees the new map, whatever the cache holds; the old result is refuted."""
    frame = bench.frame.iloc[::-1].assign(TOTPOP=range(100, 164))
    town.unlink()
    bench.save(frame, "town.gpkg")
    assert call("run", town, "-k", 4, "--out", "again", "--steps", 20).code == 0
    assert Path("again/plan.csv").read_text().splitlines()[1].startswith("00164,")
    assert call("verify", "again").code == 0
    refuted = call("verify", finished)
    assert refuted.code == 3
    assert "SHA-256 of the map" in refuted.out
