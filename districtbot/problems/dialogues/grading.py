"""Whether somebody did in a dialogue what had to be done.

The judge plays the ideal agent and whoever is judged, each on a desk of its own, and compares after
every turn what *is*, not how it came to be: other calls with the same outcome are as good. A turn
is right where

1. exactly the same is asked of a plan, as many districts, no target more or less or other; what
   places are called in words, and which of a list comes first, is no matter;
2. there is a plan where there ought to be one, with as many districts, that misses no required
   target which the ideal agent's plan meets; and it is the same plan as after an earlier turn just
   where the ideal agent's is (nothing was drawn for a question; undo brought back the right one);
3. the same columns play the main roles, and versions have the same names;
4. all was looked at that had to be, or what was looked at holds every fact of the answer;
5. the turn ends as it should: with words, with a question to the person, or declined;
6. the words hold each fact of the ideal reply, no number that neither a tool nor the person gave,
   no small number beside a word that nobody put it beside, and are not ever so long; they pass on
   no refusal that the ideal agent never met, and where all that it met was a refusal, and no fact
   is asked for, they name what was refused.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from districtbot.problems.dialogues.numbers import misplaced, numbers_in
from districtbot.problems.dialogues.played import Answer, answers_of, played
from districtbot.problems.dialogues.state import Look, State, meant_by
from districtbot.problems.item import DialogueItem
from districtbot.problems.maps.made import MadeMap

Part = Literal["asked", "plan", "set-up", "looked", "ending", "reply"]
MORE_LOOKS = 3
"""So many calls more than needed may look at something."""
_QUOTED = re.compile(r"'([^']+)'")
"""What a refusal names."""
LONGEST_REPLY = 900
"""Letters of a reply that are never too many; beyond, thrice those of the ideal reply."""


@dataclass(frozen=True, slots=True)
class Grade:
    """How somebody did.

    Attributes:
        ok: Whether every turn was right.
        turn: The first turn that was not, from 1; 0 where all were.
        part: What was wrong with it.
        reason: The same in words.
    """

    ok: bool
    turn: int = 0
    part: Part | None = None
    reason: str = ""


def grade(
    item: DialogueItem,
    made: MadeMap,
    answers: Sequence[Answer],
    ideal: Sequence[State] | None = None,
) -> Grade:
    """Judge what somebody did in a dialogue.

    Args:
        item: The dialogue.
        made: Its map.
        answers: What was done and said, a turn each.
        ideal: What comes of the ideal agent's turns, where it is known already (`ideal_of`).
    """
    ideal = ideal_of(item, made) if ideal is None else ideal
    return compared(item, ideal, played(item, made, answers, ideal))


def ideal_of(item: DialogueItem, made: MadeMap) -> tuple[State, ...]:
    """What comes of the ideal agent's turns."""
    return tuple(played(item, made, answers_of(item)))


def compared(item: DialogueItem, ideal: Sequence[State], found: Iterable[State]) -> Grade:
    """Compare turn by turn, up to the first that is wrong.

    Args:
        item: The dialogue.
        ideal: What comes of each turn of the ideal agent.
        found: What came of each turn.
    """
    seen: list[State] = []
    for number, have in enumerate(found):
        seen.append(have)
        said = "\n".join(turn.user for turn in item.turns[: number + 1])
        wrong = _wrong(item.turns[number].facts, ideal[: number + 1], seen, said)
        if wrong is not None:
            return Grade(False, number + 1, *wrong)
    return Grade(True)


def _wrong(
    facts: Sequence[str], ideal: Sequence[State], seen: Sequence[State], said: str
) -> tuple[Part, str] | None:
    """What is wrong with the last turn, if anything; ``said`` is what the person said so far."""
    want, have = ideal[-1], seen[-1]
    checks: tuple[tuple[Part, str], ...] = (
        ("ending", _ending(want, have)),
        ("asked", _asked(want, have)),
        ("plan", _plan(ideal, seen)),
        ("set-up", _set_up(ideal, seen)),
        ("looked", _looked(facts, want, have)),
        ("reply", _reply(facts, want, have) or _made_up(want, seen, said)),
    )
    return next(((part, reason) for part, reason in checks if reason), None)


def _ending(want: State, have: State) -> str:
    if want.ending == have.ending:
        return ""
    return f"the turn should end with {want.ending}, not {have.ending}"


def _asked(want: State, have: State) -> str:
    if meant_by(want.asked) == meant_by(have.asked):
        return ""
    return f"asked is {have.asked}, not {want.asked}"


def _plan(ideal: Sequence[State], seen: Sequence[State]) -> str:
    want, have = ideal[-1], seen[-1]
    if want.districts != have.districts:
        return f"the plan has {have.districts} districts, not {want.districts}"
    worse = sorted(set(have.missed) - set(want.missed))
    if worse:
        return f"the plan misses {', '.join(worse)}"
    before = [(one.plan, other.plan) for one, other in zip(ideal, seen, strict=True)]
    for number, (mine, theirs) in enumerate([("", ""), *before[:-1]]):
        if (mine == want.plan) != (theirs == have.plan):
            same = "the same plan as" if mine == want.plan else "another plan than"
            return f"it should be {same} after turn {number}"
    return ""


def _set_up(ideal: Sequence[State], seen: Sequence[State]) -> str:
    want, have = ideal[-1], seen[-1]
    if want.roles != have.roles:
        return f"the columns in use are {have.roles}, not {want.roles}"
    mine, theirs = ([name for name, _ in one.names] for one in (want, have))
    return "" if mine == theirs else f"versions are called {theirs}, not {mine}"


def _looked(facts: Sequence[str], want: State, have: State) -> str:
    if len(have.looks) > len(want.looks) + MORE_LOOKS:
        return f"{len(have.looks)} calls looked at something, and {len(want.looks)} would do"
    told = "\n".join(have.texts)
    if facts and all(fact in told for fact in facts):
        return ""
    for look in want.looks:
        if not any(_same(look, other) for other in have.looks):
            return f"{look.tool} {look.args} was not looked at"
    return ""


def _same(look: Look, other: Look) -> bool:
    return look.tool == other.tool and (look.args == other.args or look.text == other.text)


def _reply(facts: Sequence[str], want: State, have: State) -> str:
    if not have.reply.strip():
        return "nothing was said"
    if len(have.reply) > max(LONGEST_REPLY, 3 * len(want.reply)):
        return f"{len(have.reply):,} letters are too many"
    if want.ending != "said":
        return ""
    # Another plan has other numbers; the agent's own checker holds these to its results.
    same = want.plan == have.plan
    held = [fact for fact in facts if same or not any(letter.isdigit() for letter in fact)]
    missing = [fact for fact in held if not holds(have.reply, fact)]
    if missing:
        return f"the reply lacks {', '.join(map(repr, missing))}"
    return _refusals(facts, want, have)


def holds(text: str, fact: str) -> bool:
    """Whether a text has a fact, in words of its own: ``VAP`` is not in ``TotalVAP``."""
    begin, end = (
        (r"(?<!\w)" if fact[:1].isalnum() else ""),
        (r"(?!\w)" if fact[-1:].isalnum() else ""),
    )
    return re.search(f"{begin}{re.escape(fact)}{end}", text, re.IGNORECASE) is not None


def _refusals(facts: Sequence[str], want: State, have: State) -> str:
    """What is wrong with how a reply tells of refusals."""
    if not want.refused:
        passed_on = [one for one in have.refused if one in have.reply]
        return f"nothing had to be refused: {passed_on[0]}" if passed_on else ""
    named = {name for one in want.refused for name in _QUOTED.findall(one)}
    if facts or len(want.refused) < len(want.texts) or not named:
        return ""
    told = f"{have.reply}\n" + "\n".join(have.refused)
    return "" if any(name in told for name in named) else f"{', '.join(sorted(named))} is not told"


def _made_up(want: State, seen: Sequence[State], said: str) -> str:
    """Numbers of the reply that neither a tool nor the person gave, or gave of something else."""
    have = seen[-1]
    if have.ending != "said":
        return ""
    told = "\n".join((said, *(text for state in seen for text in state.texts)))
    strange = sorted(numbers_in(have.reply) - numbers_in(told))
    if strange:
        return f"no tool gave {', '.join(strange)}"
    odd = sorted(misplaced(have.reply, f"{told}\n{want.reply}"))
    return f"no tool gave {', '.join(odd)} for that" if odd else ""
