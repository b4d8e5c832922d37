"""Rows to train on: every answer of the ideal agent behind the very prompt that it answers.

A row is one answer. The note on the desk that ends a prompt, and the names that the list of tools
knows, are others at every answer, so a row that taught several at once would show a model what it
is never shown. Rows are kept as text, one JSON object a line, to be read again and looked at.
"""

import gzip
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from functools import partial
from pathlib import Path
from typing import Any, Literal

from districtbot.agent.models.text.rendering import as_data
from districtbot.agent.models.text.template import Said
from districtbot.ground.clock import Budget
from districtbot.ground.seeds import rng_of
from districtbot.problems.formats import fenced, files_told
from districtbot.problems.item import CodingItem, DialogueItem, Item
from districtbot.problems.shelf import item_of, line_of, read_lines
from districtbot.problems.source import Source
from districtbot.problems.spec import Kind
from districtbot.problems.workers import Workers
from districtbot.tuning.choosing import map_of_item
from districtbot.tuning.reader import n_tokens, reader_at
from districtbot.tuning.rehearsal import Reader, rehearsed

ShowFn = Callable[[str, int, int], None]
"""Told of progress: what is done, how much of it, of how much."""
CHUNK = 25
"""Items that a process renders at a time."""


@dataclass(frozen=True, slots=True)
class Row:
    """One answer behind its prompt.

    Attributes:
        id: The item's id, and which of its answers, from 1.
        kind: Of a dialogue, a coding problem, or ``given`` as it stands.
        prompt: All that the model is given, in its own template.
        answer: What it is to write, without what the template puts around it; with that where the
            row was given.
    """

    id: str
    kind: Kind | Literal["given"]
    prompt: str
    answer: str


@dataclass(frozen=True, slots=True)
class Rendering:
    """How rows are made; the same rendering of the same items gives the same rows.

    Attributes:
        base: The model whose tokenizer and template are used.
        context: Tokens of prompt and answer together.
        reply_tokens: Tokens of it that are left for an answer.
        answers: So many answers of each dialogue; ``None`` for all.
        seed: Which.
        source: Where the items' maps come from.
    """

    base: str
    context: int
    reply_tokens: int
    answers: int | None
    seed: int
    source: Source


@dataclass(slots=True)
class Tally:
    """What became of the items.

    Attributes:
        items: Items rendered.
        rows: Rows made of them.
        unwritable: Answers left out because the grammar lets no model write them.
        refused: Answers left out because the agent's checks did not pass them on.
        sent_back: Times that the agent asked again because targets were missed.
        astray: Dialogues cut short because a tool gave something else than when they were made.
    """

    items: int = 0
    rows: int = 0
    unwritable: int = 0
    refused: int = 0
    sent_back: int = 0
    astray: int = 0

    def add(self, other: "Tally") -> None:
        """Count what another counted."""
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))


@dataclass(frozen=True, slots=True)
class RowFile:
    """Rows in a file.

    Attributes:
        path: The file.
        sha256: Hash of the lines.
        tally: What became of the items.
    """

    path: Path
    sha256: str
    tally: Tally

    def read(self) -> list[Row]:
        """The rows.

        Raises:
            AskError: If the file is damaged.
        """
        return [Row(**line) for line in read_lines(self.path)]


def rows_of_item(how: Rendering, item: Item) -> tuple[list[Row], Tally]:
    """The rows of one item.

    Raises:
        AskError: If the context is too short for instructions and tools.
    """
    if isinstance(item, CodingItem):
        return [_coding_row(how, item)], Tally(items=1, rows=1)
    reader = Reader(
        reader_at(how.base).template,
        partial(n_tokens, how.base),
        how.context,
        how.reply_tokens,
    )
    done = rehearsed(item, map_of_item(how.source, item), reader)
    rows = [
        Row(f"{item.id}#{number}", "dialogue", one.prompt, one.answer)
        for number, one in enumerate(done.answers, 1)
    ]
    rows = _drawn(how, item, rows)
    astray = int(done.astray > 0)
    tally = Tally(1, len(rows), done.unwritable, done.refused, done.sent_back, astray)
    return rows, tally


def render(
    how: Rendering,
    items: Sequence[Item],
    path: Path,
    n_jobs: int,
    budget: Budget,
    show: ShowFn,
) -> RowFile:
    """Write the rows of items into a file, a chunk at a time.

    Broken off, what is done lies beside the file, and the same call goes on from there.

    Args:
        how: How they are rendered.
        items: The items.
        path: The file, ``.jsonl.gz``.
        n_jobs: Processes side by side.
        budget: Ctrl-C stops it.
        show: Told of progress.

    Raises:
        OutOfTime: If it was stopped.
        AskError: If the context is too short for instructions and tools.
    """
    order = sorted(items, key=lambda item: (item.map, item.id))  # each map is opened once
    chunks = [order[i : i + CHUNK] for i in range(0, len(order), CHUNK)]
    parts = path.with_name(f"{path.name.partition('.')[0]}.parts")
    parts.mkdir(parents=True, exist_ok=True)
    files = [parts / f"{number:05d}.jsonl.gz" for number in range(len(chunks))]
    left = [number for number, file in enumerate(files) if not file.exists()]
    n_done = len(items) - sum(len(chunks[number]) for number in left)
    show("Rendering rows", n_done, len(items))
    for number, text in _rendered(how, {n: chunks[n] for n in left}, n_jobs, budget):
        _write(files[number], text)
        n_done += len(chunks[number])
        show("Rendering rows", n_done, len(items))
    budget.check()
    return _joined(files, parts, path)


def read_row_file(path: Path) -> RowFile:
    """A file of rows that was finished before.

    Raises:
        FileNotFoundError: If it was not.
    """
    told = json.loads(_tally_path(path).read_text("utf-8"))
    return RowFile(path, told.pop("sha256"), Tally(**told))


def _rendered(
    how: Rendering, chunks: dict[int, Sequence[Item]], n_jobs: int, budget: Budget
) -> Iterator[tuple[int, str]]:
    """The number and the text of each chunk, as it is done."""
    work = [(number, [line_of(item) for item in some]) for number, some in chunks.items()]
    if n_jobs == 1 or len(work) < 2:
        for piece in work:
            budget.check()
            yield _render_chunk(how, piece)
        return
    with Workers(min(n_jobs, len(work)), budget) as workers:
        for _, done in workers.each(partial(_render_chunk, how), work):
            yield done


def _render_chunk(how: Rendering, piece: tuple[int, list[dict[str, Any]]]) -> tuple[int, str]:
    """A chunk as text: its tally on the first line, then its rows."""
    number, lines = piece
    tally, rows = Tally(), list[Row]()
    for line in lines:
        some, counted = rows_of_item(how, item_of(line))
        tally.add(counted)
        rows += some
    told = [asdict(tally), *map(asdict, rows)]
    return number, "".join(f"{json.dumps(one, ensure_ascii=False)}\n" for one in told)


def kept(rows: Sequence[Row], path: Path) -> RowFile:
    """Write rows that are there already into a file."""
    lines = (f"{json.dumps(asdict(row), ensure_ascii=False)}\n".encode() for row in rows)
    return _row_file(lines, Tally(rows=len(rows)), path)


def _joined(files: Sequence[Path], parts: Path, path: Path) -> RowFile:
    """All chunks in one file; their own go away."""
    tally = Tally()

    def texts() -> Iterator[bytes]:
        for file in files:
            told, _, text = gzip.decompress(file.read_bytes()).partition(b"\n")
            tally.add(Tally(**json.loads(told)))
            yield text

    found = _row_file(texts(), tally, path)
    for file in files:
        file.unlink()
    parts.rmdir()
    return found


def _row_file(texts: Iterable[bytes], tally: Tally, path: Path) -> RowFile:
    """Write rows and what there is to say of them."""
    digest, scratch = hashlib.sha256(), path.with_name(f".{path.name}")
    path.parent.mkdir(parents=True, exist_ok=True)
    with (
        scratch.open("wb") as raw,
        gzip.GzipFile("", "wb", compresslevel=6, fileobj=raw, mtime=0) as out,
    ):
        for text in texts:
            digest.update(text)
            out.write(text)
    scratch.replace(path)
    told = {"sha256": digest.hexdigest(), **asdict(tally)}
    _tally_path(path).write_text(json.dumps(told), "utf-8")
    return RowFile(path, digest.hexdigest(), tally)


def _tally_path(path: Path) -> Path:
    return path.with_name(f"{path.name.partition('.')[0]}.json")


def _write(path: Path, text: str) -> None:
    scratch = path.with_name(f".{path.name}")
    scratch.write_bytes(gzip.compress(text.encode(), 5, mtime=0))
    scratch.replace(path)


def _coding_row(how: Rendering, item: CodingItem) -> Row:
    """A problem's files and instruction, as sets are exported for chat, and the code in a fence."""
    question = as_data(f"{files_told(item)}\n\n{item.instruction}")
    prompt = reader_at(how.base).template.prompt([Said("user", question)])
    return Row(f"{item.id}#1", "coding", prompt, fenced(item.solution))


def _drawn(how: Rendering, item: DialogueItem, rows: list[Row]) -> list[Row]:
    """Some of the answers of a dialogue, in their order."""
    if how.answers is None or how.answers >= len(rows):
        return rows
    kept = rng_of("answers", how.seed, item.id).sample(range(len(rows)), how.answers)
    return [rows[place] for place in sorted(kept)]
