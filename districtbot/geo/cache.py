"""Named arrays kept in the user's cache folder; whatever is wrong with a file, it is not used."""

import hashlib
import io
import os
import tempfile
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

from districtbot.ground.paths import cache_dir

FORMAT = 1
"""Number of the layout and meaning of the arrays; counts up when either changes."""
Arrays = dict[str, NDArray[Any]]
_CHECKSUM_BYTES = 32


def stamp() -> str:
    """The versions that a cached result depends on."""
    geos = ".".join(str(number) for number in shapely.geos_version)
    return (
        f"districtbot graph {FORMAT}, shapely {shapely.__version__}, GEOS {geos}, "
        f"PROJ {pyproj.proj_version_str}"
    )


def load_arrays(key: str) -> Arrays | None:
    """The arrays saved under a key.

    Args:
        key: What `save_arrays` was given; letters and digits.

    Returns:
        ``None`` where there is no file, it cannot be read, its checksum does not hold, or
        other versions made it.
    """
    try:
        content = _path(key).read_bytes()
    except OSError:
        return None
    payload, checksum = content[:-_CHECKSUM_BYTES], content[-_CHECKSUM_BYTES:]
    if hashlib.sha256(payload).digest() != checksum:
        return None
    try:
        with np.load(io.BytesIO(payload), allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
    except (ValueError, OSError, EOFError, KeyError, TypeError, zipfile.BadZipFile):
        return None
    if str(arrays.pop("stamp", "")) != stamp():
        return None
    return arrays


def save_arrays(key: str, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Keep arrays under a key, all or nothing; a folder that cannot be written is let be.

    Args:
        key: Letters and digits; another file under the same key is replaced.
        arrays: No object arrays; the name ``stamp`` is taken.
    """
    buffer = io.BytesIO()
    named: dict[str, Any] = {**arrays, "stamp": np.array(stamp())}
    np.savez_compressed(buffer, **named)
    payload = buffer.getvalue()
    path = _path(key)
    scratch: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".graph-", dir=path.parent)
        scratch = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(payload + hashlib.sha256(payload).digest())
        scratch.replace(path)
    except OSError:
        if scratch is not None:
            with suppress(OSError):
                scratch.unlink(missing_ok=True)


def _path(key: str) -> Path:
    return cache_dir() / "graphs" / f"{key}.npz"
