"""Make the sample maps of this folder: ``python shapefiles/make_samples.py [FOLDER]``.

Each becomes a zipped shapefile, a card and a picture. The same versions of the libraries give
the same bytes.
"""

import sys
import tempfile
import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
from enacted_plan import Task, draw_plan, links_of
from sample_card import Sample, write_card, write_picture

from districtbot.geo.sample import StateSpec, columns_of, make_state

HERE = Path(__file__).parent
ARDMERE = StateSpec(
    name="Ardmere",
    seed=18,
    n_units=104,
    n_counties=12,
    n_districts=4,
    people=652_000,
    area_km2=14_000,
    aspect=0.85,
    sides=("ridge", "coast", "coast", "river"),
    surveyed=0.0,
    urban=0.5,
    black=0.08,
    hispanic=0.11,
    lean=0.53,
)
TANASQUA = StateSpec(
    name="Tanasqua",
    seed=26,
    n_units=1_500,
    n_counties=42,
    n_districts=8,
    sides=("survey", "coast", "river", "survey"),
    surveyed=0.45,
    aspect=1.3,
    black=0.25,
    hispanic=0.08,
    lean=0.48,
)
TEXTS = {
    ARDMERE: """A small state that every command handles in seconds: for first steps, for tests and
for teaching. Its four districts can be even to within 1%.""",
    TANASQUA: """A state of realistic size: a metropolis on a bay, a surveyed inland and an older
coast, a river with towns on both banks, an island, a rural belt with many Black voters.""",
}


def main(folder: Path) -> None:
    """Make every sample map in ``folder``."""
    for spec, text in TEXTS.items():
        sample = Sample(spec, with_plan(spec, make_state(spec)), text, tolerance=1.0)
        write_zip(sample, folder)
        write_card(sample, folder)
        write_picture(sample, folder)
        print(f"{folder / sample.stem}.zip: {len(sample.state):,} precincts")


def with_plan(spec: StateSpec, state: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The state with an enacted plan, each district within 0.8% of the ideal."""
    names = columns_of(spec.convention)
    task = Task(
        links=links_of(state),
        people=state[names["pop"]].to_numpy(),
        county=np.unique(state[names["county"]], return_inverse=True)[1],
        n_districts=spec.n_districts,
        tolerance=0.008,
    )
    return state.assign(**{names["plan"]: draw_plan(task, spec.seed, n_steps=500)})


def write_zip(sample: Sample, folder: Path) -> None:
    """Write ``NAME.zip``: a shapefile with fixed time stamps, so that its bytes repeat."""
    with tempfile.TemporaryDirectory() as scratch:
        shapefile = Path(scratch) / f"{sample.stem}.shp"
        sample.state.to_file(shapefile, encoding="UTF-8", DBF_DATE_LAST_UPDATE="1980-01-01")
        with zipfile.ZipFile(folder / f"{sample.stem}.zip", "w") as archive:
            for part in sorted(Path(scratch).iterdir()):
                stamp = zipfile.ZipInfo(part.name)
                stamp.external_attr = 0o644 << 16
                archive.writestr(stamp, part.read_bytes(), zipfile.ZIP_DEFLATED, 9)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
