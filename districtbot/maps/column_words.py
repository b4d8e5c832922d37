"""What columns of a map hold, in words, for headlines."""

from collections.abc import Iterator, Mapping

from districtbot.geo.statemap import StateMap
from districtbot.maps.amounts import Wanted
from districtbot.plans.lines_regions import group_label, universe_label


def headline(state: StateMap, wanted: Wanted, name: str) -> str:
    """What a picture of a column shows, with the columns in brackets where words are known.

    ``Black, any part, as a share of the voting age population (APBVAP / VAP)``.

    Args:
        state: The map, which knows what its columns are for.
        wanted: What is shown.
        name: The same by the columns' names.
    """
    words = _words(state, wanted)
    return f"{words[:1].upper()}{words[1:]} ({name})" if words else name


def _words(state: StateMap, wanted: Wanted) -> str:
    found = dict(_known(state))
    top = found.get(wanted.column, "")
    if wanted.share_of is not None:
        whole = found.get(wanted.share_of, "")
        if not top or not whole:
            return ""
        return f"{top.removesuffix(f', {whole}')}, as a share of the {whole}"
    if wanted.per_km2 and top:
        return f"{top} per square kilometre"
    return top


def _known(state: StateMap) -> Iterator[tuple[str, str]]:
    """Columns and their words."""
    roles = state.columns
    universes: tuple[tuple[str, str | None, Mapping[str, str]], ...] = (
        ("population", roles.population, roles.group_pop),
        ("vap", roles.vap, roles.group_vap),
        ("cvap", roles.cvap, roles.group_cvap),
    )
    for election in roles.elections:
        yield election.dem_col, f"Democratic votes, {election.name}"
        yield election.rep_col, f"Republican votes, {election.name}"
    for of, column, groups in universes:
        for group, group_col in groups.items():
            yield group_col, f"{group_label(group)}, {universe_label(of)}"
        if column is not None:
            yield column, universe_label(of)
    if roles.county is not None:
        yield roles.county, "counties"
    if roles.municipality is not None:
        yield roles.municipality, "towns"
