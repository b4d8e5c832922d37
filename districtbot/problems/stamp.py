"""What the bytes of a set hang on besides its spec: this code and the packages it runs on."""

import hashlib
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from districtbot.tools.versions import versions

_COUNTS = (".py", ".txt", ".json", ".csv")


@cache
def code_digest() -> str:
    """Hash of the code and the phrases that make problems."""
    digest = hashlib.sha256()
    for name, page in sorted(_pages(files("districtbot.problems"), "")):
        digest.update(name.encode() + b"\0" + page.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def stamp() -> dict[str, str]:
    """The code's hash and the versions of all packages."""
    return {"problems": code_digest(), **versions()}


def _pages(folder: Traversable, before: str) -> list[tuple[str, Traversable]]:
    found: list[tuple[str, Traversable]] = []
    for one in folder.iterdir():
        name = f"{before}/{one.name}"
        if one.is_dir():
            found += _pages(one, name)
        elif one.name.endswith(_COUNTS):
            found.append((name, one))
    return found
