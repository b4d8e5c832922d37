"""A plan that was read under the district labels of another one."""

from dataclasses import replace

from districtbot.geo.numbers import counted
from districtbot.geo.statemap import StateMap
from districtbot.ground.errors import AskError, some_of
from districtbot.plans.change import change_between
from districtbot.plans.formats.assignments import Assignments
from districtbot.plans.formats.blocks import Blocks
from districtbot.plans.formats.open import open_plan, plan_of_match
from districtbot.plans.formats.report import report_on
from districtbot.plans.formats.settle import settle
from districtbot.tools.arguments import names_of


def numbered_like(
    held: Assignments, like: str, state: StateMap, blocks: Blocks | None = None
) -> Assignments:
    """The lines of a plan with the labels under which most people keep their district's.

    Districts that follow none of the other plan's, where it has fewer, take the lowest numbers
    that it has not. A note says how many districts changed.

    Args:
        held: The lines.
        like: The plan to follow: a file or a plan column of the map.
        state: The map.
        blocks: The blocks of the map.

    Raises:
        AskError: If either is no plan of the map, or one district has most of no unit.
    """
    found = settle(report_on(held, state, blocks), state, missing="fill", split="majority")
    plan = plan_of_match(found)
    other = open_plan(like, state).plan
    after = change_between(state, plan, other).relabelled
    pairs = set(zip(plan.district.tolist(), after.district.tolist(), strict=True))
    labels = {plan.names[old - 1]: after.names[new - 1] for old, new in pairs}
    inside = {
        label for label, unit in zip(held.labels, found.unit_of, strict=True) if label and unit >= 0
    }
    inside |= {label for cut in held.cut for label, _ in cut.parts if label}
    lost = sorted(inside - set(labels))
    if lost:
        raise AskError(
            f"Which district of {like} follows is open for {some_of(lost)}: most of no unit of "
            "the map is there.",
            "Leave --like out, or use a map of smaller units.",
        )
    (name,) = names_of([like])
    changed = sum(old != new for old, new in labels.items())
    note = f"{counted(changed, 'district')} of {len(labels):,} took the numbers of {name}."
    return replace(
        held,
        labels=tuple(labels.get(label, label) for label in held.labels),
        cut=tuple(
            replace(cut, parts=tuple((labels.get(label, label), part) for label, part in cut.parts))
            for cut in held.cut
        ),
        notes=(
            *held.notes,
            note if changed else f"The districts are numbered like {name} already.",
        ),
    )
