"""TOML files of the user's, read with errors that can be mended."""

import tomllib
from pathlib import Path
from typing import Any

from districtbot.ground.errors import AskError

MOST_BYTES = 2**20
"""No file of options or targets is longer."""


def read_toml(path: Path, name: str, example: str) -> dict[str, Any]:
    """The content of a TOML file.

    Args:
        path: The file.
        name: What to call it in an error.
        example: What to do where it is not TOML; a full sentence.

    Raises:
        AskError: If it cannot be read or is not TOML.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise AskError(
            f"{name} cannot be read: {error.strerror or error}.",
            "Check its name and whether you may read it.",
        ) from error
    if len(content) > MOST_BYTES:
        raise AskError(f"{name} is not TOML: it is too long.", "Check its name.")
    try:
        return tomllib.loads(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise AskError(
            f"{name} is not TOML: it is not UTF-8 text.", "Check its name, or save it as UTF-8."
        ) from error
    except RecursionError as error:
        raise AskError(f"{name} is not TOML: it is nested too deep.", example) from error
    except ValueError as error:
        clear = isinstance(error, tomllib.TOMLDecodeError)
        reason = str(error) if clear else "it holds a number of thousands of digits"
        raise AskError(f"{name} is not TOML: {reason}.", example) from error
