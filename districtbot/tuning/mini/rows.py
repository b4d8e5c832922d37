"""What `mini` learns from: messages in their situations, and the lines that say what is meant.

Rows come from conversations that are played, where tools are really called and the desk is as it
would be; from requests alone, which cost little; and from whole messages. All are functions of a
hash of set, split, family and index, as the problems are; their phrases, maps and families are
those of the split.
"""

import gzip
import itertools
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from districtbot.agent.models.mini.lines import Calls, CannotSay, of_nothing, written
from districtbot.agent.models.mini.pointing import Pointed
from districtbot.agent.models.mini.situation import Situation, situation_of
from districtbot.agent.models.mini.symbols import END
from districtbot.agent.models.mini.understood import LineReader
from districtbot.agent.models.mini.ways import OwnFn
from districtbot.problems.dialogues.family import DialogueFamily
from districtbot.problems.dialogues.stage import call_on, fresh_desk
from districtbot.problems.dialogues.talk import Exchange, Talk
from districtbot.problems.drawing import draw_watched
from districtbot.problems.language.compose import request
from districtbot.problems.language.messages import Message, messages, said
from districtbot.problems.language.speaker import Speaker
from districtbot.problems.leaks import is_kept_out
from districtbot.problems.maps.made import MadeMap
from districtbot.problems.source import Source, level_of
from districtbot.problems.split import Split
from districtbot.tools.tool import Tool
from districtbot.tools.toolbox import toolbox
from districtbot.tuning.mini.owning import of_clauses, of_slots

REQUESTS = "requests"
"""Stands for a family in rows of requests alone."""
MESSAGES = "messages"
"""Stands for a family in rows of whole messages."""
_TRIES = 4
"""Tries for one message, each with other numbers and names."""
BRIEF = 0.2
"""Share (0..1) of requests, since the second edition of the phrases, that are notes and lists."""
ASKED: dict[str, str] = {
    "ask.thought_how_many": "districts",
    "ask.thought_contradictory": "districts",
    "ask.thought_election": "election",
    "votes.which_thought": "election",
    "error.thought_contest": "election",
    "ask.thought_vague": "aim",
    "edit.thought_how_tight": "bound",
    "asks.thought_ask_user": "which_plan",
    "ask.thought_place": "place",
    "error.thought_place": "place",
    "error.thought_district": "district",
    "error.thought_column": "plan",
    "error.thought_version": "version",
}
"""Why an ideal agent asked, to what `mini` asks."""
DECLINED = {"decline.thought_harm": "harmful", "decline.thought_off": "off_topic"}
_IMPROVED_AFTER = {"propose_plan", "keep_together", "keep_apart", "drop_targets"}
"""Tools after which a plan is improved only where it misses a target, which goes without saying."""
_LOOKED_UP = ("explain", "search_documents")
"""Tools whose arguments are the message itself."""
SAID: dict[str, str] = {
    "reply.thanks": "thanks",
    "reply.hello": "hello",
    "reply.bye": "bye",
    "reply.what_can_you": "able",
    "reply.who_are_you": "who",
    "reply.inject": "data",
    "reply.legal": "court",
    "reply.left_as_is": "leave",
    "impossible.given_up": "leave",
    "reply.ok": "fine",
    "reply.mood": "mood",
    "reply.secret": "secret",
}
"""What an ideal agent said without any tool, to what `mini` says."""


@dataclass(frozen=True, slots=True)
class Row:
    """One thing to learn.

    Attributes:
        prompt: The situation, to where the line begins.
        line: The symbols of the line.
        family: The family of the conversation it is from.
        turn: Which message of it, from 1.
    """

    prompt: str
    line: tuple[str, ...]
    family: str
    turn: int = 1


@dataclass(slots=True)
class Drawn:
    """Rows, and why others are not among them.

    Attributes:
        rows: The rows.
        left_out: How many for each reason.
    """

    rows: list[Row] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)

    def add(
        self,
        situation: Situation,
        calls: Calls,
        family: str,
        turn: int = 1,
        own_fn: OwnFn = of_nothing,
    ) -> None:
        """One more row, unless its line would teach something wrong.

        Args:
            situation: The message and all that is known when it comes.
            calls: What it means.
            family: The family it is from.
            turn: Which message of the conversation it is.
            own_fn: Which numbers of the message were said of what.
        """
        try:
            line = written(calls, situation.at, own_fn)
        except CannotSay:
            self.left_out["cannot be said"] += 1
            return
        symbols = line.symbols
        if line.unsure:
            self.left_out["doubtful"] += 1
        elif _counts_unsaid(symbols):
            self.left_out["number nowhere said"] += 1
        elif not _is_readable(symbols, situation.at):
            self.left_out["cannot be done on the map"] += 1
        elif symbols:
            self.rows.append(Row(situation.text, symbols, family, turn))


class _Watched(Talk):
    """A talk of which every message is kept with its situation."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.speaker.marks = {}
        self.situations: list[Situation] = []
        self.reasons: list[list[str]] = []
        self._heard = 0

    def user(self, text: str, **means: Any) -> None:
        super().user(text, **means)
        did = () if len(self.exchanges) < 2 else _done(self.exchanges[-2], self.reasons[-1])
        self.situations.append(situation_of(self.desk, self.now.user, did))

    def close(self) -> None:
        if len(self.reasons) < len(self.exchanges):
            self.reasons.append([one.partition(":")[0] for one in self.agent.said[self._heard :]])
            self._heard = len(self.agent.said)
        super().close()


def rows_of_dialogue(source: Source, split: Split, family: DialogueFamily, index: int) -> Drawn:
    """The rows of one conversation; none where no map will do."""
    drawn = Drawn()
    played = draw_watched(source, split, family, index, _Watched)
    if played is None:
        return drawn
    talk = played[1]
    if is_kept_out([one.user for one in talk.exchanges]):
        drawn.left_out["of an exam"] += 1
        return drawn
    for turn, exchange in enumerate(talk.exchanges):
        try:
            calls = calls_of(exchange, talk.reasons[turn])
        except CannotSay as error:
            drawn.left_out[str(error)] += 1
        else:
            own_fn = of_clauses(talk.speaker, exchange.user, talk.situations[turn].at, calls)
            drawn.add(talk.situations[turn], calls, family.name, turn + 1, own_fn)
    return drawn


def rows_of_requests(source: Source, split: Split, index: int, n: int) -> Drawn:
    """Rows of requests for a plan on one map, as somebody's first message."""
    rng = source.rng(split, REQUESTS, index)
    numbers = source.keys(split)
    made = source.map(split, rng.choice(numbers))
    drawn = Drawn()
    desk = fresh_desk(made, 0, Path())
    for _ in range(n):
        speaker = Speaker.drawn(rng, split, source.edition)
        speaker.marks = {}
        brief = source.edition > 1 and rng.random() < BRIEF
        asked = request(
            speaker, made, level=level_of(rng), say_districts=rng.random() < 0.94, brief=brief
        )
        calls: list[tuple[str, dict[str, Any]]] = []
        if asked.args:
            calls.append(("set_targets", asked.args))
        last = ("propose_plan", {}) if asked.districts else ("ask_user", {"question": "districts"})
        message = speaker.finish(asked.text)
        if is_kept_out([message]):
            drawn.left_out["of an exam"] += 1
            continue
        situation = situation_of(desk, message)
        own_fn = of_clauses(speaker, message, situation.at, [*calls, last])
        drawn.add(situation, [*calls, last], REQUESTS, own_fn=own_fn)
    return drawn


def rows_of_messages(source: Source, split: Split, index: int, n: int) -> Drawn:
    """Rows of whole messages on one map, each with the plan that it speaks of."""
    rng = source.rng(split, MESSAGES, index)
    made = source.map(split, rng.choice(source.keys(split)))
    able = messages(source.edition, split)
    tools = toolbox(allow_code=False)
    drawn = Drawn()
    for _ in range(n if able else 0):
        one = rng.choice(able)
        for _ in range(_TRIES):
            tried = _tried(one, Speaker.drawn(rng, split, source.edition), made, tools)
            if tried.rows:
                break
        drawn.rows += tried.rows
        drawn.left_out += tried.left_out
    return drawn


def _tried(message: Message, speaker: Speaker, made: MadeMap, tools: Sequence[Tool]) -> Drawn:
    """The row of a message, or why there is none."""
    drawn = Drawn()
    speaker.marks = {}
    found = said(message, speaker, made)
    if found is None:
        drawn.left_out["not on this map"] += 1
        return drawn
    text = speaker.finish(found.text)
    if is_kept_out([text]):
        drawn.left_out["of an exam"] += 1
        return drawn
    desk = fresh_desk(made, speaker.rng.randrange(2**31), Path())
    for name, args in itertools.chain.from_iterable(found.before):
        if not call_on(desk, tools, name, args).ok:
            drawn.left_out["asked in vain before"] += 1
            return drawn
    calls = [(name, {} if name in _LOOKED_UP else args) for name, args in found.calls]
    did = found.before[-1] if found.before else ()
    situation = situation_of(desk, text, did)
    drawn.add(situation, calls, MESSAGES, own_fn=of_slots(speaker, text, situation.at, message))
    return drawn


def calls_of(exchange: Exchange, reasons: list[str]) -> list[tuple[str, dict[str, Any]]]:
    """What was done for a message, as `mini` is to say it.

    What follows from a result goes without saying: going on with a plan that misses a target, or
    asking after something was refused. So does asking for what a call lacks.

    Args:
        exchange: The message and what came of it.
        reasons: The phrases that the ideal agent used for it.

    Raises:
        CannotSay: If it asked, declined or said something that has no name here.
    """
    if exchange.pending:
        drawn = exchange.pending[-1][0] == "set_targets"
        return [*exchange.pending, *([("propose_plan", {})] if drawn else [])]
    if not exchange.steps:
        return [("say", {"saying": _named(SAID, reasons)})]
    calls: list[tuple[str, dict[str, Any]]] = []
    for step in exchange.steps:
        name, args = step.called.name, dict(step.args)
        before = {one for one, _ in calls}
        if name == "improve_plan" and before & _IMPROVED_AFTER:
            continue
        if name == "ask_user":
            args = {"question": _named(ASKED, reasons)}
        elif name == "decline":
            args = {"reason": _named(DECLINED, reasons)}
        elif name in _LOOKED_UP:
            args = {}
        calls.append((name, args))
        if not step.called.ok:
            break
    return calls


def _done(exchange: Exchange, reasons: list[str]) -> Calls:
    """What was done in a turn before; nothing where that has no name here."""
    try:
        if exchange.pending:
            return [*exchange.pending, ("ask_user", {"question": _named(ASKED, reasons)})]
        return calls_of(exchange, reasons)
    except CannotSay:
        return ()


def _named(names: Mapping[str, str], reasons: Sequence[str]) -> str:
    """What `mini` calls the last of some reasons.

    Raises:
        CannotSay: If it has no name for any.
    """
    for reason in reversed(reasons):
        if reason in names:
            return names[reason]
    raise CannotSay(f"no name for {reasons[-1] if reasons else 'nothing'}")


def _counts_unsaid(symbols: tuple[str, ...]) -> bool:
    """Whether a line holds a count, above one, that nobody said: a model could only guess it.

    How often to undo can follow from words: "that, and what I asked before that".
    """
    return any(
        one == "[#]" and number.isdecimal() and int(number) > 1 and of != "[times]"
        for of, one, number in zip(symbols, symbols[1:], symbols[2:], strict=False)
    )


def _is_readable(symbols: tuple[str, ...], at: Pointed) -> bool:
    """Whether a line may be said: no towns can be asked for where the map tells none."""
    reader = LineReader(at, lambda _: "county")
    try:
        for symbol in (*symbols, END):
            reader.take(symbol)
    except CannotSay:
        return False
    return True


def write_rows(path: Path, rows: list[Row]) -> None:
    """Write rows as compressed JSON lines."""
    with gzip.open(path, "wt", encoding="utf-8", compresslevel=4) as file:
        file.writelines(f"{json.dumps(asdict(row), ensure_ascii=False)}\n" for row in rows)


def read_rows(path: Path) -> Iterator[Row]:
    """Rows of a file."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            data = json.loads(line)
            yield Row(data["prompt"], tuple(data["line"]), data["family"], data["turn"])
