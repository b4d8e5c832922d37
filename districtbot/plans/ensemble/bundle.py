"""The plans of an ensemble as one BENDL file, put together from BEN frames.

The assets (graph and metadata) are written by the binary-ensemble package itself; the frames,
which are many, are copied in behind them as they are, and the header is brought up to date.
Source of the layout: bendl-format-spec.md of https://github.com/peterrrock2/binary-ensemble;
since version 2.0 the header ends with a checksum of its own.
"""

import json
import os
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from binary_ensemble import BendlDecoder, BendlEncoder

from districtbot.chains.ben import BANNER
from districtbot.chains.crc32c import crc32c

_HEADER = struct.Struct("<8sHHBBHIIQQQQq")
"""Magic, two versions, finalized, format, padding, flags, checksum, then the offset and length
of the directory, those of the stream, and the number of plans."""
_SEAL = struct.Struct("<I")
"""The checksum of the header, behind it."""
_FINALIZED, _BEN, _CHECKED = 1, 1, 1
_CHUNK = 2**22


def write_bundle(
    path: Path,
    frames: Iterator[Path],
    n_plans: int,
    graph: dict[str, Any],
    metadata: dict[str, Any],
) -> None:
    """Write a BENDL file and check it.

    Args:
        path: The file; replaced.
        frames: Files of BEN frames in order; each begins with a snapshot.
        n_plans: Plans in them.
        graph: The dual graph as ``adjacency_data``, its nodes in the order of the plans' units.
        metadata: What the plans are.

    Raises:
        Exception: The package's own, if the frames do not hold ``n_plans`` plans.
    """
    directory = _write_assets(path, graph, metadata)
    with path.open("r+b") as file:
        fields = list(_HEADER.unpack(file.read(_HEADER.size)))
        stream_at = file.seek(fields[8])
        file.truncate()
        checksum = crc32c(BANNER)
        file.write(BANNER)
        for chunk in _chunks(frames):
            checksum = crc32c(chunk, checksum)
            file.write(chunk)
        end = file.tell()
        file.write(directory)
        fields[3:5] = [_FINALIZED, _BEN]
        fields[6:] = [
            fields[6] | _CHECKED,
            checksum,
            end,
            len(directory),
            stream_at,
            end - stream_at,
            n_plans,
        ]
        header = _HEADER.pack(*fields)
        file.seek(0)
        file.write(header + _SEAL.pack(crc32c(header)))
        file.flush()
        os.fsync(file.fileno())
    BendlDecoder(path).verify()


def stream_span(path: Path) -> tuple[int, int]:
    """Where the plans of a finished bundle begin in the file, and their length, in bytes."""
    with path.open("rb") as file:
        fields = _HEADER.unpack(file.read(_HEADER.size))
    return fields[10], fields[11]


def _write_assets(path: Path, graph: dict[str, Any], metadata: dict[str, Any]) -> bytes:
    """Write a bundle without plans; gives its directory, which is its end."""
    with BendlEncoder(path, overwrite=True) as encoder:
        encoder.add_graph(json.dumps(graph).encode(), compress=False)
        encoder.add_metadata(metadata, compress=False)
    with path.open("rb") as file:
        header = file.read(_HEADER.size)
        seal = _SEAL.unpack(file.read(_SEAL.size))
        fields = _HEADER.unpack(header)
        file.seek(fields[8])
        directory = file.read()
    if len(directory) != fields[9] or seal != (crc32c(header),):
        raise ValueError("binary-ensemble writes another form of BENDL than this program knows")
    return directory


def _chunks(frames: Iterator[Path]) -> Iterator[bytes]:
    for source in frames:
        with source.open("rb") as file:
            while chunk := file.read(_CHUNK):
                yield chunk
