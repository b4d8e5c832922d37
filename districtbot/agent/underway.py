"""A turn while it is being made: what the middleware shares."""

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from districtbot.agent.bugs import Bug
from districtbot.agent.claims import claims_legal, claims_met, promises
from districtbot.agent.events import Event, Progress
from districtbot.agent.grounding import Facts, paths_in, ungrounded
from districtbot.agent.guards import Limits, Repeats
from districtbot.agent.language import readable
from districtbot.agent.markup import has_markup
from districtbot.agent.prompts import SYSTEM
from districtbot.agent.speech import Fault, Gate, Speech
from districtbot.agent.standing import Standing, standing_of
from districtbot.ground.clock import Budget
from districtbot.tools.calling import Called
from districtbot.tools.desk.asked import Asked
from districtbot.tools.desk.desk import Desk
from districtbot.tools.kit.understood import phrases, understood
from districtbot.tools.tool import Tool

Why = Literal["said", "asked", "declined", "stopped", "failed", "limit", "stuck", "garbled", "bug"]
"""How a turn ended: the model answered, asked the person or declined; the person stopped it; the
model could not be had; a limit was reached; the same step failed again; nothing the model wrote
could be used; or a bug."""

PERIOD = 0.2
"""Least seconds between two events of progress."""
LONG = ("propose_plan", "improve_plan", "run_ensemble")
"""Tools that may take the whole budget of a turn."""
SEARCHES = ("propose_plan", "improve_plan")
TALK = ("ask_user", "decline")
BACK = ("undo", "redo", "go_to")
"""Tools that bring back targets that were understood before."""

_LEAK = re.compile(
    r"\[/?INST\]|<</?SYS>>|</?s>|<\|[a-z_]+\|>|\{\s*\"(?:tool|name|function)\"\s*:"
    r"|\b(?:RESULT|ERROR) of \w+:|\bNOTE:|\bx-known\b|\"parameters\"\s*:"
)
LEAST_QUOTED = 20
"""Letters of a sentence from which on its standing in a result is no chance."""
_WORDS_IN_A_ROW = 8
"""So many words of the system prompt in a row are a leak."""


@dataclass(frozen=True, slots=True)
class Ending:
    """Why a turn is over.

    Attributes:
        why: The reason.
        text: What is to be said about it.
    """

    why: Why
    text: str = ""


@dataclass(slots=True)
class Draft:
    """What the model wrote last.

    Attributes:
        gate: Its words, and what speaks against them.
        finish: Why it stopped writing: ``stop``, ``length``, ``loop``, ``time``...
        broken: Why it is no call, where it was meant as one; else empty.
        empty: Whether it is neither words nor a call.
        promised: Whether it announced a step; that is not passed on.
    """

    gate: Gate
    finish: str = "stop"
    broken: str = ""
    empty: bool = False
    promised: bool = False


class Underway:
    """A turn while it is being made.

    Attributes:
        number: Which message of the conversation, from 1.
        message: What the person said.
        desk: The desk.
        tools: The tools.
        limits: What the turn may use up.
        budget: Seconds for searches; ``None`` for no limit of the turn's own.
        clock: Stopped when the person stops the turn.
        tell: Told of every event.
        speech: What the person has been told.
        calls: The calls of tools so far.
        facts: The numbers that results of the conversation hold.
        ending: Why the turn is over; ``None`` while it goes on.
        brief: What the model was told last of the desk as it is.
        draft: What the model wrote last.
        bugs: Bugs met.
        refused: What spoke against the answer whose place the results take.
    """

    def __init__(
        self,
        number: int,
        message: str,
        desk: Desk,
        tools: Sequence[Tool],
        limits: Limits,
        budget: float | None,
        tell: Callable[[Event], None],
    ) -> None:
        self.number = number
        self.message = message
        self.desk = desk
        self.tools = tools
        self.limits = limits
        self.budget = budget
        self.clock = Budget(None)
        self.tell = tell
        self.speech = Speech(tell, opening_fn=self._opening)
        self.calls: list[Called] = []
        self.facts = Facts(results_in(desk))
        self.ending: Ending | None = None
        self.brief = ""
        self.draft: Draft | None = None
        self.bugs: list[Bug] = []
        self.repeats = Repeats(limits)
        self.counts = Counts()
        self.started = time.monotonic()
        self.asked_before = desk.asked
        self.moment_before = desk.history.current.number
        self.told: Asked | None = None
        self.is_rebuilt = False
        self.refused: Fault | None = None
        self._names = frozenset(tool.name for tool in tools)
        self._shown = 0.0
        self._stage = ""

    def _opening(self) -> str:
        """The targets as understood, where they changed in this turn: a reply begins with them."""
        other = self.ending is not None and self.ending.why in ("declined", "failed", "bug")
        if other or not self.changed or self.desk.asked == self.asked_before:
            return ""
        return self.asked_line

    @property
    def asked_line(self) -> str:
        """What is asked now, in one sentence."""
        asked = self.desk.asked
        if all(one.name in BACK for one in self.calls if one.changed):
            return f"Asked again: {'; '.join(phrases(asked))}."
        return understood(asked)

    @property
    def over(self) -> bool:
        """Whether the turn has ended, or was stopped."""
        if self.ending is None and self.clock.over:
            self.ending = Ending("stopped")
        return self.ending is not None

    @property
    def changed(self) -> bool:
        """Whether the plan or the targets are others than when the turn began."""
        return self.desk.history.current.number != self.moment_before

    @property
    def standing(self) -> Standing:
        """What the verifier finds now."""
        return standing_of(self.desk)

    @property
    def seconds_left(self) -> float | None:
        """Seconds left for searches; ``None`` for no limit."""
        return None if self.budget is None else max(0.0, self.budget - self.counts.searched)

    @property
    def proved_impossible(self) -> bool:
        """Whether the last check of the targets proved that no plan can meet them."""
        for called in reversed(self.calls):
            if called.changed and called.name not in LONG:
                return False
            if called.data.get("impossible"):
                return True
        return False

    def end(self, why: Why, text: str = "") -> None:
        """End the turn; the first reason stands."""
        if self.ending is None:
            self.ending = Ending(why, text)

    def progress(self, stage: str, done: float, total: float | None, text: str) -> None:
        """Tell of progress, a few times a second at most."""
        now = time.monotonic()
        if stage == self._stage and now - self._shown < PERIOD and done != total:
            return
        self._shown, self._stage = now, stage
        self.tell(Progress(stage, done, total, text))

    def fault_of(self, sentence: str, more: Sequence[str] = ()) -> Fault | None:
        """What speaks against a sentence of the model's answer.

        Args:
            sentence: The sentence.
            more: Texts that numbers may come from besides results and the desk as it is.
        """
        standing = self.standing
        if leaks(sentence) or (self.changed and sentence.strip() in standing.line):
            return Fault("leak")  # the verifier's own line is said at the end of the reply
        if self.draft is not None and promises(sentence):
            self.draft.promised = True
            return Fault("leak")
        judged = (standing.has_plan or self.changed) and not self._is_quoted(sentence)
        if judged and not standing.met and claims_met(sentence, standing.missed):
            return Fault("claim")
        if claims_legal(sentence) and not self._is_quoted(sentence):
            return Fault("legal")
        if has_markup(sentence, self._names) or not readable(sentence, self.message):
            return Fault("garbled")
        found = ungrounded(sentence, self.facts)
        if found:
            beside = ungrounded(sentence, [self.brief, *more])
            found = tuple(one for one in found if one in beside)
        found += tuple(
            path
            for path in paths_in(sentence)
            if not self.facts.quotes(path) and path not in self.message
        )
        return Fault("numbers", found) if found else None

    def _is_quoted(self, sentence: str) -> bool:
        """Whether a sentence stands in the last result word by word."""
        quoted = sentence.strip()
        return bool(self.calls) and len(quoted) >= LEAST_QUOTED and quoted in self.calls[-1].text


@dataclass(slots=True)
class Counts:
    """What a turn has used up.

    Attributes:
        model_calls: Answers of the model.
        tool_calls: Calls of tools.
        thought: Seconds of the model.
        searched: Seconds of searches.
        bounces: Answers sent back because of missed targets.
        repairs: Answers sent back because nobody could use them.
        numbers: Answers sent back because of their numbers or claims.
        plan_notes: Answers sent back because there was no plan.
    """

    model_calls: int = 0
    tool_calls: int = 0
    thought: float = 0.0
    searched: float = 0.0
    bounces: int = 0
    repairs: int = 0
    numbers: int = 0
    plan_notes: int = 0


def results_in(desk: Desk) -> list[Any]:
    """Texts and data of all results of tools that a desk's transcript holds."""
    found: list[Any] = []
    for event in desk.transcript:
        if event.get("event") == "tool" and event.get("name") not in TALK:
            found += [event.get("text", ""), event.get("data", {})]
    return found


def leaks(sentence: str) -> bool:
    """Whether a sentence repeats what the program and the model say to each other."""
    if _LEAK.search(sentence):
        return True
    words = re.findall(r"\w+", sentence.casefold())
    rows = (tuple(words[i : i + _WORDS_IN_A_ROW]) for i in range(len(words) - _WORDS_IN_A_ROW + 1))
    return any(row in _SYSTEM_ROWS for row in rows)


_SYSTEM_WORDS = re.findall(r"\w+", SYSTEM.casefold())
_SYSTEM_ROWS = {
    tuple(_SYSTEM_WORDS[i : i + _WORDS_IN_A_ROW])
    for i in range(len(_SYSTEM_WORDS) - _WORDS_IN_A_ROW + 1)
}
