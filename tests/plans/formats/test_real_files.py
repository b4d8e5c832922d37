"""The plan files of real states load as they are."""

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from districtbot.geo.open import open_map
from districtbot.geo.statemap import StateMap
from districtbot.plans.formats.open import open_plan

pytestmark = pytest.mark.slow

MAPS = {
    "AL": "AL_vtd_2020.zip",
    "MI": "MI_vtd_2020.zip",
    "NC": "NC_vtd_2020_dual_graph.json",
    "PA": "PA_vtd_2020_dual_graph.json",
    "VA": "Geojson_VA.v06.zip",
}
COLUMNS = {"Congress": "CD", "Upper": "SEND", "Lower": "HDIST"}


@cache
def _open(path: Path) -> StateMap:
    return open_map(path)


@pytest.mark.parametrize("chamber", COLUMNS)
@pytest.mark.parametrize("code", MAPS)
def test_official_plans_of_dra(shared_data: Path, code: str, chamber: str) -> None:
    state = _open(shared_data / code / MAPS[code])
    found = open_plan(shared_data / code / f"{code}_2022_{chamber}_Official_Proxy.csv", state)
    assert found.matched.held.format == "dra"
    assert found.matched.unknown == found.matched.missing == found.matched.split == ()
    assert found.matched.n_matched == found.matched.n_lines == state.n_units
    assert not found.notes
    column = COLUMNS[chamber]
    if column in state.units.columns:
        assert found.plan.district.tolist() == open_plan(column, state).plan.district.tolist()
    else:
        assert code == "VA"


@pytest.mark.parametrize("damage", ["zeros", "points", "both", "header"])
def test_alabama_through_a_spreadsheet(shared_data: Path, tmp_path: Path, damage: str) -> None:
    """Alabama is one of seven states whose ids begin with a zero."""
    state = _open(shared_data / "AL" / MAPS["AL"])
    source = shared_data / "AL" / "AL_2022_Congress_Official_Proxy.csv"
    rows = [line.split(",") for line in source.read_text().splitlines()[1:]]
    if damage in ("zeros", "both"):
        rows = [[unit.lstrip("0"), district] for unit, district in rows]
    if damage in ("points", "both"):
        rows = [[unit + ".0", district + ".0"] for unit, district in rows]
    path = tmp_path / "plan.txt"
    path.write_text("\r\n".join("|".join(row) for row in rows))
    found = open_plan(path, state)
    assert np.array_equal(found.plan.district, open_plan("CD", state).plan.district)
    assert bool(found.notes) == (damage != "header")


def test_iowas_blocks_are_its_plan(shared_data: Path) -> None:
    state = _open(shared_data / "IA" / "ia_county_with_enacted_2020.zip")
    found = open_plan(shared_data / "IA" / "IA_2022_Congress_Official_blocks_csv.zip", state)
    assert found.plan.sha256 == open_plan("DISTRICT", state).plan.sha256
    assert found.matched.n_lines == 175_199
    assert found.matched.split == ()


def test_a_graph_of_gerrychain(shared_data: Path) -> None:
    path = shared_data / "PA" / "PA_graph_with_data.json"
    state = _open(path)
    found = open_plan(path, state)
    assert found.matched.held.format == "gerrychain"
    assert found.plan.n_districts == 18
    assert np.array_equal(found.plan.district, open_plan("CD", state).plan.district)
