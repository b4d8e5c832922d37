"""Passages from a folder of somebody's documents."""

import os
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from districtbot.ground.errors import AskError, some_of
from districtbot.ground.quoting import plain
from districtbot.tools.library.passage import Passage, Section, passages_of
from districtbot.tools.library.sections import (
    html_sections,
    markdown_sections,
    plain_sections,
    rst_sections,
)

MOST_FILES = 500
MOST_BYTES = 30 * 2**20
"""No document is longer."""
MOST_PASSAGES = 20_000
MOST_PAGES = 2_000
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BODY = "word/document.xml"


class _Unreadable(Exception):  # noqa: N818 - an event: the file is left out and named
    """A document cannot be read; says why."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """What was read of a folder.

    Attributes:
        passages: The passages, by file name and place in the file.
        n_files: Documents read.
        notes: What was left out and why, one sentence each.
    """

    passages: tuple[Passage, ...]
    n_files: int
    notes: tuple[str, ...]


def passages_in(folder: Path) -> Shelf:
    """Read the documents of a folder and of those in it: text, Markdown, HTML, PDF, Word.

    Hidden files, and links that lead out of the folder, are left out.

    Raises:
        AskError: If there is no such folder, or no document in it that can be read.
    """
    if not folder.is_dir():
        raise AskError(f"{folder} is no folder of documents.", "Name a folder with --docs.")
    paths = list(_documents(folder))
    notes, passages, n_files = list[str](), list[Passage](), 0
    if len(paths) > MOST_FILES:
        notes.append(f"Only the first {MOST_FILES} of {len(paths):,} documents were read.")
    for path in paths[:MOST_FILES]:
        name = path.relative_to(folder).as_posix()
        if len(passages) >= MOST_PASSAGES:
            notes.append(f"{plain(name)} and what follows were left out: too much text.")
            break
        try:
            found = list(passages_of(name, _read(path)))
        except _Unreadable as reason:
            notes.append(f"{plain(name)} was left out: {reason}.")
            continue
        if not found:
            notes.append(f"{plain(name)} was left out: it holds no text.")
            continue
        passages += found[: MOST_PASSAGES - len(passages)]
        n_files += 1
    if not passages:
        why = f" {some_of(notes, 3)}" if notes else ""
        raise AskError(
            f"{folder} holds no document that can be read.{why}",
            f"Put files into it that end in {some_of(sorted(READERS), 12)}.",
        )
    return Shelf(tuple(passages), n_files, tuple(notes))


def _documents(folder: Path) -> Iterator[Path]:
    """The documents of a folder by name; links out of it, and hidden ones, are left out."""
    root = folder.resolve()
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(place, name)
            if name.startswith(".") or path.suffix.casefold() not in READERS:
                continue
            if path.resolve().is_relative_to(root) and path.is_file():
                yield path


def _read(path: Path) -> list[Section]:
    """The stretches of a document.

    Raises:
        _Unreadable: If it cannot be read.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise _Unreadable(f"it is larger than {MOST_BYTES // 2**20} MiB")
        return list(READERS[path.suffix.casefold()](path))
    except OSError as error:
        raise _Unreadable(error.strerror or "it cannot be opened") from error


def _text(path: Path) -> str:
    content = path.read_bytes()
    if b"\0" in content[:4096] and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _Unreadable("it is no text")
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _pdf(path: Path) -> Iterator[Section]:
    import logging

    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    # A damaged page makes pypdf chatter on the screen of the chat.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(path)
        if reader.is_encrypted and not reader.decrypt(""):
            raise _Unreadable("it is locked with a password")
        for number, page in enumerate(reader.pages[:MOST_PAGES], 1):
            yield Section("", page.extract_text() or "", number)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise _Unreadable("it is damaged, or no PDF") from error
    except (RecursionError, ImportError, NotImplementedError) as error:
        raise _Unreadable("it is locked or made in a way that cannot be read") from error


def _docx(path: Path) -> Iterator[Section]:
    """Paragraphs of a Word document, parted at its headings."""
    try:
        with zipfile.ZipFile(path) as archive:
            if archive.getinfo(_BODY).file_size > MOST_BYTES:
                raise _Unreadable(f"its text is larger than {MOST_BYTES // 2**20} MiB")
            content = archive.read(_BODY)
        if b"<!DOCTYPE" in content:
            raise _Unreadable("it defines entities of its own")
        tree = ElementTree.fromstring(content)  # noqa: S314 - bounded, and without entities
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError, RuntimeError) as error:
        raise _Unreadable("it is damaged, or no Word document") from error
    heading, held = "", list[str]()
    for paragraph in tree.iter(f"{_WORD}p"):
        text = "".join(run.text or "" for run in paragraph.iter(f"{_WORD}t"))
        style = paragraph.find(f"{_WORD}pPr/{_WORD}pStyle")
        named = "" if style is None else style.get(f"{_WORD}val", "")
        if named.casefold().startswith(("heading", "title")):
            yield Section(heading, "\n\n".join(held))
            heading, held = text, []
        else:
            held.append(text)
    yield Section(heading, "\n\n".join(held))


READERS: dict[str, Callable[[Path], Iterator[Section]]] = {
    ".md": lambda path: markdown_sections(_text(path)),
    ".markdown": lambda path: markdown_sections(_text(path)),
    ".txt": lambda path: plain_sections(_text(path)),
    ".rst": lambda path: rst_sections(_text(path)),
    ".html": lambda path: html_sections(_text(path)),
    ".htm": lambda path: html_sections(_text(path)),
    ".pdf": _pdf,
    ".docx": _docx,
}
"""How each kind of document is read, by the ending of its name."""
