"""The lines on votes and ratings: what is written, and why where there is nothing."""

from typing import Any

import pytest

from districtbot.geo.statemap import Election, StateMap
from districtbot.plans.glossary.terms import term_of
from districtbot.plans.line import Line
from districtbot.plans.lines_ratings import rating_lines
from districtbot.plans.lines_votes import vote_lines
from districtbot.plans.scorecard import Scorecard, score


@pytest.fixture
def state(grid_frame: Any, state_of: Any) -> StateMap:
    """Four units in two counties, two contests, Black and white voters::

    A A B B     Democratic of 100 votes: 62 55 45 30, then 58 45 45 30
    """
    frame = grid_frame(
        1,
        4,
        COUNTY=["A", "A", "B", "B"],
        VAP=80,
        BVAP=[40, 8, 8, 8],
        WVAP=[32, 64, 64, 64],
        X_D=[62, 55, 45, 30],
        X_R=[38, 45, 55, 70],
        Y_D=[58, 45, 45, 30],
        Y_R=[42, 55, 55, 70],
        Z_D=[58, 45, 45, 0],
        Z_R=[42, 55, 55, 0],
    )
    drawn: StateMap = state_of(
        frame,
        vap="VAP",
        group_vap={"black": "BVAP", "white": "WVAP"},
        county="COUNTY",
        elections=tuple(Election(name, f"{name}_D", f"{name}_R") for name in "XYZ"),
    )
    return drawn


@pytest.fixture
def card(state: StateMap, plan_for: Any) -> Scorecard:
    """Every unit a district."""
    return score(state, plan_for(state, "1 2 3 4"))


def _lines(card: Scorecard) -> dict[str, Line]:
    lines = [*vote_lines(card), *rating_lines(card)]
    by_key = {line.key: line for line in lines}
    assert len(by_key) == len(lines) > 70
    return by_key


def test_every_line_has_its_term(card: Scorecard) -> None:
    for key, line in _lines(card).items():
        term = term_of(key)
        assert term is not None, key
        assert line.name == term.name
        assert line.meaning
        assert ("Positive favours Democrats." in line.meaning) == bool(
            term.sign.startswith("Positive")
        )


def test_what_has_no_value_says_why(card: Scorecard) -> None:
    lines = _lines(card)
    for line in lines.values():
        assert bool(line.why) == (line.value is None), line.key
        assert (line.text == "–") == (line.value is None)
    assert lines["Z.dem_declination"].why == "no votes in district 4"
    assert lines["Z.rating_proportionality"].why == "no votes in district 4"
    assert lines["X.dem_declination"].value is not None


def test_numbers_are_written_with_unit_and_sign(card: Scorecard) -> None:
    lines = _lines(card)
    texts = {
        "X.dem_vote_share": "48.0%",
        "X.dem_seats": "2",
        "X.safe_dem": "1",
        "X.lean_dem": "1",
        "X.dem_proportionality": "+2.00%",
        "X.dem_efficiency_gap_simplified": "+4.00%",
        "X.dem_seats_at_half": "2.00",
        "Z.tied": "1",
        "swing": "2",
        "always_dem": "1",
        "county_splitting": "1.000",
        "proportional_opportunity": "1",
    }
    assert {key: lines[key].text for key in texts} == texts
    assert "X.tied" not in lines
    assert lines["swing"].meaning.endswith("Here: 2, 4.")


def test_ratings_say_what_they_assume(card: Scorecard) -> None:
    lines = _lines(card)
    population = lines["rating_population"]
    assert (population.text, population.better) == ("100", "more")
    assert "scale of a state legislature (assumed, as districts have" in population.meaning
    assert "Reock" in lines["rating_compactness"].meaning
    assert "Counties 100" in lines["rating_splitting"].meaning
    assert "Black 1.00" in lines["likely_opportunity"].meaning


def test_a_map_without_counties_groups_or_votes(
    grid_frame: Any, state_of: Any, plan_for: Any
) -> None:
    drawn = state_of(grid_frame(1, 2), shapes=False)
    card = score(drawn, plan_for(drawn, "1 2"))
    assert not list(vote_lines(card))
    lines = {line.key: line for line in rating_lines(card)}
    assert set(lines) == {
        f"rating_{name}" for name in ("population", "compactness", "splitting", "minority")
    }
    assert lines["rating_population"].value == 100
    for name in ("compactness", "splitting", "minority"):
        assert lines[f"rating_{name}"].value is None
        assert lines[f"rating_{name}"].why
