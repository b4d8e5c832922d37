"""The folders that code may read: Python itself, the packages, fonts and time zones."""

import sys
import sysconfig
from pathlib import Path

from districtbot.tools.sandbox.rules import ON_FILES

_SYSTEM = (
    "/usr/lib",
    "/usr/lib64",
    "/usr/share/fonts",
    "/usr/share/gdal",
    "/usr/share/proj",
    "/usr/share/zoneinfo",
    "/lib",
    "/lib64",
    "/etc/fonts",
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/dev/null",
    "/dev/urandom",
    "/Library/Fonts",
    "/System/Library",
)


def readable_paths() -> tuple[Path, ...]:
    """Files and folders that exist and that code may read; none of them is the user's."""
    schemes = sysconfig.get_paths()
    named = [schemes[key] for key in ("stdlib", "platstdlib", "purelib", "platlib")]
    for prefix in (sys.prefix, sys.base_prefix):
        named += [str(Path(prefix, part)) for part in ("lib", "lib64", "share", "DLLs", "Lib")]
    for name in sorted(ON_FILES.imports):
        named += getattr(sys.modules.get(name), "__path__", [])
    found = {Path(name).resolve() for name in [*named, *_SYSTEM] if Path(name).exists()}
    return tuple(sorted(found))
