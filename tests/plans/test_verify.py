"""The independent check: it confirms true runs and refutes every tampered one."""

import copy
import csv
import json
import math
import random
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from io import StringIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from districtbot.geo.open import open_map
from districtbot.geo.statemap import Bridge, StateMap
from districtbot.ground.errors import AskError
from districtbot.plans.claims import claims_of
from districtbot.plans.export import write_plan
from districtbot.plans.formats.open import read_plan
from districtbot.plans.judge import judge
from districtbot.plans.plan import Plan
from districtbot.plans.scorecard import score
from districtbot.plans.targetfile import targets_of
from districtbot.plans.targets import MEASURES
from districtbot.plans.verdict import all_required_met
from districtbot.plans.verify import verify

Edit = Callable[[dict[str, Any]], None]


def _finish(folder: Path, state: StateMap, plan: Plan, targets: list[dict[str, Any]]) -> None:
    """Leave the files of a finished run in a folder, as `run` does."""
    asked = targets_of({"districts": plan.n_districts, "target": targets})
    verdicts = judge(state, asked, plan)
    result = {
        "status": "met" if all_required_met(verdicts) else "not_met",
        "asked": asked.model_dump(mode="json", exclude_none=True),
        **claims_of(state, asked, verdicts, score(state, plan)),
        "plan_sha256": plan.sha256,
        "map_sha256": state.source.sha256,
        "map": str(state.source.path),
    }
    write_plan(folder, state, plan, asked)
    (folder / "result.json").write_text(json.dumps(result, allow_nan=False), encoding="utf-8")


ALL_TARGETS: list[dict[str, Any]] = [
    {"measure": "contiguity"},
    {"measure": "population_deviation", "at_most": "10%"},
    {"measure": "population_range", "at_most": "10%"},
    {"measure": "population_persons", "at_most": 30},
    {"measure": "region_splits", "at_most": 0},
    {"measure": "region_pieces", "region": "municipality", "at_most": 4},
    {"measure": "polsby_popper", "at_least": 0.5},
    {"measure": "reock", "statistic": "minimum", "at_least": 0.5},
    {"measure": "cut_edges", "at_most": 2},
    {"measure": "group_share", "group": ["black"], "share": 0.5, "districts_at_least": 1},
    {"measure": "group_share", "group": ["black"], "share": 0.6, "none_above": True},
    {"measure": "seats", "party": "dem", "election": "PRES20", "at_least": 1, "at_most": 1},
    {"measure": "competitive", "election": "PRES20", "margin": 0.3, "at_least": 2},
    {"measure": "efficiency_gap", "election": "PRES20", "at_most": 0.1},
    {"measure": "mean_median", "election": "PRES20", "at_most": 0.1},
    {"measure": "partisan_bias", "election": "PRES20", "at_most": 0.1},
    {"measure": "proportionality", "election": "PRES20", "at_most": 0.1},
    {"measure": "together", "column": "county", "values": ["a"]},
    {"measure": "apart", "column": "TOWN", "values": ["a", "c"]},
    {"measure": "locked", "column": "TOWN", "values": ["c", "d"], "district": 2},
    {"measure": "locked", "column": "TOWN", "values": ["c", "d"], "district": 2, "alone": True},
    {"measure": "incumbents", "units": ["00101", "00103"]},
    {"measure": "least_change", "plan": "OLD", "at_least": 0.85},
    {"measure": "nested", "plan": "OLD", "at_least": 0.95, "wished": True},
]


@pytest.fixture
def state(grid_frame: Any, state_of: Any) -> StateMap:
    """Eight units, the last an island that a bridge joins::

    1 1 2 2
    1 1 2   2
    """
    frame = grid_frame(
        2,
        4,
        TOTPOP=[100] * 7 + [140],
        VAP=[80] * 7 + [112],
        BVAP=[8, 8, 40, 40, 8, 8, 40, 56],
        COUNTY=["A", "A", "B", "B"] * 2,
        TOWN=["a", "b", "c", "d"] * 2,
        OLD=[1, 1, 2, 2, 1, 2, 2, 2],
        PRES20D=[60, 60, 20, 20, 60, 60, 20, 28],
        PRES20R=[20, 20, 60, 60, 20, 20, 60, 84],
    )
    frame.loc[7, "geometry"] = frame.geometry.translate(200, -200)[7]
    drawn: StateMap = state_of(
        frame,
        vap="VAP",
        group_vap={"black": "BVAP"},
        county="COUNTY",
        municipality="TOWN",
        plans=("OLD",),
        bridges=(Bridge(6, 7, 200.0, "nearest"),),
    )
    return drawn


@pytest.fixture
def folder(state: StateMap, plan_for: Any, tmp_path: Path) -> Path:
    """A finished run that met every required target."""
    _finish(tmp_path, state, plan_for(state, "1 1 2 2  1 1 2 2"), ALL_TARGETS)
    return tmp_path


def _edit(path: Path, edit: Edit) -> None:
    data = json.loads(path.read_text(encoding="utf-8"))
    edit(data)
    path.write_text(json.dumps(data), encoding="utf-8")


def _refuted(folder: Path) -> set[str]:
    found = verify(folder)
    assert not found.confirmed
    return {claim.name for claim in found.refuted}


def test_a_true_run_is_confirmed(folder: Path) -> None:
    found = verify(folder)
    assert found.refuted == ()
    assert found.confirmed
    assert len(found.claims) > 6 * len(ALL_TARGETS)
    assert {target["measure"] for target in ALL_TARGETS} == set(MEASURES)
    json.dumps(found.to_dict(), allow_nan=False)


def test_a_run_that_missed_its_targets_is_confirmed(
    state: StateMap, plan_for: Any, tmp_path: Path
) -> None:
    """District 1 in two pieces, every bound out of reach."""
    hard = [
        {**target, **{bound: 0 for bound in ("at_most",) if bound in target}}
        for target in ALL_TARGETS
        if target["measure"] != "seats"
    ]
    _finish(tmp_path, state, plan_for(state, "1 1 2 2  1 2 2 1"), hard)
    found = verify(tmp_path)
    assert found.refuted == ()
    result = json.loads((tmp_path / "result.json").read_text(encoding="utf-8"))
    assert result["status"] == "not_met"
    assert sum(not target["met"] for target in result["targets"]) > 8


def test_a_run_on_a_graph_is_confirmed(
    grid_frame: Any, state_of: Any, plan_for: Any, tmp_path: Path
) -> None:
    drawn = state_of(grid_frame(2, 2), shapes=False)
    _finish(tmp_path, drawn, plan_for(drawn, "1 1 2 2"), [{"measure": "cut_edges", "at_most": 2}])
    assert verify(tmp_path).refuted == ()


def test_an_undefined_value_is_confirmed(
    grid_frame: Any, state_of: Any, plan_for: Any, tmp_path: Path
) -> None:
    drawn = state_of(grid_frame(1, 2, PRES20D=[5, 5], PRES20R=[3, 0]))
    target = {"measure": "mean_median", "election": "PRES20", "at_most": 0.5}
    _finish(tmp_path, drawn, plan_for(drawn, "1 2"), [target])
    assert verify(tmp_path).refuted == ()

    def edit(data: dict[str, Any]) -> None:
        (said,) = [one for one in data["targets"] if one["measure"] == "mean_median"]
        said["value"] = 0.1

    _edit(tmp_path / "result.json", edit)
    assert "mean-median in PRES20: value" in _refuted(tmp_path)


def test_units_on_a_corner_of_three_are_measured(
    grid_frame: Any, state_of: Any, plan_for: Any, tmp_path: Path
) -> None:
    """A border without a corner where two units meet: rounding opens a gap of nanometres."""
    frame = grid_frame(2, 2)
    left = frame.geometry[0].union(frame.geometry[2]).simplify(0)
    frame = frame.iloc[[0, 1, 3]].reset_index(drop=True)
    frame.loc[0, "geometry"] = left
    assert len(left.exterior.coords) == 5
    drawn = state_of(frame)
    targets = [{"measure": "polsby_popper", "at_least": 0.1}]
    _finish(tmp_path, drawn, plan_for(drawn, "1 1 2"), targets)
    assert verify(tmp_path).refuted == ()


def test_one_district_changed(folder: Path) -> None:
    path = folder / "plan.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("00108,2", "00108,1"), "utf-8")
    names = _refuted(folder)
    assert "SHA-256 of plan.csv" in names
    assert "districts of graph.json are those of plan.csv" in names
    assert "population deviation: value" in names
    assert "contiguity: value" in names


def test_one_district_changed_everywhere(folder: Path) -> None:
    """The same change in all three files, with the hash mended: the numbers still tell."""
    import hashlib

    path = folder / "plan.csv"
    text = path.read_text(encoding="utf-8").replace("00104,2", "00104,1")
    path.write_text(text, "utf-8")

    def shapes(data: dict[str, Any]) -> None:
        data["features"][3]["properties"]["district"] = 1

    def graph(data: dict[str, Any]) -> None:
        data["nodes"][3]["district"] = 1

    digest = hashlib.sha256(text.encode()).hexdigest()
    _edit(folder / "plan.geojson", shapes)
    _edit(folder / "graph.json", graph)
    _edit(folder / "result.json", lambda data: data.update(plan_sha256=digest))
    names = _refuted(folder)
    assert "population deviation: value" in names
    assert "county splits: value" in names
    assert "cut edges: value" in names
    assert "scorecard: population/people" in names


def test_a_unit_dropped(folder: Path) -> None:
    path = folder / "plan.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("00104,2\n", ""), "utf-8")
    assert "plan.csv has the units of graph.json" in _refuted(folder)


def test_a_unit_twice(folder: Path) -> None:
    path = folder / "plan.csv"
    path.write_text(path.read_text(encoding="utf-8") + "00104,2\n", "utf-8")
    assert "unit ids of plan.csv are unique" in _refuted(folder)


def test_people_moved(folder: Path) -> None:
    def edit(data: dict[str, Any]) -> None:
        data["nodes"][0]["TOTPOP"] = 130
        data["nodes"][1]["TOTPOP"] = 70

    _edit(folder / "graph.json", edit)
    names = _refuted(folder)
    assert "districts and people of plan.geojson are those of graph.json" in names


def test_people_changed(folder: Path) -> None:
    _edit(folder / "graph.json", lambda data: data["nodes"][0].update(TOTPOP=130))
    assert "population deviation: value" in _refuted(folder)


def test_an_edge_drawn_where_nothing_touches(folder: Path) -> None:
    def edit(data: dict[str, Any]) -> None:
        data["adjacency"][0].append({"id": "00108", "bridge": False})
        data["adjacency"][7].append({"id": "00101", "bridge": False})

    _edit(folder / "graph.json", edit)
    assert "every edge of the graph touches" in _refuted(folder)


def test_an_edge_across_a_corner(folder: Path) -> None:
    def edit(data: dict[str, Any]) -> None:
        data["adjacency"][0].append({"id": "00106", "bridge": False})
        data["adjacency"][5].append({"id": "00101", "bridge": False})

    _edit(folder / "graph.json", edit)
    assert "every edge of the graph touches" in _refuted(folder)


def test_an_edge_left_out(folder: Path) -> None:
    def edit(data: dict[str, Any]) -> None:
        for place, other in ((1, "00103"), (2, "00102")):
            near = data["adjacency"][place]
            data["adjacency"][place] = [edge for edge in near if edge["id"] != other]

    _edit(folder / "graph.json", edit)
    names = _refuted(folder)
    assert "all units that share a border are edges" in names
    assert "cut edges: value" in names


def test_an_undeclared_bridge(folder: Path) -> None:
    _edit(folder / "result.json", lambda data: data.update(bridges=[]))
    assert "bridges of the graph are the declared ones" in _refuted(folder)


def test_a_shape_moved(folder: Path) -> None:
    def edit(data: dict[str, Any]) -> None:
        ring = data["features"][0]["geometry"]["coordinates"][0]
        for point in ring:
            point[0] -= 0.01

    _edit(folder / "plan.geojson", edit)
    assert "every edge of the graph touches" in _refuted(folder)


def test_a_shape_changed(folder: Path) -> None:
    """A spike on an outer border: no edge is touched, but the district is less compact."""

    def edit(data: dict[str, Any]) -> None:
        ring = data["features"][0]["geometry"]["coordinates"][0]
        west = min(point[0] for point in ring)
        ring.insert(_longest_west(ring), [west - 0.02, sum(p[1] for p in ring[:4]) / 4])

    def _longest_west(ring: list[list[float]]) -> int:
        pairs = list(pairwise(ring))
        middles = [(a[0] + b[0]) / 2 for a, b in pairs]
        return middles.index(min(middles)) + 1

    _edit(folder / "plan.geojson", edit)
    assert "mean Polsby-Popper: value" in _refuted(folder)


def test_a_projection_that_is_not_equal_area(folder: Path) -> None:
    _edit(folder / "result.json", lambda data: data.update(crs="EPSG:3857"))
    assert "projection" in _refuted(folder)


@pytest.mark.parametrize("place", range(len(ALL_TARGETS)))
def test_every_value_edited(folder: Path, place: int) -> None:
    def edit(data: dict[str, Any]) -> None:
        data["targets"][place]["value"] += 0.001

    _edit(folder / "result.json", edit)
    assert any(name.endswith(": value") for name in _refuted(folder))


@pytest.mark.parametrize("place", range(len(ALL_TARGETS)))
def test_every_verdict_flipped(folder: Path, place: int) -> None:
    def edit(data: dict[str, Any]) -> None:
        data["targets"][place]["met"] ^= True

    _edit(folder / "result.json", edit)
    assert any(name.endswith(": met") for name in _refuted(folder))


@pytest.mark.parametrize(
    ("edit", "name"),
    [
        (lambda data: data.update(status="not_met"), "status"),
        (lambda data: data.update(districts=3), "number of districts"),
        (lambda data: data.update(units=9), "number of units"),
        (lambda data: data["targets"].pop(0), "contiguity and population are among the targets"),
        (lambda data: data["targets"].pop(5), "the targets judged are those asked for"),
        (lambda data: data["asked"]["target"].pop(5), "the targets judged are those asked for"),
        (lambda data: data["targets"][1].update(bound=0.2), "population deviation: bound"),
        (lambda data: data["targets"][1].update(shortfall=0.2), "population deviation: shortfall"),
        (lambda data: data["targets"][1].update(wished=True), "population deviation: measure"),
        (lambda data: data["targets"][1].update(achieved="1%"), "population deviation: wording"),
        (lambda data: data["targets"][1].update(required="at most 1%"),
         "population deviation: wording"),
        (lambda data: data["columns"].pop("population"), "population deviation: value"),
        (lambda data: data["elections"].clear(), "efficiency gap in PRES20: value"),
        (lambda data: data["elections"]["PRES20"].update(dem="PRES20R", rep="PRES20D"),
         "scorecard: elections/0/dem_votes"),
        (lambda data: data["scorecard"]["counties"].update(splits=1), "scorecard: counties/splits"),
        (lambda data: data["scorecard"]["groups"][0]["share"].reverse(),
         "scorecard: groups/0/share"),
        (lambda data: data["scorecard"]["elections"][0].update(dem_seats=2),
         "scorecard: elections/0/dem_seats"),
        (lambda data: data["scorecard"]["compactness"]["reock"].update(mean=0.9),
         "scorecard: compactness/reock"),
        (lambda data: data["scorecard"]["contiguity"].update(districts_on_bridges=[]),
         "scorecard: contiguity/districts_on_bridges"),
    ],
)  # fmt: skip
def test_claims_edited(folder: Path, edit: Edit, name: str) -> None:
    _edit(folder / "result.json", edit)
    assert name in _refuted(folder)


def test_a_target_made_easier_is_seen_in_its_words(folder: Path) -> None:
    """Bound, target and verdict agree with each other, but not with what is said."""

    def edit(data: dict[str, Any]) -> None:
        data["targets"][1]["bound"] = data["targets"][1]["target"]["at_most"] = 0.2

    _edit(folder / "result.json", edit)
    assert "population deviation: wording" in _refuted(folder)


@pytest.mark.parametrize("name", ["plan.csv", "graph.json", "plan.geojson"])
@pytest.mark.parametrize("data", [None, b"", b"{}", b"\xff\xfe\x00", b"unit,district\n00101,x\n"])
def test_damaged_files_are_refuted(folder: Path, name: str, data: bytes | None) -> None:
    if data is None:
        (folder / name).unlink()
    else:
        (folder / name).write_bytes(data)
    assert _refuted(folder)


@pytest.mark.parametrize("data", [None, b"", b"{}", b"[]", b"\xff", b'{"status": "met"'])
def test_without_a_result_there_is_nothing_to_verify(folder: Path, data: bytes | None) -> None:
    if data is None:
        (folder / "result.json").unlink()
    else:
        (folder / "result.json").write_bytes(data)
    with pytest.raises(AskError, match=r"result\.json"):
        verify(folder)


def test_a_run_without_a_plan_has_nothing_to_verify(folder: Path) -> None:
    _edit(folder / "result.json", lambda data: data.update(status="declined"))
    with pytest.raises(AskError, match="ended as declined"):
        verify(folder)


def _leaves(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if isinstance(value, dict):
        return [leaf for name in value for leaf in _leaves(value[name], (*path, name))]
    if isinstance(value, list):
        return [leaf for place, item in enumerate(value) for leaf in _leaves(item, (*path, place))]
    return [path]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["result.json", "graph.json", "plan.geojson"])
def test_nonsense_anywhere_never_crashes(folder: Path, name: str) -> None:
    """Junk in the place of any one value is refuted, refused or of no consequence."""
    path = folder / name
    whole = json.loads(path.read_text(encoding="utf-8"))
    rng = random.Random(7)
    places = _leaves(whole)
    junk = [None, "", "x", -1, 2.5, 1e300, math.inf, math.nan, True, [], {}, [1], {"a": 1}]
    n_refuted = 0
    for place in rng.sample(places, min(len(places), 150)):
        data = copy.deepcopy(whole)
        at: Any = data
        for step in place[:-1]:
            at = at[step]
        at[place[-1]] = rng.choice(junk)
        path.write_text(json.dumps(data), encoding="utf-8")
        try:
            n_refuted += not verify(folder).confirmed
        except AskError:
            n_refuted += 1
    assert n_refuted > 40


def test_another_file_named_in_the_result_is_checked(folder: Path) -> None:
    report = folder / "report.html"
    report.write_text("<p>fine</p>", encoding="utf-8")
    _edit(folder / "result.json", lambda data: data.update(files={"report.html": "0" * 64}))
    assert "SHA-256 of report.html" in _refuted(folder)


def test_the_map_has_changed_since(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "map.zip"
    path.write_bytes(b"another map")
    _edit(folder / "result.json", lambda data: data.update(map=str(path)))
    assert "SHA-256 of the map" in _refuted(folder)


REAL = [
    ("IA/IA_counties.zip", "CD"),
    ("HI/HI_precincts.zip", "CD"),
    ("RI/RI_precincts.zip", "CD"),
    ("AL/AL_vtd_2020.zip", "CD"),
    ("PA/PA_vtd_2020_dual_graph.json", "CD"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("source", "column"), REAL)
def test_real_plans_are_confirmed_and_their_forgeries_refuted(
    shared_data: Path, tmp_path: Path, source: str, column: str
) -> None:
    state = open_map(shared_data / source)
    plan = read_plan(column, state)
    plan = replace(plan, names=tuple(str(number + 1) for number in range(plan.n_districts)))
    election = state.columns.elections[0].name
    targets: list[dict[str, Any]] = [
        {"measure": "population_deviation", "at_most": 0.01},
        {"measure": "cut_edges", "at_most": 500},
        {"measure": "seats", "party": "dem", "election": election, "at_least": 1},
        {"measure": "efficiency_gap", "election": election, "at_most": 0.08},
        {"measure": "least_change", "plan": state.columns.plans[-1], "at_least": 0.1},
    ]
    if state.columns.county is not None:
        targets.append({"measure": "region_splits", "at_most": 10})
    if state.geometry is not None:
        targets.append({"measure": "polsby_popper", "at_least": 0.2})
        targets.append({"measure": "reock", "at_least": 0.3})
    _finish(tmp_path, state, plan, targets)
    assert verify(tmp_path).refuted == ()
    path = tmp_path / "plan.csv"
    rows = list(csv.reader(StringIO(path.read_text(encoding="utf-8"))))
    other = next(row[1] for row in rows[1:] if row[1] != rows[1][1])
    rows[1][1] = other
    path.write_text("\n".join(map(",".join, rows)) + "\n", encoding="utf-8")
    names = _refuted(tmp_path)
    assert {"SHA-256 of plan.csv", "districts of graph.json are those of plan.csv"} <= names
    assert "cut edges: value" in names


def test_the_check_shares_no_code_with_what_it_checks() -> None:
    code = (
        "import sys, districtbot.plans.verify\n"
        "taboo = ('gerrytools', 'gerrychain', 'districtbot.plans.scor', 'districtbot.plans.jud',"
        " 'districtbot.plans.search', 'districtbot.plans.gauge', 'districtbot.plans.overlap')\n"
        "print([name for name in sys.modules if name.startswith(taboo)])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
