"""A place is found by what a person writes, and never guessed between two."""

from pathlib import Path
from typing import Any

import pytest

from districtbot.geo.open import open_map
from districtbot.geo.statemap import Evidence, StateMap
from districtbot.ground.errors import AskError
from districtbot.tools.kit.places import find_place, find_places, misspelt, place_label

MAPS = (
    "IA/ia_county_with_enacted_2020.json",
    "AL/AL_vtd_2020.zip",
    "MI/MI_vtd_2020.zip",
    "MN/mn_08_16.zip",
    "VT/VT_towns.zip",
    "NC/NC_vtd_2020_dual_graph.json",
    "HI/HI_precincts.zip",
)


@pytest.fixture(scope="module")
def towns(grid_frame: Any, state_of: Any) -> StateMap:
    """Six units; ``Adams`` is a county and a town, ``St. Louis`` and ``Doña Ana`` are counties.

    ::

        Adams     | Adams     | St. Louis
        Doña Ana  | Doña Ana  | St. Louis
    """
    frame = grid_frame(
        2,
        3,
        COUNTY=["Adams", "Adams", "St. Louis", "Doña Ana", "Doña Ana", "St. Louis"],
        MUNI=["Adams", "Barre Town", "Barre City", "Elm", "", "Oak Twp"],
    )
    return state_of(frame, county="COUNTY", municipality="MUNI")  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("written", "name", "units"),
    [
        ("doña ana", "Doña Ana", (3, 4)),
        ("DONA ANA COUNTY", "Doña Ana", (3, 4)),
        ("the county of Dona Ana", "Doña Ana", (3, 4)),
        ("Saint Louis Co.", "St. Louis", (2, 5)),
        ("st louis", "St. Louis", (2, 5)),
        ("Saint Luis", "St. Louis", (2, 5)),
        ("Adams County", "Adams", (0, 1)),
        ("city of Barre", "Barre City", (2,)),
        ("Oak township", "Oak Twp", (5,)),
        ("oak", "Oak Twp", (5,)),
        ("00104", "Elm", (3,)),
    ],
)
def test_names_are_forgiven(
    towns: StateMap, written: str, name: str, units: tuple[int, ...]
) -> None:
    place = find_place(towns, written)
    assert (place.name, place.units) == (name, units)


def test_only_slips_are_called_misspelt(towns: StateMap) -> None:
    assert misspelt(towns, ["doña ana", "DONA ANA COUNTY", "oak", "Adams", "nowhere"]) == ()
    assert misspelt(towns, ["Saint Luis"]) == ("'Saint Luis' as St. Louis County",)
    assert misspelt(towns, ["00104"], "unit") == ()


@pytest.mark.parametrize("written", ["Adams", "Barre", "barre "])
def test_namesakes_are_asked_about(towns: StateMap, written: str) -> None:
    with pytest.raises(AskError, match=r"could be .*Say which one"):
        find_place(towns, written)


def test_a_kind_settles_what_is_meant(towns: StateMap) -> None:
    assert find_place(towns, "Adams", "county").units == (0, 1)
    assert find_place(towns, "Adams", "town").units == (0,)


@pytest.mark.parametrize("written", ["", "   ", "???", "Xyzzy", "\x00\x1b[2J", "a" * 5000])
def test_what_is_nowhere_is_refused_in_one_short_line(towns: StateMap, written: str) -> None:
    with pytest.raises(AskError) as error:
        find_place(towns, written)
    assert "\n" not in str(error.value)
    assert "\x1b" not in str(error.value)
    assert len(str(error.value)) < 400


def test_every_wrong_name_is_said_and_a_place_named_twice_comes_once(towns: StateMap) -> None:
    places = find_places(towns, ["St. Louis", "saint louis county", "Elm"])
    assert [place.name for place in places] == ["St. Louis", "Elm"]
    with pytest.raises(AskError, match=r"'Qqq'.*'Zzz'"):
        find_places(towns, ["Qqq", "Elm", "Zzz"])


def test_counties_that_are_codes_get_names_from_a_column_or_the_census(
    grid_frame: Any, state_of: Any
) -> None:
    """Census codes 50007 and 50021 are Chittenden and Rutland County, Vermont."""
    ids = [f"50{code}0{n}" for n, code in enumerate(["007", "007", "021", "021"])]
    frame = grid_frame(2, 2, GEOID=ids, CO=["007", "007", "021", "021"])
    state = state_of(frame, county="CO")
    assert find_place(state, "chittenden").value == "007"
    assert find_place(state, "50021").name == "Rutland County"
    frame["NAME20"] = ["Here", "Here", "There", "There"]
    state = state_of(
        frame,
        county="CO",
        evidence=(Evidence("other", "NAME20", "", "county: the same as CO"),),
    )
    place = find_place(state, "there county")
    assert (place.column, place.value, place.units) == ("NAME20", "There", (2, 3))
    assert find_place(state, "007").name == "Here"


def test_counties_of_one_name_carry_their_codes(grid_frame: Any, state_of: Any) -> None:
    """Virginia has Fairfax County (059) and the city of Fairfax (600)."""
    ids = [f"51{code}0{n}" for n, code in enumerate(["059", "059", "600", "600"])]
    state = state_of(grid_frame(2, 2, GEOID=ids, CO=["059", "059", "600", "600"]), county="CO")
    with pytest.raises(AskError, match=r"Fairfax County.*059.*Fairfax city.*600"):
        find_place(state, "Fairfax")
    assert find_place(state, "Fairfax city").value == "600"


def test_precincts_numbered_by_town_make_a_town(grid_frame: Any, state_of: Any) -> None:
    names = ["Providence 1", "Providence 2", "East Providence 1", "Kent Ward 2 P-1"]
    state = state_of(grid_frame(2, 2, PRENAME=names))
    place = find_place(state, "providence")
    assert (place.kind, place.units, place.values) == ("town", (0, 1), ("00101", "00102"))
    assert find_place(state, "Kent").units == (3,)


@pytest.mark.parametrize("path", MAPS)
def test_every_name_that_is_offered_finds_its_place(path: str, shared_data: Path) -> None:
    state = open_map(shared_data / path)
    tried = 0
    for kind in ("county", "town"):
        places = state.gazetteer.of(kind)
        names = state.gazetteer.names(kind)
        assert len(set(names)) == len(names)
        for name, place in zip(names[::7], places[::7], strict=True):
            assert find_place(state, name, kind).units == place.units
            tried += 1
    assert tried
    for unit_id in state.unit_ids[::97]:
        assert find_place(state, unit_id).units == (state.unit_index[unit_id],)


def test_labels_say_what_kind_of_place_it_is(towns: StateMap) -> None:
    assert place_label(find_place(towns, "Adams", "county")) == "Adams County"
    assert place_label(find_place(towns, "Barre City")) == "Barre City"
    assert place_label(find_place(towns, "00105")) == "unit 00105"
