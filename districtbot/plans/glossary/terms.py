"""Every term of the scorecard by its key."""

from collections.abc import Mapping
from types import MappingProxyType

from districtbot.plans.glossary.change import CHANGE
from districtbot.plans.glossary.more import MORE
from districtbot.plans.glossary.people import PEOPLE
from districtbot.plans.glossary.ratings import RATINGS
from districtbot.plans.glossary.regions import REGIONS
from districtbot.plans.glossary.shape import SHAPE
from districtbot.plans.glossary.term import Term
from districtbot.plans.glossary.votes import VOTES

CHAPTERS: tuple[tuple[str, tuple[Term, ...]], ...] = (
    ("People", PEOPLE),
    ("Shape", SHAPE),
    ("Counties and towns", REGIONS),
    ("Votes and seats", VOTES),
    ("Ratings", RATINGS),
    ("Change against another plan", CHANGE),
    ("More measures", MORE),
)
"""The terms in the order of the handbook, each chapter under its title."""

TERMS: Mapping[str, Term] = MappingProxyType(
    {term.key: term for _, terms in CHAPTERS for term in terms}
)


def term_of(key: str) -> Term | None:
    """The term that a line's key speaks of: the first of its dotted parts that is a term.

    Args:
        key: Such as ``polsby_popper.mean`` or ``PRES20.dem_efficiency_gap``.
    """
    return next((TERMS[part] for part in key.split(".") if part in TERMS), None)
