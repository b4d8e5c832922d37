"""Turns in which the agent has to ask, and the person answers."""

from typing import Any, Literal

from districtbot.problems.dialogues.altering import measures_asked, set_and_improve
from districtbot.problems.dialogues.opening import around, as_sentence, n_of, said
from districtbot.problems.dialogues.replies import draw_if_set
from districtbot.problems.dialogues.talk import Talk
from districtbot.problems.dialogues.told import words
from districtbot.problems.language.clause import Clause, ClauseKind
from districtbot.problems.language.compose import drawn_clauses, drawn_districts, request
from districtbot.problems.language.kinds import all_kinds
from districtbot.problems.language.sayings import Scribe, listed
from districtbot.problems.language.values import Contest, Count, Party, People, Text, Value, Words
from districtbot.tools.calling import Called

PARTIES: tuple[Literal["dem", "rep"], ...] = ("dem", "rep")


def draw_unnumbered(talk: Talk) -> None:
    """A plan is asked for without a number; whatever else is asked is set, then the agent asks."""
    rng, speaker = talk.rng, talk.speaker
    k = drawn_districts(rng, talk.made)
    targets: list[dict[str, object]] = []
    if rng.random() < (0.35, 0.65, 0.75)[talk.level - 1]:
        clauses = drawn_clauses(rng, talk.made, k, _unnumbered(), rng.randint(1, talk.level))
        asked = request(
            speaker, talk.made, level=talk.level, districts=k, clauses=clauses, say_districts=False
        )
        text, targets = asked.text, [dict(one) for one in asked.targets]
    else:
        text = speaker.say("ask.draw_bare", state=Words(talk.made.state_name))
        if talk.level > 1 and rng.random() < 0.6:
            body = as_sentence(text)
            n = Count(rng.randint(3, 30))
            text = speaker.say("ask.draw_distractor", x=Text(body), n=n)
        text = around(talk, text, plain=True)
    talk.user(text, targets={"targets": targets})
    if targets:
        thought = talk.agent.say("reply.thought_set")
        called = talk.call("set_targets", {"targets": targets}, thought=thought)
        if not called.ok:
            talk.reply(called.text)
            return
    ask_how_many(talk)
    answer_number(talk, k)


def _unnumbered() -> tuple[ClauseKind, ...]:
    """Kinds whose words and bounds hang on no number of districts."""
    free = ("population", "shape", "counties", "places")
    found = tuple(kind for kind in all_kinds() if kind.name.split(".")[0] in free)
    return found or all_kinds()


def ask_how_many(talk: Talk) -> None:
    """The agent asks for the number of districts."""
    question = talk.agent.say("ask.how_many")
    talk.call("ask_user", {"question": question}, thought=talk.agent.say("ask.thought_how_many"))


def answer_number(talk: Talk, k: int) -> None:
    """The person says how many districts, at once or in the end; the agent draws."""
    rng = talk.rng
    columns = talk.made.state.columns.plans
    way = rng.random()
    if talk.level > 1 and len(columns) == 1 and way < 0.2:
        _as_now(talk, columns[0])
        return
    if talk.level > 1 and way < 0.4:
        if len(columns) == 1:
            if _unknown(talk, columns[0]):
                return
        else:
            talk.user(said(talk, "ask.answer_unknown"))
            question = talk.agent.say("ask.again")
            thought = talk.agent.say("ask.thought_how_many")
            talk.call("ask_user", {"question": question}, thought=thought)
    if talk.level > 2 and way > 0.75 and _by_size(talk, k):
        return
    old = k + rng.choice((-1, 1, 2)) if k > 2 else k + 1
    text = talk.speaker.say("ask.answer_number", n=Count(k), old=Count(old))
    talk.user(around(talk, text, plain=True))
    _draw(talk, k)


def _by_size(talk: Talk, k: int) -> bool:
    """The person says how many people a district has; ``False`` where that tells no number."""
    total = round(float(talk.made.state.population.sum()))
    people = int(round(total / k, 2 - len(str(total // k))))
    if not people or round(total / people) != k or abs(total / people - k) > 0.2:
        return False
    talk.user(said(talk, "ask.answer_size", plain=True, people=People(people)))
    thought = talk.agent.say("ask.thought_size")
    called = talk.call("describe_map", {"about": "people"}, thought=thought)
    _draw(talk, round(called.data["people"] / people))
    return True


def _draw(talk: Talk, k: int) -> None:
    called = talk.call("set_targets", {"districts": k}, thought=talk.agent.say("reply.thought_set"))
    draw_if_set(talk, called)


def _districts_of(talk: Talk, column: str) -> int:
    thought = talk.agent.say("ask.thought_column")
    called = talk.call("describe_map", {"about": "plans"}, thought=thought)
    plans = called.data["plans"]
    return int(next(one["districts"] for one in plans if one["column"] == column))


def _as_now(talk: Talk, column: str) -> None:
    """As many as the one plan of the map has."""
    talk.user(said(talk, "ask.answer_as_now", plain=True, column=Text(column)))
    _draw(talk, _districts_of(talk, column))


def _unknown(talk: Talk, column: str) -> bool:
    """The person does not know; the agent offers the number there is. Whether it was taken."""
    talk.user(said(talk, "ask.answer_unknown"))
    n = _districts_of(talk, column)
    question = talk.agent.say("ask.again_with_column", words(column=column, n=n))
    talk.call("ask_user", {"question": question}, thought=talk.agent.say("ask.thought_how_many"))
    if talk.rng.random() < 0.3:
        return False
    talk.user(said(talk, "ask.yes"))
    _draw(talk, n)
    return True


def vague(talk: Talk) -> bool:
    """With a plan on the desk the person wants it better, or fair; the agent asks in what way."""
    kind = talk.rng.choice(("fair", "better", "better"))
    return _clarified(
        talk, f"ask.vague_{kind}", "ask.fair_what" if kind == "fair" else "ask.vague_what"
    )


def _clarified(talk: Talk, section: str, question: str) -> bool:
    rng, k = talk.rng, n_of(talk)
    taken = measures_asked(talk)
    able = [kind for kind in all_kinds() if kind.measures and not taken & set(kind.measures)]
    found = drawn_clauses(rng, talk.made, k, able, 1)
    talk.user(said(talk, section))
    asked = talk.agent.say(question)
    talk.call("ask_user", {"question": asked}, thought=talk.agent.say("ask.thought_vague"))
    if not found or not found[0].targets or rng.random() < 0.12:
        talk.user(said(talk, "ask.no"))
        talk.reply(talk.agent.say("reply.left_as_is"))
        return False
    talk.user(around(talk, meant(talk, found[0]), plain=True))
    set_and_improve(talk, {"targets": [dict(one) for one in found[0].targets]})
    return True


def meant(talk: Talk, clause: Clause) -> str:
    """What the person means, as an answer to the question what that is."""
    scribe = Scribe(talk.speaker, {}, 1)
    forms = [form for form in scribe.forms(clause) if form != "fact"] or scribe.forms(clause)
    return talk.speaker.say("ask.meant", meant=Text(scribe.words(clause, talk.rng.choice(forms))))


def contradictory(talk: Talk) -> None:
    """A request with two numbers of districts; the agent asks which."""
    rng = talk.rng
    n = drawn_districts(rng, talk.made)
    other = n + rng.choice((-1, 1, 2)) if n > 2 else n + 1
    slots: dict[str, Value] = {
        "n": Count(n),
        "other": Count(other),
        "state": Words(talk.made.state_name),
    }
    talk.user(around(talk, talk.speaker.say("ask.contradictory", slots), plain=True))
    both = words(n=n, other=other)
    question = talk.agent.say("ask.which_number", both)
    thought = talk.agent.say("ask.thought_contradictory", both)
    talk.call("ask_user", {"question": question}, thought=thought)
    right, wrong = (n, other) if rng.random() < 0.5 else (other, n)
    text = talk.speaker.say("ask.answer_number", n=Count(right), old=Count(wrong))
    talk.user(around(talk, text, plain=True))
    _draw(talk, right)


def which_election(talk: Talk) -> bool:
    """Seats without an election: the agent asks which; ``False`` where there are not two."""
    rng = talk.rng
    contests = talk.made.state.columns.elections
    if len(contests) < 2:
        return False
    k = max(3, drawn_districts(rng, talk.made))
    party = rng.choice(PARTIES)
    seats = rng.randint(1, max(1, k // 2 - 1))
    slots: dict[str, Value] = {
        "n": Count(k),
        "party": Party(party),
        "seats": Count(seats),
    }
    target: dict[str, Any] = {"measure": "seats", "at_least": seats, "party": party}
    talk.user(around(talk, talk.speaker.say("ask.seats_without_election", slots), plain=True))
    talk.now.pending = (("set_targets", {"districts": k, "targets": [target]}),)
    talk.call("set_targets", {"districts": k}, thought=talk.agent.say("reply.thought_set"))
    names = [one.name for one in contests]
    question = talk.agent.say("ask.which_election", words(contests=listed(names[:6], "or")))
    talk.call("ask_user", {"question": question}, thought=talk.agent.say("ask.thought_election"))
    chosen = _answer_election(talk)
    targets = [{**target, "election": chosen}]
    called = talk.call(
        "set_targets", {"targets": targets}, thought=talk.agent.say("reply.thought_set")
    )
    draw_if_set(talk, called)
    return True


def _answer_election(talk: Talk) -> str:
    contests = talk.made.state.columns.elections
    years = sorted({year for one in contests if (year := one.name[-2:]).isdigit()})
    newest = [one for one in contests if years and one.name.endswith(years[-1])]
    oldest = [one for one in contests if years and one.name.endswith(years[0])]
    dated = all(one.name[-2:].isdigit() for one in contests) and len(years) > 1
    way = talk.rng.random()
    if talk.level > 1 and dated and way < 0.25 and len(newest) == 1:
        talk.user(said(talk, "ask.answer_newest"))
        return newest[0].name
    if talk.level > 1 and dated and way > 0.8 and len(oldest) == 1:
        talk.user(said(talk, "ask.answer_oldest"))
        return oldest[0].name
    one = talk.rng.choice(contests[:6])
    contest = Contest(one.name, one.dem_col, one.rep_col)
    text = talk.speaker.say("ask.answer_election", contest=contest)
    talk.user(around(talk, text, plain=True))
    return one.name


def twice_named(talk: Talk) -> list[str]:
    """Names that a county and a town have."""
    book = talk.made.state.gazetteer
    counties = {place.name for place in book.of("county")}
    towns = {place.name for place in book.of("town")}
    return sorted(name for name in counties & towns if not name.endswith(" County"))


def which_place(talk: Talk) -> bool:
    """People of a place whose name means a county and a town; ``False`` where there is none."""
    both = twice_named(talk)
    if not both:
        return False
    name = talk.rng.choice(both)
    talk.user(said(talk, "ask.place_question", plain=True, place=Text(name)))
    refused = talk.call("look_up", {"place": name}, thought=talk.agent.say("look.thought_place"))
    if refused.ok:
        talk.reply(refused.text)
        return True
    question = f"{refused.text.split(' Say which')[0]} {talk.agent.say('ask.which_of_them')}"
    talk.call("ask_user", {"question": question[:390]}, thought=talk.agent.say("ask.thought_place"))
    county = talk.rng.random() < 0.6
    section = "ask.answer_county" if county else "ask.answer_town"
    talk.user(said(talk, section, plain=True, place=Text(name)))
    wanted = f"{name} County" if county else f"town of {name}"
    called = talk.call("look_up", {"place": wanted}, thought=talk.agent.say("look.thought_place"))
    tell_people(talk, called)
    return True


def tell_people(talk: Talk, called: Called) -> None:
    """How many people live in a place."""
    if not called.ok:
        talk.reply(called.text)
        return
    people = f"{called.data['people']:,.0f}"
    about = words(place=called.data["where"], n=people)
    talk.reply(talk.agent.say("reply.people", about), people)
