"""Forty conversations on real maps, from the first word to the plan on disk.

Each is a TOML file in ``talks``. To add one, copy a short one and change it:

    about = "What it shows"
    map = "VT"                      # one of worlds.MAPS, or planted
    door = "agent"                  # or pipe: districtbot chat --json
    [[turn]]
    user = "Six districts within 5%."
    steps = [{call = "set_targets", args = {districts = 6}}, {call = "propose_plan"},
             {say = "{result}"}]    # as in a script of the scripted model; {out}, {data}, {folder}
    holds = {districts = 6, deviation = 0.05, status = "met"}

What ``holds`` may say stands in ``talks.Holds``; ``judging`` finds it out from ``plan.csv`` and the
source map with pandas, networkx and shapely alone. After every turn the plan, if there is one,
must hold each unit of the map once and be in one piece a district.
"""

import json
import os
import subprocess
import sys
import traceback
from pathlib import Path
from typing import Any

import pytest

from districtbot.cli.main import districtbot
from districtbot.geo.open import open_map
from districtbot.tools.desk.desk import Desk

from .doors import Room, entered
from .judging import Heard, check
from .talks import Holds, talks
from .worlds import MAPS, plan_in, world

TALKS = talks()
_STATES: dict[Path, Any] = {}


def _cases() -> list[Any]:
    return [
        pytest.param(name, id=name, marks=[pytest.mark.slow] if talk.slow else [])
        for name, talk in TALKS.items()
    ]


def _desk(room: Room) -> Desk:
    """A desk with the map, which is opened once for all talks."""
    path = room.world.path
    if path not in _STATES:
        _STATES[path] = open_map(path)
    desk = Desk(_STATES[path], seed=room.talk.seed, out=room.out, folder=room.folder / "desk")
    desk.save()
    return desk


@pytest.mark.parametrize("name", _cases())
def test_the_plan_is_what_was_asked(
    name: str,
    shared_data: Path,
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DISTRICTBOT_DATA", str(tmp_path / "data"))
    talk = TALKS[name]
    place = world(talk.map, shared_data, tmp_path_factory.getbasetemp())
    room = Room(talk, place, tmp_path)
    heard: list[Heard] = []
    with entered(room, _desk) as door:
        for said in talk.turn:
            heard.append(door.say(said))
            if said.kill_at:
                continue
            where = f"{name}, turn {len(heard)}: {said.user}"
            try:
                check(place, said.holds, heard)
                _check_files(said.holds, heard[-1])
            except AssertionError as error:
                line = traceback.extract_tb(error.__traceback__)[-1].line
                now = heard[-1]
                told = json.dumps(now.data, ensure_ascii=False)
                what = f"{where}\n{line}\n{error}\n{now.status} {now.asked} {told}"
                pytest.fail(what, pytrace=False)


def _check_files(holds: Holds, now: Heard) -> None:
    """An export that the verifier finds sound, and a program that makes the plan again."""
    if holds.verified:
        done = districtbot.main(["verify", str(now.out)], standalone_mode=False)
        assert done in (0, None), "districtbot verify"
    if holds.replayed:
        before = plan_in(now.out / "plan.csv")
        made = subprocess.run(
            [sys.executable, "replay.py"],
            cwd=now.out,
            env=dict(os.environ),
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )
        assert made.returncode == 0, made.stdout + made.stderr
        assert "byte for byte" in made.stdout
        assert plan_in(now.out / "plan.csv") == before


def test_there_are_forty_and_six_maps() -> None:
    assert len(TALKS) >= 40
    assert len({talk.map for talk in TALKS.values()} & set(MAPS)) >= 6
    assert 3 * sum(talk.door == "pipe" for talk in TALKS.values()) >= len(TALKS)
