"""The account a run gives of itself: facts for the report, and the transcript."""

import shlex
from collections import Counter
from typing import Any

from districtbot.geo.statemap import StateMap
from districtbot.maps.contents import RunFacts
from districtbot.maps.report import Status
from districtbot.plans.plan import Plan
from districtbot.plans.text import people
from districtbot.tools.alternatives import Alternatives
from districtbot.tools.draft import Drafted
from districtbot.tools.report import defaults_of, warnings_of
from districtbot.tools.versions import versions
from districtbot.tools.words import opening, stumbling_blocks

BLIND_NOTE = "The search looked at population, shapes and regions; race and party played no part."
_RACE_OR_PARTY = {
    "group_share",
    "seats",
    "competitive",
    "efficiency_gap",
    "mean_median",
    "partisan_bias",
    "proportionality",
}


def headline(state: StateMap, plan: Plan) -> str:
    """What a map of the plan is called where nobody gave it a title."""
    name = state.source.path.name.partition(".")[0].replace("_", " ").strip()
    return f"{name}: {plan.n_districts} districts"


def run_facts(state: StateMap, drafted: Drafted, title: str) -> RunFacts:
    """What the report says of the run beyond the plan's numbers."""
    status: Status = "met" if drafted.status == "met" else "not_met"
    blind = not any(target.measure in _RACE_OR_PARTY for target in drafted.targets.target)
    return RunFacts(
        title=title,
        status=status,
        summary=" ".join(opening(drafted)),
        blocked=tuple(stumbling_blocks(drafted)),
        defaults=defaults_of(drafted.targets),
        warnings=warnings_of(drafted.targets),
        facts=(
            ("Engine", drafted.effort.engine),
            ("Seed", str(drafted.effort.seed)),
            ("Search", f"{drafted.steps:,} steps in {drafted.seconds:.1f} s, {_ended(drafted)}"),
            *((("Race and party", BLIND_NOTE),) if blind else ()),
        ),
        versions=versions(),
        commands=commands(state),
    )


def commands(state: StateMap) -> tuple[str, ...]:
    """Command lines that repeat a run or check it, from inside its folder."""
    path = shlex.quote(str(state.source.path.resolve()))
    return ("python replay.py", "districtbot verify .", f"districtbot score plan.csv {path}")


def _ended(drafted: Drafted) -> str:
    return {
        "met": "ended when every target was met",
        "budget": "ended by the clock",
        "steps": "ended after the steps asked for",
        "interrupted": "interrupted",
        "declined": "not begun",
    }[drafted.ended]


def transcript_of(
    state: StateMap,
    drafted: Drafted,
    result: dict[str, Any],
    alternatives: Alternatives | None = None,
) -> list[dict[str, Any]]:
    """What was done, in order, one JSON object an event."""
    events: list[dict[str, Any]] = [
        {
            "event": "map opened",
            "map": result["map"],
            "sha256": state.source.sha256,
            "units": state.n_units,
            "population": people(float(state.population.sum())),
            "notes": list(state.notes),
        },
        {"event": "targets set", "asked": result["asked"]},
        {"event": "feasibility checked", "impossible": result["impossible"]},
    ]
    if drafted.plan is not None and drafted.blockers is not None:
        events += [
            {
                "event": "searched",
                "engine": drafted.effort.engine,
                "seed": drafted.effort.seed,
                "steps": drafted.steps,
                "seconds": round(drafted.seconds, 3),
                "ended": drafted.ended,
                "plans_looked_at": drafted.blockers.n_plans,
                "missed": [
                    {
                        "measure": blocker.target.measure,
                        "times": blocker.n_missed,
                        "alone": blocker.n_alone,
                    }
                    for blocker in drafted.blockers.targets
                ],
            },
            {"event": "judged", "targets": result["targets"]},
        ]
    if alternatives is not None:
        events.append(_drawn(alternatives))
    return [*events, {"event": "replied", "status": drafted.status, "reply": result["reply"]}]


def _drawn(alternatives: Alternatives) -> dict[str, Any]:
    """The event of a search for alternatives."""
    fates = Counter(candidate.fate for candidate in alternatives.candidates)
    return {
        "event": "alternatives drawn",
        "asked": alternatives.n_asked,
        "candidates": len(alternatives.candidates),
        "fates": dict(sorted(fates.items())),
        "seconds": round(alternatives.seconds, 3),
        "ended": alternatives.ended,
        "plans": [one.plan.sha256 for one in alternatives.plans],
    }
