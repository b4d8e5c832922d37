"""Every family there is, found by its module."""

import pkgutil
from collections.abc import Iterable
from functools import cache
from importlib import import_module
from typing import Any

from districtbot.ground.errors import AskError
from districtbot.problems.coding import families as coding
from districtbot.problems.coding.family import CodingFamily
from districtbot.problems.dialogues import families as dialogues
from districtbot.problems.dialogues.family import DialogueFamily


@cache
def coding_families() -> tuple[CodingFamily, ...]:
    """Families of coding problems, by name."""
    return tuple(_found(coding.__path__, coding.__name__))


@cache
def dialogue_families() -> tuple[DialogueFamily, ...]:
    """Families of dialogues, by name."""
    return tuple(_found(dialogues.__path__, dialogues.__name__))


def all_families() -> tuple[CodingFamily | DialogueFamily, ...]:
    """Coding families, then those of dialogues."""
    found: list[CodingFamily | DialogueFamily] = [*coding_families(), *dialogue_families()]
    return tuple(found)


def family_named(name: str) -> CodingFamily | DialogueFamily:
    """A family by name.

    Raises:
        AskError: If there is none.
    """
    found = {one.name: one for one in all_families()}
    if name in found:
        return found[name]
    raise AskError(f"There is no family {name!r}.", "`districtbot problems families` lists them.")


def facts_of_families() -> list[dict[str, Any]]:
    """Kind, topic, name, title, version of every family, and whether it is in test only."""
    kinds = (("coding", coding_families()), ("dialogue", dialogue_families()))
    return [
        {
            "kind": kind,
            "topic": one.topic,
            "family": one.name,
            "title": one.title,
            "version": one.version,
            "held_out": one.held_out,
        }
        for kind, some in kinds
        for one in some
    ]


def _found(path: Iterable[str], package: str) -> list[Any]:
    names = sorted(one.name for one in pkgutil.iter_modules(path))
    return [import_module(f"{package}.{name}").FAMILY for name in names]
