"""The lines of the scorecard on DRA's ratings and what they rest on."""

from collections.abc import Iterator

from districtbot.plans.glossary.terms import TERMS
from districtbot.plans.line import Better, Form, Line
from districtbot.plans.lines_regions import group_label, universe_label
from districtbot.plans.opportunity import OpportunityScore
from districtbot.plans.ratings import ContestRating, Ratings
from districtbot.plans.scorecard import Scorecard

RATINGS = "Ratings, 0 to 100"
BY_CONTEST = "Ratings by contest"
OPPORTUNITY = "Opportunity districts"

_SCALES = {"congress": "Congress", "legislature": "a state legislature"}


def rating_lines(card: Scorecard) -> Iterator[Line]:
    """Splitting scores and opportunity districts, then the ratings of the plan and by contest."""
    if card.splitting is not None:
        for key, value in (
            ("county_splitting", card.splitting.county),
            ("district_splitting", card.splitting.district),
        ):
            yield _line(key, "Counties", value, "ratio", better="less")
    if card.opportunity is not None:
        yield from _opportunity(card.opportunity)
    yield from _ratings(card.ratings)
    for contest in card.ratings.contests:
        yield from _contest(contest)


def _line(
    key: str,
    section: str,
    value: float | None,
    form: Form,
    more: str = "",
    why: str = "",
    better: Better = "",
) -> Line:
    term = TERMS[key]
    meaning = f"{term.meaning} {more}".strip()
    return Line(key, section, "", term.name, value, form, meaning, why, better)


def _opportunity(found: OpportunityScore) -> Iterator[Line]:
    section = OPPORTUNITY
    by = f"By shares of the {universe_label(found.of)}."
    likely = [(group.group, f"{group.likely:.2f}") for group in found.groups if group.likely]
    fair = [(group.group, f"{group.proportional}") for group in found.groups if group.proportional]
    cannot = "" if found.minority else "the map does not tell who is white and not Hispanic"
    yield _line("likely_opportunity", section, found.likely, "number", f"{by} {_listed(likely)}")
    yield _line("proportional_opportunity", section, found.proportional, "count", _listed(fair))
    yield _line("likely_coalition", section, found.likely_coalition, "number", by, cannot)
    yield _line(
        "proportional_coalition", section, found.proportional_coalition, "count", "", cannot
    )


def _listed(numbers: list[tuple[str, str]]) -> str:
    """Groups with their numbers: ``Black 1.00, Hispanic 0.69``, and a full stop."""
    listed = ", ".join(f"{group_label(group)} {number}" for group, number in numbers)
    return f"{listed}." if listed else ""


def _ratings(ratings: Ratings) -> Iterator[Line]:
    parts = {
        "population": f"On the scale of {_SCALES[ratings.chamber]} ({ratings.chamber_why}).",
        "compactness": f"Reock {ratings.reock}, Polsby-Popper {ratings.polsby_popper}.",
        "splitting": (
            f"Counties {ratings.county_splitting}, districts {ratings.district_splitting}."
        ),
        "minority": "",
    }
    for name, more in parts.items():
        value: int | None = getattr(ratings, name)
        why = ratings.undefined.get(name, "").rstrip(".")
        shown = more if value is not None else ""
        better: Better = "" if name == "minority" else "more"
        yield _line(f"rating_{name}", RATINGS, value, "rating", shown, why, better)


def _contest(rating: ContestRating) -> Iterator[Line]:
    rows: tuple[tuple[str, str, Form, Better], ...] = (
        ("rating_proportionality", "proportionality", "rating", "more"),
        ("rating_competitiveness", "competitiveness", "rating", "more"),
        ("dem_likely_seats", "dem_likely_seats", "number", ""),
        ("likely_competitive", "likely_competitive", "number", "more"),
    )
    for key, field, form, better in rows:
        term = TERMS[key]
        yield Line(
            f"{rating.name}.{key}",
            BY_CONTEST,
            rating.name,
            term.name,
            getattr(rating, field),
            form,
            term.meaning,
            rating.undefined.get(field, ""),
            better,
        )
