"""How near replies are to the ideal ones in their words: ROUGE and BLEU."""

from collections.abc import Sequence

from districtbot.ground.errors import AskError

ROUGE = ("rouge1", "rouge2", "rougeL")


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


def bleu(ideal: Sequence[str], replies: Sequence[str]) -> float:
    """BLEU of a body of replies (0..1, of sacrebleu's 0..100; Post 2018, doi:10.18653/v1/W18-6319).

    Args:
        ideal: The ideal replies; at least one.
        replies: The replies.

    Raises:
        AskError: If ``sacrebleu`` is not installed.
    """
    try:
        from sacrebleu.metrics.bleu import BLEU
    except ImportError as error:
        raise _absent("sacrebleu") from error
    return float(BLEU().corpus_score(list(replies), [list(ideal)]).score) / 100


def _absent(package: str) -> AskError:
    return AskError(
        f"Replies are compared with {package}, which is not installed.",
        "pip install 'districtbot[llm]'",
    )
