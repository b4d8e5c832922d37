"""Seats without an election, or people of a place whose name two places have: the agent asks.

At level 2 and 3 the answer may be *the newer one*.
"""

from districtbot.problems.dialogues.asking import twice_named, which_election, which_place
from districtbot.problems.dialogues.family import DialogueFamily
from districtbot.problems.dialogues.opening import opened
from districtbot.problems.dialogues.talk import Talk
from districtbot.problems.maps.made import MadeMap


def act(talk: Talk) -> None:
    """Say too little, be asked, answer."""
    if len(talk.made.state.columns.elections) < 2 or talk.rng.random() < 0.3:
        opened(talk, most=1)
        which_place(talk)
    else:
        which_election(talk)


def needs(made: MadeMap) -> bool:
    """Whether there are two elections, or two places of one name."""
    if len(made.state.columns.elections) > 1:
        return True
    book = made.state.gazetteer
    towns = {place.name for place in book.of("town")}
    return any(place.name in towns for place in book.of("county"))


__all__ = ["FAMILY", "act", "twice_named"]

FAMILY = DialogueFamily(
    name="ask_which_one",
    title="An election or a place can be either of several, and the agent asks",
    topic="asking back",
    version=1,
    act=act,
    needs=needs,
)
