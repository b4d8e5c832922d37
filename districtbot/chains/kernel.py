"""The decorator of every compiled function, and where its machine code is kept.

Numba looks only at a function's own file to tell whether its cached machine code is stale, not
at the functions it calls. So the cache lies in a folder named after all the sources of this
package: change any of them and everything is compiled anew.
"""

import hashlib
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
from numba import config

from districtbot.ground.paths import cache_dir

Function = TypeVar("Function", bound=Callable[..., Any])


def kernel(function: Function) -> Function:
    """Compile a function on first call, without the GIL, and keep the machine code.

    The function takes and gives numbers, arrays and named tuples of arrays.
    """
    before = config.CACHE_DIR
    config.CACHE_DIR = str(kernel_cache())
    try:
        compiled = numba.njit(function, cache=True, nogil=True, error_model="numpy")
    finally:
        config.CACHE_DIR = before
    return cast(Function, compiled)


@cache
def kernel_cache() -> Path:
    """The folder of the machine code made from the sources as they are now."""
    digest = hashlib.sha256(numba.__version__.encode())
    for source in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(source.name.encode())
        digest.update(source.read_bytes())
    home = os.environ.get("NUMBA_CACHE_DIR")
    base = Path(home) if home else cache_dir() / "kernels"
    return base / digest.hexdigest()[:16]
