"""The ways in which a request is built: sentences, lists, notes, letters, questions."""

from collections.abc import Callable, Sequence

from districtbot.problems.language.clause import Clause
from districtbot.problems.language.sayings import Scribe, capital, closed, listed, takes_with

Builder = Callable[[Scribe, Sequence[Clause]], str]


def arranged(scribe: Scribe, clauses: Sequence[Clause]) -> str:
    """A whole message; says the clauses in the order given."""
    able = [(builder, weight) for builder, weight in _BUILDERS if _fits(builder, scribe, clauses)]
    builders, weights = [one for one, _ in able], [weight for _, weight in able]
    (builder,) = scribe.rng.choices(builders, weights)
    return builder(scribe, clauses)


def _fits(builder: Builder, scribe: Scribe, clauses: Sequence[Clause]) -> bool:
    form = _FORM_OF.get(builder)
    return form is None or (bool(clauses) and all(form in scribe.forms(one) for one in clauses))


def _sentence(scribe: Scribe, clauses: Sequence[Clause]) -> str:
    """One sentence: what to draw, then each clause as a phrase."""
    phrases = [scribe.words(one, "phrase") for one in clauses]
    return closed(capital(_order(scribe) + _tail(scribe, phrases)), scribe.rng)


def _where(scribe: Scribe, clauses: Sequence[Clause]) -> str:
    """One sentence: what to draw, then what is so in it."""
    facts = [scribe.words(one, "fact") for one in clauses]
    joiner = scribe.say("drawing.where")
    return closed(capital(f"{_order(scribe)} {joiner} {listed(facts)}"), scribe.rng)


def _sentences(scribe: Scribe, clauses: Sequence[Clause]) -> str:
    """What to draw, then a sentence for each clause."""
    first = closed(capital(_order(scribe)), scribe.rng)
    return " ".join([first, *(scribe.sentence(one) for one in clauses)])


def _note(scribe: Scribe, clauses: Sequence[Clause]) -> str:
    """A note: the number of districts and each clause in the fewest words."""
    parts = [scribe.words(one, "terse") for one in clauses]
    first = scribe.say("drawing.draw/terse" if scribe.numbered else "drawing.plain/terse")
    between = scribe.rng.choice((", ", "; ", "\n", " / ", ", ", " | "))
    return between.join([first, *parts])


def _list(scribe: Scribe, clauses: Sequence[Clause]) -> str:
    """What to draw, and a list of what it must be."""
    rng = scribe.rng
    marks = rng.choice((["- "] * 9, ["* "] * 9, [f"{n}. " for n in range(1, 10)]))
    rows = [scribe.words(one, rng.choice(scribe.forms(one))) for one in clauses]
    head = scribe.rng.choice((f"{_order(scribe)}:", f"{_order(scribe)}, please:"))
    return "\n".join([capital(head), *(m + row for m, row in zip(marks, rows, strict=False))])


def _order(scribe: Scribe) -> str:
    return scribe.say("drawing.draw/order" if scribe.numbered else "drawing.plain/order")


def _tail(scribe: Scribe, phrases: Sequence[str]) -> str:
    """Phrases as they follow what is to be drawn."""
    if not phrases:
        return ""
    if takes_with(phrases[0]) and scribe.rng.random() < 0.7:
        return f" with {listed(phrases)}"
    return f", {listed(phrases)}"


_BUILDERS: tuple[tuple[Builder, float], ...] = (
    (_sentence, 3),
    (_where, 2),
    (_sentences, 4),
    (_note, 1),
    (_list, 1),
)
_FORM_OF: dict[Builder, str] = {_sentence: "phrase", _where: "fact", _note: "terse"}
