"""Passages from the docstrings of an installed package, read without importing it."""

import ast
import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path

from districtbot.tools.library.passage import Passage, Section, passages_of

_SKIPPED = frozenset({"vendor", "tests"})


def docstring_passages(package: str) -> tuple[Passage, ...]:
    """What the public modules, functions, classes and methods of a package say of themselves.

    Args:
        package: Name of an installed package.

    Returns:
        Passages, each with the dotted name as its source; none where the package is not there.
    """
    found = importlib.util.find_spec(package)
    if found is None or not found.submodule_search_locations:
        return ()
    root = Path(next(iter(found.submodule_search_locations)))
    passages: list[Passage] = []
    for path in sorted(root.rglob("*.py")):
        parts = (package, *path.relative_to(root).with_suffix("").parts)
        names = parts[:-1] if parts[-1] == "__init__" else parts
        if any(name.startswith("_") or name in _SKIPPED for name in names):
            continue
        try:
            tree = ast.parse(path.read_text(encoding="utf-8"))
        except (OSError, ValueError, SyntaxError):
            continue
        for name, text in _documented(tree, ".".join(names)):
            passages += passages_of(name, (Section(_words(name), _readable(text)),))
    return tuple(passages)


def _documented(tree: ast.Module, name: str) -> Iterator[tuple[str, str]]:
    """Dotted names and docstrings of a module and what is public in it."""
    if text := ast.get_docstring(tree):
        yield name, text
    for node in tree.body:
        yield from _of_node(node, name)


def _of_node(node: ast.stmt, above: str) -> Iterator[tuple[str, str]]:
    if not isinstance(node, ast.FunctionDef | ast.ClassDef) or node.name.startswith("_"):
        return
    name = f"{above}.{node.name}"
    if text := ast.get_docstring(node):
        yield name, text
    if isinstance(node, ast.ClassDef):
        for inner in node.body:
            yield from _of_node(inner, name)


def _words(name: str) -> str:
    """The last part of a dotted name, also in words: ``efficiency_gap`` efficiency gap."""
    last = name.rpartition(".")[2]
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", last).replace("_", " ")
    return last if words == last else f"{last} ({words})"


def _readable(text: str) -> str:
    """A docstring without the marks of its mark-up."""
    return re.sub(r":\w+:`~?([^`]*)`", r"\1", text).replace("``", "")
