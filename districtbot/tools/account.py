"""The account a run gives of itself: what it answers, facts for the report, the transcript."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from districtbot.geo.options import MapOptions
from districtbot.geo.statemap import StateMap
from districtbot.plans.targets import Targets
from districtbot.plans.text import people
from districtbot.tools.alternatives import Alternatives
from districtbot.tools.alternatives_files import (
    alternative_claims,
    measures_of,
    write_alternatives,
)
from districtbot.tools.draft import Drafted
from districtbot.tools.finished import Event, Finished
from districtbot.tools.recipe import replay_program
from districtbot.tools.versions import versions
from districtbot.tools.words import on_alternatives, opening, reply_to, stumbling_blocks

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


def finished_draft(
    state: StateMap,
    options: MapOptions,
    drafted: Drafted,
    alternatives: Alternatives | None = None,
) -> Finished:
    """What came of a request for a plan, ready to be written down.

    Args:
        state: The map.
        options: How it was read, for the recipe.
        drafted: What came of the request.
        alternatives: Further plans to choose from, where they were asked for.
    """
    has_plan = drafted.plan is not None
    found = alternatives if has_plan else None
    version = versions()["districtbot"]
    more = () if found is None else on_alternatives(found)
    return Finished(
        status=drafted.status,
        targets=drafted.targets,
        plan=drafted.plan,
        verdicts=drafted.verdicts,
        reply=" ".join([reply_to(drafted), *more]),
        summary=" ".join(opening(drafted)),
        program=replay_program(state, options, drafted, version, found) if has_plan else "",
        events_fn=lambda result: transcript_of(state, drafted, result, alternatives),
        made=_made(drafted),
        facts=(
            ("Engine", drafted.effort.engine),
            ("Seed", str(drafted.effort.seed)),
            ("Search", f"{drafted.steps:,} steps in {drafted.seconds:.1f} s, {_ended(drafted)}"),
            *((("Race and party", BLIND_NOTE),) if is_blind(drafted.targets) else ()),
        ),
        blocked=tuple(stumbling_blocks(drafted)),
        measures=_measures(drafted, found),
        choices_fn=None
        if found is None
        else lambda folder, title: write_alternatives(folder, state, drafted, found, title),
    )


def is_blind(targets: Targets) -> bool:
    """Whether no target looks at race or party."""
    return not any(target.measure in _RACE_OR_PARTY for target in targets.target)


def _made(drafted: Drafted) -> dict[str, Any]:
    """What ``result.json`` says of the search."""
    return {
        "impossible": [
            {"measure": item.measure, "proof": item.proof, "nearest": item.nearest}
            for item in drafted.impossible
        ],
        "ended": drafted.ended,
        "steps": drafted.steps,
        "seconds": round(drafted.seconds, 3),
        "model": None,
        "engine": drafted.effort.engine,
        "seed": drafted.effort.seed,
    }


def _measures(drafted: Drafted, alternatives: Alternatives | None) -> dict[str, Any]:
    """What ``result.json`` says of other plans to choose from."""
    if alternatives is None:
        return {}
    return {
        "measures": measures_of(alternatives.answer),
        "alternatives": alternative_claims(drafted, alternatives),
    }


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
    result: Mapping[str, Any],
    alternatives: Alternatives | None = None,
) -> list[Event]:
    """What was done, in order, one JSON object an event."""
    events: list[Event] = [
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


def _drawn(alternatives: Alternatives) -> Event:
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
