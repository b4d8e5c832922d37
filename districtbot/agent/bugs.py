"""The one place where what nobody foresaw is caught: written down, and said in one sentence."""

import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from districtbot.ground.errors import AskError
from districtbot.ground.paths import data_dir
from districtbot.tools.desk.desk import Desk

LOG = "bugs.log"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Bug:
    """An error of the program's own.

    Attributes:
        during: What was being done.
        path: File with the details; ``None`` where it could not be written.
    """

    during: str
    path: Path | None

    @property
    def text(self) -> str:
        """What the person and the model are told."""
        where = f" The details are in {self.path}." if self.path is not None else ""
        return f"Something went wrong inside districtbot during {self.during}.{where}"


def attempt(desk: Desk, during: str, act: Callable[[], T]) -> T | Bug:
    """Do something; a bug in it is written down and given back in place of the result.

    Args:
        desk: The desk; the details go to a file in its folder, or among the user's data.
        during: What is being done, in a few words.
        act: Does it.

    Raises:
        AskError: As ``act`` raises it: whoever asked can mend that.
    """
    try:
        return act()
    except AskError:
        raise
    except Exception:  # noqa: BLE001 - whatever it is, the chat lives on and the plan is kept
        return Bug(during, _written(desk, during, traceback.format_exc()))


def _written(desk: Desk, during: str, trace: str) -> Path | None:
    """The file that the details were added to."""
    path = (desk.folder if desk.folder is not None else data_dir()) / LOG
    time = datetime.now(UTC).isoformat(timespec="seconds")
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(f"{time} {during}\n{trace}\n")
        return path
    return None
