"""Locks, moves, exports and recipes on real maps."""

from pathlib import Path
from typing import Any

import pytest

from districtbot.plans.verify import verify
from districtbot.tools.calling import Called, call
from districtbot.tools.desk.desk import Desk
from districtbot.tools.desk.outbox import bring_up_to_date
from districtbot.tools.desk.replay import remake, replay, steps_of
from districtbot.tools.kit.places import find_place
from districtbot.tools.toolbox import toolbox

TOOLS = toolbox()
MAPS = (
    ("IA/ia_county_with_enacted_2020.zip", 4, "Polk County"),
    ("VT/VT_towns.zip", 3, "Barre city"),
    ("AL/AL_vtd_2020.zip", 7, "Jefferson County"),
)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "districts", "place"), MAPS)
def test_edits_end_in_files_that_are_confirmed(
    shared_data: Path, tmp_path: Path, name: str, districts: int, place: str
) -> None:
    desk = Desk.open(shared_data / name, seed=3, out=tmp_path / "out", folder=tmp_path / "desk")

    def do(tool: str, **arguments: Any) -> Called:
        called = call(desk, TOOLS, tool, arguments)
        assert called.ok, called.text
        bring_up_to_date(desk, {"reply": called.text})
        return called

    do("set_targets", districts=districts)

    def home() -> int:
        return int(desk.a_plan.district[find_place(desk.state, place).units[0]])

    do("propose_plan", seconds=30)
    lived_in = set(desk.a_plan.district[list(find_place(desk.state, place).units)].tolist())
    locked = min(set(range(1, districts + 1)) - lived_in)
    kept = desk.a_plan.district == locked
    do("lock", district=locked)
    do("propose_plan", seconds=60)
    assert ((desk.a_plan.district == locked) == kept).all()
    free = sorted({*range(1, districts + 1)} - {locked, home()})
    do("move", places=[place], to_district=free[0])
    do("undo")
    do("name_version", name="locked")
    do("move", places=[place], to_district=free[-1])
    exported = do("export_plan", folder="moved")
    assert exported.data["refuted"] == []
    assert verify(tmp_path / "out" / "moved").confirmed
    again = Desk(desk.state, desk.options, seed=3, out=desk.out)
    remake(again, steps_of(desk), TOOLS)
    assert again.a_plan.csv() == (tmp_path / "out" / "plan.csv").read_text(encoding="utf-8")
    whole = replay(Desk(desk.state, desk.options, seed=3, out=desk.out), desk.transcript, TOOLS)
    assert whole.history == desk.history
