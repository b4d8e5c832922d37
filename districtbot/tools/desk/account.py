"""The account of how the plan on a desk came to be, ready to be written down."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from districtbot.ground.errors import AskError
from districtbot.ground.quoting import plain
from districtbot.plans.judge import Judge
from districtbot.plans.targets import Targets
from districtbot.plans.verdict import all_required_met
from districtbot.tools.account import BLIND_NOTE, is_blind
from districtbot.tools.desk.desk import Desk
from districtbot.tools.desk.history import Moment
from districtbot.tools.desk.program import replay_program
from districtbot.tools.finished import Event, Finished
from districtbot.tools.report import verdict_summary

SEARCHES = frozenset({"propose_plan", "improve_plan"})
"""Tools that search for a plan, and look at nothing that no target names."""


def finished_desk(desk: Desk, reply: str = "") -> Finished:
    """The plan on a desk, judged, with the account of how it came to be.

    Args:
        desk: The desk.
        reply: The answer to the request; a summary of the verdicts by default.

    Raises:
        AskError: If there is no plan, or one of another number of districts than is asked for.
    """
    plan, targets = desk.a_plan, targets_of_desk(desk)
    if plan.n_districts != targets.districts:
        raise AskError(
            f"The plan has {plan.n_districts} districts, and {targets.districts} are asked for.",
            "Set the number of districts, or propose another plan.",
        )
    scoring = desk.scoring_for(targets)
    verdicts = Judge(scoring.state, targets, scoring).verdicts(plan)
    summary = f"{plan.n_districts} districts. {verdict_summary(verdicts)}"
    return Finished(
        status="met" if all_required_met(verdicts) else "not_met",
        targets=targets,
        plan=plan,
        verdicts=verdicts,
        reply=reply or summary,
        summary=summary,
        program=replay_program(desk),
        events_fn=lambda result: events_of(desk, result),
        made=made_of(desk),
        facts=_facts(desk, targets),
    )


def targets_of_desk(desk: Desk) -> Targets:
    """What is asked of the plan on a desk; its own number of districts where nobody said one.

    Raises:
        AskError: If there is neither a plan nor a number of districts.
    """
    if desk.asked.districts is None and desk.plan is not None:
        return replace(desk.asked, districts=desk.plan.n_districts).targets()
    return desk.asked.targets()


def made_of(desk: Desk) -> dict[str, Any]:
    """What ``result.json`` says of how the plan on the desk was made."""
    line = _line(desk)
    engines = [
        str(one.made.pins["engine"]) for one in line if one.made and "engine" in one.made.pins
    ]
    seconds = sum(float(event.get("seconds", 0.0)) for event in desk.transcript)
    return {
        "impossible": [],
        "seconds": round(seconds, 3),
        "model": None,
        "engine": engines[-1] if engines else None,
        "seed": desk.seed,
        "version": desk.history.current.number,
        "made": [
            {"version": one.number, "tool": one.made.tool if one.made else "", "note": one.note}
            for one in line
        ],
    }


def events_of(desk: Desk, result: Mapping[str, Any]) -> list[Event]:
    """The transcript of a desk, and what the plan on it has."""
    judged = {"event": "judged", "targets": result["targets"]}
    return [*desk.transcript, judged]


def _facts(desk: Desk, targets: Targets) -> tuple[tuple[str, str], ...]:
    """What the report says of how the plan was made."""
    line = _line(desk)
    changing = {
        new.made.tool
        for old, new in zip(desk.history.line()[:-1], line, strict=True)
        if new.made and new.plan != old.plan
    }
    steps = "; ".join(plain(one.note, 100) for one in line)
    blind = changing <= SEARCHES and is_blind(targets)
    return (
        ("How it was made", f"{steps}."),
        ("Seed", str(desk.seed)),
        *((("Race and party", BLIND_NOTE),) if blind else ()),
    )


def _line(desk: Desk) -> tuple[Moment, ...]:
    """The moments that made the plan on the desk, without the empty desk."""
    return desk.history.line()[1:]
