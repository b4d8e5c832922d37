"""The made-up maps: of many kinds, found by the house, and different in every split."""

import re
from collections import Counter

import pytest

from districtbot.geo.countynames import all_county_names
from districtbot.geo.names import people_of
from districtbot.geo.votes import votes_of
from districtbot.ground.seeds import rng_of
from districtbot.problems.maps.furnishing import furnished
from districtbot.problems.maps.making import map_of, names_of
from districtbot.problems.maps.naming import (
    CVAP_FIELDS,
    PEOPLE_FIELDS,
    STYLES,
    contests_for,
    dated,
    styles_of,
    vote_columns,
)
from districtbot.problems.maps.places import STATES, TownNames, county_names, split_of
from districtbot.problems.maps.pool import drawn_map
from districtbot.problems.split import SPLITS, Split

SET = "tests"
US = {name.removesuffix(" County") for name in all_county_names()}
REAL_STATES = """
    Alabama, Alaska, Arizona, Arkansas, California, Colorado, Connecticut, Delaware, Florida,
    Georgia, Hawaii, Idaho, Illinois, Indiana, Iowa, Kansas, Kentucky, Louisiana, Maine,
    Maryland, Massachusetts, Michigan, Minnesota, Mississippi, Missouri, Montana, Nebraska,
    Nevada, Ohio, Oklahoma, Oregon, Pennsylvania, Tennessee, Texas, Utah, Vermont, Virginia,
    Washington, Wisconsin, Wyoming
"""
"""States of one word."""


def _groups(field: str) -> tuple[str, str]:
    universe, _, group = field.partition("_")
    return {"pop": "population"}.get(universe, universe), group


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.name)
def test_each_column_of_people_and_votes_says_what_it_is(style):
    told = {"pop": "population", "vap": "vap"}
    for field, column in style.fields.items():
        if field not in (*PEOPLE_FIELDS, *CVAP_FIELDS):
            continue
        if style.options.get(told.get(field, "")) == column:
            continue
        said = people_of(column)
        assert said is not None, column
        assert (said.universe, said.group.removesuffix("_any")) == _groups(field), column
    for office, year in contests_for(style.votes):
        sides = [votes_of(column) for column in vote_columns(style.votes, office, year)]
        assert [side and side.party for side in sides] == ["dem", "rep"]
        contests = {side.contest for side in sides if side}
        if dated(style.votes):
            assert contests == {f"{office}{year}"}


def test_dev_and_test_have_styles_of_their_own():
    own = {split: {style.name for style in styles_of(split)} for split in SPLITS}
    assert len(own["train"]) >= 15
    assert len(own["dev"]) == len(own["test"]) == 3
    assert not own["dev"] & own["test"]
    assert not own["train"] & (own["dev"] | own["test"])
    for split in ("dev", "test"):
        drawn = {drawn_map(SET, split, index).style for index in range(60)}
        assert own[split] <= drawn
        assert drawn & own["train"]
        assert not drawn & own["test" if split == "dev" else "dev"]
    assert {drawn_map(SET, "train", index).style for index in range(300)} == own["train"]


@pytest.mark.parametrize("split", SPLITS)
def test_names_belong_to_one_split(split: Split):
    rng = rng_of("names", split)
    towns = TownNames(rng, split, ("Polk",))
    drawn = [towns.town() for _ in range(150)]
    assert len(set(drawn)) == 150
    assert {split_of("town", name) for name in drawn} == {split}
    counties = county_names(rng, split, 40)
    assert len(set(counties)) == 40
    assert set(counties) <= US
    assert {split_of("county", name) for name in counties} == {split}
    shapes = Counter(shape for name in drawn for shape in (" ", "'", ".") if shape in name)
    assert shapes[" "] > 20
    assert shapes["."]
    assert re.search("'", "".join(drawn))


def test_no_state_is_a_real_one():
    real = {name.strip() for name in REAL_STATES.split(",")}
    assert len(real) == 40
    assert not set(STATES) & real
    assert not any(" " in one and one.split()[-1] in ("Carolina", "Dakota") for one in STATES)


def test_maps_are_of_many_kinds():
    drawn = [drawn_map(SET, "train", index) for index in range(300)]
    assert {one.units for one in drawn} == {"precincts", "counties", "towns"}
    assert {len(one.contests) for one in drawn} == {0, 1, 2, 3, 4}
    assert {one.spec.n_districts for one in drawn} == {3, 4, 5, 6, 7, 8}
    assert all(48 <= one.spec.n_units <= 260 for one in drawn)
    assert sum(one.spec.n_islands == 0 for one in drawn) > 0.8 * len(drawn)
    parts = Counter(part for one in drawn for part in one.parts)
    assert parts["cvap"] > 30
    assert parts["old plan"] > 60
    assert any("county codes" in one.parts and "county names" not in one.parts for one in drawn)
    assert any("vap" not in one.parts and "pop groups" not in one.parts for one in drawn)


def test_the_same_draw_gives_the_same_table():
    draw = drawn_map(SET, "train", 2)
    assert furnished(draw).equals(furnished(draw))
    assert draw == drawn_map(SET, "train", 2)
    assert draw != drawn_map("other", "train", 2)


@pytest.mark.slow
@pytest.mark.parametrize("index", range(30))
def test_a_map_opens_and_its_roles_are_found(index: int):
    split = SPLITS[index % 3]
    draw, made = drawn_map(SET, split, index), map_of(SET, split, index)
    roles, names = made.state.columns, names_of(draw)
    assert made.names == names
    assert set(names.values()) <= set(made.frame.columns)
    assert roles.population == names["pop"]
    assert roles.unit_id == names["id"]
    assert roles.county in (names.get("county"), names.get("county_fips"))
    assert (roles.county is None) == ("county" not in names and "county_fips" not in names)
    assert roles.vap == names.get("vap")
    assert roles.cvap == names.get("cvap")
    assert set(roles.plans) == {names[key] for key in ("plan", "old_plan") if key in names}
    assert len(roles.group_vap) == (6 if "vap" in draw.parts else 0)
    assert len(roles.elections) == len(draw.contests)
    votes = {(one.dem_col, one.rep_col) for one in roles.elections}
    keys = {key.rpartition("_")[0] for key in names if key.endswith("_dem")}
    assert votes == {(names[f"{key}_dem"], names[f"{key}_rep"]) for key in keys}
    for key in ("plan", "old_plan"):
        if key in names:
            assert set(made.frame[names[key]]) == set(range(1, draw.spec.n_districts + 1))
    assert len(made.frame) == draw.spec.n_units
