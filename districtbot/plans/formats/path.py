"""Where a plan lies: a file, and which part of it."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class PlanPath:
    """A file and which part of it is meant: ``plans.bendl#12``, ``block.zip#SLDU``.

    Attributes:
        path: The file.
        part: What stands behind the ``#``; empty for nothing.
    """

    path: Path
    part: str = ""

    @staticmethod
    def of(source: str | Path) -> "PlanPath":
        """A path as people type it; a ``#`` in the name of a file that exists is its own."""
        path = Path(source)
        if exists(path) or "#" not in path.name:
            return PlanPath(path)
        name, _, part = str(source).rpartition("#")
        return PlanPath(Path(name), part)


def exists(path: Path) -> bool:
    """Whether there is such a file or folder; a name that is none cannot be one."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False
