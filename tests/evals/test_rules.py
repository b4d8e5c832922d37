"""The baseline understands plain requests by patterns, within its 300 lines, and is no default."""

import random
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from districtbot.agent.agent import Agent
from districtbot.agent.models.loaded import ModelOptions
from districtbot.agent.models.mini.situation import situation_of
from districtbot.agent.models.names import parse_name
from districtbot.cli.chat_open import model_named
from districtbot.cli.model_options import DEFAULT_MODEL
from districtbot.cli.run import run
from districtbot.evals import rules
from districtbot.evals.rules import NAME, rules_model, understand
from districtbot.evals.sitters import check_names, shown_name, sitter
from districtbot.ground.errors import AskError
from districtbot.problems.dialogues.stage import fresh_desk
from districtbot.problems.language.compose import request
from districtbot.problems.language.speaker import Speaker
from districtbot.problems.maps.made import MadeMap
from districtbot.problems.source import Source, level_of
from districtbot.tools.desk.desk import Desk
from districtbot.tools.kit.targets import SetTargets

Calls = list[tuple[str, dict[str, Any]]]


@pytest.fixture(scope="module")
def made(source: Source) -> MadeMap:
    """A map with contests, groups among its voters, and counties."""
    for number in source.keys("train"):
        found = source.map("train", number)
        roles = found.state.columns
        if roles.elections and "black" in roles.group_vap and found.state.gazetteer.of("county"):
            return found
    pytest.fail("no such map among the first")


@pytest.fixture
def desk(made: MadeMap, tmp_path: Path) -> Desk:
    return fresh_desk(made, 1, tmp_path)


def calls_of(desk: Desk, message: str) -> Calls:
    """What the baseline makes of a message."""
    return list(understand(desk, situation_of(desk, message), None).calls)


def target_of(desk: Desk, wish: str) -> dict[str, Any]:
    """The one target of a request for four districts; the tool takes it as it is."""
    name, args = calls_of(desk, f"Draw 4 districts. {wish}")[0]
    assert name == "set_targets"
    assert args["districts"] == 4
    SetTargets.model_validate(args)
    (target,) = args["targets"]
    return dict(target)


def test_it_has_at_most_300_lines() -> None:
    folder = Path(rules.__file__).parent
    assert sum(len(path.read_text().splitlines()) for path in folder.glob("rules*.py")) <= 300


@pytest.mark.parametrize("n", [2, 3, 7, 12, 38])
@pytest.mark.parametrize(
    "words",
    ["Draw {} districts.", "I need a {}-district map", "Divide the state into {} districts"],
)
def test_the_number_of_districts_is_read(desk: Desk, words: str, n: int) -> None:
    assert calls_of(desk, words.format(n)) == [
        ("set_targets", {"districts": n}),
        ("propose_plan", {}),
    ]


@pytest.mark.parametrize("n", [1, 2, 5, 40])
@pytest.mark.parametrize(
    ("words", "measure", "field", "unit"),
    [
        ("Keep every district within {}% of the ideal population.", "population_deviation",
         "at_most", "%"),
        ("Split at most {} counties.", "region_splits", "at_most", ""),
        ("No more than {} cut edges.", "cut_edges", "at_most", ""),
        ("The mean Polsby-Popper score is at least {}%.", "polsby_popper", "at_least", "share"),
        ("The overall range is at most {}%.", "population_range", "at_most", "%"),
        ("No district is over {}% Black.", "group_share", "share", "%"),
    ],
)  # fmt: skip
def test_a_number_goes_where_its_words_say(
    desk: Desk, words: str, measure: str, field: str, unit: str, n: int
) -> None:
    target = target_of(desk, words.format(n))
    assert target["measure"] == measure
    assert target[field] == {"%": f"{n}%", "": n, "share": n / 100}[unit]
    assert "wished" not in target
    assert target_of(desk, f"Ideally: {words.format(n)}")["wished"] is True


def test_what_is_said_by_the_way_is_left_out(desk: Desk) -> None:
    plain = calls_of(desk, "Draw 4 districts. Split at most 3 counties.")
    for aside in ("The old plan had 9 cut edges.", "My neighbor wants 5% deviation."):
        assert calls_of(desk, f"Draw 4 districts. {aside} Split at most 3 counties.") == plain


def test_a_missing_number_of_districts_is_asked_for(desk: Desk) -> None:
    assert calls_of(desk, "Draw a plan.") == [("ask_user", {"question": "districts"})]


def test_it_draws_changes_and_takes_back(desk: Desk) -> None:
    with Agent(desk, rules_model()) as agent:
        assert agent.ask("Draw 3 districts.").status == "met"
        assert desk.plan is not None
        first = desk.plan.n_districts
        agent.ask("Make it 2 districts.")
        assert desk.plan.n_districts == 2
        agent.ask("undo that")
        assert desk.plan.n_districts == first == 3


def test_it_is_chosen_by_name_and_is_no_default() -> None:
    assert model_named(NAME).name == NAME
    check_names((NAME,))
    chosen = sitter(NAME, ModelOptions())
    assert chosen is not None
    assert chosen.sees_desk
    assert shown_name(NAME) == NAME != DEFAULT_MODEL
    assert f"{NAME}," not in CliRunner().invoke(run, ["--help"]).output
    with pytest.raises(AskError):
        parse_name(NAME)


def test_a_good_part_of_first_requests_is_understood_exactly(source: Source) -> None:
    """Of 400 requests in words of the dev split: right when all arguments are the ideal ones."""
    rng = random.Random(1)
    right = 0
    for number in source.keys("dev"):
        made = source.map("dev", number)
        desk = fresh_desk(made, 0, Path())
        for _ in range(200):
            speaker = Speaker.drawn(rng, "dev")
            asked = request(speaker, made, level=level_of(rng), say_districts=True)
            calls = calls_of(desk, speaker.finish(asked.text))
            right += calls[0][0] == "set_targets" and _same(calls[0][1], asked.args)
    assert 0.3 <= right / 400 < 1, right


def _same(args: dict[str, Any], ideal: dict[str, Any]) -> bool:
    """Whether the tool would take two sets of arguments for the same, in any order."""
    try:
        one, other = SetTargets.model_validate(args), SetTargets.model_validate(ideal)
    except ValueError:
        return False
    return one.districts == other.districts and sorted(map(str, one.targets)) == sorted(
        map(str, other.targets)
    )
