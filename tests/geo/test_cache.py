"""The cache of arrays: whatever is wrong with a file, it is made anew."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from districtbot.geo import cache
from districtbot.geo.cache import load_arrays, save_arrays

ARRAYS = {"edges": np.array([[0, 1], [1, 2]], dtype=np.int32), "metres": np.array([1.5, 2.5])}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DISTRICTBOT_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "graphs"


def assert_rebuilt() -> None:
    """Nothing is loaded, and saving anew heals the file."""
    assert load_arrays("key") is None
    save_arrays("key", ARRAYS)
    loaded = load_arrays("key")
    assert loaded is not None
    assert (loaded["edges"] == ARRAYS["edges"]).all()


def test_what_is_saved_comes_back() -> None:
    assert load_arrays("key") is None
    save_arrays("key", ARRAYS)
    loaded = load_arrays("key")
    assert loaded is not None
    assert loaded.keys() == ARRAYS.keys()
    for name, array in ARRAYS.items():
        assert loaded[name].dtype == array.dtype
        assert (loaded[name] == array).all()
    assert load_arrays("other") is None


def test_file_is_an_npz_that_numpy_opens(folder: Path) -> None:
    save_arrays("key", ARRAYS)
    with np.load(folder / "key.npz") as file:
        assert (file["metres"] == ARRAYS["metres"]).all()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda content: b"",
        lambda content: content[:10],
        lambda content: content[: len(content) // 2],
        lambda content: content[:-1],
        lambda content: content + b"more",
        lambda content: b"not ours at all" * 100,
        lambda content: content[:60] + bytes([content[60] ^ 1]) + content[61:],
        lambda content: content[:-5] + bytes([content[-5] ^ 1]) + content[-4:],
    ],
)
def test_damaged_truncated_and_foreign_files(folder: Path, spoil: Callable[[bytes], bytes]) -> None:
    save_arrays("key", ARRAYS)
    path = folder / "key.npz"
    path.write_bytes(spoil(path.read_bytes()))
    assert_rebuilt()


def test_file_with_a_good_checksum_that_is_no_npz(folder: Path) -> None:
    import hashlib
    import pickle

    folder.mkdir(parents=True)
    for payload in (b"hello", b"", pickle.dumps([1, 2]), b"PK\x05\x06" + b"\x00" * 18):
        (folder / "key.npz").write_bytes(payload + hashlib.sha256(payload).digest())
        assert_rebuilt()


def test_other_versions(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(cache, "stamp", lambda: "shapely 1.8")
        save_arrays("key", ARRAYS)
    assert_rebuilt()


def test_stamp_names_the_versions() -> None:
    assert "shapely 2" in cache.stamp()
    assert "GEOS 3" in cache.stamp()


def test_file_that_is_a_folder(folder: Path) -> None:
    (folder / "key.npz").mkdir(parents=True)
    assert load_arrays("key") is None
    save_arrays("key", ARRAYS)
    assert load_arrays("key") is None
    assert [path.name for path in folder.iterdir()] == ["key.npz"]


def test_cache_folder_that_cannot_be_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    monkeypatch.setenv("DISTRICTBOT_CACHE", str(blocked))
    save_arrays("key", ARRAYS)
    assert load_arrays("key") is None
    assert blocked.read_text() == "in the way"


def test_full_disk_leaves_the_old_file_and_no_scraps(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_arrays("key", ARRAYS)

    def no_space(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", no_space)
    save_arrays("key", {"edges": np.zeros((0, 2), dtype=np.int32)})
    assert [path.name for path in folder.iterdir()] == ["key.npz"]
    loaded = load_arrays("key")
    assert loaded is not None
    assert len(loaded["edges"]) == 2


def test_same_arrays_same_bytes(folder: Path) -> None:
    save_arrays("one", ARRAYS)
    save_arrays("two", ARRAYS)
    assert (folder / "one.npz").read_bytes() == (folder / "two.npz").read_bytes()
