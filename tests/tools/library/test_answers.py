"""Questions find the passage that answers them, and no change may find fewer."""

import pytest

from districtbot.tools.library.library import Library, library_of

WORDS, MEASURES = "docs/words.md", "docs/measures.md"
TREES, CHAIN = "gerrychain.proposals.tree_proposals", "gerrychain.chain.MarkovChain"
QUESTIONS = (
    ("what is the efficiency gap?", MEASURES, "Efficiency gap"),
    ("What does the efficiency gap tell me about a plan", MEASURES, "Efficiency gap"),
    ("how does ReCom work?", WORDS, "ReCom"),
    ("explain recombination", WORDS, "ReCom"),
    ("what is a cut edge?", (WORDS, MEASURES), ("Cut edge", "Cut edges")),
    ("how is Polsby-Popper computed?", MEASURES, "Polsby-Popper"),
    ("whats a good PP score", MEASURES, "Polsby-Popper"),
    (
        "what is the difference between mean-median and partisan bias?",
        MEASURES,
        ("Mean-median difference", "Partisan bias"),
    ),
    ("How do you calculate the Reock score?", MEASURES, "Reock"),
    ("what does the declination measure", MEASURES, "Declination"),
    ("what is the convex hull ratio", MEASURES, "Convex hull ratio"),
    ("Schwartzberg?", MEASURES, "Schwartzberg"),
    ("what does VAP mean", WORDS, "VAP"),
    ("what is cvap and where does it come from", WORDS, "CVAP"),
    ("what is packing and cracking", WORDS, "Packing and cracking"),
    ("what is gerrymandering", WORDS, "Gerrymandering"),
    ("what are wasted votes", WORDS, "Wasted votes"),
    ("what is an ensemble?", WORDS, "Ensemble"),
    ("what is a dual graph", WORDS, "Dual graph"),
    ("spanning tree", WORDS, "Spanning tree"),
    ("what does contiguous mean", (WORDS, MEASURES), ("Contiguity", "Contiguous")),
    ("how is population deviation defined", (WORDS, MEASURES, "docs/targets.md"), None),
    ("what is the ideal population", (WORDS, MEASURES), "Ideal population"),
    ("what is a majority minority district", WORDS, "Majority-minority district"),
    ("what are the Gingles preconditions", WORDS, "Gingles preconditions"),
    ("what is core retention", MEASURES, "Core retention"),
    ("what counts as a split county?", (WORDS, MEASURES), None),
    ("what is partisan symmetry or partisan gini", MEASURES, "Partisan Gini"),
    ("what is a community of interest", WORDS, "Community of interest"),
    ("what is the voting rights act", WORDS, "Voting Rights Act"),
    ("what are short bursts", WORDS, "Short bursts"),
    ("what files can a plan be loaded from", "docs/formats.md", None),
    ("how do I know whether an ensemble has enough plans", "docs/ensembles.md", None),
    ("what does gerrychain's recom function do", f"{TREES}.recom", None),
    ("arguments of MarkovChain", CHAIN, None),
    ("reversible_recom in gerrychain", f"{TREES}.reversible_recom", None),
    ("single_flip_contiguous", "gerrychain.constraints.contiguity.single_flip_contiguous", None),
    (
        "gerrychain constraint within_percent_of_ideal_population",
        "gerrychain.constraints.validity.within_percent_of_ideal_population",
        None,
    ),
    ("gerrychain function always_accept", "gerrychain.accept.always_accept", None),
    ("cut_edges updater in gerrychain", "gerrychain.updaters.cut_edges.cut_edges", None),
    ("SingleMetricOptimizer", "gerrychain.optimization.optimization.SingleMetricOptimizer", None),
    ("bipartition_tree python", "gerrychain.tree.bipartition_tree.bipartition_tree", None),
)
FIRST_RATE, THREE_RATE = 0.95, 1.0
UNSEEN = (
    ("who was Gerry and why is it called gerrymander", WORDS, "Gerrymandering"),
    ("why are my districts not contiguous", (WORDS, MEASURES), ("Contiguity", "Contiguous")),
    ("does a higher Reock mean better?", MEASURES, "Reock"),
    ("tell me about the Gingles test", WORDS, "Gingles preconditions"),
    ("what's the partisan bias", MEASURES, "Partisan bias"),
    ("how many people should be in each district", WORDS, None),
    ("what do you mean by swing districts", MEASURES, "Swing districts"),
    ("how does the chain pick its next plan", WORDS, "Markov chain"),
    ("define precinct", WORDS, "Precinct"),
    ("is a low number of cut edges good?", (WORDS, MEASURES), ("Cut edge", "Cut edges")),
    ("what is variation of information", MEASURES, "Variation of information"),
    ("what is a block", (WORDS, "docs/formats.md"), ("Census block", "Blocks")),
    ("is race allowed in redistricting", (WORDS, "README.md"), None),
    ("how do I save an ensemble", "docs/ensembles.md", None),
    ("What does competitive mean here", (WORDS, MEASURES), None),
    ("how do you rate compactness 0 to 100", MEASURES, "Compactness rating"),
    ("What is the difference between VAP and CVAP?", WORDS, ("VAP", "CVAP")),
    ("ReCom vs flip", WORDS, ("ReCom", "Flip step")),
    ("what does lopsided margins mean", MEASURES, "Lopsided margins"),
    ("can I load a Dave's Redistricting file", ("README.md", "docs/formats.md"), None),
    ("what is epsilon in recom", (WORDS, f"{TREES}.recom"), None),
    ("how does gerrychain check contiguity", "gerrychain.constraints.contiguity.contiguous", None),
    ("what is seats-votes curve", MEASURES, "Partisan Gini"),
    ("does deviation of 5% violate the law", WORDS, "Population deviation"),
    ("how does the search engine work", "docs/design.md", None),
    ("what is burn in", WORDS, "Burn-in"),
    ("How does districtbot verify a plan", ("README.md", "docs/design.md"), None),
)
"""Questions that the ranking was not tuned on."""


@pytest.fixture(scope="module")
def library() -> Library:
    return library_of()


def _right(library: Library, question: str, source: object, heading: object, *, n: int) -> bool:
    sources = source if isinstance(source, tuple) else (source,)
    headings = heading if isinstance(heading, tuple) else (heading,)
    return any(
        found.passage.source in sources
        and (heading is None or found.passage.heading.rpartition(" > ")[2] in headings)
        for found in library.search(question, n)
    )


def test_answers_come_first(library: Library) -> None:
    wrong = [asked[0] for asked in QUESTIONS if not _right(library, *asked, n=1)]
    assert 1 - len(wrong) / len(QUESTIONS) >= FIRST_RATE, wrong


def test_answers_are_among_the_first_three(library: Library) -> None:
    wrong = [asked[0] for asked in QUESTIONS if not _right(library, *asked, n=3)]
    assert 1 - len(wrong) / len(QUESTIONS) >= THREE_RATE, wrong


def test_unseen_questions_are_answered_nearly_as_well(library: Library) -> None:
    for n, rate in ((1, 0.85), (3, 0.95)):
        wrong = [asked[0] for asked in UNSEEN if not _right(library, *asked, n=n)]
        assert 1 - len(wrong) / len(UNSEEN) >= rate, (n, wrong)


@pytest.mark.parametrize("question", ["weather tomorrow", "What is the meaning of life"])
def test_what_no_document_speaks_of_has_no_answer(library: Library, question: str) -> None:
    assert library.search(question) == ()


def test_a_question_about_two_things_finds_both(library: Library) -> None:
    found = library.search("difference between Reock and Polsby-Popper?", 4)
    headings = {one.passage.heading.rpartition(" > ")[2] for one in found}
    assert {"Reock", "Polsby-Popper"} <= headings


def test_the_same_question_has_the_same_answers(library: Library) -> None:
    again = library_of()
    for question, *_ in QUESTIONS[::5]:
        assert again.search(question, 5) == library.search(question, 5)
