"""Turns in which a tool refuses, and the agent mends the call, asks, or says why."""

import re
from typing import Any

from districtbot.problems.dialogues.altering import POPULATION, measures_asked
from districtbot.problems.dialogues.handwork import free_districts, homes
from districtbot.problems.dialogues.opening import n_of, said
from districtbot.problems.dialogues.talk import Talk
from districtbot.problems.dialogues.told import tell, tell_done, words
from districtbot.problems.language.sayings import capital, listed
from districtbot.problems.language.values import Count, Text, Words

_ABSENT = {
    "polsby_popper": ("compactness", "the Polsby-Popper target"),
    "reock": ("Reock", "the Reock score"),
    "cut_edges": ("cut edges", "the limit on cut edges"),
    "region_splits": ("county splits", "split counties"),
    "competitive": ("competitive districts", "competitiveness"),
    "efficiency_gap": ("the efficiency gap",),
    "mean_median": ("the mean-median difference", "mean-median"),
    "incumbents": ("the incumbents",),
    "proportionality": ("proportionality",),
}


def version_missing(talk: Talk) -> None:
    """The person names a version that there is not; the agent asks which, and goes there."""
    names = list(talk.desk.history.names)
    if not names:
        return
    known = {name.casefold() for name in names}
    name = talk.speaker.say("history.a_name")
    while name.casefold() in known:
        name = talk.speaker.say("history.a_name")
    talk.user(said(talk, "error.version_missing", plain=True, name=Text(name)))
    talk.call("go_to", {"version": name}, thought=talk.agent.say("history.thought_go"))
    question = talk.agent.say("error.which_version", words(name=name, names=listed(names, "or")))
    talk.call("ask_user", {"question": question}, thought=talk.agent.say("error.thought_version"))
    wanted = talk.rng.choice(names)
    talk.user(said(talk, "error.answer_version", plain=True, name=Text(wanted)))
    before = talk.desk.history.current.number
    called = talk.call("go_to", {"version": wanted}, thought=talk.agent.say("history.thought_go"))
    number = called.data["now"]["version"]
    section = "reply.already_there" if number == before else "reply.back_at"
    tell_done(talk, called, talk.agent.say(section, words(version=number)), str(number))


def swap_refused(talk: Talk) -> bool:
    """The person swaps a county that lies in several districts; the agent says why not."""
    split = [name for name, found in homes(talk).items() if len(found) > 1]
    whole = [name for name, found in homes(talk).items() if len(found) == 1]
    if not split or not whole:
        return False
    one, other = talk.rng.choice(split), talk.rng.choice(whole)
    talk.user(said(talk, "edit.swap", plain=True, place=Text(one), other=Text(other)))
    args = {"places": [one], "with_places": [other]}
    called = talk.call("swap", args, thought=talk.agent.say("edit.thought_swap"))
    talk.reply(talk.agent.say("error.swap_refused", words(why=called.text)), one)
    return True


def drop_absent(talk: Talk) -> None:
    """The person gives up what was never asked; the agent says so."""
    asked = measures_asked(talk)
    about = asked | ({"region_splits"} if "region_pieces" in asked else set())
    able = sorted(set(_ABSENT) - about - set(POPULATION))
    measure = talk.rng.choice(able)
    what = talk.rng.choice(_ABSENT[measure])
    talk.user(said(talk, "error.drop_absent", what=Words(what)))
    thought = talk.agent.say("edit.thought_drop")
    talk.call("drop_targets", {"measures": [measure]}, thought=thought)
    text = talk.agent.say("reply.nothing_to_drop", words(what=what))
    tell(talk, capital(text))


def district_missing(talk: Talk) -> None:
    """The person speaks of a district that there is not; the agent asks which."""
    k = n_of(talk)
    wrong = k + talk.rng.randint(1, 3)
    talk.user(said(talk, "error.lock_missing", plain=True, district=Count(wrong)))
    thought = talk.agent.say("edit.thought_lock")
    talk.call("lock", {"district": str(wrong)}, thought=thought)
    question = talk.agent.say("error.which_district", words(district=wrong, n=k))
    talk.call("ask_user", {"question": question}, thought=talk.agent.say("error.thought_district"))
    able = free_districts(talk)
    if not able:
        return
    right = talk.rng.choice(able)
    talk.user(said(talk, "error.answer_district", plain=True, district=Count(right)))
    called = talk.call("lock", {"district": str(right)}, thought=thought)
    tell_done(talk, called, talk.agent.say("reply.locked", words(district=right)), str(right))


def undo_too_many(talk: Talk) -> None:
    """The person takes back more than there is; the agent says how much there is."""
    n = len(talk.desk.history.ways_back) + 1 + talk.rng.randint(1, 6)
    talk.user(said(talk, "error.undo_too_many", plain=True, n=Count(n)))
    thought = talk.agent.say("history.thought_undo_many")
    called = talk.call("undo", {"times": n}, thought=thought)
    if called.ok:
        tell_done(talk, called, talk.agent.say("reply.undone_many", words(n=n)))
    else:
        digits = re.search(r"\d+", called.text)
        text = talk.agent.say("reply.undo_too_many", words(why=called.text))
        talk.reply(text, *((digits[0],) if digits else ()))


def undo_nothing(talk: Talk) -> bool:
    """The person takes something back before anything was done; the agent says so."""
    talk.user(said(talk, "history.undo_one"))
    talk.call("undo", {}, thought=talk.agent.say("history.thought_undo"))
    talk.reply(talk.agent.say("reply.nothing_undo"))
    return True


def there_already(talk: Talk) -> bool:
    """The person moves a county to where it is; the agent says that nothing moved."""
    whole = {name: found[0] for name, found in homes(talk).items() if len(found) == 1}
    if not whole:
        return False
    name = talk.rng.choice(sorted(whole))
    number = whole[name]
    slots: dict[str, Any] = {"place": Text(name), "district": Count(number)}
    talk.user(said(talk, "error.move_empty", plain=True, **slots))
    args = {"places": [name], "to_district": str(number)}
    talk.call("move", args, thought=talk.agent.say("edit.thought_move"))
    tell(talk, talk.agent.say("reply.there_already", words(place=name, district=number)), name)
    return True
