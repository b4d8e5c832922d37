"""Whether a text claims success: that all that was asked for is met, done, balanced or legal."""

import re
from collections.abc import Iterable

from districtbot.plans.verdict import Verdict

_THINGS = (
    r"(?:targets?|requirements?|constraints?|goals?|conditions?|criteria|criterion|requests?|"
    r"limits?|bounds?|rules|wishes|demands|checks)"
)
_MET = (
    r"(?:met|satisfied|fulfilled|achieved|reached|honou?red|respected|passed|holds?|kept|fine|"
    r"ok|okay|done|in place)"
)
_ALL = r"(?:all|everything|every|each|both)"
_CLAIM = re.compile(
    rf"\b{_ALL}\b[^.!?;]{{0,40}}\b(?:{_THINGS}|asked(?: for)?|wanted|requested)\b"
    rf"[^.!?;]{{0,24}}\b{_MET}\b"
    rf"|\beverything\b[^.!?;]{{0,30}}\b{_MET}\b"
    rf"|\b(?:meets?|met|satisf(?:y|ies|ied)|fulfil(?:l?s|led)?|achieve[sd]?|reache[sd]|pass(?:es|ed)|"
    rf"compl(?:y|ies|ied) with|respects?|honou?rs?|does|within)\b[^.!?;,]{{0,16}}"
    rf"\b(?:{_ALL}\b|the (?:allowed|required)\b|what (?:you|was) asked|your "
    rf"(?:{_THINGS}|wishes|needs)\b)"
    rf"|\b(?:{_THINGS})\b(?:\s+(?:are|were|is|have been|has been))?[:\s]+"
    rf"(?:(?:now|all|fully|indeed)\s+){{0,2}}{_MET}\b"
    rf"|\b(?:plan|map|it|result|draft)\s+(?:is|are|was)\s+(?:(?:now|fully|all|perfectly|well)\s+)"
    rf"{{0,2}}(?:legal|lawful|compliant|valid|balanced|complete|finished|done|constitutional)\b"
    rf"|\b{_ALL}\s+(?:\w+\s+)?districts?\b[^.!?;]{{0,20}}\b(?:balanced|within (?!\w+ km))"
    rf"|\bdistricts are (?:now |all |fully )*(?:balanced|within)\b"
    rf"|\ball done\b|\bmission accomplished\b|\bfully compliant\b",
    re.IGNORECASE,
)
_NOTHING_MISSED = re.compile(
    rf"\b(?:no|none|nothing|not one)\b[^.!?;]{{0,24}}\b(?:missed|unmet|violated|broken|left to do|"
    rf"failed)\b|\bno (?:unmet|violated|missed|broken) {_THINGS}|\bno violations?\b",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"\b(?:not|no|none|never|nobody|cannot|without|impossible|neither|nor|hardly)\b|n['\u2019]t\b"
    r"|\bunable\b|\bfail(?:s|ed)?\b",
    re.IGNORECASE,
)
_HEDGED = re.compile(
    r"\b(?:unless|until|if|once|when|whether|would|could|should|shall|might|may|must|only|almost|"
    r"nearly|mostly|partly|so that|before|try|trying|tried|want|wants|wanted to|impossible|most|"
    r"some|half|few|several|many|example)\b"
    r"|\bto (?:be|meet|satisfy|fulfil|achieve|reach|pass|comply)\b"
    r"|(?<!all )\b(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten) (?:out )?of\b"
    r"|\b(?:but|except|apart from|save for|other than|aside from)\b",
    re.IGNORECASE,
)
_MISSES = re.compile(r"\b(?:miss(?:es|ed|ing)?|unmet|violat\w+|short of)\b", re.IGNORECASE)
_AFTER = re.compile(
    r"\W{0,3}\s*(?:but|except|apart from|save for|other than|aside from|if|once|when|unless|only|"
    r"with a|as soon as|for (?:\w+ )?\d+ of)\b|[^.!;]*\?",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[^.!?\n]+(?:\.\d+[^.!?\n]*)*[.!?]?")

_WORDS = {
    "population_deviation": r"population|deviation|balance",
    "population_range": r"population|deviation|range|balance",
    "population_persons": r"population|deviation|balance",
    "region_splits": r"split|county|counties|municipalit",
    "region_pieces": r"split|pieces|county|counties|municipalit",
    "polsby_popper": r"polsby|compact",
    "reock": r"reock|compact",
    "cut_edges": r"cut edge|compact",
    "contiguity": r"contiguous|contiguity|one piece",
    "group_share": r"majority|minority|group|share",
    "seats": r"seat",
    "competitive": r"competitive",
}


def claims_met(text: str, missed: Iterable[Verdict] = ()) -> bool:
    """Whether a text says that everything asked for is met, done, balanced or legal.

    Said with a doubt, a condition, an exception or a denial it is no claim.

    Args:
        text: A reply or a part of it.
        missed: Targets that are not met: that one of them is met is a claim too.
    """
    singles = [_single(one) for one in missed]
    return any(_claims(sentence, singles) for sentence in _SENTENCE.findall(text))


_PROMISE = re.compile(
    r"^\W*(?:(?:sure|okay|ok|certainly|of course|absolutely|great|yes|alright|all right)\b\W*"
    r"(?:thing\W*)?)?(?:I(?:['\u2019]ll| will| am going to|['\u2019]m going to| am about to)"
    r"|let me|let['\u2019]s)\s+(?:(?:now|first|then|go ahead and|start by|begin by|try to|also|just"
    r"|quickly|help you)\s+)*(?:draw|redraw|draft|propose|creat|mak|generat|produc|set|search|look"
    r"|check|scor|comput|calculat|measur|mov|improv|try|lock|start|begin|find|run|compar|export|get"
    r"|us|call|do)(?:e|ing|ting|ning|ping|ling)?\b",
    re.IGNORECASE,
)
_PROMISE_HANGS = re.compile(
    r"\?|\b(?:if|once|when|whenever|after|as soon as|unless|until|from now on|not)\b", re.IGNORECASE
)


def promises(sentence: str) -> bool:
    """Whether a sentence announces a step that its speaker is going to take.

    One that waits for something, such as an answer, is no such promise.
    """
    return _PROMISE.search(sentence) is not None and _PROMISE_HANGS.search(sentence) is None


_LEGAL = (
    r"(?:legal|legally (?:valid|sound|safe|compliant|permissible|defensible)|lawful|constitutional"
    r"|unconstitutional|unlawful|illegal|(?:VRA|law|legally|court)[- ](?:compliant|proof)"
    r"|compliant(?! with (?:\w+ ){0,3}(?:targets?|requirements?|bounds?|limits?)))"
)
_LAW = (
    r"(?:the law|(?:all |any |the )?(?:applicable )?(?:federal |state |election )?laws?\b"
    r"|(?:the )?(?:US |U\.S\. |federal |state )?constitution(?:al \w+)?"
    r"|(?:the )?voting rights act|(?:the )?VRA|section (?:2|two)"
    r"|(?:all |the |every )?(?:legal|constitutional) (?:requirements?|standards?|criteria|tests?))"
)
_LEGAL_CLAIM = re.compile(
    rf"\b(?:plans?|map|it|this|that|these|they|result|draft|districts?)\s+(?:\w+\s+){{0,4}}?"
    rf"(?:is|are|was|were|remains?|stays?|looks?|seems?|would be|will be|should be)\s+"
    rf"(?:(?:now|fully|all|perfectly|also|still|both|therefore|thus|completely|entirely)\s+)"
    rf"{{0,2}}(?:\w+ and\s+)?(?:an? )?{_LEGAL}\b"
    rf"|\b(?:a|this|your|the|is a) (?:fully )?(?:legal|lawful|constitutional|compliant|legally "
    rf"\w+) (?:plan|map|districting|set of districts)\b(?! (?:must|needs|has to|should|may))"
    rf"|\b(?:meets?|satisf(?:y|ies)|compl(?:y|ies)|conforms?|passes|follows|fulfils?|respects?"
    rf"|violates?|breaks?)\s+(?:with |to )?{_LAW}"
    rf"|\b(?:hold up|stand up|survive|upheld) (?:in|by) (?:a |the |any )?courts?\b",
    re.IGNORECASE,
)
_LEGAL_DOUBT = re.compile(
    r"\b(?:if|whether|unless|cannot|no|nobody|never|not|without|must|ha(?:s|ve) to|needs? to|may"
    r"|might|could|require[sd]?|to (?:meet|comply|satisfy|follow|fulfil|pass|survive|respect))\b"
    r"|n['\u2019]t\b",
    re.IGNORECASE,
)


def claims_legal(text: str) -> bool:
    """Whether a text says of a plan that it is legal or keeps to a law: that is for courts.

    Args:
        text: A reply or a part of it.
    """
    for sentence in _SENTENCE.findall(text):
        if sentence.rstrip().endswith("?"):
            continue
        for match in _LEGAL_CLAIM.finditer(sentence):
            if _LEGAL_DOUBT.search(sentence, 0, match.end()) is None:
                return True
    return False


def denies(text: str) -> bool:
    """Whether a text says of anything that it is not so, or was not done."""
    return _DENIED.search(text) is not None


def _single(missed: Verdict) -> re.Pattern[str]:
    """What says of one target that it is met."""
    words = _WORDS.get(missed.measure, re.escape(missed.name))
    said_of_it = rf"\b(?:{words})\w*\b[^.!?;,]{{0,40}}\b(?:is|are|was|were)\s+(?:now\s+)?{_MET}\b"
    return re.compile(said_of_it, re.IGNORECASE)


def _claims(sentence: str, singles: Iterable[re.Pattern[str]]) -> bool:
    if sentence.rstrip().endswith("?"):
        return False
    nothing = _NOTHING_MISSED.search(sentence)
    if nothing is not None:
        return not _hedged(sentence, nothing)
    if _MISSES.search(sentence):
        return False
    found = [match for one in (_CLAIM, *singles) for match in one.finditer(sentence)]
    return any(
        not _hedged(sentence, match) and _DENIED.search(sentence, 0, match.end()) is None
        for match in found
    )


def _hedged(sentence: str, match: re.Match[str]) -> bool:
    before = _HEDGED.search(sentence, 0, match.end())
    return before is not None or _AFTER.match(sentence, match.end()) is not None
