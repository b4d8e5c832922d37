"""Counties and towns that problems name: clear names, people that fit, places that touch."""

import random

import numpy as np
import pytest

from districtbot.problems.maps.regions import (
    FIT_TOGETHER,
    FITS,
    anywhere,
    fewest_pieces,
    fitting,
    ideal_people,
    n_counties,
    n_too_large,
    regions,
    side_by_side,
)
from districtbot.tools.kit.places import find_place


@pytest.fixture(scope="session")
def with_counties(source):
    """The made-up maps that have counties."""
    maps = [source.map("train", number) for number in source.keys("train")]
    found = [made for made in maps if n_counties(made) >= 4]
    assert found
    return found


def test_a_name_finds_its_place_even_where_nobody_says_what_kind_it_is(with_counties):
    for made in with_counties:
        for kind in ("county", "town"):
            for one in regions(made, kind):
                assert find_place(made.state, one.name).units == one.units


def test_the_people_are_those_of_its_units(with_counties):
    for made in with_counties:
        for one in regions(made, "county"):
            assert one.people == made.state.population[list(one.units)].sum()


def test_what_fits_fits(with_counties):
    for made in with_counties:
        for k in (2, 5, 9):
            most = FITS * ideal_people(made, k)
            assert all(one.people <= most for one in fitting(made, "county", k))
            left = [one for one in regions(made, "county") if one not in fitting(made, "county", k)]
            assert all(one.people > most for one in left)


def test_places_side_by_side_hang_together_and_fit_in_one_district(with_counties):
    n_seen = 0
    for made in with_counties:
        for n in (2, 3):
            chosen = side_by_side(random.Random(n), made, "county", 4, n)
            if not chosen:
                continue
            n_seen += 1
            assert len(set(chosen)) == n
            assert sum(one.people for one in chosen) <= FIT_TOGETHER * ideal_people(made, 4)
            assert _in_one_piece(made, [unit for one in chosen for unit in one.units])
    assert n_seen


def test_places_anywhere_are_different_ones(with_counties):
    chosen = anywhere(random.Random(1), with_counties[0], "county", 3, 3)
    assert len({one.name for one in chosen}) == len(chosen) in (0, 3)
    assert anywhere(random.Random(1), with_counties[0], "county", 3, 10_000) == ()


def test_more_districts_need_more_splits_and_pieces(with_counties):
    for made in with_counties:
        large = [n_too_large(made, k) for k in (2, 4, 8, 16)]
        pieces = [fewest_pieces(made, k) for k in (2, 4, 8, 16)]
        assert large == sorted(large)
        assert pieces == sorted(pieces)
        assert pieces[0] >= n_counties(made)


def _in_one_piece(made, units):
    """Whether units hang together where each county of theirs is taken for one piece."""
    state = made.state
    inside = np.zeros(state.n_units, dtype=bool)
    inside[units] = True
    county = state.codes(state.columns.county)[0]
    groups = {int(code): int(code) for code in county[units]}

    def root(code):
        while groups[code] != code:
            code = groups[code]
        return code

    for a, b in state.graph.links.tolist():
        if inside[a] and inside[b]:
            groups[root(int(county[a]))] = root(int(county[b]))
    return len({root(code) for code in groups}) == 1
