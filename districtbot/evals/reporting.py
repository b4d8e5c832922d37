"""From the results of an exam to its report card on disk, with what is asked for besides."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from districtbot.agent.models.load import load_model
from districtbot.agent.models.names import parse_name
from districtbot.evals.card import ReportCard, card_of
from districtbot.evals.exam import Exam
from districtbot.evals.harness import check_harness, harness_figures
from districtbot.evals.judge import judge_replies
from districtbot.evals.sitting import Results
from districtbot.evals.writing import write_card
from districtbot.ground.clock import Budget
from districtbot.ground.errors import AskError


@dataclass(frozen=True, slots=True)
class Extras:
    """What is asked for besides.

    Attributes:
        judge: Name of a model that judges replies; ``None`` for none.
        n_judged: So many replies of each model.
        tasks: General benchmarks; empty for none.
        limit: Only so many items of each.
    """

    judge: str | None = None
    n_judged: int = 100
    tasks: tuple[str, ...] = ()
    limit: int | None = None


def check_extras(extras: Extras, names: Sequence[str]) -> None:
    """Refuse what could not be had after the exam.

    Raises:
        AskError: If the judge is no model, or the harness cannot run any of the models.
    """
    if extras.judge is not None:
        parse_name(extras.judge)
    if extras.tasks:
        check_harness(names)


def report(
    exam: Exam, results: Results, folder: Path, n_examples: int, extras: Extras, budget: Budget
) -> tuple[ReportCard, tuple[Path, ...]]:
    """The report card of an exam, and the files that it was written to.

    Args:
        exam: The exam.
        results: What came of it.
        folder: Where the files go.
        n_examples: Examples of each kind of error.
        extras: What is asked for besides; left out where Ctrl-C came.
        budget: Ctrl-C stops it.

    Raises:
        AskError: If there are no results, the judge cannot be had, or the harness cannot run.
    """
    if not any(results.records.values()):
        raise AskError("No item was sat yet.", "The same command begins anew.")
    found: dict[str, dict[str, tuple[float, float | None]]] = {name: {} for name in results.records}
    about = dict(exam.data)
    if extras.judge is not None and not budget.interrupted:
        judge = load_model(extras.judge)
        about["judge"] = judge.name
        for name, records in results.records.items():
            judged = judge_replies(records, judge, extras.n_judged, exam.spec.seed, budget)
            found[name] |= judged.figures
    if extras.tasks and not budget.interrupted:
        for name, figures in harness_figures(tuple(found), extras.tasks, extras.limit).items():
            found[name] |= figures
    card = card_of(
        about,
        results.records,
        exam.spec.seed,
        finished=results.finished,
        n_examples=n_examples,
        weights=results.weights,
        extra=found,
    )
    return card, write_card(card, folder)
