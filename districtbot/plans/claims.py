"""What a result says about its plan, in the form that `verify` checks."""

import math
from dataclasses import asdict
from typing import Any

from districtbot.geo.statemap import Bridge, StateMap
from districtbot.plans.export import exported_columns, exported_name
from districtbot.plans.groups import group_roles
from districtbot.plans.scorecard import UNIVERSES, Scorecard
from districtbot.plans.targets import Target, Targets
from districtbot.plans.verdict import Verdict


def claims_of(
    state: StateMap,
    targets: Targets,
    verdicts: tuple[Verdict, ...],
    card: Scorecard | None = None,
) -> dict[str, Any]:
    """The claims of a finished run, as JSON data for ``result.json``.

    Args:
        state: The map.
        targets: What was asked for.
        verdicts: What `judge` found, one for each target.
        card: The plan's scorecard, where it is to be claimed and checked too.
    """
    roles = state.columns
    named = {
        role: getattr(roles, role)
        for role in ("population", "vap", "cvap", "county", "municipality")
        if getattr(roles, role) is not None
    }
    data: dict[str, Any] = {
        "districts": targets.districts,
        "units": state.n_units,
        "unit_column": roles.unit_id,
        "adjacency": state.graph.adjacency,
        "crs": _crs_of(state),
        "columns": named,
        "group_columns": {of: group_roles(roles, of) for of in UNIVERSES if group_roles(roles, of)},
        "elections": {
            one.name: {"dem": one.dem_col, "rep": one.rep_col} for one in roles.elections
        },
        "exported_as": {
            column: exported_name(column)
            for column in exported_columns(state, targets)
            if exported_name(column) != column
        },
        "bridges": [_bridge(state, bridge) for bridge in state.graph.bridges],
        "targets": target_claims(targets, verdicts),
    }
    if card is not None:
        data["scorecard"] = card.to_dict()
    return data


def target_claims(targets: Targets, verdicts: tuple[Verdict, ...]) -> list[dict[str, Any]]:
    """What is said of each target, as JSON data."""
    return [
        _target(verdict, target) for verdict, target in zip(verdicts, targets.target, strict=True)
    ]


def _crs_of(state: StateMap) -> str | None:
    """The equal-area CRS that shapes are measured in: its code, else its WKT."""
    if state.geometry is None or state.geometry.crs is None:
        return None
    authority = state.geometry.crs.to_authority(min_confidence=100)
    return ":".join(authority) if authority else state.geometry.crs.to_wkt()


def _bridge(state: StateMap, bridge: Bridge) -> dict[str, Any]:
    return {
        "a": state.unit_ids[bridge.a],
        "b": state.unit_ids[bridge.b],
        "metres": finite(bridge.metres),
        "reason": bridge.reason,
    }


def _target(verdict: Verdict, target: Target) -> dict[str, Any]:
    data = asdict(verdict)
    data["value"] = finite(verdict.value)
    data["shortfall"] = finite(verdict.shortfall)
    data["districts"] = list(verdict.districts)
    data["target"] = target.model_dump(mode="json", exclude_none=True)
    return data


def finite(value: float) -> float | None:
    """A number as JSON has it: ``None`` for NaN and infinity."""
    return value if math.isfinite(value) else None
