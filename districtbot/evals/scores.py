"""From records to figures: what each model's report card says, with intervals."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from districtbot.evals import metrics, words
from districtbot.evals.calibration import (
    Said,
    Separation,
    binned,
    brier_terms,
    expected_errors,
)
from districtbot.evals.metrics import END_TO_END, FOUND, SHARES, Metric, PairFn
from districtbot.evals.records import Record, TurnRecord
from districtbot.evals.statistics import (
    Counts,
    FigureFn,
    Interval,
    pass_at_k,
    ratios,
    resampled,
    share_of,
)

HEADLINE = ("end_to_end", "turn_ok", "calls_right", "pass_at_1")
"""Metrics of the parts of an exam."""


@dataclass(frozen=True, slots=True)
class Score:
    """A figure of a model.

    Attributes:
        metric: What is measured.
        interval: The figure with its 95% interval.
    """

    metric: Metric
    interval: Interval


Found = list[Score | None]


def turns_of(records: Sequence[Record]) -> list[TurnRecord]:
    """All turns of dialogues."""
    return [turn for one in records for turn in one.turns]


def scores_of(records: Sequence[Record], seed: int) -> tuple[Score, ...]:
    """All figures that some records give.

    Args:
        records: What one model did.
        seed: Of the bootstrap.

    Raises:
        AskError: If a package that compares words is not installed.
    """
    talks = [one for one in records if one.turns]
    found = _coding(records, seed)
    if talks:
        found += _shares(talks, seed)
        for key, title, about, pair_fn in FOUND:
            found += _finding(talks, seed, (key, title, about), pair_fn)
        found += [*_confidence(talks, seed), _seconds(talks, seed), *_words(talks, seed)]
    return tuple(one for one in found if one is not None)


def headline(records: Sequence[Record], seed: int) -> tuple[Score, ...]:
    """The figures of a part of an exam: what is right in the end, and the calls."""
    talks = [one for one in records if one.turns]
    found = [*_coding(records, seed), *_shares(talks, seed, HEADLINE)]
    return tuple(one for one in found if one is not None and one.metric.key in HEADLINE)


def _score(metric: Metric, interval: Interval | None) -> Score | None:
    return None if interval is None else Score(metric, interval)


def _summed(metric: Metric, terms: object, figure_fn: FigureFn, seed: int) -> Score | None:
    """A figure of sums over conversations.

    Args:
        metric: What is measured.
        terms: Of each conversation, what it adds to each sum.
        figure_fn: The figure of rows of sums.
        seed: Of the bootstrap.
    """
    sums: Counts = np.asarray(terms, dtype=float)
    return _score(metric, resampled(sums, figure_fn, seed, metric.key))


def _coding(records: Sequence[Record], seed: int) -> Found:
    tries: dict[str, list[bool]] = {}
    for one in records:
        if one.kind == "coding":
            tries.setdefault(one.id, []).append(one.ok)
    if not tries:
        return []
    counts = [(sum(one), len(one)) for one in tries.values()]
    found = [_score(metrics.PASS, share_of(counts, seed, "pass@1"))]
    k = min(n for _, n in counts)
    if k > 1:
        terms = [(pass_at_k(n, right, k), 1) for right, n in counts]
        found.append(_summed(metrics.pass_at(k), terms, ratios, seed))
    return found


def _shares(talks: Sequence[Record], seed: int, only: Sequence[str] = ()) -> Found:
    whole = share_of([(int(one.ok), 1) for one in talks], seed, END_TO_END.key)
    found = [_score(END_TO_END, whole)]
    for metric, mark_fn in SHARES:
        if not only or metric.key in only:
            clusters = [_added(map(mark_fn, one.turns)) for one in talks]
            found.append(_score(metric, share_of(clusters, seed, metric.key)))
    return found


def _added(marks: Iterable[tuple[int, int]]) -> tuple[int, int]:
    pairs = list(marks)
    return sum(right for right, _ in pairs), sum(n for _, n in pairs)


def _finding(
    talks: Sequence[Record], seed: int, about: tuple[str, str, str], pair_fn: PairFn
) -> Found:
    """How well something is found: precision, recall, false alarms and F1.

    Of each conversation: rightly found, missed, falsely found, rightly not found.
    """
    cells = ((True, True), (True, False), (False, True), (False, False))
    counts = []
    for one in talks:
        pairs = [pair_fn(turn) for turn in one.turns]
        counts.append([pairs.count(cell) for cell in cells])
    parts = (
        ("precision", [(found, found + false) for found, _, false, _ in counts]),
        ("recall", [(found, found + missed) for found, missed, _, _ in counts]),
        ("false alarms", [(false, false + clear) for _, _, false, clear in counts]),
    )
    scores: Found = []
    for part, clusters in parts:
        metric = metrics.found_metric(*about, part)
        scores.append(_score(metric, share_of(clusters, seed, metric.key)))
    terms = [(2 * found, 2 * found + missed + false) for found, missed, false, _ in counts]
    return [*scores, _summed(metrics.found_metric(*about, "F1"), terms, ratios, seed)]


def said_of(record: Record) -> list[Said]:
    """The confidence of each turn, where the model gave one, and whether it was right.

    Turns that it ended with a question of its own are left out: what it was unsure of was not done,
    so nobody knows whether it would have been right.
    """
    return [
        (min(max(turn.confidence, 0.0), 1.0), turn.ok)
        for turn in record.turns
        if turn.confidence is not None and turn.ending[1] != "ask_user"
    ]


def _confidence(talks: Sequence[Record], seed: int) -> Found:
    """Calibration of probabilities, and how well log-probabilities part right from wrong."""
    said = [said_of(one) for one in talks]
    logprobs = [
        [(turn.mean_logprob, turn.ok) for turn in one.turns if turn.mean_logprob is not None]
        for one in talks
    ]
    each = np.eye(len(talks))
    return [
        _summed(metrics.ECE, [binned(some) for some in said], expected_errors, seed),
        _summed(metrics.BRIER, [brier_terms(some) for some in said], ratios, seed),
        _summed(metrics.AUC, each, Separation(said).areas, seed),
        _summed(metrics.AUC_LOGPROB, each, Separation(logprobs).areas, seed),
    ]


def _seconds(talks: Sequence[Record], seed: int) -> Score | None:
    terms = [(sum(turn.model_seconds for turn in one.turns), len(one.turns)) for one in talks]
    return _summed(metrics.SECONDS, terms, ratios, seed)


def _words(talks: Sequence[Record], seed: int) -> Found:
    """ROUGE and BLEU of the model's own words; nothing without their packages."""
    if words.missing():
        return []
    ideal = [[turn.ideal for turn in one.turns] for one in talks]
    own = [[turn.own for turn in one.turns] for one in talks]
    rouge = [words.rouge(*pair) for pair in zip(ideal, own, strict=True)]
    found: Found = []
    for key in words.ROUGE:
        terms = [(sum(one[key] for one in some), len(some)) for some in rouge]
        found.append(_summed(metrics.rouge_metric(key), terms, ratios, seed))
    counts = [words.bleu_terms(*pair) for pair in zip(ideal, own, strict=True)]
    return [*found, _summed(metrics.BLEU, counts, words.bleu_of, seed)]
