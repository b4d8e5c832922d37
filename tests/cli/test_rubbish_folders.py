"""Folders that cannot be written, disks that are full, caches and terminals that fail."""

import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from districtbot.cli.main import main
from districtbot.tools.results import FILES

pytestmark = pytest.mark.skipif(os.name != "posix", reason="limits and mounts are of POSIX")
PROGRAM = "from districtbot.cli.main import main; main()"


@pytest.fixture(autouse=True)
def _in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def command(*words: object, **options: Any) -> "subprocess.CompletedProcess[str]":
    """The command line in a process of its own."""
    arguments = [sys.executable, "-c", PROGRAM, *map(str, words)]
    return subprocess.run(arguments, text=True, check=False, timeout=60, **options)


def made(kind: str, town: Path) -> Path:
    """A name for the results that no folder can have."""
    folder = town.parent
    (folder / "file").write_text("mine")
    if kind == "a pipe":
        os.mkfifo(folder / "pipe")
        return folder / "pipe"
    if kind == "a link to nowhere":
        (folder / "link").symlink_to("nowhere/at/all")
        return folder / "link"
    if kind == "a folder in place of plan.csv":
        (folder / "out" / "plan.csv").mkdir(parents=True)
        (folder / "out" / "result.json").write_text("old")
        return folder / "out"
    return {
        "a file": folder / "file",
        "below a file": folder / "file" / "deep" / "out",
        "the map": town,
        "a long name": Path("x" * 300),
        "a long path": Path("/".join(["deep"] * 2000)),
        "no text": Path(os.fsdecode(b"\xff\xfe")),
        "the null device": Path("/dev/null"),
    }[kind]


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("a file", "file is a file, not a folder. Name another folder with --out"),
        ("below a file", "file is a file, not a folder"),
        ("the map", "town.gpkg is a file, not a folder"),
        ("a pipe", "pipe is a file, not a folder"),
        ("the null device", "/dev/null is a file, not a folder"),
        ("a link to nowhere", "is a link that leads nowhere"),
        ("a long name", "File name too long. Name another folder"),
        ("no text", "is not UTF-8 text. Rename"),
        ("a folder in place of plan.csv", "plan.csv is a folder, where a file of the results"),
    ],
)
def test_names_that_no_folder_can_have(town: Path, refused: Any, kind: str, words: str) -> None:
    line = refused("run", town, "-k", 4, "--steps", 0, "--out", made(kind, town))
    assert words in line


def test_a_path_too_long_for_the_system(town: Path, call: Any) -> None:
    done = call("run", town, "-k", 4, "--out", made("a long path", town))
    assert done.code == 2
    assert len(done.complaints) == 1
    assert "File name too long. Name another folder with --out" in done.err


def test_an_empty_name_does_not_mean_this_folder(town: Path, refused: Any) -> None:
    assert "the name is empty" in refused("run", town, "-k", 4, "--out", "")


@contextmanager
def immutable(path: Path) -> Iterator[None]:
    """A file or folder that nobody can change; skips where the system has no such thing."""
    chattr = shutil.which("chattr")
    if chattr is None or subprocess.run([chattr, "+i", path], capture_output=True).returncode:
        pytest.skip("nothing can be made immutable here")
    try:
        yield
    finally:
        subprocess.run([chattr, "-i", path], check=True)


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """A folder that may not be written to; made immutable where permissions bind nobody."""
    folder.chmod(0o555)
    try:
        if not os.access(folder, os.W_OK):
            yield
            return
        with immutable(folder):
            yield
    finally:
        folder.chmod(0o755)


def test_a_folder_that_is_read_only(town: Path, refused: Any) -> None:
    folder = town.parent / "mine"
    folder.mkdir()
    with read_only(folder):
        for out in (folder, folder / "deep" / "out"):
            line = refused("run", town, "-k", 4, "--out", out)
            assert f"The folder {folder} cannot be written to. Name another" in line


def test_an_old_result_that_is_read_only_leaves_all_others_as_they_were(
    town: Path, refused: Any
) -> None:
    folder = town.parent / "out"
    folder.mkdir()
    for name in FILES:
        (folder / name).write_text("old")
    with immutable(folder / "report.html"):
        line = refused("run", town, "-k", 4, "--steps", 0, "--out", folder)
    assert "could not be written" in line


@contextmanager
def files_up_to(n_bytes: int) -> Iterator[None]:
    """No file may grow larger, as on a disk that is nearly full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (n_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("n_bytes", [500, 5_000, 20_000, 60_000, 100_000])
@pytest.mark.parametrize("before", ["nothing", "old results"])
def test_a_disk_without_room_for_a_file(
    town: Path, refused: Any, n_bytes: int, before: str
) -> None:
    if before == "old results":
        (town.parent / "out").mkdir()
        for name in ("plan.csv", "result.json"):
            (town.parent / "out" / name).write_text("old")
    with files_up_to(n_bytes):
        line = refused("run", town, "-k", 4, "--steps", 0, "--out", "out")
    assert "File too large. Free some space or name another folder" in line


@contextmanager
def small_disk(folder: Path, n_kilobytes: int) -> Iterator[None]:
    """A file system of so many kilobytes, in memory; skips where none can be made."""
    mount = shutil.which("mount")
    size = f"size={n_kilobytes}k"
    making = [str(mount), "-t", "tmpfs", "-o", size, "tmpfs", str(folder)]
    if mount is None or subprocess.run(making, capture_output=True).returncode:
        pytest.skip("no file system can be mounted here")
    try:
        yield
    finally:
        subprocess.run(["umount", folder], check=True)


@pytest.mark.parametrize("n_kilobytes", [16, 36, 48, 100, 160])
def test_a_full_disk(town: Path, refused: Any, n_kilobytes: int) -> None:
    disk = town.parent / "disk"
    disk.mkdir()
    with small_disk(disk, n_kilobytes):
        for out in (disk, disk / "deep" / "out"):
            line = refused("run", town, "-k", 4, "--steps", 0, "--out", out)
            assert "No space left on device. Free some space or name another folder" in line


@pytest.mark.parametrize("kind", ["a file", "no folder", "a long name", "entries that are folders"])
def test_a_cache_that_fails_is_done_without(
    town: Path, call: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    cache = {"no folder": Path("/proc/none"), "a long name": Path("x" * 5000)}.get(
        kind, tmp_path / "cache"
    )
    monkeypatch.setenv("DISTRICTBOT_CACHE", str(cache))
    if kind == "a file":
        cache.write_text("mine")
    elif kind == "entries that are folders":
        call("inspect", town)
        (entry,) = cache.rglob("*.npz")
        entry.unlink()
        entry.mkdir()
    done = call("run", town, "-k", 4, "--steps", 0, "--out", "out")
    assert (done.code, done.complaints) == (0, [])
    assert not list(tmp_path.rglob(".graph-*"))


def test_no_folder_for_temporary_files(
    bench: Any, refused: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    shp = bench.shapefile()
    shp.with_suffix(".shx").unlink()
    with monkeypatch.context() as patch:
        patch.setattr(tempfile, "tempdir", "/proc")
        line = refused("run", shp, "-k", 4, "--out", "out")
    assert "folder for temporary files" in line
    assert "TMPDIR" in line


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limits of memory are of Linux")
def test_a_file_larger_than_memory(tmp_path: Path) -> None:
    with (tmp_path / "large.geojson").open("wb") as file:
        file.write(b'{"type": "FeatureCollection", "features": [')
        file.truncate(6 * 2**30)

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (4 * 2**30, 4 * 2**30))

    done = command("inspect", "large.geojson", capture_output=True, preexec_fn=limit)
    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        "Error: The memory of this machine does not suffice. Close other programs, or use a map "
        "of fewer units."
    ]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_output_that_cannot_be_written(town: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = command("inspect", town, stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        "Error: Writing failed: No space left on device. Free some space."
    ]


def test_a_terminal_of_few_letters(bench: Any) -> None:
    path = bench.save(bench.frame.assign(COUNTY="Doña Ana"), "town.gpkg")
    ascii_only = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = command("inspect", path, capture_output=True, env=ascii_only)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Do?a Ana" in done.stdout
    done = command("inspect", path, "--json", capture_output=True, env=ascii_only)
    assert "Do\\u00f1a Ana" in done.stdout


def test_a_bug_is_no_bad_input(
    town: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr("districtbot.geo.inspect.inspect_map", broken)
    monkeypatch.setattr("sys.argv", ["districtbot", "inspect", str(town)])
    with pytest.raises(ZeroDivisionError):
        main()
    assert capfd.readouterr().err == ""
