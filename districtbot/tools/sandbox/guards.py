"""Builtins in careful forms, for code that got past the first look."""

import builtins
import re
import string
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from districtbot.tools.sandbox.checking import FORMAT, QUERY
from districtbot.tools.sandbox.rules import ON_MAP, Rules, attribute_problem, import_problem

_DOTTED = re.compile(r"\.\s*([A-Za-z_]\w*)")


def careful_builtins(rules: Rules = ON_MAP) -> dict[str, Any]:
    """The builtins that code sees; nothing in it evaluates or reaches into the program."""
    names: dict[str, Any] = {name: getattr(builtins, name) for name in sorted(rules.builtins)}
    names |= {
        name: found
        for name, found in sorted(vars(builtins).items())
        if isinstance(found, type) and issubclass(found, BaseException)
    }
    names |= _reaching(rules)
    names |= {"type": _type, "True": True, "False": False, "None": None}
    names |= {"__import__": _importer(rules), "__build_class__": builtins.__build_class__}
    return names | {FORMAT: _format, QUERY: _query}


def _checked(name: object, rules: Rules = ON_MAP) -> str:
    if type(name) is not str:
        raise TypeError("attribute name must be string")
    if problem := attribute_problem(name, rules):
        raise AttributeError(problem)
    return name


def _reaching(rules: Rules) -> dict[str, Any]:
    """The builtins that take the name of an attribute."""

    def careful_getattr(thing: Any, name: str, *default: Any) -> Any:
        checked = _checked(name, rules)
        if checked == "format":
            return _format(thing)
        if checked == "query":
            return _query(thing)
        return getattr(thing, checked, *default)

    def careful_hasattr(thing: Any, name: str) -> bool:
        return hasattr(thing, _checked(name, rules))

    def careful_setattr(thing: Any, name: str, value: Any) -> None:
        setattr(thing, _checked(name, rules), value)

    def careful_delattr(thing: Any, name: str) -> None:
        delattr(thing, _checked(name, rules))

    return {
        "getattr": careful_getattr,
        "hasattr": careful_hasattr,
        "setattr": careful_setattr,
        "delattr": careful_delattr,
    }


def _type(thing: Any, *more: Any) -> Any:
    """The class of a thing; the class of a class, which could make further ones, is this."""
    if more:
        raise TypeError("type() makes no classes here; write a class statement")
    return _type if isinstance(thing, type) else type(thing)


def _importer(rules: Rules) -> Callable[..., Any]:
    def careful_import(
        name: str,
        names: Mapping[str, Any] | None = None,
        inner: Mapping[str, Any] | None = None,
        fromlist: Sequence[str] | None = None,
        level: int = 0,
    ) -> Any:
        del names, inner
        inside = (attribute_problem(one, rules) for one in fromlist or ())
        problem = import_problem(name, rules) or next(filter(None, inside), "")
        if level or problem:
            raise ImportError(problem or "relative imports are not allowed")
        return builtins.__import__(name, None, None, fromlist or (), 0)

    return careful_import


class _Formatter(string.Formatter):
    """`str.format` that walks no attributes with underscores."""

    def get_field(
        self, field_name: str, args: Sequence[Any], kwargs: Mapping[str, Any]
    ) -> tuple[Any, Any]:
        for name in _DOTTED.findall(field_name):
            _checked(name)
        found: tuple[Any, Any] = super().get_field(field_name, args, kwargs)
        return found


def _format(thing: Any) -> Callable[..., Any]:
    """What ``thing.format`` gives."""
    if isinstance(thing, str):
        return lambda *args, **kwargs: _Formatter().vformat(str(thing), args, kwargs)
    if isinstance(thing, type) and issubclass(thing, str):
        return lambda text, *args, **kwargs: _Formatter().vformat(str(text), args, kwargs)
    found: Callable[..., Any] = thing.format
    return found


def _query(thing: Any) -> Any:
    """What ``thing.query`` gives; the text of a frame's query is looked at first."""
    import pandas as pd

    frame = isinstance(thing, type) and issubclass(thing, pd.DataFrame)
    if frame or not isinstance(thing, pd.DataFrame):
        return None if frame else thing.query

    def careful(expr: str, **options: Any) -> Any:
        if type(expr) is not str or "\\" in expr or "__" in unicodedata.normalize("NFKC", expr):
            raise ValueError("a query is a text without backslashes and double underscores")
        for name in _DOTTED.findall(unicodedata.normalize("NFKC", expr)):
            _checked(name)
        return thing.query(expr, level=1, **options)

    return careful
