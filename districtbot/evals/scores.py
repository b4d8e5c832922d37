"""From records to figures: what each model's report card says, with intervals."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from districtbot.evals import words
from districtbot.evals.records import Record, TurnRecord
from districtbot.evals.statistics import (
    Calibration,
    Hits,
    Interval,
    auc,
    bootstrapped,
    calibration,
    hits,
    pass_at_k,
    share_of,
)

Unit = Literal["share", "seconds", "number"]
Better = Literal["more", "less"]
BLEU_RESAMPLES = 60
"""BLEU is dear to draw anew."""
SLOW_RESAMPLES = 400


@dataclass(frozen=True, slots=True)
class Metric:
    """What is measured.

    Attributes:
        key: Its name in files.
        title: Its name in tables.
        about: What it is, in one sentence.
        unit: ``share`` is 0..1, shown in percent.
        better: Which way is better.
    """

    key: str
    title: str
    about: str
    unit: Unit = "share"
    better: Better = "more"


Pairs = Callable[[TurnRecord], tuple[bool, bool] | None]
MarkFn = Callable[[TurnRecord], tuple[int, int]]


def _yes(value: bool) -> tuple[int, int]:
    return int(value), 1


_SHARES: tuple[tuple[Metric, MarkFn], ...] = (
    (
        Metric("turn_ok", "turns right", "Turns of which all is right, after the right history."),
        lambda one: _yes(one.ok),
    ),
    (
        Metric("right_tool", "right tool", "Turns with the right tools in the right order."),
        lambda one: _yes(one.right_tool),
    ),
    (
        Metric(
            "right_args",
            "right arguments",
            "Turns whose calls come to what the ideal ones do, in whatever form.",
        ),
        lambda one: _yes(one.right_args),
    ),
    (
        Metric("calls_right", "calls right", "Turns with the right tools and arguments."),
        lambda one: _yes(one.right_tool and one.right_args),
    ),
    (
        Metric("exact", "exact calls", "Turns whose calls are the ideal ones, one by one."),
        lambda one: _yes(one.exact),
    ),
    (
        Metric(
            "asked_ok",
            "targets understood",
            "Turns after which exactly what should be is asked, of those that change it.",
        ),
        lambda one: (int(one.asks and one.asked_ok), int(one.asks)),
    ),
    (
        Metric(
            "facts",
            "facts told",
            "Replies with all the facts they need, of those that need any.",
        ),
        lambda one: (int(one.facts[0] == one.facts[1] > 0), int(one.facts[0] > 0)),
    ),
    (
        Metric("reply_exact", "reply exact", "Replies that are the ideal one to the letter."),
        lambda one: _yes(one.own.strip() == one.ideal.strip()),
    ),
)
_FOUND: tuple[tuple[str, str, str, Pairs], ...] = (
    (
        "unsolvable",
        "unsolvable",
        "Requests that cannot be met",
        lambda one: one.unsolvable if one.draws or one.unsolvable[1] else None,
    ),
    (
        "declined",
        "declined",
        "Requests to be declined",
        lambda one: (one.ending[0] == "decline", one.ending[1] == "decline"),
    ),
    (
        "asked_back",
        "asked back",
        "Requests to be asked about",
        lambda one: (one.ending[0] == "ask_user", one.ending[1] == "ask_user"),
    ),
)
_PARTS: tuple[tuple[str, str, Better, Callable[[Hits], tuple[int, int]]], ...] = (
    ("precision", "precision", "more", lambda one: one.precision),
    ("recall", "recall", "more", lambda one: one.recall),
    ("false_alarms", "false alarms", "less", lambda one: one.false_alarms),
)
END_TO_END = Metric(
    "end_to_end",
    "dialogues right",
    "Dialogues right from end to end, with the history as it came.",
)


@dataclass(frozen=True, slots=True)
class Score:
    """A figure of a model.

    Attributes:
        metric: What is measured.
        interval: The figure with its 95% interval.
    """

    metric: Metric
    interval: Interval


def turns_of(records: Sequence[Record]) -> list[TurnRecord]:
    """All turns of dialogues."""
    return [turn for one in records for turn in one.turns]


def scores_of(records: Sequence[Record], seed: int, *, words_too: bool = True) -> tuple[Score, ...]:
    """All figures that some records give.

    Args:
        records: What one model did.
        seed: Of the bootstrap.
        words_too: Also how near replies are in their words; slow.
    """
    found = [*_coding(records, seed), *_dialogues(records, seed)]
    talks = [one for one in records if one.turns]
    if talks and words_too:
        found += _words(talks, seed)
    return tuple(found)


def headline(records: Sequence[Record], seed: int) -> tuple[Score, ...]:
    """The figures of a part of an exam: what is right in the end, and the calls."""
    kept = ("end_to_end", "turn_ok", "calls_right", "pass_at_1")
    found = [*_coding(records, seed), *_dialogues(records, seed, only=kept)]
    return tuple(one for one in found if one.metric.key in kept)


def _coding(records: Sequence[Record], seed: int) -> list[Score]:
    tries: dict[str, list[bool]] = {}
    for one in records:
        if one.kind == "coding":
            tries.setdefault(one.id, []).append(one.ok)
    if not tries:
        return []
    counts = [(sum(one), len(one)) for one in tries.values()]
    title = "Problems whose code passes its checks at the first try."
    found = [_score(Metric("pass_at_1", "pass@1", title), share_of(counts, seed, "pass@1"))]
    k = min(len(one) for one in tries.values())
    if k > 1:

        def mean(some: Sequence[tuple[int, int]]) -> float:
            return sum(pass_at_k(n, right, k) for right, n in some) / len(some)

        about = f"Problems with code that passes among {k} tries, estimated without bias."
        metric = Metric(f"pass_at_{k}", f"pass@{k}", about)
        found.append(_score(metric, bootstrapped(counts, mean, seed, metric.key)))
    return [one for one in found if one is not None]


def _dialogues(records: Sequence[Record], seed: int, only: Sequence[str] = ()) -> list[Score]:
    talks = [one for one in records if one.turns]
    if not talks:
        return []
    found = [_score(END_TO_END, share_of([(int(one.ok), 1) for one in talks], seed, "e2e"))]
    for metric, mark_fn in _SHARES:
        if not only or metric.key in only:
            clusters = [_summed([mark_fn(turn) for turn in one.turns]) for one in talks]
            found.append(_score(metric, share_of(clusters, seed, metric.key)))
    if not only:
        for key, title, about, pairs_fn in _FOUND:
            found += _found(talks, seed, (key, title, about), pairs_fn)
        found += _confidence(talks, seed)
        found += [_seconds(talks, seed)]
    return [one for one in found if one is not None]


def _summed(marks: Sequence[tuple[int, int]]) -> tuple[int, int]:
    return sum(right for right, _ in marks), sum(n for _, n in marks)


def _score(metric: Metric, interval: Interval | None) -> Score | None:
    return None if interval is None else Score(metric, interval)


def _found(
    talks: Sequence[Record], seed: int, about: tuple[str, str, str], pairs_fn: Pairs
) -> list[Score | None]:
    """Precision, recall, false alarms and F1 of finding something."""
    key, title, what = about
    each = [_hits([one], pairs_fn) for one in talks]
    found: list[Score | None] = []
    for part, told, better, part_fn in _PARTS:
        metric = Metric(f"{key}_{part}", f"{title}: {told}", f"{what}: {told}.", "share", better)
        clusters = [part_fn(one) for one in each]
        found.append(_score(metric, share_of(clusters, seed, metric.key)))
    metric = Metric(f"{key}_f1", f"{title}: F1", f"{what}: F1 of precision and recall.")

    def f1(some: Sequence[Record]) -> float | None:
        return _hits(some, pairs_fn).f1

    figure = bootstrapped(talks, f1, seed, metric.key, resamples=SLOW_RESAMPLES)
    return [*found, _score(metric, figure)]


def _hits(records: Sequence[Record], pairs_fn: Pairs) -> Hits:
    pairs = [pairs_fn(turn) for turn in turns_of(records)]
    return hits([one for one in pairs if one is not None])


def said_of(records: Sequence[Record]) -> list[tuple[float, bool]]:
    """Each turn's confidence, where the model gave one, and whether it was right."""
    return [
        (min(max(turn.confidence, 0.0), 1.0), turn.ok)
        for turn in turns_of(records)
        if turn.confidence is not None
    ]


def _confidence(talks: Sequence[Record], seed: int) -> list[Score | None]:
    """Calibration of probabilities, and how well log-probabilities part right from wrong."""

    def part(get_fn: Callable[[Calibration], float | None]) -> Callable[..., float | None]:
        def figure(some: Sequence[Record]) -> float | None:
            found = calibration(said_of(some))
            return None if found is None else get_fn(found)

        return figure

    def by_logprob(some: Sequence[Record]) -> float | None:
        told = [(one.mean_logprob, one.ok) for one in turns_of(some)]
        right = [value for value, ok in told if value is not None and ok]
        return auc(right, [value for value, ok in told if value is not None and not ok])

    about = "of the model's own probability that it is right"
    rows: tuple[tuple[Metric, Callable[..., float | None]], ...] = (
        (
            Metric("ece", "calibration error", f"Expected error {about}.", "number", "less"),
            part(lambda one: one.ece),
        ),
        (
            Metric("brier", "Brier score", f"Mean squared error {about}.", "number", "less"),
            part(lambda one: one.brier),
        ),
        (
            Metric("auc", "AUC of confidence", "Right turns above wrong ones by it.", "number"),
            part(lambda one: one.auc),
        ),
        (
            Metric("auc_logprob", "AUC of log-probability", "The same by tokens.", "number"),
            by_logprob,
        ),
    )
    return [
        _score(metric, bootstrapped(talks, fn, seed, metric.key, resamples=SLOW_RESAMPLES))
        for metric, fn in rows
    ]


def _seconds(talks: Sequence[Record], seed: int) -> Score | None:
    def mean(some: Sequence[Record]) -> float | None:
        turns = turns_of(some)
        return sum(one.model_seconds for one in turns) / len(turns) if turns else None

    metric = Metric(
        "seconds", "seconds a turn", "Wall-clock seconds of the model in a turn.", "seconds", "less"
    )
    return _score(metric, bootstrapped(talks, mean, seed, "seconds"))


def _words(talks: Sequence[Record], seed: int) -> list[Score]:
    """ROUGE and BLEU of the model's own words."""
    rows: list[tuple[Mapping[str, float], str, str]] = []
    clusters: list[list[int]] = []
    for one in talks:
        ideal, own = [turn.ideal for turn in one.turns], [turn.own for turn in one.turns]
        clusters.append(list(range(len(rows), len(rows) + len(own))))
        rows += zip(words.rouge(ideal, own), ideal, own, strict=True)

    def mean(key: str) -> Callable[[Sequence[Sequence[int]]], float]:
        def figure(some: Sequence[Sequence[int]]) -> float:
            places = [place for cluster in some for place in cluster]
            return sum(rows[place][0][key] for place in places) / len(places)

        return figure

    def corpus(some: Sequence[Sequence[int]]) -> float:
        picked = [rows[place] for cluster in some for place in cluster]
        return words.bleu([one[1] for one in picked], [one[2] for one in picked])

    found = [
        _score(
            Metric(key, key.replace("rouge", "ROUGE-"), "F1 of the reply's words, mean of turns."),
            bootstrapped(clusters, mean(key), seed, key, resamples=SLOW_RESAMPLES),
        )
        for key in words.ROUGE
    ]
    about = "BLEU of all replies against the ideal ones."
    found.append(
        _score(
            Metric("bleu", "BLEU", about),
            bootstrapped(clusters, corpus, seed, "bleu", resamples=BLEU_RESAMPLES),
        )
    )
    return [one for one in found if one is not None]
