"""The look at the code before it is run: what it imports, names and reaches for."""

import ast
from types import CodeType

from districtbot.tools.sandbox.rules import (
    DUNDER_METHODS,
    ON_MAP,
    Rules,
    attribute_problem,
    import_problem,
    name_problem,
)

FILE = "<code>"
"""Name of the code in tracebacks."""

FORMAT = "guarded format"
QUERY = "guarded query"
LAST = "last value"
"""Names that code cannot write."""

MOST_PROBLEMS = 4


class NotAllowed(Exception):  # noqa: N818 - an answer, not an error
    """The code uses something that is not allowed; the text says what, line by line."""


def check_code(code: str, rules: Rules = ON_MAP) -> CodeType:
    """Look at code and make it ready to run.

    Args:
        code: Python source.
        rules: What it may use.

    Returns:
        What to run; it leaves the value of a last expression under `LAST`.

    Raises:
        NotAllowed: With each line's problem.
        SyntaxError: If it is not Python.
        RecursionError: If it is nested too deep; also MemoryError.
    """
    tree = ast.parse(code, FILE)
    look = _Look(_bound(tree), rules)
    look.visit(tree)
    if look.problems:
        shown = list(dict.fromkeys(look.problems))
        more = len(shown) - MOST_PROBLEMS
        tail = [f"and {more} more"] if more > 0 else []
        raise NotAllowed("; ".join(shown[:MOST_PROBLEMS] + tail))
    _Guard().visit(tree)
    if tree.body and isinstance(last := tree.body[-1], ast.Expr):
        kept = ast.Assign([ast.Name(LAST, ast.Store())], last.value)
        tree.body[-1] = ast.copy_location(kept, last)
    ast.fix_missing_locations(tree)
    return compile(tree, FILE, "exec")


def _is_stored(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)


def _bound(tree: ast.Module) -> set[str]:
    """Names that the code binds itself."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            found.add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.arg):
            found.add(node.arg)
        elif isinstance(node, ast.alias):
            found.add((node.asname or node.name).split(".")[0])
        elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
            found.add(node.name)
    return found


class _Look(ast.NodeVisitor):
    """Collects what is not allowed."""

    def __init__(self, bound: set[str], rules: Rules) -> None:
        self.problems: list[str] = []
        self._rules = rules
        self._bound = bound
        self._line = 0

    def visit(self, node: ast.AST) -> None:
        """Look at a node and what is below it."""
        self._line = getattr(node, "lineno", self._line)
        for text in _texts(node):
            self._note(self._bad_name(text, node))
        super().visit(node)

    def visit_Import(self, node: ast.Import) -> None:
        """``import a.b``."""
        for alias in node.names:
            self._note(import_problem(alias.name, self._rules))

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        """``from a import b``."""
        if node.level or not node.module:
            self._note("relative imports are not allowed")
            return
        self._note(import_problem(node.module, self._rules))
        for alias in node.names:
            star = alias.name == "*"
            problem = "import * is not allowed: name what you need"
            self._note(problem if star else attribute_problem(alias.name, self._rules))

    def visit_Attribute(self, node: ast.Attribute) -> None:
        """``a.b``."""
        self.generic_visit(node)
        self._line = node.lineno
        self._note(attribute_problem(node.attr, self._rules))

    def visit_MatchClass(self, node: ast.MatchClass) -> None:
        """``case A(b=...)`` reads the attribute b."""
        for name in node.kwd_attrs:
            self._note(attribute_problem(name, self._rules))
        self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        """A text that is the name of a dunder can only be meant for getattr and its kind."""
        text = node.value
        if isinstance(text, str) and text.isidentifier() and text.startswith("__"):
            allowed = text in {"__main__", "__name__"}
            self._note("" if allowed else f"the text {text!r} is not allowed")

    def visit_keyword(self, node: ast.keyword) -> None:
        """``f(name=...)``."""
        if node.arg == "allow_pickle" or (node.arg or "").startswith("__"):
            self._note(f"the argument {node.arg} is not allowed")
        self.generic_visit(node)

    def _bad_name(self, text: str, node: ast.AST) -> str:
        if isinstance(node, ast.FunctionDef) and text in DUNDER_METHODS | {"__init__"}:
            return ""
        if isinstance(node, ast.Name) and text == "__slots__" and _is_stored(node):
            return ""
        bound = text in self._bound and not text.startswith("__")
        return "" if bound else name_problem(text, self._rules)

    def _note(self, problem: str) -> None:
        if problem:
            self.problems.append(f"line {self._line}: {problem}")


def _texts(node: ast.AST) -> list[str]:
    """Plain names that a node reads or binds."""
    if isinstance(node, ast.Name):
        return [node.id]
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return [node.name]
    if isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar):
        return [node.name] if node.name else []
    if isinstance(node, ast.Global | ast.Nonlocal):
        return list(node.names)
    if isinstance(node, ast.arg):
        return [node.arg]
    if isinstance(node, ast.Import | ast.ImportFrom):
        return [alias.asname for alias in node.names if alias.asname]
    if isinstance(node, ast.MatchMapping):
        return [node.rest] if node.rest else []
    return []


class _Guard(ast.NodeTransformer):
    """Sends ``.format`` and ``.query`` through their careful forms."""

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        """``a.format`` becomes a call that looks at what ``a`` is."""
        self.generic_visit(node)
        guard = {"format": FORMAT, "query": QUERY}.get(node.attr)
        if guard is None or not isinstance(node.ctx, ast.Load):
            return node
        call = ast.Call(ast.Name(guard, ast.Load()), [node.value], [])
        return ast.copy_location(call, node)
