"""A desk that is killed at any step, and taken up again, is the same desk."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from districtbot.tools.calling import call
from districtbot.tools.desk.desk import Desk
from districtbot.tools.desk.recovery import CAUGHT_UP
from districtbot.tools.desk.replay import replay
from districtbot.tools.toolbox import toolbox

CALLS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("set_targets", {"districts": 3}),
    ("load_plan", {"source": "CD"}),
    ("name_version", {"name": "old"}),
    ("move", {"units": ["00113"], "to_district": "1"}),
    ("keep_together", {"places": ["Ash"]}),
    ("undo", {}),
    ("lock", {"district": "3"}),
    ("propose_plan", {"seconds": 20}),
    ("move", {"units": ["nowhere"], "to_district": "1"}),
    ("go_to", {"version": "old"}),
    ("swap", {"places": ["00101"], "with_places": ["00136"]}),
    ("undo", {"times": 2}),
    ("redo", {}),
)


def picture(desk: Desk) -> dict[str, Any]:
    """All that a desk is."""
    history = desk.history
    plans = {one.plan: plan.csv() for one in history.moments if (plan := desk.plan_of(one))}
    return {
        "moments": history.moments,
        "places": history.places,
        "at": history.at,
        "names": history.names,
        "plans": plans,
        "verdicts": desk.verdicts(),
        "seed": desk.seed,
        "out": desk.out.resolve(),
        "options": desk.options,
    }


def test_resumed_after_every_step(open_desk: Any, tmp_path: Path) -> None:
    desk = open_desk()
    for name, arguments in CALLS:
        called = call(desk, toolbox(), name, arguments)
        assert called.ok == (arguments.get("units") != ["nowhere"]), called.text
        copy = tmp_path / "copy"
        shutil.copytree(desk.folder, copy)
        again = Desk.resume(copy)
        assert picture(again) == picture(desk)
        assert list(again.transcript) == list(desk.transcript)
        shutil.rmtree(copy)


def test_a_chat_that_is_killed_after_every_step_ends_the_same(open_desk: Any) -> None:
    whole = open_desk(folder=None)
    killed = open_desk()
    for name, arguments in CALLS:
        call(whole, toolbox(), name, arguments)
        call(killed, toolbox(), name, arguments)
        killed = Desk.resume(killed.folder)
    assert picture(killed) == picture(whole)


@pytest.mark.parametrize("n_done", range(1, len(CALLS) + 1))
def test_killed_between_saving_and_the_transcript(
    open_desk: Any, tmp_path: Path, n_done: int
) -> None:
    """The transcript lost its last event: it is mended, and what it tells gives the same desk."""
    desk = open_desk()
    for name, arguments in CALLS[:n_done]:
        call(desk, toolbox(), name, arguments)
    path = tmp_path / "desk" / "transcript.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:-1]) + lines[-1][:20], encoding="utf-8")
    again = Desk.resume(tmp_path / "desk")
    expected = picture(desk)
    assert picture(again) == expected
    last = json.loads(lines[-1])
    moves = bool(last["moments"]) or last["name"] in ("undo", "redo", "go_to")
    assert (list(again.transcript)[-1]["event"] == CAUGHT_UP) == moves
    if moves:
        fresh = Desk(again.state, again.options, seed=again.seed, out=again.out)
        found = picture(replay(fresh, again.transcript, toolbox()))
        assert {**found, "names": {}} == {**expected, "names": {}}
