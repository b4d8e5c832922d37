"""Whatever a model writes as an argument, a tool answers in few words or refuses."""

import json
from pathlib import Path
from typing import Any

import pytest

from districtbot.ground.seeds import rng_of
from districtbot.tools.calling import MOST_TEXT, call
from districtbot.tools.desk.asked import Asked
from districtbot.tools.desk.desk import Desk
from districtbot.tools.kit import (
    columns,
    comparing,
    describe,
    district,
    explain,
    look_up,
    scoring,
)
from districtbot.tools.tool import Tool

TOOLS = (
    *describe.TOOLS,
    *look_up.TOOLS,
    *columns.TOOLS,
    *scoring.TOOLS,
    *district.TOOLS,
    *comparing.TOOLS,
    *explain.TOOLS,
)
ODD: tuple[Any, ...] = (
    *("", " ", "current", "DISTRICT", "3", "03", "district 2", "black", "PRES20", "BVAP20"),
    *("Polk County", "x" * 300, "\x00", "é", "St. Clair", "efficiency gap", "a,b", ",", "( )"),
    *("Adams, Mower", "-1", "1e9", "None", "nan", "county", "twp", "the", "of", "all", "NEAR("),
    *(0, 1, -1, 20, 10**30, 1.5, True, None, [], {}, ["Polk"]),
    *("counties", "towns", "units", "districts", "votes", "groups", "ratings", "share", "shape"),
)


def _arguments(tool: Tool, rng: Any) -> dict[str, Any]:
    fields = tool.arguments.model_fields
    return {
        name: rng.choice(ODD)
        for name, field in fields.items()
        if field.is_required() or rng.random() < 0.4
    }


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.name)
def test_no_argument_breaks_a_tool(tool: Tool, shared_data: Path) -> None:
    desk = Desk.open(shared_data / "IA" / "ia_county_with_enacted_2020.json")
    desk.put("loaded", plan=desk.plan_named("DISTRICT"), asked=Asked(4))
    plan = desk.a_plan
    rng = rng_of("odd arguments", tool.name)
    n_done = 0
    for _ in range(150):
        called = call(desk, TOOLS, tool.name, _arguments(tool, rng))
        assert called.text
        assert len(called.text) <= MOST_TEXT
        assert "\x00" not in called.text
        json.dumps(called.data, allow_nan=False)
        n_done += called.ok
    assert n_done
    assert desk.a_plan is plan
