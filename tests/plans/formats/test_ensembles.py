"""Single plans out of files of many, and such files from one kind to another."""

import json
from pathlib import Path
from typing import Any

import binary_ensemble
import networkx as nx
import pytest

from districtbot.geo.statemap import StateMap
from districtbot.ground.errors import AskError
from districtbot.plans.formats.ensembles import in_map_order, open_plans, write_plans
from districtbot.plans.formats.names import FormatName
from districtbot.plans.formats.open import open_plan
from districtbot.tools.convert import convert

PLANS = [[1, 1, 2, 2], [1, 2, 2, 2], [2, 1, 1, 1]]
FORMS: list[FormatName] = ["jsonl", "ben", "xben", "bendl"]


@pytest.fixture
def state(grid_frame: Any, state_of: Any) -> StateMap:
    """One row of four: 00101 to 00104."""
    drawn: StateMap = state_of(grid_frame(1, 4))
    return drawn


@pytest.mark.parametrize("form", FORMS)
def test_one_plan_is_named_by_its_number(state: StateMap, tmp_path: Path, form: FormatName) -> None:
    path = tmp_path / f"plans.{form}"
    assert write_plans(path, form, state, PLANS) == 3
    with pytest.raises(AskError, match=r"holds 3 plans.*#1"):
        open_plan(path, state)
    for number, plan in enumerate(PLANS, 1):
        assert open_plan(f"{path}#{number}", state).plan.district.tolist() == plan
    for number in ("0", "4", "x", "9" * 30):
        with pytest.raises(AskError, match=r"no plan|no number"):
            open_plan(f"{path}#{number}", state)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("other", FORMS)
def test_every_kind_becomes_every_other(
    state: StateMap, tmp_path: Path, form: FormatName, other: FormatName
) -> None:
    path, again = tmp_path / f"a.{form}", tmp_path / f"b.{other}"
    write_plans(path, form, state, PLANS)
    plans = open_plans(path)
    assert (plans.format, len(plans)) == (form, 3)
    write_plans(again, other, state, in_map_order(plans, state))
    assert list(in_map_order(open_plans(again), state)) == PLANS


@pytest.mark.parametrize("by", ["id", "GEOID"])
def test_a_bundle_in_another_order(state: StateMap, tmp_path: Path, by: str) -> None:
    """The graph inside a bundle names the units, by the nodes or by an attribute."""
    order = ["00103", "00101", "00104", "00102"]
    graph = nx.Graph()
    for place, unit in enumerate(order):
        graph.add_node(unit if by == "id" else place + 70, GEOID=unit, POP=place)
    path = tmp_path / "plans.bendl"
    encoder = binary_ensemble.BendlEncoder(path)
    encoder.add_graph(graph)
    with encoder.ben_stream() as stream:
        stream.write([1, 2, 2, 1])
    assert open_plan(path, state).plan.district.tolist() == [2, 1, 1, 2]


def test_other_units(state: StateMap, grid_frame: Any, state_of: Any, tmp_path: Path) -> None:
    other = state_of(grid_frame(1, 3))
    for form in FORMS:
        path = tmp_path / f"plans.{form}"
        write_plans(path, form, other, [[1, 1, 2]])
        with pytest.raises(AskError, match=r"units|has no ids"):
            open_plan(path, state)


def test_lines_that_are_no_plans(state: StateMap, tmp_path: Path) -> None:
    path = tmp_path / "plans.jsonl"
    path.write_text(json.dumps({"assignment": [1, 1, 2, 2], "sample": 1}) + "\n{}\n")
    with pytest.raises(AskError, match=r"Line 2 of plans.jsonl is no plan"):
        open_plan(f"{path}#1", state)


@pytest.mark.parametrize("district", [-1, 70_000, 10**30])
def test_districts_that_ben_cannot_hold(state: StateMap, tmp_path: Path, district: int) -> None:
    source = tmp_path / "plans.jsonl"
    write_plans(source, "jsonl", state, [[1, 1, 1, district]] * 2)
    with pytest.raises(AskError, match=r"from 0 to 65,535"):
        convert(source, state, tmp_path / "plans.ben")
    assert not (tmp_path / "plans.ben").exists()


def test_a_folder_without_an_ensemble(state: StateMap, tmp_path: Path) -> None:
    with pytest.raises(AskError, match=r"no plan and no ensemble"):
        open_plan(tmp_path, state)
