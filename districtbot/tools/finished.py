"""A plan that is ready to be written down, with the account of how it came to be."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from districtbot.maps.parts import Choices
from districtbot.plans.plan import Plan
from districtbot.plans.targets import Targets
from districtbot.plans.verdict import Verdict
from districtbot.tools.draft import Status

Event = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Finished:
    """What came of a request, however the plan was made: drafted, improved, loaded, by hand.

    Attributes:
        status: ``met``, ``not_met``, or ``declined`` where there is no plan.
        targets: What was asked for, with the targets that are always there.
        plan: The plan; ``None`` where declined.
        verdicts: One for each target; empty where declined.
        reply: The answer to the request.
        summary: The verdict in a few sentences, for the head of the report.
        program: The text of ``replay.py``; empty where there is no plan.
        events_fn: What was done, in order, one JSON object an event; asked with the content of
            ``result.json``.
        made: What ``result.json`` says of how the plan was made: engine, seed, seconds...
        facts: Label and value of what the report says of the same.
        blocked: What stood in the way of a search that fell short.
        measures: What ``result.json`` says of other plans to choose from.
        choices_fn: Writes other plans to choose from into a folder, under a title; ``None`` where
            none were asked for.
    """

    status: Status
    targets: Targets
    plan: Plan | None
    verdicts: tuple[Verdict, ...]
    reply: str
    summary: str
    program: str
    events_fn: Callable[[Mapping[str, Any]], list[Event]]
    made: Mapping[str, Any] = field(default_factory=dict)
    facts: tuple[tuple[str, str], ...] = ()
    blocked: tuple[str, ...] = ()
    measures: Mapping[str, Any] = field(default_factory=dict)
    choices_fn: Callable[[Path, str], Choices] | None = None
