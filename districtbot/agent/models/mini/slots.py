"""What `mini` can say: the tools with their fields, the measures with theirs, and what fills each.

A test holds this to the tools' own schemas.
"""

from dataclasses import dataclass
from typing import Literal

Fill = Literal[
    "count", "share", "score", "district", "version", "places", "plan", "contest", "column",
    "groups", "amount", "flag", "text", "question", "reason", "words",
]  # fmt: skip
"""What fills a field: ``share`` and ``score`` are numbers from 0 to 1, ``words`` are of a closed
set."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A field of a tool or of a target.

    Attributes:
        name: Its name in the tool's arguments.
        fill: What fills it.
        words: The closed set, where it is filled from one.
        many: Whether it takes several.
        required: Whether a call without it makes no sense.
    """

    name: str
    fill: Fill
    words: tuple[str, ...] = ()
    many: bool = False
    required: bool = False

    @property
    def number(self) -> Fill:
        """What a number is read as that fills it: versions and plans are counted."""
        return "count" if self.fill in ("version", "plan") else self.fill


def _must(name: str, fill: Fill, *, many: bool = False) -> Slot:
    return Slot(name, fill, many=many, required=True)


def _words(name: str, words: str, *, many: bool = False, required: bool = False) -> Slot:
    return Slot(name, "words", tuple(words.split()), many, required)


MEASURE_WORDS = (
    "population_deviation population_range population_persons contiguity region_splits "
    "region_pieces polsby_popper reock cut_edges group_share seats competitive efficiency_gap "
    "mean_median partisan_bias proportionality together apart locked incumbents least_change nested"
)
SCORED = (
    "largest_deviation overall_range contiguous polsby_popper reock convex_hull "
    "population_polygon schwartzberg cut_edges dem_seats rep_seats competitive dem_efficiency_gap "
    "dem_mean_median dem_partisan_bias dem_proportionality dem_declination dem_lopsided_margins "
    "responsiveness"
)
"""Measures that people ask for one by one."""
FORMATS = (
    "csv dra dra-id districtr districtr-json baf bef districtbuilder qgis mosaic rdatools xlsx ods "
    "json gerrychain jsonl ben xben bendl geojson gpkg shapefile"
)
GROUPS = ("black", "hispanic", "asian", "native", "pacific", "white", "other", "two_or_more")
PEOPLE = ("people", "vap", "cvap")
QUESTIONS = (
    "districts", "aim", "fairness", "election", "bound", "version", "plan", "which_plan",
    "district", "place",
)  # fmt: skip
"""What the person can be asked."""
REASONS = ("off_topic", "harmful")
"""Why something is declined."""
SAYINGS = (
    "thanks", "hello", "bye", "able", "who", "secret", "data", "court", "leave", "fine", "mood",
)  # fmt: skip
"""What is answered without any tool."""

_WISHED = Slot("wished", "flag")
_REGION = _words("region", "county municipality")
_ELECTION = Slot("election", "contest")
_COUNTED = (Slot("at_least", "count"), Slot("at_most", "count"), Slot("equal", "count"))
_PARTY = _words("party", "dem rep", required=True)
_STATISTIC = _words("statistic", "mean minimum")
_PLAN = Slot("plan", "plan")
_PLACES = Slot("places", "places", many=True)
_UNITS = Slot("units", "places", many=True)
_DISTRICT = Slot("district", "district")
_SECONDS = Slot("seconds", "count")

MEASURES: dict[str, tuple[Slot, ...]] = {
    "population_deviation": (_must("at_most", "share"), _WISHED),
    "population_range": (_must("at_most", "share"), _WISHED),
    "population_persons": (_must("at_most", "count"), _WISHED),
    "region_splits": (_REGION, _must("at_most", "count"), _WISHED),
    "region_pieces": (_REGION, _must("at_most", "count"), _WISHED),
    "polsby_popper": (_STATISTIC, _must("at_least", "score"), _WISHED),
    "reock": (_STATISTIC, _must("at_least", "score"), _WISHED),
    "cut_edges": (_must("at_most", "count"), _WISHED),
    "group_share": (
        _must("group", "groups", many=True),
        _words("of", "vap cvap population"),
        _must("share", "share"),
        Slot("districts_at_least", "count"),
        Slot("none_above", "flag"),
        _WISHED,
    ),
    "seats": (_ELECTION, *_COUNTED, _PARTY, _WISHED),
    "competitive": (_ELECTION, Slot("margin", "share"), _must("at_least", "count"), _WISHED),
    "efficiency_gap": (_ELECTION, _must("at_most", "share"), _WISHED),
    "mean_median": (_ELECTION, _must("at_most", "share"), _WISHED),
    "partisan_bias": (_ELECTION, _must("at_most", "share"), _WISHED),
    "proportionality": (_ELECTION, _must("at_most", "share"), _WISHED),
    "together": (_must("values", "places", many=True), _WISHED),
    "apart": (_must("values", "places", many=True), _WISHED),
    "locked": (
        _must("values", "places", many=True),
        _must("district", "count"),
        Slot("alone", "flag"),
        _WISHED,
    ),
    "incumbents": (_must("units", "places", many=True), _WISHED),
    "least_change": (_PLAN, _must("at_least", "share"), _WISHED),
    "nested": (_PLAN, Slot("at_least", "share"), _WISHED),
}
"""The measures of targets that can be said, with their fields."""

TOOLS: dict[str, tuple[Slot, ...]] = {
    "set_targets": (Slot("districts", "count"), Slot("replace", "flag")),
    "drop_targets": (_words("measures", MEASURE_WORDS, many=True, required=True),),
    "list_targets": (),
    "check_feasibility": (),
    "propose_plan": (_SECONDS, Slot("seed", "count"), Slot("different", "flag")),
    "improve_plan": (_SECONDS,),
    "run_ensemble": (Slot("steps", "count"), Slot("chains", "count")),
    "standing": (_PLAN, _words("measure", "splits cut_edges polsby_popper deviation seats")),
    "move": (_PLACES, _UNITS, _must("to_district", "district")),
    "swap": (_must("places", "places", many=True), _must("with_places", "places", many=True)),
    "keep_together": (_PLACES, _UNITS),
    "keep_apart": (_PLACES, _UNITS),
    "lock": (_PLACES, _UNITS, _DISTRICT),
    "unlock": (_PLACES, _UNITS, _DISTRICT),
    "undo": (Slot("times", "count"),),
    "redo": (Slot("times", "count"),),
    "name_version": (_must("name", "text"),),
    "go_to": (_must("version", "version"),),
    "list_versions": (Slot("most", "count"),),
    "load_plan": (_must("source", "plan"),),
    "export_plan": (_words("formats", FORMATS, many=True), Slot("folder", "text")),
    "describe_map": (_words("about", "people groups contests plans notes"),),
    "look_up": (
        Slot("place", "places"),
        Slot("unit", "places"),
        _DISTRICT,
        Slot("what", "amount"),
        _words("rank", "counties towns units districts"),
        _words("by", "share"),
        Slot("fewest", "flag"),
        Slot("top", "count"),
    ),
    "show_columns": (Slot("column", "column"),),
    "set_column": (
        _words("role", "unit_id population vap cvap county municipality", required=True),
        _must("column", "column"),
    ),
    "score_plan": (
        _PLAN,
        _words("section", "population shape counties towns groups votes ratings"),
        _words("measure", SCORED),
        Slot("contest", "contest"),
        Slot("group", "groups"),
    ),
    "score_district": (_must("district", "district"), _PLAN),
    "compare_plans": (
        _must("other", "plan"),
        _words("about", "votes groups"),
        Slot("contest", "contest"),
    ),
    "draw_map": (
        _words("what", "districts changes column district"),
        Slot("column", "amount"),
        _words("by", "district"),
        _DISTRICT,
        Slot("other", "plan"),
    ),
    "draw_chart": (
        _words("kind", "population share seats_votes ensemble", required=True),
        Slot("of", "amount"),
    ),
    "explain": (),
    "search_documents": (),
    "ask_user": (_must("question", "question"),),
    "decline": (_must("reason", "reason"),),
    "say": (Slot("saying", "words", SAYINGS, required=True),),
}
"""The tools that can be called, with their fields; ``say`` answers without one."""
