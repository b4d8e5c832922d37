"""The claims of ``result.json``, read without trust."""

import json
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


class Result(_Loose):
    """The part of ``result.json`` that can be checked."""

    status: str
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
    try:
        return Result.model_validate(read_json(path))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the file"
        raise AskError(
            f"{path} is not the result of a run: {where}: {first['msg']}.",
            "Name the folder of a finished run.",
        ) from error
    except (OSError, ValueError) as error:
        raise AskError(
            f"{path} cannot be read: {error}.", "Name the folder of a finished run."
        ) from error


def read_json(path: Path) -> Any:
    """A file of strict JSON, without NaN or infinity.

    Raises:
        OSError: If the file cannot be read.
        ValueError: If it is not JSON.
    """

    def refuse(name: str) -> None:
        raise ValueError(f"{name} is not JSON")

    return json.loads(path.read_text(encoding="utf-8"), parse_constant=refuse)


def exported(result: Result, column: str) -> str:
    """The name of a map's column in the exported files."""
    return result.exported_as.get(column, column)
