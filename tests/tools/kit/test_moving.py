"""Moving places by hand."""

import random
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from districtbot.plans.judge import judge
from districtbot.tools.desk.desk import Desk

Refused = Callable[..., str]


@pytest.fixture
def drawn(desk: Desk, do: Any) -> Desk:
    """The desk with the old plan on it: three strips of two rows each."""
    do("load_plan", source="CD")
    return desk


@pytest.mark.parametrize("seed", range(10))
def test_random_moves_against_arrays(drawn: Desk, do: Any, seed: int) -> None:
    rng = random.Random(seed)
    expected = drawn.a_plan.district.copy()
    for _ in range(6):
        units = rng.sample(range(36), 3)
        to = rng.randint(1, 3)
        moved = expected.copy()
        moved[units] = to
        if (moved == expected).all() or len(np.unique(moved)) < 3:
            continue
        ids = [drawn.state.unit_ids[unit] for unit in units]
        before = drawn.verdicts()
        called = do("move", units=ids, to_district=rng.choice([to, str(to), f"District {to}"]))
        assert (drawn.a_plan.district == moved).all()
        changed = moved != expected
        assert called.data["units"] == int(changed.sum())
        assert called.data["people"] == float(drawn.state.population[changed].sum())
        touched = {int(one["district"]) for one in called.data["touched"]}
        assert touched == set(expected[changed].tolist()) | {to}
        after = judge(drawn.state, drawn.asked.targets(), drawn.a_plan)
        assert drawn.verdicts() == after
        flips = [new.met for old, new in zip(before, after, strict=True) if old.met != new.met]
        assert len(called.data["now_met"]) == sum(flips)
        assert len(called.data["now_missed"]) == len(flips) - sum(flips)
        for one in called.data["touched"]:
            people = drawn.state.population[moved == int(one["district"])].sum()
            assert one["people"] == people
            assert one["deviation_percent"] == pytest.approx(100 * (people / 1200 - 1), abs=1e-3)
        expected = moved


def test_what_a_misspelt_name_was_taken_for_is_said(drawn: Desk, do: Any) -> None:
    for name, arguments in (
        ("move", {"to_district": "3", "places": ["Cedarr"]}),
        ("look_up", {"place": "Cedarr"}),
        ("keep_together", {"places": ["Cedarr", "Ash"]}),
    ):
        assert do(name, **arguments).text.startswith("I read 'Cedarr' as Cedar County. ")
    assert "I read" not in do("look_up", place="cedar").text


def test_a_county_and_a_unit_at_once(drawn: Desk, do: Any) -> None:
    called = do("move", places=["ash county"], units=["00106"], to_district="3")
    home = dict(zip(drawn.state.unit_ids, drawn.a_plan.district.tolist(), strict=True))
    assert {home[unit] for unit in ("00101", "00102", "00131", "00106")} == {3}
    assert "9 units" in called.text
    assert "Ash County" in called.text
    assert drawn.history.current.note == "moved Ash County, unit 00106 to district 3"


def test_pieces_are_told(drawn: Desk, do: Any) -> None:
    called = do("move", units=["00115", "00121"], to_district=1)
    assert "This tore district 2" in called.text
    back = do("move", units=["00115", "00121"], to_district=2)
    assert "Met now: contiguity" in back.text
    assert "tore" not in back.text


def test_what_is_refused(drawn: Desk, refused: Refused) -> None:
    strip = list(drawn.state.unit_ids[:12])
    assert "without a unit" in refused("move", units=strip, to_district=2)
    assert "already" in refused("move", units=strip, to_district=1)
    assert "districts are 1, 2, 3" in refused("move", units=strip[:1], to_district=4)
    assert "Which places" in refused("move", to_district=1)
    assert "Nowhere" in refused("move", places=["Nowhere"], to_district=1)
    assert "to_district" in refused("move", places=["Ash"])
    assert "several districts" in refused("swap", places=["Ash"], with_places=["00101"])
    assert "Name places of two" in refused("swap", places=["00101"], with_places=["00102"])


def test_nothing_to_move_without_a_plan(refused: Refused) -> None:
    assert "no plan yet" in refused("move", places=["Ash"], to_district=1)


def test_swapping_twice_changes_nothing(drawn: Desk, do: Any) -> None:
    before = drawn.a_plan.csv()
    do("swap", places=["00101", "00102"], with_places=["00136"])
    assert drawn.a_plan.csv() != before
    do("swap", places=["00101", "00102"], with_places=["00136"])
    assert drawn.a_plan.csv() == before
