"""Letters of a message are copied by whole words, whatever a model would rather say."""

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tokenizers import Tokenizer

from districtbot.agent.models.mini.load import SHIPPED
from districtbot.agent.models.mini.situation import situation_of
from districtbot.agent.models.mini.understood import LineReader
from districtbot.agent.models.mini.writing import LineWriter
from districtbot.ground.clock import Budget
from districtbot.tools.desk.desk import Desk

WANTED = ("[name_version]", "[name]", "[text]")


class Whim:
    """A model that names a version, by whatever letters."""

    def __init__(self, tokenizer: Tokenizer, seed: int) -> None:
        self.rng = np.random.default_rng(seed)
        self.wanted = [tokenizer.token_to_id(one) for one in WANTED]
        self.size = tokenizer.get_vocab_size()

    def scores(self, tokens: Any, budget: Budget) -> Any:
        del tokens, budget
        scores = self.rng.normal(size=self.size)
        scores[self.wanted] = 20
        return scores


@pytest.mark.parametrize(
    "message", ['Call it "Maria\'s idea", without Out or route.', "save  as\n second-try 2", "x"]
)
def test_names_are_whole_words_of_the_message(message: str, desk: Desk) -> None:
    tokenizer = Tokenizer.from_file(str(Path(SHIPPED) / "tokenizer.json"))
    situation = situation_of(desk, message)
    names = set()
    for seed in range(30):
        writer = LineWriter(Whim(tokenizer, seed), tokenizer, 1024)
        meant = writer.written(situation.text, situation.at, lambda _: "county", Budget(None))
        if meant is not None:
            names |= {args["name"] for name, args in meant.calls if name == "name_version"}
    assert names
    for name in names:
        words = rf"(?<!\w){re.escape(name)}(?!\w)"
        assert re.search(words, situation.at.reading.said), (name, message)


@pytest.mark.parametrize(
    ("message", "wanted"),
    [
        ("An 8 seat map, each seat one piece.", {"<n1>"}),
        ("One district, please.", {"<n1>"}),
        ("Two of 9 districts in one county.", {"<n1>", "<n2>"}),
    ],
)
def test_one_is_no_number_of_districts_beside_others(
    message: str, wanted: set[str], desk: Desk
) -> None:
    reader = LineReader(situation_of(desk, message).at, lambda _: "county")
    reader.take("[set_targets]")
    reader.take("[districts]")
    assert {one for one in reader.next if one.startswith("<n")} == wanted
