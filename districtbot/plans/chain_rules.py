"""How a chain of plans goes: its proposal, what it accepts, what it keeps."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    NonNegativeInt,
    PositiveInt,
    ValidationError,
    model_validator,
)

from districtbot.ground.errors import AskError
from districtbot.plans.targets import Tolerance

Proposal = Literal["recom", "reversible_recom", "flips"]
Acceptance = Literal["always", "metropolis", "tilted"]
Number = Annotated[float, Field(allow_inf_nan=False)]
NotNegative = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Chance = Annotated[float, Field(ge=0, le=1)]
CUT_EDGES = "cut_edges"
SPLITS, PIECES = "_splits", "_pieces"
SHAPES = ("polsby_popper_mean", "polsby_popper_minimum")


class ChainRules(BaseModel):
    """The rules of a chain; plain JSON, frozen.

    Counts that can be capped or scored go by the names of the measures: ``cut_edges``,
    ``county_splits``, ``county_pieces``, and the same for any other region word or column.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    proposal: Proposal = "recom"
    """ReCom; reversible ReCom, whose law is known: a plan's chance is proportional to the
    product of its districts' numbers of spanning trees; or single flips on borders."""
    trees: Literal["minimum", "uniform"] = "minimum"
    """Of ReCom: minimum spanning trees of random weights, or every tree equally likely.
    Reversible ReCom always draws the latter."""
    pairs: Literal["district_pairs", "cut_edges"] = "district_pairs"
    """Of ReCom: every pair of neighbouring districts equally likely, or by the cut edges
    between them."""
    epsilon: Tolerance | None = None
    """Largest deviation of a district from its ideal population, a share; without it the one
    that the targets ask for."""
    surcharges: dict[str, NotNegative] = {}
    """Of ReCom on minimum trees: added to the random weights, from 0 to 1, of edges between
    two regions, by region word or column; several regions may be nested."""
    n_trees: PositiveInt = 10_000
    """Of ReCom: trees drawn for a pair of districts before another pair is chosen."""
    n_pairs: PositiveInt = 10
    """Of ReCom: pairs tried before the step is given up and the plan stays."""
    max_cuts: PositiveInt = 20
    """Of reversible ReCom: the most balanced cuts that a tree may have, M in the literature. A
    step is taken with a chance proportional to 1 / M. Trees with more break the law and are
    counted in `districtbot.plans.chain.Block.excess`; on precinct maps few have more than 8
    within 1%, and more within 5%."""
    caps: dict[str, NonNegativeInt] = {}
    """Most of a count. A step that lets it grow above its cap is refused."""
    acceptance: Acceptance = "always"
    """Every plan within the caps; ``metropolis``: by the chance exp(-beta x what the score
    grows); ``tilted``: every plan of no higher score, others by a fixed chance."""
    beta: NotNegative | None = None
    """Of ``metropolis``: per unit of score."""
    chance: Chance | None = None
    """Of ``tilted``: chance to take a plan of a higher score."""
    exact: bool = False
    """Of ``metropolis`` with flips: correct for the chances of the proposal, so that the chance
    of a plan in the long run is proportional to exp(-beta x score)."""
    score: dict[str, Number] = {}
    """Weights of counts, and of ``polsby_popper_mean`` and ``polsby_popper_minimum``, in the
    score; smaller scores are better."""
    seats: tuple[PositiveInt, ...] | None = None
    """Members elected in each district; ideal populations are in proportion. Without it one
    each."""
    start: str | None = None
    """Column of the plan to start from; without it one is drawn."""
    thin: PositiveInt = 1
    """Every so many steps the plan is kept."""
    regions: tuple[str, ...] | None = None
    """Region words or columns whose splits and pieces are measured; without it county and
    municipality, where the map has them."""
    elections: tuple[str, ...] | None = None
    """Contests whose shares, seats and fairness are measured; without it all of the map."""
    groups: tuple[str, ...] | None = None
    """Groups whose shares of the voting age population (of all people, where the map has no
    voting ages) are measured; without it all of the map."""
    columns: tuple[str, ...] = ()
    """Columns whose sums over each district are measured as they are."""

    @model_validator(mode="after")
    def _fit_together(self) -> "ChainRules":
        if self.surcharges and (self.proposal != "recom" or self.trees != "minimum"):
            raise ValueError("surcharges need proposal recom with minimum trees")
        if (self.acceptance == "metropolis") != (self.beta is not None):
            raise ValueError("acceptance metropolis and beta need each other")
        if (self.acceptance == "tilted") != (self.chance is not None):
            raise ValueError("acceptance tilted and chance need each other")
        if self.exact and (self.acceptance != "metropolis" or self.proposal != "flips"):
            raise ValueError("exact needs acceptance metropolis with proposal flips")
        if self.score and self.acceptance == "always":
            raise ValueError("a score needs acceptance metropolis or tilted")
        for name in self.caps:
            if name != CUT_EDGES and region_of(name) is None:
                raise ValueError(f"no count is named {name!r}: cut_edges, county_splits...")
        for name in self.score:
            if name not in (CUT_EDGES, *SHAPES) and region_of(name) is None:
                raise ValueError(f"nothing to score is named {name!r}: cut_edges, county_splits...")
        return self

    def to_dict(self) -> dict[str, Any]:
        """The rules as plain data; see `rules_of`."""
        return self.model_dump(mode="json")


def rules_of(data: Mapping[str, Any]) -> ChainRules:
    """The rules from plain data.

    Raises:
        AskError: If they make no rules; tells every field that is wrong.
    """
    try:
        return ChainRules.model_validate(dict(data))
    except ValidationError as error:
        wrong = [
            f"{'.'.join(map(str, item['loc'])) or 'rules'}: {item['msg']}"
            for item in error.errors()
        ]
        raise AskError(
            f"These rules make no chain: {'; '.join(wrong)}.",
            f"Fields there are: {', '.join(ChainRules.model_fields)}.",
        ) from None


def region_of(count: str) -> str | None:
    """The region in the name of a count, such as ``county`` in ``county_splits``."""
    for ending in (SPLITS, PIECES):
        if count.endswith(ending) and count != ending:
            return count.removesuffix(ending)
    return None
