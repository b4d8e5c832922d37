"""Columns that cannot be what they should, columns named to do harm, and options for neither."""

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

SCRIPT = "<script>alert(1)</script>"


def changed(people: list[float], kind: str) -> list[Any]:
    """The population of each unit with one fault."""
    words = [str(count) for count in people]
    return {
        "missing": [np.nan, np.nan, *people[2:]],
        "all missing": [np.nan] * 64,
        "negative": [-5, *people[1:]],
        "infinite": [np.inf, *people[1:]],
        "nobody at all": [0] * 64,
        "too many": [1e300, *people[1:]],
        "the largest integer": [2**63 - 1] * 64,
        "words": ["many", *words[1:]],
        "400 digits": ["9" * 400, *words[1:]],
        "yes and no": [True, False] * 32,
        "dates": pd.date_range("2020-04-01", periods=64).tolist(),
    }[kind]


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("missing", "missing for 2 units: 00101, 00102. Correct these rows"),
        ("all missing", "missing for 64 units"),
        ("negative", "negative for 1 unit: 00101"),
        ("infinite", "infinite for 1 unit: 00101"),
        ("nobody at all", r"\(TOTPOP\) is 0 in every unit"),
        ("too many", "more than all people on Earth for 1 unit: 00101"),
        ("the largest integer", "more than all people on Earth for 64 units"),
        ("words", "no number, such as 'many', for 1 unit: 00101"),
        ("400 digits", "infinite for 1 unit: 00101"),
        ("yes and no", "holds yes and no, not numbers"),
        ("dates", "no number, such as '2020-04-01"),
    ],
)
def test_populations_that_are_none(bench: Any, refused: Any, kind: str, words: str) -> None:
    people = changed(bench.frame["TOTPOP"].tolist(), kind)
    path = bench.save(bench.frame.assign(TOTPOP=people), "town.gpkg")
    line = refused("run", path, "-k", 4, "--out", "out")
    assert re.search(words, line), line


def test_inspect_lists_what_is_wrong_with_the_people(bench: Any, call: Any) -> None:
    people = changed(bench.frame["TOTPOP"].tolist(), "negative")
    done = call("inspect", bench.save(bench.frame.assign(TOTPOP=people), "town.gpkg"))
    assert done.code == 2
    assert not done.complaints
    assert "Problem: Population (TOTPOP) is negative for 1 unit: 00101." in done.out


@pytest.mark.parametrize(
    ("ids", "words"),
    [
        (["00101", "00101"], "Ids in GEOID repeat: 00101 in rows 1, 2"),
        (["", "00102"], "No id in GEOID for 1 unit: row 1"),
        (["1.01E+10", "1.02E+10"], "scientific notation and have lost digits"),
    ],
)
def test_ids_that_identify_nothing(bench: Any, refused: Any, ids: list[str], words: str) -> None:
    frame = bench.frame.assign(GEOID=[*ids, *bench.frame["GEOID"][2:]])
    line = refused("run", bench.save(frame, "town.gpkg"), "-k", 4, "--out", "out")
    assert words in line


def test_two_maps_in_one_file(bench: Any, refused: Any) -> None:
    path = bench.save(pd.concat([bench.frame, bench.frame]), "twice.gpkg")
    assert "repeat: 00101 in rows 1, 65" in refused("run", path, "-k", 4, "--out", "out")


def test_no_columns_at_all(bench: Any, refused: Any) -> None:
    path = bench.save(bench.frame[["geometry"]], "bare.gpkg")
    assert "no population column" in refused("run", path, "-k", 4, "--out", "out")


def test_negative_votes_are_no_election(bench: Any, refused: Any, call: Any) -> None:
    frame = bench.frame.assign(PRES20D=[-5, *bench.frame["PRES20D"][1:]])
    path = bench.save(frame, "town.gpkg")
    asked = '[[target]]\nmeasure = "seats"\nparty = "dem"\nelection = "PRES20"\nat_least = 1\n'
    targets = bench.write("targets.toml", asked)
    line = refused("run", path, "-k", 4, "--targets", targets, "--out", "out")
    assert "no election named 'PRES20'" in line
    assert "PRES20D holds negative or infinite numbers" in line
    assert json.loads(call("inspect", path, "--json").out)["elections"] == []


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("VAP", 1e308),
        ("BVAP", 1e308),
        ("BVAP", -5),
        ("PRES20D", 1e308),
        ("PRES20R", 2**62),
        ("CD", 1e308),
        ("CD", -1),
        ("X", np.inf),
    ],
)
def test_numbers_that_make_no_sense_elsewhere_do_no_harm(
    bench: Any, call: Any, column: str, value: float
) -> None:
    path = bench.save(bench.frame.assign(**{column: value}), "town.gpkg")
    assert call("run", path, "-k", 4, "--out", "out", "--steps", 0).code == 0
    assert call("verify", "out").code == 0
    assert call("score", "CD", path).code == 0
    assert json.loads(call("inspect", path, "--json").out)["n_units"] == 64


@pytest.fixture
def _in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


pytestmark = pytest.mark.usefixtures("_in_folder")


@pytest.mark.parametrize(
    "name",
    [SCRIPT, "two\nlines", "😀", "\u202ereversed", "[red]x[/red]", "$x^2$", "a,b", "%s{}", " "],
)
def test_columns_named_to_do_harm(bench: Any, call: Any, name: str) -> None:
    """The names are shown as they are, and neither page nor picture nor terminal runs them."""
    frame = bench.frame.rename(columns={"COUNTY": name})
    frame[name] = [f"{name}{county}" for county in frame[name]]
    path = bench.save(frame, "town.gpkg")
    asked = ("run", path, "-k", 4, "--county", name, "--max-county-splits", 4, "--steps", 20)
    done = call(*asked, "--out", "out")
    assert done.code in (0, 3), done.err
    assert not done.complaints
    assert not set("\x1b\x07\u202e") & set(done.out)
    assert SCRIPT not in Path("out/report.html").read_text(encoding="utf-8")
    assert call("verify", "out").code == 0


def test_units_and_files_named_to_do_harm(bench: Any, call: Any) -> None:
    ids = [f'{SCRIPT},"{row}\n\x1b[31m=cmd|$\\frac{{' for row in range(64)]
    bench.save(bench.frame.assign(GEOID=ids), "town.gpkg")
    path = Path("town.gpkg").rename(f"{SCRIPT.replace('/', '')}$\\frac{{.gpkg")
    done = call("run", path, "-k", 4, "--out", "out", "--steps", 0)
    assert done.code == 0
    assert "\x1b" not in done.out + done.err
    report = Path("out/report.html").read_text(encoding="utf-8")
    assert SCRIPT not in report
    assert "<script>alert" not in report
    assert call("verify", "out").code == 0


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (
            ("--population", "XYZ"),
            r"no column 'XYZ' \(--population\)\. It has: GEOID, TOTPOP",
        ),
        (("--population", "TOTPOPS"), r"Did you mean TOTPOP\?"),
        (("--population", "COUNTY"), "no number, such as 'NW'"),
        (("--population", ""), r"no column '' \(--population\)"),
        (("--unit-id", "COUNTY"), "Ids in COUNTY repeat: NE in rows 5"),
        (("--unit-id", "NONE"), r"no column 'NONE' \(--unit-id\)"),
        (("--vap", "COUNTY"), "COUNTY holds text, not numbers"),
        (("--cvap", "NONE"), r"no column 'NONE' \(--cvap\)"),
        (("--municipality", "NONE"), r"no column 'NONE' \(--municipality\)"),
        (("--county", "NONE"), r"no column 'NONE' \(--county\)"),
        (("--county", "GEOID[90:95]"), "their GEOID is too short"),
        (("--county", "GEOID[0:9999]"), "their GEOID is too short"),
        (("--county", "GEOID[5:2]"), r"GEOID\[5:2\] is an empty slice"),
        (("--county", "GEOID[0:0]"), "is an empty slice"),
        (("--county", "GEOID[a:b]"), "no column 'GEOID\\[a:b\\]'"),
        (("--crs", "nonsense"), "--crs 'nonsense' is no coordinate reference system"),
        (("--crs", ""), "is no coordinate reference system"),
        (("--crs", "EPSG:999999"), "is no coordinate reference system"),
        (("--crs", "EPSG:4326"), "is in degrees, but the coordinates run from 0 to 8,000"),
        (("--crs", "EPSG:5773"), "neither geographic nor projected"),
        (("--layer", "nonsense"), r"no layer 'nonsense': town \(Polygon\)"),
        (("--layer", ""), "no layer ''"),
        (("--adjacency", "bishop"), "'bishop' is not one of 'rook', 'queen'"),
    ],
)
def test_options_that_do_not_fit_the_map(
    town: Path, refused: Any, options: tuple[str, str], words: str
) -> None:
    line = refused("run", town, "-k", 4, "--out", "out", *options)
    assert re.search(words, line), line


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ('population = "PEOPLE"', r"no column 'PEOPLE' \(--population\)"),
        ("people = 3", "unknown key 'people'"),
        ("population =", "is not TOML"),
        (b'county = "\xf1"', "is not TOML: it is not UTF-8 text"),
        ("a = " + "[" * 50_000, "nested too deep"),
        ("a = " + "9" * 5_000, "is not TOML"),
        ("#" * 2**21, "too long"),
    ],
)
def test_settings_beside_the_map(
    town: Path, bench: Any, refused: Any, content: str | bytes, words: str
) -> None:
    bench.write("districtbot.toml", content)
    line = refused("run", town, "-k", 4, "--out", "out")
    assert re.search(words, line), line
