"""Has models sit an exam: in this process or in several, resumable after each item."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from districtbot.agent.models.loaded import LoadedModel, ModelOptions
from districtbot.evals.coding import sit_coding
from districtbot.evals.dialogues import sit_dialogue
from districtbot.evals.exam import Exam
from districtbot.evals.given import GivenDialogue, given
from districtbot.evals.records import Record, append, file_of, read
from districtbot.evals.sitters import check_names, shown_name, sitter
from districtbot.evals.weights import fingerprint
from districtbot.ground.clock import Budget
from districtbot.ground.errors import AskError
from districtbot.ground.seeds import seed_of
from districtbot.problems.item import Item
from districtbot.problems.shelf import item_of, line_of
from districtbot.problems.source import Source
from districtbot.problems.workers import Workers

EXAM = "exam.json"
"""File of the results' folder that says which exam it was."""
WEIGHTS = "weights.json"
"""The same of the weights that sat it."""
ShowFn = Callable[[str, int, int], None]
SitterFn = Callable[[str, ModelOptions], LoadedModel | None]
Piece = tuple[dict[str, object], int]
"""A line of a set, and which try."""


@dataclass(slots=True)
class Results:
    """What came of an exam.

    Attributes:
        records: Name of each model to its records, in the order of their items.
        weights: Name of each model to a hash of its weights; ``None`` where they lie elsewhere.
        finished: Whether every model sat every item.
    """

    records: dict[str, list[Record]] = field(default_factory=dict)
    weights: dict[str, str | None] = field(default_factory=dict)
    finished: bool = True


def sit(
    exam: Exam,
    names: Sequence[str],
    folder: Path,
    n_jobs: int,
    budget: Budget,
    show: ShowFn,
    sitter_fn: SitterFn = sitter,
) -> Results:
    """Have models sit an exam, one after the other; what is in the folder already is not redone.

    Args:
        exam: The exam.
        names: The models.
        folder: Where the results go.
        n_jobs: Processes side by side; each loads the model. One is this process.
        budget: Ctrl-C stops it; what is done is kept.
        show: Told of progress.
        sitter_fn: Finds a model by its name.

    Raises:
        AskError: If a model is none, or the folder holds results of another exam or of other
            weights of the same name.
    """
    check_names(tuple(names))
    check_folder(folder, exam)
    found = Results()
    for name in names:
        told = shown_name(name)
        found.weights[told] = _same_weights(folder, name)
        path = file_of(folder, told)
        done = [one for one in read(path) if one.key in set(exam.keys)]
        left = _left(exam, done)
        show(told, len(done), len(exam.keys))
        for record in _sat(exam, name, left, n_jobs, budget, sitter_fn):
            append(path, [record])
            done.append(record)
            show(told, len(done), len(exam.keys))
        found.records[told] = sorted(done, key=lambda one: one.key)
        found.finished &= len(done) == len(exam.keys)
        if budget.interrupted:
            break
    return found


def check_folder(folder: Path, exam: Exam) -> None:
    """Write down which exam a folder is of, or refuse one that is of another.

    Raises:
        AskError: If it is.
    """
    path = folder / EXAM
    text = json.dumps(exam.data, indent=1, sort_keys=True)
    if path.is_file():
        if path.read_text("utf-8") != text:
            raise AskError(
                f"{folder} holds the results of another exam.",
                "Name another folder with --out, or ask for the same items again (see exam.json).",
            )
        return
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def _same_weights(folder: Path, name: str) -> str | None:
    """Write down which weights a model has, or refuse results of others.

    Raises:
        AskError: If there are such results.
    """
    path, told = folder / WEIGHTS, shown_name(name)
    known = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    now = fingerprint(name)
    if known.get(told, now) != now and file_of(folder, told).exists():
        raise AskError(
            f"{folder} holds results of {told} with other weights than it has now.",
            f"Name another folder with --out, or remove {file_of(folder, told).name} there.",
        )
    path.write_text(json.dumps(known | {told: now}, indent=1, sort_keys=True), "utf-8")
    return now


def _left(exam: Exam, done: Sequence[Record]) -> list[tuple[Item, int]]:
    """What is still to be sat, shuffled, so that an exam that is broken off is a fair sample.

    Tries with one seed stand together, for each seed is a model loaded.
    """
    known = {one.key for one in done}
    items = {item.id: item for item in exam.items}
    order = sorted(set(exam.keys) - known, key=lambda key: (key[1], seed_of("order", key[0])))
    return [(items[name], sample) for name, sample in order]


def _sat(
    exam: Exam,
    name: str,
    left: Sequence[tuple[Item, int]],
    n_jobs: int,
    budget: Budget,
    sitter_fn: SitterFn,
) -> Iterator[Record]:
    """The records of what is left, as they are done; an item that Ctrl-C cut off has none."""
    if not left:
        return
    work_fn = partial(
        sat_piece, name, exam.source, exam.spec.temperature, exam.spec.seconds, sitter_fn
    )
    if n_jobs == 1:
        for item, sample in left:
            if budget.interrupted:
                return
            record = work_fn((line_of(item), sample), budget)
            if not budget.interrupted:
                yield record
        return
    with Workers(n_jobs, budget) as workers:
        pieces = ((line_of(item), sample) for item, sample in left)
        for _, record in workers.each(work_fn, pieces):
            yield record


_HELD: dict[tuple[str, ModelOptions], LoadedModel | None] = {}
"""This process's model: one at a time, for they are large."""


def sat_piece(
    name: str,
    source: Source,
    temperature: float,
    seconds: float,
    sitter_fn: SitterFn,
    piece: Piece,
    within: Budget | None = None,
) -> Record:
    """What a model makes of an item.

    Args:
        name: The model.
        source: Where the item came from.
        temperature: Of the tries.
        seconds: Wall-clock seconds for the item.
        sitter_fn: Finds the model by its name.
        piece: The item's line, and which try.
        within: A wider budget.
    """
    line, sample = piece
    item = item_of(line)
    warm = temperature if item.kind == "coding" else 0.0
    options = ModelOptions(temperature=warm, seed=sample, timeout=seconds)
    ready = given(source, item)
    model = _model(name, options, sitter_fn)
    budget = Budget(seconds, within=within)
    if isinstance(ready, GivenDialogue):
        return sit_dialogue(ready, model, budget)
    return sit_coding(ready, model, sample, budget)


def _model(name: str, options: ModelOptions, sitter_fn: SitterFn) -> LoadedModel | None:
    key = name, options
    if key not in _HELD:
        _HELD.clear()
        _HELD[key] = sitter_fn(name, options)
    return _HELD[key]
