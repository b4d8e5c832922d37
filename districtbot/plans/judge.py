"""The last word on a plan: one verdict for each target."""

from collections.abc import Callable
from typing import Any

from districtbot.geo.statemap import StateMap
from districtbot.ground.errors import AskError
from districtbot.plans import targets as t
from districtbot.plans.judging import change, places, population, regions, shape, shares, votes
from districtbot.plans.needs import check_targets
from districtbot.plans.plan import Plan
from districtbot.plans.scoring import Scoring, check_plan
from districtbot.plans.verdict import Verdict

JUDGES: dict[type, Callable[[Scoring, Plan, Any], Verdict]] = {
    t.PopulationDeviation: population.judge_deviation,
    t.PopulationRange: population.judge_range,
    t.PopulationPersons: population.judge_persons,
    t.Contiguity: shape.judge_contiguity,
    t.RegionSplits: regions.judge_splits,
    t.RegionPieces: regions.judge_pieces,
    t.PolsbyPopper: shape.judge_polsby_popper,
    t.Reock: shape.judge_reock,
    t.CutEdges: shape.judge_cut_edges,
    t.GroupShare: shares.judge_group_share,
    t.Seats: votes.judge_seats,
    t.Competitive: votes.judge_competitive,
    t.EfficiencyGap: votes.judge_fairness,
    t.MeanMedian: votes.judge_fairness,
    t.PartisanBias: votes.judge_fairness,
    t.Proportionality: votes.judge_fairness,
    t.Together: places.judge_together,
    t.Apart: places.judge_apart,
    t.Locked: places.judge_locked,
    t.Incumbents: places.judge_incumbents,
    t.LeastChange: change.judge_least_change,
    t.Nested: change.judge_nested,
}


class Judge:
    """Judges many plans of one map against the same targets.

    Args:
        state: The map.
        targets: What its plans must be.
        scoring: What has been prepared for plans of this map, if something has.

    Raises:
        AskError: If the map cannot serve a target; says so of all of them at once.
    """

    def __init__(self, state: StateMap, targets: t.Targets, scoring: Scoring | None = None) -> None:
        check_targets(state, targets)
        self.targets = targets
        self.scoring = scoring if scoring is not None else Scoring(state)

    def verdicts(self, plan: Plan) -> tuple[Verdict, ...]:
        """One verdict for each target, in the targets' order.

        Raises:
            AskError: If the plan is not one of this map, or has another number of districts.
        """
        check_plan(self.scoring.state, plan)
        if plan.n_districts != self.targets.districts:
            raise AskError(
                f"The plan has {plan.n_districts} districts, the targets ask for "
                f"{self.targets.districts}.",
                f"Say `districts = {plan.n_districts}`, or bring another plan.",
            )
        return tuple(
            JUDGES[type(target)](self.scoring, plan, target) for target in self.targets.target
        )


def judge(state: StateMap, targets: t.Targets, plan: Plan) -> tuple[Verdict, ...]:
    """One verdict for each target, in the targets' order.

    Args:
        state: The map.
        targets: What the plan must be.
        plan: A plan of the map's units.

    Raises:
        AskError: If the map cannot serve a target, or the plan does not fit map and targets.
    """
    return Judge(state, targets).verdicts(plan)
