"""The report card: what an exam came to, as data."""

import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from districtbot.evals.calibration import Calibration, calibration
from districtbot.evals.comparing import Comparison, comparisons
from districtbot.evals.records import Record
from districtbot.evals.scores import Score, headline, said_of, scores_of, turns_of
from districtbot.evals.tally import Fault, faults_of

PACKAGES = ("districtbot", "gerrychain", "numpy", "rouge_score", "sacrebleu", "torch",
            "transformers")  # fmt: skip
"""Packages whose versions are written down."""
CUTS: tuple[tuple[str, Callable[[Record], str]], ...] = (
    ("all as in training", lambda one: "yes" if one.all_seen else "no"),
    ("phrases", lambda one: one.phrases),
    ("map's words", lambda one: one.map_words),
    ("level", lambda one: str(one.level)),
    ("family in training", lambda one: "no" if one.new_family else "yes"),
    ("turns", lambda one: "several" if len(one.turns) > 1 else "one"),
    ("topic", lambda one: one.topic),
    ("family", lambda one: one.family),
)
"""How the items are parted."""


@dataclass(frozen=True, slots=True)
class ModelCard:
    """What came of one model.

    Attributes:
        name: The model.
        weights: A hash of its weights; ``None`` where they lie elsewhere.
        n_items: Items it sat, tries counted.
        n_turns: Turns after the right history.
        scores: Its figures.
        parts: Cut and part to its figures there.
        faults: Its errors.
        calibration: How far its probabilities can be believed; ``None`` where it gives none.
        extra: Figures from elsewhere (a judge, general benchmarks): name to value and half
            width of its 95% interval, where known.
    """

    name: str
    weights: str | None
    n_items: int
    n_turns: int
    scores: tuple[Score, ...]
    parts: Mapping[tuple[str, str], tuple[Score, ...]]
    faults: tuple[Fault, ...]
    calibration: Calibration | None
    extra: Mapping[str, tuple[float, float | None]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReportCard:
    """What came of an exam.

    Attributes:
        exam: Which exam it was (`Exam.data`).
        finished: Whether every model sat every item.
        models: Each model's card, in the order in which they were named.
        comparisons: Models side by side on the same items.
        versions: Of what it was made with.
    """

    exam: Mapping[str, Any]
    finished: bool
    models: tuple[ModelCard, ...]
    comparisons: tuple[Comparison, ...]
    versions: Mapping[str, str]

    def data(self) -> dict[str, Any]:
        """As JSON data, to be cited in a model's card."""
        return {
            "exam": dict(self.exam),
            "finished": self.finished,
            "versions": dict(self.versions),
            "models": [_model_data(one) for one in self.models],
            "comparisons": [asdict(one) for one in self.comparisons],
        }


def card_of(
    exam: Mapping[str, Any],
    records: Mapping[str, Sequence[Record]],
    seed: int,
    *,
    finished: bool,
    n_examples: int,
    weights: Mapping[str, str | None] | None = None,
    extra: Mapping[str, Mapping[str, tuple[float, float | None]]] | None = None,
) -> ReportCard:
    """The report card of an exam.

    Args:
        exam: Which exam it was.
        records: Name of each model to its records.
        seed: Of the bootstrap.
        finished: Whether every model sat every item.
        n_examples: Examples of each kind of error.
        weights: Name of each model to a hash of its weights.
        extra: Name of each model to figures from elsewhere.
    """
    models = tuple(
        _model_card(
            name, (weights or {}).get(name), some, seed, n_examples, (extra or {}).get(name, {})
        )
        for name, some in records.items()
        if some
    )
    known = {name: some for name, some in records.items() if some}
    beside = comparisons(known, seed) if len(known) > 1 else ()
    return ReportCard(exam, finished, models, beside, versions())


def _model_card(
    name: str,
    weights: str | None,
    records: Sequence[Record],
    seed: int,
    n_examples: int,
    extra: Mapping[str, tuple[float, float | None]],
) -> ModelCard:
    parts: dict[tuple[str, str], list[Record]] = {}
    for cut, part_fn in CUTS:
        for one in records:
            if one.kind == "dialogue" or cut in ("level", "topic", "family"):
                parts.setdefault((cut, part_fn(one)), []).append(one)
    order = [cut for cut, _ in CUTS]
    return ModelCard(
        name=name,
        weights=weights,
        n_items=len(records),
        n_turns=len(turns_of(records)),
        scores=scores_of(records, seed),
        parts={
            key: headline(parts[key], seed)
            for key in sorted(parts, key=lambda key: (order.index(key[0]), key[1]))
        },
        faults=faults_of(records, n_examples),
        calibration=calibration([said for one in records for said in said_of(one)]),
        extra=extra,
    )


def versions() -> dict[str, str]:
    """Versions of Python and of the packages that matter; those that are not there are left out."""
    found = {"python": platform.python_version()}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def _model_data(one: ModelCard) -> dict[str, Any]:
    return {
        "model": one.name,
        "weights_sha256": one.weights,
        "items": one.n_items,
        "turns": one.n_turns,
        "scores": {score.metric.key: _score_data(score) for score in one.scores},
        "parts": [
            {"by": cut, "part": part, **{s.metric.key: _score_data(s) for s in scores}}
            for (cut, part), scores in one.parts.items()
        ],
        "errors": [asdict(fault) for fault in one.faults],
        "calibration": None if one.calibration is None else asdict(one.calibration),
        "extra": {name: {"value": value, "half": half} for name, (value, half) in
                  one.extra.items()},
    }  # fmt: skip


def _score_data(score: Score) -> dict[str, Any]:
    return {**asdict(score.interval), "unit": score.metric.unit}
