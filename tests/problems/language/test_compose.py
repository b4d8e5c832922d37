"""Laws of requests: everything asked is said once, nothing is left open, the same draw repeats."""

import random
import re

import pytest

from districtbot.problems.language.bank import FORMS, VOICES, bank
from districtbot.problems.language.clause import Clause
from districtbot.problems.language.clauses.population import within
from districtbot.problems.language.compose import (
    drawn_clauses,
    drawn_districts,
    follow_up,
    request,
)
from districtbot.problems.language.kinds import all_kinds, kinds_of
from districtbot.problems.language.speaker import Speaker
from districtbot.problems.maps.making import map_of
from districtbot.tools.kit.targets import SetTargets
from tests.problems.language.reading import whole

MAPS = 3
_LEFT_OPEN = re.compile(
    r"[{}]|<[a-z]+[./][a-z./_]*>|\[[^\]]*\||  (?=[a-z])| [,.;?!](?!\d)|(?<!\.)\.\.(?!\.)"
)


def _plain(text):
    """A text in which a couple is 2 and a dozen 12."""
    for words, n in (("a couple of", "2"), ("a pair of", "2"), ("a dozen", "12")):
        text = text.replace(words, n).replace(words.capitalize(), n)
    return text.lower()


@pytest.fixture(scope="module")
def maps():
    """Some maps of different conventions."""
    return [map_of("language-tests", "train", index) for index in range(MAPS)]


def drawn(maps, n, split="train", **more):
    """Many requests, each with who asked."""
    for index in range(n):
        rng = random.Random(index)
        speaker = Speaker.drawn(rng, split)
        level = more.get("level", index % 3 + 1)
        rest = {name: value for name, value in more.items() if name != "level"}
        yield speaker, request(speaker, maps[index % len(maps)], level=level, **rest)


def test_every_clause_is_said_and_means_what_it_meant(maps):
    n_clauses = 0
    for _, asked in drawn(maps, 400):
        targets = [target for one in asked.clauses for target in one.targets]
        assert list(asked.targets) == targets
        assert asked.args.get("targets", []) == targets
        n_clauses += len(asked.clauses)
    assert n_clauses > 300


def test_nothing_is_left_open(maps):
    for _, asked in drawn(maps, 600):
        assert not _LEFT_OPEN.search(asked.text), asked.text
        assert asked.text == asked.text.strip()
        assert len(asked.text) >= 3


def test_the_number_of_districts_is_said_where_it_is_meant(maps):
    for speaker, asked in drawn(maps, 400, kinds=kinds_of("population")):
        assert asked.districts is not None
        words = re.findall(r"[a-z]+(?:-[a-z]+)?|\d+", _plain(asked.text))
        numbers = {whole(one) for one in words} | {whole(one.split("-")[0]) for one in words}
        assert asked.districts in numbers, asked.text
        assert speaker.said


def test_without_the_number_none_is_meant(maps):
    for _, asked in drawn(maps, 60, say_districts=False, level=1, kinds=()):
        assert "districts" not in asked.args


def test_the_same_draw_gives_the_same_words(maps):
    first = [(speaker.finish(asked.text), asked.args) for speaker, asked in drawn(maps, 80)]
    again = [(speaker.finish(asked.text), asked.args) for speaker, asked in drawn(maps, 80)]
    assert first == again
    assert len({text for text, _ in first}) > 76


def test_arguments_are_those_of_the_tool(maps):
    for _, asked in drawn(maps, 400):
        SetTargets.model_validate(asked.args)
        assert all(next(iter(target)) == "measure" for target in asked.targets)
        for target in asked.targets:
            assert "wished" not in target or next(reversed(target)) == "wished"


def test_no_two_clauses_are_about_the_same(maps):
    together = {"population_deviation", "population_range", "population_persons"}
    for _, asked in drawn(maps, 400, level=3):
        of_population = [one for one in asked.targets if one["measure"] in together]
        assert len(of_population) <= 1
        keys = [
            (one["measure"], one.get("region"), one.get("statistic"), one.get("party"))
            for one in asked.targets
            if one["measure"] in ("region_splits", "polsby_popper", "reock", "cut_edges")
        ]
        assert len(keys) == len(set(keys))


def test_about_half_says_something_that_is_not_asked(maps):
    beside = sum(
        any(not one.targets for one in asked.clauses)
        or any(said.startswith("aside.") for said in speaker.said)
        for speaker, asked in drawn(maps, 600)
    )
    assert 0.4 < beside / 600 < 0.8


def test_wishes_are_wished_in_words_too(maps):
    speaker = Speaker(random.Random(1))
    for _ in range(200):
        asked = request(speaker, maps[0], level=1, clauses=[within(0.01).as_wish])
        assert asked.targets == (
            {"measure": "population_deviation", "at_most": "1%", "wished": True},
        )
    wished = [one for one in speaker.said if one.startswith("drawing.wish")]
    assert len(wished) >= 200


def test_a_held_out_phrase_is_of_its_split_alone(maps):
    shared = bank().shared
    for split in ("train", "dev", "test"):
        for speaker, _ in drawn(maps, 120, split=split):
            for said in speaker.said:
                section, _, line = said.partition(": ")
                allowed = {*shared[section][split], *(shared[section]["train"])}
                assert line in allowed
                if split == "train":
                    assert line in shared[section]["train"]


def test_follow_ups_are_short(maps):
    rng = random.Random(4)
    for index in range(300):
        speaker = Speaker.drawn(rng, "train")
        made = maps[index % MAPS]
        for clause in drawn_clauses(rng, made, 5, all_kinds(), 1):
            text = follow_up(speaker, clause, change=index % 2 == 0)
            assert not _LEFT_OPEN.search(text), text
            assert len(text) < 400


def test_changes_are_said_in_the_form_for_them():
    speaker = Speaker(random.Random(2))
    for _ in range(60):
        follow_up(speaker, within(0.01), change=True)
    assert any(one.startswith("population.within/change") for one in speaker.said)


@pytest.mark.parametrize("kind", all_kinds(), ids=lambda one: one.name)
def test_every_phrase_of_a_kind_can_be_said(kind, maps):
    rng = random.Random(9)
    found: dict[str, Clause] = {}
    for index in range(30):
        made = maps[index % MAPS]
        clause = kind.draw(rng, made, drawn_districts(rng, made))
        if clause is not None:
            found[clause.section] = clause
    speakers = [Speaker(rng, "train", voice) for voice in VOICES]
    for section, clause in found.items():
        forms = [one for one in FORMS if f"{section}/{one}" in bank()]
        assert {"phrase", "order", "fact", "terse"} & set(forms)
        for form in forms:
            for speaker in speakers:
                for line in bank().lines(f"{section}/{form}", "train", speaker.voice):
                    said = speaker._filled(line, clause.slots)
                    assert said
                    assert not _LEFT_OPEN.search(said), said
