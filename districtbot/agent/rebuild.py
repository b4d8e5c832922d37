"""A reply made from the results of tools alone, where a model gave none that can be used."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from districtbot.agent.standing import Standing
from districtbot.plans.verdict import Verdict
from districtbot.tools.calling import Called
from districtbot.tools.kit.talk import TOOLS as TALK

MOST_LETTERS = 1500
"""A statement is made shorter from here on: of earlier results only the first sentence stays."""
NOTHING = "Nothing was done in this turn."

_TALK = frozenset(tool.name for tool in TALK)
SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"'(])")
"""Between two sentences of a result."""
_STANDING = re.compile(
    r"On the desk:|Missed|\d+ more are missed|The plan on the desk (?:misses|meets all)|"
    r"A target here uses race"
)
"""Beginnings of sentences in which a result says where the whole desk stands."""
_MET = re.compile(r"Met(?: now, and not before)?:")
_ASKED = re.compile(r"Asked now:")
_CHANGED = re.compile(r"^Changed:")
UNCHANGED = "Changed: nothing."

_COULD_NOT = {
    "describe_map": "describe the map",
    "look_up": "look that up",
    "set_targets": "set that target",
    "drop_targets": "drop that target",
    "list_targets": "list the targets",
    "check_feasibility": "check whether that is possible",
    "propose_plan": "draw a plan",
    "improve_plan": "improve the plan",
    "run_ensemble": "draw the ensemble",
    "standing": "say where the plan stands among others",
    "score_plan": "score the plan",
    "score_district": "score that district",
    "compare_plans": "compare those plans",
    "move": "move that",
    "swap": "swap those",
    "keep_together": "keep those together",
    "keep_apart": "keep those apart",
    "lock": "lock that",
    "unlock": "unlock that",
    "undo": "undo that",
    "redo": "redo that",
    "name_version": "give that name",
    "go_to": "go to that version",
    "load_plan": "load that plan",
    "export_plan": "write the files",
    "draw_map": "draw that map",
    "draw_chart": "draw that chart",
    "explain": "explain that",
    "search_documents": "search the documents",
    "set_column": "use that column",
    "run_python": "run that code",
}


def statement_of(
    calls: Sequence[Called],
    verdicts: Sequence[Verdict] = (),
    *,
    said: str = "",
    line_follows: bool = False,
    asked_told: bool = False,
) -> str:
    """What was done and found in a turn, and where the plan stands.

    Every sentence is one of a tool's, of the verifier's or a fixed one. Where the turn changed
    something, the verifier's sentence takes the place of what single results say of the targets.

    Args:
        calls: The calls of tools, in order.
        verdicts: One for each target on the plan as it is now; empty without a plan.
        said: What the person was told already; its sentences are not said again.
        line_follows: Whether the verifier's sentence comes after this.
        asked_told: Whether the person is told besides what is asked now.
    """
    told = [one for one in calls if one.name not in _TALK]
    changed = any(one.changed for one in told)
    judged = bool(verdicts) and (changed or not told)
    over = _Over(said, judged or line_follows, judged or asked_told)
    parts = _results(_last_of_each([one for one in told if one.ok]), over)
    parts += [line for line in refusals_of(told) if line not in said]
    if not parts and not said and not told:
        parts.append(NOTHING)
    if judged:
        parts.append(Standing(tuple(verdicts), "", True, None).line)
    return "\n".join(parts)


def _last_of_each(calls: Sequence[Called]) -> list[Called]:
    """The calls without those that were made again in the same words and changed nothing."""
    last: dict[str, Called] = {}
    for place, one in enumerate(calls):
        key = str(place) if one.changed else f"{one.name} {one.arguments!r}"
        last.pop(key, None)
        last[key] = one
    return list(last.values())


@dataclass(frozen=True, slots=True)
class _Over:
    """What of a result need not be said.

    Attributes:
        said: What the person was told already.
        judged: Whether the verifier's sentence follows, which says what is missed.
        asked_told: Whether the person is told besides what is asked now.
    """

    said: str
    judged: bool
    asked_told: bool

    def holds(self, sentence: str, *, is_last: bool) -> bool:
        """Whether a sentence was said, or speaks of the desk as it was, or as it is said later."""
        if sentence in self.said:
            return True
        if _STANDING.match(sentence):
            return self.judged or not is_last
        if _ASKED.match(sentence) or (_CHANGED.match(sentence) and sentence != UNCHANGED):
            return self.asked_told
        return not is_last and _MET.match(sentence) is not None


def _results(calls: Sequence[Called], over: _Over) -> list[str]:
    """The words of each result: no sentence twice, and none that is out of date."""
    said: set[str] = set()
    found = []
    for place, one in enumerate(calls):
        is_last = not any(later.changed for later in calls[place + 1 :])
        lines = []
        for line in one.text.splitlines():
            kept = [
                sentence
                for sentence in SENTENCE.split(line.strip())
                if sentence not in said and not over.holds(sentence, is_last=is_last)
            ]
            said.update(kept)
            lines.append(_CHANGED.sub("Targets changed:", " ".join(kept)))
        if text := "\n".join(filter(None, lines)):
            found.append(text)
    return _shortened(found)


def _shortened(parts: list[str]) -> list[str]:
    """The parts, the earlier ones down to their first sentence where all are too long."""
    for place in range(len(parts) - 1):
        if sum(map(len, parts)) <= MOST_LETTERS:
            break
        parts[place] = SENTENCE.split(parts[place].splitlines()[0])[0]
    return parts


def refusals_of(calls: Sequence[Called]) -> list[str]:
    """What went wrong and was not put right later; of each tool the last refusal."""
    done = {one.name: place for place, one in enumerate(calls) if one.ok}
    left = {
        one.name: _refusal(one)
        for place, one in enumerate(calls)
        if not one.ok and done.get(one.name, -1) < place
    }
    return list(dict.fromkeys(left.values()))


def _refusal(one: Called) -> str:
    wanted = _COULD_NOT.get(one.name)
    if wanted is None:
        return "A step was tried that does not exist."
    if one.text.startswith(f"The arguments of {one.name} "):
        return f"I could not {wanted}: the step was not put in a way that can be carried out."
    return f"I could not {wanted}: {one.text}"
