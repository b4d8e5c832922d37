"""Typed targets: what is understood, what is added, what is refused and how."""

from pathlib import Path
from typing import Any

import pytest

from districtbot.ground.errors import AskError
from districtbot.plans.targetfile import read_target_data, targets_of
from districtbot.plans.targets import MEASURES, PopulationDeviation


def test_contiguity_and_a_population_bound_are_always_there() -> None:
    targets = targets_of({"districts": 4})
    assert [target.measure for target in targets.target] == ["contiguity", "population_deviation"]
    assert targets.tightest_deviation(1000) == 0.05


def test_a_population_target_of_any_kind_replaces_the_default() -> None:
    targets = targets_of(
        {"districts": 4, "target": [{"measure": "population_range", "at_most": 0.02}]}
    )
    assert [target.measure for target in targets.target] == ["population_range", "contiguity"]
    assert targets.tightest_deviation(1000) == 0.02


@pytest.mark.parametrize(
    ("written", "share"), [("1%", 0.01), ("0.5 %", 0.005), (0.01, 0.01), ("0.2", 0.2), (0, 0)]
)
def test_shares_are_read_as_people_write_them(written: object, share: float) -> None:
    data = {"districts": 2, "target": [{"measure": "population_deviation", "at_most": written}]}
    target = targets_of(data).target[0]
    assert isinstance(target, PopulationDeviation)
    assert target.at_most == pytest.approx(share)


def test_one_meant_as_a_percentage_is_not_taken_for_the_whole() -> None:
    data = {"districts": 2, "target": [{"measure": "population_deviation", "at_most": 1}]}
    with pytest.raises(AskError, match=r'1 would be 100%; write "1%" or 0\.01'):
        targets_of(data)


def test_people_are_turned_into_a_share_of_the_ideal() -> None:
    data = {"districts": 2, "target": [{"measure": "population_persons", "at_most": 5}]}
    assert targets_of(data).tightest_deviation(1000) == pytest.approx(0.005)


def test_every_wrong_field_is_reported_at_once() -> None:
    data = {
        "districts": 1,
        "colour": "red",
        "target": [
            {"measure": "region_splits", "at_mos": 3},
            {"measure": "compactnes"},
            {"measure": "seats", "party": "dem", "election": "PRES20"},
            {"measure": "polsby_poper", "at_least": 0.2},
            {"at_most": 2},
        ],
    }
    with pytest.raises(AskError) as raised:
        targets_of(data, "targets.toml")
    said = str(raised.value)
    for fault in (
        "targets.toml",
        "districts:",
        "colour:",
        "target 1.at_most:",
        "target 1.at_mos:",
        "target 2: unknown measure 'compactnes'",
        "target 3: give at_least, at_most or equal",
        "perhaps 'polsby_popper'",
        "target 5: it names no measure",
    ):
        assert fault in said


@pytest.mark.parametrize(
    "item",
    [
        {"measure": "group_share", "group": ["black"], "share": "50%"},
        {
            "measure": "group_share",
            "group": ["black"],
            "share": "50%",
            "districts_at_least": 1,
            "none_above": True,
        },
        {"measure": "competitive", "election": "P", "margin": 0.6, "at_least": 1},
        {"measure": "apart", "column": "county", "values": ["one"]},
        {"measure": "cut_edges", "at_most": -1},
    ],
)
def test_senseless_targets_are_refused(item: dict[str, Any]) -> None:
    with pytest.raises(AskError):
        targets_of({"districts": 3, "target": [item]})


def test_each_measure_has_a_name_of_its_own() -> None:
    assert len(MEASURES) == len(set(MEASURES)) == 22


def test_targets_survive_a_round_trip_as_plain_data() -> None:
    data = {
        "districts": 7,
        "target": [
            {"measure": "group_share", "group": ["black"], "share": "45%", "districts_at_least": 2},
            {
                "measure": "seats",
                "party": "rep",
                "election": "PRES20",
                "at_most": 6,
                "wished": True,
            },
        ],
    }
    targets = targets_of(data)
    assert targets_of(targets.model_dump(exclude_none=True)) == targets


def test_a_target_file(tmp_path: Path) -> None:
    file = tmp_path / "targets.toml"
    file.write_text('districts = 7\n[[target]]\nmeasure = "region_splits"\nat_most = 10\n')
    assert targets_of(read_target_data(file)).districts == 7


@pytest.mark.parametrize(
    ("content", "said"), [(b"districts = ", "is not TOML"), (b"\xff\xfe", "is not TOML")]
)
def test_a_file_that_is_not_toml(tmp_path: Path, content: bytes, said: str) -> None:
    file = tmp_path / "targets.toml"
    file.write_bytes(content)
    with pytest.raises(AskError, match=said):
        read_target_data(file)
    with pytest.raises(AskError, match="cannot be read"):
        read_target_data(tmp_path / "none.toml")
