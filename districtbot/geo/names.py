"""Column names of the field as data: what each convention calls people, votes and places.

The patterns are matched against whole names, any case. They come from the headers of the
MGGG states shapefiles, VEST and the Redistricting Data Hub, Dave's Redistricting (DRA), ALARM,
rdabase, gerrydb and Districtr, Mosaic, and the Census (PL 94-171).
"""

import re
from collections.abc import Container
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Universe = Literal["population", "vap", "cvap"]
Group = str
"""``white``, ``black``, ``hispanic``... (see `GROUPS`), with ``_any`` for alone or in
combination, or empty for everybody."""

GROUPS: dict[Group, tuple[str, ...]] = {
    "white": ("w", "wh", "white", "anglo"),
    "black": ("b", "bl", "black"),
    "hispanic": ("h", "hisp", "hispanic", "latino", "latinx"),
    "asian": ("a", "asn", "asian"),
    "native": ("amin", "aian", "ami", "nat", "native"),
    "pacific": ("nhpi", "pi", "pac", "pacific"),
    "other": ("o", "oth", "other"),
    "two_or_more": ("2more", "two", "twoormore", "mom", "mult"),
    "minority": ("minority",),
    "asian_pacific": ("ap", "asian_nhpi"),
}
"""Groups and the words that stand for them inside column names."""
GROUP_OF: dict[str, Group] = {word: group for group, words in GROUPS.items() for word in words}
WORDS = "|".join(sorted(GROUP_OF, key=len, reverse=True))
BARE_WORDS = (
    "white|anglo|black|hispanic|hisp|latino|asian|amin|aian|native|nhpi|pacific|other|2more"
)
YEAR = r"_?(?P<yy>(?:20)?[012]\d)?"

EXACT, ROUGH = 0, 1
"""Rank of a column among those for one group: exact counts first, then second choices."""


@dataclass(frozen=True, slots=True)
class People:
    """What a column name says about a count of people.

    Attributes:
        universe: Who is counted.
        group: Which group of them; empty for everybody.
        year: Two digits, or ``None`` where the name does not say.
        rank: 0 is preferred to 1 where two columns count the same group.
        family: Naming convention.
        remark: What else the name says; may be empty.
    """

    universe: Universe
    group: Group
    year: int | None
    rank: int
    family: str
    remark: str = ""


TOTALS: tuple[tuple[Universe, str], ...] = (
    ("population", rf"tot(?:al)?_?pop(?:ulation)?{YEAR}|pop(?:ulation)?(?:_?tot(?:al)?)?{YEAR}"),
    ("population", r"pop100|persons|b01003_001e?|u7[a-z0-9]*001"),
    ("vap", r"persons18"),
    ("vap", rf"(?:tot(?:al)?_?)?vap(?:_?tot(?:al)?)?{YEAR}"),
    ("cvap", rf"(?:tot(?:al)?_?)?cvap(?:_?tot(?:al)?)?{YEAR}|c_tot(?P<yy>\d\d)"),
)
"""Everybody: TOTPOP, TOTPOP20, pop, POP_TOTAL, total_pop_20, VAP, total_vap_20, CVAP18..."""
ADJUSTED: tuple[tuple[Universe, str], ...] = (
    ("population", r"adj_?(?:tot)?_?pop"),
    ("vap", r"adj_?vap"),
    ("population", r"pl(?P<yy>\d\d)aa_tot"),
    ("vap", r"pl(?P<yy>\d\d)va_tot"),
)
"""People in prison counted at home, as Maryland does: ADJ_POP."""
GROUP_PATTERNS: tuple[tuple[Universe, str], ...] = (
    ("population", rf"nh_(?P<g>{WORDS}){YEAR}|nh(?!pi)(?P<g2>{WORDS}){YEAR}"),
    ("population", rf"(?P<g>hisp(?:anic)?){YEAR}"),
    ("population", rf"(?P<incl>)(?P<g>{BARE_WORDS}){YEAR}"),
    ("population", rf"(?P<any>ap)(?P<g>b|ami|nhpi|a|w|o)_?pop{YEAR}"),
    ("population", rf"(?P<g>{WORDS})_?pop(?:ulation)?{YEAR}|pop_(?P<g2>{WORDS}){YEAR}"),
    ("vap", rf"(?P<any>ap)(?P<g>b|ami|nhpi|a|w|o)_?vap{YEAR}"),
    ("vap", rf"(?:nh_?)?(?P<g>{WORDS})_?vap{YEAR}|vap_(?P<g2>{WORDS}){YEAR}"),
    ("cvap", rf"(?:nh_?)?(?P<g>{WORDS})_?cvap{YEAR}|cvap_(?P<g2>{WORDS}){YEAR}"),
)
"""Groups: NH_BLACK, HISP, WHITE20, BVAP, APBVAP20, black_vap_20, vap_hisp, VAP_LATINO..."""
DRA = re.compile(
    r"[tv]_(?P<yy>\d\d)_(?P<what>cens_adj|cens|acs|vap_nh|vap|cvap)_"
    r"(?P<field>total|white|hispanic|black|asian|native|pacific|other|twoormore)(?P<alone>alone)?",
    re.IGNORECASE,
)
"""Dave's Redistricting: V_20_VAP_Black is Black alone or in combination, V_20_VAP_NH_BlackAlone
is not; White is never Hispanic."""
DRA_2010 = re.compile(
    r"(?P<field>tot|wh|hisp|bl|asn|nat|pac|oth)(?P<any>\+)?_(?P<yy>\d{4})_(?P<what>tot|vap|cvap)",
    re.IGNORECASE,
)
PL_94_171 = re.compile(
    r"p(?:l)?0{0,2}(?P<table>[1-4])_?0?(?P<cell>0\d\d)n?|p(?P<t2>[1-4])_(?P<c2>\d{3})n",
    re.IGNORECASE,
)
"""Census cells: P0010001 (2020), P001001 (2010), P1_001N (the API)."""
PL_UNIVERSE: dict[str, Universe] = {"1": "population", "2": "population", "3": "vap", "4": "vap"}
PL_RACES = ("white", "black", "native", "asian", "pacific", "other", "two_or_more")
PL_CELLS: dict[tuple[str, int], tuple[Group, int]] = {
    **{(table, 1): ("", EXACT) for table in "1234"},
    **{(table, 2): ("hispanic", EXACT) for table in "24"},
    **{(table, 3 + i): (race, ROUGH) for table in "13" for i, race in enumerate(PL_RACES)},
    **{(table, 5 + i): (race, EXACT) for table in "24" for i, race in enumerate(PL_RACES)},
}
"""Group and rank of a census cell by table and number; P1 and P3 include Hispanics."""


@lru_cache(maxsize=4096)
def people_of(name: str) -> People | None:
    """What a column name says about a count of people; ``None`` if it says nothing."""
    return _dra(name) or _dra_2010(name) or _census(name) or _total(name) or _group(name)


def group_key(group: str, groups: Container[str]) -> str:
    """The key by which a map counts a group: with its any-part where it has no other.

    Args:
        group: The group, such as ``black``.
        groups: The keys that the map has.
    """
    any_part = f"{group}_any"
    return any_part if group not in groups and any_part in groups else group


def _dra(name: str) -> People | None:
    match = DRA.fullmatch(name)
    if not match:
        return None
    what, field = match["what"].lower(), match["field"].lower()
    universe: Universe = "population" if name[0] in "tT" else "cvap" if what == "cvap" else "vap"
    combined = field in ("black", "asian", "native", "pacific") and not match["alone"]
    group = "" if field == "total" else GROUP_OF[field] + ("_any" if combined else "")
    remarks = {
        "cens": "decennial census",
        "cens_adj": "decennial census, people in prison counted at home",
        "acs": "American Community Survey, an estimate",
    }
    rank = EXACT if what in ("cens", "vap_nh", "vap", "cvap") else ROUGH
    return People(universe, group, int(match["yy"]), rank, "DRA", remarks.get(what, ""))


def _dra_2010(name: str) -> People | None:
    match = DRA_2010.fullmatch(name)
    if not match:
        return None
    universes: dict[str, Universe] = {"tot": "population", "vap": "vap", "cvap": "cvap"}
    field = match["field"].lower()
    group = "" if field == "tot" else GROUP_OF[field] + ("_any" if match["any"] else "")
    year = int(match["yy"]) % 100
    return People(universes[match["what"].lower()], group, year, EXACT, "DRA 2010")


def _census(name: str) -> People | None:
    match = PL_94_171.fullmatch(name)
    if not match:
        return None
    table, cell = match["table"] or match["t2"], int(match["cell"] or match["c2"])
    if (table, cell) not in PL_CELLS:
        return None
    group, rank = PL_CELLS[table, cell]
    remark = "Hispanics included" if rank == ROUGH else ""
    return People(PL_UNIVERSE[table], group, None, rank, "PL 94-171", remark)


def _total(name: str) -> People | None:
    for universe, pattern in TOTALS:
        if match := _fullmatch(pattern, name):
            return People(universe, "", _year(match), EXACT, _family(name))
    for universe, pattern in ADJUSTED:
        if match := _fullmatch(pattern, name):
            remark = "people in prison counted at home"
            return People(universe, "", _year(match), EXACT, "adjusted", remark)
    return None


def _group(name: str) -> People | None:
    for universe, pattern in GROUP_PATTERNS:
        if not (match := _fullmatch(pattern, name)):
            continue
        found = match.groupdict()
        word = (found.get("g") or found.get("g2") or "").lower()
        group = GROUP_OF[word] + ("_any" if found.get("any") else "")
        inclusive = found.get("incl") is not None and group != "hispanic"
        remark = "Hispanics included" if inclusive else ""
        rank = ROUGH if inclusive else EXACT
        return People(universe, group, _year(match), rank, _family(name), remark)
    return None


def _family(name: str) -> str:
    """The convention of a name of one of the shared patterns, by its case and order."""
    if name.islower():
        return "gerrydb" if re.search(r"_\d\d$", name) else "ALARM"
    if re.match(r"(?:POP|C?VAP)_[A-Z]", name):
        return "Mosaic"
    return "rdabase" if re.search(r"TOTAL_|_C?VAP$", name) else "MGGG"


def _fullmatch(pattern: str, name: str) -> re.Match[str] | None:
    return _compiled(pattern).fullmatch(name)


@lru_cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(_numbered(pattern), re.IGNORECASE)


def _numbered(pattern: str) -> str:
    """The pattern with each later group of one name renamed: Python allows a name once."""
    counts: dict[str, int] = {}

    def rename(match: re.Match[str]) -> str:
        counts[match[1]] = counts.get(match[1], 0) + 1
        number = counts[match[1]]
        return f"(?P<{match[1]}{'' if number == 1 else f'_{number}'}>"

    return re.sub(r"\(\?P<(\w+)>", rename, pattern)


def _year(match: re.Match[str]) -> int | None:
    years = [text for key, text in match.groupdict().items() if key.startswith("yy") and text]
    return int(years[0]) % 100 if years else None
