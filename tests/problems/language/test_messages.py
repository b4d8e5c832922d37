"""Whole messages: their slots are filled with the same in words and in calls."""

import random
from itertools import chain
from typing import Any

import pytest

from districtbot.agent.models.mini.numbers import numbers_of
from districtbot.agent.models.mini.slots import MEASURES
from districtbot.ground.errors import AskError
from districtbot.problems.language.clauses.groups import columns_of, minority_keys, universe_of
from districtbot.problems.language.messages import Message, _read, messages, said
from districtbot.problems.language.speaker import Speaker
from districtbot.problems.maps.made import MadeMap
from districtbot.problems.maps.regions import n_counties
from districtbot.problems.source import Source
from districtbot.problems.split import SPLITS
from districtbot.tools.calling import arguments_of
from districtbot.tools.toolbox import toolbox

ONLY_HERE = ("say", "ask_user", "decline", "explain", "search_documents")


@pytest.fixture(scope="module")
def maps() -> list[MadeMap]:
    source = Source("messages-tests-1", {"train": 10, "dev": 1, "test": 1})
    return [source.map("train", number) for number in source.keys("train")]


def everything(edition: int) -> list[Message]:
    return [one for split in SPLITS for one in messages(edition, split)]


def completed(args: dict[str, Any]) -> dict[str, Any]:
    """Arguments with an election where votes count by one that is not said, and is asked for."""
    targets = []
    for target in args.get("targets", ()):
        by_votes = any(slot.name == "election" for slot in MEASURES[target["measure"]])
        targets.append({**({"election": "PRES20"} if by_votes else {}), **target})
    return {**args, **({"targets": targets} if targets else {})}


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
            calls = [(name, completed(args)) for name, args in found.calls]
            for name, args in chain(*found.before, calls):
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
    made = next(one for one in maps if n_counties(one) > 3)
    for n in range(20):
        found: Any = said(message, Speaker.drawn(random.Random(n), "train"), made)
        args = found.calls[0][1]
        split, counties = args["targets"][0]["at_most"], n_counties(made)
        assert 0 < split < counties
        assert args["districts"] >= 3
        told = [one.value for one in numbers_of(found.text.lower())]
        assert told == [args["districts"], split, counties, counties - split]


@pytest.mark.parametrize(
    "line", ["[]", "{", '{"say": "x"}', '{"say": "{colour}", "calls": []}', '{"calls": []}']
)
def test_a_line_that_is_no_message_is_named(line: str) -> None:
    with pytest.raises(ValueError, match=r"notes\.jsonl:7: "):
        _read("notes.jsonl", 7, line)


def test_minority_stands_for_the_groups_of_the_map(maps: list[MadeMap]) -> None:
    target = {"measure": "group_share", "group": ["minority"], "share": "50%"}
    for made in maps:
        found, of = meant(target, made), universe_of(made)
        assert (found is None) == (of is None)
        if found is not None and of is not None:
            assert found["group"] == list(minority_keys(made, of)) != []
            assert found.get("of", "vap") == of


def test_a_map_without_the_people_that_shares_are_of_has_no_such_target(
    maps: list[MadeMap],
) -> None:
    target = {"measure": "group_share", "group": ["black"], "of": "cvap", "share": "40%"}
    having = [bool(columns_of(made, "cvap")) for made in maps]
    assert [meant(target, made) is not None for made in maps] == having


def meant(target: dict[str, Any], made: MadeMap) -> dict[str, Any] | None:
    """A target of a message as it is on a map."""
    message = Message("so", [["set_targets", {"targets": [target]}]])
    found = said(message, Speaker.drawn(random.Random(4), "train"), made)
    return None if found is None else found.calls[0][1]["targets"][0]
