"""What a number in a text is about, where a few well-known words near it tell."""

import re

_COUNTED = {
    "district": r"districts?",
    "target": r"targets?|requirements?|constraints?|goals?|wishes",
    "people": r"people|persons?|residents?|population|inhabitants|voters?|citizens",
    "unit": r"units?|precincts?|vtds?|blocks?|tracts?|wards?",
    "county": r"count(?:y|ies)|splits?|pieces?|municipalit(?:y|ies)|towns?|cit(?:y|ies)|places?",
    "edge": r"edges?|cut",
    "seat": r"seats?",
    "plan": r"plans?|versions?|drafts?|alternatives?|chains?|ensembles?",
    "step": r"steps?|proposals?|seconds?|minutes?|hours?",
}
_MEASURED = {
    "population": r"deviat\w+|ideal|balanced?|population|people|equal|persons?|off",
    "shape": r"polsby|popper|reock|compact\w*",
    "votes": r"votes?|voted|democrat\w*|republican\w*|seats?|gap|median|bias|contests?|elections?|"
    r"president\w*|party|partisan|lean\w*|won|wins?",
    "groups": r"black|white|hispanic|latino|asian|native|vap|cvap|groups?|minorit\w+|race",
    "rank": r"higher|lower|neutral|random|ensembles?|outlier|percentile",
}
_COUNTED_WORD = re.compile(
    "|".join(rf"(?P<{name}>\b(?:{words})\b)" for name, words in _COUNTED.items()), re.IGNORECASE
)
_MEASURED_WORD = re.compile(
    "|".join(rf"(?P<{name}>\b(?:{words})\b)" for name, words in _MEASURED.items()), re.IGNORECASE
)
_AHEAD = re.compile(r"[^.;:,()\n|]{0,48}")
_STOP = re.compile(
    r"\b(?:is|are|was|were|has|have|had|with|in|by|for|and|or|than|at|to|from|on|out|that|which|"
    r"as|before|after|now|met|when|while|but)\b",
    re.IGNORECASE,
)
_LABEL = re.compile(r"([A-Za-z][^.;:\n|]{0,60})(?:[:=]|\bis|\bare|\bof)\s*(?:only |about |now )?$")
_ENDS = re.compile(r"[.!?]\s|[;\n]")


def counted_in(text: str) -> frozenset[str]:
    """The kinds of things that a text names."""
    return frozenset(match.lastgroup or "" for match in _COUNTED_WORD.finditer(text))


def counted_at(text: str, start: int, end: int) -> frozenset[str]:
    """What a number counts: the noun behind it, or else those of a label before it."""
    ahead = _AHEAD.match(text, end)
    near = ahead.group() if ahead is not None else ""
    stop = _STOP.search(near)
    noun = _COUNTED_WORD.search(near if stop is None else near[: stop.start()])
    if noun is not None:
        return frozenset((noun.lastgroup or "",))
    label = _LABEL.search(text, max(0, start - 70), start)
    return frozenset() if label is None else counted_in(label.group(1))


def sentence_at(text: str, start: int, end: int) -> str:
    """The sentence that a number stands in, or the part of it between semicolons."""
    first = 0
    for match in _ENDS.finditer(text, max(0, start - 300), start):
        first = match.end()
    last = _ENDS.search(text, end)
    return text[first : len(text) if last is None else last.start()]


def measured_in(text: str) -> frozenset[str]:
    """What a text speaks of."""
    return frozenset(match.lastgroup or "" for match in _MEASURED_WORD.finditer(text))
