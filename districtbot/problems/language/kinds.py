"""Every kind of clause there is, found by its module."""

import pkgutil
from functools import cache
from importlib import import_module

from districtbot.problems.language import clauses
from districtbot.problems.language.clause import ClauseKind


@cache
def all_kinds() -> tuple[ClauseKind, ...]:
    """The kinds of clauses of all modules of `clauses`, by module."""
    names = sorted(one.name for one in pkgutil.iter_modules(clauses.__path__))
    modules = [import_module(f"{clauses.__name__}.{name}") for name in names]
    return tuple(kind for module in modules for kind in module.KINDS)


@cache
def kinds_of(*subjects: str) -> tuple[ClauseKind, ...]:
    """The kinds whose names begin with one of some subjects, such as ``population``."""
    return tuple(kind for kind in all_kinds() if kind.name.split(".")[0] in subjects)
