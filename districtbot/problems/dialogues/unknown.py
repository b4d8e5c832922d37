"""Turns that name what the map has not: a group, a contest, a plan, a place."""

from typing import Any

from districtbot.problems.dialogues.asking import PARTIES, answer_number, tell_people
from districtbot.problems.dialogues.handwork import homes
from districtbot.problems.dialogues.opening import around, county_names, said
from districtbot.problems.dialogues.replies import draw_if_set, improve
from districtbot.problems.dialogues.talk import Talk
from districtbot.problems.dialogues.told import tell, tell_done, words
from districtbot.problems.language.compose import drawn_districts
from districtbot.problems.language.sayings import listed
from districtbot.problems.language.values import Contest, Count, Party, Text, Value
from districtbot.tools.kit.places import misspelt

_WORDS = {"black": "Black", "asian": "Asian", "native": "Native", "hispanic": "Hispanic"}
MOST_NAMED = 6


def group_missing(talk: Talk) -> bool:
    """The map has *Black, alone or with others* only: the agent takes that for Black."""
    roles = talk.made.state.columns.group_vap
    able = [key for key in _WORDS if key not in roles and f"{key}_any" in roles]
    if not able:
        return False
    key = talk.rng.choice(able)
    k = max(3, drawn_districts(talk.rng, talk.made))
    slots: dict[str, Value] = {"n": Count(k), "word": Text(_WORDS[key])}
    talk.user(around(talk, talk.speaker.say("error.draw_with_group", slots), plain=True))
    target = {
        "measure": "group_share",
        "group": [key],
        "share": "50%",
        "districts_at_least": 1,
    }
    args: dict[str, Any] = {"districts": k, "targets": [target]}
    talk.call("set_targets", args, thought=talk.agent.say("reply.thought_set"))
    mended = {"districts": k, "targets": [{**target, "group": [f"{key}_any"]}]}
    called = talk.call("set_targets", mended, thought=talk.agent.say("error.thought_group"))
    draw_if_set(talk, called)
    return True


def contest_missing(talk: Talk) -> bool:
    """A contest that the map has not: the agent asks which of those there are."""
    contests = talk.made.state.columns.elections
    if len(contests) < 2:
        return False
    rng = talk.rng
    word = _away(talk, "error.contest_away", [one.name for one in contests])
    k = max(4, drawn_districts(rng, talk.made))
    party, seats = rng.choice(PARTIES), rng.randint(1, k // 2 - 1)
    slots: dict[str, Value] = {
        "n": Count(k),
        "party": Party(party),
        "seats": Count(seats),
        "word": Text(word),
    }
    talk.user(around(talk, talk.speaker.say("error.contest_missing", slots), plain=True))
    target = {"measure": "seats", "at_least": seats, "party": party, "election": word}
    args: dict[str, Any] = {"districts": k, "targets": [target]}
    talk.call("set_targets", args, thought=talk.agent.say("reply.thought_set"))
    names = listed([one.name for one in contests][:MOST_NAMED], "or")
    question = talk.agent.say("error.which_contest", words(word=word, contests=names))
    talk.call("ask_user", {"question": question}, thought=talk.agent.say("error.thought_contest"))
    one = rng.choice(contests[:MOST_NAMED])
    contest = Contest(one.name, one.dem_col, one.rep_col)
    text = talk.speaker.say("ask.answer_election", contest=contest)
    talk.user(around(talk, text, plain=True))
    args = {"districts": k, "targets": [{**target, "election": one.name}]}
    called = talk.call("set_targets", args, thought=talk.agent.say("reply.thought_set"))
    draw_if_set(talk, called)
    return True


def _away(talk: Talk, section: str, there: list[str]) -> str:
    """A name of a section that is not among some."""
    known = {one.casefold() for one in there}
    while True:
        word = talk.speaker.say(section)
        if word.casefold() not in known:
            return word


def lock_first(talk: Talk) -> bool:
    """A district is to be locked before there is a plan: the agent asks for what comes first."""
    number = talk.rng.randint(1, 5)
    text = talk.speaker.say("error.lock_without_plan", district=Count(number))
    talk.user(around(talk, text, plain=True))
    args = {"district": str(number)}
    talk.call("lock", args, thought=talk.agent.say("edit.thought_lock"))
    question = talk.agent.say("error.no_plan_yet")
    talk.call("ask_user", {"question": question}, thought=talk.agent.say("error.thought_no_plan"))
    answer_number(talk, drawn_districts(talk.rng, talk.made))
    return True


def plan_missing(talk: Talk) -> bool:
    """A plan column that the map has not: the agent asks which of those there are."""
    columns = talk.made.state.columns.plans
    if not columns:
        return False
    there = [str(name) for name in talk.made.state.units.columns]
    word = _away(talk, "error.column_away", there)
    talk.user(said(talk, "error.load_column", plain=True, word=Text(word)))
    thought = talk.agent.say("edit.thought_load")
    talk.call("load_plan", {"source": word}, thought=thought)
    about = words(word=word, columns=listed(list(columns), "or"))
    only = len(columns) == 1
    question = talk.agent.say("error.only_column" if only else "error.which_column", about)
    talk.call("ask_user", {"question": question}, thought=talk.agent.say("error.thought_column"))
    column = talk.rng.choice(columns)
    answer = "ask.yes" if only and talk.rng.random() < 0.6 else "error.answer_column"
    talk.user(said(talk, answer, plain=True, column=Text(column)))
    called = talk.call("load_plan", {"source": column}, thought=thought)
    if not called.ok:
        talk.reply(called.text)
        return True
    k = called.data["districts"]
    tell(talk, talk.agent.say("reply.loaded", words(k=k, x=column)), str(k), column)
    return True


def place_missing(talk: Talk) -> bool:
    """A place that the map has not: the agent asks which is meant."""
    names = county_names(talk)
    word = talk.speaker.say("error.place_away")
    if not names or misspelt(talk.made.state, [word]):
        return False
    keeping = bool(homes(talk)) and talk.rng.random() < 0.5
    section = "error.place_unknown_keep" if keeping else "error.place_unknown_look"
    tool = "keep_together" if keeping else "look_up"
    talk.user(said(talk, section, plain=True, word=Text(word)))
    thought = talk.agent.say("edit.thought_keep" if keeping else "look.thought_place")
    refused = talk.call(tool, {"places": [word]} if keeping else {"place": word}, thought=thought)
    if refused.ok:
        talk.reply(refused.text)
        return True
    question = talk.agent.say("error.which_place_then", words(word=word))
    talk.call("ask_user", {"question": question}, thought=talk.agent.say("error.thought_place"))
    name = talk.rng.choice(names)
    talk.user(said(talk, "error.answer_place", plain=True, place=Text(name)))
    args: dict[str, Any] = {"places": [name]} if keeping else {"place": name}
    called = talk.call(tool, args, thought=thought)
    if not keeping:
        tell_people(talk, called)
    elif called.ok and called.data["now"]["missed"]:
        improve(talk)
    else:
        tell_done(talk, called, talk.agent.say("reply.together", words(place=name)), name)
    return True
