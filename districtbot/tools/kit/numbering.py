"""Plans from files, columns and programs as a desk keeps them: districts called 1 to k."""

from districtbot.ground.errors import AskError, some_of
from districtbot.ground.quoting import plain
from districtbot.plans.plan import Plan


def numbered_from_one(plan: Plan) -> tuple[Plan, tuple[str, ...]]:
    """The plan with districts called 1 to k, and what they were called where that differs.

    Args:
        plan: A plan of any labels, in their natural order.

    Raises:
        AskError: If it has one district only: there would be nothing to ask of it.
    """
    if plan.n_districts < 2:
        raise AskError(
            "This plan has 1 district; a plan to work on has 2 or more.",
            "score_plan and draw_map take a plan column of the map by its name as well.",
        )
    names = tuple(str(number + 1) for number in range(plan.n_districts))
    if plan.names == names:
        return plan, ()
    pairs = [
        f"{plain(old, 30)} is {new}"
        for old, new in zip(plan.names, names, strict=True)
        if old.strip().lstrip("0") != new
    ]
    told = (f"Its districts are numbered from 1 here: {some_of(pairs, 12)}.",) if pairs else ()
    return Plan(plan.unit_ids, plan.district, names), told
