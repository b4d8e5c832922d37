"""Names in words: places, groups of people, contests, parties."""

import random
import re

from districtbot.problems.language.bank import Voice
from districtbot.problems.language.values import Contest, Group, Party, Places

_KIND = re.compile(
    r"\b(?:county|counties|parish|borough|city|town|township|village|co)\b", re.IGNORECASE
)
"""Words for kinds of places: a name beside one needs no other."""
_LIST_MARKS = ("/", " & ", " + ")
_GROUPS = {
    "white": ("white", "white", "White"),
    "black": ("Black", "Black", "Black", "African American", "African-American", "black"),
    "hispanic": ("Hispanic", "Latino", "Hispanic", "Latino", "Latinx", "Latina/o"),
    "asian": ("Asian", "Asian", "Asian American", "Asian-American", "AAPI"),
    "native": ("Native American", "American Indian", "Native American", "Indigenous"),
    "pacific": ("Pacific Islander", "Native Hawaiian and Pacific Islander", "NHPI"),
    "other": ("other-race", "some-other-race"),
    "two_or_more": ("multiracial", "mixed-race"),
}
"""Words for each group; those that stand here twice are said twice as often."""
_SIGNS = {"white": "W", "black": "B", "hispanic": "H", "asian": "A", "native": "N"}
_SIGN_OF = {"vap": "VAP", "cvap": "CVAP"}
"""The letters of signs such as BVAP."""
_BARE_AFTER = frozenset(["", "in", "or", "and", "at", "for"])
"""Words before which such a sign reads well."""
_CONTEST = re.compile(r"([A-Z]+?)(\d\d)(?:_[A-Z]+)?")
_OFFICES = {
    "PRES": (("presidential",), ("president",), "Pres"),
    "GOV": (("gubernatorial", "governor's"), ("governor",), "Gov"),
    "SEN": (("U.S. Senate", "Senate", "US Senate"), ("Senate", "US Senate"), "Sen"),
    "USH": (("U.S. House", "congressional", "US House"), ("US House", "Congress"), "US House"),
    "AG": (("attorney general",), ("attorney general",), "AG"),
    "SOS": (("secretary of state",), ("secretary of state",), "SoS"),
    "LTG": (("lieutenant governor",), ("lieutenant governor",), "Lt Gov"),
    "AUD": (("auditor",), ("auditor",), "Auditor"),
    "TRE": (("treasurer",), ("treasurer",), "Treasurer"),
}
"""Office to its words before a noun, for the office itself, and in short."""
_RACE_WORDS = frozenset(
    [
        "race",
        "election",
        "vote",
        "votes",
        "results",
        "result",
        "numbers",
        "returns",
        "data",
        "contest",
        "turnout",
        "totals",
    ]
)
"""Words after a contest that say what it is."""
_PARTIES = {
    ("dem", "many"): ("Democrats", "Democrats", "Democrats", "Dems", "the Democrats", "the Dems"),
    ("rep", "many"): ("Republicans", "Republicans", "Republicans", "the Republicans"),
    ("dem", "of"): ("Democratic", "Democratic", "Democratic", "Dem", "Democrat"),
    ("rep", "of"): ("Republican", "Republican", "Republican", "GOP", "GOP"),
    ("dem", "name"): ("the Democratic Party", "the Democrats", "the Democratic party"),
    ("rep", "name"): ("the Republican Party", "the GOP", "the Republicans", "the GOP"),
}


def places(value: Places, rng: random.Random, voice: Voice, before: str, after: str) -> str:
    """Names of places with what they are: "Polk, Story & Linn Counties"."""
    names = list(value.names)
    bare = value.kind == "unit" or before in ("county", "counties", "town", "towns", "?")
    bare = bare or bool(_KIND.match(after)) or after[:1] in ("'", "’", "-")
    if bare or any(_KIND.search(name) for name in names):
        return _joined(names, value.last, rng, voice)
    if value.kind == "town":
        if len(names) == 1 and rng.random() < 0.12 and not before.endswith("the"):
            return f"the town of {names[0]}"
        return _joined(names, value.last, rng, voice)
    draw = rng.random()
    if len(names) == 1:
        tail = rng.choice(("", "", " County", " County", " County", " county", " Co."))
        return names[0] + tail
    if draw < 0.3:
        return f"{_joined(names, value.last, rng, voice)} {rng.choice(('Counties', 'counties'))}"
    if draw < 0.4 and before != "the":
        return f"the counties of {_joined(names, value.last, rng, voice)}"
    if draw < 0.55 and len(names) < 4:
        return _joined([f"{name} County" for name in names], value.last, rng, voice)
    return _joined(names, value.last, rng, voice)


def group(value: Group, rng: random.Random, after: str, slot_before: bool) -> str:
    """A group: "Black", "African American", "BVAP" where it stands alone after a number."""
    if len(value.keys) == 1 and slot_before and after in _BARE_AFTER and rng.random() < 0.25:
        sign, of = _SIGNS.get(value.keys[0]), _SIGN_OF.get(value.of)
        if sign and of:
            return sign + of
    words = [_group_word(key, rng) for key in value.keys]
    if len(words) == 1:
        return words[0]
    between = rng.choice((" and ", " or ", " and ", " plus ", " + "))
    return f"{', '.join(words[:-1])}{between}{words[-1]}"


def contest(value: Contest, rng: random.Random, before: str, after: str) -> str:
    """A contest: "the 2020 presidential race", "PRES20", now and then its two columns."""
    found = _CONTEST.fullmatch(value.name)
    office = _OFFICES.get(found[1]) if found else None
    if found is None or office is None:
        return value.name
    if value.dem_col and value.rep_col and after not in _RACE_WORDS and rng.random() < 0.05:
        return f"{value.dem_col}{rng.choice((' vs ', '/', ' and '))}{value.rep_col}"
    year, short = f"20{found[2]}", found[2]
    adjective, noun = rng.choice(office[0]), rng.choice(office[1])
    if after in _RACE_WORDS:
        return rng.choice((f"{year} {adjective}", value.name, f"{year} {adjective}"))
    if before in ("the", "a", "that", "our", "this"):
        return f"{year} {adjective} {rng.choice(('race', 'election', 'vote', 'contest'))}"
    long = f"the {year} {adjective} {rng.choice(('race', 'election', 'vote', 'results'))}"
    return rng.choice(
        (
            *[value.name] * 3,
            *[long] * 4,
            f"the {year} race for {noun}",
            f"{noun} {year}",
            f"{noun[:1].upper()}{noun[1:]} {year}",
            f"{year} {noun}",
            f"{office[2]} {short}",
            f"{office[2]} {year}",
            f"the '{short} {adjective} race",
            f"the {adjective} election of {year}",
        )
    )


def party(value: Party, rng: random.Random, before: str) -> str:
    """A party: its voters, the word before a noun, or its name."""
    word = rng.choice(_PARTIES[value.key, value.form])
    return word.removeprefix("the ") if before in ("the", "more", "many", "most") else word


def _joined(names: list[str], last: str, rng: random.Random, voice: Voice) -> str:
    """Names in a row, with signs or the word `last` between the last two."""
    if len(names) == 1:
        return names[0]
    if last == "and" and rng.random() < 0.15:
        mark = rng.choice(_LIST_MARKS)
        if len(names) == 2:
            return mark.join(names)
        if mark == " & ":
            return f"{', '.join(names[:-1])} & {names[-1]}"
    oxford = "," if len(names) > 2 and (voice == "lawyer" or rng.random() < 0.3) else ""
    return f"{', '.join(names[:-1])}{oxford} {last} {names[-1]}"


def _group_word(key: str, rng: random.Random) -> str:
    """One group by its key; a key that has no words stands for itself."""
    base = key.removesuffix("_any")
    words = _GROUPS.get(base)
    if words is None:
        return key
    word = rng.choice(words)
    return word if base == key else f"any-part {word}"
