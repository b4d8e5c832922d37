"""The sample maps in ``shapefiles/``: what their cards promise, and that the script makes them."""

import re
import sys
from pathlib import Path
from types import ModuleType

import geopandas as gpd
import networkx as nx
import numpy as np
import pytest

from districtbot.geo.open import open_map
from districtbot.geo.statemap import StateMap

FOLDER = Path(__file__).resolve().parents[2] / "shapefiles"
NAMES = ("ardmere", "tanasqua")


@pytest.fixture(scope="module", params=NAMES)
def sample(request: pytest.FixtureRequest) -> StateMap:
    return open_map(FOLDER / f"{request.param}.zip")


@pytest.fixture
def scripts(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """``make_samples.py``, which imports its neighbours in that folder."""
    monkeypatch.syspath_prepend(str(FOLDER))
    for name in ("make_samples", "enacted_plan", "sample_card"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    return __import__("make_samples")


def _card(sample: StateMap) -> str:
    return sample.source.path.with_suffix(".md").read_text(encoding="utf-8")


def test_the_maps_are_small_files() -> None:
    for name in NAMES:
        assert (FOLDER / f"{name}.zip").stat().st_size < 3_000_000
        assert (FOLDER / f"{name}.png").stat().st_size < 1_000_000


def test_the_map_opens_with_every_role_found(sample: StateMap) -> None:
    roles = sample.columns
    assert (roles.unit_id, roles.population, roles.vap) == ("GEOID20", "TOTPOP", "VAP")
    assert (roles.county, roles.municipality, roles.plans) == ("COUNTY", "MUNI", ("CD",))
    assert [election.name for election in roles.elections] == ["PRES24", "GOV22"]
    assert len(roles.group_vap) == 6
    assert len(sample.graph.bridges) == 1


def test_the_card_tells_the_truth(sample: StateMap) -> None:
    card = _card(sample)
    plan = sample.labels("CD")
    counties = sample.labels("COUNTY")
    people = np.array([sample.population[plan == name].sum() for name in np.unique(plan)])
    deviation = 100 * np.abs(people / people.mean() - 1).max()
    split = sum(len(set(plan[counties == county])) > 1 for county in np.unique(counties))
    for fact in (
        f"| precincts | {sample.n_units:,} |",
        f"| counties | {len(np.unique(counties))} |",
        f"| people | {sample.population.sum():,.0f} |",
        f"| its deviation | {deviation:.2f}% at most; stated: within 1% |",
        f"| its county splits | {split} |",
        f"| enacted plan | {len(people)} districts,",
    ):
        assert fact in card
    assert deviation < 1.0
    for column in sample.units.columns:
        assert f"| `{column}` |" in card


def test_the_enacted_districts_are_contiguous(sample: StateMap) -> None:
    graph = sample.networkx()
    plan = sample.labels("CD")
    for name in np.unique(plan):
        assert nx.is_connected(graph.subgraph(np.flatnonzero(plan == name).tolist()))


def test_the_island_is_a_component_of_its_own(sample: StateMap) -> None:
    sizes = np.bincount(sample.graph.components(bridged=False))
    assert len(sizes) == 2
    assert 1 <= sizes[1] <= 3


def test_the_readme_lists_every_map() -> None:
    listed = set(re.findall(r"`(\w+)\.zip`", (FOLDER / "README.md").read_text(encoding="utf-8")))
    assert listed == set(NAMES) == {path.stem for path in FOLDER.glob("*.zip")}


def test_the_readme_counts_right(sample: StateMap) -> None:
    counts = [sample.n_units, *(len(np.unique(sample.labels(name))) for name in ("COUNTY", "CD"))]
    row = " | ".join(f"{count:,}" for count in counts)
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert f"| `{sample.source.path.name}` | {row} |" in readme


def test_a_zip_has_the_same_bytes_twice(scripts: ModuleType, tmp_path: Path) -> None:
    spec = scripts.ARDMERE
    state = scripts.with_plan(spec, scripts.make_state(spec))
    sample = scripts.Sample(spec, state, "", 1.0)
    written = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        scripts.write_zip(sample, tmp_path / name)
        written.append((tmp_path / name / "ardmere.zip").read_bytes())
    assert written[0] == written[1]


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_the_script_makes_the_map_that_is_here(
    name: str, scripts: ModuleType, tmp_path: Path
) -> None:
    made_with = sys.modules["sample_card"].made_with()
    if made_with not in " ".join((FOLDER / f"{name}.md").read_text(encoding="utf-8").split()):
        pytest.skip(f"the maps were made with other versions than {made_with}")
    spec = {"ardmere": scripts.ARDMERE, "tanasqua": scripts.TANASQUA}[name]
    state = scripts.with_plan(spec, scripts.make_state(spec))
    scripts.write_zip(scripts.Sample(spec, state, "", 1.0), tmp_path)
    made = gpd.read_file(tmp_path / f"{name}.zip")
    here = gpd.read_file(FOLDER / f"{name}.zip")
    assert made.drop(columns="geometry").equals(here.drop(columns="geometry"))
    assert made.geometry.geom_equals_exact(here.geometry, tolerance=1e-5).all()
