"""What a plan must be: typed targets, each with its measure, bound, unit and weight.

A target file is TOML::

    districts = 7

    [[target]]
    measure = "population_deviation"
    at_most = "1%"

    [[target]]
    measure = "region_splits"
    region = "county"
    at_most = 10
    wished = true
"""

import math
from typing import Annotated, Any, Literal, get_args

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
    model_validator,
)
from typing_extensions import TypeAliasType

DEFAULT_DEVIATION = 0.05


def _share(value: object) -> object:
    """Read ``"1%"``, ``"0.5 %"`` or ``0.01`` as a share."""
    wanted = ValueError('give a share such as 0.01 or a percentage such as "1%"')
    if isinstance(value, str):
        text = value.strip()
        try:
            number = float(text.removesuffix("%"))
        except ValueError:
            raise wanted from None
        value = number / 100 if text.endswith("%") else number
    if isinstance(value, bool) or (isinstance(value, float) and not math.isfinite(value)):
        raise wanted
    return value


_PERCENTAGE = {"type": "string", "pattern": r"^[0-9]{1,3}(\.[0-9]{1,6})?%$"}
"""A percentage as text, in a JSON schema."""


def _share_schema(largest: float = 1.0) -> WithJsonSchema:
    """A share in a JSON schema: a number, or a percentage as text."""
    number = {"type": "number", "minimum": 0, "maximum": largest}
    return WithJsonSchema({"anyOf": [number, _PERCENTAGE]})


# Types with a name of their own stand once in a JSON schema, however many targets use them.
# ``x-known`` says of what kind the names are that a field takes (`districtbot.tools.tool`).
Share = TypeAliasType(
    "Share",
    Annotated[
        float,
        BeforeValidator(_share),
        Field(ge=0, le=1, description='a share from 0 to 1, or a percentage as text such as "1%"'),
        _share_schema(),
    ],
)
Tolerance = TypeAliasType(
    "Tolerance",
    Annotated[
        float,
        BeforeValidator(_share),
        Field(ge=0, lt=1, description='a share below 1, or a percentage as text such as "1%"'),
        _share_schema(),
    ],
)
MOST = 10**9
"""Counts are at most this."""
Count = Annotated[int, Field(ge=0, le=MOST)]
Number = Annotated[int, Field(ge=1, le=MOST)]


def _listed(value: object) -> object:
    """One text stands for a list of one."""
    return (value,) if isinstance(value, str) else value


Region = TypeAliasType(
    "Region", Annotated[str, Field(min_length=1, json_schema_extra={"x-known": "region"})]
)
Contest = TypeAliasType("Contest", Annotated[str, Field(json_schema_extra={"x-known": "contest"})])
Group = TypeAliasType("Group", Annotated[str, Field(json_schema_extra={"x-known": "group"})])
Place = TypeAliasType("Place", Annotated[str, Field(json_schema_extra={"x-known": "place"})])
PlanName = TypeAliasType(
    "PlanName",
    Annotated[
        str,
        Field(
            min_length=1,
            description="a plan column of the map, or a plan file in the folder of the target file",
            json_schema_extra={"x-known": "plan"},
        ),
    ],
)
Party = Literal["dem", "rep"]
Statistic = Literal["mean", "minimum"]
Universe = Literal["vap", "cvap", "population"]


def _as_spoken(schema: dict[str, Any]) -> None:
    """Order a JSON schema as people speak: the measure, of what, the bound, whether it is a wish.

    A decoder held to the schema writes fields in this order.
    """
    fields = schema["properties"]
    for name in ("name", "at_least", "at_most", "equal", "wished"):
        if name in fields:
            fields[name] = fields.pop(name)


class _Target(BaseModel):
    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=False, json_schema_extra=_as_spoken
    )
    wished: bool = False
    """Wished for: aimed at once everything required is met, and no failure if missed."""


class _Counted(_Target):
    """A count held between bounds; at least one bound."""

    at_least: Count | None = None
    at_most: Count | None = None
    equal: Count | None = None

    @model_validator(mode="after")
    def _has_bound(self) -> "_Counted":
        if self.at_least is None and self.at_most is None and self.equal is None:
            raise ValueError("give at_least, at_most or equal")
        if self.at_least is not None and self.at_most is not None and self.at_least > self.at_most:
            raise ValueError(f"at_least {self.at_least} is more than at_most {self.at_most}")
        return self


class PopulationDeviation(_Target):
    """Largest absolute (population - ideal) / ideal over the districts, a share."""

    measure: Literal["population_deviation"] = "population_deviation"
    at_most: Tolerance = DEFAULT_DEVIATION


class PopulationRange(_Target):
    """Overall range: (largest - smallest population) / ideal, a share."""

    measure: Literal["population_range"] = "population_range"
    at_most: Tolerance


class PopulationPersons(_Target):
    """Largest absolute population - ideal over the districts, in people."""

    measure: Literal["population_persons"] = "population_persons"
    at_most: Annotated[float, Field(ge=0, allow_inf_nan=False, description="a number of people")]


class Contiguity(_Target):
    """Every district is one piece on the dual graph, bridges counted. Always there."""

    measure: Literal["contiguity"] = "contiguity"


class RegionSplits(_Target):
    """Number of regions (counties by default) with units in more than one district."""

    measure: Literal["region_splits"] = "region_splits"
    region: Region = "county"
    at_most: Count


class RegionPieces(_Target):
    """Sum over regions of the number of districts each touches."""

    measure: Literal["region_pieces"] = "region_pieces"
    region: Region = "county"
    at_most: Count


class PolsbyPopper(_Target):
    """4 pi area / perimeter^2 of the districts, 0 to 1, 1 for a circle."""

    measure: Literal["polsby_popper"] = "polsby_popper"
    statistic: Statistic = "mean"
    at_least: Share


class Reock(_Target):
    """Area / area of the smallest enclosing circle of the districts, 0 to 1."""

    measure: Literal["reock"] = "reock"
    statistic: Statistic = "mean"
    at_least: Share


class CutEdges(_Target):
    """Number of pairs of touching units in different districts, bridges not counted."""

    measure: Literal["cut_edges"] = "cut_edges"
    at_most: Count


class GroupShare(_Target):
    """A group's share of each district: at least so many districts at or above it, or none above.

    ``group`` names groups of the map (``black``, ``hispanic``...) or columns; several add up.
    """

    measure: Literal["group_share"] = "group_share"
    group: Annotated[
        tuple[Group, ...],
        BeforeValidator(_listed),
        Field(min_length=1, description="a list of texts"),
    ]
    of: Universe = "vap"
    share: Share
    districts_at_least: Number | None = None
    none_above: bool = False

    @model_validator(mode="after")
    def _one_sense(self) -> "GroupShare":
        if (self.districts_at_least is None) != self.none_above:
            raise ValueError("give either districts_at_least = N or none_above = true")
        return self


class Seats(_Counted):
    """Districts where a party has more of the two-party vote; a tie is nobody's."""

    measure: Literal["seats"] = "seats"
    party: Party
    election: Contest


class Competitive(_Target):
    """Districts whose two-party share lies within ``margin`` of one half."""

    measure: Literal["competitive"] = "competitive"
    election: Contest
    margin: Annotated[
        float,
        BeforeValidator(_share),
        Field(gt=0, le=0.5, description="a share, at most 0.5"),
        _share_schema(0.5),
    ] = 0.05
    at_least: Count


class EfficiencyGap(_Target):
    """Absolute efficiency gap from wasted votes, a share of the two-party vote."""

    measure: Literal["efficiency_gap"] = "efficiency_gap"
    election: Contest
    at_most: Tolerance


class MeanMedian(_Target):
    """Absolute median - mean of the districts' two-party share."""

    measure: Literal["mean_median"] = "mean_median"
    election: Contest
    at_most: Tolerance


class PartisanBias(_Target):
    """Absolute seat share - one half at a statewide tie under uniform swing."""

    measure: Literal["partisan_bias"] = "partisan_bias"
    election: Contest
    at_most: Tolerance


class Proportionality(_Target):
    """Absolute seat share - statewide two-party vote share."""

    measure: Literal["proportionality"] = "proportionality"
    election: Contest
    at_most: Tolerance


class _Places(_Target):
    """Places that people may know under other names than the map's."""

    name: Annotated[
        str, Field(max_length=200, description="what people call the places, for words only")
    ] = ""


class Together(_Places):
    """All units with one of the values in a column lie in one district."""

    measure: Literal["together"] = "together"
    column: Region
    values: Annotated[
        tuple[Place, ...],
        BeforeValidator(_listed),
        Field(min_length=1, description="a list of texts"),
    ]


class Apart(_Places):
    """No district holds units with two different of these values."""

    measure: Literal["apart"] = "apart"
    column: Region
    values: Annotated[
        tuple[Place, ...],
        BeforeValidator(_listed),
        Field(min_length=2, description="a list of texts"),
    ]


class Locked(_Places):
    """All units with one of the values in a column lie in the district of this number.

    With ``alone`` no other unit lies in it: the district is exactly these units.
    """

    measure: Literal["locked"] = "locked"
    column: Region
    values: Annotated[
        tuple[Place, ...],
        BeforeValidator(_listed),
        Field(min_length=1, description="a list of texts"),
    ]
    district: Number
    alone: bool = False


class Incumbents(_Target):
    """No two of these units, where incumbents live, share a district."""

    measure: Literal["incumbents"] = "incumbents"
    units: Annotated[
        tuple[str, ...],
        BeforeValidator(_listed),
        Field(min_length=2, description="a list of texts"),
    ]


class LeastChange(_Target):
    """Share of the people who stay in their district of an existing plan, best relabelling."""

    measure: Literal["least_change"] = "least_change"
    plan: PlanName
    at_least: Share


class Nested(_Target):
    """Share of the people whose district lies, by most of its people, in their own old district.

    1 means every district lies wholly inside one district of ``plan``.
    """

    measure: Literal["nested"] = "nested"
    plan: PlanName
    at_least: Share = 1.0


Target = Annotated[
    PopulationDeviation
    | PopulationRange
    | PopulationPersons
    | Contiguity
    | RegionSplits
    | RegionPieces
    | PolsbyPopper
    | Reock
    | CutEdges
    | GroupShare
    | Seats
    | Competitive
    | EfficiencyGap
    | MeanMedian
    | PartisanBias
    | Proportionality
    | Together
    | Apart
    | Locked
    | Incumbents
    | LeastChange
    | Nested,
    Field(discriminator="measure"),
]

POPULATION_MEASURES = ("population_deviation", "population_range", "population_persons")
MEASURES: tuple[str, ...] = tuple(
    kind.model_fields["measure"].default for kind in get_args(get_args(Target)[0])
)


class Targets(BaseModel):
    """Number of districts and everything the plan must be.

    Contiguity is always among the targets; a population deviation of at most 5% is added
    where the targets say nothing about population.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    districts: Annotated[int, Field(ge=2, le=MOST)]
    target: tuple[Target, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _with_defaults(cls, data: Any) -> Any:
        if not isinstance(data, dict) or not isinstance(data.get("target", ()), list | tuple):
            return data
        targets = list(data.get("target", ()))

        def has(*measures: str) -> bool:
            names = [
                t.get("measure") if isinstance(t, dict) else getattr(t, "measure", None)
                for t in targets
            ]
            return any(name in measures for name in names)

        if not has("contiguity"):
            targets.append({"measure": "contiguity"})
        if not has(*POPULATION_MEASURES):
            targets.append({"measure": "population_deviation"})
        return {**data, "target": targets}

    @property
    def required(self) -> tuple[Target, ...]:
        """The targets that must be met."""
        return tuple(target for target in self.target if not target.wished)

    def tightest_deviation(self, ideal: float) -> float:
        """The largest deviation per district, as a share, that every population target allows.

        A range target allows at most its whole width on one side.

        Args:
            ideal: Ideal population of a district.
        """
        limit = 1.0
        for target in self.target:
            if isinstance(target, PopulationDeviation | PopulationRange):
                limit = min(limit, target.at_most)
            elif isinstance(target, PopulationPersons):
                limit = min(limit, target.at_most / ideal)
        return limit
