"""What the options of a command ask of a plan."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from districtbot.plans.targets import Targets

FLAGS = {
    "max_deviation": ("population_deviation", "at_most", {}),
    "max_range": ("population_range", "at_most", {}),
    "max_county_splits": ("region_splits", "at_most", {"region": "county"}),
    "min_polsby_popper": ("polsby_popper", "at_least", {"statistic": "mean"}),
    "min_reock": ("reock", "at_least", {"statistic": "mean"}),
    "max_cut_edges": ("cut_edges", "at_most", {}),
}
"""Measure, bound and further fields of the target that each option stands for."""


def asked_targets(path: Path | None, districts: int | None, flags: Mapping[str, Any]) -> "Targets":
    """The targets of a file and of flags; a flag replaces the file's target of that measure.

    Args:
        path: The target file, if any.
        districts: What ``--districts`` says.
        flags: Values of the options in `FLAGS`; ``None`` for those not given.

    Raises:
        AskError: If they make no targets.
    """
    from districtbot.ground.errors import AskError
    from districtbot.plans.targetfile import targets_of

    data, named = _joined(path, districts, flags)
    if "districts" not in data:
        raise AskError("How many districts?", "Give --districts K, or a target file with it.")
    return targets_of(data, str(path) if path else "the options", named)


def asked_data(
    path: Path | None, districts: int | None, flags: Mapping[str, Any]
) -> dict[str, Any]:
    """What a file and flags ask, not checked yet; the number of districts may be missing.

    Args:
        path: The target file, if any.
        districts: What ``--districts`` says.
        flags: Values of the options in `FLAGS`; ``None`` for those not given.

    Raises:
        AskError: If the file cannot be read, or a share may be meant otherwise.
    """
    return _joined(path, districts, flags)[0]


def _joined(
    path: Path | None, districts: int | None, flags: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[tuple[str | int, ...], str]]:
    """What a file and flags ask, and the flag that each field comes from."""
    from districtbot.plans.targetfile import read_target_data, refuse_doubtful_share

    data = read_target_data(path) if path is not None else {}
    named: dict[tuple[str | int, ...], str] = {}
    if districts is not None:
        data["districts"] = districts
        named["districts",] = "--districts"
    asked = {name: value for name, value in flags.items() if value is not None}
    replaced = {FLAGS[name][0] for name in asked}
    given = data.get("target", [])
    if isinstance(given, list):
        kept = [
            item
            for item in given
            if not isinstance(item, dict) or item.get("measure") not in replaced
        ]
        for name, value in asked.items():
            measure, bound, more = FLAGS[name]
            refuse_doubtful_share(f"--{name.replace('_', '-')}", measure, value)
            named["target", len(kept)] = f"--{name.replace('_', '-')}"
            kept.append({"measure": measure, bound: value, **more})
        data = {**data, "target": kept}
    return data, named
