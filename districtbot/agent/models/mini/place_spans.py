"""Names of counties, towns and units in a message."""

import re
from collections.abc import Iterator, Sequence

from districtbot.agent.models.mini.spans import WORD, NameKind, Span
from districtbot.geo.gazetteer import Gazetteer, folded, kind_meant

LONGEST = 7
"""Words of the longest name that is looked for."""
_JOINED = re.compile(r"[ .'’-]{0,2}|\. | & ")
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
_PLURAL = re.compile(r"\s(?:counties|parishes|boroughs)$", re.IGNORECASE)
_NO_NAME = frozenset(["the", "each", "every", "which", "what", "our", "this", "that", "keep"])
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
        columbia american total name
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

    Args:
        message: As the person wrote it.
        book: The places of the map.
    """
    words = list(WORD.finditer(message))
    shouted = message == message.lower() or message == message.upper()
    for i, first in enumerate(words):
        said = ""
        for j in range(i, min(i + LONGEST, len(words))):
            if j > i and not _JOINED.fullmatch(message[words[j - 1].end() : words[j].start()]):
                break
            start, end = first.start(), words[j].end()
            if message[end : end + 1] == "." and words[j].group().casefold() in ("co", "twp"):
                end += 1
            said = message[start:end]
            if _PLURAL.search(said):
                continue
            kind = _kind_of(book, said)
            if kind and _is_meant(message, start, end, words[i : j + 1], shouted=shouted):
                yield Span(start, end, kind, said)


def strange_places(message: str, book: Gazetteer) -> Iterator[Span]:
    """What is written like a place and is none of the map: ``Zzyzx County``."""
    for found in _UNKNOWN.finditer(message):
        first, said = found.group().split()[0], found.group()
        if first.casefold() not in _NO_NAME and not _kind_of(book, said):
            yield Span(found.start(), found.end(), "place", said, "unknown")


def _kind_of(book: Gazetteer, said: str) -> NameKind | None:
    """What places answer to a name."""
    name = folded(said)
    numbers = book.by_alias.get(name, ()) or book.by_bare.get(name, ())
    wanted = kind_meant(name)
    kinds = sorted({book.places[n].kind for n in numbers})
    if not kinds and wanted:
        bare = name.rpartition(" ")[0]
        kinds = sorted({book.places[n].kind for n in book.by_bare.get(bare, ())} & {wanted})
    if wanted in kinds:
        return wanted
    if "county" in kinds and "town" in kinds:
        return "place"
    return kinds[0] if kinds else None


def _is_meant(
    message: str, start: int, end: int, words: Sequence[re.Match[str]], *, shouted: bool
) -> bool:
    """Whether the place is meant, and no everyday word or number that is written like it."""
    said = message[start:end]
    after_kind = bool(_KIND_BEFORE.search(message[:start]))
    if re.fullmatch(r"(?:the )?\d+ counties", said, re.IGNORECASE):
        return False
    if re.fullmatch(r"[\d.,' -]+", said):
        code = len(said) >= 3 and (said[0] == "0" or len(said) >= 5)
        counts = re.match(r"\s?(?:%|people|residents|percent|voters)|[.,]\d", message[end:])
        return said.isdigit() and (after_kind or code) and not counts
    beside = after_kind or _KIND_AFTER.match(message[end:])
    if beside or (len(words) > 1 and kind_meant(folded(said))):
        return True
    if any(letter.isdigit() for letter in said):
        return True
    word = said.casefold()
    if word in _STATES:
        return False
    if len(words) == 1 and (word in _COMMON or len(word) < 3):
        return len(word) > 2 and not shouted and _inside(message, start)
    return shouted or any(letter.isupper() for letter in said)


def _inside(message: str, start: int) -> bool:
    """Whether a word that begins here has its capital for being a name."""
    before = message[:start].rstrip()
    at_start = not before or before[-1] in ".!?:\n\"'(•*-" or "\n" in message[len(before) : start]
    return message[start].isupper() and not at_start
