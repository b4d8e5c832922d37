"""What is said of groups, parties and existing plans: it means what it says, on every map."""

import re

import pytest

from districtbot.ground.seeds import rng_of
from districtbot.problems.language.bank import FORMS, bank
from districtbot.problems.language.clauses.groups import groups_of, minority_keys, reach
from districtbot.problems.language.clauses.votes import contest_of, office_of
from districtbot.problems.language.kinds import kinds_of
from districtbot.problems.language.speaker import Speaker
from districtbot.problems.language.values import Count, Party, Percent, Text, Words
from districtbot.problems.maps.making import map_of
from districtbot.tools.calling import call
from districtbot.tools.desk.asked import asked_of
from districtbot.tools.desk.desk import Desk
from districtbot.tools.toolbox import toolbox

MAPS = (38, 21, 29)
"""DRA names with two plans; CVAP and county codes; Biden and Trump."""
SUBJECTS = ("groups", "votes", "continuity")
DRAWS = 60
AREAS = (*SUBJECTS, "aside.groups", "aside.votes", "aside.plans")


@pytest.fixture(scope="module")
def maps():
    return [map_of("tests", "train", index) for index in MAPS]


@pytest.fixture(scope="module")
def drawn(maps):
    """Clauses of each kind, with their maps and numbers of districts."""
    found = {}
    for kind in kinds_of(*SUBJECTS):
        rng = rng_of("clauses", kind.name)
        rows = []
        for n in range(DRAWS):
            made = maps[n % len(maps)]
            k = rng.randint(2, 8)
            if kind.name.startswith("continuity"):
                k = len(set(made.frame[made.names["plan"]])) * rng.choice((1, 1, 2))
            clause = kind.draw(rng, made, k)
            if clause is not None:
                rows.append((made, k, clause))
        found[kind.name] = rows
    return found


def test_each_kind_is_drawn_and_valid(drawn):
    for name, rows in drawn.items():
        assert rows, name
        for made, k, clause in rows:
            asked = asked_of({"districts": k, "target": list(clause.targets)})
            assert len(asked.target) == len(clause.targets)
            for target in clause.targets:
                assert next(iter(target)) == "measure"
                assert target.get("wished", True) is True
                if "election" in target:
                    known = {one.name for one in made.state.columns.elections}
                    assert target["election"] in known


def test_the_tools_take_each_target(drawn, tmp_path):
    tools = toolbox()
    for rows in drawn.values():
        for made, k, clause in rows[:3]:
            if clause.targets:
                desk = Desk(made.state, made.options, seed=1, out=tmp_path)
                args = {"districts": k, "targets": list(clause.targets)}
                called = call(desk, tools, "set_targets", args)
                assert called.ok, called.text


def test_every_line_can_be_filled(drawn):
    held = bank()
    for rows in drawn.values():
        _, _, clause = rows[0]
        sections = [
            f"{one.section}/{form}"
            for _, _, one in rows
            for form in FORMS
            if f"{one.section}/{form}" in held
        ]
        assert sections, clause.section
        speaker = Speaker(rng_of("lines", clause.section))
        slots = {name: value for _, _, one in rows for name, value in one.slots.items()}
        for section in dict.fromkeys(sections):
            for line in held.sections[section]:
                said = speaker.fill(section, [line], **slots)
                assert said
                assert not re.search(r"[{}|]", re.sub(r"^\|.*?\|", "", said)), said


def test_the_bank_is_full_of_constructions():
    held = bank()
    mine = {name: lines for name, lines in held.sections.items() if name.startswith(AREAS)}
    assert sum(len(lines) for lines in mine.values()) > 1400
    assert len(mine) > 180
    for name, lines in mine.items():
        if name.endswith(("/phrase", "/order", "/fact")):
            assert len(lines) >= 4, name


def test_shares_are_those_that_are_said(drawn):
    for name in ("groups.least", "groups.citizen", "groups.coalition", "groups.none_above"):
        for _, _, clause in drawn[name]:
            (target,) = clause.targets
            said = clause.slots.get("share", clause.slots.get("cap"))
            assert isinstance(said, Percent)
            assert float(target["share"].removesuffix("%")) == pytest.approx(100 * said.share)
            assert target.get("none_above", False) == (name == "groups.none_above")
    assert all(one.targets[0]["of"] == "cvap" for _, _, one in drawn["groups.citizen"])
    for name in ("groups.majority", "groups.minority", "groups.two"):
        for _, _, clause in drawn[name]:
            assert {target["share"] for target in clause.targets} == {"50%"}


def test_minority_is_all_but_white(maps):
    for made in maps:
        roles = made.state.columns.group_vap
        keys = minority_keys(made, "vap")
        assert "white" not in keys
        assert len(keys) == len(roles) - 1
        assert set(groups_of(made, "vap")) < set(keys)


def test_reach_falls_with_the_number_of_districts(maps):
    for made in maps:
        (key, *_) = groups_of(made, "vap")
        found = [reach(made, (key,), "vap", 6, n) for n in range(1, 7)]
        assert found == sorted(found, reverse=True)
        assert 0 < found[-1] <= found[0] <= 1


def test_splits_add_up(drawn):
    for _, k, clause in drawn["votes.split"]:
        (target,) = clause.targets
        score = clause.slots["score"]
        assert isinstance(score, Text)
        first, second = map(int, score.text.split("-"))
        assert first + second == k
        assert first == target["equal"] >= second
        party = clause.slots["party"]
        assert isinstance(party, Party)
        assert party.key == target["party"]
    for _, k, clause in drawn["votes.one_more"]:
        assert 2 * clause.targets[0]["equal"] == k + 1


def test_margins_are_of_one_half(drawn):
    for _, _, clause in drawn["votes.lead"]:
        points = clause.slots["points"]
        assert isinstance(points, Count)
        assert clause.targets[0]["margin"] == f"{points.n / 2:g}%"
    for _, _, clause in drawn["votes.between"]:
        low, high = clause.slots["low"], clause.slots["high"]
        assert isinstance(low, Percent)
        assert isinstance(high, Percent)
        assert low.share + high.share == pytest.approx(1)
        assert clause.targets[0]["margin"] == f"{round(100 * (high.share - 0.5), 4):g}%"
    assert all("margin" not in one.targets[0] for _, _, one in drawn["votes.tossup"])


def test_what_moves_and_what_stays_is_everybody(drawn):
    for made, k, clause in drawn["continuity.moved"]:
        moved = clause.slots["moved"]
        assert isinstance(moved, Percent)
        kept = float(clause.targets[0]["at_least"].removesuffix("%"))
        assert kept + 100 * moved.share == pytest.approx(100)
        assert len(set(made.frame[clause.targets[0]["plan"]])) == k
    assert all(one.targets[0]["wished"] for _, _, one in drawn["continuity.little"])


def test_parts_are_whole_and_gains_add_up(drawn):
    for _, k, clause in [*drawn["groups.part"], *drawn["votes.part"]]:
        (target,) = clause.targets
        n = target.get("districts_at_least", target.get("at_least"))
        part = clause.slots["part"]
        assert isinstance(part, Words)
        found = re.match(r"(\d+)% of", part.text)
        if found:
            assert n * 100 == k * int(found[1])
        assert 0 < n < k
    for _, _, clause in drawn["votes.gain"]:
        m, gain = clause.slots["m"], clause.slots["gain"]
        assert isinstance(m, Count)
        assert isinstance(gain, Count)
        assert m.n + gain.n == clause.targets[0]["at_least"]
    for _, k, clause in drawn["groups.all_but"]:
        m = clause.slots["m"]
        assert isinstance(m, Count)
        assert clause.targets[0]["districts_at_least"] == k - m.n
    for name in ("groups.fallback", "votes.fallback"):
        for _, _, clause in drawn[name]:
            must, wish = clause.targets
            assert wish["wished"]
            assert "wished" not in must


def test_what_is_not_asked_has_no_target(drawn):
    for name in ("groups.off", "votes.off", "votes.fair", "continuity.off"):
        assert all(one.targets == () for _, _, one in drawn[name])


def test_an_election_is_named_where_there_are_several(maps, drawn):
    several = [made for made in maps if len(made.state.columns.elections) > 1]
    assert several
    for name in ("votes.least", "votes.tossup", "votes.gap"):
        for made, _, clause in drawn[name]:
            if made in several:
                assert clause.slots["on"].text, clause
    one = several[0].state.columns.elections[0]
    assert contest_of(one).name == one.name
    assert office_of("PRES20") == "PRES"
