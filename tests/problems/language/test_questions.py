"""Questions: the call that answers them works, and what is told of it stands in its result."""

import random

import pytest

from districtbot.problems.dialogues.library import dialogue_library
from districtbot.problems.dialogues.numbers import numbers_in
from districtbot.problems.language.bank import VOICES, bank
from districtbot.problems.language.questions.kinds import ALL, a_question, question_kinds
from districtbot.problems.language.questions.question import (
    Scene,
    answered,
    joined,
    say_answer,
    worded,
)
from districtbot.problems.language.speaker import Speaker
from districtbot.problems.maps.making import map_of
from districtbot.tools.calling import call
from districtbot.tools.desk.desk import Desk
from districtbot.tools.tool import schema_of
from districtbot.tools.toolbox import toolbox

N_MAPS = 20
TOOLS = toolbox()
SLOW = ("picture", "file", "ensemble")
"""Subjects whose calls write files or run chains; their dialogues are tested by themselves."""
QUICK = tuple(kind for kind in ALL if kind.name.split(".")[0] not in SLOW)


def desk_of(made, out, *, plan):
    """A desk in memory, with two plans in its history where there is to be one."""
    desk = Desk(made.state, made.options, seed=1, out=out)
    desk.library = dialogue_library()
    if plan:
        equal = {"measure": "population_deviation", "at_most": "4%"}
        call(desk, TOOLS, "set_targets", {"districts": 4, "targets": [equal]})
        call(desk, TOOLS, "propose_plan", {})
        call(desk, TOOLS, "propose_plan", {"different": True})
    return desk


def scenes(made, out):
    """Without a plan, with that of a column, with one on the desk."""
    bare = desk_of(made, out, plan=False)
    yield Scene(made, bare)
    for column in made.state.columns.plans[:1]:
        yield Scene(made, bare, column)
    yield Scene(made, desk_of(made, out, plan=True), "current")


def drawn(scene, kind, rng):
    """A question of a kind and what goes on from it."""
    question = kind.draw(rng, scene)
    more = question.again(rng) if question is not None and question.again is not None else None
    return [one for one in (question, more) if one is not None]


@pytest.mark.parametrize("index", range(N_MAPS))
def test_calls_work_and_answers_stand_in_their_results(index, tmp_path):
    """Every kind on every map: the call is right, each fact and number comes from its text."""
    rng = random.Random(index)
    made = map_of("tests-1", "train", index % 6)
    n_asked = 0
    for scene in scenes(made, tmp_path):
        for kind in rng.sample(QUICK, 10):
            if kind.name == "columns.use":
                continue
            for question in drawn(scene, kind, rng):
                called = call(scene.desk, TOOLS, question.tool, question.args)
                assert called.ok == question.ok, (kind.name, question.args, called.text)
                answer = answered(question, called)
                said = say_answer(Speaker(rng), answer)
                for fact in answer.facts:
                    assert fact in called.text or fact in str(scene.made.state.columns), kind.name
                    assert fact.casefold() in said.casefold(), (kind.name, said)
                told = numbers_in(called.text) | numbers_in(str(question.args))
                assert numbers_in(said) <= told, (kind.name, said, called.text)
                assert not called.changed
                n_asked += 1
    assert n_asked > 20


def test_every_kind_can_be_asked_somewhere(tmp_path):
    """No kind is there that no map serves."""
    asked = set()
    for index in range(3):
        for scene in scenes(map_of("tests-1", "train", index), tmp_path):
            for kind in ALL:
                rng = random.Random(f"{index} {kind.name}")
                tries = (kind.draw(rng, scene) for _ in range(4))
                asked |= {kind.name for question in tries if question is not None}
    needs_an_ensemble = {"ensemble.standing"}
    assert {kind.name for kind in ALL} - asked <= needs_an_ensemble


def test_arguments_are_those_that_the_schema_offers(tmp_path):
    """Names in arguments are among the schema's names, so a model can find them there."""
    made = map_of("tests-1", "train", 0)
    by_name = {tool.name: tool for tool in TOOLS}
    n_named = 0
    for scene in scenes(made, tmp_path):
        rng = random.Random(scene.plan)
        for kind in ALL:
            for question in drawn(scene, kind, rng):
                fields = schema_of(by_name[question.tool], scene.desk)["properties"]
                for name, value in question.args.items():
                    known = enum_of(fields[name])
                    if not (known and question.ok) or (question.tool, name) == ("explain", "term"):
                        continue
                    for one in value if isinstance(value, list) else [value]:
                        assert str(one) in known or one == "vap" or name == "other", (kind, one)
                    n_named += 1
    assert n_named > 50


def enum_of(schema):
    """The names that a field of a schema offers; empty for free text."""
    parts = [schema, schema.get("items", {}), *schema.get("anyOf", [])]
    return {name for part in parts for name in part.get("enum", ())}


@pytest.mark.parametrize("voice", VOICES)
def test_wordings_name_what_is_asked(voice, tmp_path):
    """A question says its column, district or number, and never leaves a gap."""
    made = map_of("tests-1", "train", 1)
    for scene in scenes(made, tmp_path):
        rng = random.Random(f"{voice} {scene.plan}")
        for kind in ALL:
            for question in drawn(scene, kind, rng):
                speaker = Speaker(rng, rng.choice(("train", "dev", "test")), voice)
                text = worded(speaker, question, level=rng.choice((1, 2, 3)))
                assert not set(text) & set("{}<>~"), text
                assert "  " not in text.strip(), text
                if question.plan not in ("", "current"):
                    assert question.plan in text
                if "district" in question.args:
                    assert str(question.args["district"]) in text


def test_two_questions_stand_in_one_message(tmp_path):
    """Both are there, and the first has an end."""
    scene = next(scenes(map_of("tests-1", "train", 0), tmp_path))
    kinds = question_kinds("columns.one")
    for seed in range(40):
        rng = random.Random(seed)
        questions = (a_question(rng, scene, kinds), a_question(rng, scene, kinds))
        text = joined(Speaker(rng), questions, level=1)
        assert all(one.args["column"] in text for one in questions), text


def test_every_section_of_questions_is_used(tmp_path):
    """No words for a question lie idle: each ``ask`` and ``do`` section belongs to a kind."""
    sections = {name.split("/")[0].removesuffix(".wh") for name in bank().sections}
    own = {name for name in sections if name.split(".")[0] == "do"}
    seen = set()
    for index in range(4):
        for scene in scenes(map_of("tests-1", "train", index), tmp_path):
            for number in range(25):
                rng = random.Random(f"{index} {number}")
                for kind in question_kinds("picture", "file", "ensemble"):
                    seen |= {question.section for question in drawn(scene, kind, rng)}
    assert own - seen <= {"do.standing", "do.standing_in"}
    assert own
