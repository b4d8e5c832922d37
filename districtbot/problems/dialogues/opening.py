"""How a conversation begins: a plan is asked for and drawn, or one that is there is loaded."""

from collections.abc import Callable, Sequence

from districtbot.problems.dialogues.replies import draw, draw_if_set
from districtbot.problems.dialogues.talk import Talk
from districtbot.problems.dialogues.told import tell, words
from districtbot.problems.language.clause import Clause
from districtbot.problems.language.compose import (
    Request,
    drawn_clauses,
    drawn_districts,
    request,
)
from districtbot.problems.language.kinds import all_kinds
from districtbot.problems.language.sayings import capital
from districtbot.problems.language.values import Count, Text, Value

LOADED = 0.2
"""Share (0..1) of conversations about a plan that begin with one that the map has."""
_LEADS = (0.0, 0.3, 0.45)
_ASIDES = (0.0, 0.0, 0.35)


def said(talk: Talk, section: str, *, plain: bool = False, **slots: Value) -> str:
    """A message of the person from a section, with what people say around it.

    Args:
        talk: The conversation.
        section: Section of the bank.
        plain: Whether no number may stand beside what is said.
        **slots: What fills the slots.
    """
    return around(talk, talk.speaker.say(section, slots), plain=plain)


def around(talk: Talk, text: str, *, plain: bool = False) -> str:
    """A message with a word before it, and at level 3 something said aside."""
    speaker, rng = talk.speaker, talk.rng
    bare = text[:1].islower() or text.startswith("I ")
    if bare and talk.exchanges and rng.random() < _LEADS[talk.level - 1]:
        text = speaker.say("chat.lead", x=Text(text))
    if not plain and rng.random() < _ASIDES[talk.level - 1]:
        text = with_aside(talk, text)
    if rng.random() < 0.5:
        text = capital(text)
    return text if text.endswith((".", "!", "?", ")", ":")) or rng.random() < 0.4 else f"{text}."


def with_aside(talk: Talk, text: str) -> str:
    """A message with a sentence that asks for nothing."""
    speaker, rng = talk.speaker, talk.rng
    body = as_sentence(text)
    kind = rng.choice(("count", "share", "place"))
    slots: dict[str, Value] = {
        "n": Count(rng.randint(2, 40)),
        "share": Text(f"{rng.choice((3, 8, 12, 17, 35, 60))}%"),
        "place": Text(rng.choice(county_names(talk) or (talk.made.state_name,))),
        "x": Text(body),
    }
    return speaker.say(f"chat.aside_{kind}", slots)


def as_sentence(text: str) -> str:
    """A text with a period at its end, where it has no mark there that ends a sentence."""
    return text if text.endswith((".", "!", "?")) else f"{text}."


def county_names(talk: Talk) -> tuple[str, ...]:
    """Counties of the map whose name no other place has."""
    book = talk.made.state.gazetteer
    towns = {name.casefold() for name in book.names("town")}
    return tuple(name for name in book.names("county") if name.casefold() not in towns)


def opened(
    talk: Talk,
    *,
    clauses: Sequence[Clause] | None = None,
    districts: int | None = None,
    most: int = 2,
    around_fn: Callable[[str], str] = str,
) -> Request:
    """The person asks for a plan; the agent sets the targets, draws and tells.

    Args:
        talk: The conversation.
        clauses: What is asked; one to `most` drawn clauses by default.
        districts: Number of districts; drawn by default.
        most: So many clauses at most.
        around_fn: Puts something around the message.
    """
    k = districts if districts is not None else drawn_districts(talk.rng, talk.made)
    if clauses is None:
        n = talk.rng.randint(1, min(most, talk.level + 1))
        clauses = drawn_clauses(talk.rng, talk.made, k, all_kinds(), n)
    asked = request(talk.speaker, talk.made, level=talk.level, districts=k, clauses=clauses)
    talk.user(around_fn(asked.text), targets=asked.args)
    called = talk.call("set_targets", asked.args, thought=talk.agent.say("reply.thought_set"))
    draw_if_set(talk, called)
    return asked


def begun(talk: Talk, *, most: int = 2, fewest: int = 2) -> None:
    """There is a plan on the desk that fits what is asked, one way or another.

    Args:
        talk: The conversation.
        most: So many clauses at most.
        fewest: So many districts at least, where the map can have them.
    """
    columns = talk.made.state.columns.plans
    if columns and talk.rng.random() < LOADED:
        loaded(talk, talk.rng.choice(columns))
    else:
        districts = max(drawn_districts(talk.rng, talk.made), fewest)
        opened(talk, most=most, districts=districts)
    settled(talk)


def loaded(talk: Talk, column: str) -> None:
    """The person wants the plan in a column on the desk."""
    talk.user(said(talk, "error.load_column", plain=True, word=Text(column)))
    called = talk.call("load_plan", {"source": column}, thought=talk.agent.say("edit.thought_load"))
    if not called.ok:
        talk.reply(called.text)
        return
    k = called.data["districts"]
    tell(talk, talk.agent.say("reply.loaded", words(k=k, x=column)), str(k), column)


def settled(talk: Talk) -> None:
    """Where there is no plan that fits, the person asks for one without any conditions."""
    k = talk.desk.asked.districts
    plan = talk.desk.plan
    if plan is not None and k in (None, plan.n_districts):
        return
    n = k if k is not None and k * 3 <= talk.made.state.n_units else 3
    talk.user(said(talk, "edit.drop_all", plain=True, n=Count(n)))
    args = {"districts": n, "replace": True}
    talk.call("set_targets", args, thought=talk.agent.say("edit.thought_drop"))
    draw(talk)


def n_of(talk: Talk) -> int:
    """The number of districts of the plan on the desk.

    Raises:
        RuntimeError: If there is no plan.
    """
    plan = talk.desk.plan
    if plan is None:
        raise RuntimeError("no plan on the desk")
    return plan.n_districts
