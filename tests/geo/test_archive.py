import zipfile
import zlib
from pathlib import Path

import pytest

from districtbot.geo import archive
from districtbot.geo.archive import beside, open_archive
from districtbot.ground.errors import AskError


def write_zip(
    path: Path, members: dict[str, bytes], declared: dict[str, int] | None = None
) -> Path:
    """A zip; ``declared`` sizes are written into its directory in place of the true ones."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
        for info in packed.filelist:
            info.file_size = (declared or {}).get(info.filename, info.file_size)
    return path


def test_members_are_listed_without_what_macos_adds(tmp_path: Path) -> None:
    path = write_zip(
        tmp_path / "a.zip",
        {"b.shp": b"1", "a.shp": b"2", "__MACOSX/._a.shp": b"", ".DS_Store": b""},
    )
    assert open_archive(path).names == ("a.shp", "b.shp")


def test_members_are_read_in_parts_and_whole(tmp_path: Path) -> None:
    packed = open_archive(write_zip(tmp_path / "a.zip", {"folder/a.shp": b"12345"}))
    assert packed.head("folder/a.shp", 2) == b"12"
    assert packed.read("folder/a.shp") == b"12345"
    assert packed.size("folder/a.shp") == 5


def test_sides_of_a_file_are_found_in_any_case(tmp_path: Path) -> None:
    packed = open_archive(write_zip(tmp_path / "a.zip", {"d/Map.SHP": b"1", "d/Map.DBF": b"2"}))
    assert beside(packed, "d/Map.SHP", ".dbf") == "d/Map.DBF"
    assert beside(packed, "d/Map.SHP", ".prj") is None


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "bomb.zip", {"a.shp": b"0" * 1000}, {"a.shp": 50 * 2**30})
    with pytest.raises(AskError, match=r"would unpack to 50\.0 GB") as caught:
        open_archive(path)
    assert "unpack it yourself" in caught.value.todo


def test_an_absurd_ratio_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "RATIO_FROM_BYTES", 2**20)
    path = write_zip(tmp_path / "bomb.zip", {"a.shp": bytes(4 * 2**20)})
    with pytest.raises(AskError, match="times its size"):
        open_archive(path)


@pytest.mark.parametrize("name", ["../a.shp", "b/../../a.shp", "/etc/a.shp", "C:\\a.shp"])
def test_members_outside_the_folder_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(AskError, match="outside its folder"):
        open_archive(write_zip(tmp_path / "a.zip", {"a.dbf": b"", name: b"x"}))


def test_an_encrypted_zip_is_refused(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.zip", {"a.shp": b"abc"})
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    with pytest.raises(AskError, match="encrypted"):
        open_archive(path)


def test_an_empty_zip_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AskError, match="empty zip"):
        open_archive(write_zip(tmp_path / "a.zip", {}))


def test_a_file_that_is_no_zip_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"hello, this is no zip")
    with pytest.raises(AskError, match="not a zip file"):
        open_archive(tmp_path / "a.zip")


def test_a_cut_zip_is_refused(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.zip", {"a.shp": bytes(range(256)) * 50})
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(AskError, match="damaged"):
        open_archive(path)


def test_a_damaged_member_is_refused(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.zip", {"a.shp": bytes(range(256)) * 50})
    content = bytearray(path.read_bytes())
    content[50:90] = bytes(40)
    path.write_bytes(content)
    with pytest.raises(AskError, match="cannot be unpacked"):
        open_archive(path).read("a.shp")


def test_deflate_is_what_the_bomb_tests_are_made_of() -> None:
    assert len(zlib.compress(bytes(4 * 2**20))) * archive.MAX_RATIO < 4 * 2**20
