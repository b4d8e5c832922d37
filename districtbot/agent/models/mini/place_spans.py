"""Names of counties, towns and units in a message."""

import re
from collections.abc import Iterator, Sequence

from districtbot.agent.models.mini.spans import WORD, NameKind, Span
from districtbot.geo.gazetteer import Gazetteer, folded, kind_meant, without_kind
from districtbot.ground.numberwords import BELOW_TWENTY, ORDINALS, TENS

LONGEST = 9
"""Words of the longest name that is looked for."""
_JOINED = re.compile(r"[ .'’-]{0,2}|\. | & | ?#|-:-| ?/ ?| - | ?\(|\) ?")
"""What may stand between the words of a name."""
_KIND_AFTER = re.compile(
    r"[ ]?(?:county|counties|co\b|parish|borough|town|township|city|village|precinct)",
    re.IGNORECASE,
)
_KIND_BEFORE = re.compile(
    r"(?:count(?:y|ies)(?:\sof)?|(?:town|city|township|village)s?(?:\sof)?|precincts?|units?|"
    r"wards?|vtds?|blocks?|incumbents?(?:\s\w+)?)\s(?:no\.\s?|number\s|#)?$",
    re.IGNORECASE,
)
_UNKNOWN = re.compile(
    r"\b(?:[A-Z][\w'’.-]+ ){1,3}(?:County|Co\b\.?|Parish|Township|town|county|township)"
)
_OWNS = re.compile(r"['’]s$", re.IGNORECASE)
"""Behind a name, the sign that something is its own: ``Polk's population``."""
_PLURAL = re.compile(r"\s(?:counties|parishes|boroughs)$", re.IGNORECASE)
_NO_NAME = frozenset(
    re.findall(
        r"\w+",
        """
        the each every which what our this that keep my your their no as in at on is are did does
        make move put lock leave trade swap ideally also and but please one any all some both
        """,
    )
)
_LIST = re.compile(
    r"(?:['’]s?)?(?:\s?,\s?(?:and\s|or\s)?|\s?&\s?|\s(?:and|or|with|to|vs?\.?|from|w/)\s|\s?/\s?|\s?[!<>]=\s?|\s?\+\s?)"
)
"""What stands between two places of one list or pair."""
_ACTS = re.compile(
    r"\b(?:keep|put|move|lock|leave|unlock|swap|trade|pair|split|in|of)\s(?:\w+\s(?:and|&)\s)?$",
    re.IGNORECASE,
)
_ACTED = re.compile(
    r"\s(?:whole|intact|together|undivided|unsplit|with\s|to\s|into\s|out\b|over\b|apart\b|in\s(?:one|a|the|dist))"
)
"""Around a word of everyday English that is a place there."""
_TITLES = re.compile(
    r"\b(?:gov(?:ernor|\.)?|sen(?:ator|\.)?|rep(?:resentative|\.)?|congress(?:wo)?man|mayor|judge|"
    r"justice|president|chair(?:wo)?(?:man)?|mr|mrs|ms|dr|prof(?:essor|\.)?)\.?\s$",
    re.IGNORECASE,
)
_LONGER_NAME = re.compile(
    r"\s(?!(?:Count|Co\b|Town|City|Precinct|Parish|Village|District|And|With|Or|In|To|Black|White|"
    r"Hispanic|Latin|Asian|Native|Democrat|Republican)\w*)[A-Z][a-z]+"
)
"""After a name, one word more of what is called otherwise: ``Cedar`` Falls."""
_KIND_WORDS = frozenset(
    re.findall(
        r"\w+",
        """
        county counties parish parishes borough city town township village precinct precincts ward
        wards district districts unit vtd block
        """,
    )
)
_NUMBER_WORDS = frozenset([*BELOW_TWENTY, *TENS, *ORDINALS])
"""What some precincts are called all the same; meant where their kind stands beside it."""
_DISTRICT = re.compile(r"(?:the )?districts? [\w.#-]+", re.IGNORECASE)
"""How a district is called; precincts called so are meant only where that is said."""
_COUNTED = re.compile(
    r"(?:the )?[\d,]+ (?:count(?:y|ies)|towns?|cit(?:y|ies)|precincts?|parish(?:es)?|boroughs?).*",
    re.IGNORECASE,
)
_GROUPS = frozenset(["black", "white", "brown"])
_COMMON = frozenset(
    re.findall(
        r"\w+",
        """
        bath bay bear bell best black blue bond boone brown center church clay clear coal cook
        cross day dry early falls forest franklin garden golden grant gray green hall harmony
        hill hope independence iron jersey johnson king lake liberty lincoln long lower major
        marion may middle mineral model mountain new north ocean orange page park plain pleasant
        police pope power price rich ridge river rock salem sand scott sharp south spring star
        stone summit sun surry taylor union unity valley wall ward warren washington water wells
        west white winter wise wood york young district districts plan democratic republican
        democrat liberal union people island trinity freedom republic prairie mills east delta
        columbia american total name story cedar will real pike love wake noble hand cherry pine
        elk carbon coffee miner ransom treasure light chase deer gem lamb moody motley rush rock
        inland queen sierra steel walker watch woods chance haven hot moon old drew council round
        library hurt slate victory courthouse college airport dare downtown beach person ideal max
        field home equality welcome hart prior peace walls holding trail reading worth
        """,
    )
)
"""Words of everyday English that places are called by too."""
_STATES = frozenset(
    re.findall(
        r"\w+",
        """
        alabama alaska arizona arkansas california colorado connecticut delaware florida georgia
        hawaii idaho illinois indiana iowa kansas kentucky louisiana maine maryland
        massachusetts michigan minnesota mississippi missouri montana nebraska nevada ohio
        oklahoma oregon pennsylvania tennessee texas utah vermont virginia washington wisconsin
        wyoming
        """,
    )
) | {
    "new hampshire",
    "new jersey",
    "new mexico",
    "new york",
    "north carolina",
    "north dakota",
    "rhode island",
    "south carolina",
    "south dakota",
    "west virginia",
}
"""States in lower case: a county of that name is meant only where the words say so."""


def places_in(message: str, book: Gazetteer) -> Iterator[Span]:
    """Names of places that a message holds; some may overlap.

    Words of everyday English that places are called by too are names where the message says so: by
    a capital inside a sentence, by the kind of place beside it, by standing in a list with another.

    Args:
        message: As the person wrote it.
        book: The places of the map.
    """
    words = list(WORD.finditer(message))
    plain = _is_plain(message)
    found: list[Span] = []
    perhaps: list[Span] = []
    for i, first in enumerate(words):
        for j in range(i, min(i + LONGEST, len(words))):
            if j > i and not _JOINED.fullmatch(message[words[j - 1].end() : words[j].start()]):
                break
            start, end = first.start(), words[j].end()
            if message[end : end + 1] == "." and words[j].group().casefold() in ("co", "twp"):
                end += 1
            said = message[start:end]
            kind = None if _PLURAL.search(said) else _kind_of(book, said)
            if not kind:
                said = _OWNS.sub("", said)
                end = start + len(said)
                kind = _kind_of(book, said) if end < words[j].end() else None
            if not kind:
                continue
            one = Span(start, end, kind, said)
            if _is_meant(message, start, end, words[i : j + 1], plain=plain):
                found.append(one)
            elif _may_be_meant(message, one):
                perhaps.append(one)
    yield from found
    yield from _listed(message, found, perhaps)


def _listed(message: str, found: list[Span], perhaps: list[Span]) -> Iterator[Span]:
    """Of words that may be names those that stand in a list with one that is."""
    sure = list(found)
    grown = True
    while grown:
        grown = False
        for one in perhaps:
            if one not in sure and any(_beside(message, one, other) for other in sure):
                sure.append(one)
                grown = True
                yield one


def _beside(message: str, one: Span, other: Span) -> bool:
    """Whether two names stand in one list."""
    first, last = sorted((one, other), key=lambda span: span.start)
    return bool(_LIST.fullmatch(message[first.end : last.start]))


def _is_plain(message: str) -> bool:
    """Whether capitals say nothing of names: none inside a sentence but in short forms."""
    if message == message.upper():
        return True
    inside = re.finditer(r"(?<=[^\s.!?:\n\"'(*-])\s+(?!I\b)([A-Z][a-z])", message)
    return next(inside, None) is None


def strange_places(message: str, book: Gazetteer) -> Iterator[Span]:
    """What is written like a place and is none of the map: ``Zzyzx County``."""
    for found in _UNKNOWN.finditer(message):
        *names, kind = found.group().split()
        start = found.start()
        while names and (names[0].casefold() in _NO_NAME or _at_start(message, start, names)):
            start = message.index(names[1] if len(names) > 1 else kind, start + 1)
            names = names[1:]
        tails = [" ".join([*names[n:], kind]) for n in range(len(names))]
        if len(names) == 1 and kind.islower() and not _inside(message, start):
            continue
        if names and not any(_kind_of(book, one) for one in tails):
            yield Span(start, found.end(), "place", message[start : found.end()], "unknown")


def _at_start(message: str, start: int, names: Sequence[str]) -> bool:
    """Whether the first of several words has its capital for beginning a sentence."""
    return len(names) > 1 and not _inside(message, start)


def _kind_of(book: Gazetteer, said: str) -> NameKind | None:
    """What places answer to a name."""
    name = folded(said)
    numbers = book.by_alias.get(name, ()) or book.by_bare.get(name, ())
    wanted = kind_meant(name)
    kinds = sorted({book.places[n].kind for n in numbers})
    if not kinds and wanted:
        bare = name.rpartition(" ")[0]
        kinds = sorted({book.places[n].kind for n in book.by_bare.get(bare, ())} & {wanted})
    if not kinds and name in book.in_parts:
        return "town"
    if wanted in kinds:
        return wanted
    if "county" in kinds and "town" in kinds:
        return "place"
    return kinds[0] if kinds else None


def _is_meant(
    message: str, start: int, end: int, words: Sequence[re.Match[str]], *, plain: bool
) -> bool:
    """Whether the place is meant, and no everyday word or number that is written like it."""
    said = message[start:end]
    after_kind = bool(_KIND_BEFORE.search(message[:start]))
    if _COUNTED.fullmatch(said) or _is_said_of_any_map(said, after_kind=after_kind):
        return False
    if re.fullmatch(r"(?:the )?[\d.,' -]+", said, re.IGNORECASE):
        said = said.removeprefix("the ").removeprefix("The ")
        code = len(said) >= 3 and (said[0] == "0" or len(said) >= 5)
        counts = re.match(r"\s?(?:%|people|residents|percent|voters)|[.,]\d", message[end:])
        return _is_code(said) and (after_kind or code) and not counts
    word = said.casefold()
    beside = after_kind or _KIND_AFTER.match(message[end:])
    if without_kind(folded(said)) in _STATES and (beside or kind_meant(folded(said))):
        return said[0].isupper() and not re.match(r"\s?counties", message[end:])
    if beside or (len(words) > 1 and kind_meant(folded(said))):
        return True
    if any(letter.isdigit() for letter in said):
        return True
    if word in _STATES or _is_of_a_longer_name(message, start, words):
        return False
    if word.removeprefix("the ") in _COMMON or len(word) < 3:
        last = words[-1].start()
        return len(word) > 2 and (_inside(message, last) or _acted_on(message, start, end))
    named = plain or any(letter.isupper() for letter in said)
    return named or _acted_on(message, start, end)


def _is_said_of_any_map(said: str, *, after_kind: bool) -> bool:
    """Whether words are a district, a number or a kind of place, which some precincts are named."""
    words = set(said.casefold().replace("-", " ").split()) - {"the"}
    if words <= _KIND_WORDS:
        return True
    return not after_kind and bool(words <= _NUMBER_WORDS or _DISTRICT.fullmatch(said))


def _is_code(said: str) -> bool:
    """Whether digits are how a unit is called: ``45-04``, ``2608``, ``370210005.1``."""
    return said.isdigit() or bool(re.fullmatch(r"\d\d+-\d\d+|\d{5,}\.\d+", said))


def _may_be_meant(message: str, one: Span) -> bool:
    """Whether a word is a place if it stands in a list with one."""
    if _COUNTED.fullmatch(one.value) or _is_said_of_any_map(one.value, after_kind=False):
        return False
    if re.fullmatch(r"[\d.,' -]+", one.value):
        return _is_code(one.value) and len(one.value) > 2
    return len(one.value) > 2 and not _TITLES.search(message[: one.start])


def _is_of_a_longer_name(message: str, start: int, words: Sequence[re.Match[str]]) -> bool:
    """Whether a name is but a part of another: of ``Governor Dayton``, of ``Cedar Falls``."""
    if _TITLES.search(message[:start]):
        return True
    after = message[words[-1].end() :]
    return bool(len(words) == 1 and message[start].isupper() and _LONGER_NAME.match(after))


def _acted_on(message: str, start: int, end: int) -> bool:
    """Whether something is to be done to what an everyday word stands for."""
    if message[start:end].casefold() in _GROUPS:
        return False
    begins = bool(_ACTS.search(message[:start])) or message[:start].rstrip()[-1:] in ("", *".;:")
    return begins and bool(_ACTED.match(message[end:]))


def _inside(message: str, start: int) -> bool:
    """Whether a word that begins here has its capital for being a name."""
    before = message[:start].rstrip()
    at_start = not before or before[-1] in ".!?:\n\"'(•*-" or "\n" in message[len(before) : start]
    return message[start].isupper() and not at_start
