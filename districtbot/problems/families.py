"""Every family there is, found by its module."""

import pkgutil
from functools import cache
from importlib import import_module

from districtbot.ground.errors import AskError
from districtbot.problems.coding import families as coding
from districtbot.problems.coding.family import CodingFamily
from districtbot.problems.dialogues import families as dialogues
from districtbot.problems.dialogues.family import DialogueFamily

Family = CodingFamily | DialogueFamily


@cache
def coding_families() -> tuple[CodingFamily, ...]:
    """Families of coding problems, by name."""
    return tuple(_found(coding.__path__, coding.__name__))


@cache
def dialogue_families() -> tuple[DialogueFamily, ...]:
    """Families of dialogues, by name."""
    return tuple(_found(dialogues.__path__, dialogues.__name__))


def family_named(name: str) -> Family:
    """A family by name.

    Raises:
        AskError: If there is none.
    """
    for family in (*coding_families(), *dialogue_families()):
        if family.name == name:
            return family
    raise AskError(f"There is no family {name!r}.", "`districtbot problems stats` lists them.")


def _found(path: object, package: str) -> list:  # type: ignore[type-arg]
    names = sorted(one.name for one in pkgutil.iter_modules(path))  # type: ignore[arg-type]
    return [import_module(f"{package}.{name}").FAMILY for name in names]
