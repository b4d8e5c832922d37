"""What is measured of a turn, and what it is called."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from districtbot.evals.records import TurnRecord

Unit = Literal["share", "seconds", "number"]
Better = Literal["more", "less"]


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


PairFn = Callable[[TurnRecord], tuple[bool, bool] | None]
MarkFn = Callable[[TurnRecord], tuple[int, int]]


def _yes(value: bool) -> tuple[int, int]:
    return int(value), 1


SHARES: tuple[tuple[Metric, MarkFn], ...] = (
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
FOUND: tuple[tuple[str, str, str, PairFn], ...] = (
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
END_TO_END = Metric(
    "end_to_end",
    "dialogues right",
    "Dialogues right from end to end, with the history as it came.",
)
PASS = Metric("pass_at_1", "pass@1", "Problems whose code passes its checks at the first try.")
SECONDS = Metric(
    "seconds", "seconds a turn", "Wall-clock seconds of the model in a turn.", "seconds", "less"
)
_ABOUT = "of the model's own probability that it is right, where it asked nothing back"
ECE = Metric("ece", "calibration error", f"Expected error {_ABOUT}.", "number", "less")
BRIER = Metric("brier", "Brier score", f"Mean squared error {_ABOUT}.", "number", "less")
AUC = Metric("auc", "AUC of confidence", "Right turns above wrong ones by it.", "number")
AUC_LOGPROB = Metric("auc_logprob", "AUC of log-probability", "The same by tokens.", "number")
BLEU = Metric("bleu", "BLEU", "BLEU of all replies against the ideal ones.")


def pass_at(k: int) -> Metric:
    """Problems solved within some tries."""
    about = f"Problems with code that passes among {k} tries, estimated without bias."
    return Metric(f"pass_at_{k}", f"pass@{k}", about)


def rouge_metric(key: str) -> Metric:
    """One of the kinds of ROUGE."""
    title = key.replace("rouge", "ROUGE-")
    return Metric(key, title, "F1 of the words of replies, mean of turns.")


def found_metric(key: str, title: str, about: str, part: str) -> Metric:
    """A figure of how well something is found.

    Args:
        key: What is found, in files.
        title: The same in tables.
        about: The same in a sentence.
        part: ``precision``, ``recall``, ``false alarms`` or ``F1``.
    """
    better: Better = "less" if part == "false alarms" else "more"
    name = part.lower().replace(" ", "_")
    return Metric(f"{key}_{name}", f"{title}: {part}", f"{about}: {part}.", "share", better)
