"""Pacific Islanders are understood though the model has never read of them."""

from pathlib import Path

import pytest

from districtbot.agent.models.loaded import ModelOptions
from districtbot.agent.models.mini import stand_in
from districtbot.agent.models.mini.chat import LineChat
from districtbot.agent.models.mini.load import load_mini
from districtbot.agent.models.mini.situation import situation_of
from districtbot.ground.clock import Budget
from districtbot.tools.desk.desk import Desk

GROUPS = ("asian_any", "native_any", "pacific_any")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("pacific islanders above 20%", "native american above 20%"),
        ("native hawaiians and other pacific islanders?", "native american?"),
        ("asian+pacific >= <n1>50%", "asian+native american >= <n1>50%"),
        ("aapi share", "asian or native american share"),
        (
            "native american and pacific islander voters",
            "native american and pacific islander voters",
        ),
        ("native american voters", "native american voters"),
        ("along the pacific coast", "along the pacific coast"),
    ],
)
def test_they_are_told_as_a_known_group_where_that_one_is_not_named(said: str, told: str) -> None:
    assert stand_in.told(said, GROUPS) == told


def test_nobody_stands_in_where_the_map_does_not_count_them() -> None:
    assert stand_in.told("pacific islanders", ("asian", "native")) == "pacific islanders"


def test_what_is_said_of_the_known_group_is_meant_of_them() -> None:
    target = {"group": ["asian", "native"], "share": 0.5}
    assert stand_in.meant({"targets": (target,)}) == {
        "targets": [{"group": ["asian", "pacific"], "share": 0.5}]
    }
    assert stand_in.meant({"group": ["native", "pacific"]}) == {"group": ["native", "pacific"]}


def test_on_a_real_map_their_share_is_looked_up(shared_data: Path, tmp_path: Path) -> None:
    desk = Desk.open(shared_data / "HI" / "HI_precincts.zip", out=tmp_path)
    chat = load_mini("", ModelOptions()).chat
    assert isinstance(chat, LineChat)
    situation = situation_of(desk, "What share of the adults are Pacific Islanders?")
    found = chat.understand_fn(desk, situation, Budget(None))
    assert found is not None
    assert found.calls == (("look_up", {"what": "pacific"}),)
