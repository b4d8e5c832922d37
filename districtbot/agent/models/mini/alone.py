"""Messages that turn to something else, read for themselves too.

The conversations that the model learned from go on from one question to the next, and answer what
they are asked. So it takes a request after a question for another question, and a question for an
answer. What is surely the one or the other where nothing was said before is what it is.
"""

import re
from collections.abc import Callable

from districtbot.agent.models.mini.lines import Calls
from districtbot.agent.models.mini.situation import Situation, situation_of
from districtbot.agent.models.mini.writing import Understood
from districtbot.agent.underway import TALK
from districtbot.ground.clock import Budget
from districtbot.tools.desk.desk import Desk

UnderstandFn = Callable[[Desk, Situation, Budget], Understood | None]
"""What a situation means; ``None`` where the time was up or no line can be written."""
SURE = 0.9
"""Confidence (0..1) with which a message is a request or a question by itself."""
_QUESTION = re.compile(
    r"\W*(?:and\s|but\s)?(?:how|what|which|who|where|why|is|are|does|do|did)\b", re.IGNORECASE
)
_ASKS = frozenset(
    ["ask_user", "compare_plans", "decline", "describe_map", "draw_chart", "draw_map", "explain",
     "list_targets", "list_versions", "look_up", "say", "score_district", "score_plan",
     "search_documents", "show_columns", "standing"]
)  # fmt: skip
"""Tools that questions call, and what is said without one."""
_REQUESTS = frozenset(
    ["drop_targets", "keep_apart", "keep_together", "lock", "set_targets", "unlock"]
)
"""Tools that change what is asked of a plan."""


def understood(
    understand_fn: UnderstandFn, desk: Desk, message: str, did: Calls, budget: Budget
) -> Understood | None:
    """What a message means after what was done before; ``None`` where no line can be written.

    Args:
        understand_fn: The model.
        desk: The desk as it is.
        message: What the person said.
        did: The calls of the turn before.
        budget: A wall clock.
    """
    meant = understand_fn(desk, situation_of(desk, message, did), budget)
    if meant is None:
        return None
    asked_back = any(name in TALK for name, _ in did) and _QUESTION.match(message) is not None
    if not asked_back and not (_are_questions(did) and _are_questions(meant.calls)):
        return meant
    alone = understand_fn(desk, situation_of(desk, message), budget)
    if alone is None or alone.confidence < SURE:
        return meant
    turns = _are_questions(alone.calls) if asked_back else _has_request(alone.calls)
    return alone if turns else meant


def only_asks(calls: Calls) -> bool:
    """Whether some calls change nothing on the desk."""
    return all(name in _ASKS for name, _ in calls)


def _has_request(calls: Calls) -> bool:
    return any(name in _REQUESTS for name, _ in calls)


def _are_questions(calls: Calls) -> bool:
    return bool(calls) and only_asks(calls) and not any(name in TALK for name, _ in calls)
