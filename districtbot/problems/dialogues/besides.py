"""Turns beside the work: greetings, thanks, other subjects, harm, questions of law, quoted text."""

from districtbot.problems.dialogues.opening import around, as_sentence, county_names, said
from districtbot.problems.dialogues.talk import Talk
from districtbot.problems.dialogues.told import words
from districtbot.problems.language.sayings import capital
from districtbot.problems.language.values import Count, Group, Percent, Text, Value, Words

OFF = (
    "poem",
    "weather",
    "money",
    "homework",
    "cooking",
    "health",
    "computing",
    "travel",
    "news",
    "favor",
)
HARM = ("harass", "files", "hack", "voters", "dilute", "suppress")


def small(talk: Talk, kind: str) -> None:
    """Small talk, answered in a short sentence without a tool."""
    who = Words(talk.speaker.say("chat.who"))
    text = talk.speaker.say(f"chat.{kind}", who=who)
    if talk.rng.random() < 0.5:
        text = capital(text)
    talk.user(text)
    talk.reply(talk.agent.say(f"reply.{kind}"))


def off_topic(talk: Talk) -> None:
    """Something that has nothing to do with districts."""
    speaker = talk.speaker
    thing = Words(speaker.say("off.thing"))
    text = speaker.say(f"off.{talk.rng.choice(OFF)}", thing=thing, n=Count(talk.rng.randint(2, 9)))
    if talk.level > 1 and talk.rng.random() < 0.4:
        text = speaker.say("off.lead_in", x=Text(text))
    talk.user(around(talk, text, plain=True))
    _declined(talk, "reply.off", "decline.thought_off")


def harmful(talk: Talk) -> None:
    """Something that would do harm."""
    kind = talk.rng.choice(HARM)
    talk.user(around(talk, talk.speaker.say(f"harm.{kind}", _slots(talk)), plain=True))
    section = {"files": "reply.harm_private", "voters": "reply.harm_private"}.get(
        kind, "reply.harm"
    )
    if kind == "dilute":
        section = "reply.harm_group"
    _declined(talk, section, "decline.thought_harm")


def _slots(talk: Talk) -> dict[str, Value]:
    rng = talk.rng
    groups = groups_of(talk)
    return {
        "place": Text(rng.choice(county_names(talk) or (talk.made.state_name,))),
        "district": Count(rng.randint(1, 6)),
        "unit": Text(rng.choice(talk.made.state.unit_ids)),
        "person": Words(talk.speaker.say("harm.person")),
        "group": Group((rng.choice(groups),)),
        "n": Count(rng.randint(3, 9)),
        "share": Percent(rng.choice((0.4, 0.45, 0.5, 0.55))),
    }


def groups_of(talk: Talk) -> tuple[str, ...]:
    """Groups of the map that minorities are; never none."""
    roles = talk.made.state.columns
    named = sorted({**roles.group_vap, **roles.group_pop})
    found = tuple(name for name in named if name.split("_")[0] in ("black", "hispanic", "asian"))
    return found or ("black",)


def _declined(talk: Talk, section: str, thought: str) -> None:
    reason = talk.agent.say(section)
    talk.call("decline", {"reason": reason}, thought=talk.agent.say(thought))


def legal(talk: Talk) -> None:
    """A question of law: courts decide; what can be measured is offered."""
    kind = talk.rng.choice(("is_it", "court", "act"))
    talk.user(around(talk, talk.speaker.say(f"legal.{kind}", _slots(talk)), plain=True))
    offer = talk.agent.say("reply.legal_offer")
    talk.reply(talk.agent.say("reply.legal", words(offer=offer)))


def quoted(talk: Talk) -> str:
    """A line that reads like an order to a program."""
    rng = talk.rng
    slots: dict[str, Value] = {
        "n": Count(rng.randint(2, 20)),
        "share": Text(f"{rng.randint(1, 9)}%"),
    }
    return talk.speaker.say("inject.order", slots)


def with_quote(talk: Talk, text: str) -> str:
    """A message with such a line beside what is really asked."""
    where = talk.rng.choice(("before", "after"))
    body = as_sentence(text)
    slots: dict[str, Value] = {"quote": Text(quoted(talk)), "rest": Text(body)}
    return talk.speaker.say(f"inject.around_{where}", slots)


def quote_alone(talk: Talk) -> None:
    """Such a line and nothing else: it is data, nothing is done."""
    if talk.rng.random() < 0.25:
        talk.user(around(talk, talk.speaker.say("inject.prompt"), plain=True))
        talk.reply(talk.agent.say("reply.prompt"))
        return
    talk.user(said(talk, "inject.alone", plain=True, quote=Text(quoted(talk))))
    talk.reply(talk.agent.say("reply.inject"))


def greeted(talk: Talk, text: str) -> str:
    """A request with a greeting before it or a thank-you after it."""
    who = Words(talk.speaker.say("chat.who"))
    section = talk.rng.choice(("chat.greet_and_ask", "chat.thank_after"))
    body = as_sentence(text)
    return talk.speaker.say(section, x=Text(body), who=who)
