"""What goes into a run of the sandbox, how far it may go, and what comes out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from districtbot.ground.errors import AskError

if TYPE_CHECKING:
    from districtbot.geo.statemap import StateMap

MOST_CODE = 50_000
"""Characters of code that are looked at."""

MOST_BYTES = 32 * 2**20
"""Of what one run may send."""

MOST_MAPS = 4
"""Maps that a process keeps, ready for the next run."""

GRACE_SECONDS = 5.0
"""How much later than it should a process is given up, or gives itself up."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How far one run may go.

    Attributes:
        seconds: Wall-clock seconds, and processor seconds as well.
        memory_bytes: Memory beyond what the packages and the map take.
        file_bytes: Size of a file in the scratch folder.
        n_files: Files opened for writing in one run.
        folder_bytes: Size of all files in the folder, where the code works on files.
        folder_files: Number of files and folders in it.
        stdout_chars: Characters of output that are kept.
        value_chars: Characters of the value, as JSON.
        seed: Seed of `random`, ``numpy.random`` and GerryChain.
    """

    seconds: float = 20.0
    memory_bytes: int = 2 * 2**30
    file_bytes: int = 16 * 2**20
    n_files: int = 32
    folder_bytes: int = 64 * 2**20
    folder_files: int = 256
    stdout_chars: int = 4_000
    value_chars: int = 4_000
    seed: int = 0


@dataclass(frozen=True, slots=True)
class SandboxData:
    """What the code finds there by name.

    Attributes:
        state: The open map: ``gdf``, ``graph``, ``population_col``, ``county_col``...
        plan: Unit id to district, for ``plan`` and ``partition``; every unit, or ``None``.
        extra: Further names and their values, as JSON would carry them.
        files: Files that the code works on, by the name that each has in its folder. It gets
            copies, may read and write in its folder, and what it leaves there comes back.
            ``None`` where the code has nothing to do with files.
    """

    state: "StateMap | None" = None
    plan: Mapping[str, int | str] | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, Path] | None = None


@dataclass(frozen=True, slots=True)
class Ran:
    """How a run ended.

    Attributes:
        ok: Whether the code came to its end.
        stdout: What it printed, shortened.
        value: Value of the last expression, else of ``answer``, as JSON would carry it,
            shortened; NaN and infinity are ``None``. Where the code works on files: value of
            ``answer``, whole.
        error: What went wrong, in the code's own lines; empty where nothing did.
        seconds: Wall-clock seconds of the run, without starting the process.
        new_plan: Unit id to district, where the code left a ``new_plan``.
        files: The files that it made or changed, where it works on files; names have ``/``
            between folders.
    """

    ok: bool
    stdout: str = ""
    value: Any = None
    error: str = ""
    seconds: float = 0.0
    new_plan: dict[str, str] | None = None
    files: Mapping[str, bytes] = field(default_factory=dict)


def check_length(code: str) -> None:
    """Refuse code that is empty, too long or no text.

    Raises:
        AskError: With what came.
    """
    if not code.strip():
        raise AskError("There is no code to run.", "Give some Python.")
    if len(code) > MOST_CODE:
        raise AskError(
            f"The code has {len(code):,} characters; {MOST_CODE:,} are the most.", "Shorten it."
        )
    if "\0" in code or any("\ud800" <= char <= "\udfff" for char in code):
        raise AskError("The code holds characters that are no text.", "Write plain Python.")
