"""What was asked, said back in plain words, so that a person can put it right."""

from districtbot.ground.errors import some_of
from districtbot.ground.quoting import plain
from districtbot.plans import targets as t
from districtbot.plans.describe import PARTY_NAMES, UNIVERSE_NAMES, bound, count, number
from districtbot.plans.text import people, plural
from districtbot.tools.desk.asked import Asked

MOST_NAMES = 6
"""Places and units of a target that are named; the rest are counted."""
WIDE = 0.1
"""A population bound above this is worth a second look."""


def understood(asked: Asked) -> str:
    """Everything that is asked, in one sentence: ``I understood: 7 districts; ...``.

    Args:
        asked: What is asked; the targets that are always there are said too.
    """
    return f"I understood: {'; '.join(phrases(asked))}."


def phrases(asked: Asked) -> tuple[str, ...]:
    """A few words for the number of districts, then for each target (see `all_targets`)."""
    k = asked.districts
    first = "the number of districts is not said yet" if k is None else count(k, "district")
    return (first, *map(phrase_of, asked.target), *map(_by_default, defaults_in(asked)))


def all_targets(asked: Asked) -> tuple[t.Target, ...]:
    """The targets asked for, then those that are always there.

    It need not be said yet how many districts there shall be.
    """
    return t.Targets(districts=asked.districts or 2, target=asked.target).target


def defaults_in(asked: Asked) -> tuple[t.Target, ...]:
    """The targets that nobody asked for."""
    return all_targets(asked)[len(asked.target) :]


def phrase_of(target: t.Target) -> str:
    """One target in plain words: ``population within 1% of the ideal in each district``."""
    return f"{_phrase(target)}{' (a wish, not a must)' if target.wished else ''}"


def _by_default(target: t.Target) -> str:
    return phrase_of(target) + ("" if isinstance(target, t.Contiguity) else " (by default)")


def doubts(asked: Asked) -> tuple[str, ...]:
    """Words of the targets that may be meant otherwise."""
    found = []
    for target in asked.target:
        if isinstance(target, t.PopulationDeviation | t.PopulationRange) and target.at_most > WIDE:
            found.append(
                f"A population bound of {bound(target.at_most)} is wide; if "
                f"{bound(target.at_most / 100)} is meant, set it to that."
            )
        if isinstance(target, t.Competitive) and target.margin < 0.005:
            found.append(f"A margin of {bound(target.margin)} is narrow; 5% is usual.")
    both = [one for one in asked.target if one.measure in t.POPULATION_MEASURES]
    if len(both) > 1:
        found.append("Several bounds on population hold at once; the tightest decides.")
    return tuple(found)


def uses_race(asked: Asked) -> bool:
    """Whether a target looks at a group's share."""
    return any(isinstance(target, t.GroupShare) for target in asked.target)


def _phrase(target: t.Target) -> str:
    match target:
        case t.PopulationDeviation():
            return f"population within {bound(target.at_most)} of the ideal in each district"
        case t.PopulationRange():
            return (
                "from the largest to the smallest district at most "
                f"{bound(target.at_most)} of the ideal population"
            )
        case t.PopulationPersons():
            return f"population within {people(target.at_most)} of the ideal in each district"
        case t.Contiguity():
            return "every district in one piece"
        case t.RegionSplits() if target.at_most == 0:
            return f"no {_region(target.region)} split"
        case t.RegionSplits():
            return f"at most {count(target.at_most, _region(target.region))} split"
        case t.RegionPieces():
            return f"{plural(_region(target.region))} in at most {target.at_most:,} pieces in all"
        case t.PolsbyPopper() | t.Reock():
            name = "Polsby-Popper" if isinstance(target, t.PolsbyPopper) else "Reock"
            which = "of every district" if target.statistic == "minimum" else "on average"
            return f"{name} at least {number(target.at_least, 4)} {which}"
        case t.CutEdges():
            return f"at most {target.at_most:,} cut edges"
        case t.GroupShare():
            return _group(target)
        case t.LeastChange():
            return (
                f"at least {bound(target.at_least)} of the people keep their district of "
                f"{plain(target.plan)}"
            )
        case t.Nested():
            return (
                f"at least {bound(target.at_least)} of the people in districts nested in those of "
                f"{plain(target.plan)}"
            )
        case t.Together() | t.Apart() | t.Locked() | t.Incumbents():
            return _places(target)
        case _:
            return _votes(target)


def _group(target: t.GroupShare) -> str:
    name = f"{' + '.join(map(plain, target.group))} {UNIVERSE_NAMES[target.of]}"
    if target.none_above:
        return f"no district above {bound(target.share)} {name}"
    wanted = count(target.districts_at_least or 0, "district")
    return f"at least {wanted} with {bound(target.share)} or more {name}"


def _votes(target: t.Target) -> str:
    match target:
        case t.Seats():
            return (
                f"{_counted(target, 'district')} won by the {PARTY_NAMES[target.party]} side in "
                f"{plain(target.election)}"
            )
        case t.Competitive():
            wanted = count(target.at_least, "district")
            return (
                f"at least {wanted} within {bound(target.margin)} of an even vote in "
                f"{plain(target.election)}"
            )
        case t.EfficiencyGap() | t.MeanMedian() | t.PartisanBias() | t.Proportionality():
            name = {
                "efficiency_gap": "efficiency gap",
                "mean_median": "mean-median",
                "partisan_bias": "partisan bias",
                "proportionality": "seat share less vote share",
            }[target.measure]
            return f"{name} at most {bound(target.at_most)} either way in {plain(target.election)}"
        case _:
            return target.measure.replace("_", " ")


def _counted(target: t.Seats, noun: str) -> str:
    parts = (("exactly", target.equal), ("at least", target.at_least), ("at most", target.at_most))
    given = [(word, value) for word, value in parts if value is not None]
    said = " and ".join(f"{word} {value}" for word, value in given)
    return f"{said} {noun if given[-1][1] == 1 else plural(noun)}"


def _places(target: t.Together | t.Apart | t.Locked | t.Incumbents) -> str:
    if isinstance(target, t.Incumbents):
        return f"no two of these homes in one district: {_names(target.units)}"
    names = plain(target.name, 160) or _names(target.values)
    match target:
        case t.Locked() if target.alone:
            return f"district {target.district} stays as it is"
        case t.Locked():
            return f"{names} in district {target.district}"
        case t.Apart():
            return f"{names} in different districts"
        case _ if len(target.values) == 1:
            return f"{names} whole in one district"
        case _:
            return f"{names} together in one district"


def _names(values: tuple[str, ...]) -> str:
    shown = [plain(value, 40) for value in values]
    if len(shown) in (2, 3):
        return f"{', '.join(shown[:-1])} and {shown[-1]}"
    return some_of(shown, MOST_NAMES)


def _region(region: str) -> str:
    return region if region in ("county", "municipality") else f"{plain(region)} area"
