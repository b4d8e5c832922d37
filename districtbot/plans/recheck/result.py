"""The claims of ``result.json``, read without trust."""

import errno
import json
import os
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from districtbot.ground.errors import AskError
from districtbot.plans.targets import Target, Targets

PLANNED = ("met", "not_met")
"""What a run is called that has a plan."""


class _Loose(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class TargetClaim(_Loose):
    """What a result says of one target."""

    name: str
    measure: str
    required: str
    achieved: str
    met: bool
    wished: bool
    value: float | None
    bound: float
    shortfall: float | None
    districts: tuple[int, ...] = ()
    target: Target


class ElectionColumns(_Loose):
    """The vote columns of one contest."""

    dem: str
    rep: str


class BridgeClaim(_Loose):
    """An edge added between two units that do not touch."""

    a: str
    b: str
    metres: float | None = None


class MeasureClaim(_Loose):
    """One measure by which plans are compared."""

    name: str
    value: float | None
    better: Literal["less", "more"]
    target: int | None = None
    gap: bool = False


class AlternativeClaim(_Loose):
    """What a result says of another plan to choose from."""

    plan: str
    plan_sha256: str
    moved: float
    beats_answer: bool
    measures: tuple[MeasureClaim, ...]
    targets: tuple[TargetClaim, ...]


class Result(_Loose):
    """The part of ``result.json`` that can be checked."""

    status: str
    plan_status: str | None = None
    districts: int | None = None
    units: int | None = None
    unit_column: str = ""
    adjacency: Literal["rook", "queen", "given"] = "given"
    crs: str | None = None
    columns: dict[str, str] = Field(default_factory=dict)
    group_columns: dict[str, dict[str, str]] = Field(default_factory=dict)
    elections: dict[str, ElectionColumns] = Field(default_factory=dict)
    exported_as: dict[str, str] = Field(default_factory=dict)
    bridges: tuple[BridgeClaim, ...] = ()
    targets: tuple[TargetClaim, ...] = ()
    asked: Targets | None = None
    scorecard: dict[str, Any] | None = None
    measures: tuple[MeasureClaim, ...] = ()
    alternatives: tuple[AlternativeClaim, ...] = ()
    files: dict[str, str] = Field(default_factory=dict)
    plan_sha256: str | None = None
    map_sha256: str | None = None
    map: str | None = None


def read_result(folder: Path) -> Result:
    """Read ``result.json``.

    Raises:
        AskError: If there is no finished run with a plan in the folder.
    """
    path = folder / "result.json"
    if not os.path.isfile(path):  # noqa: PTH113 - a name too long for a file is none
        raise _no_run(folder)
    todo = "Name the folder of a finished run."
    try:
        return Result.model_validate(read_json(path))
    except ValidationError as error:
        where = ".".join(map(str, error.errors()[0]["loc"]))
        reason = f"its {where} is missing or makes no sense" if where else "it is no table"
        raise AskError(f"{path} is not the result of a run: {reason}.", todo) from error
    except UnicodeDecodeError as error:
        raise AskError(f"{path} is not the result of a run: it is no text.", todo) from error
    except json.JSONDecodeError as error:
        reason = f"line {error.lineno}, character {error.colno} is not JSON"
        raise AskError(f"{path} is not the result of a run: {reason}.", todo) from error
    except ValueError as error:
        raise AskError(f"{path} is not the result of a run: {error}.", todo) from error
    except OSError as error:
        raise AskError(f"{path} cannot be read: {error.strerror or error}.", todo) from error


def _no_run(folder: Path) -> AskError:
    if os.path.isfile(folder):  # noqa: PTH113 - as above
        return AskError(f"{folder} is a file.", "Name the folder of a finished run.")
    if not os.path.isdir(folder):  # noqa: PTH112 - as above
        return AskError(f"There is no folder {folder}.", "Check its name.")
    return AskError(
        f"{folder} holds no result.json, so no run has ended in it.",
        "Name the folder of a finished run.",
    )


def read_file(path: Path) -> bytes:
    """The bytes of a file; a pipe is not waited for.

    Raises:
        OSError: If it is no file or cannot be read.
    """
    if not path.is_file():
        raise FileNotFoundError(errno.ENOENT, "no such file")
    return path.read_bytes()


def read_json(path: Path) -> Any:
    """A file of strict JSON, without NaN or infinity.

    Raises:
        OSError: If the file cannot be read.
        ValueError: If it is not JSON.
    """

    def refuse(name: str) -> None:
        raise ValueError(f"{name} is not JSON")

    text = read_file(path).decode("utf-8")
    try:
        data = json.loads(text, parse_constant=refuse)
        if "\\ud" in text.casefold():
            json.dumps(data, ensure_ascii=False).encode()
    except RecursionError as error:
        raise ValueError("it is nested too deep") from error
    except UnicodeEncodeError as error:
        raise ValueError("it holds half a letter") from error
    return data


def exported(result: Result, column: str) -> str:
    """The name of a map's column in the exported files."""
    return result.exported_as.get(column, column)
