"""Names of vote columns as data: contest, year and party, never the order of columns."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Party = Literal["dem", "rep"]
Stage = Literal["general", "primary", "special", "runoff", "average"]

OFFICE = (
    r"(?:us_?pres|pres?|prs|pr|ussen|uss|usc|ush|usrep|sen|gov|gv|gub|ltg|lg|atg|ag|attg|wag|sos|"
    r"aud|treas?|tres?|trs|cmptr|comp|com|ins|agr|psc|lab|lnd|spi|sup|rgt|ec|may|ssen|ss|sh|sth|"
    r"sts|hor|hou|hod|leg|cong?|con|del|sac|ssc|cda|wsa|wss|sec|dsen|rsen)"
)
OFFICES: dict[str, tuple[str, ...]] = {
    "PRES": ("pres", "pre", "prs", "pr", "uspres", "usprs"),
    "SEN": ("sen", "uss", "ussen"),
    "GOV": ("gov", "gv", "gub"),
    "LTG": ("ltg", "lg"),
    "AG": ("ag", "atg", "attg"),
    "SOS": ("sos",),
    "AUD": ("aud",),
    "TRE": ("tre", "trea", "treas", "tres", "trs"),
    "USH": ("ush", "usc", "usrep", "con", "cong", "hor"),
    "SSEN": ("ssen", "mnsen", "stsen"),
    "SH": ("sh", "sth", "hod", "hou"),
    "LEG": ("leg", "mnleg"),
}
"""The name a contest gets and the codes that stand for it; other codes keep their own."""
OFFICE_OF = {code: name for name, codes in OFFICES.items() for code in codes}
OFFICE_ORDER = {name: place for place, name in enumerate(OFFICES)}

STAGES: dict[str, Stage] = {
    "g": "general", "p": "primary", "s": "special", "r": "runoff", "c": "primary",
}  # fmt: skip
PARTIES: dict[str, Party] = {
    "d": "dem", "dem": "dem", "dfl": "dem", "r": "rep", "rep": "rep", "gop": "rep",
}  # fmt: skip
"""DFL is Minnesota's Democratic-Farmer-Labor Party."""

CANDIDATES: dict[str, tuple[Party, tuple[int, ...]]] = {
    "gore": ("dem", (0,)), "bush": ("rep", (0, 4)), "kerry": ("dem", (4,)),
    "mccain": ("rep", (8,)), "obama": ("dem", (8, 12)), "romney": ("rep", (12,)),
    "clinton": ("dem", (16,)), "trump": ("rep", (16, 20, 24)), "biden": ("dem", (20,)),
    "harris": ("dem", (24,)),
}  # fmt: skip
"""Nominees for President: party and two-digit years."""

PATTERNS: tuple[tuple[str, str], ...] = (
    ("MGGG", rf"(?P<special>sp_)?(?P<off>{OFFICE})(?P<yy>\d\d)(?P<p>[dr])"),
    ("MGGG (Pennsylvania)", rf"t(?P<yy>\d\d)(?P<off>{OFFICE})(?P<p>[dr])"),
    (
        "MGGG (Virginia)",
        r"(?P<stage>[gpsrc])(?P<yy>\d\d)(?P<p>[dr])"
        r"(?P<off>pres|prs|sen|hor|gov|ltg|atg|hod|ssen|uss|ush)",
    ),
    ("NC General Assembly", r"el(?P<yy>\d\d)(?P<stage>[gpsr])_(?P<off>[a-z]{2,3})_(?P<p>[dr])"),
    ("Wisconsin LTSB", r"(?P<off>[a-z]{3})(?P<p>dem|rep)(?P<n>\d)?(?P<yy>\d\d)"),
    ("VEST", r"(?P<stage>[gpsrc])(?P<yy>\d\d)(?P<off>[a-z][a-z0-9]{2})(?P<p>[dr])(?P<n>[a-z]{3})"),
    (
        "DRA",
        r"e_(?P<yy>\d\d(?:-\d\d)?)_(?P<off>[a-z0-9]+)"
        r"(?:_(?P<extra>roff|spec|specroff))?_(?P<p>dem|rep)",
    ),
    ("DRA 2010", r"(?P<p>dem|rep)_(?P<yy>\d{4})_(?P<off>[a-z]+)"),
    ("ALARM", r"(?P<off>[a-z]{3})_(?P<yy>\d\d)_(?P<p>dem|rep)_(?P<n>[a-z]{3})"),
    ("gerrydb", r"(?P<off>[a-z]+)_(?P<yy>\d\d(?:\d\d)?)_(?P<p>dem|rep)"),
    ("Minnesota Secretary of State", r"(?P<off>us(?:prs|rep|sen)|mn(?:sen|leg))(?P<p>dfl|r)"),
    ("party names", r"(?P<p>dem|rep|gop)_?(?:votes?|tot(?:al)?)?|(?P<p2>[dr])_?votes?"),
    ("averages", r"a(?P<p>[dr])v_(?P<yy>\d\d)|n(?P<p2>[dr])v|baseline_(?P<p3>[dr])"),
    ("primaries", rf"(?P<off>{OFFICE})(?P<yy>\d\d)(?P<late>p|ro)(?P<p>[dr])\d*"),
)
COMPILED = tuple((family, re.compile(text, re.IGNORECASE)) for family, text in PATTERNS)
CANDIDATE = re.compile(
    rf"(?P<who>{'|'.join(CANDIDATES)})(?:_?votes?)?_?(?P<yy>(?:20)?\d\d)?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Votes:
    """What a column name says about votes for one of the two parties.

    Attributes:
        party: ``dem`` or ``rep``.
        office: Short name such as ``PRES``; empty where the name does not say.
        year: Four digits, or ``None`` where the name does not say.
        stage: ``general``, or what else; ``average`` is a mix of several contests.
        candidate: The candidate's part of the name, lower case; may be empty.
        family: Naming convention.
    """

    party: Party
    office: str
    year: int | None
    stage: Stage
    candidate: str
    family: str

    @property
    def contest(self) -> str:
        """The contest's short name: ``PRES20``, ``SEN21_RUNOFF``, ``VOTES``."""
        year = "" if self.year is None else f"{self.year % 100:02d}"
        stage = "" if self.stage == "general" else f"_{self.stage.upper()}"
        return f"{self.office or 'VOTES'}{year}{stage}"


@lru_cache(maxsize=4096)
def votes_of(name: str) -> Votes | None:
    """What a column name says about votes; ``None`` if it says nothing of the two parties."""
    for family, pattern in COMPILED:
        if match := pattern.fullmatch(name):
            return _votes(family, match.groupdict(default=""))
    if match := CANDIDATE.fullmatch(name):
        return _nominee(match["who"].lower(), match["yy"])
    return None


def _votes(family: str, found: dict[str, str]) -> Votes:
    letter = next(found[key] for key in ("p", "p2", "p3") if found.get(key)).lower()
    code = found.get("off", "").lower().replace("_", "")
    year = found.get("yy", "")
    average = "-" in year or (code == "comp" and family == "DRA") or family == "averages"
    return Votes(
        party=PARTIES[letter],
        office=OFFICE_OF.get(code, code.upper()),
        year=_four_digits(year.split("-")[-1]),
        stage="average" if average else _stage(found),
        candidate=found.get("n", "").lower(),
        family=family,
    )


def _stage(found: dict[str, str]) -> Stage:
    extra = found.get("extra", "").lower()
    if extra:
        return "special" if extra == "spec" else "runoff"
    if found.get("late"):
        return "primary" if found["late"].lower() == "p" else "runoff"
    if found.get("special"):
        return "special"
    return STAGES[found.get("stage", "").lower() or "g"]


def _nominee(who: str, year: str | None) -> Votes | None:
    party, years = CANDIDATES[who]
    known = int(year) % 100 if year else years[0] if len(years) == 1 else None
    if known is not None and known not in years:
        return None
    full = None if known is None else 2000 + known
    return Votes(party, "PRES", full, "general", who, "candidate names")


def _four_digits(text: str) -> int | None:
    if not text:
        return None
    return int(text) if len(text) == 4 else 2000 + int(text) - (100 if int(text) > 69 else 0)
