"""General benchmarks by EleutherAI's lm-evaluation-harness, so that forgetting is seen."""

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any

from districtbot.agent.models.names import parse_name
from districtbot.ground.errors import AskError

INSTALL = "pip install 'lm-eval[hf]'"
Figures = dict[str, tuple[float, float | None]]
"""``task metric`` to its value and the half width of its 95% interval, where known."""
_Z = 1.96


def harness_figures(
    names: Sequence[str], tasks: Sequence[str], limit: int | None
) -> dict[str, Figures]:
    """What models score on general benchmarks.

    Args:
        names: The models; those other than ``hf:`` are left out.
        tasks: Names of tasks as the harness knows them, such as ``hellaswag``.
        limit: Only so many items of each task.

    Returns:
        Name of each model to its figures.

    Raises:
        AskError: If the harness is not installed, no model is one it can run, or it fails.
    """
    able = check_harness(names)
    evaluate_fn = _evaluate_fn()
    found: dict[str, Figures] = {}
    for name in able:
        try:
            came = evaluate_fn(
                model="hf", model_args=model_args(name), tasks=list(tasks), limit=limit
            )
        except (KeyError, ValueError, OSError, RuntimeError) as error:
            raise AskError(
                f"The harness could not run {', '.join(tasks)} on {name}: {error}.",
                "See that it knows these tasks (`lm-eval ls tasks`) and has their data.",
            ) from error
        found[name] = figures_in(came)
    return found


def check_harness(names: Sequence[str]) -> list[str]:
    """The models that the harness can run.

    Raises:
        AskError: If there are none, or it is not installed.
    """
    able = [name for name in names if parsed_kind(name) == "hf"]
    if not able:
        raise AskError(
            "The harness runs hf: models only, and none was named.",
            "Name one with --model hf:REPO_OR_PATH, or leave out --harness.",
        )
    _evaluate_fn()
    return able


def parsed_kind(name: str) -> str:
    """The kind of a model's name; the name itself where it is none that can be loaded."""
    try:
        return parse_name(name).kind
    except AskError:
        return name


def model_args(name: str) -> str:
    """A model's name as the harness takes it: the same weights, adapter and precision."""
    parts = parse_name(name)
    given = {"pretrained": parts.target}
    if "adapter" in parts.settings:
        given["peft"] = parts.settings["adapter"]
    quant = parts.settings.get("quant")
    if quant is not None:
        given[f"load_in_{quant}"] = "True"
    return ",".join(f"{key}={value}" for key, value in given.items())


def figures_in(came: Mapping[str, Any]) -> Figures:
    """The figures of what the harness gives.

    Each metric is called ``NAME,FILTER`` there, and its standard error ``NAME_stderr,FILTER``.
    """
    found: Figures = {}
    for task, metrics in sorted(came.get("results", {}).items()):
        for key, value in sorted(metrics.items()):
            name, _, kept = key.partition(",")
            if name.endswith("_stderr") or not _is_number(value):
                continue
            error = metrics.get(f"{name}_stderr,{kept}")
            half = _Z * float(error) if _is_number(error) else None
            label = name if kept in ("", "none") else f"{name} ({kept})"
            found[f"{task} {label}"] = (float(value), half)
    return found


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _evaluate_fn() -> Callable[..., Mapping[str, Any]]:
    try:
        harness = import_module("lm_eval")
    except ImportError as error:
        raise AskError("General benchmarks need lm-eval, which is not installed.", INSTALL) from (
            error
        )
    found: Callable[..., Mapping[str, Any]] = harness.simple_evaluate
    return found
