"""Whole messages: their slots are filled with the same in words and in calls."""

import random
from pathlib import Path
from typing import Any

import pytest

from districtbot.ground.errors import AskError
from districtbot.problems.language.clauses.groups import minority_keys, universe_of
from districtbot.problems.language.filling import DRAWN
from districtbot.problems.language.messages import Message, messages, said
from districtbot.problems.language.speaker import Speaker
from districtbot.problems.maps.made import MadeMap
from districtbot.problems.source import Source
from districtbot.problems.split import SPLITS
from districtbot.tools.calling import arguments_of
from districtbot.tools.toolbox import toolbox
from districtbot.tuning.mini.rows import rows_of_messages

ONLY_HERE = ("say", "ask_user", "decline", "explain", "search_documents")


@pytest.fixture(scope="module")
def maps() -> list[MadeMap]:
    source = Source("messages-tests-1", {"train": 10, "dev": 1, "test": 1})
    return [source.map("train", number) for number in source.keys("train")]


def everything(edition: int) -> list[Message]:
    return [one for split in SPLITS for one in messages(edition, split)]


def test_the_first_edition_has_none_and_splits_share_none() -> None:
    assert everything(1) == []
    assert len(everything(2)) == len(set(everything(2))) > 400


def test_most_messages_can_be_said_and_tools_take_their_calls(maps: list[MadeMap]) -> None:
    tools = {tool.name: tool for tool in toolbox(allow_code=False)}
    rng, faults, n_said = random.Random(1), [], 0
    for message in everything(2):
        for made in rng.sample(maps, len(maps)):
            found = said(message, Speaker.drawn(rng, "train", 2), made)
            if found is None:
                continue
            n_said += 1
            assert "{" not in found.text
            for name, args in (*found.asked, *found.calls):
                try:
                    if name not in ONLY_HERE:
                        arguments_of(tools[name], args)
                except AskError as error:
                    faults.append(f"{message}: {error}")
            break
    assert faults == []
    assert n_said > 0.9 * len(everything(2))


def test_what_is_said_is_what_is_called(maps: list[MadeMap]) -> None:
    message = Message(
        "{k} districts, {splits} of {ncounties} counties split, {whole} not",
        [["set_targets", {"districts": "{k}", "targets": [{"at_most": "{splits}"}]}]],
    )
    rng = random.Random(2)
    made = next(one for one in maps if len(one.state.gazetteer.of("county")) > 3)
    speaker = Speaker(rng, "train", "analyst")
    found: Any = said(message, speaker, made)
    args = found.calls[0][1]
    n_counties = len(made.state.gazetteer.of("county"))
    split = args["targets"][0]["at_most"]
    assert 0 < split < n_counties
    assert args["districts"] >= 3


def test_slots_are_all_drawn_for_some_map(maps: list[MadeMap]) -> None:
    rng = random.Random(3)
    for slot in DRAWN:
        message = Message(f"{{{slot}}}", [["x", {"y": f"{{{slot}}}"}]])
        found = [said(message, Speaker.drawn(rng, "train"), made) for made in maps]
        assert any(one is not None and one.calls[0][1]["y"] not in (None, "") for one in found), (
            slot
        )


def test_rows_of_messages_are_the_same_again(tmp_path: Path) -> None:
    source = Source("messages-tests-1", {"train": 3, "dev": 1, "test": 1}, edition=2)
    once = rows_of_messages(source, "train", 0, 12)
    assert once == rows_of_messages(source, "train", 0, 12)
    assert len(once.rows) > 5


def test_minority_stands_for_the_groups_of_the_map(maps: list[MadeMap]) -> None:
    target = {"measure": "group_share", "group": ["minority"], "share": "50%"}
    message = Message("one majority-minority district", [["set_targets", {"targets": [target]}]])
    told: list[Any] = [said(message, Speaker.drawn(random.Random(4), "train"), one) for one in maps]
    for made, found in zip(maps, told, strict=True):
        of = universe_of(made)
        assert (found is None) == (of is None)
        if of is not None:
            group = found.calls[0][1]["targets"][0]["group"]
            assert group == list(minority_keys(made, of)) != []
