"""The decorator of every compiled function, and where its machine code is kept.

Numba looks only at a function's own file to tell whether its cached machine code is stale, not
at the functions it calls. So the machine code of a module lies in a folder named after its source
and those of all modules of this package that it imports, directly or not: change one of them and
it is compiled anew.
"""

import hashlib
import os
import re
import shutil
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
from numba import config

from districtbot.ground.paths import cache_dir

Function = TypeVar("Function", bound=Callable[..., Any])

KEPT_DAYS = 30
"""Machine code of other versions is thrown out when it has not been used for so long."""


def kernel(function: Function) -> Function:
    """Compile a function on first call, without the GIL, and keep the machine code.

    The function takes numbers, arrays and named tuples of arrays, makes no array, and gives
    numbers. So arrays need not be counted for their release, which would cost a third of the time.
    A name with a leading underscore is for other kernels only: Python must not call it, as it is
    compiled without the door to Python, in a third less time.
    """
    return _compiled(
        function, counts_arrays=False, for_python=not function.__name__.startswith("_")
    )


def inner_kernel(function: Function) -> Function:
    """Compile a function for other kernels only, whatever its name; otherwise like `kernel`."""
    return _compiled(function, counts_arrays=False, for_python=False)


def array_kernel(function: Function) -> Function:
    """Compile a function that makes arrays; otherwise like `kernel`."""
    return _compiled(function, counts_arrays=True, for_python=True)


def _compiled(function: Function, *, counts_arrays: bool, for_python: bool) -> Function:
    folder = kernel_cache(function.__module__.rpartition(".")[2])
    before = config.CACHE_DIR  # type: ignore[attr-defined]
    config.CACHE_DIR = str(folder or "")  # type: ignore[attr-defined]
    options: dict[str, Any] = {
        "cache": folder is not None,
        "nogil": True,
        "error_model": "numpy",
        "no_cfunc_wrapper": True,
        "no_cpython_wrapper": not for_python,
        "_nrt": counts_arrays,
    }
    try:
        compiled = numba.njit(function, **options)
    finally:
        config.CACHE_DIR = before  # type: ignore[attr-defined]
    return cast(Function, compiled)


@cache
def kernel_cache(*modules: str) -> Path | None:
    """The folder of the machine code of modules of this package, as their sources are now.

    ``None`` where no folder can be written: then everything is compiled anew in every process.

    Args:
        *modules: Names of modules; a module from elsewhere is taken to depend on all of them.
    """
    sources = _SOURCES & _reached(modules) if _SOURCES.issuperset(modules) else _SOURCES
    digest = hashlib.sha256(numba.__version__.encode())
    for name in sorted(sources):
        digest.update(name.encode())
        digest.update(_source(name))
    home = os.environ.get("NUMBA_CACHE_DIR")
    base = Path(home) if home else cache_dir() / "kernels"
    folder = base / digest.hexdigest()[:16]
    try:
        folder.mkdir(parents=True, exist_ok=False)
    except FileExistsError:
        with suppress(OSError):
            os.utime(folder)
    except OSError:
        return None
    else:
        _sweep(base, folder)
    return folder


_HERE = Path(__file__).parent
_SOURCES = frozenset(path.stem for path in _HERE.glob("*.py"))
_IMPORT = re.compile(
    rb"^from districtbot\.chains(?:\.(\w+))? import ([^\n(]*|\([^)]*\))", re.MULTILINE
)


@cache
def _source(module: str) -> bytes:
    return (_HERE / f"{module}.py").read_bytes()


def _reached(modules: Iterable[str]) -> set[str]:
    """The modules of this package that some of them import, directly or not, and themselves."""
    reached: set[str] = set()
    waiting = list(modules)
    while waiting:
        module = waiting.pop()
        if module not in reached:
            reached.add(module)
            for package, names in _IMPORT.findall(_source(module)):
                found = [package] if package else re.findall(rb"\w+", names)
                waiting.extend(name.decode() for name in found if name.decode() in _SOURCES)
    return reached


def _sweep(base: Path, kept: Path) -> None:
    """Throw out the machine code of other versions."""
    with suppress(OSError):
        for folder in base.iterdir():
            old = time.time() - folder.stat().st_mtime > KEPT_DAYS * 86_400
            if folder != kept and old and len(folder.name) == len(kept.name):
                shutil.rmtree(folder, ignore_errors=True)


def is_compiled(what: str) -> bool:
    """Whether `note_compiled` was told that a set of functions is compiled and kept."""
    folder = kernel_cache(*_SOURCES)
    return folder is not None and (folder / f"{what}.compiled").exists()


def note_compiled(what: str) -> None:
    """Note that a set of functions is compiled and kept."""
    folder = kernel_cache(*_SOURCES)
    if folder is not None:
        with suppress(OSError):
            (folder / f"{what}.compiled").touch()
