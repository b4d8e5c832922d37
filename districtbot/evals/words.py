"""How near replies are to the ideal ones in their words: ROUGE and BLEU."""

from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any

import numpy as np

from districtbot.evals.statistics import Counts
from districtbot.ground.errors import AskError

ROUGE = ("rouge1", "rouge2", "rougeL")
PACKAGES = {"rouge_score": "rouge-score", "sacrebleu": "sacrebleu"}
"""Modules to the packages that they come with."""


def missing() -> tuple[str, ...]:
    """The packages that are not installed; without them there is neither ROUGE nor BLEU."""
    return tuple(name for module, name in PACKAGES.items() if find_spec(module) is None)


def rouge(ideal: Sequence[str], replies: Sequence[str]) -> list[dict[str, float]]:
    """F1 (0..1) of the pairs of one, of two, and of the longest row of words (Lin 2004).

    Args:
        ideal: The ideal replies.
        replies: The replies.

    Raises:
        AskError: If ``rouge-score`` is not installed.
    """
    try:
        from rouge_score.rouge_scorer import RougeScorer  # type: ignore[import-untyped]
    except ImportError as error:
        raise _absent("rouge-score") from error
    scorer = RougeScorer(list(ROUGE))
    return [
        {name: float(one.fmeasure) for name, one in scorer.score(want, have).items()}
        for want, have in zip(ideal, replies, strict=True)
    ]


def bleu_terms(ideal: Sequence[str], replies: Sequence[str]) -> Counts:
    """What replies add to the sums that BLEU is made of.

    Rows of one to four words found in the ideal replies, such rows in all, and the words of the
    replies and of the ideal ones.

    Args:
        ideal: The ideal replies.
        replies: The replies.

    Raises:
        AskError: If ``sacrebleu`` is not installed.
    """
    scorer = _bleu()(effective_order=True)
    pairs = zip(replies, ideal, strict=True)
    each = [scorer.sentence_score(have, [want]) for have, want in pairs]
    terms = [[*one.counts, *one.totals, one.sys_len, one.ref_len] for one in each]
    found: Counts = np.array(terms, dtype=float).reshape(-1, 10).sum(axis=0)
    return found


def bleu_of(sums: Counts) -> Counts:
    """BLEU (0..1, of sacrebleu's 0..100) of rows of sums (Post 2018, doi:10.18653/v1/W18-6319)."""
    compute_fn = _bleu().compute_bleu
    rows = [[int(one) for one in row] for row in sums]
    scores = (compute_fn(row[:4], row[4:8], row[8], row[9], "exp").score for row in rows)
    return np.array([score / 100 for score in scores], dtype=float)


def _bleu() -> Any:
    try:
        from sacrebleu.metrics.bleu import BLEU
    except ImportError as error:
        raise _absent("sacrebleu") from error
    return BLEU


def _absent(package: str) -> AskError:
    return AskError(
        f"Replies are compared with {package}, which is not installed.",
        "pip install 'districtbot[llm]'",
    )
