"""ROUGE and BLEU: of the same words all, of others none."""

import pytest

from districtbot.evals.words import ROUGE, bleu, rouge

TEXTS = ["The plan of 5 districts meets every target there is.", "Polk County has 12,345 people."]


def test_the_same_words() -> None:
    assert bleu(TEXTS, TEXTS) == pytest.approx(1)
    for found in rouge(TEXTS, TEXTS):
        assert found == dict.fromkeys(ROUGE, 1.0)


def test_other_words_and_none() -> None:
    for other in (["xyzzy plugh quux", "foo bar baz"], ["", ""]):
        assert bleu(TEXTS, other) < 0.01
        assert [found["rougeL"] for found in rouge(TEXTS, other)] == [0, 0]
    near = ["The plan of 6 districts meets every target there is.", TEXTS[1]]
    assert 0.5 < bleu(TEXTS, near) < 1
