"""What an ideal agent says after tools that change or walk what is on the desk."""

from typing import Any

from districtbot.plans.text import signed_percent
from districtbot.problems.dialogues.replies import looks_at_race
from districtbot.problems.dialogues.talk import Talk
from districtbot.problems.language.sayings import capital, listed
from districtbot.problems.language.values import Words
from districtbot.tools.calling import Called
from districtbot.tools.kit.now import now_on
from districtbot.tools.words import RACE_NOTE

MOST = 2
"""Missed targets, and districts of a move, that a reply tells of."""


def words(**texts: object) -> dict[str, Words]:
    """Values that stand in the agent's words just as they are."""
    return {name: Words(str(text)) for name, text in texts.items()}


def tell(talk: Talk, said: str, *facts: str) -> None:
    """End the turn; what is said of race goes with it where a target looks at race."""
    talk.reply(f"{said} {RACE_NOTE}" if looks_at_race(talk) else said, *facts)


def tell_done(talk: Talk, called: Called, said: str, *facts: str) -> None:
    """End the turn after a tool that says what is on the desk now.

    Args:
        talk: The conversation.
        called: What the tool gave; where it refused, its words are the reply.
        said: What was done, without a period.
        *facts: Pieces of it that any right answer holds.
    """
    if not called.ok:
        talk.reply(called.text)
        return
    tell(talk, f"{said}. {desk_words(talk, called.data['now'])}", *facts)


def desk_words(talk: Talk, now: dict[str, Any]) -> str:
    """What is on the desk, in a sentence."""
    if now["districts"] is None:
        return talk.agent.say("reply.desk_none")
    if talk.desk.asked.districts not in (None, now["districts"]):
        return talk.agent.say("reply.desk_unfit")
    if not now["targets"]:
        return talk.agent.say("reply.desk_unjudged")
    if now["missed"]:
        missed = [one.partition(", ")[0] for one in now["missed"][:MOST]]
        return talk.agent.say("reply.desk_missed", words(x=listed(missed)))
    return talk.agent.say("reply.desk_met")


def missed_words(missed: str) -> str:
    """A missed target in few words: what is measured and what the plan has of it."""
    name, _, rest = missed.partition(", ")
    _, _, has = rest.partition("the plan has ")
    return f"{name} ({has.split(' (')[0]})" if has else name


def done_part(called: Called) -> str:
    """What a tool says that it did, without its first word and the period."""
    done = str(called.data["done"])
    return done.partition(": ")[2].removesuffix(".") if ": " in done else done.removesuffix(".")


def tell_moved(talk: Talk, called: Called, section: str = "reply.moved") -> None:
    """End the turn after a move: what moved, the populations, what is torn or missed."""
    if not called.ok:
        talk.reply(called.text)
        return
    data = called.data
    said = [f"{talk.agent.say(section, words(what=data['moved']))}."]
    shown = data["touched"][:MOST]
    parts = [
        talk.agent.say(
            "reply.moved_dev",
            words(district=one["district"], dev=_signed(one["deviation_percent"])),
        )
        for one in shown
    ]
    said.append(f"{capital('; '.join(parts))}.")
    if any(one["pieces"] > max(1, one["pieces_before"]) for one in data["touched"]):
        said.append(f"{talk.agent.say('reply.moved_torn')}.")
    missed = [missed_words(one) for one in data["now_missed"]]
    missed = [one for one in missed if not one.startswith("contiguity")]
    said += [f"Missed now: {one}." for one in missed[:MOST]]
    facts = [_signed(one["deviation_percent"])[1:] for one in shown]
    facts += [f"district {one['district']}" for one in shown]
    tell(talk, " ".join(said), *facts)


def tell_asked(talk: Talk, called: Called, said: str) -> None:
    """End the turn after a change of what is asked that needs no search."""
    if not called.ok:
        talk.reply(called.text)
        return
    now = now_on(talk.desk).model_dump(mode="json")
    tell(talk, f"{said}. {desk_words(talk, now)}")


def _signed(percent: float) -> str:
    return signed_percent(percent / 100)
