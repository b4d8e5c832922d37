"""Somebody wants a plan that keeps much of an existing one, or nests in it.

Level 1 says how much of it stays; 2 asks for more besides and changes how much; 3 hides it among
other wishes, nests the districts in an old plan, or gives it up at the end.
"""

from districtbot.problems.dialogues.drafts import drafted_and_changed, draws_any, kinds_named
from districtbot.problems.dialogues.family import DialogueFamily
from districtbot.problems.dialogues.talk import Talk
from districtbot.problems.language.clauses.continuity import districts_in

KINDS = ("continuity.keep", "continuity.moved", "continuity.little")
NESTED = 0.25
"""Share (0..1) of conversations above level 1 that nest districts in those of a plan."""
FEWEST_UNITS = 7
"""Units that a district has at least, about."""


def act(talk: Talk) -> None:
    """Ask for it, draw; change how much stays."""
    columns = talk.made.state.columns.plans
    k = districts_in(talk.made, talk.rng.choice(columns))
    finer = 2 * k
    if (
        talk.level > 1
        and finer * FEWEST_UNITS <= talk.made.state.n_units
        and talk.rng.random() < NESTED
    ):
        drafted_and_changed(talk, kinds_named("continuity.nested"), finer)
    else:
        drafted_and_changed(talk, kinds_named(*KINDS), k)


FAMILY = DialogueFamily(
    name="least_change_draw",
    title="A plan that changes little of an existing one, or nests in it",
    topic="drawing",
    version=1,
    act=act,
    needs=draws_any(*KINDS),
    weight=2.0,
)
