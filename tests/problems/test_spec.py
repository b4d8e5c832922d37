"""Quotas add up, follow weights, and keep held-out families to the test split."""

import pytest

from districtbot.ground.errors import AskError
from districtbot.problems.families import all_families, coding_families, dialogue_families
from districtbot.problems.spec import SHARES, SetSpec


def test_quotas_add_up_to_what_was_asked_for():
    spec = SetSpec(n_coding=997, n_dialogues=3_001)
    for kind, total in (("coding", 997), ("dialogue", 3_001)):
        assert sum(sum(spec.quotas(kind, split).values()) for split in SHARES) == total


def test_families_held_out_are_in_the_test_split_only():
    spec = SetSpec(n_coding=20_000, n_dialogues=20_000)
    held = {one.name for one in all_families() if one.held_out}
    assert {one.name for one in coding_families()} & held
    assert {one.name for one in dialogue_families()} & held
    for kind in ("coding", "dialogue"):
        assert not held & {*spec.quotas(kind, "train"), *spec.quotas(kind, "dev")}
        wanted = {one.name for one in spec.families(kind)} & held
        assert wanted <= set(spec.quotas(kind, "test"))


def test_quotas_follow_weights():
    quotas = SetSpec(n_dialogues=20_000).quotas("dialogue", "train")
    weight = {one.name: one.weight for one in dialogue_families()}
    whole = sum(weight[name] for name in quotas)
    for name, n in quotas.items():
        assert n == pytest.approx(16_000 * weight[name] / whole, abs=1)


def test_unknown_families_and_numbers_below_zero_are_refused():
    with pytest.raises(AskError, match="no family nonsense"):
        SetSpec(only=("nonsense",))
    with pytest.raises(AskError, match="below 0"):
        SetSpec(n_coding=-1)


def test_names_of_families_are_those_of_their_modules_and_unlike():
    names = [one.name for one in all_families()]
    assert len(set(names)) == len(names)
    assert len(coding_families()) >= 60
    assert len(dialogue_families()) >= 40
    for family in all_families():
        act = family.make if hasattr(family, "make") else family.act
        assert act.__module__.rpartition(".")[2] == family.name or family.name.isidentifier()
        assert family.title
        assert family.version >= 1
