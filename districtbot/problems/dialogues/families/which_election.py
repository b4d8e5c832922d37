"""Something about votes is asked for, and several elections fit: the agent asks which.

Level 1 has one such turn; 2 names an office that the map has more than once, or asks for more
besides; 3 answers with the election that it is not, or with the newest.
"""

from collections.abc import Sequence
from dataclasses import replace

from districtbot.geo.statemap import Election
from districtbot.problems.dialogues.drafts import besides, kinds_named, some_clause
from districtbot.problems.dialogues.family import DialogueFamily
from districtbot.problems.dialogues.replies import draw
from districtbot.problems.dialogues.talk import Talk
from districtbot.problems.language.clauses.votes import RACES, contest_of, office_of
from districtbot.problems.language.compose import request
from districtbot.problems.language.sayings import capital, closed, listed
from districtbot.problems.language.values import Words
from districtbot.problems.maps.made import MadeMap

KINDS = (
    "votes.least", "votes.most", "votes.equal", "votes.majority", "votes.half", "votes.split",
    "votes.close", "votes.lead", "votes.tossup", "votes.gap", "votes.median", "votes.bias",
    "votes.proportion",
)  # fmt: skip
MOST = 6
"""So many elections are named in the question."""


def act(talk: Talk) -> None:
    """Ask without an election, be asked, answer; then it is set and drawn."""
    found = some_clause(talk, kinds_named(*KINDS))
    if found is None:
        raise ValueError("no kind of clause about votes fits this map")
    k, _, clause = found
    office, able = _meant(talk)
    on = f"in {talk.rng.choice(RACES[office])}" if office else ""
    said = replace(clause, slots={**clause.slots, "on": Words(on)})
    others = besides(talk, k, clause)
    asked = request(
        talk.speaker,
        talk.made,
        level=talk.level,
        districts=k,
        clauses=(said, *others),
        wished=0.0,
    )
    talk.user(asked.text, **asked.args)
    meant = [{key: one[key] for key in one if key != "election"} for one in asked.targets]
    talk.now.pending = (("set_targets", {"districts": k, "targets": meant}),)
    clear = [one for one in asked.targets if "election" not in one]
    args = {"districts": k, **({"targets": clear} if clear else {})}
    talk.call("set_targets", args, thought=talk.agent.say("reply.thought_set"))
    _ask(talk, office, able)
    chosen = _answered(talk, able)
    targets = [{**target, "election": chosen.name} for target in clause.targets]
    thought = talk.agent.say("votes.answer_thought")
    talk.call("set_targets", {"targets": targets}, thought=thought)
    draw(talk)


def _meant(talk: Talk) -> tuple[str, Sequence[Election]]:
    """The office that is named, if any, and the elections that fit what is said."""
    elections = talk.made.state.columns.elections[:MOST]
    offices = [office_of(one.name) for one in elections]
    twice = sorted({office for office in offices if offices.count(office) > 1 and office in RACES})
    if twice and talk.level > 1 and talk.rng.random() < 0.6:
        office = talk.rng.choice(twice)
        return office, [one for one in elections if office_of(one.name) == office]
    return "", elections


def _ask(talk: Talk, office: str, able: Sequence[Election]) -> None:
    names = Words(listed([one.name for one in able], "or"))
    if office:
        question = talk.agent.say("votes.which_office", contests=names, office=Words(office))
    else:
        question = talk.agent.say("votes.which", contests=names)
    talk.call("ask_user", {"question": question}, thought=talk.agent.say("votes.which_thought"))


def _answered(talk: Talk, able: Sequence[Election]) -> Election:
    """The person says which."""
    chosen = talk.rng.choice(able)
    section = "votes.answer"
    if talk.level > 1 and talk.rng.random() < 0.35:
        newest = _newest(able)
        if newest is not None and talk.rng.random() < 0.5:
            chosen, section = newest, "votes.answer_newest"
        elif talk.level > 2:
            section = "votes.answer_turned_down"
    other = talk.rng.choice([one for one in able if one is not chosen])
    slots = {"contest": contest_of(chosen), "other_contest": contest_of(other)}
    text = talk.speaker.say(section, slots)
    talk.user(closed(capital(text)) if talk.rng.random() < 0.5 else text, election=chosen.name)
    return chosen


def _newest(able: Sequence[Election]) -> Election | None:
    """The one election of the last year, if all have a year and one is alone in it."""
    years = [one.name[-2:] for one in able]
    if not all(year.isdigit() for year in years):
        return None
    last = [one for one, year in zip(able, years, strict=True) if year == max(years)]
    return last[0] if len(last) == 1 else None


def needs(made: MadeMap) -> bool:
    """Whether there are two elections."""
    return len(made.state.columns.elections) > 1


FAMILY = DialogueFamily(
    name="which_election",
    title="Votes are spoken of, several elections fit, and the agent asks",
    topic="asking back",
    version=1,
    act=act,
    needs=needs,
    weight=1.5,
)
