"""Invalid polygons mended; gaps and overlaps repaired by maup in a process with a time limit."""

import time
from pathlib import Path

import numpy as np
import pytest
import shapely
from shapely.geometry import GeometryCollection, LineString, MultiPolygon, Point, Polygon, box

from districtbot.geo.repair import (
    Faults,
    count_faults,
    made_valid,
    percent_of,
    polygons_only,
    repair_borders,
)
from districtbot.geo.segments import Geometries


def silent(_: str) -> None:
    """Nobody listens."""


def array(*geometries: object) -> Geometries:
    return np.array(geometries, dtype=object)


@pytest.fixture
def faulty() -> Geometries:
    """Four units of 10 by 10 with a gap in the middle and an overlap on the right.

    ::

        A A | B B
        A  gap  B
        C C | D D     B reaches 0.2 into D
    """
    return array(
        Polygon([(0, 10), (9.5, 10), (10, 10.5), (10, 20), (0, 20)]),
        Polygon([(10, 10.5), (10.5, 10), (15, 9.8), (20, 10), (20, 20), (10, 20)]),
        Polygon([(0, 0), (10, 0), (10, 9.5), (9.5, 10), (0, 10)]),
        Polygon([(10, 0), (20, 0), (20, 10), (10.5, 10), (10, 9.5)]),
    )


def pretend(program: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a maup of our own first on the path of the repairing process."""
    (folder / "maup.py").write_text(program, encoding="utf-8")
    monkeypatch.syspath_prepend(str(folder))


def test_counts(faulty: Geometries) -> None:
    assert count_faults(faulty) == Faults(gaps=1, overlaps=1)
    assert str(count_faults(faulty)) == "1 gap and 1 overlap"
    clean = array(box(0, 0, 1, 1), box(1, 0, 2, 1))
    assert str(count_faults(clean)) == "0 gaps and 0 overlaps"


def test_repair_closes_gap_and_overlap(faulty: Geometries) -> None:
    told: list[str] = []
    repair = repair_borders(faulty, 60, told.append)
    assert "1 gap and 1 overlap before, 0 gaps and 0 overlaps after" in repair.note
    assert count_faults(repair.polygons) == Faults(0, 0)
    assert shapely.area(repair.polygons).sum() == pytest.approx(400)
    assert "60 seconds" in told[0]


def test_clean_layer_is_left_alone() -> None:
    clean = array(box(0, 0, 1, 1), box(1, 0, 2, 1))
    repair = repair_borders(clean, 60, silent)
    assert repair.polygons is clean
    assert "no gaps and no overlaps" in repair.note


@pytest.mark.slow
def test_time_limit_really_stops(
    faulty: Geometries, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    proof = tmp_path / "late"
    pretend(
        "import time, pathlib\n"
        "def smart_repair(series):\n"
        "    time.sleep(8)\n"
        f"    pathlib.Path({str(proof)!r}).touch()\n",
        tmp_path,
        monkeypatch,
    )
    start = time.monotonic()
    repair = repair_borders(faulty, 5, silent)
    assert time.monotonic() - start < 7
    assert repair.polygons is faulty
    assert repair.note.startswith("The repair with maup was stopped after 5 seconds; the borders")
    time.sleep(4)
    assert not proof.exists()


def test_no_time_at_all(faulty: Geometries) -> None:
    repair = repair_borders(faulty, 0.01, silent)
    assert repair.polygons is faulty
    assert "was stopped after" in repair.note


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("raise RuntimeError('topology is hard')", "failed (RuntimeError: topology is hard)"),
        ("return series", "changed nothing"),
        ("return series.buffer(1)", "made it worse"),
        ("return series.iloc[:3]", "lost units"),
        ("return series.map(lambda x: x.buffer(-50))", "lost units"),
        ("return series.map(lambda x: BOW_TIE)", "left invalid polygons"),
    ],
)
def test_repair_of_no_use_keeps_the_original(
    faulty: Geometries,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    body: str,
    words: str,
) -> None:
    pretend(
        "from shapely import Polygon\n"
        "BOW_TIE = Polygon([(0, 0), (2, 3), (2, 0), (0, 2)])\n"
        f"def smart_repair(series):\n    {body}\n",
        tmp_path,
        monkeypatch,
    )
    repair = repair_borders(faulty, 60, silent)
    assert repair.polygons is faulty
    assert words in repair.note
    assert "the borders are as in the file (1 gap and 1 overlap)" in repair.note


def test_polygons_only() -> None:
    square = box(0, 0, 1, 1)
    mixed = GeometryCollection([Point(0, 0), square, LineString([(0, 0), (1, 1)])])
    two = GeometryCollection([GeometryCollection([square]), MultiPolygon([box(2, 0, 3, 1)])])
    result = polygons_only(array(square, mixed, two, GeometryCollection([Point(0, 0)])))
    assert result[0] is square
    assert result[1].equals(square)
    assert result[2].area == 2
    assert result[3].is_empty


@pytest.mark.parametrize(
    ("ring", "area"),
    [
        ([(0, 0), (2, 2), (2, 0), (0, 2)], 2.0),
        ([(0, 0), (4, 0), (4, 4), (0, 4), (0, 2), (1, 3), (2, 2), (1, 1), (0, 2)], 14.0),
        ([(0, 0), (2, 0), (2, 2), (0, 2), (0, 0), (2, 0), (2, 2), (0, 2)], 4.0),
        ([(0, 0), (2, 0), (2, 2), (2, 3), (2, 2), (0, 2)], 4.0),
    ],
    ids=["bow-tie", "keyhole", "drawn twice", "spike"],
)
def test_made_valid_keeps_the_area(ring: list[tuple[float, float]], area: float) -> None:
    polygon = Polygon(ring)
    assert not polygon.is_valid
    mended = made_valid(array(polygon))[0]
    assert mended.is_valid
    assert mended.area == pytest.approx(area)


def test_percent() -> None:
    assert percent_of(0.023) == "2.30%"
    assert percent_of(1e-5) == "0.0010%"
    assert percent_of(0.0) == "0.0001%"
