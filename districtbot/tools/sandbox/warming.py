"""Uses libraries once, so that what they make ready at first use is ready for every run."""

import importlib
import sys
import tempfile
import warnings
from contextlib import suppress
from pathlib import Path

_CRS = (4269, 4326, 5070, 3857, 26920, 32620)
"""EPSG numbers of what maps often come in; each is dear when first met."""


def warm_numbers() -> None:
    """Use methods of arrays that import what they need, which they may not do in a run."""
    import numpy as np

    numbers = np.arange(4.0)
    for name in ("mean", "sum", "prod", "std", "var", "min", "max", "any", "all", "clip"):
        getattr(numbers, name)(*((0, 1) if name == "clip" else ()))
    _ = (repr(numbers), str(numbers), numbers @ numbers)


def warm_files(home: Path) -> None:
    """Read, project and write a few shapes.

    Args:
        home: A folder in which that may be done.
    """
    import geopandas as gpd
    import shapely

    for name in ("pyogrio", "resource", "zipfile", "csv"):
        with suppress(ImportError):  # `resource` is not everywhere
            importlib.import_module(name)
    squares = [shapely.box(-90 + x, 40, -89 + x, 41) for x in range(3)]
    columns = {"a": [1, 2, 3], "b": ["x", "y", None], "c": [0.5, 1.5, None]}
    frame = gpd.GeoDataFrame(columns, geometry=squares, crs="EPSG:4269")
    with tempfile.TemporaryDirectory(dir=home) as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for number in _CRS:
            path = Path(folder, f"{number}.gpkg")
            frame.to_crs(number).to_file(path)
            gpd.read_file(path).to_crs("EPSG:5070")
        table = Path(folder, "table.csv")
        frame.dissolve("a").reset_index()[["a"]].to_csv(table, index=False)
        frame.sjoin(frame)


def warm_pictures(home: Path) -> None:
    """Draw a picture, where the packages for it are there and were not used yet.

    Args:
        home: A folder in which that may be done.
    """
    if "matplotlib.pyplot" in sys.modules:
        return
    with suppress(ImportError):
        from matplotlib import pyplot as plt

        with tempfile.TemporaryDirectory(dir=home) as folder:
            plt.plot([0, 1])
            plt.savefig(Path(folder, "picture.png"))
        plt.close("all")
