"""The lines of the scorecard on votes and seats."""

from collections.abc import Iterator

from districtbot.ground.errors import some_of
from districtbot.plans.elections import ElectionScore
from districtbot.plans.glossary.terms import TERMS
from districtbot.plans.line import Better, Form, Line
from districtbot.plans.scorecard import Scorecard

ALL_CONTESTS = "Votes, all contests together"
FAVOURS = "Positive favours Democrats"

_ROWS: tuple[tuple[str, Form, Better], ...] = (
    ("dem_vote_share", "share", ""),
    ("dem_seats", "count", ""),
    ("rep_seats", "count", ""),
    ("tied", "count", ""),
    ("safe_dem", "count", ""),
    ("lean_dem", "count", ""),
    ("competitive", "count", "more"),
    ("lean_rep", "count", ""),
    ("safe_rep", "count", ""),
    ("dem_proportionality", "signed_share", "nearer zero"),
    ("dem_efficiency_gap", "signed_share", "nearer zero"),
    ("dem_efficiency_gap_simplified", "signed_share", "nearer zero"),
    ("dem_mean_median", "signed_share", "nearer zero"),
    ("dem_partisan_bias", "signed_share", "nearer zero"),
    ("dem_seats_at_half", "number", ""),
    ("partisan_gini", "ratio", "less"),
    ("dem_declination", "signed_ratio", "nearer zero"),
    ("dem_lopsided_margins", "signed_share", "nearer zero"),
    ("responsiveness", "number", ""),
    ("responsiveness_at_half", "number", ""),
)


def vote_lines(card: Scorecard) -> Iterator[Line]:
    """The lines of every contest, contest by contest, then of all of them together."""
    for election in card.elections:
        yield from _contest(election)
    yield from _across(card)


def meaning_of(key: str) -> str:
    """What a term means, and whom it favours where it has a sign."""
    term = TERMS[key]
    return f"{term.meaning} {FAVOURS}." if term.sign.startswith(FAVOURS) else term.meaning


def _contest(election: ElectionScore) -> Iterator[Line]:
    groups = _groups(election)
    for key, form, better in _ROWS:
        value: float | None = getattr(election, key)
        if key == "tied" and not value:
            continue
        why = ""
        if value is None:
            measure = key.removeprefix("dem_")
            why = election.undefined.get(measure, "nobody voted for either party")
        yield Line(
            f"{election.name}.{key}",
            "Votes",
            election.name,
            TERMS[key].name,
            value,
            form,
            groups.get(key) or meaning_of(key),
            why,
            better,
        )


def _groups(election: ElectionScore) -> dict[str, str]:
    """What close, leaning and safe mean by the margins of this contest."""
    close, safe = (f"{50 + 100 * m:g}%" for m in (election.margin, election.safe_margin))
    low = f"{50 - 100 * election.margin:g}%"
    lean = f"Won with {close} or more of the two-party vote, but less than {safe}."
    sure = f"Won with {safe} or more of the two-party vote."
    return {
        "competitive": f"Districts with between {low} and {close} for either party.",
        "lean_dem": lean,
        "lean_rep": lean,
        "safe_dem": sure,
        "safe_rep": sure,
    }


def _across(card: Scorecard) -> Iterator[Line]:
    across = card.across
    if across is None:
        return
    for key in ("swing", "always_dem", "always_rep"):
        numbers: tuple[int, ...] = getattr(across, key)
        here = f" Here: {some_of((card.names[n - 1] for n in numbers), 12)}." if numbers else ""
        meaning = meaning_of(key) + here
        yield Line(key, ALL_CONTESTS, "", TERMS[key].name, float(len(numbers)), "count", meaning)
    gaps: tuple[tuple[str, Form, Better], ...] = (
        ("mean_dem_seat_vote_gap", "signed_share", "nearer zero"),
        ("mean_absolute_seat_vote_gap", "share", "less"),
    )
    for key, form, better in gaps:
        value: float | None = getattr(across, key)
        why = across.undefined.get(key, "")
        yield Line(
            key, ALL_CONTESTS, "", TERMS[key].name, value, form, meaning_of(key), why, better
        )
