"""Where a plan stands in an ensemble, measured as the ensemble's own chains measured."""

from functools import partial
from pathlib import Path

from districtbot.geo.statemap import StateMap
from districtbot.plans.chain import measure_plan
from districtbot.plans.chain_rules import ChainRules
from districtbot.plans.ensemble.read import Ensemble, open_ensemble
from districtbot.plans.ensemble.standing import Standing, standing
from districtbot.plans.plan import Plan
from districtbot.plans.problem import problem_of
from districtbot.plans.targets import Targets


def stands(source: str | Path | Ensemble, plan: Plan, state: StateMap) -> tuple[Standing, ...]:
    """Where a plan stands in an ensemble, by each of its measures.

    Args:
        source: A finished ensemble or its folder.
        plan: The plan.
        state: The map of both.

    Raises:
        AskError: If the folder holds no finished ensemble, or one that does not go with them.
    """
    ensemble = source if isinstance(source, Ensemble) else open_ensemble(source)
    rules = ChainRules.model_validate(ensemble.summary["rules"])
    problem = problem_of(state, Targets.model_validate(ensemble.summary["targets"]))
    return standing(ensemble, plan, state, partial(measure_plan, problem, rules))
