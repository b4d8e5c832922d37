"""A plan of a map from any format."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from districtbot.geo.statemap import StateMap
from districtbot.plans.formats.blocks import Blocks
from districtbot.plans.formats.read import read_assignments
from districtbot.plans.formats.report import Matched, report_on
from districtbot.plans.formats.settle import Missing, Split, settle
from districtbot.plans.plan import Plan, plan_of


@dataclass(frozen=True, slots=True)
class PlanFile:
    """A plan and how it was read.

    Attributes:
        plan: The plan.
        notes: What was done to make it fit the map, one sentence each.
        matched: The whole report.
    """

    plan: Plan
    notes: tuple[str, ...]
    matched: Matched


def read_plan(source: str | Path, state: StateMap) -> Plan:
    """Read a plan of a map; see `open_plan`, which also says how it was read."""
    return open_plan(source, state).plan


def open_plan(
    source: str | Path,
    state: StateMap,
    *,
    blocks: Blocks | None = None,
    missing: Missing = "refuse",
    split: Split = "refuse",
) -> PlanFile:
    """Read a plan from a file of any format, or from a column of the map by its name.

    docs/formats.md lists the formats. Census blocks are gathered into the map's units where
    the units' ids are the beginnings of the blocks', or where ``blocks`` says which unit a
    block is in.

    Args:
        source: A file, the folder of a run or an ensemble, or the name of a column; ``#`` and
            which part of it is meant may follow, such as ``plans.bendl#12``.
        state: The map.
        blocks: The blocks of the map (`districtbot.plans.formats.blocks.open_blocks`).
        missing: What becomes of units without a district; not ``leave``.
        split: What becomes of units that the file divides between districts.

    Raises:
        AskError: If there is no such source, or it does not give each unit one district.
    """
    matched = match_plan(source, state, blocks=blocks, missing=missing, split=split)
    return PlanFile(plan_of_match(matched), matched.notes, matched)


def match_plan(
    source: str | Path,
    state: StateMap,
    *,
    blocks: Blocks | None = None,
    missing: Missing = "refuse",
    split: Split = "refuse",
) -> Matched:
    """Read a plan and match it to a map; see `open_plan`.

    Raises:
        AskError: If there is no such source, it is of another map, or what did not match is
            to be refused.
    """
    found = report_on(read_assignments(source, state), state, blocks)
    return settle(found, state, missing=missing, split=split)


def plan_of_match(matched: Matched) -> Plan:
    """The plan, if every unit has a district.

    Raises:
        AskError: Otherwise.
    """
    return plan_of(matched.unit_ids, np.array(matched.labels, dtype=np.str_))
