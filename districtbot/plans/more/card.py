"""The measures that a scorecard has on request only."""

from collections.abc import Sequence
from dataclasses import dataclass

from districtbot.geo.statemap import Election
from districtbot.plans.groupscore import GroupScore
from districtbot.plans.more.segregation import Segregation, score_segregation
from districtbot.plans.more.shape import MoreShape, score_more_shape
from districtbot.plans.more.trees import TreeScore, score_trees
from districtbot.plans.more.votes import MoreVotes, score_more_votes
from districtbot.plans.plan import Plan
from districtbot.plans.scoring import Scoring


@dataclass(frozen=True, slots=True)
class MoreMeasures:
    """What `score_more` found.

    Attributes:
        shape: Further measures of the districts' shapes.
        trees: Spanning trees of the districts.
        votes: Further measures of each contest, in the order given.
        segregation: How unevenly districts divide each group.
    """

    shape: MoreShape
    trees: TreeScore
    votes: tuple[MoreVotes, ...]
    segregation: tuple[Segregation, ...]


def score_more(
    scoring: Scoring, plan: Plan, elections: Sequence[Election], groups: Sequence[GroupScore]
) -> MoreMeasures:
    """Measure what the scorecard leaves out.

    Args:
        scoring: The map.
        plan: The plan.
        elections: Contests whose columns can be summed.
        groups: The groups of the plan's scorecard.

    Raises:
        AskError: If a vote column has missing or negative entries.
    """
    return MoreMeasures(
        shape=score_more_shape(scoring, plan),
        trees=score_trees(scoring, plan),
        votes=score_more_votes(scoring, plan, elections),
        segregation=score_segregation(groups),
    )
