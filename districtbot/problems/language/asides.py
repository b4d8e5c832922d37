"""Remarks that ask for nothing: greetings, background numbers, names, what others want."""

import random
import re
from collections.abc import Collection, Sequence

from districtbot.problems.language.clauses import continuity, groups, votes
from districtbot.problems.language.sayings import Scribe, capital, closed
from districtbot.problems.language.speaker import Speaker
from districtbot.problems.language.values import (
    Count,
    Party,
    People,
    Percent,
    Places,
    Score,
    Text,
    Value,
    Words,
)
from districtbot.problems.maps.made import MadeMap

_FIRST_NAMES = ("Marcy", "Dale", "Ruth", "Luis", "Keisha", "Tom", "Priya", "Walt", "Joan", "Omar")
_LAST_NAMES = ("Hollis", "Pruitt", "Okafor", "Lindqvist", "Reyes", "Tran", "Bauer", "Mabry", "Kent")
_SHARES = (0.004, 0.01, 0.02, 0.03, 0.07, 0.08, 0.11, 0.12, 0.23, 0.31, 0.42, 0.48, 0.51, 0.6)
ASIDES = {1: (0.12, 0.0), 2: (0.45, 0.1), 3: (0.85, 0.4)}
"""Share (0..1) of messages of each level with one remark, and with another."""
_COMMON = re.compile(
    r"(?:a|an|the|this|that|draw|make|could|can|would|will|please|divide|split|carve|cut|break|set|"
    r"lay|build|create|generate|give|get|let's|we|my|our|here|what|how|is|do|keep|no|there|show|"
    r"time|quick|just|go|don't|in|on|at|as|for|if|with|group|each|every|all|map|next|redraw|find|fill|"
    r"try|figure|assign|sort|partition|redistrict|work|produce|run|one|two|three|four|five|six|seven|"
    r"eight|nine|ten|under|within|population|districts|request|goal|you|forget|leave|"
    r"see to|it|it's|it'd|somebody|people|ignore|assuming|given|when|help|put|come|propose|"
    r"prepare|sketch|new|starting|first)\b",
    re.IGNORECASE,
)
"""How messages begin that are no names: these words lose their capital after a comma."""
_NOTHING: frozenset[str] = frozenset()
_AGAINST = {
    "aside.no_votes": frozenset(votes.MEASURES),
    "aside.no_groups": frozenset(groups.MEASURES),
    "aside.no_incumbents": frozenset(("incumbents",)),
    "aside.no_old_plan": frozenset(continuity.MEASURES),
}
"""Remarks that would take back what a message asks of some measures."""
_NO_TOWN = re.compile(r"unincorporated|balance", re.IGNORECASE)
"""Values of the column of towns that are none."""
_HELLO, _OPEN, _THANKS = 0.15, 0.22, 0.16
"""Shares (0..1) of messages with a greeting, with what it is about, with thanks."""


def surrounded(scribe: Scribe, made: MadeMap, blocks: Sequence[str]) -> str:
    """The message of some blocks, with remarks before, between and after them."""
    said = list(blocks)
    measures = {str(target["measure"]) for one in scribe.told for target in one.targets}
    for share in ASIDES[scribe.level]:
        if scribe.chance(share):
            at = scribe.rng.randint(1 if scribe.head else 0, len(said))
            said.insert(at, aside(scribe.speaker, made, measures))
    if scribe.head:
        gap = scribe.rng.choice(("\n\n", "\n\n", "\n"))
        return gap.join((scribe.head, " ".join(said), scribe.foot))
    if scribe.chance(_OPEN):
        said.insert(0, closed(capital(scribe.say("drawing.open"))))
    if scribe.chance(_HELLO):
        said[0] = _greeted(scribe.say("drawing.hello"), said[0])
    if scribe.chance(_THANKS):
        said.append(scribe.say("drawing.thanks"))
    lines = any("\n" in block for block in said) or (len(said) > 3 and scribe.chance(0.08))
    text = said[0]
    for block in said[1:]:
        text += ("\n" if lines or text[-1] not in ".!?," else " ") + block
    return text


def _greeted(hello: str, text: str) -> str:
    """A text after a greeting; it goes on in lower case after a comma."""
    if hello.endswith(",") and _COMMON.match(text):
        text = text[:1].lower() + text[1:]
    return f"{hello} {text}"


def aside(speaker: Speaker, made: MadeMap, measures: Collection[str] = ()) -> str:
    """A sentence, closed, that asks for nothing.

    Args:
        speaker: Who says it.
        made: The map.
        measures: What else the message asks of: it does not say that it cares for none of these.
    """
    slots = aside_slots(speaker.rng, made)
    able = [
        name
        for name, needs in speaker.bank.under("aside.")
        if needs <= slots.keys() and not _AGAINST.get(name, _NOTHING) & set(measures)
    ]
    weights = [len(speaker.bank.sections[name]) for name in able]
    (section,) = speaker.rng.choices(able, weights)
    return closed(capital(speaker.say(section, slots)))


def somebody(rng: random.Random) -> str:
    """A first and a last name."""
    return f"{rng.choice(_FIRST_NAMES)} {rng.choice(_LAST_NAMES)}"


def aside_slots(rng: random.Random, made: MadeMap) -> dict[str, Value]:
    """What fills the remarks about a map; none of it is asked for.

    Without counties, towns or contests on the map their slots are not there.
    """
    state = made.state
    counties = state.gazetteer.names("county")
    towns = state.gazetteer.names("town")
    n = rng.randint(2, 14)
    slots: dict[str, Value] = {
        "state": Words(made.state_name or "the state"),
        "n": Count(n),
        "m": Count(n + rng.randint(1, 26)),
        "share": Percent(rng.choice(_SHARES)),
        "units": Count(state.n_units),
        "score": Score(rng.choice((0.12, 0.18, 0.21, 0.26, 0.31, 0.38, 0.44))),
        "people": People(int(round(float(state.population.sum()), -3))),
        "some_people": People(rng.choice((900, 1200, 2000, 3500, 8000, 15_000, 40_000))),
        "year": Text(str(rng.randint(1981, 2024))),
        "statute": Text(f"{rng.randint(2, 49)}-{rng.randint(100, 999)}"),
        "phone": Text(f"555-01{rng.randint(10, 99)}"),
        "date": Text(f"{rng.choice(('March', 'May', 'June', 'October'))} {rng.randint(2, 28)}"),
        "name": Words(somebody(rng)),
        "party": Party(rng.choice(("dem", "rep"))),
        "pop_column": Text(state.columns.population),
        "id_column": Text(state.columns.unit_id),
    }
    if state.columns.county:
        slots["county_column"] = Text(state.columns.county)
    if counties:
        slots["counties"] = Count(len(counties))
        slots["county"] = Places((rng.choice(counties),))
    picked = [rng.choice(towns) for _ in range(4 if towns else 0)]
    if real := [one for one in picked if not _NO_TOWN.search(one)]:
        slots["town"] = Places((real[0],), "town")
    if state.columns.elections:
        slots["contest"] = votes.contest_of(rng.choice(state.columns.elections))
    return slots
