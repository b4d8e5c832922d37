"""Columns, plans, versions and files in a message, and what the map uses a column for."""

import re
from collections.abc import Iterator, Mapping, Sequence

from districtbot.agent.models.mini.spans import Span, whole_words
from districtbot.geo.statemap import ColumnRoles

_FILE = re.compile(
    r"(?<![\w/])(?:~?/|\.{1,2}/|[A-Za-z]:\\)?[\w./\\-]*[\w-]\."
    r"(?:csv|shp|zip|json|geojson|gpkg|txt|xlsx|ods|dbf|parquet|baf)\b"
)
_BESIDE = re.compile(r"(?:column|field|attribute|plan|called|named)\s['\"]?$", re.IGNORECASE)
_PERHAPS = re.compile(r"(?:in|use|from|with)\s['\"]?$", re.IGNORECASE)
_AFTER = re.compile(r"['\"]?\s(?:column|field|attribute|plan)\b", re.IGNORECASE)
_MEASURED = re.compile(
    r"(?:^|_)(?:dev|deviation|pp|polsby|popper|mean|min|max|avg|average|count(?:y|ies)|splits?|cut|"
    r"edges?|districts?|dist|pop|range|gap|seats?|same|num|n|k|score|compact(?:ness)?|reock|total|"
    r"largest|smallest|target|tol|tolerance|epsilon|eps|seed|steps)(?:_|$)|^[dv]\d{1,3}$",
    re.IGNORECASE,
)
"""In what looks like a column and is the writer's own word for a measure, a district or version."""
_COUNTED = re.compile(r"[\s-]?#?\d|\s(?:maps?|districts?)\b", re.IGNORECASE)
"""After what is short for congressional district and no plan: ``CD 3``."""
_ENGLISH = frozenset(
    re.findall(
        r"\w+",
        """
        district districts county counties precinct precincts ward wards town towns city name names
        id plan plans senate house congress total population people white black hispanic asian
        native other votes vote area state region place unit units geometry index length shape code
        """,
    )
)
"""Words of everyday English that columns are called by too."""
_LIKE_COLUMN = re.compile(r"(?<!\w)(?=\w*[A-Z_])(?=\w*[A-Z_\d]\w)[A-Za-z]\w*[_\d]\w*(?!\w)")


def files_in(message: str) -> Iterator[Span]:
    """Names of files."""
    for found in _FILE.finditer(message):
        yield Span(found.start(), found.end(), "file", found.group())


def columns_in(message: str, roles: ColumnRoles, columns: Sequence[str]) -> Iterator[Span]:
    """Columns of the map by their names; everyday words only where they are called columns.

    Args:
        message: As the person wrote it.
        roles: What the map uses columns for.
        columns: All columns of the map.
    """
    told = {one.column: f"{one.role} {one.detail}".strip() for one in roles.evidence}
    low = message.casefold()
    for column in (one for one in columns if one.casefold() in low):
        is_plan = column in roles.plans
        used = is_plan or column in told
        for found in re.finditer(rf"(?<![\w-]){re.escape(column)}(?!\w)", message, re.IGNORECASE):
            if _is_column(message, found, column, used=used, is_plan=is_plan):
                about = "" if is_plan else told.get(column, "").replace("_", " ")
                yield Span(
                    found.start(), found.end(), "plan" if is_plan else "column", column, about
                )
    known = {column.casefold() for column in columns}
    for found in _LIKE_COLUMN.finditer(message):
        if found.group().casefold() not in known and not _MEASURED.search(found.group()):
            yield Span(found.start(), found.end(), "column", found.group(), "unknown")


def versions_in(message: str, names: Mapping[str, int] | Sequence[str]) -> Iterator[Span]:
    """Versions by the names they were given."""
    for name in names:
        for found in whole_words(name, message):
            yield Span(found.start(), found.end(), "version", name)


def _is_column(
    message: str, found: re.Match[str], column: str, *, used: bool, is_plan: bool
) -> bool:
    """Whether the column is meant, and no everyday word."""
    said = found.group()
    if any(letter.isdigit() or letter == "_" for letter in column):
        return True
    before, after = message[: found.start()], message[found.end() :]
    beside = bool(_BESIDE.search(before) or _AFTER.match(after))
    quoted = before[-1:] in "\"'`(" and after[:1] in "\"'`)" and bool(before[-1:])
    called = said == column and (beside or quoted or bool(_PERHAPS.search(before)))
    if column.casefold() in _ENGLISH:
        return called
    if is_plan and said == column and column.isupper():
        return not _COUNTED.match(after)
    if len(column) > 2 and (column.isupper() or used):
        return said == column or beside or (used and len(column) > 3)
    return called
