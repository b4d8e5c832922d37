"""What the documents show of Python runs as it stands there."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import pytest
from binary_ensemble import BendlDecoder

from districtbot.geo.open import open_map
from districtbot.plans.ensemble.run import Hands
from districtbot.plans.targetfile import targets_of
from districtbot.tools.ensemble import run_ensemble

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "shapefiles"
SOLUTIONS = ("families.md",)
"""Pages whose code needs the files of its problem; `districtbot problems verify` runs it."""
_BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def _snippets() -> Iterator[object]:
    """Every block of Python of the README and the documents, named by page and number."""
    for page in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))):
        if page.name in SOLUTIONS:
            continue
        blocks = _BLOCK.findall(page.read_text(encoding="utf-8"))
        for number, block in enumerate(blocks, 1):
            yield pytest.param(block, id=f"{page.stem}-{number}")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the files that the documents speak of, made of a sample map."""
    folder = tmp_path_factory.mktemp("desk")
    shutil.copytree(SAMPLES, folder / "shapefiles")
    (folder / "datasets").symlink_to(ROOT / "datasets")
    shutil.copy(SAMPLES / "tanasqua.zip", folder / "precincts.zip")
    state = open_map(folder / "precincts.zip")
    ensemble = folder / "precincts-14-ensemble"
    targets = targets_of({"districts": 14})
    run_ensemble(state, targets, ensemble, steps=200, chains=2, hands=Hands(1))
    bundle = BendlDecoder(ensemble / "ensemble.bendl")
    bundle.extract_stream(folder / "plans.ben")
    pairs = zip(state.unit_ids, bundle.lookup(1), strict=True)
    rows = ["unit,district", *(f"{unit},{district}" for unit, district in pairs)]
    for name in ("enacted.csv", "plan.csv"):
        (folder / name).write_text("\n".join(rows))
    blocks = gpd.read_file(folder / "precincts.zip")[["geometry"]]
    blocks["GEOID20"] = [f"01001{index:010d}" for index in range(len(blocks))]
    blocks.to_file(folder / "blocks.gpkg", engine="pyogrio")
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("snippet", list(_snippets()))
def test_python_of_the_documents_runs(snippet: str, desk: Path) -> None:
    script = desk / "snippet.py"
    script.write_text(snippet, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, script], cwd=desk, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
