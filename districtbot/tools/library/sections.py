"""Text of documents taken apart at its headings: Markdown, reStructuredText, HTML, plain text."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from districtbot.tools.library.passage import Section

_ATX = re.compile(r"(#{1,6})\s+(.*?)\s*#*\s*$")
_RULE = re.compile(r"([=\-~^\"'`#*+.:_<>])\1{2,}\s*$")
_FENCE = re.compile(r"\s*(```|~~~)")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_ROLE = re.compile(r":[\w:]+:`~?([^`<]*?)(?:\s*<[^>]*>)?`")
_SKIPPED = frozenset({"script", "style", "head", "template", "noscript", "svg", "math"})
_BLOCKS = frozenset(
    {"p", "div", "li", "ul", "ol", "table", "tr", "td", "th", "br", "section", "article", "pre",
     "blockquote", "dt", "dd", "main", "header", "footer", "nav", "figure", "figcaption"}
)  # fmt: skip
_TITLES = tuple(f"h{level}" for level in range(1, 7))
DEPTH = 3
"""So many headings are kept above a passage."""


class _Path:
    """The headings that one is under."""

    def __init__(self) -> None:
        self._names: list[tuple[int, str]] = []

    def enter(self, level: int, name: str) -> None:
        self._names = [pair for pair in self._names if pair[0] < level]
        self._names.append((level, name))

    def __str__(self) -> str:
        return " > ".join(name for _, name in self._names[-DEPTH:] if name)


def markdown_sections(text: str) -> Iterator[Section]:
    """Stretches of a Markdown document; blocks of code are left as they are."""
    path, held, fenced = _Path(), list[str](), False
    for line in text.splitlines():
        if _FENCE.match(line):
            fenced = not fenced
            continue
        title = None if fenced else _ATX.match(line)
        if title is None:
            held.append(line if fenced else _marked(line))
            continue
        yield Section(str(path), "\n".join(held))
        held = []
        path.enter(len(title[1]), _marked(title[2]))
    yield Section(str(path), "\n".join(held))


def rst_sections(text: str) -> Iterator[Section]:
    """Stretches of a reStructuredText document; a line over signs is a heading."""
    path, held = _Path(), list[str]()
    levels: list[str] = []
    lines = text.splitlines()
    for line in lines:
        rule = _RULE.match(line)
        title = held[-1].strip() if held else ""
        if rule is None or not title or len(line.strip()) < len(title):
            if rule is None:
                held.append(_ROLE.sub(r"\1", line).replace("``", ""))
            continue
        yield Section(str(path), "\n".join(held[:-1]))
        held = []
        if rule[1] not in levels:
            levels.append(rule[1])
        path.enter(levels.index(rule[1]), title)
    yield Section(str(path), "\n".join(held))


def html_sections(text: str) -> Iterator[Section]:
    """Stretches of an HTML page: what a reader sees, without scripts and styles."""
    reader = _Html()
    reader.feed(text)
    reader.close()
    yield from reader.sections()


def plain_sections(text: str) -> Iterator[Section]:
    """A text without headings."""
    yield Section("", text)


def _marked(line: str) -> str:
    """A line of Markdown without links, emphasis and rules of tables."""
    if re.fullmatch(r"[\s|:\-=_*]+", line):
        return ""
    line = _LINK.sub(r"\1", line)
    line = re.sub(r"(\*\*|__|`)", "", line)
    line = re.sub(r"(?<!\w)[*_](\S[^*_]*)[*_](?!\w)", r"\1", line)
    return re.sub(r"^\s*(>|[-*+])\s+", "", line).replace("|", " ")


class _Html(HTMLParser):
    """Collects what is between the tags."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._path = _Path()
        self._held: list[str] = []
        self._title: list[str] | None = None
        self._hidden = 0
        self._found: list[Section] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag in _SKIPPED:
            self._hidden += 1
        elif tag in _TITLES:
            self._end()
            self._title = []
        elif tag in _BLOCKS:
            self._held.append("\n\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SKIPPED:
            self._hidden = max(0, self._hidden - 1)
        elif tag in _TITLES and self._title is not None:
            self._path.enter(_TITLES.index(tag), " ".join("".join(self._title).split()))
            self._title = None
        elif tag in _BLOCKS:
            self._held.append("\n\n")

    def handle_data(self, data: str) -> None:
        if self._title is not None:
            self._title.append(data)
        elif not self._hidden:
            self._held.append(data)

    def sections(self) -> list[Section]:
        """All stretches, in order."""
        self._end()
        return self._found

    def _end(self) -> None:
        self._found.append(Section(str(self._path), "".join(self._held)))
        self._held = []
