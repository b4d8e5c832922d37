"""The parts of a shapefile: are they there, whole, of one length, and in which encoding?"""

import codecs
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePosixPath

import numpy as np

from districtbot.geo.archive import Place, beside, unpacked
from districtbot.ground.errors import AskError

POLYGON_TYPES = frozenset({5, 15, 25})
SHAPE_NAMES = {
    **dict.fromkeys((1, 11, 21, 8, 18, 28), "points"),
    **dict.fromkeys((3, 13, 23), "lines"),
    **dict.fromkeys(POLYGON_TYPES, "polygons"),
    0: "no shapes",
    31: "multipatches",
}
DBF_LANGUAGES = {0x01: "cp437", 0x02: "cp850", 0x03: "cp1252", 0x57: "cp1252", 0x64: "cp852"}
"""Encodings by the language byte of a .dbf header (the few that occur in the United States)."""
SHP_HEADER_BYTES = 100
DBF_FIELD_BYTES = 32


@dataclass(frozen=True, slots=True)
class Shapefile:
    """A shapefile whose parts have been checked.

    Attributes:
        name: The .shp file within its place.
        encoding: Encoding of the text in the table.
        has_index: Whether the .shx file is there and fits.
        notes: What was found, one sentence each.
    """

    name: str
    encoding: str
    has_index: bool
    notes: tuple[str, ...]


def shape_kind(place: Place, shp: str) -> str:
    """What a .shp file holds: ``polygons``, ``points``, ``lines``...

    Raises:
        AskError: If it is no .shp file.
    """
    head = place.head(shp, SHP_HEADER_BYTES)
    if len(head) < SHP_HEADER_BYTES or struct.unpack_from(">i", head)[0] != 9994:
        raise AskError(
            f"{shp} is not a shapefile: its first bytes are not those of a .shp file.",
            "Name a .shp file, or the zip it came in.",
        )
    code = struct.unpack_from("<i", head, 32)[0]
    return SHAPE_NAMES.get(code, f"shapes of type {code}")


def check_shapefile(place: Place, shp: str) -> Shapefile:
    """Check the parts of a shapefile against each other.

    Raises:
        AskError: If it holds no polygons, a part is missing or cut short, or parts disagree.
    """
    kind = shape_kind(place, shp)
    if kind != "polygons" and place.size(shp) > SHP_HEADER_BYTES:
        raise AskError(
            f"{shp} holds {kind}, not polygons.", "Name the one with the precincts' areas."
        )
    promised = 2 * struct.unpack_from(">i", place.head(shp, SHP_HEADER_BYTES), 24)[0]
    if place.size(shp) < promised:
        raise AskError(
            f"{shp} is cut short: its header promises {promised:,} bytes, it has "
            f"{place.size(shp):,}.",
            "Download or copy it again.",
        )
    dbf = beside(place, shp, ".dbf")
    if dbf is None:
        raise AskError(
            f"{shp} comes without its .dbf file, the table of columns.",
            f"Put {PurePosixPath(shp).stem}.dbf beside it.",
        )
    table = place.read(dbf)
    n_rows = _check_table(dbf, table)
    cpg = beside(place, shp, ".cpg")
    declared = place.read(cpg).decode("ascii", "replace").strip() if cpg else ""
    encoding, notes = table_encoding(dbf, table, declared)
    return Shapefile(shp, encoding, _has_index(place, shp, n_rows), notes)


def table_encoding(dbf: str, table: bytes, declared: str) -> tuple[str, tuple[str, ...]]:
    """The encoding of a .dbf file's text.

    What the .cpg file or the header says holds, unless the bytes speak against it.

    Args:
        dbf: The file's name, for notes.
        table: Its bytes.
        declared: Content of the .cpg file; may be empty.

    Returns:
        The codec's name and a note where the encoding had to be guessed.
    """
    text = b"".join(column for column in _text_fields(table) if not column.isascii())
    if not text:
        return "utf-8", ()
    said = _codec(declared) or DBF_LANGUAGES.get(table[29], "")
    says = f"says {declared or said}" if said or declared else "does not say its encoding"
    if _decodes(text, "utf-8"):
        if said == "utf-8":
            return "utf-8", ()
        return "utf-8", (f"{dbf} {says}, but its text is UTF-8 and was read so.",)
    if said not in ("", "utf-8") and _decodes(text, said) and not _has_controls(text, said):
        return said, ()
    guess = "cp1252" if _decodes(text, "cp1252") else "iso8859-1"
    example = _example(_text_fields(table), guess)
    return guess, (
        f"{dbf} {says}; its text was read as {guess}, such as {example!r}: names may look wrong.",
    )


@contextmanager
def readable(place: Place, shapefile: Shapefile) -> Iterator[str]:
    """A path for GDAL.

    Where the .shx index is missing or the CRS has letters that GDAL cannot take, the parts are
    mended in a temporary folder; the user's own files are never written to.
    """
    prj = beside(place, shapefile.name, ".prj")
    crs = b"" if prj is None else place.read(prj)
    if shapefile.has_index and crs.isascii():
        yield place.gdal_path(shapefile.name)
        return
    shp = place.read(shapefile.name)
    parts = {
        "map.shp": shp,
        "map.shx": rebuilt_index(shp),
        "map.dbf": place.read(beside(place, shapefile.name, ".dbf") or ""),
        "map.prj": bytes(byte if byte < 128 else ord("?") for byte in crs),
    }
    with unpacked({name: content for name, content in parts.items() if content}) as folder:
        yield folder.gdal_path("map.shp")


def rebuilt_index(shp: bytes) -> bytes:
    """The .shx file of a .shp file: offset and length of each record, in 16-bit words.

    Source: ESRI Shapefile Technical Description, 1998.
    """
    records = bytearray()
    offset = SHP_HEADER_BYTES
    while offset + 8 <= len(shp):
        n_words = struct.unpack_from(">i", shp, offset + 4)[0]
        if n_words < 2:
            break
        records += struct.pack(">ii", offset // 2, n_words)
        offset += 8 + 2 * n_words
    header = bytearray(shp[:SHP_HEADER_BYTES])
    struct.pack_into(">i", header, 24, (SHP_HEADER_BYTES + len(records)) // 2)
    return bytes(header + records)


def _check_table(dbf: str, table: bytes) -> int:
    if len(table) < DBF_FIELD_BYTES:
        raise AskError(f"{dbf} is cut short or no .dbf file.", "Download or copy it again.")
    n_rows, header, width = struct.unpack_from("<IHH", table, 4)
    if len(table) < header + n_rows * width or width == 0:
        raise AskError(
            f"{dbf} is cut short: {n_rows:,} rows of {width} bytes are promised, it has "
            f"{max(len(table) - header, 0):,} bytes.",
            "Download or copy it again.",
        )
    return int(n_rows)


def _has_index(place: Place, shp: str, n_rows: int) -> bool:
    shx = beside(place, shp, ".shx")
    if shx is None:
        return False
    n_shapes = (place.size(shx) - SHP_HEADER_BYTES) // 8
    if n_shapes != n_rows:
        raise AskError(
            f"{shx} lists {max(n_shapes, 0):,} shapes, but the .dbf file has {n_rows:,} rows.",
            "The parts belong to different files or are cut short: copy all of them again.",
        )
    return True


def _text_fields(table: bytes) -> Iterator[bytes]:
    """The bytes of each text column, its values one after the other."""
    n_rows, header, width = struct.unpack_from("<IHH", table, 4)
    body = np.frombuffer(table, np.uint8, n_rows * width, header).reshape(n_rows, width)
    start = 1
    for offset in range(DBF_FIELD_BYTES, header - DBF_FIELD_BYTES + 1, DBF_FIELD_BYTES):
        kind, length = table[offset + 11 : offset + 12], table[offset + 16]
        if kind == b"C":
            yield body[:, start : start + length].tobytes()
        start += length


def _codec(declared: str) -> str:
    text = "".join(filter(str.isprintable, declared.casefold().replace("ansi", ""))).strip()
    digits = "".join(filter(str.isdecimal, text))
    known = {"65001": "utf-8", "8": "utf-8", "88591": "iso8859-1", "1252": "cp1252"}
    for name in filter(None, (known.get(digits, ""), text, f"cp{digits}")):
        try:
            return codecs.lookup(name).name
        except LookupError:
            continue
    return ""


def _decodes(text: bytes, codec: str) -> bool:
    try:
        text.decode(codec)
    except UnicodeDecodeError:
        return False
    return True


def _has_controls(text: bytes, codec: str) -> bool:
    """Whether text said to be Latin-1 has bytes that mean something in Windows-1252 only."""
    return codec == "iso8859-1" and any(0x80 <= byte <= 0x9F for byte in set(text))


def _example(columns: Iterator[bytes], codec: str) -> str:
    for column in columns:
        for word in column.split(b"  "):
            if not word.isascii():
                return word.decode(codec, "replace").strip()
    return ""
