"""Draw a neutral ensemble, and say where a plan stands in it."""

from pathlib import Path

from districtbot.geo.statemap import StateMap
from districtbot.ground.clock import Budget
from districtbot.ground.errors import AskError
from districtbot.plans.chain import Chain
from districtbot.plans.chain_rules import CUT_EDGES, PIECES, SPLITS, ChainRules
from districtbot.plans.ensemble.run import Drawn, Hands, WatchFn, draw
from districtbot.plans.ensemble.spec import BLOCK_STEPS, EnsembleSpec
from districtbot.plans.ensemble.standing import check_districts
from districtbot.plans.feasibility import impossibilities
from districtbot.plans.formats.open import PlanFile, open_plan
from districtbot.plans.groups import units_with
from districtbot.plans.problem import Problem, problem_of
from districtbot.plans.targets import (
    POPULATION_MEASURES,
    CutEdges,
    RegionPieces,
    RegionSplits,
    Target,
    Targets,
    Together,
)

RECOM = ChainRules()
"""ReCom on random spanning trees, every plan accepted and kept."""
THIS_MACHINE = Hands()
"""One process for each core."""
SURCHARGE = 1.0
"""What trees pay for borders of a region whose splits or pieces are capped, unless rules say."""


def run_ensemble(
    state: StateMap,
    targets: Targets,
    folder: str | Path,
    *,
    steps: int,
    chains: int = 4,
    seed: int = 0,
    rules: ChainRules = RECOM,
    hands: Hands = THIS_MACHINE,
    block: int = BLOCK_STEPS,
    watch_fn: WatchFn = lambda _: None,
    budget: Budget | None = None,
) -> Drawn:
    """Draw an ensemble of plans, or go on where an earlier call stopped.

    A script that calls this with several processes needs the usual
    ``if __name__ == "__main__":`` around what it does.

    Args:
        state: The map.
        targets: What every plan must be: the number of districts, and targets that a chain can
            keep, which are population, contiguity, caps on region splits, region pieces and
            cut edges, and units kept together.
        folder: Where to write; an unfinished ensemble of the same kind there is gone on with.
        steps: Steps of each chain.
        chains: Number of chains.
        seed: Everything random follows from it.
        rules: How the chains go.
        hands: Who does the work.
        block: Most steps of a chain between two looks at the budget.
        watch_fn: Told of progress after every block.
        budget: A caller may stop it; what is done is kept.

    Raises:
        AskError: If a target cannot be kept by a chain or is impossible, the folder holds
            something else, or no chain can begin.
    """
    problem = problem_of(state, targets)
    spec = EnsembleSpec(neutral_rules(problem, rules), steps, chains, seed, block)
    return draw(problem, spec, Path(folder), Chain, hands, watch_fn=watch_fn, budget=budget)


def neutral_rules(problem: Problem, rules: ChainRules = RECOM) -> ChainRules:
    """The rules of a chain whose every plan meets the targets.

    A cap on the splits or pieces of a region lets trees follow its borders, by a surcharge of
    `SURCHARGE`, where the rules give no surcharges and have them.

    Raises:
        AskError: If a target cannot be kept by a chain, or is impossible.
    """
    _refuse(problem)
    impossible = impossibilities(problem)
    if impossible:
        raise AskError(
            f"No plan can meet this. {impossible[0].proof}",
            f"Nearest possible: {impossible[0].nearest}",
        )
    caps = dict(rules.caps)
    surcharges = dict(rules.surcharges)
    weighed = rules.proposal == "recom" and rules.trees == "minimum"
    for target in problem.targets.target:
        name = _count(target)
        if name is not None and isinstance(target, CutEdges | RegionSplits | RegionPieces):
            caps[name] = min(caps.get(name, target.at_most), target.at_most)
        if isinstance(target, RegionSplits | RegionPieces) and weighed and not rules.surcharges:
            surcharges[target.region] = SURCHARGE
    return ChainRules.model_validate({**rules.to_dict(), "caps": caps, "surcharges": surcharges})


KEPT = ("contiguity", *POPULATION_MEASURES)
"""Measures of targets that every step of a chain keeps."""


def kept_targets(state: StateMap, targets: Targets) -> Targets:
    """Of the targets those that a neutral chain can keep.

    Raises:
        AskError: If a target names what the map does not have.
    """
    problem = problem_of(state, targets)
    kept = [target for target in targets.target if not _lost(problem, target)]
    return Targets(districts=targets.districts, target=tuple(kept))


def _refuse(problem: Problem) -> None:
    """Refuse targets that a chain cannot keep."""
    lost = [name for target in problem.targets.target if (name := _lost(problem, target))]
    if lost:
        raise AskError(
            f"A neutral chain cannot hold every plan to {', '.join(dict.fromkeys(lost))}.",
            "Leave it out (what it measures can be read off the plans drawn), or draft single "
            "plans with `districtbot run`.",
        )


def _lost(problem: Problem, target: Target) -> str:
    """What a target is called that a chain cannot keep; nothing for one that it can."""
    name = target.measure.replace("_", " ")
    if target.wished:
        return f"{name} (wished for)"
    if isinstance(target, Together):
        return "" if _whole(problem, target) else f"{name} of units that do not touch"
    return "" if target.measure in KEPT or _count(target) is not None else name


def _whole(problem: Problem, target: Together) -> bool:
    """Whether all units of a target are one node, which no step can part."""
    state = problem.state
    nodes = problem.node_of[units_with(state, target.column, target.values) >= 0]
    return bool((nodes == nodes[0]).all())


def _count(target: Target) -> str | None:
    """The count that a target caps, as `ChainRules.caps` calls it."""
    match target:
        case CutEdges():
            return CUT_EDGES
        case RegionSplits():
            return target.region + SPLITS
        case RegionPieces():
            return target.region + PIECES
    return None


def plan_to_compare(source: str, state: StateMap, n_districts: int | None) -> PlanFile:
    """Read a plan that is to be held against an ensemble, before that is drawn.

    Args:
        source: A file of any format, or a plan column of the map.
        state: The map.
        n_districts: Those of the ensemble's plans; ``None`` where that is not known yet.

    Raises:
        AskError: If it cannot be read or has another number of districts.
    """
    opened = open_plan(source, state)
    if n_districts is not None:
        check_districts(opened.plan, n_districts)
    return opened
