"""Plans as people name them on the command line."""

from pathlib import Path

import pytest

from districtbot.ground.errors import AskError
from districtbot.tools.arguments import check_map_last, name_and_source, names_of


@pytest.mark.parametrize(
    ("sources", "names"),
    [
        (["CD", "a/enacted.csv"], ("CD", "enacted.csv")),
        (["a/plan.csv", "b/plan.csv", "c.csv"], ("a/plan.csv", "b/plan.csv", "c.csv")),
        (["x/a/plan.csv", "y/a/plan.csv"], ("x/a/plan.csv", "y/a/plan.csv")),
        (["plan.csv", "b/plan.csv"], ("plan.csv", "b/plan.csv")),
        (["Old=CD", "a/plan.csv", "New = b/plan.csv"], ("Old", "plan.csv", "New")),
        (["CD", "CD", "CD"], ("CD", "CD (2)", "CD (3)")),
    ],
)
def test_each_plan_has_a_name_of_its_own(sources: list[str], names: tuple[str, ...]) -> None:
    assert names_of(sources) == names


def test_a_name_before_a_plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of a name with ``=`` in it is that file, whichever part of it is meant."""
    monkeypatch.chdir(tmp_path)
    assert name_and_source("Enacted=CD") == ("Enacted", "CD")
    assert name_and_source("a=b=c.csv") == ("a", "b=c.csv")
    assert name_and_source("CD") == ("", "CD")
    assert name_and_source("Enacted=") == ("", "Enacted=")
    Path("k=4.csv").touch()
    assert name_and_source("k=4.csv") == ("", "k=4.csv")
    assert name_and_source("k=4.csv#2") == ("", "k=4.csv#2")
    assert name_and_source("Draft=k=4.csv") == ("Draft", "k=4.csv")
    assert names_of(["k=4.csv", "x" * 5000]) == ("k=4.csv", "x" * 5000)


def test_the_plan_of_a_run_is_called_by_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not by ``plan.csv``, which is the name of all of them."""
    monkeypatch.chdir(tmp_path)
    for name in ("first", "second", "plain"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "plan.csv").touch()
    for name in ("first", "second"):
        (tmp_path / name / "result.json").touch()
    assert names_of(["first/plan.csv", "second/plan.csv"]) == ("first", "second")
    assert names_of(["plain/plan.csv", "first"]) == ("plan.csv", "first")
    monkeypatch.chdir(tmp_path / "first")
    assert names_of(["plan.csv"]) == ("first",)


def test_a_map_among_named_plans(tmp_path: Path) -> None:
    (tmp_path / "map.zip").write_bytes(b"PK")
    (tmp_path / "plan.csv").touch()
    with pytest.raises(AskError, match="the map comes last"):
        check_map_last([f"Old={tmp_path / 'map.zip'}"], tmp_path / "plan.csv", "x PLAN MAP")
