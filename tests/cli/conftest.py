"""The command line, called as a user calls it, and the checks that every refusal must pass."""

import hashlib
import json
import re
import stat
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest

from districtbot.cli.main import main

PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
PROGRESS = ("Reading ", "Building ", "Compiling ", "Note: ")
PROGRAMMERS_WORDS = re.compile(
    r"\w*Error[(:]|\bcodec\b|dtype|Errno|NoneType|<class|object is|invalid literal|Traceback|\b0x"
)
"""What no county clerk should have to read."""
SENTENCE = re.compile(r"[.?!]\)? [A-Z`\[]")


@dataclass(frozen=True)
class Outcome:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def complaints(self) -> list[str]:
        """The lines on standard error besides progress and notes on the files."""
        lines = [line for line in self.err.splitlines() if not line.startswith(PROGRESS)]
        return [line for line in lines if not re.match(r"\d+ s, step ", line)]


Call = Callable[..., Outcome]
Refused = Callable[..., str]


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Call:
    """``call("run", map, "-k", "4")``: exit code, standard output and standard error."""

    def called(*words: object) -> Outcome:
        monkeypatch.setattr("sys.argv", ["districtbot", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        told = capfd.readouterr()
        return Outcome(int(ended.value.code or 0), told.out, told.err)

    return called


@pytest.fixture
def refused(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Refused:
    """``refused("run", map, "-k", "4")``: the one line that says what is wrong.

    Checks that bad input ends with exit code 2 and one line in plain words, which says what to
    do, and that no file or folder below ``tmp_path`` has come, gone or changed.
    """
    monkeypatch.chdir(tmp_path)

    def checked(*words: object) -> str:
        before = snapshot(tmp_path)
        done = call(*words)
        assert done.code == 2, done
        assert len(done.complaints) == 1, done.err
        assert done.complaints[0].startswith("Error: ")
        line = done.complaints[0].removeprefix("Error: ")
        assert not PROGRAMMERS_WORDS.search(line), line
        assert SENTENCE.search(line), f"it does not say what to do: {line}"
        assert len(line) < 1000
        assert snapshot(tmp_path) == before
        return line

    return checked


def snapshot(folder: Path) -> dict[str, str]:
    """Everything below a folder, with a hash of each file's content."""
    return {str(path.relative_to(folder)): _content(path) for path in sorted(folder.rglob("*"))}


def _content(path: Path) -> str:
    status = path.lstat()
    if not stat.S_ISREG(status.st_mode):
        return stat.filemode(status.st_mode)
    if status.st_size > 2**24:
        return f"{status.st_size} bytes"
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture(scope="session")
def town_frame(grid_frame: Any) -> Any:
    """8 x 8 units in four counties, with two groups, a contest and a plan."""
    rng = np.random.default_rng(5)
    people = rng.integers(50, 150, 64)
    lean = np.linspace(0.7, 0.3, 64)
    return grid_frame(
        8,
        8,
        TOTPOP=people.tolist(),
        VAP=(people * 0.8).astype(int).tolist(),
        BVAP=(people * np.linspace(0.7, 0.1, 64)).astype(int).tolist(),
        WVAP=(people * np.linspace(0.1, 0.7, 64)).astype(int).tolist(),
        PRES20D=(people * 0.5 * lean).astype(int).tolist(),
        PRES20R=(people * 0.5 * (1 - lean)).astype(int).tolist(),
        COUNTY=[f"{'NS'[row // 4]}{'WE'[col // 4]}" for row in range(8) for col in range(8)],
        CD=[1 + (index % 8) // 2 for index in range(64)],
    )


@pytest.fixture
def town(town_frame: Any, tmp_path: Path) -> Path:
    """The town as a GeoPackage."""
    path = tmp_path / "town.gpkg"
    town_frame.to_file(path, driver="GPKG")
    return path


@dataclass(frozen=True)
class Bench:
    """Where broken files are made: a folder, and the town to break."""

    folder: Path
    frame: gpd.GeoDataFrame

    def save(self, frame: gpd.GeoDataFrame, name: str) -> Path:
        """A map file of a frame, of the kind that the name ends in."""
        frame.to_file(self.folder / name)
        return self.folder / name

    def write(self, name: str, content: bytes | str | dict[str, Any]) -> Path:
        """A file with this content, or this content as JSON."""
        text = json.dumps(content) if isinstance(content, dict) else content
        (self.folder / name).write_bytes(text.encode() if isinstance(text, str) else text)
        return self.folder / name

    def zip(self, contents: dict[str, bytes], name: str = "map.zip") -> Path:
        """A zip of these members."""
        with zipfile.ZipFile(self.folder / name, "w", zipfile.ZIP_DEFLATED) as archive:
            for member, content in contents.items():
                archive.writestr(member, content)
        return self.folder / name

    def shapefile(self) -> Path:
        """The town as a shapefile."""
        return self.save(self.frame, "town.shp")

    def parts(self, stem: str = "town") -> dict[str, bytes]:
        """The files of the town's shapefile under another name."""
        shp = self.shapefile()
        return {f"{stem}{part}": shp.with_suffix(part).read_bytes() for part in PARTS}

    def geojson(self) -> dict[str, Any]:
        """The town as parsed GeoJSON."""
        found: dict[str, Any] = json.loads(self.frame.to_crs(4326).to_json())
        return found

    def graph(self) -> dict[str, Any]:
        """Four precincts in a ring, as NetworkX writes them."""
        return {
            "directed": False,
            "multigraph": False,
            "graph": [],
            "nodes": [{"id": n, "GEOID": f"0{n}", "TOTPOP": 100} for n in range(4)],
            "adjacency": [[{"id": (n + 1) % 4}, {"id": (n - 1) % 4}] for n in range(4)],
        }


@pytest.fixture
def bench(tmp_path: Path, town_frame: Any) -> Bench:
    """A place to make broken files."""
    return Bench(tmp_path, town_frame)
