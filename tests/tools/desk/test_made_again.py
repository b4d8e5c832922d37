"""Plans made again without a model are the same, byte for byte, however they were made."""

import runpy
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from districtbot.ground.errors import AskError
from districtbot.plans.plan import Plan
from districtbot.tools.desk.desk import Desk
from districtbot.tools.desk.outbox import bring_up_to_date
from districtbot.tools.desk.program import replay_program
from districtbot.tools.desk.replay import remake, replay, steps_of
from districtbot.tools.toolbox import toolbox

OLD = {"measure": "least_change", "plan": "version 2", "at_least": "60%"}


def _drafted(desk: Desk, do: Any) -> None:
    do("set_targets", districts=4)
    do("propose_plan", seconds=20)


def _drafted_twice(desk: Desk, do: Any) -> None:
    _drafted(desk, do)
    do("propose_plan", seconds=20)


def _improved(desk: Desk, do: Any) -> None:
    do("load_plan", source="CD")
    do("move", units=["00113", "00114"], to_district=1)
    do("improve_plan", seconds=20)


def _moved(desk: Desk, do: Any) -> None:
    do("load_plan", source="CD")
    do("move", units=["00113"], to_district=1)
    do("swap", places=["00101"], with_places=["00136"])


def _locked(desk: Desk, do: Any) -> None:
    _drafted(desk, do)
    do("lock", district=2)
    do("lock", units=["00101"])
    do("propose_plan", seconds=20)


def _branched(desk: Desk, do: Any) -> None:
    _drafted(desk, do)
    do("move", units=["00101"], to_district=_other(desk))
    do("undo", times=2)
    do("set_targets", districts=3)
    do("propose_plan", seconds=20)
    do("go_to", version="1")
    do("propose_plan", seconds=20)


def _unlike_another_branch(desk: Desk, do: Any) -> None:
    """The target names a plan of a branch that is left."""
    _drafted(desk, do)
    do("go_to", version="1")
    desk.put("stay near version 2", asked=_asked(desk, OLD))
    do("propose_plan", seconds=20)


def _version_loaded(desk: Desk, do: Any) -> None:
    _drafted(desk, do)
    do("name_version", name="first")
    do("go_to", version="1")
    do("keep_apart", units=["00101", "00136"])
    do("load_plan", source="first")


def _given(desk: Desk, do: Any) -> None:
    """A program puts a plan on the desk."""
    do("set_targets", districts=2)
    numbers = np.repeat(np.array([1, 2], dtype=np.int32), 18)
    desk.put("drawn by a program", plan=Plan(desk.state.unit_ids, numbers, ("1", "2")))
    do("move", units=["00101"], to_district=2)


def _read_otherwise(desk: Desk, do: Any) -> None:
    """The map is read in another way between two proposals."""
    do("set_targets", districts=3, targets=[{"measure": "region_splits", "at_most": 9}])
    do("propose_plan", seconds=20)
    do("set_column", role="county", column="CD")
    do("propose_plan", seconds=20)


WAYS: tuple[Callable[[Desk, Any], None], ...] = (
    _drafted,
    _drafted_twice,
    _improved,
    _moved,
    _locked,
    _branched,
    _unlike_another_branch,
    _version_loaded,
    _read_otherwise,
    _given,
)


def _other(desk: Desk) -> str:
    """A district that the first unit is not in."""
    return "1" if desk.a_plan.district[0] != 1 else "2"


def _asked(desk: Desk, *targets: dict[str, Any]) -> Any:
    from districtbot.tools.desk.asked import asked_of

    data = desk.asked.data()
    return asked_of({**data, "target": [*data["target"], *targets]})


def _fresh(desk: Desk) -> Desk:
    return Desk(desk.state, desk.options, seed=desk.seed, out=desk.out)


@pytest.mark.parametrize("way", WAYS)
def test_steps_make_the_same_plan(desk: Desk, do: Any, way: Any) -> None:
    way(desk, do)
    again = _fresh(desk)
    remake(again, steps_of(desk), toolbox())
    assert again.a_plan.csv() == desk.a_plan.csv()
    assert again.asked == desk.asked
    assert again.history.current == desk.history.current
    assert again.verdicts() == desk.verdicts()


@pytest.mark.parametrize("way", WAYS[:-1])
def test_a_transcript_gives_the_same_desk(desk: Desk, do: Any, way: Any) -> None:
    way(desk, do)
    again = replay(_fresh(desk), desk.transcript, toolbox())
    assert again.history == desk.history
    assert again.a_plan.csv() == desk.a_plan.csv()


def test_dead_branches_are_left_out(desk: Desk, do: Any) -> None:
    _branched(desk, do)
    assert [step["number"] for step in steps_of(desk)] == [1, desk.history.current.number]


def test_a_file_must_be_the_same(desk: Desk, do: Any, tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    labels = ["A" if number < 20 else "B" for number in range(36)]
    rows = zip(desk.state.unit_ids, labels, strict=True)
    path.write_text("unit,district\n" + "".join(f"{a},{b}\n" for a, b in rows), encoding="utf-8")
    do("load_plan", source=str(path))
    steps = steps_of(desk)
    again = _fresh(desk)
    remake(again, steps, toolbox())
    assert again.a_plan.csv() == desk.a_plan.csv()
    path.write_text(path.read_text(encoding="utf-8").replace("A", "C"), encoding="utf-8")
    with pytest.raises(AskError, match="not the file that was loaded"):
        remake(_fresh(desk), steps, toolbox())


def test_a_step_that_gives_another_plan_is_found_out(desk: Desk, do: Any) -> None:
    _moved(desk, do)
    steps = [dict(step) for step in steps_of(desk)]
    steps[-1]["plan"] = "0" * 64
    with pytest.raises(AskError, match="another plan"):
        remake(_fresh(desk), steps, toolbox())


def test_a_damaged_transcript_is_said_so(desk: Desk, do: Any) -> None:
    _moved(desk, do)
    events = [{**event, "moments": [{"number": 1}]} for event in desk.transcript]
    with pytest.raises(AskError, match="damaged"):
        replay(_fresh(desk), events, toolbox())


def test_the_program_runs_and_says_so(desk: Desk, do: Any, tmp_path: Path) -> None:
    _locked(desk, do)
    do("undo")
    bring_up_to_date(desk)
    program = tmp_path / "out" / "replay.py"
    assert program.read_text(encoding="utf-8") == replay_program(desk)
    with pytest.raises(SystemExit) as ended:
        _run_here(program)
    assert ended.value.code == 0


@pytest.mark.slow
def test_the_program_runs_on_its_own(desk: Desk, do: Any, tmp_path: Path) -> None:
    _improved(desk, do)
    bring_up_to_date(desk)
    done = subprocess.run(
        [sys.executable, "replay.py"],
        cwd=tmp_path / "out",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "byte for byte" in done.stdout


def _run_here(program: Path) -> None:
    before = sys.argv
    sys.argv = [str(program)]
    try:
        runpy.run_path(str(program), run_name="__main__")
    finally:
        sys.argv = before
