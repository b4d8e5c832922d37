"""`districtbot draw` as a person or a program calls it."""

import json
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("words", "file"),
    [
        (("CD", "MAP"), "map.png"),
        (("CD", "MAP", "--out", "a.svg", "--table", "a.csv"), "a.svg"),
        (("MAP", "--column", "TOTPOP", "--per-km2"), "map.png"),
        (("CD", "MAP", "--column", "TOTPOP", "--bounds", "1,100", "--by", "district"), "map.png"),
        (("CD", "MAP", "--against", "CD"), "map.png"),
        (("CD", "MAP", "--district", "1"), "map.png"),
        (("CD", "MAP", "--each", "--out", "atlas.pdf"), "atlas.pdf"),
        (("CD", "CD", "MAP"), "map.png"),
    ],
)
def test_the_other_options_say_which_picture(
    call: Any, town: Path, words: tuple[str, ...], file: str
) -> None:
    done = call("draw", *[str(town) if word == "MAP" else word for word in words])
    assert done.code == 0
    assert f"Written: {file}" in done.out
    assert Path(file).stat().st_size > 5_000
    assert Path("a.csv").is_file() == ("--table" in words)


def test_a_program_gets_the_table(call: Any, town: Path) -> None:
    done = call("draw", "CD", town, "--column", "TOTPOP", "--by", "district", "--json")
    found = json.loads(done.out)
    assert found["kind"] == "column"
    assert found["file"] == "map.png"
    assert {"district", "TOTPOP", "class"} == set(found["table"][0])


def test_plans_are_called_as_they_are_named(call: Any, town: Path) -> None:
    done = call("draw", "Enacted=CD", town, "--out", "map.svg")
    assert done.code == 0, done.err
    assert "Enacted: 4 districts of town" in Path("map.svg").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--column", "TOTPOPP"), "Did you mean TOTPOP"),
        (("--column", "TOTPOP", "--bounds", "1,x"), "'x', which is no number"),
        (("--column", "TOTPOP", "--classes", "99"), "2 to 9"),
        (("--share-of", "VAP"), "Give --column"),
        (("--kind", "changes"), "--against PLAN"),
        (("--district", "99"), "Its districts"),
        (("--out", "a.gif"), "no kind of picture"),
    ],
)
def test_errors_say_what_to_do(call: Any, town: Path, words: tuple[str, ...], said: str) -> None:
    done = call("draw", "CD", town, *words)
    assert done.code == 2
    assert said in done.err
    assert not Path("map.png").exists()
