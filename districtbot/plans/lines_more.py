"""The lines of the measures that a scorecard has on request only."""

from collections.abc import Iterator

from districtbot.plans.glossary.terms import TERMS
from districtbot.plans.line import Better, Form, Line
from districtbot.plans.lines_regions import group_label, universe_label
from districtbot.plans.lines_votes import meaning_of
from districtbot.plans.more.card import MoreMeasures
from districtbot.plans.more.shape import SPREADS
from districtbot.plans.scorecard import Scorecard, Spread

SHAPE = "More measures of shape"
VOTES = "More measures of votes"
SEGREGATION = "Groups apart"

_VOTES: tuple[tuple[str, Form, Better], ...] = (
    ("dem_eguia", "signed_share", "nearer zero"),
    ("dem_bias_at_vote", "signed_share", "nearer zero"),
    ("dem_declination_adjusted", "signed_ratio", "nearer zero"),
    ("dem_declination_simple", "signed_ratio", "nearer zero"),
    ("dem_tau_gap", "signed_ratio", "nearer zero"),
    ("dem_dilution_asymmetry", "signed_share", "nearer zero"),
    ("dem_smoothed_seats", "number", ""),
    ("smoothed_seat_deviation", "ratio", ""),
    ("talisman", "ratio", ""),
    ("dislocation", "share", "less"),
)


def more_lines(card: Scorecard) -> Iterator[Line]:
    """Shape and trees, contests, groups; nothing where they were not asked for."""
    if card.more is None:
        return
    yield from _shape(card, card.more)
    yield from _votes(card.more)
    yield from _segregation(card.more)


def _shape(card: Scorecard, more: MoreMeasures) -> Iterator[Line]:
    for key in SPREADS:
        spread: Spread | None = getattr(more.shape, key)
        term, why = TERMS[key], more.shape.undefined.get(key, "")
        rows: list[tuple[str, float | None, str]] = [("mean", None, term.meaning)]
        if spread is not None:
            where = f"The least compact: district {card.names[spread.lowest_district - 1]}."
            rows = [("mean", spread.mean, term.meaning), ("lowest", spread.minimum, where)]
        for part, value, meaning in rows:
            name = f"{term.name}, {part}"
            yield Line(f"{key}.{part}", SHAPE, "", name, value, "ratio", meaning, why, "more")
    whole: tuple[tuple[str, float | None, str, Form, Better], ...] = (
        (
            "people_apart",
            more.shape.people_apart_km,
            more.shape.undefined.get("people_apart_km", ""),
            "kilometres",
            "less",
        ),
        (
            "edges_kept",
            more.shape.edges_kept,
            more.shape.undefined.get("edges_kept", ""),
            "share",
            "more",
        ),
        ("log_spanning_trees", more.trees.total, more.trees.undefined, "number", "more"),
    )
    for key, value, why, form, better in whole:
        term = TERMS[key]
        yield Line(key, SHAPE, "", term.name, value, form, term.meaning, why, better)


def _votes(more: MoreMeasures) -> Iterator[Line]:
    for contest in more.votes:
        for key, form, better in _VOTES:
            value: float | None = getattr(contest, key)
            why = contest.undefined.get(key, "")
            name, place = TERMS[key].name, f"{contest.name}.{key}"
            meaning = meaning_of(key)
            yield Line(place, VOTES, contest.name, name, value, form, meaning, why, better)


def _segregation(more: MoreMeasures) -> Iterator[Line]:
    term = TERMS["dissimilarity"]
    for one in more.segregation:
        key = f"{one.of}.{one.group}.dissimilarity"
        column, name = group_label(one.group), f"{term.name}, {universe_label(one.of)}"
        value, why = one.dissimilarity, one.undefined
        yield Line(key, SEGREGATION, column, name, value, "ratio", term.meaning, why)
