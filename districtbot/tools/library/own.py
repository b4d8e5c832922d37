"""Passages from districtbot's own documents, which ship with the package."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from functools import cache
from importlib.resources import files
from pathlib import Path

from districtbot.plans.glossary.term import Term
from districtbot.plans.glossary.terms import CHAPTERS
from districtbot.tools.library.passage import Passage, Section, passages_of
from districtbot.tools.library.sections import markdown_sections

NAME = "passages.jsonl"
MEASURES = "docs/measures.md"
_LEFT_OUT = frozenset(
    {"benchmarks.md", "cli.md", "families.md", "measures.md", "roadmap.md", "tools.md"}
)
"""Tables and tracts that answer nobody's question; the measures come term by term."""


@cache
def own_passages() -> tuple[Passage, ...]:
    """The passages that ship with the package."""
    text = files("districtbot.tools.library").joinpath(NAME).read_text(encoding="utf-8")
    return tuple(Passage(**json.loads(line)) for line in text.splitlines())


def passages_text(root: Path) -> str:
    """The content of ``passages.jsonl``, from the documents of the repository.

    Args:
        root: Root of the repository.
    """
    found = [*passages_from(root), *glossary_passages()]
    lines = [json.dumps(asdict(one), ensure_ascii=False, sort_keys=True) for one in found]
    return "\n".join(lines) + "\n"


def passages_from(root: Path) -> Iterable[Passage]:
    """Passages of the README and of the hand-written documents."""
    pages = [root / "README.md", *sorted((root / "docs").glob("*.md"))]
    for page in pages:
        if page.name not in _LEFT_OUT:
            text = page.read_text(encoding="utf-8")
            yield from passages_of(page.relative_to(root).as_posix(), markdown_sections(text))


def glossary_passages() -> Iterable[Passage]:
    """One passage for each measure."""
    for chapter, terms in CHAPTERS:
        for term in terms:
            section = Section(f"{chapter} > {term.name}", term_text(term))
            yield from passages_of(MEASURES, (section,))


def term_text(term: Term) -> str:
    """A measure in words: what it is, how it is worked out, its sign, its source."""
    parts = [f"{term.name}: {term.meaning}", f"How it is worked out: {term.how}"]
    told = (("Sign", term.sign), ("No value", term.undefined), ("Source", term.source))
    return " ".join([*parts, *(f"{word}: {text}" for word, text in told if text)])
