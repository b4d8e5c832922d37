"""The tool that draws maps: of a plan, of what changes, of a column, of one district."""

from typing import Annotated, Literal

from pydantic import Field

from districtbot.ground.errors import AskError
from districtbot.ground.quoting import plain
from districtbot.plans.plan import Plan
from districtbot.tools.amounts import amount_of
from districtbot.tools.desk.desk import Desk
from districtbot.tools.desk.known import CURRENT
from districtbot.tools.draw import DrawRequest, Kind, Shading, check_request, draw_plans
from districtbot.tools.kit.naming import DistrictName, PlanName, district_number
from districtbot.tools.kit.pictures import picture_path
from districtbot.tools.tool import Arguments, Known, Result, Tool, Work

What = Literal["districts", "changes", "column", "district"]


class MapWanted(Arguments):
    """Arguments of `draw_map`."""

    plan: PlanName = CURRENT
    what: Annotated[What | None, Field(description="what the map shows")] = None
    column: Annotated[str | None, Known("amount", description="what to shade by")] = None
    by: Annotated[Literal["unit", "district"], Field(description="what is shaded by a column")] = (
        "unit"
    )
    district: Annotated[DistrictName | None, Field(description="one district, enlarged")] = None
    other: Annotated[PlanName | None, Field(description="plan to compare with: what changes")] = (
        None
    )


class Drawn(Result):
    """A picture that was drawn.

    Attributes:
        shows: What it shows.
    """

    shows: str

    @property
    def text(self) -> str:
        """What was drawn and where it is."""
        return f"Drawn: {self.shows}. Picture: {', '.join(self.files)}."


def draw_map(desk: Desk, wanted: MapWanted, work: Work) -> Drawn:
    """Draw a map and save it among the desk's pictures.

    Raises:
        AskError: If the map has no shapes, or what is to be drawn is not there.
    """
    if desk.state.geometry is None:
        raise AskError(
            "The map is a graph file without shapes, so no map can be drawn.",
            "Numbers and charts can be had; for maps open the polygons.",
        )
    what = wanted.what or _meant(wanted)
    _check_parts(what, wanted)
    plan = _plan(desk, wanted.plan, needed=what != "column")
    name = name_of_plan(desk, wanted.plan) if plan is not None else ""
    other = desk.plan_named(wanted.other) if wanted.other is not None else None
    against = name_of_plan(desk, wanted.other) if wanted.other is not None else None
    district = None
    if wanted.district is not None and plan is not None:
        district = plan.names[district_number(plan, wanted.district) - 1]
    kind: Kind = what
    request = DrawRequest(
        kind,
        (_caption(name),) if plan is not None else (),
        _caption(against) if against is not None else None,
        _shading(desk, wanted),
        district,
    )
    words = (what, wanted.column or "", name, district or "", f"against {against}" * bool(against))
    path = picture_path(desk, *words)
    check_request(request, path)
    work.say("Drawing the map")
    draw_plans(desk.state, request, [plan] if plan is not None else [], other, path)
    return Drawn(files=(str(path),), shows=_shows(what, wanted, name, district, against))


def _meant(wanted: MapWanted) -> What:
    """What a map is to show where only its parts are named."""
    if wanted.column is not None:
        return "column"
    if wanted.district is not None:
        return "district"
    return "changes" if wanted.other is not None else "districts"


def _check_parts(what: What, wanted: MapWanted) -> None:
    """Refuse parts that are missing or that the picture has no use for.

    Raises:
        AskError: With what is missing or too much.
    """
    needs = {"column": "column", "changes": "other", "district": "district"}
    part = needs.get(what)
    if part is not None and getattr(wanted, part) is None:
        raise AskError(f"A map of what={what} needs {part}.", f"Give {part} too.")
    takes = {part, "other" if what == "districts" else None}
    extra = [
        name
        for name in ("column", "other", "district")
        if getattr(wanted, name) is not None and name not in takes
    ]
    if extra:
        raise AskError(f"A map of what={what} has no use for {', '.join(extra)}.", "Leave it out.")


def _plan(desk: Desk, name: str, *, needed: bool) -> Plan | None:
    """The plan to draw; a map of a column needs none.

    Raises:
        AskError: If there is no such plan.
    """
    if not needed and name == CURRENT and desk.plan is None:
        return None
    return desk.plan_named(name)


def name_of_plan(desk: Desk, name: str) -> str:
    """What a plan is called on a picture and in its file's name."""
    if name.strip().casefold() == CURRENT:
        return f"version {desk.history.current.number}"
    if name in desk.state.columns.plans and name not in desk.history.names:
        return plain(name, 40)
    moment = desk.history.find(name)
    same = name.strip() == str(moment.number)
    return f"version {moment.number}" if same else plain(name, 40)


def _caption(name: str) -> str:
    """A name without the signs that part a name from a path."""
    return name.replace("=", " ").replace("/", " ").replace("\\", " ").replace("#", " ")


def _shading(desk: Desk, wanted: MapWanted) -> Shading | None:
    """What to shade by: the share of a contest or a group, else the column itself."""
    if wanted.column is None:
        return None
    if wanted.column in desk.state.units.columns:
        return Shading(wanted.column, by=wanted.by)
    amount = amount_of(desk.state, wanted.column)
    if amount.contest is not None:
        return Shading(amount.contest.name, by=wanted.by)
    share_of = amount.whole[0] if len(amount.whole) == 1 else None
    return Shading(amount.column, share_of, by=wanted.by)


def _shows(
    what: What, wanted: MapWanted, name: str, district: str | None, against: str | None
) -> str:
    if what == "changes":
        return f"what moves from {against} to {name}"
    if what == "district":
        return f"district {district} of {name}"
    if what == "column":
        lines = f", with the districts of {name}" if name else ""
        return f"{plain(wanted.column)} by {wanted.by}{lines}"
    dashed = f", with the lines of {against} dashed" if against else ""
    return f"the districts of {name}{dashed}"


TOOLS = (
    Tool(
        "draw_map",
        "Draw a map as a picture and say where it is.",
        MapWanted,
        draw_map,
        seconds=180,
    ),
)
