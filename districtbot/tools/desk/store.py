"""A desk on disk: ``desk.json``, and each plan once under its hash."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from districtbot.geo.options import MapOptions
from districtbot.ground.errors import AskError
from districtbot.ground.paths import cannot_write, write_whole
from districtbot.plans.plan import Plan, plan_of
from districtbot.tools.desk.asked import asked_of
from districtbot.tools.desk.history import History, Made, Moment

if TYPE_CHECKING:
    from districtbot.tools.desk.desk import Desk

VERSION = 1
NAME = "desk.json"


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``desk.json`` says.

    Attributes:
        map_path: The map.
        map_sha256: Hash of the map file.
        options: How it was read.
        seed: The seed.
        out: Folder for files.
        history: Moments and versions.
        ensembles: Name of each ensemble and its folder.
    """

    map_path: Path
    map_sha256: str
    options: MapOptions
    seed: int
    out: Path
    history: History
    ensembles: dict[str, Path]


def save(desk: "Desk") -> None:
    """Write ``desk.json``; a program killed meanwhile leaves the one before.

    Raises:
        AskError: If it cannot be written.
    """
    if desk.folder is None:
        return
    data = {
        "version": VERSION,
        "map": str(desk.state.source.path.resolve()),
        "map_sha256": desk.state.source.sha256,
        "options": asdict(desk.options),
        "seed": desk.seed,
        "out": str(desk.out.resolve()),
        "moments": [moment_data(moment) for moment in desk.history.moments],
        "places": desk.history.places,
        "at": desk.history.at,
        "starts": desk.history.starts,
        "began": desk.history.began,
        "names": desk.history.names,
        "ensembles": {name: str(path.resolve()) for name, path in desk.ensembles.items()},
    }
    text = json.dumps(data, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    try:
        write_whole(desk.folder / NAME, text)
    except OSError as error:
        raise cannot_write(desk.folder, error) from error


def save_plan(folder: Path, plan: Plan, sha256: str) -> None:
    """Write a plan under its hash, unless it is there.

    Raises:
        AskError: If it cannot be written.
    """
    path = _plan_path(folder, sha256)
    if path.exists():
        return
    try:
        write_whole(path, plan.csv())
    except OSError as error:
        raise cannot_write(folder, error) from error


def load_plan(folder: Path, sha256: str, unit_ids: tuple[str, ...]) -> Plan:
    """The plan of a hash.

    Raises:
        AskError: If the file is missing or is another plan.
    """
    import csv

    path = _plan_path(folder, sha256)
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))[1:]
    except OSError as error:
        raise AskError(
            f"A plan of this desk cannot be read: {path}: {error.strerror or error}."
        ) from error
    plan = plan_of(unit_ids, np.array([row[-1] for row in rows], dtype=np.str_))
    if len(rows) != len(unit_ids) or plan.sha256 != sha256:
        raise AskError(f"{path} is not the plan that was saved there.", "Start a new chat.")
    return plan


def load(folder: Path) -> Saved:
    """What is saved in a folder.

    Raises:
        AskError: If there is no desk, or not one that this version can read.
    """
    path = folder / NAME
    try:
        data = json.loads(path.read_bytes())
    except OSError as error:
        raise AskError(f"There is no saved desk in {folder}.") from error
    except ValueError as error:
        raise AskError(f"{path} is damaged: {error}.", "Start a new chat.") from error
    if not isinstance(data, dict) or data.get("version") != VERSION:
        raise AskError(f"{path} is of another version.", "Start a new chat.")
    try:
        return _saved(data)
    except (KeyError, TypeError, ValueError) as error:
        raise AskError(f"{path} is damaged: {error!r}.", "Start a new chat.") from error


def _saved(data: dict[str, Any]) -> Saved:
    history = History(
        moments=[moment_of(item) for item in data["moments"]],
        places=[int(number) for number in data["places"]],
        at=int(data["at"]),
        names={str(name): int(number) for name, number in data["names"].items()},
        starts=[int(place) for place in data.get("starts", [])],
        began=int(data.get("began", 0)),
    )
    return Saved(
        map_path=Path(data["map"]),
        map_sha256=str(data["map_sha256"]),
        options=MapOptions(**data["options"]),
        seed=int(data["seed"]),
        out=Path(data["out"]),
        history=history,
        ensembles={name: Path(path) for name, path in data["ensembles"].items()},
    )


def _plan_path(folder: Path, sha256: str) -> Path:
    return folder / "plans" / f"{sha256}.csv"


def moment_data(moment: Moment) -> dict[str, Any]:
    """A moment as JSON data that `moment_of` reads back."""
    return {
        "number": moment.number,
        "parent": moment.parent,
        "asked": moment.asked.data(),
        "plan": moment.plan,
        "note": moment.note,
        "made": None if moment.made is None else asdict(moment.made),
    }


def moment_of(data: dict[str, Any]) -> Moment:
    """A moment from JSON data.

    Raises:
        AskError: If what was asked makes no sense.
        KeyError: If something is missing; so also TypeError and ValueError.
    """
    made = data["made"]
    return Moment(
        number=int(data["number"]),
        parent=None if data["parent"] is None else int(data["parent"]),
        asked=asked_of(data["asked"], "the saved desk"),
        plan=data["plan"],
        note=str(data["note"]),
        made=None if made is None else Made(made["tool"], made["arguments"], made["pins"]),
    )
