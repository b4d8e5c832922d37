"""The real maps that the benchmarks run on."""

from pathlib import Path

from districtbot.geo.open import open_map
from districtbot.geo.statemap import StateMap

FILES = {
    "AL": "AL/AL_vtd_2020.zip",
    "IA": "IA/ia_county_with_enacted_2020.zip",
    "MI": "MI/MI_vtd_2020.zip",
    "MN": "MN/MN_16.zip",
    "NC": "NC/NC_vtd_2020_dual_graph.json",
    "PA": "PA/PA_vtd_2020_dual_graph.json",
    "VA": "VA/Geojson_VA.v06.zip",
}


def data_folder() -> Path:
    """The folder ``shared/data`` beside this repository or one of its parents."""
    for parent in Path(__file__).resolve().parents:
        folder = parent / "shared" / "data"
        if folder.is_dir():
            return folder
    raise SystemExit("No folder shared/data here: name the folder of maps with --data.")


def state_map(name: str, folder: Path | None) -> StateMap:
    """The map of a state, by its two letters.

    Args:
        name: A key of `FILES`.
        folder: Folder of the maps; found beside the repository if left out.
    """
    path = (folder or data_folder()) / FILES[name]
    if not path.is_file():
        raise SystemExit(f"{path} is not there: name the folder of maps with --data.")
    return open_map(path)
