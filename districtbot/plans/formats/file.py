"""Which kind of file a plan lies in, by its first bytes, and its text."""

from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any, Literal

from districtbot.chains.replay import BANNERS
from districtbot.geo.archive import Archive, Folder, Place, open_archive
from districtbot.geo.formats import MAGIC
from districtbot.geo.graphfile import parse_json
from districtbot.geo.numbers import counted
from districtbot.ground.errors import AskError, some_of
from districtbot.plans.formats.path import PlanPath
from districtbot.plans.formats.table import decoded

Kind = Literal["text", "census", "json", "plans", "shapes", "sheet"]

MOST_BYTES = 500_000_000
"""No plan file is longer, unpacked."""
SHAPES = (".shp", ".gpkg", ".geojson", ".fgb", ".parquet", ".geoparquet")
TEXTS = (".csv", ".txt", ".tsv")
SHEETS = {"xl/workbook.xml": "XLSX", "content.xml": "ODS"}
ENTITIES = ("CD", "SLDU", "SLDL")
"""The plans in a zip of Census block assignment files."""
_XZ = b"\xfd7zXZ\x00"
_BENDL = b"BENDL"
_OLE = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class PlanFileOnDisk:
    """A file that has been looked into.

    Attributes:
        place: Where its content lies: a folder or a zip.
        name: The name of its content there.
        kind: What it is.
        members: The plans of a Census zip by entity.
        driver: What reads a spreadsheet.
        part: Which part of it is meant; empty where a member has been chosen by it.
    """

    place: Place
    name: str
    kind: Kind
    members: dict[str, str] = field(default_factory=dict)
    driver: str = ""
    part: str = ""

    def data(self, name: str = "") -> bytes:
        """The bytes of the content.

        Raises:
            AskError: If it cannot be read or is absurdly long.
        """
        wanted = name or self.name
        if self.place.size(wanted) > MOST_BYTES:
            raise AskError(f"{wanted} is too large for a plan.", "Check the file.")
        return self.place.read(wanted)

    def text(self, prefer: str = "") -> str:
        """The content as text; of a Census zip the file of an entity.

        Raises:
            AskError: If it is not text.
        """
        name = self.members.get(prefer, "") if self.kind == "census" else ""
        return decoded(self.data(name), name or self.name)

    def json(self) -> Any:
        """The content as parsed JSON.

        Raises:
            AskError: If it is not JSON.
        """
        data = decoded(self.data(), self.name).encode("utf-8")
        try:
            return parse_json(data, self.name)
        except ValueError as error:
            raise AskError(
                f"{self.name} is not JSON: it holds a number of thousands of digits.",
                "Check the file.",
            ) from error


def open_file(source: PlanPath) -> PlanFileOnDisk:
    """Look into a file.

    Raises:
        AskError: If it cannot be read, is empty, or holds no plan or several.
    """
    folder, name = Folder(source.path.parent), source.path.name
    if not source.path.is_file():
        raise AskError(f"{source.path} is no file.", "Name a plan file.")
    head = folder.head(name, 4096)
    if not head:
        raise AskError(f"{name} is empty.", "Give a CSV file with an id and a district.")
    if head.startswith(_OLE):
        raise AskError(f"{name} is a workbook of an old Excel.", "Save its sheet as .xlsx or CSV.")
    if head.startswith(b"PK"):
        return _in_zip(open_archive(source.path), source)
    return PlanFileOnDisk(folder, name, _kind(head, name), part=source.part)


def _kind(head: bytes, name: str) -> Kind:
    suffix = PurePosixPath(name).suffix.lower()
    if head.startswith((*BANNERS, _XZ, _BENDL)):
        return "plans"
    if any(head.startswith(magic) for magic in MAGIC) or suffix == ".shp":
        return "shapes"
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith((b"{", b"[", b"\xff\xfe{", b"\xff\xfe[")):
        first = start.split(b"\n", 1)[0]
        if suffix == ".jsonl" or (b'"assignment"' in first[:4096] and b'"sample"' in head):
            return "plans"
        return "json"
    return "text"


def _in_zip(archive: Archive, source: PlanPath) -> PlanFileOnDisk:
    """The plan in a zip."""
    for member, driver in SHEETS.items():
        if member in archive.names:
            folder = Folder(source.path.parent)
            return PlanFileOnDisk(folder, source.path.name, "sheet", {}, driver, source.part)
    census = _census(archive)
    if census:
        return PlanFileOnDisk(archive, source.path.name, "census", census, "", source.part)
    part = source.part
    plain = [name for name in archive.names if _suffix(name) in (*TEXTS, ".json", *SHAPES)]
    named = [name for name in plain if part and part in (name, PurePosixPath(name).name)]
    if named:
        plain, part = named, ""
    if any(_suffix(name) in SHAPES for name in plain):
        return PlanFileOnDisk(archive, source.path.name, "shapes", part=part)
    if not plain:
        raise AskError(
            f"{source.path.name} holds no plan: {some_of(archive.names)}.", "Check the file."
        )
    if len(plain) > 1:
        raise AskError(
            f"{source.path.name} holds {counted(len(plain), 'file')}, not the one of a plan: "
            f"{some_of(plain)}.",
            f"Name one, such as {source.path.name}#{plain[0]}.",
        )
    head = archive.head(plain[0], 4096)
    return PlanFileOnDisk(archive, plain[0], _kind(head, plain[0]), part=part)


def _suffix(name: str) -> str:
    return PurePosixPath(name).suffix.lower()


def _census(archive: Archive) -> dict[str, str]:
    """The Census block assignment files in a zip, by entity."""
    found: dict[str, str] = {}
    for name in archive.names:
        stem = PurePosixPath(name).stem.upper()
        if stem.startswith("BLOCKASSIGN_ST"):
            found["_".join(stem.split("_")[3:])] = name
    return found
