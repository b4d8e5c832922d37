"""Letters of a message are copied by whole words, whatever a model would rather say."""

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tokenizers import Tokenizer

from districtbot.agent.models.mini.load import SHIPPED
from districtbot.agent.models.mini.situation import situation_of
from districtbot.agent.models.mini.symbols import END
from districtbot.agent.models.mini.understanding import understanding_of
from districtbot.agent.models.mini.understood import LineReader
from districtbot.agent.models.mini.writing import LineWriter, Understood
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


class Table:
    """A model that knows the chances of what comes after a symbol; elsewhere the line ends."""

    def __init__(self, tokenizer: Tokenizer, chances: dict[str, dict[str, float]]) -> None:
        self.chances = chances
        self.tokenizer = tokenizer

    def scores(self, tokens: Any, budget: Budget) -> Any:
        del budget
        last = self.tokenizer.id_to_token(tokens[-1])
        scores = np.full(self.tokenizer.get_vocab_size(), -30.0)
        for symbol, chance in self.chances.get(last, {END: 1.0}).items():
            scores[self.tokenizer.token_to_id(symbol)] = np.log(chance)
        return scores


class Late:
    """A model whose time is always up."""

    def scores(self, tokens: Any, budget: Budget) -> Any:
        del tokens, budget


def meant(
    desk: Desk, chances: dict[str, dict[str, float]], refused: str = "", message: str = "2 or 2"
) -> Understood:
    tokenizer = Tokenizer.from_file(str(Path(SHIPPED) / "tokenizer.json"))
    situation = situation_of(desk, message)
    found = LineWriter(Table(tokenizer, chances), tokenizer, 1024).written(
        situation.text,
        situation.at,
        lambda _: "county",
        Budget(None),
        takes_fn=lambda calls: all(name != refused for name, _ in calls),
    )
    assert found is not None
    return found


def test_the_likeliest_line_may_begin_with_a_less_likely_symbol(desk: Desk) -> None:
    sayings = {"[thanks]": 0.3, "[hello]": 0.3, "[bye]": 0.4}
    found = meant(desk, {"[agent]": {"[say]": 0.6, "[undo]": 0.4}, "[saying]": sayings})
    assert found.calls == (("undo", {}),)
    assert found.confidence == pytest.approx(0.4)


def test_lines_that_mean_the_same_are_one_meaning(desk: Desk) -> None:
    chances = {
        "[agent]": {"[set_targets]": 0.6, "[undo]": 0.4},
        "[set_targets]": {"[districts]": 1.0},
        "[districts]": {"<n1>": 0.5, "<n2>": 0.5},
    }
    found = meant(desk, chances)
    assert found.calls == (("set_targets", {"districts": 2}),)
    assert found.confidence == pytest.approx(0.6)


def test_what_tools_refuse_is_hardly_meant(desk: Desk) -> None:
    chances = {"[agent]": {"[undo]": 0.45, "[redo]": 0.3, "[list_targets]": 0.25}}
    assert meant(desk, chances).calls == (("undo", {}),)
    found = meant(desk, chances, refused="undo")
    assert found.calls == (("redo", {}),)
    assert found.confidence == pytest.approx(0.3 / 0.55)
    sure = meant(desk, {"[agent]": {"[undo]": 0.7, "[redo]": 0.3}}, refused="undo")
    assert sure.calls == (("undo", {}),)
    assert sure.confidence == pytest.approx(0.7)


def test_only_what_is_likelier_than_not_is_refused(desk: Desk) -> None:
    chances = {"[agent]": {"[undo]": 0.3, "[redo]": 0.25, "[list_targets]": 0.45}}
    tokenizer = Tokenizer.from_file(str(Path(SHIPPED) / "tokenizer.json"))
    situation = situation_of(desk, "hm")
    writer = LineWriter(Table(tokenizer, chances), tokenizer, 1024)
    found = writer.written(
        situation.text,
        situation.at,
        lambda _: "county",
        Budget(None),
        takes_fn=lambda calls: calls[0][0] == "list_targets",
    )
    assert found is not None
    assert found.calls == (("list_targets", {}),)


def test_a_line_that_lacks_an_election_is_no_wrong_one(desk: Desk) -> None:
    assert len(desk.state.columns.elections) > 1
    tokenizer = Tokenizer.from_file(str(Path(SHIPPED) / "tokenizer.json"))
    chances = {
        "[agent]": {"[set_targets]": 0.45, "[undo]": 0.35, "[redo]": 0.2},
        "[set_targets]": {"[seats]": 1.0},
        "[seats]": {"[at_least]": 1.0},
        "[at_least]": {"<n1>": 1.0},
        "<n1>": {"[party]": 1.0},
        "[party]": {"[dem]": 1.0},
    }
    understand = understanding_of(LineWriter(Table(tokenizer, chances), tokenizer, 1024))
    found = understand(desk, situation_of(desk, "2 Democratic seats"), Budget(None))
    assert found is not None
    seats = {"measure": "seats", "at_least": 2, "party": "dem"}
    assert found.calls == (("set_targets", {"targets": [seats]}),)


def test_more_districts_than_there_are_are_hardly_meant(desk: Desk) -> None:
    tokenizer = Tokenizer.from_file(str(Path(SHIPPED) / "tokenizer.json"))
    chances = {
        "[agent]": {"[set_targets]": 1.0},
        "[set_targets]": {"[districts]": 1.0},
        "[districts]": {"<n1>": 1.0},
        "<n1>": {"[seats]": 1.0},
        "[seats]": {"[at_least]": 1.0},
        "[at_least]": {"<n3>": 0.45, "<n2>": 0.4, "<n1>": 0.15},
    }
    understand = understanding_of(LineWriter(Table(tokenizer, chances), tokenizer, 1024))
    found = understand(desk, situation_of(desk, "7 districts, 4 of them won in 2016"), Budget(None))
    assert found is not None
    assert found.calls[0][1]["targets"][0]["at_least"] == 4


def test_nothing_is_understood_once_the_time_is_up(desk: Desk) -> None:
    tokenizer = Tokenizer.from_file(str(Path(SHIPPED) / "tokenizer.json"))
    writer = LineWriter(Late(), tokenizer, 1024)
    situation = situation_of(desk, "hm")
    assert writer.written(situation.text, situation.at, lambda _: "county", Budget(None)) is None


def test_only_what_is_there_can_be_pointed_at(desk: Desk) -> None:
    units = [str(one) for one in desk.state.units.index[:2]]
    apart = {"measure": "incumbents", "units": units}
    did = [("set_targets", {"districts": 7, "targets": [apart]})]
    at = situation_of(desk, "go back to the first", did).at
    assert at.before.names == units
    reader = LineReader(at, lambda _: "county")
    for symbol in ("[go_to]", "[version]"):
        reader.take(symbol)
    assert not {one for one in reader.next if one.startswith(("<x", "<c"))}
    reader = LineReader(at, lambda _: "county")
    for symbol in ("[keep_together]", "[places]"):
        reader.take(symbol)
    assert {"<x1>", "<x2>"} <= reader.next
    reader.take("<x1>")
    assert "<x1>" not in reader.next
    assert "<x2>" in reader.next


@pytest.mark.parametrize(
    "message", ['Call it "Maria\'s idea", without Out or route.', "save  as\n second-try 2", "x"]
)
def test_names_are_whole_words_of_the_message(message: str, desk: Desk) -> None:
    tokenizer = Tokenizer.from_file(str(Path(SHIPPED) / "tokenizer.json"))
    situation = situation_of(desk, message)
    names = set()
    for seed in range(30):
        writer = LineWriter(Whim(tokenizer, seed), tokenizer, 1024)
        found = writer.written(situation.text, situation.at, lambda _: "county", Budget(None))
        if found is not None:
            names |= {args["name"] for name, args in found.calls if name == "name_version"}
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
