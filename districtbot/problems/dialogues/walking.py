"""Turns that walk the history: undo, redo, names, going back, listing."""

from districtbot.problems.dialogues.opening import n_of, said
from districtbot.problems.dialogues.talk import Talk
from districtbot.problems.dialogues.told import done_part, tell, tell_done, words
from districtbot.problems.language.sayings import listed
from districtbot.problems.language.values import Count, Text, Value
from districtbot.tools.calling import Called

MOST_TOLD = 4
"""Versions that a reply tells of."""


def undo(talk: Talk, times: int = 1) -> None:
    """The person takes back one request, or several."""
    if times == 1:
        text = said(talk, "history.undo_one")
    elif times == 2 and talk.rng.random() < 0.5:
        text = said(talk, "history.undo_twice", plain=True)
    else:
        text = said(talk, "history.undo_many", plain=True, n=Count(times))
    talk.user(text)
    thought = talk.agent.say("history.thought_undo" if times == 1 else "history.thought_undo_many")
    called = talk.call("undo", {} if times == 1 else {"times": times}, thought=thought)
    section = "reply.undone" if times == 1 else "reply.undone_many"
    _tell_walked(talk, called, talk.agent.say(section, words(n=times)))


def redo(talk: Talk, times: int = 1) -> None:
    """The person wants back what was undone."""
    section = "history.redo_one" if times == 1 else "history.redo_many"
    talk.user(said(talk, section, plain=True, n=Count(times)))
    args = {} if times == 1 else {"times": times}
    called = talk.call("redo", args, thought=talk.agent.say("history.thought_redo"))
    _tell_walked(talk, called, talk.agent.say("reply.redone"))


def _tell_walked(talk: Talk, called: Called, head: str) -> None:
    if not called.ok:
        talk.reply(called.text)
        return
    done = done_part(called)
    tell_done(talk, called, head if any(map(str.isdigit, done)) else f"{head}: {done}")


def name_it(talk: Talk, name: str | None = None) -> str:
    """The person gives what is on the desk a name; gives the name."""
    taken = {one.casefold() for one in talk.desk.history.names}
    while name is None or name.casefold() in taken:
        name = talk.speaker.say("history.a_name")
    talk.user(said(talk, "history.name_it", plain=True, name=Text(name)))
    called = talk.call(
        "name_version", {"name": name}, thought=talk.agent.say("history.thought_name")
    )
    if not called.ok:
        talk.reply(called.text)
        return name
    version = called.data["now"]["version"]
    tell(talk, f"{talk.agent.say('reply.named', words(name=name, version=version))}.", name)
    return name


def go_to(talk: Talk, wanted: str, section: str, **slots: Value) -> None:
    """The person wants an earlier version back.

    Args:
        talk: The conversation.
        wanted: The name or number that is meant.
        section: How the person says it.
        **slots: What fills its slots.
    """
    talk.user(said(talk, section, plain=True, **slots))
    thought = talk.agent.say("history.thought_go")
    before = talk.desk.history.current.number
    called = talk.call("go_to", {"version": wanted}, thought=thought)
    if not called.ok:
        talk.reply(called.text)
        return
    number = called.data["now"]["version"]
    section = "reply.already_there" if number == before else "reply.back_at"
    tell_done(talk, called, talk.agent.say(section, words(version=number)), str(number))


def first_plan(talk: Talk) -> int | None:
    """The number of the version that brought the first plan."""
    moments = talk.desk.history.moments
    return next((one.number for one in moments if one.plan is not None), None)


def plan_of_districts(talk: Talk, districts: int) -> int | None:
    """The number of the last version whose plan and targets have so many districts."""
    desk = talk.desk
    for moment in reversed(desk.history.moments):
        plan = desk.plan_of(moment)
        if plan is not None and plan.n_districts == districts == moment.asked.districts:
            return moment.number
    return None


def go_to_first(talk: Talk) -> None:
    """The person wants the first plan back."""
    number = first_plan(talk)
    if number is not None:
        made = talk.desk.history.moments[number].made
        drawn = made is not None and made.tool == "propose_plan"
        section = "history.go_first" if drawn else "history.go_first_loaded"
        go_to(talk, str(number), section)


def go_to_number(talk: Talk) -> bool:
    """The person names a version by its number; only one that an answer has told of."""
    told = " ".join(step.called.text for turn in talk.exchanges for step in turn.steps)
    here = talk.desk.history.current.number
    able = [
        one.number
        for one in talk.desk.history.moments
        if one.plan is not None and one.number != here and f"version {one.number}" in told
    ]
    if not able:
        return False
    version = str(talk.rng.choice(able))
    go_to(talk, version, "history.go_number", version=Text(version))
    return True


def list_them(talk: Talk) -> None:
    """The person asks which versions there are."""
    total = len(talk.desk.history.moments)
    args: dict[str, int] = {}
    if talk.level > 1 and total > 3 and talk.rng.random() < 0.4:
        args = {"most": talk.rng.randint(2, min(5, total - 1))}
        text = said(talk, "history.list_newest", plain=True, n=Count(args["most"]))
    else:
        text = said(talk, "history.list_all")
    talk.user(text)
    called = talk.call("list_versions", args, thought=talk.agent.say("history.thought_list"))
    data = called.data
    shown = data["versions"][: args.get("most", MOST_TOLD)]
    lines = [
        f"{one['number']}{_names(one['names'])}{' (on the desk)' if one['here'] else ''}: "
        f"{one['note']}"
        for one in shown
    ]
    facts = [name for one in data["versions"] for name in one["names"]]
    named = [one for one in data["versions"][len(shown) :] if one["names"]]
    lines += [f"{one['number']}{_names(one['names'])}: {one['note']}" for one in named]
    head = talk.agent.say("reply.versions", words(n=data["total"]))
    talk.reply(f"{head} {'; '.join(lines)}.", str(data["total"]), *facts)


def _names(names: list[str]) -> str:
    return f" ({listed([repr(name) for name in names])})" if names else ""


def another_number(talk: Talk) -> int:
    """A number of districts other than that of the plan, near to it."""
    k = n_of(talk)
    most = max(3, talk.made.state.n_units // 14)
    able = [n for n in range(max(2, k - 2), min(most, k + 2) + 1) if n != k]
    return talk.rng.choice(able or [k + 1])
