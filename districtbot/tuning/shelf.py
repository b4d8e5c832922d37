"""Recipes by name or file, with fields set from outside; all that is wrong is told at once."""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Any, get_args

import yaml  # type: ignore[import-untyped]
from pydantic import BaseModel, ValidationError

from districtbot.ground.errors import AskError, some_of
from districtbot.ground.quoting import plain
from districtbot.tuning.mini.recipe import MiniRecipe
from districtbot.tuning.recipe import LlamaRecipe

KINDS: dict[str, type[BaseModel]] = {"llama": LlamaRecipe, "mini": MiniRecipe}
"""What the field ``kind`` may say, and the recipe that it stands for."""
SHORT = {"data": "path", "model": "base"}
"""Parts that may be set by one text: ``data=DIR`` sets ``data.path``."""


def recipe_names() -> list[str]:
    """The recipes that come with the package."""
    folder = resources.files("districtbot.tuning") / "recipes"
    return sorted(one.name.removesuffix(".yaml") for one in folder.iterdir() if one.is_file())


def recipe_text(name: str) -> str:
    """A recipe as it is written: one of the package by its name, or a file.

    Raises:
        AskError: If there is none.
    """
    if name in recipe_names():
        folder = resources.files("districtbot.tuning") / "recipes"
        return (folder / f"{name}.yaml").read_text(encoding="utf-8")
    path = Path(name).expanduser()
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        near = difflib.get_close_matches(name, recipe_names(), n=1)
        raise AskError(
            f"There is no recipe {plain(name)!r}.",
            f"Did you mean {near[0]}?"
            if near
            else f"There are {some_of(recipe_names(), 20)}; or name a YAML file.",
        ) from error


def read_recipe(name: str, settings: Sequence[str] = ()) -> Any:
    """A recipe with some fields set anew.

    Args:
        name: One of `recipe_names`, or a file.
        settings: ``FIELD=VALUE`` with the field's dotted name and the value as YAML.

    Returns:
        A `LlamaRecipe`, or what else `KINDS` has for its kind.

    Raises:
        AskError: With everything that is wrong with it.
    """
    data, faults = _parsed(recipe_text(name), name), list[str]()
    for setting in settings:
        field, equals, value = setting.partition("=")
        if not equals or not field.strip():
            faults.append(f"{plain(setting)!r} is not of the form FIELD=VALUE")
            continue
        try:
            _set(data, field.strip().split("."), yaml.safe_load(value))
        except yaml.YAMLError:
            faults.append(f"{plain(field)}: {plain(value, 40)!r} cannot be read")
    kind = data.get("kind", "llama")
    model = KINDS.get(kind) if isinstance(kind, str) else None
    if model is None:
        faults.append(f"kind: there is {some_of(sorted(KINDS))} (came: {plain(kind, 40)})")
        raise _refused(name, faults)
    try:
        found = model.model_validate(data)
    except ValidationError as error:
        faults += dict.fromkeys(_fault(one, model) for one in error.errors())
        raise _refused(name, faults) from error
    if faults:
        raise _refused(name, faults)
    return found


def facts_of_recipes() -> list[dict[str, str]]:
    """Name, trainer and purpose of the recipes that come with the package."""
    found = [(name, _parsed(recipe_text(name), name)) for name in recipe_names()]
    return [
        {"name": name, "kind": str(data.get("kind", "")), "about": str(data.get("about", ""))}
        for name, data in found
    ]


def written(recipe: BaseModel) -> str:
    """A recipe as YAML, with every field."""
    text: str = yaml.safe_dump(recipe.model_dump(mode="json"), sort_keys=False, allow_unicode=True)
    return text


def differences(one: BaseModel, other: Mapping[str, Any]) -> list[str]:
    """The dotted names of the fields in which a recipe differs from one that was written."""
    mine, theirs = _flat(one.model_dump(mode="json")), _flat(other)
    return sorted(key for key in {*mine, *theirs} if mine.get(key) != theirs.get(key))


def parsed(text: str, name: str) -> dict[str, Any]:
    """The fields of a recipe that was written.

    Raises:
        AskError: If it is none.
    """
    return _parsed(text, name)


def fields_of(model: type[BaseModel], before: str = "") -> Iterator[str]:
    """The dotted names of all fields of a recipe."""
    for name, field in model.model_fields.items():
        yield f"{before}{name}"
        for part in (field.annotation, *get_args(field.annotation)):
            if isinstance(part, type) and issubclass(part, BaseModel):
                yield from fields_of(part, f"{before}{name}.")


def _parsed(text: str, name: str) -> dict[str, Any]:
    try:
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise AskError(
            f"The recipe {plain(name)} is no YAML: {plain(error, 200)}.", "Mend it."
        ) from error
    if not isinstance(data, dict):
        raise AskError(
            f"The recipe {plain(name)} has no fields.",
            "`districtbot tune --list` names recipes to start from.",
        )
    return data


def _set(data: dict[str, Any], steps: list[str], value: Any) -> None:
    """Set a field; parts that are not there yet are made."""
    *above, last = steps
    for step in above:
        if not isinstance(data.get(step), dict):
            data[step] = {}
        data = data[step]
    if not above and last in SHORT and not isinstance(value, dict):
        _set(data, [last, SHORT[last]], str(value))
    else:
        data[last] = value


def _flat(data: Mapping[str, Any], before: str = "") -> dict[str, Any]:
    """Fields by their dotted names."""
    found: dict[str, Any] = {}
    for key, value in data.items():
        if isinstance(value, Mapping):
            found |= _flat(value, f"{before}{key}.")
        else:
            found[f"{before}{key}"] = value
    return found


def _fault(error: Any, model: type[BaseModel]) -> str:
    """One wrong field in words."""
    known = list(fields_of(model))
    steps = [str(step) for step in error["loc"]]
    where = ".".join(step for step in steps if not step.startswith(("literal[", "tuple[")))
    if error["type"] == "extra_forbidden":
        near = _nearest(where, known)
        return f"{plain(where)}: there is no such field{f'; did you mean {near}?' if near else ''}"
    if error["type"] == "missing":
        return f"{plain(where)}: is missing"
    came, said = error.get("input"), plain(error["msg"].removeprefix("Value error, "), 300)
    shown = f" (came: {plain(came, 40)})" if isinstance(came, str | int | float) else ""
    said = said[:1].lower() + said[1:]
    return f"{plain(where)}: {said}{shown}" if where else f"{said}{shown}"


def _nearest(name: str, known: Sequence[str]) -> str:
    """The field that was meant, most likely: by its whole name or by the last part of it."""
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.75)
    if near:
        return near[0]
    lasts = {one.rpartition(".")[2]: one for one in reversed(known)}
    found = difflib.get_close_matches(name.rpartition(".")[2], list(lasts), n=1, cutoff=0.7)
    return lasts[found[0]] if found else ""


def _refused(name: str, faults: Sequence[str]) -> AskError:
    return AskError(
        f"The recipe {plain(name)} cannot be used: {'; '.join(faults)}.",
        "Its fields are told in docs/tuning.md; set one with --set FIELD=VALUE.",
    )
