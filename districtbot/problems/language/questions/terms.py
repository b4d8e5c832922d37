"""Questions on words and measures, and on what documents say.

Conventions: what a word or a measure means is ``explain`` with the measure's key, or the word
where it is no measure; how something is done or what a rule says is ``search_documents`` with
what to look for in a few words, the same however it is asked.
"""

import random

from districtbot.problems.language.questions.question import Answer, Question, QuestionKind, Scene
from districtbot.problems.language.values import Value, Words
from districtbot.tools.calling import Called

MOST_LETTERS = 420
"""So much of a passage is told, by whole sentences."""
MEASURES = {
    "polsby_popper": ("Polsby-Popper", "a Polsby-Popper score", "the Polsby Popper measure"),
    "reock": ("Reock", "a Reock score", "the Reock measure"),
    "schwartzberg": ("Schwartzberg", "the Schwartzberg score"),
    "convex_hull": ("the convex hull ratio", "convex hull compactness"),
    "population_polygon": ("the population polygon score", "population polygon"),
    "dem_efficiency_gap": ("the efficiency gap", "efficiency gap", "an efficiency gap"),
    "dem_mean_median": ("the mean-median difference", "mean-median", "a mean-median score"),
    "dem_partisan_bias": ("partisan bias", "the partisan bias score"),
    "dem_declination": ("declination", "the declination"),
    "dem_proportionality": ("proportionality", "the proportionality score"),
    "dem_lopsided_margins": ("the lopsided margins test", "lopsided margins"),
    "partisan_gini": ("partisan Gini", "the partisan Gini score"),
    "responsiveness": ("responsiveness", "responsiveness of a plan"),
    "cut_edges": ("cut edges", "the number of cut edges"),
    "overall_range": ("the overall range", "overall range"),
    "largest_deviation": ("the largest deviation", "largest deviation"),
    "ideal_population": ("the ideal population", "ideal population"),
    "core_retention": ("core retention", "the core retention figure"),
    "county_splitting": ("the county splitting score", "county splitting"),
    "dissimilarity": ("the dissimilarity index", "dissimilarity"),
}
"""Measures by key, and what people call them."""

WORDS = {
    "VAP": ("VAP", "the VAP"),
    "CVAP": ("CVAP", "citizen voting age population"),
    "gerrymandering": ("gerrymandering", "a gerrymander"),
    "packing and cracking": ("packing and cracking", "packing", "cracking"),
    "ReCom": ("ReCom", "recom", "the ReCom step"),
    "dual graph": ("a dual graph", "the dual graph"),
    "majority-minority district": ("a majority-minority district", "majority-minority"),
    "community of interest": ("a community of interest", "communities of interest"),
    "opportunity district": ("an opportunity district", "a minority opportunity district"),
    "precinct": ("a precinct",),
    "one person, one vote": ("one person, one vote", "the one person one vote rule"),
    "incumbent pairing": ("incumbent pairing", "pairing incumbents"),
    "wasted votes": ("wasted votes", "a wasted vote"),
    "ensemble": ("an ensemble", "a neutral ensemble"),
    "burn-in": ("burn-in", "the burn-in of a chain"),
    "spanning tree": ("a spanning tree", "spanning trees"),
    "Gingles preconditions": ("the Gingles preconditions", "the Gingles test"),
    "two-party vote": ("the two-party vote", "two-party vote share"),
    "census block": ("a census block", "census blocks"),
    "short bursts": ("short bursts", "a short burst"),
    "reversible ReCom": ("reversible ReCom",),
    "outlier": ("an outlier", "an outlier plan"),
    "nesting": ("nesting", "nested districts"),
}
"""Words that are no measures, and how people put them."""

RULES = {
    "ask.rule_vra": "Voting Rights Act",
    "ask.rule_equal": "one person, one vote",
    "ask.rule_deviation": "population deviation that courts allow",
    "ask.rule_race": "law on race, Louisiana v. Callais",
    "ask.rule_gerrymander": "where the word gerrymandering comes from",
    "ask.rule_packing": "packing and cracking",
    "ask.rule_cvap": "where CVAP comes from",
    "ask.rule_adjacency": "rook and queen adjacency",
    "ask.rule_bursts": "short bursts",
    "ask.rule_reversible": "reversible ReCom",
    "ask.rule_outlier": "outlier",
    "ask.rule_burn": "burn-in",
    "ask.rule_community": "community of interest",
    "ask.rule_incumbents": "incumbent pairing",
}
"""Questions that documents answer, and what is looked for."""


def tell_measure(called: Called) -> Answer:
    """What a measure is."""
    text = called.data["explanation"]
    name, _, rest = text.partition(": ")
    meaning = rest.partition(" How it is worked out:")[0]
    return Answer("reply.asks.meaning", {"name": name, "meaning": meaning}, (name.split(" ")[0],))


def tell_passage(called: Called) -> Answer:
    """What the first passage says, with its source."""
    passage = called.data["passages"][0]
    source = passage["source"].partition(",")[0]
    slots = {"quote": _in_short(passage["quote"]), "source": source}
    return Answer("reply.asks.passage", slots)


def _in_short(quote: str) -> str:
    """The first sentences of a passage, up to `MOST_LETTERS`; the first one however long it is."""
    kept = ""
    for sentence in quote.replace(". ", ".\n").split("\n"):
        if kept and len(kept) + len(sentence) > MOST_LETTERS:
            break
        kept = f"{kept} {sentence}".strip()
    return kept


def tell_word(called: Called) -> Answer:
    """What a word means, from the glossary or a passage."""
    return tell_measure(called) if called.data["explanation"] else tell_passage(called)


def _measure(rng: random.Random, scene: Scene) -> Question | None:
    del scene
    key = rng.choice(list(MEASURES))
    section = rng.choice(("ask.term", "ask.term", "ask.term_good"))
    slots: dict[str, Value] = {"term": Words(rng.choice(MEASURES[key]))}

    def again(rng: random.Random) -> Question | None:
        other = rng.choice([one for one in MEASURES if one != key])
        words: dict[str, Value] = {"term": Words(MEASURES[other][0])}
        return Question("ask.again_term", words, "explain", {"term": other}, tell_measure)

    return Question(section, slots, "explain", {"term": key}, tell_measure, again=again)


def _word(rng: random.Random, scene: Scene) -> Question | None:
    del scene
    key = rng.choice(list(WORDS))
    slots: dict[str, Value] = {"term": Words(rng.choice(WORDS[key]))}
    return Question("ask.term", slots, "explain", {"term": key}, tell_word)


def _rule(rng: random.Random, scene: Scene) -> Question | None:
    del scene
    section = rng.choice(list(RULES))
    args = {"question": RULES[section]}
    return Question(section, {}, "search_documents", args, tell_passage)


KINDS = (
    QuestionKind("terms.measure", _measure, 1.5),
    QuestionKind("terms.word", _word, 1.2),
    QuestionKind("terms.rule", _rule, 1.2),
)
