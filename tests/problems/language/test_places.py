"""Laws of the clauses on counties, places and shape, on maps of many kinds."""

import random
import re

import pytest

from districtbot.problems.language.bank import FORMS, VOICES, bank
from districtbot.problems.language.clauses import counties, places, shape
from districtbot.problems.language.speaker import Speaker
from districtbot.problems.source import Source
from districtbot.tools.calling import call
from districtbot.tools.desk.asked import asked_of
from districtbot.tools.desk.desk import Desk
from districtbot.tools.kit.settling import settled
from districtbot.tools.toolbox import toolbox

KINDS = (*counties.KINDS, *places.KINDS, *shape.KINDS)
N_DISTRICTS = (2, 4, 7, 11)
ASKING = ("phrase", "order", "fact", "terse")
_SLOT = re.compile(r"\{([a-z_0-9]+)\}")


def drawn(maps, kinds=KINDS, n_districts=N_DISTRICTS):
    """Every kind on every map, each with several numbers of districts."""
    for made in maps:
        for kind in kinds:
            for k in n_districts:
                rng = random.Random(f"{made.key} {kind.name} {k}")
                clause = kind.draw(rng, made, k)
                if clause is not None:
                    yield made, kind, k, clause


@pytest.fixture(scope="session")
def maps(source):
    """The made-up maps of the train split."""
    return [source.map("train", number) for number in source.keys("train")]


def named(name):
    """The kind of a name."""
    return next(one for one in KINDS if one.name == name)


def n_counties(made):
    """Number of counties, by the column itself."""
    labels = made.state.labels(made.state.columns.county)
    return len({one for one in labels.tolist() if one.strip()})


def test_every_kind_can_be_drawn_on_some_map(maps):
    found = {kind.name for _, kind, _, _ in drawn(maps)}
    assert found == {one.name for one in KINDS}


def test_names_of_kinds_are_distinct():
    assert len({one.name for one in KINDS}) == len(KINDS)


def test_targets_are_valid_and_begin_with_their_measure(maps):
    for _, kind, k, clause in drawn(maps):
        asked = asked_of({"districts": k, "target": [dict(one) for one in clause.targets]})
        assert len(asked.target) == len(clause.targets)
        for target in clause.targets:
            assert next(iter(target)) == "measure"
            assert target["measure"] in kind.measures
            assert list(target)[-1] == "wished" or "wished" not in target


def test_the_same_draw_gives_the_same(maps):
    one = [(clause.section, clause.slots, clause.targets) for *_, clause in drawn(maps[:2])]
    two = [(clause.section, clause.slots, clause.targets) for *_, clause in drawn(maps[:2])]
    assert one == two
    assert one


def test_a_clause_has_words_in_a_form_that_asks(maps):
    for *_, clause in drawn(maps):
        assert [form for form in ASKING if f"{clause.section}/{form}" in bank()]


def test_every_slot_of_a_section_is_offered(maps):
    """A slot that its kind does not fill would stop an item in the making."""
    wanted = {}
    for *_, clause in drawn(maps):
        for form in FORMS:
            for line in bank().sections.get(f"{clause.section}/{form}", ()):
                wanted.setdefault((clause.section, line), set(_SLOT.findall(line)))
                missing = wanted[clause.section, line] - set(clause.slots)
                assert not missing, (clause.section, form, line)


def test_every_section_is_used(maps):
    """A section that no kind draws would be words for nothing."""
    used = {clause.section for *_, clause in drawn(maps)}
    heads = {name.rpartition("/")[0] for name in bank().sections if "/" in name}
    mine = {one for one in heads if one.split(".")[0] in ("counties", "places", "shape")}
    assert mine == used


def test_every_form_can_be_said_by_every_voice(maps):
    clauses = {clause.section: clause for *_, clause in drawn(maps)}
    n_said = 0
    for section, clause in sorted(clauses.items()):
        for form in FORMS:
            if f"{section}/{form}" not in bank():
                continue
            for voice in VOICES:
                rng = random.Random(f"{section} {form} {voice}")
                assert Speaker(rng, "test", voice).say(f"{section}/{form}", clause.slots)
                n_said += 1
    assert n_said > 500


def test_whole_counties_are_the_complement_of_split_ones(maps):
    n_seen = 0
    for name in ("counties.whole_least", "counties.whole_of"):
        for made, _, _, clause in drawn(maps, [named(name)]):
            (target,) = clause.targets
            assert clause.slots["n"].n + target["at_most"] == n_counties(made)
            assert clause.slots["total"].n == n_counties(made)
            n_seen += 1
    assert n_seen


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("counties.most", 0),
        ("counties.most_after", 0),
        ("counties.most_of", 0),
        ("counties.all_but", 0),
        ("counties.trade", 0),
        ("counties.between", 0),
        ("counties.most_fewer", 0),
        ("counties.fewer", 1),
    ],
)
def test_a_bound_is_the_number_that_is_said_or_one_less(maps, name, more):
    seen = [clause for *_, clause in drawn(maps, [named(name)])]
    assert seen
    for clause in seen:
        assert clause.targets[0]["at_most"] == clause.slots["n"].n - more


def test_a_part_of_the_counties_stays_whole(maps):
    """The bound is the most that leaves that part whole: one more would be too many."""
    parts = {"half": 1 / 2, "two_thirds": 2 / 3, "three_quarters": 3 / 4}
    n_seen = 0
    for made, _, _, clause in drawn(maps, [named("counties.part_whole")]):
        part = parts[clause.section.removeprefix("counties.").removesuffix("_whole")]
        total, bound = n_counties(made), clause.targets[0]["at_most"]
        assert total - bound >= part * total - 1e-9
        assert total - bound - 1 < part * total - 1e-9
        n_seen += 1
    for made, _, _, clause in drawn(maps, [named("counties.share_whole")]):
        total, bound = n_counties(made), clause.targets[0]["at_most"]
        assert total - bound >= clause.slots["share"].share * total - 1e-9
        assert total - bound - 1 < clause.slots["share"].share * total - 1e-9
        n_seen += 1
    for made, _, _, clause in drawn(maps, [named("counties.share_split")]):
        total, bound = n_counties(made), clause.targets[0]["at_most"]
        assert bound <= clause.slots["share"].share * total + 1e-9
        assert bound + 1 > clause.slots["share"].share * total + 1e-9
        n_seen += 1
    assert n_seen > 10


def test_each_whole_is_a_target_a_place_and_together_is_one(maps):
    for *_, clause in drawn(maps, [named("places.each"), named("places.neither")]):
        names = clause.slots["places"].names
        assert [target["values"] for target in clause.targets] == [[name] for name in names]
    for *_, clause in drawn(maps, [named("places.together")]):
        (target,) = clause.targets
        assert tuple(target["values"]) == clause.slots["places"].names
        assert len(target["values"]) > 1


def test_words_that_wish_are_wishes(maps):
    wished = {"counties.respect", "counties.fewest", "places.towns_respect", "shape.cut_few"}
    wished |= {"shape.compact", "shape.snakes", "shape.compact_contiguous"}
    for *_, clause in drawn(maps):
        for target in clause.targets:
            assert target.get("wished", False) == (clause.section in wished)


def test_what_is_not_asked_has_no_targets(maps):
    silent = {clause.section for *_, clause in drawn(maps) if not clause.targets}
    assert silent == {
        "counties.off",
        "counties.off_number",
        "places.off",
        "places.off_together",
        "places.off_incumbents",
        "shape.contiguous",
        "shape.off",
        "shape.off_number",
    }


def refusals(maps, n_districts):
    """What the tools refuse of what is drawn."""
    found, n_tried = [], 0
    for made, kind, k, clause in drawn(maps, n_districts=n_districts):
        if clause.targets:
            desk = Desk(made.state, made.options)
            args = {"districts": k, "targets": list(clause.targets)}
            called = call(desk, toolbox(), "set_targets", args)
            n_tried += 1
            if not called.ok:
                found.append((made.key, kind.name, called.text))
    assert n_tried
    return found


def test_the_tools_take_what_is_drawn(maps):
    assert refusals(maps[:2], (3, 8)) == []


@pytest.mark.slow
def test_twenty_maps_serve_every_kind():
    """All that is drawn for a map is set at once: names and columns are the map's own."""
    source = Source("tests-1", {"train": 20, "dev": 1, "test": 1})
    for number in range(20):
        made = source.map("train", number)
        clauses = [clause for *_, clause in drawn([made], n_districts=(5,))]
        targets = [target for clause in clauses for target in clause.targets]
        checked = asked_of({"districts": 5, "target": targets})
        assert len(checked.target) == len(targets) > 15
        settled(Desk(made.state, made.options), checked.target)
