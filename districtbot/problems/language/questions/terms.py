"""Questions on words and measures, and on what documents say.

Conventions: what a word or a measure means is ``explain`` with the measure's key, or the word
where it is no measure; how something is done or what a rule says is ``search_documents`` with the
question itself.
"""

import random

from districtbot.problems.language.questions.question import Answer, Question, QuestionKind, Scene
from districtbot.problems.language.values import Value, Words
from districtbot.tools.calling import Called

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
    "nesting": ("nesting", "nested districts"),
}
"""Words that are no measures, and how people put them."""

RULES = (
    "What does the Voting Rights Act require?",
    "What did Reynolds v. Sims decide?",
    "What deviation do courts allow for state legislatures?",
    "Is 5% a usual population deviation limit?",
    "Is a 10% overall range still the rule of thumb for state houses?",
    "How equal do state legislative districts have to be?",
    "What do courts say about the total deviation?",
    "What does section 2 say about minority voters?",
    "Is the law on race in redistricting settled after Callais?",
    "Where does the word gerrymander come from?",
    "How does packing differ from cracking?",
    "Where do CVAP numbers come from?",
    "Why is CVAP only an estimate?",
    "What is the difference between rook and queen adjacency?",
    "How is Polsby-Popper calculated?",
    "What is a neutral ensemble good for?",
    "Why are the first steps of a chain thrown away?",
    "What makes a plan an outlier?",
    "What are short bursts?",
    "How do reversible ReCom chains differ from ordinary ReCom?",
    "When do two incumbents count as paired?",
    "What is a community of interest?",
    "What is a census voting district?",
)
"""Questions that documents answer, as they are asked."""


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
    """The first sentences of a passage, up to some length."""
    kept = ""
    for sentence in quote.replace(". ", ".\n").split("\n"):
        if kept and len(kept) + len(sentence) > MOST_LETTERS:
            break
        kept = f"{kept} {sentence}".strip()
    return kept


MOST_LETTERS = 420


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
    asked = rng.choice(RULES)
    slots: dict[str, Value] = {"question": Words(asked)}
    return Question("ask.rule", slots, "search_documents", {"question": asked}, tell_passage)


KINDS = (
    QuestionKind("terms.measure", _measure, 1.5),
    QuestionKind("terms.word", _word, 1.2),
    QuestionKind("terms.rule", _rule, 1.2),
)
