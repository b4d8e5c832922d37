"""Targets as models write them, and what is said of those that mean nothing."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from districtbot.plans.targets import MEASURES, Target
from districtbot.tools.calling import call
from districtbot.tools.desk.desk import Desk
from districtbot.tools.kit.meant import as_listed, as_meant
from districtbot.tools.kit.targets import SetTargets
from districtbot.tools.toolbox import toolbox

SAMPLE = Path(__file__).parents[3] / "shapefiles" / "ardmere.zip"
TARGET = TypeAdapter[Any](Target)


def of(measure: str, **fields: Any) -> dict[str, Any]:
    return {"measure": measure, **fields}


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (of("Population Deviation", at_most="1 percent"), of("population_deviation", at_most=0.01)),
        (of("max_deviation", value="±0.5%"), of("population_deviation", at_most=0.005)),
        ({"population_deviation": "2%"}, of("population_deviation", at_most=0.02)),
        (of("county_splits", max=4), of("region_splits", region="county", at_most=4)),
        ({"county_splits": {"at_most": 4}}, of("region_splits", region="county", at_most=4)),
        (of("polsby-popper", min=0.2), of("polsby_popper", at_least=0.2)),
        (
            of("min_polsby_popper", at_least="20%"),
            of("polsby_popper", statistic="minimum", at_least=0.2),
        ),
        (
            of("polsby_popper", statistic="Average", at_least=0.2),
            of("polsby_popper", at_least=0.2),
        ),
        (
            of("group_share", group="black", of="VAP", share="50 %", at_least=1),
            of("group_share", group=["black"], of="vap", share=0.5, districts_at_least=1),
        ),
        (
            of("seats", party="Republican", election="PRES20", at_most=2),
            of("seats", party="rep", election="PRES20", at_most=2),
        ),
        ({"contiguous": True}, of("contiguity")),
        (of("efficiency_gap", election="PRES20", limit=0.05),
         of("efficiency_gap", election="PRES20", at_most=0.05)),
    ],
)  # fmt: skip
def test_other_words_mean_the_same(written: dict[str, Any], meant: dict[str, Any]) -> None:
    assert TARGET.validate_python(as_meant(written)) == TARGET.validate_python(meant)


def test_a_table_of_measures_is_a_list() -> None:
    written = {"population_deviation": "1%", "county_splits": 3}
    given = SetTargets.model_validate({"districts": 4, "targets": written})
    assert [one.measure for one in given.targets] == ["population_deviation", "region_splits"]
    assert as_listed("text") == "text"
    assert as_meant("text") == "text"


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (of("compactness", at_least=0.2), "did you mean polsby_popper, reock or cut_edges?"),
        (of("majority_black", at_least=1), "did you mean group_share?"),
        (of("zzz"), "Measures: population_deviation, "),
        ({"at_most": 3}, 'each target names its measure, such as measure "'),
        (of("polsby_popper", best=3), "polsby_popper has no field best and needs at_least"),
        (of("seats", party="dem"), "seats needs election; its fields: "),
        (of("cut_edges"), "cut_edges needs at_most"),
    ],
)
def test_what_means_nothing_is_refused_with_what_there_is(
    written: dict[str, Any], told: str, tmp_path: Path
) -> None:
    desk = Desk.open(SAMPLE, out=tmp_path)
    done = call(desk, toolbox(), "set_targets", {"districts": 4, "targets": [written]})
    assert not done.ok
    assert told in done.text
    assert desk.asked.districts is None
    if "Measures" in told:
        assert all(measure in done.text for measure in MEASURES)


def test_names_of_measures_mean_themselves() -> None:
    for measure in MEASURES:
        with pytest.raises(ValueError, match=r"^(?!there is no measure)") as fault:
            as_meant(of(measure, unheard_of=1))
        assert measure in str(fault.value)


def test_contests_are_found_by_their_words(tmp_path: Path) -> None:
    desk = Desk.open(SAMPLE, out=tmp_path)
    target = of("efficiency_gap", election="president 2024", at_most="8%")
    done = call(desk, toolbox(), "set_targets", {"districts": 4, "targets": [target]})
    assert done.ok
    assert desk.asked.target[0].election == "PRES24"  # type: ignore[union-attr]
    voted = call(desk, toolbox(), "look_up", {"what": "2024 presidential election"})
    assert voted.text == call(desk, toolbox(), "look_up", {"what": "PRES24"}).text


def looked_up(desk: Desk, what: str) -> str:
    done = call(desk, toolbox(), "look_up", {"what": what})
    assert done.ok, done.text
    return done.text


def test_places_are_counted_by_listing_them(tmp_path: Path) -> None:
    desk = Desk.open(SAMPLE, out=tmp_path)
    assert looked_up(desk, "counties").startswith("12 counties in the whole map")
    assert looked_up(desk, "County") == looked_up(desk, "counties")
    assert looked_up(desk, "precincts").startswith(f"{desk.state.n_units:,} units in the whole map")


def test_groups_are_found_by_what_people_call_them(tmp_path: Path) -> None:
    desk = Desk.open(SAMPLE, out=tmp_path)
    column = desk.state.columns.group_vap["black"]
    for said in ("Black voting age population", "black adults", "Black VAP", "black voters"):
        assert looked_up(desk, said) == looked_up(desk, column)
    assert looked_up(desk, "black population") != looked_up(desk, column)


def test_a_strange_argument_is_sent_to_the_tool_that_takes_it(tmp_path: Path) -> None:
    desk = Desk.open(SAMPLE, out=tmp_path)
    done = call(desk, toolbox(), "propose_plan", {"targets": []})
    assert "Its arguments: seconds, seed, different. set_targets takes targets." in done.text
    elsewhere = call(desk, toolbox(), "undo", {"nonsense": 1})
    assert elsewhere.text.endswith("Its arguments: times.")
