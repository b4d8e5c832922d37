"""Census block assignment files: a zip with one table for each kind of area.

Source: the record layout and the naming convention of the Census Bureau's block assignment
files, https://www.census.gov/geographies/reference-files/2020/geo/block-assignment-files.html.
"""

from collections.abc import Sequence
from typing import Literal, get_args

from districtbot.ground.errors import AskError, some_of
from districtbot.plans.formats.assignments import Assignments, clean_labels
from districtbot.plans.formats.blocks import block_id
from districtbot.plans.formats.file import PlanFileOnDisk
from districtbot.plans.formats.path import PlanPath
from districtbot.plans.formats.table import decoded, rows_of
from districtbot.plans.formats.zips import zipped

Entity = Literal["CD", "SLDU", "SLDL"]
"""Congress, the upper chamber of a state, the lower one."""
DIGITS: dict[Entity, int] = {"CD": 2, "SLDU": 3, "SLDL": 3}
FIELDS: dict[Entity, str] = {"CD": "CDFP", "SLDU": "SLDUST", "SLDL": "SLDLST"}
"""What block equivalency files call the districts."""
_STATES = (
    "01AL 02AK 04AZ 05AR 06CA 08CO 09CT 10DE 11DC 12FL 13GA 15HI 16ID 17IL 18IN 19IA 20KS 21KY "
    "22LA 23ME 24MD 25MA 26MI 27MN 28MS 29MO 30MT 31NE 32NV 33NH 34NJ 35NM 36NY 37NC 38ND 39OH "
    "40OK 41OR 42PA 44RI 45SC 46SD 47TN 48TX 49UT 50VT 51VA 53WA 54WV 55WI 56WY 72PR"
)
USPS = {state[:2]: state[2:] for state in _STATES.split()}
"""Letters of each state by its Census code."""


def read_census(file: PlanFileOnDisk, path: PlanPath) -> Assignments:
    """A plan from a zip of block assignment files.

    Args:
        file: The zip; its part says which of ``CD``, ``SLDU`` and ``SLDL`` is meant.
        path: Where it lies; its file of voting districts says where the blocks are.

    Raises:
        AskError: If the zip holds none of them, or several and none is named.
    """
    plans = [entity for entity in get_args(Entity) if entity in file.members]
    wanted = file.part.upper() or (plans[0] if len(plans) == 1 else "")
    if wanted not in file.members:
        if file.part:
            problem = f"{file.name} has no file for {file.part}: {some_of(sorted(file.members))}."
        else:
            held = some_of(plans) if plans else f"no plan, only {some_of(sorted(file.members))}"
            problem = f"{file.name} holds {held}."
        todo = f"Name one, such as {file.name}#{plans[0]}." if plans else "Give a zip with a plan."
        raise AskError(problem, todo)
    name = file.members[wanted]
    rows = rows_of(decoded(file.data(name), name), name)
    if len(rows[0]) != 2:
        raise AskError(
            f"{name} has {len(rows[0])} columns: it is not a file of districts.",
            f"Name one of {some_of(plans)}." if plans else "Give a zip with a plan.",
        )
    body = rows[1:] if block_id(rows[0][0]) is None else rows
    labels = clean_labels([row[1] for row in body], "baf")
    notes = list(labels.notes)
    if set(labels.texts) - {""} == {"0"}:
        notes.append("District 00 is the whole state (at large).")
    why = f"it is a zip with {name}"
    ids = tuple(row[0] for row in body)
    own = path if "VTD" in file.members else None
    return Assignments(file.name, "baf", why, ids, labels.texts, tuple(notes), blocks_in=own)


def census_zip(rows: Sequence[tuple[str, str]], entity: Entity) -> bytes:
    """A zip as the Census publishes it, with one file: ``BLOCKID|DISTRICT``.

    Args:
        rows: Blocks and districts; districts that are numbers are filled up with zeros.
        entity: Which kind of district.

    Raises:
        AskError: If the blocks are of several states or of none.
    """
    states = sorted({block[:2] for block, _ in rows})
    if len(states) != 1 or states[0] not in USPS:
        raise AskError(
            f"A block assignment file is of one state; the plan's blocks begin with "
            f"{some_of(states)}.",
            "Write another format with --to.",
        )
    lines = [f"{block}|{code(label, entity)}" for block, label in rows]
    text = "\n".join(["BLOCKID|DISTRICT", *lines]) + "\n"
    name = f"BlockAssign_ST{states[0]}_{USPS[states[0]]}_{entity}.txt"
    return zipped([(name, text.encode("utf-8"))])


def code(label: str, entity: Entity) -> str:
    """A district as the Census writes it: ``07``, ``012``."""
    return label.zfill(DIGITS[entity]) if label.isdecimal() else label
