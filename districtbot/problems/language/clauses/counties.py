"""How many counties may be split, or stay whole, and in how many pieces they may lie.

What the words mean: "at most n split", "up to n", "n or fewer", "a cap of n" are ``region_splits``
``at_most`` n; "fewer than n", "under n", "below n" are n - 1. "At least n whole" of a map with N
counties is N - n split, "all but n whole" n; "half of them whole", "80% whole" are worked out from
N and rounded so that at least that part stays whole. "No county split" without a number is 0,
required; "where you can", "try to", "respect county lines", "as few as possible" are 0, wished.
"Between a and b" is at most b; "at most n, the fewer the better" is at most n and no more. Of two
numbers the one that is said to hold counts ("not 3 but 4"). Parishes, localities and county
equivalents are the map's counties. County pieces are counted over all counties: each counts as
many as districts touch it (``region_pieces``). ``region`` is always said. That county lines do not
matter asks for nothing.
"""

import random
from fractions import Fraction
from math import ceil
from typing import Any

from districtbot.problems.language.clause import Clause, ClauseKind, DrawFn
from districtbot.problems.language.values import Count, Percent
from districtbot.problems.maps.made import MadeMap
from districtbot.problems.maps.regions import fewest_pieces, n_counties, n_too_large

_SHARES = (0.5, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9)
_SPLIT_SHARES = (0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5)
_PARTS = (
    ("half", Fraction(1, 2)),
    ("two_thirds", Fraction(2, 3)),
    ("three_quarters", Fraction(3, 4)),
)


def splits(n: int, *, region: str = "county", wished: bool = False) -> dict[str, Any]:
    """The target that at most so many regions are split."""
    target: dict[str, Any] = {"measure": "region_splits", "region": region, "at_most": n}
    return {**target, "wished": True} if wished else target


def split_bound(rng: random.Random, made: MadeMap, districts: int, *, least: int = 2) -> int | None:
    """A number of split counties that a plan can mostly meet; ``None`` where there is none."""
    low = max(least, n_too_large(made, districts))
    high = n_counties(made) - 1
    if low > high:
        return None
    usual = districts - 1 + rng.choice((-1, 0, 0, 0, 1, 1, 2))
    wanted = usual if rng.random() < 0.7 else rng.randint(low, min(high, districts + 5))
    return min(max(wanted, low), high)


def _of_bound(section: str, shift: int = 0) -> DrawFn:
    """Draws a clause whose ``{n}`` is the bound, or the bound and some more."""

    def draw(rng: random.Random, made: MadeMap, districts: int) -> Clause | None:
        bound = split_bound(rng, made, districts)
        if bound is None:
            return None
        slots = {"n": Count(bound + shift), "total": Count(n_counties(made))}
        return Clause(section, slots, (splits(bound),))

    return draw


def _one(rng: random.Random, made: MadeMap, districts: int) -> Clause | None:
    del rng
    if n_counties(made) < 3 or n_too_large(made, districts) > 1:
        return None
    return Clause("counties.one", {}, (splits(1),))


def _of_whole(section: str) -> DrawFn:
    """Draws a clause whose ``{n}`` is how many stay whole."""

    def draw(rng: random.Random, made: MadeMap, districts: int) -> Clause | None:
        bound, total = split_bound(rng, made, districts, least=1), n_counties(made)
        if bound is None or total - bound < 2:
            return None
        slots = {"n": Count(total - bound), "total": Count(total)}
        return Clause(section, slots, (splits(bound),))

    return draw


def n_split_of(total: int, whole: Fraction) -> int:
    """Counties that may be split so that at least a part (0..1) of them stays whole."""
    return total - ceil(whole * total)


def _least(made: MadeMap, districts: int) -> int:
    """A number of split counties that a plan has mostly need of."""
    return max(1, n_too_large(made, districts), (districts - 1) // 2)


def _share_whole(rng: random.Random, made: MadeMap, districts: int) -> Clause | None:
    return _of_share(rng, made, districts, "counties.share_whole", _SHARES)


def _share_split(rng: random.Random, made: MadeMap, districts: int) -> Clause | None:
    return _of_share(rng, made, districts, "counties.share_split", _SPLIT_SHARES)


def _of_share(
    rng: random.Random, made: MadeMap, districts: int, section: str, shares: tuple[float, ...]
) -> Clause | None:
    """A share (0..1) of all counties that stays whole, or may be split, by the section."""
    able = []
    for share in shares:
        exact = Fraction(str(share))
        whole = exact if section == "counties.share_whole" else 1 - exact
        bound = n_split_of(n_counties(made), whole)
        if bound >= _least(made, districts):
            able.append((share, bound))
    if not able:
        return None
    share, bound = rng.choice(able)
    return Clause(section, {"share": Percent(share)}, (splits(bound),))


def _part_whole(rng: random.Random, made: MadeMap, districts: int) -> Clause | None:
    able = [
        (name, bound)
        for name, part in _PARTS
        if (bound := n_split_of(n_counties(made), part)) >= _least(made, districts)
    ]
    if not able:
        return None
    name, bound = rng.choice(able)
    return Clause(f"counties.{name}_whole", {}, (splits(bound),))


def _between(rng: random.Random, made: MadeMap, districts: int) -> Clause | None:
    """Two numbers of split counties, of which the larger one counts."""
    bound = split_bound(rng, made, districts, least=3)
    if bound is None:
        return None
    slots = {"low": Count(rng.randint(max(2, bound - 3), bound - 1)), "n": Count(bound)}
    return Clause("counties.between", slots, (splits(bound),))


def _not_but(rng: random.Random, made: MadeMap, districts: int) -> Clause | None:
    """Two numbers of split counties, of which one is put right by the other."""
    bound = split_bound(rng, made, districts)
    if bound is None:
        return None
    other = bound + rng.choice([one for one in (-2, -1, 1, 2, 3, 5) if bound + one > 1])
    slots = {"n": Count(bound), "other": Count(other)}
    return Clause("counties.not_but", slots, (splits(bound),))


def _plain(section: str, *, wished: bool) -> DrawFn:
    """Draws a clause that no county is split."""

    def draw(rng: random.Random, made: MadeMap, districts: int) -> Clause | None:
        del rng, districts
        if n_counties(made) < 2:
            return None
        return Clause(section, {}, (splits(0, wished=wished),))

    return draw


def _pieces(rng: random.Random, made: MadeMap, districts: int) -> Clause | None:
    return _of_pieces(rng, made, districts, "counties.pieces")


def _pieces_extra(rng: random.Random, made: MadeMap, districts: int) -> Clause | None:
    return _of_pieces(rng, made, districts, "counties.pieces_extra")


def _of_pieces(rng: random.Random, made: MadeMap, districts: int, section: str) -> Clause | None:
    """A bound on county pieces: all of them, or those beyond one a county, by the section."""
    total = n_counties(made)
    if total < 3:
        return None
    least = max(fewest_pieces(made, districts), total + districts - 1)
    bound = least + rng.randint(0, 6)
    n = bound if section == "counties.pieces" else bound - total
    target = {"measure": "region_pieces", "region": "county", "at_most": bound}
    return Clause(section, {"n": Count(max(n, 2))}, (target,)) if n > 1 else None


def _off(rng: random.Random, made: MadeMap, districts: int) -> Clause | None:
    del rng, districts
    return Clause("counties.off") if n_counties(made) else None


def _off_number(rng: random.Random, made: MadeMap, districts: int) -> Clause | None:
    """Numbers of split counties that are not asked for."""
    del districts
    if not n_counties(made):
        return None
    low = rng.randint(2, 6)
    slots = {"low": Count(low), "n": Count(low + rng.randint(1, 9))}
    return Clause("counties.off_number", slots)


_SPLITS = ("region_splits",)
KINDS = (
    ClauseKind("counties.most", _of_bound("counties.most"), 4.0, _SPLITS),
    ClauseKind("counties.most_after", _of_bound("counties.most_after"), 2.0, _SPLITS),
    ClauseKind("counties.fewer", _of_bound("counties.fewer", 1), 1.5, _SPLITS),
    ClauseKind("counties.one", _one, 0.6, _SPLITS),
    ClauseKind("counties.most_of", _of_bound("counties.most_of"), 1.5, _SPLITS),
    ClauseKind("counties.whole_least", _of_whole("counties.whole_least"), 1.5, _SPLITS),
    ClauseKind("counties.whole_of", _of_whole("counties.whole_of"), 1.5, _SPLITS),
    ClauseKind("counties.all_but", _of_bound("counties.all_but"), 1.5, _SPLITS),
    ClauseKind("counties.share_whole", _share_whole, 1.0, _SPLITS),
    ClauseKind("counties.share_split", _share_split, 0.7, _SPLITS),
    ClauseKind("counties.part_whole", _part_whole, 1.2, _SPLITS),
    ClauseKind("counties.most_fewer", _of_bound("counties.most_fewer"), 0.6, _SPLITS),
    ClauseKind("counties.between", _between, 0.6, _SPLITS),
    ClauseKind("counties.not_but", _not_but, 1.0, _SPLITS),
    ClauseKind("counties.not_towns", _of_bound("counties.not_towns"), 0.7, _SPLITS),
    ClauseKind("counties.none", _plain("counties.none", wished=False), 0.5, _SPLITS),
    ClauseKind("counties.respect", _plain("counties.respect", wished=True), 2.0, _SPLITS),
    ClauseKind("counties.fewest", _plain("counties.fewest", wished=True), 1.5, _SPLITS),
    ClauseKind("counties.trade", _of_bound("counties.trade"), 0.7, _SPLITS),
    ClauseKind("counties.pieces", _pieces, 1.2, ("region_pieces",)),
    ClauseKind("counties.pieces_extra", _pieces_extra, 0.4, ("region_pieces",)),
    ClauseKind("counties.off", _off, 1.5, _SPLITS),
    ClauseKind("counties.off_number", _off_number, 0.8, _SPLITS),
)
