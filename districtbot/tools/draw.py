"""Draw a picture of a map or of plans, and give what it shows as a table."""

import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd

from districtbot.geo.statemap import StateMap
from districtbot.ground.errors import AskError, some_of
from districtbot.ground.paths import check_name
from districtbot.maps.choropleth import By, draw_column
from districtbot.maps.classing import Classing
from districtbot.plans.change import change_between
from districtbot.plans.formats.open import open_plan
from districtbot.plans.plan import Plan
from districtbot.tools.arguments import name_and_source
from districtbot.tools.captions import (
    Caption,
    changes_caption,
    column_caption,
    district_caption,
    districts_caption,
    plan_names,
    side_by_side_caption,
)

Kind = Literal["districts", "column", "changes", "district", "side-by-side"]
"""The districts of a plan; units or districts shaded by a column; what moves between two plans;
one district enlarged, or a page of each; plans beside each other."""
SUFFIXES = (".png", ".svg", ".pdf")


@dataclass(frozen=True, slots=True)
class Shading:
    """What a map is shaded by; see `maps.choropleth.draw_column`.

    Attributes:
        column: A column of the map, or one of its elections.
        share_of: Column it is a part of.
        per_km2: Whether it is divided by the area.
        as_kinds: Whether numbers are taken for names.
        by: Whether units are shaded, or districts.
        classes: How values are sorted; as suits them by default.
    """

    column: str
    share_of: str | None = None
    per_km2: bool = False
    as_kinds: bool = False
    by: By = "unit"
    classes: Classing | None = None


@dataclass(frozen=True, slots=True)
class DrawRequest:
    """What to draw.

    Attributes:
        kind: Which picture.
        plans: Plan files or plan columns of the map, or ``NAME=PLAN``: none or one for
            ``column``, two or more for ``side-by-side``, else one.
        against: The plan to compare with, for ``changes`` and as dashed lines of ``districts``.
        shading: What a ``column`` picture shows.
        district: Name of the district of a ``district`` picture; a page of each without it.
        caption: What stands around it.
    """

    kind: Kind
    plans: tuple[str, ...] = ()
    against: str | None = None
    shading: Shading | None = None
    district: str | None = None
    caption: Caption = field(default_factory=Caption)


@dataclass(frozen=True, slots=True)
class Drawing:
    """What was drawn.

    Attributes:
        table: What it shows.
        notes: What was done to make the plans fit the map, one sentence each.
    """

    table: pd.DataFrame
    notes: tuple[str, ...]


def draw_picture(state: StateMap, request: DrawRequest, out: str | Path) -> Drawing:
    """Draw a picture on a letter page.

    Args:
        state: The map, with geometry.
        request: What to draw.
        out: A PNG, SVG or PDF file to write; for a page of each district a PDF, or a folder.

    Raises:
        AskError: If the map has no shapes, a plan or column is not there, too much or too
            little is asked for, or the file cannot be written.
    """
    path = Path(out)
    check_request(request, path)
    opened = [open_plan(name_and_source(plan)[1], state) for plan in request.plans]
    notes = [note for each in opened for note in each.notes]
    plans = [each.plan for each in opened]
    other = None
    if request.against is not None:
        against = open_plan(name_and_source(request.against)[1], state)
        other, notes = against.plan, [*notes, *against.notes]
    return Drawing(draw_plans(state, request, plans, other, path), tuple(notes))


def write_table(drawing: Drawing, path: Path) -> None:
    """Write what a picture shows as CSV.

    Raises:
        AskError: If the file cannot be written.
    """
    try:
        drawing.table.to_csv(path, index=False, lineterminator="\n")
    except OSError as error:
        raise AskError(
            f"{path} cannot be written: {error.strerror or error}.", "Name another file."
        ) from error


def check_request(request: DrawRequest, path: Path) -> None:
    """Refuse what cannot be drawn or written, before any work is done.

    Args:
        request: What to draw.
        path: Where to write.

    Raises:
        AskError: With what is wrong.
    """
    _check_parts(request)
    check_name(path)
    _check_out(path, atlas=request.kind == "district" and request.district is None)


def _check_out(path: Path, *, atlas: bool) -> None:
    suffix = path.suffix.lower()
    if atlas:
        if suffix in (".png", ".svg"):
            raise AskError(
                f"{path} is one picture, and a page of each district was asked for.",
                "Name a folder or a .pdf file, or one district with --district.",
            )
    elif suffix not in SUFFIXES:
        raise AskError(f"{path} is no kind of picture.", f"Let it end in {', '.join(SUFFIXES)}.")
    folder = path.parent
    if not folder.is_dir():
        raise AskError(f"The folder {folder} is not there.", "Make it, or name another file.")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise AskError(f"The folder {folder} cannot be written to.", "Name another file.")


def _check_parts(request: DrawRequest) -> None:
    """Refuse a request with too many or too few parts."""
    n_plans, kind = len(request.plans), request.kind
    few, most = {"column": (0, 1), "side-by-side": (2, 50)}.get(kind, (1, 1))
    if not few <= n_plans <= most:
        wanted = {"column": "at most one plan", "side-by-side": "2 to 50 plans"}
        came = f"{some_of(request.plans)}" if request.plans else "none"
        raise AskError(
            f"A picture of kind {kind} takes {wanted.get(kind, 'one plan')}; {came} came.",
            "Name the plans first and the map last.",
        )
    if kind == "column" and request.shading is None:
        raise AskError("Which column?", "Give --column; `districtbot inspect MAP` lists them.")
    if kind == "changes" and request.against is None:
        raise AskError("Changes against which plan?", "Give --against PLAN.")
    unused = [
        name
        for name, given, kinds in (
            ("--column", request.shading is not None, ("column",)),
            ("--against", request.against is not None, ("changes", "districts")),
            ("--district", request.district is not None, ("district",)),
        )
        if given and kind not in kinds
    ]
    if unused:
        raise AskError(
            f"A picture of kind {kind} has no use for {some_of(unused)}.",
            "Leave it out, or ask for another --kind.",
        )


def draw_plans(
    state: StateMap, request: DrawRequest, plans: Sequence[Plan], other: Plan | None, path: Path
) -> pd.DataFrame:
    """Draw plans that are open, and give what the picture shows as a table.

    Args:
        state: The map, with geometry.
        request: What to draw, as `check_request` lets pass; its plans and ``against`` are only
            what these are called.
        plans: The plans.
        other: The plan to compare with, if any.
        path: Where to write.

    Raises:
        AskError: If the map has no shapes, a column is not there, or the file cannot be written.
    """
    plan = plans[0] if plans else None
    names = plan_names(request.plans)
    if request.kind == "column" and request.shading is not None:
        return _column(state, request, request.shading, plan, path)
    if request.kind == "side-by-side":
        return _side_by_side(state, names, plans, path, request.caption)
    if request.kind == "changes" and request.against is not None and plan and other:
        from districtbot.maps.changes import draw_changes

        both = plan_names((request.against, *request.plans))
        usual = changes_caption(state, plan, other, both[1], both[0])
        around = request.caption.over(usual)
        return draw_changes(state, plan, other, path, names=(both[0], both[1]), **asdict(around))
    if request.kind == "district":
        return _district(state, request, plans[0], path)
    return _districts(state, request, plans[0], other, path)


def _column(
    state: StateMap, request: DrawRequest, shading: Shading, plan: Plan | None, path: Path
) -> pd.DataFrame:
    name = plan_names(request.plans)[0] if request.plans else None
    around = request.caption.over(column_caption(state, shading.by, name))
    return draw_column(
        state,
        shading.column,
        path,
        plan=plan,
        by=shading.by,
        share_of=shading.share_of,
        per_km2=shading.per_km2,
        as_kinds=shading.as_kinds,
        classes=shading.classes,
        **asdict(around),
    )


def _district(state: StateMap, request: DrawRequest, plan: Plan, path: Path) -> pd.DataFrame:
    from districtbot.maps.district import district_place, draw_atlas, draw_district

    name, wanted = plan_names(request.plans)[0], request.district
    if wanted is not None:
        wanted = plan.names[district_place(plan, wanted)]
    text, usual = request.caption, district_caption(state, plan, name, wanted)
    if wanted is None:
        below = text.title or text.subtitle or usual.subtitle
        return draw_atlas(state, plan, path, title=below, source=text.source)
    return draw_district(state, plan, wanted, path, **asdict(text.over(usual)))


def _districts(
    state: StateMap, request: DrawRequest, plan: Plan, other: Plan | None, path: Path
) -> pd.DataFrame:
    from districtbot.maps.static import draw_plan

    against = () if request.against is None else (request.against,)
    name, *reference = plan_names((*request.plans, *against))
    usual = districts_caption(state, plan, name, reference[0] if reference else None)
    around = request.caption.over(usual)
    draw_plan(state, plan, path, reference=other, **asdict(around))
    people = np.bincount(plan.district - 1, state.population, plan.n_districts)
    ideal = float(people.sum()) / plan.n_districts
    off = people / ideal - 1 if ideal > 0 else np.full(plan.n_districts, np.nan)
    return pd.DataFrame({"district": plan.names, "people": people, "deviation_share": off})


def _side_by_side(
    state: StateMap, names: Sequence[str], plans: Sequence[Plan], path: Path, text: Caption
) -> pd.DataFrame:
    """Plans beside each other, numbered so that most people have the number of the first."""
    from districtbot.maps.changes import own_names
    from districtbot.maps.side_by_side import Captioned, draw_side_by_side

    alike = [plans[0], *(change_between(state, plan, plans[0]).relabelled for plan in plans[1:])]
    captioned, numbered = [], False
    for name, plan, shown in zip(names, plans, alike, strict=True):
        lines = [f"{plan.n_districts} districts"]
        if any(new != own for new, own in own_names(plan, shown).items()):
            lines.append(f"Numbered like {names[0]}")
            numbered = True
        captioned.append(Captioned(shown, name, tuple(lines)))
    around = text.over(side_by_side_caption(state, names, numbered))
    draw_side_by_side(state, captioned, path, **asdict(around))
    table = {"unit": state.unit_ids}
    for name, plan in zip(names, alike, strict=True):
        table[name] = tuple(plan.names[number - 1] for number in plan.district)
    return pd.DataFrame(table)
