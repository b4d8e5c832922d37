"""Tools that load plans from files and write finished plans."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from districtbot.geo.numbers import counted
from districtbot.ground.errors import AskError, some_of
from districtbot.ground.paths import sha256_of
from districtbot.ground.quoting import plain
from districtbot.plans.formats.names import WRITTEN, format_named
from districtbot.plans.formats.open import open_plan
from districtbot.plans.formats.path import PlanPath, exists
from districtbot.plans.plan import Plan
from districtbot.plans.verify import verify
from districtbot.tools.desk.account import finished_desk
from districtbot.tools.desk.desk import Desk
from districtbot.tools.desk.known import version_number
from districtbot.tools.kit.now import Now, now_on
from districtbot.tools.kit.numbering import numbered_from_one
from districtbot.tools.results import write_finished
from districtbot.tools.tool import Arguments, Result, Tool, Work

MESSAGE = "message"
"""The event of the transcript that holds what the person said, as ``text``."""
MOST_NOTES = 6
MOST_REFUTED = 5


class Loading(Arguments):
    """Arguments of `load_plan`."""

    source: Annotated[
        str,
        Field(
            min_length=1,
            max_length=4096,
            description="plan column of the map, version, or path of a file that the person named",
        ),
    ]
    missing: Annotated[Literal["refuse", "fill"], Field(description="units without a district")] = (
        "refuse"
    )
    divided: Annotated[
        Literal["refuse", "majority"], Field(description="units that the file divides")
    ] = "refuse"


class Loaded(Result):
    """A plan that was loaded.

    Attributes:
        source: Where it came from.
        districts: Number of its districts.
        notes: What was done to make it fit the map, one sentence each.
        now: What is on the desk.
    """

    source: str
    districts: int
    notes: tuple[str, ...]
    now: Now

    @property
    def text(self) -> str:
        """What was loaded, how it was read, what is on the desk now."""
        said = [f"Loaded a plan of {counted(self.districts, 'district')} from {self.source}."]
        more = len(self.notes) - MOST_NOTES
        said += [*self.notes[:MOST_NOTES], *([f"{more} more notes."] if more > 0 else [])]
        return " ".join([*said, self.now.text])


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


class Exporting(Arguments):
    """Arguments of `export_plan`."""

    formats: Annotated[
        tuple[Annotated[str, Field(json_schema_extra={"enum": list(WRITTEN)})], ...],
        BeforeValidator(_listed),
        Field(max_length=len(WRITTEN), description="other formats besides the usual files"),
    ] = ()
    folder: Annotated[
        str | None, Field(min_length=1, max_length=200, description="a folder for it of its own")
    ] = None
    title: Annotated[str, Field(max_length=200, description="headline of map and report")] = ""


class Exported(Result):
    """A plan that was written.

    Attributes:
        folder: Where.
        status: Whether every required target is met.
        claims: How many claims the independent check looked at.
        refuted: Those that it refutes, in words.
        stays: Whether the files stay when the plan on the desk changes.
        notes: What had to be decided for other formats, one sentence each.
        now: What is on the desk.
    """

    folder: str
    status: Literal["met", "not_met", "declined"]
    claims: int
    refuted: tuple[str, ...]
    stays: bool
    notes: tuple[str, ...]
    now: Now

    @property
    def text(self) -> str:
        """What was written and what the check found."""
        names = [Path(name).name for name in self.files]
        said = [f"Wrote {some_of(names, 30)} into {self.folder}."]
        if self.refuted:
            shown = "; ".join(self.refuted[:MOST_REFUTED])
            said.append(
                f"The independent check refutes {len(self.refuted)} of {self.claims} claims: "
                f"{shown}."
            )
        else:
            said.append(f"The independent check of the files confirms all {self.claims} claims.")
        if not self.stays:
            said.append(
                f"These files show version {self.now.version}; when the plan on the desk changes, "
                "all but the newest plan and its recipe go. Name a folder to keep them."
            )
        return " ".join([*said, *self.notes, self.now.text])


def load_plan(desk: Desk, asked: Loading, work: Work) -> Loaded:
    """Put a plan from a column of the map, a version or a file on the desk.

    The number of districts becomes what is asked for where nobody has asked for one. Districts
    are numbered from 1.

    Raises:
        AskError: If there is no such source, it does not fit the map, or nobody named the file.
    """
    name, pins = asked.source.strip(), dict[str, Any]()
    notes: tuple[str, ...] = ()
    version = _version(desk, name, work.pins)
    if version is not None:
        plan, said = _plan_of_version(desk, version), f"version {version}"
        pins = {"version": version}
    else:
        name, pins, said = _source(desk, name, work.pins)
        opened = open_plan(name, desk.state, missing=asked.missing, split=asked.divided)
        plan, renamed = numbered_from_one(opened.plan)
        notes = tuple(plain(note, 300) for note in (*opened.notes, *renamed))
        pins["plan_sha256"] = plan.sha256
    wanted = desk.asked.districts
    if wanted is None:
        notes = (*notes, f"The number of districts asked for is {plan.n_districts} from now on.")
    elif wanted != plan.n_districts:
        notes = (*notes, f"{wanted} districts are asked for, and this plan has another number.")
    desk.put(
        f"loaded {said}",
        asked=replace(desk.asked, districts=plan.n_districts if wanted is None else wanted),
        plan=plan,
        pins=pins,
    )
    return Loaded(source=said, districts=plan.n_districts, notes=notes, now=now_on(desk))


def export_plan(desk: Desk, asked: Exporting, work: Work) -> Exported:
    """Write everything a finished plan leaves behind, and check it from its files alone.

    Raises:
        AskError: If there is no plan, the folder cannot be written or holds somebody else's
            files, or a format cannot hold the plan; then nothing is written.
    """
    formats = tuple(dict.fromkeys(format_named(name) for name in asked.formats))
    folder = _folder(desk, asked.folder)
    finished = finished_desk(desk)
    work.show("writing", 0, 2, "scorecard, map and report")
    state = desk.map_for(finished.targets)
    result = write_finished(folder, state, finished, plain(asked.title, 200), formats)
    work.show("checking", 1, 2, "every claim, from the files alone")
    check = verify(folder)
    refuted = tuple(
        plain(f"{one.name} ({one.claimed}, found {one.found})", 160) for one in check.refuted
    )
    written = sorted({*result["files"], "result.json"})
    notes = [note for one in result.get("converted", ()) for note in one["notes"]]
    return Exported(
        files=tuple(str(folder / name) for name in written),
        folder=str(folder),
        status=finished.status,
        claims=len(check.claims),
        refuted=refuted,
        stays=folder != desk.out,
        notes=tuple(plain(note, 300) for note in notes),
        now=now_on(desk),
    )


def _folder(desk: Desk, name: str | None) -> Path:
    """The desk's folder, or one inside it.

    Raises:
        AskError: If the name leads out of it.
    """
    if name is None:
        return desk.out
    path = Path(name.strip())
    if path.is_absolute() or ".." in path.parts or not path.parts:
        raise AskError(
            f"The files of this plan go into {desk.out} or a folder inside it, not "
            f"{plain(name)!r}.",
            "Give the name of a folder, such as draft-1, and copy it from there.",
        )
    return desk.out / path


def _version(desk: Desk, name: str, pins: Mapping[str, Any]) -> int | None:
    """The number of the version that a source means, if it means one."""
    if "version" in pins:
        return int(pins["version"])
    if name in desk.state.columns.plans:
        return None
    if any(known.casefold() == name.casefold() for known in desk.history.names):
        return desk.history.find(name).number
    return version_number(name.casefold())


def _plan_of_version(desk: Desk, number: int) -> Plan:
    plan = desk.plan_of(desk.history.find(str(number)))
    if plan is None:
        raise AskError(f"There was no plan yet at version {number}.", "Name another version.")
    return plan


def _source(desk: Desk, name: str, pins: Mapping[str, Any]) -> tuple[str, dict[str, Any], str]:
    """What to open, what pins it, and what to call it.

    Raises:
        AskError: If it is a file that nobody named, or not the file that it was.
    """
    if "path" in pins:
        name = str(pins["path"])
    origin = PlanPath.of(Path(name).expanduser())
    if not exists(origin.path):
        return name, {}, f"the column {plain(name, 60)} of the map"
    if not pins:
        _check_named(desk, origin.path, name)
    part = f"#{origin.part}" if origin.part else ""
    path = origin.path.resolve()
    kept: dict[str, Any] = {"path": f"{path}{part}"}
    if path.is_file():
        kept["file_sha256"] = sha256_of(path)
    if pins and kept.get("file_sha256") != pins.get("file_sha256"):
        raise AskError(
            f"{plain(path, 200)} is not the file that was loaded.", "Put that file back."
        )
    return kept["path"], kept, f"the file {plain(path.name + part, 100)}"


def _check_named(desk: Desk, path: Path, name: str) -> None:
    """Refuse a file that a person has not spoken of, in a chat where a person speaks.

    What data says is no reason to open a file; files that the desk itself wrote are.

    Raises:
        AskError: With what to do.
    """
    said = [
        str(event.get("text", "")) for event in desk.transcript if event.get("event") == MESSAGE
    ]
    if not said or path.resolve().is_relative_to(desk.out.resolve()):
        return
    words = " ".join(said).casefold()
    named = {name.casefold(), path.name.casefold(), path.stem.casefold()}
    if not any(word and word in words for word in named):
        raise AskError(
            f"The person has not named the file {plain(path.name, 100)!r}.",
            "Ask the person which file is meant.",
        )


TOOLS = (
    Tool(
        "load_plan",
        "Put a plan column of the map, a version or a plan file on the desk.",
        Loading,
        load_plan,
        changes=True,
        seconds=300,
    ),
    Tool(
        "export_plan",
        "Write the plan with map, report and recipe, and check the files.",
        Exporting,
        export_plan,
        seconds=900,
    ),
)
