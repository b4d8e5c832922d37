"""The ways in which a request is built: sentences, lists, notes, letters, questions.

A builder gives the blocks of a message in their order; remarks that ask for nothing are put
between them afterwards.
"""

import re
from collections.abc import Callable, Sequence

from districtbot.problems.language.bank import Form
from districtbot.problems.language.clause import Clause
from districtbot.problems.language.sayings import (
    ASKING,
    SPOKEN,
    Scribe,
    capital,
    closed,
    listed,
    takes_with,
)

BuildFn = Callable[[Scribe, Sequence[Clause]], list[str]]
FitsFn = Callable[[Scribe, Sequence[Clause]], bool]
_CONTRAST = {1: 0.02, 2: 0.06, 3: 0.12}
"""Share (0..1) of numbers of districts said beside the number there is now, by level."""
_ASIDE = 0.8
"""Share (0..1) of clauses that ask for nothing, beside others, which are sentences of their own."""
_WISHING = ("if ", "ideally", "prefer", "where possible")
"""How phrases of wishes begin; only the word "and" stands well before them."""
_BESIDE = re.compile(
    r"\b(?:instead of|rather than|not|place of|opposed to|now|today|present|used to be|had|has)\b"
)
"""Another number of districts, beside the one that is asked for."""
_MOST_IN_ONE = 3
"""Clauses that one sentence holds."""


def arranged(scribe: Scribe, clauses: Sequence[Clause], *, brief: bool = False) -> list[str]:
    """The blocks of a message that says each clause; `Scribe.told` has them in its order.

    Args:
        scribe: Who writes.
        clauses: The clauses.
        brief: Whether it is a note or a list if the clauses can be said in one.
    """
    beside = _apart(scribe, clauses)
    said = [one for one in clauses if all(one is not other for other in beside)]
    able = [(builder, weight) for builder, weight, fits in _BUILDERS if fits(scribe, said)]
    if brief:
        able = [(builder, weight) for builder, weight, fits in _BRIEF if fits(scribe, said)] or able
    builders, weights = [one for one, _ in able], [weight for _, weight in able]
    (builder,) = scribe.rng.choices(builders, weights)
    blocks = builder(scribe, said)
    for one in beside:
        at = scribe.rng.randint(1 if scribe.head else 0, len(blocks))
        blocks.insert(at, scribe.sentence(one))
    if scribe.owes_number:
        contrast = scribe.chance(_CONTRAST[scribe.level])
        section = "drawing.contrast/number" if contrast else "drawing.number"
        blocks.append(closed(capital(scribe.say(section))))
    return blocks


def _is_remark(scribe: Scribe, clause: Clause) -> bool:
    """Whether a clause that asks for nothing is a sentence of its own, no part of another."""
    return not clause.targets and not scribe.has(clause, "phrase")


def _apart(scribe: Scribe, clauses: Sequence[Clause]) -> list[Clause]:
    """Clauses that ask for nothing beside others, which read ill in a row with them."""
    alone = len(clauses) < 2
    return [
        one
        for one in clauses
        if _is_remark(scribe, one)
        or (not (alone or one.targets) and _spoken(scribe, one) and scribe.chance(_ASIDE))
    ]


def _spoken(scribe: Scribe, clause: Clause) -> bool:
    """Whether a clause has words for a sentence of its own."""
    return any(scribe.has(clause, form) for form in SPOKEN)


def _one_sentence(scribe: Scribe, clauses: Sequence[Clause]) -> list[str]:
    """What to draw with phrases in one sentence; what has no phrase follows."""
    inside, after = _parted(scribe, clauses, "phrase")
    opener, mark = _opener(scribe)
    first = _joined(opener, _tail(scribe, scribe.several(inside, "phrase")))
    return [closed(capital(first), mark), *(scribe.sentence(one) for one in after)]


def _where(scribe: Scribe, clauses: Sequence[Clause]) -> list[str]:
    """What to draw and what is so in it; or the latter as a sentence of its own."""
    asking = [one for one in clauses if one.targets]
    inside, after = _parted(scribe, asking, "fact")
    after += [one for one in clauses if not one.targets]
    opener, mark = _opener(scribe)
    facts = _facts(scribe, scribe.several(inside, "fact"))
    if scribe.chance(0.55):
        where = f" {scribe.say('drawing.where')} {facts}"
        first = [closed(capital(_joined(opener, where)), mark)]
    else:
        second = scribe.framed("drawing.frame/fact", facts)
        first = [closed(capital(opener), mark), closed(capital(second))]
    return [*first, *(scribe.sentence(one) for one in after)]


def _sentences(scribe: Scribe, clauses: Sequence[Clause]) -> list[str]:
    """What to draw, then a sentence for each clause."""
    opener, mark = _opener(scribe)
    return [closed(capital(opener), mark), *(scribe.sentence(one) for one in clauses)]


def _last_what(scribe: Scribe, clauses: Sequence[Clause]) -> list[str]:
    """A sentence for each clause, and at the end what to draw."""
    blocks = [scribe.sentence(one, first=at == 0) for at, one in enumerate(clauses)]
    section = "drawing.then" if scribe.numbered else "drawing.then_plain"
    return [*blocks, closed(capital(scribe.say(section)))]


def _phrases_first(scribe: Scribe, clauses: Sequence[Clause]) -> list[str]:
    """Phrases, then the noun: "Within 1%, at most 3 splits: a 7-district plan"."""
    phrases = listed(scribe.several(clauses, "phrase"))
    between = scribe.rng.choice((": ", " - ", " -- ", ", "))
    return [
        closed(capital(f"{phrases}{between}{_noun(scribe)}"), scribe.rng.choice((".", ".", "")))
    ]


def _question(scribe: Scribe, clauses: Sequence[Clause]) -> list[str]:
    """A question that asks for the plan: "What would 7 districts look like with ...?"."""
    phrases = scribe.several(clauses, "phrase")
    asked = scribe.framed("drawing.question", _noun(scribe) + _tail(scribe, phrases))
    return [capital(closed(asked, "?"))]


def _wondering(scribe: Scribe, clauses: Sequence[Clause]) -> list[str]:
    """A question with what is so in it: "Can you get me a plan where ...?"."""
    facts = _facts(scribe, scribe.several(clauses, "fact"))
    asked = f"{_noun(scribe)} {scribe.say('drawing.where')} {facts}"
    return [capital(closed(scribe.framed("drawing.question", asked), "?"))]


def _note(scribe: Scribe, clauses: Sequence[Clause]) -> list[str]:
    """A note: the number of districts and each clause in the fewest words."""
    parts, number = _in_brief(scribe, clauses)
    parts.insert(len(parts) if scribe.chance(0.3) else 0, number)
    between = scribe.rng.choice((", ", ", ", "; ", "\n", " / ", ". ", " | ", " - ", "\n"))
    return [between.join(parts)]


def _sheet(scribe: Scribe, clauses: Sequence[Clause]) -> list[str]:
    """A line as programs have them: "K=7 && dev <= 1% && splits <= 4"."""
    parts, number = _in_brief(scribe, clauses)
    parts.insert(scribe.rng.randint(0, len(parts)), number)
    between = (" && ", " AND ", " and ", " || ", " + ", " & ", "\t", " ... ", " ; ")
    return [scribe.rng.choice(between).join(parts)]


def _list(scribe: Scribe, clauses: Sequence[Clause]) -> list[str]:
    """A heading and a list of what the plan must be; the number in either."""
    rng = scribe.rng
    marks = rng.choice(("- ", "* ", "• ", "", "{n}. ", "{n}) ", "({n}) ", "- ", "{n}. "))
    forms = [one for one in ASKING if _all_have(scribe, clauses, one)]
    shared = [rng.choice(forms)] if forms and scribe.chance(0.7) else []
    rows = [scribe.words(one, rng.choice(shared or scribe.forms(one))) for one in clauses]
    if scribe.numbered and scribe.chance(0.45):
        head = scribe.say("drawing.list_head")
        rows.insert(0 if scribe.chance(0.7) else len(rows), scribe.say("drawing.draw/terse"))
    else:
        head = scribe.framed("drawing.list_intro", _noun(scribe))
    if scribe.chance(0.4):
        rows = [capital(row) for row in rows]
    lines = [marks.replace("{n}", str(n)) + row for n, row in enumerate(rows, 1)]
    return ["\n".join([closed(capital(head), ":"), *lines])]


def _in_a_row(scribe: Scribe, clauses: Sequence[Clause]) -> list[str]:
    """A list within a sentence: "I need a 7-district plan: (1) ..., (2) ..."."""
    asked = all(one.targets for one in clauses) and _all_have(scribe, clauses, "fact")
    form: Form = "fact" if asked else "phrase"
    marks = scribe.rng.choice(("({n}) ", "{n}) ", "({a}) ", "{a}) "))
    parts = [
        marks.replace("{n}", str(at + 1)).replace("{a}", "abcdefgh"[at]) + scribe.words(one, form)
        for at, one in enumerate(clauses)
    ]
    head = scribe.framed("drawing.want", _noun(scribe))
    joiner = scribe.rng.choice((", ", "; ", ", "))
    last = scribe.rng.choice(("and ", "and ", ""))
    said = joiner.join([*parts[:-1], last + parts[-1]])
    between = ": " if form == "phrase" else scribe.rng.choice((": ", " such that "))
    return [closed(capital(f"{head}{between}{said}"))]


def _letter(scribe: Scribe, clauses: Sequence[Clause]) -> list[str]:
    """A letter: greeting, who writes, the ask, thanks."""
    scribe.head, scribe.foot = scribe.say("drawing.dear"), scribe.say("drawing.regards")
    ask = closed(capital(scribe.framed("drawing.want", _noun(scribe))))
    who = closed(capital(scribe.say("drawing.who")))
    return [f"{who} {ask}", *(scribe.sentence(one) for one in clauses)]


def _for_so_many(scribe: Scribe, clauses: Sequence[Clause]) -> list[str]:
    """The number, then orders: "For a 7-district plan, keep ... and ..."."""
    inside, after = _parted(scribe, clauses, "order")
    orders = listed(scribe.several(inside, "order"), scribe.rng.choice(("and", "and", "and also")))
    first = f"{scribe.say('drawing.given')}, {orders}"
    return [closed(capital(first)), *(scribe.sentence(one) for one in after)]


def _orders(scribe: Scribe, clauses: Sequence[Clause]) -> list[str]:
    """Orders in one sentence: "Draw 7 districts, keep ... and don't ..."."""
    inside, after = _parted(scribe, clauses, "order")
    orders = [_order(scribe), *scribe.several(inside, "order")]
    start = scribe.rng.choice(("", "", "please ", "I need you to "))
    return [closed(capital(start + listed(orders))), *(scribe.sentence(one) for one in after)]


def _one_by_one(scribe: Scribe, clauses: Sequence[Clause]) -> list[str]:
    """What to draw, then "First, ...", "Second, ..."."""
    opener, mark = _opener(scribe)
    blocks = [closed(capital(opener), mark)]
    for section, one in zip(("first", "second", "third"), clauses, strict=False):
        forms = [form for form in SPOKEN if scribe.has(one, form)]
        words = scribe.words(one, scribe.rng.choice(forms))
        blocks.append(closed(capital(scribe.framed(f"drawing.{section}", words))))
    return blocks


def _in_brief(scribe: Scribe, clauses: Sequence[Clause]) -> tuple[list[str], str]:
    """Each clause in the fewest words, and so what to draw."""
    parts = [scribe.words(one, "terse") for one in clauses]
    drawn = _drawn(scribe) if scribe.numbered else "plain"
    return parts, scribe.say(f"drawing.{drawn}/terse")


def _opener(scribe: Scribe) -> tuple[str, str]:
    """What is to be drawn as the beginning of a sentence, and the sign at its end."""
    draw = scribe.rng.random()
    if draw < 0.3:
        return _order(scribe), "."
    if draw < 0.45:
        order = _order(scribe)
        mine = " me " not in order and scribe.chance(0.4)
        return scribe.framed("drawing.please_self" if mine else "drawing.please", order), "."
    if draw < 0.75:
        return scribe.framed("drawing.want", _noun(scribe)), "."
    if draw < 0.88:
        return scribe.framed("drawing.could", _order(scribe)), "?"
    return _noun(scribe), "."


def _order(scribe: Scribe) -> str:
    """What to draw as an order: "draw 7 districts"."""
    return scribe.say(f"drawing.{_drawn(scribe)}/order")


def _noun(scribe: Scribe) -> str:
    """What to draw as a noun: "a 7-district plan"."""
    return scribe.say(f"drawing.{_drawn(scribe)}/noun")


def _drawn(scribe: Scribe) -> str:
    """Which sections say what is drawn: with its number, or with the number left for later."""
    if scribe.numbered and not scribe.owes_number and scribe.chance(0.9):
        return "contrast" if scribe.chance(_CONTRAST[scribe.level]) else "draw"
    scribe.owes_number = scribe.numbered
    return "plain"


def _joined(opener: str, rest: str) -> str:
    """What is to be drawn, and how; a comma parts it from another number named beside it."""
    head = opener.removesuffix(" please").removesuffix(",") if rest else opener
    twice = rest.startswith(" with ") and " with " in head
    parted = rest.startswith(" ") and (twice or _BESIDE.search(head))
    return head + ("," if parted else "") + rest


def _tail(scribe: Scribe, phrases: Sequence[str]) -> str:
    """Phrases as they follow what is to be drawn."""
    if not phrases:
        return ""
    if takes_with(phrases[0]) and scribe.chance(0.65):
        return f" with {_phrases(scribe, phrases)}"
    start = scribe.rng.choice((", ", ", ", ", ", " - ", ": "))
    return start + _phrases(scribe, phrases)


def _phrases(scribe: Scribe, phrases: Sequence[str]) -> str:
    """Phrases in a row."""
    last = scribe.rng.choice(("and", "and", "and", "plus", "and also", "as well as"))
    if phrases[-1].startswith(_WISHING):
        last = "and"
    if len(phrases) > 1 and scribe.chance(0.2):
        return ", ".join(phrases)
    return listed(phrases, last)


def _facts(scribe: Scribe, facts: Sequence[str]) -> str:
    """Facts in a row, after "where" or a sentence's beginning."""
    if len(facts) > 1 and scribe.chance(0.2):
        return scribe.rng.choice((", and ", ", and that ")).join(facts)
    last = scribe.rng.choice(("and", "and", "and", "while"))
    return listed(facts, "and" if facts and facts[-1].startswith(_WISHING) else last)


def _parted(
    scribe: Scribe, clauses: Sequence[Clause], form: Form
) -> tuple[list[Clause], list[Clause]]:
    """The clauses that one sentence holds in a form, and the others."""
    able = [one for one in clauses if scribe.has(one, form)][:_MOST_IN_ONE]
    if len(able) > 1 and scribe.chance(0.35):
        able = able[: scribe.rng.randint(1, len(able) - 1)]
    chosen = set(map(id, able))
    return able, [one for one in clauses if id(one) not in chosen]


def _all_have(scribe: Scribe, clauses: Sequence[Clause], form: Form) -> bool:
    return all(scribe.has(one, form) for one in clauses)


def _always(scribe: Scribe, clauses: Sequence[Clause]) -> bool:
    del scribe, clauses
    return True


def _some(scribe: Scribe, clauses: Sequence[Clause]) -> bool:
    del scribe
    return bool(clauses)


def _some_asking(scribe: Scribe, clauses: Sequence[Clause]) -> bool:
    """Whether the first clause asks for something, so that the message can begin with it."""
    del scribe
    return bool(clauses) and bool(clauses[0].targets)


def _any_in(form: Form) -> FitsFn:
    """Whether some clause has words in a form."""
    return lambda scribe, clauses: any(scribe.has(one, form) for one in clauses)


def _all_in(form: Form, most: int) -> FitsFn:
    """Whether there are some clauses, not too many, which all have words in a form."""
    return lambda scribe, clauses: 0 < len(clauses) <= most and _all_have(scribe, clauses, form)


def _some_fact(scribe: Scribe, clauses: Sequence[Clause]) -> bool:
    """Whether something asked can be said as a fact."""
    return any(one.targets and scribe.has(one, "fact") for one in clauses)


def _one_or_two_facts(scribe: Scribe, clauses: Sequence[Clause]) -> bool:
    asked = all(one.targets and scribe.has(one, "fact") for one in clauses)
    return 0 < len(clauses) < 3 and asked


def _few_ordered(scribe: Scribe, clauses: Sequence[Clause]) -> bool:
    """Whether there are two or three, each a sentence."""
    able = all(_spoken(scribe, one) for one in clauses)
    return 1 < len(clauses) < 4 and able and not any(one.wish for one in clauses)


def _numbered_order(scribe: Scribe, clauses: Sequence[Clause]) -> bool:
    return scribe.numbered and any(scribe.has(one, "order") for one in clauses)


def _row(scribe: Scribe, clauses: Sequence[Clause]) -> bool:
    """Whether there are several that all have words in one form for a row."""
    facts = all(one.targets for one in clauses) and _all_have(scribe, clauses, "fact")
    return len(clauses) > 1 and (facts or _all_have(scribe, clauses, "phrase"))


def _empty_or_terse(scribe: Scribe, clauses: Sequence[Clause]) -> bool:
    return _all_have(scribe, clauses, "terse")


def _none(scribe: Scribe, clauses: Sequence[Clause]) -> bool:
    del scribe
    return not clauses


_BUILDERS: tuple[tuple[BuildFn, float, FitsFn], ...] = (
    (_one_sentence, 5, _any_in("phrase")),
    (_where, 3, _some_fact),
    (_sentences, 5, _always),
    (_last_what, 2, _some_asking),
    (_phrases_first, 0.8, _all_in("phrase", 3)),
    (_question, 1, _all_in("phrase", 3)),
    (_question, 1, _none),
    (_wondering, 0.8, _one_or_two_facts),
    (_note, 2, _empty_or_terse),
    (_list, 1.5, _some),
    (_in_a_row, 0.6, _row),
    (_letter, 0.8, _always),
    (_for_so_many, 1, _numbered_order),
    (_orders, 1.2, _any_in("order")),
    (_one_by_one, 0.8, _few_ordered),
)
"""Each builder, how often it is taken beside others, and whether some clauses suit it."""
_BRIEF: tuple[tuple[BuildFn, float, FitsFn], ...] = (
    (_note, 3, _empty_or_terse),
    (_sheet, 1, _empty_or_terse),
    (_list, 1.5, _some),
    (_phrases_first, 0.5, _all_in("phrase", 3)),
)
"""The same for messages in few words."""
