"""Turns with a slip in the name of a place, which the tools read over."""

from functools import lru_cache

from districtbot.problems.dialogues.asking import tell_people
from districtbot.problems.dialogues.handwork import movable
from districtbot.problems.dialogues.opening import around, said
from districtbot.problems.dialogues.talk import Talk
from districtbot.problems.dialogues.told import tell_moved
from districtbot.problems.language.values import Count, Ordinal, Text, Value
from districtbot.problems.maps.made import MadeMap
from districtbot.tools.kit.places import misspelt

FEWEST_LETTERS = 6
"""Names with fewer letters are not misspelt: a slip would make another name of them."""
_PAIRS = 3


@lru_cache(maxsize=4096)
def _slips(name: str) -> tuple[str, ...]:
    """Names with one slip of the keys, the first letter right."""
    found = []
    for at in range(1, len(name) - 1):
        if name[at : at + 2].isalpha() and name[at] != name[at + 1]:
            found.append(f"{name[:at]}{name[at + 1]}{name[at]}{name[at + 2 :]}")
        if name[at].isalpha():
            found.append(f"{name[:at]}{name[at + 1 :]}")
            found.append(f"{name[:at]}{name[at]}{name[at:]}")
    return tuple(dict.fromkeys(one for one in found if one != name))


def slip_of(talk: Talk, name: str) -> str | None:
    """The name with a slip that the tools take for the name alone; ``None`` where none is found."""
    slips = list(_slips(name))
    talk.rng.shuffle(slips)
    for slip in slips[:_PAIRS]:
        read = misspelt(talk.made.state, [slip])
        if len(read) == 1 and (read[0].endswith((f"as {name}", f"as {name} County"))):
            return slip
    return None


def able_names(made: MadeMap) -> list[str]:
    """Counties with names long enough to be misspelt, and no other place of that name."""
    book = made.state.gazetteer
    towns = {place.name.casefold() for place in book.of("town")}
    return [
        place.name
        for place in book.of("county")
        if len(place.name) >= FEWEST_LETTERS
        and place.name.replace(" ", "").isalpha()
        and place.name.casefold() not in towns
    ]


def can_misspell(made: MadeMap) -> bool:
    """Whether the map has such names."""
    return len(able_names(made)) > 1


def misspelt_look(talk: Talk) -> bool:
    """The people of a place whose name has a slip."""
    names = able_names(talk.made)
    talk.rng.shuffle(names)
    for name in names:
        slip = slip_of(talk, name)
        if slip is not None:
            talk.user(said(talk, "error.population_of", plain=True, place=Text(slip)))
            thought = talk.agent.say("error.thought_misspelt")
            tell_people(talk, talk.call("look_up", {"place": slip}, thought=thought))
            return True
    name = names[0]
    talk.user(said(talk, "error.population_of", plain=True, place=Text(name)))
    tell_people(
        talk, talk.call("look_up", {"place": name}, thought=talk.agent.say("look.thought_place"))
    )
    return False


def misspelt_move(talk: Talk) -> bool:
    """A move of a county whose name has a slip; ``False`` where there is none."""
    wanted = set(able_names(talk.made))
    pairs = [one for one in movable(talk) if one[0] in wanted]
    talk.rng.shuffle(pairs)
    for name, number in pairs:
        slip = slip_of(talk, name)
        if slip is None:
            continue
        slots: dict[str, Value] = {
            "place": Text(slip),
            "district": Count(number),
            "nth": Ordinal(number),
        }
        talk.user(around(talk, talk.speaker.say("edit.move_place", slots), plain=True))
        args = {"places": [slip], "to_district": str(number)}
        thought = talk.agent.say("error.thought_misspelt")
        tell_moved(talk, talk.call("move", args, thought=thought))
        return True
    return False
