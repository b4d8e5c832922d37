"""Places kept together, apart, locked; and plans that keep to it."""

from collections.abc import Callable
from typing import Any

import pytest

from districtbot.plans.plan import Plan
from districtbot.plans.targets import Apart, Locked, Together
from districtbot.tools.desk.desk import Desk

Refused = Callable[..., str]


def kinds(desk: Desk, kind: type) -> list[Any]:
    return [one for one in desk.asked.target if isinstance(one, kind)]


def units_in(desk: Desk, district: int) -> set[str]:
    plan = desk.a_plan
    ids = zip(plan.unit_ids, plan.district.tolist(), strict=True)
    return {unit for unit, home in ids if home == district}


def test_counties_together_and_apart(desk: Desk, do: Any) -> None:
    do("keep_together", places=["ash", "Birch County"])
    [target] = kinds(desk, Together)
    assert (target.column, target.values) == ("COUNTY", ("Ash", "Birch"))
    do("keep_apart", places=["Ash", "Cedar"])
    [target] = kinds(desk, Apart)
    assert target.values == ("Ash", "Cedar")


def test_places_of_several_columns(desk: Desk, do: Any, refused: Refused) -> None:
    do("keep_together", places=["Ash"], units=["00103"])
    [target] = kinds(desk, Together)
    assert target.column == "GEOID"
    assert set(target.values) >= {"00101", "00102", "00103", "00131"}
    assert len(target.values) == 13
    do("load_plan", source="CD")
    names = [one.name for one in desk.verdicts()]
    assert "Ash County, unit 00103 together" in names
    assert "not all of one kind" in refused("keep_apart", places=["Ash"], units=["00103"])
    assert "one place" in refused("keep_apart", places=["Ash"])


@pytest.mark.parametrize("seed", range(3))
def test_a_locked_district_stays_to_the_unit(desk: Desk, do: Any, seed: int) -> None:
    do("set_targets", districts=4)
    do("propose_plan", seconds=20, seed=seed)
    kept = units_in(desk, 3)
    do("lock", district="3")
    for other in range(3):
        do("propose_plan", seconds=20, seed=100 + other)
        assert units_in(desk, 3) == kept
        assert all(one.met for one in desk.verdicts())
    assert len({moment.plan for moment in desk.history.moments}) > 2


def test_the_words_of_a_lock_stay_short(desk: Desk, do: Any, refused: Refused) -> None:
    do("load_plan", source="CD")
    called = do("lock", district=2)
    [verdict] = [one for one in desk.verdicts() if one.measure == "locked"]
    assert verdict.told == "locked district 2, exactly its 12 units; the plan has these 12 units"
    assert verdict.met
    moved = refused("move", units=["00113"], to_district=1)
    assert "would change district 2, which is locked as it is" in moved
    assert moved.endswith("Unlock district 2 first.")
    listed = do("list_targets")
    for text in (called.text, moved, listed.text, desk.history.current.note):
        assert "00114" not in text
        assert len(text) < 900


def test_locking_places_where_they_are(desk: Desk, do: Any, refused: Refused) -> None:
    do("load_plan", source="CD")
    do("lock", units=["00101", "00102"])
    [target] = kinds(desk, Locked)
    assert (target.district, target.alone) == (1, False)
    assert "lies in districts" in refused("lock", places=["Ash"])
    do("lock", places=["Ash"], district=2)
    assert [one.district for one in kinds(desk, Locked)] == [1, 2]


def test_locks_that_contradict(desk: Desk, do: Any, refused: Refused) -> None:
    do("load_plan", source="CD")
    do("lock", district=1)
    assert "locked as it is" in refused("lock", units=["00136"], district=1)
    assert "locked as it is" in refused("lock", units=["00101"], district=2)
    assert "already" in refused("lock", district=1)
    do("lock", units=["00101"])


def test_locking_a_changed_district_anew(desk: Desk, do: Any) -> None:
    do("load_plan", source="CD")
    do("lock", district=1)
    plan = desk.a_plan
    district = plan.district.copy()
    district[desk.state.unit_index["00101"]] = 2
    desk.put("given", plan=Plan(plan.unit_ids, district, plan.names))
    do("lock", district=1)
    [target] = kinds(desk, Locked)
    assert len(target.values) == 11
    assert all(one.met for one in desk.verdicts() if one.measure == "locked")


def test_unlocking(desk: Desk, do: Any, refused: Refused) -> None:
    assert "Nothing is locked" in refused("unlock")
    do("load_plan", source="CD")
    before = desk.asked
    do("lock", district=1)
    assert "which is locked as it is" in refused("unlock", units=["00101"])
    assert "Nothing is locked there" in refused("unlock", district=2)
    do("unlock", district=1)
    assert desk.asked == before
    do("lock", units=["00101", "00102"])
    do("lock", district=3)
    do("unlock", units=["00101"])
    assert kinds(desk, Locked)[0].values == ("00102",)
    do("unlock")
    assert desk.asked == before


def test_a_lock_needs_a_plan(refused: Refused) -> None:
    assert "no plan yet" in refused("lock", district=1)
    assert "no plan yet" in refused("lock", places=["Ash"])
    assert "name a district, or places" in refused("lock")


def test_a_place_can_be_locked_before_there_is_a_plan(
    desk: Desk, do: Any, refused: Refused
) -> None:
    do("set_targets", districts=3)
    assert "from 1 to 3" in refused("lock", places=["Ash"], district="9")
    do("lock", units=["00101"], district="3")
    do("propose_plan", seconds=20)
    assert "00101" in units_in(desk, 3)
