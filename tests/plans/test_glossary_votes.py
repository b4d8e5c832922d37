"""The terms of votes and ratings against the scores they explain."""

from dataclasses import fields

import pytest

from districtbot.plans.across_elections import AcrossElections
from districtbot.plans.elections import FAIRNESS, ElectionScore
from districtbot.plans.glossary.ratings import RATINGS
from districtbot.plans.glossary.term import Term
from districtbot.plans.glossary.terms import TERMS
from districtbot.plans.glossary.votes import VOTES

NOT_MEASURES = {
    "name", "names", "dem_col", "rep_col", "dem_votes", "rep_votes", "dem_share", "margin",
    "safe_margin", "half_width", "undefined", "dem_wins", "rep_wins",
}  # fmt: skip


def test_every_vote_measure_has_a_term() -> None:
    named = {field.name for kind in (ElectionScore, AcrossElections) for field in fields(kind)}
    assert {term.key for term in VOTES} == named - NOT_MEASURES


@pytest.mark.parametrize("term", [*VOTES, *RATINGS], ids=lambda term: term.key)
def test_a_term_says_what_its_key_promises(term: Term) -> None:
    """Signed measures say whom they favour, measures that may be missing say when."""
    assert TERMS[term.key] == term
    counted = ("vote_share", "seats", "seats_at_half", "likely_seats")
    signed = term.key.startswith("dem_") and term.key.removeprefix("dem_") not in counted
    signed |= term.key == "mean_dem_seat_vote_gap"
    assert term.sign.startswith("Positive favours Democrats") == signed
    if term.key.removeprefix("dem_") in FAIRNESS:
        assert "votes for one party only" in term.undefined
    for sentence in filter(None, (term.meaning, term.how, term.undefined, term.sign)):
        assert sentence.endswith(".")
        assert sentence[0].isupper() or sentence[0].isdigit() or sentence[0] == "("
