"""Editions of the bank: what a later one adds moves nothing of an earlier one."""

import pytest

from districtbot.problems.language.bank import bank, bank_of
from districtbot.problems.split import SPLITS

FIRST = "[a.b/phrase]\n" + "\n".join(f"phrase number {n}" for n in range(30))
MORE = "[a.b/phrase]\n" + "\n".join(f"other words {n}" for n in range(20))


def test_the_first_edition_is_a_part_of_the_second() -> None:
    first, second = bank(1), bank(2)
    assert set(first.sections) <= set(second.sections)
    n_more = 0
    for name, lines in first.sections.items():
        assert second.sections[name][: len(lines)] == lines
        for split in SPLITS:
            before = first.shared[name][split]
            assert second.shared[name][split][: len(before)] == before
        n_more += len(second.sections[name]) - len(lines)
    assert n_more > 500


def test_more_phrases_move_none_from_one_split_to_another() -> None:
    alone, both = bank_of({"a": FIRST}), bank_of({"a": FIRST}, {"b": MORE})
    for split in SPLITS:
        known, found = alone.shared["a.b/phrase"][split], both.shared["a.b/phrase"][split]
        assert found[: len(known)] == known
        assert len(found) > len(known)


def test_a_phrase_that_an_earlier_edition_has_is_a_fault() -> None:
    with pytest.raises(ValueError, match="'phrase number 3' is there already"):
        bank_of({"a": FIRST}, {"b": "[a.b/phrase]\nphrase number 3"})
    with pytest.raises(ValueError, match=r"no section <c\.d>"):
        bank_of({"a": FIRST}, {"b": "[a.b/phrase]\nsee <c.d>"})
