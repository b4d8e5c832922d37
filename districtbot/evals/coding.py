"""A model sits coding problems: its code runs in the sandbox and is judged by what it comes to."""

import re
import time

from districtbot.agent.models.loaded import LoadedModel
from districtbot.agent.models.watched import answer_of
from districtbot.evals.given import GivenCoding
from districtbot.evals.records import Category, Record
from districtbot.ground.clock import Budget
from districtbot.ground.errors import AskError
from districtbot.problems.chunks import runner
from districtbot.problems.coding.grading import judged
from districtbot.problems.formats import fenced, files_told
from districtbot.problems.item import CodingItem

_FENCE = re.compile(r"```[ \t]*(?:python|py|Python)?[ \t]*\n(.*?)(?:```|\Z)", re.DOTALL)
MOST_KEPT = 4_000
"""Letters of an answer that are kept."""


def coding_prompt(item: CodingItem) -> str:
    """What a model is asked: the files, then the instruction, as in the rows it is tuned on."""
    return f"{files_told(item)}\n\n{item.instruction}"


def code_in(answer: str) -> str:
    """The code of an answer: its last fenced block, or all of it where there is none."""
    blocks: list[str] = _FENCE.findall(answer)
    return (blocks[-1] if blocks else answer).strip()


def sit_coding(
    given: GivenCoding, model: LoadedModel | None, sample: int, budget: Budget
) -> Record:
    """What a model makes of a coding problem.

    Args:
        given: The problem.
        model: The model; ``None`` for the reference solution.
        sample: Which try, from 0.
        budget: The time for the model's answer; the code has limits of its own.
    """
    began = time.monotonic()
    item = given.item
    answer, fault = fenced(item.solution), ""
    if model is not None:
        answer, fault = _answered(model, item, budget)
    reason, category = _judged(given, code_in(answer), fault)
    if category is not None and budget.over:
        reason, category = "the time was up", "time"
    return Record(
        id=item.id,
        kind="coding",
        family=item.family,
        topic=item.topic,
        level=item.level,
        phrases=given.newness.phrases,
        map_words=given.newness.map_words,
        new_family=given.newness.new_family,
        sample=sample,
        ok=category is None,
        category=category,
        reason=reason,
        message=item.instruction,
        found=answer[:MOST_KEPT],
        seconds=round(time.monotonic() - began, 3),
    )


def _answered(model: LoadedModel, item: CodingItem, budget: Budget) -> tuple[str, str]:
    """What a model answers, and why it could not."""
    try:
        return answer_of(model, coding_prompt(item), budget).text, ""
    except AskError as error:
        return "", str(error)


def _judged(given: GivenCoding, code: str, fault: str) -> tuple[str, Category | None]:
    """What is wrong with code, and which kind of error that is."""
    if fault or not code:
        return fault or "nothing was said", "no answer"
    try:
        compile(code, "answer", "exec")
    except (SyntaxError, ValueError) as error:
        return f"it is no Python: {error}", "no code"
    outcome = runner().run(code, given.coding.files)
    verdict = judged(given.coding, outcome)
    if verdict.ok:
        return "", None
    return verdict.reason, "code failed" if outcome.fault else "wrong result"
