from pathlib import Path

import pytest

from districtbot.geo.options import MapOptions
from districtbot.geo.settings import settled_options
from districtbot.ground.errors import AskError


def settle(folder: Path, text: str, **given: object) -> tuple[MapOptions, tuple[str, ...]]:
    (folder / "districtbot.toml").write_text(text, encoding="utf-8")
    return settled_options(folder / "map.shp", MapOptions(**given))  # type: ignore[arg-type]


def test_without_a_file_nothing_changes(tmp_path: Path) -> None:
    options = MapOptions(county="C")
    assert settled_options(tmp_path / "map.shp", options) == (options, ())


def test_the_file_fills_in_what_was_not_given(tmp_path: Path) -> None:
    text = 'population = "POP20"\ncounty = "CTY"\nbridge = false\nrepair_seconds = 10\n'
    options, notes = settle(tmp_path, text)
    assert options == MapOptions(population="POP20", county="CTY", bridge=False, repair_seconds=10)
    assert "population = POP20" in notes[0]


def test_flags_come_before_the_file(tmp_path: Path) -> None:
    options, notes = settle(tmp_path, 'population = "POP20"\ncrs = "EPSG:4269"\n', population="P")
    assert (options.population, options.crs) == ("P", "EPSG:4269")
    assert "POP20" not in notes[0]


def test_all_faults_are_reported_at_once(tmp_path: Path) -> None:
    text = 'populaton = "P"\nvap = 5\nadjacency = "bishop"\nbridge = "no"\nrepair_seconds = -1\n'
    with pytest.raises(AskError) as caught:
        settle(tmp_path, text)
    message = str(caught.value)
    for words in (
        "unknown key 'populaton'",
        "vap must be a text, not 5",
        "adjacency must be rook or queen, not 'bishop'",
        "bridge must be true or false, not 'no'",
        "repair_seconds must be a number of seconds above 0, not -1",
        "Known are: layer, crs",
    ):
        assert words in message


@pytest.mark.parametrize("text", ["population = ", "\x00", "[["])
def test_a_file_that_is_no_toml_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(AskError, match="is not TOML"):
        settle(tmp_path, text)
