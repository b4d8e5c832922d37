"""ROUGE and BLEU: of the same words all, of others none."""

import pytest
from sacrebleu.metrics.bleu import BLEU

from districtbot.evals.words import PACKAGES, ROUGE, bleu_of, bleu_terms, missing, rouge

TEXTS = ["The plan of 5 districts meets every target there is.", "Polk County has 12,345 people."]


def bleu(ideal: list[str], replies: list[str]) -> float:
    return float(bleu_of(bleu_terms(ideal, replies)[None])[0])


def test_sums_of_sentences_make_the_score_of_the_whole() -> None:
    replies = ["The plan of 6 districts meets all targets.", "Polk County: 12,345 people."]
    whole = BLEU().corpus_score(replies, [TEXTS]).score / 100
    assert bleu(TEXTS, replies) == pytest.approx(whole)
    terms = [bleu_terms([want], [have]) for want, have in zip(TEXTS, replies, strict=True)]
    assert bleu_of(sum(terms)[None])[0] == pytest.approx(whole)
    assert list(bleu_terms([], [])) == [0] * 10


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


def test_packages_that_are_not_there_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert missing() == ()
    monkeypatch.setitem(PACKAGES, "no_such_module", "no-such-package")
    assert missing() == ("no-such-package",)
