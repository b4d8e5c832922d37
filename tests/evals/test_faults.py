"""Kinds of errors: from what is asked and what should be."""

import json
from typing import Any

import pytest

from districtbot.evals.faults import asked_fault, field_fault
from districtbot.tools.desk.asked import asked_of

COLUMN = "wrong column, contest or group"
POP = {"measure": "population_deviation", "at_most": "1%"}
CUT = {"measure": "cut_edges", "at_most": 200}
SPLITS = {"measure": "region_splits", "region": "county", "at_most": 3}
SEATS = {"measure": "seats", "party": "dem", "election": "PRES20", "at_least": 3}
KEPT = {"measure": "together", "column": "county", "values": ["Ash", "Elm"]}
GROUP = {"measure": "group_share", "group": ["black"], "share": "50%", "districts_at_least": 2}


def asked(*targets: dict[str, Any], districts: int | None = 5) -> str:
    data = asked_of({"districts": districts, "target": list(targets)}).data()
    return json.dumps({**data, "target": sorted(data["target"], key=json.dumps)}, sort_keys=True)


@pytest.mark.parametrize(
    ("want", "have", "category"),
    [
        (asked(POP), asked({**POP, "at_most": "2%"}), "wrong number"),
        (asked(POP, districts=5), asked(POP, districts=6), "wrong number"),
        (asked(POP, districts=5), asked(POP, districts=None), "missed constraint"),
        (asked(POP, districts=None), asked(POP, districts=4), "invented constraint"),
        (asked(POP, CUT), asked(POP), "missed constraint"),
        (asked(POP), asked(POP, CUT), "invented constraint"),
        (asked(POP, CUT), asked(POP, SPLITS), "missed constraint"),
        (
            asked(SPLITS),
            asked({**SPLITS, "region": "municipality"}),
            COLUMN,
        ),
        (asked(SEATS), asked({**SEATS, "election": "USS22"}), COLUMN),
        (asked(SEATS), asked({**SEATS, "party": "rep"}), COLUMN),
        (asked(GROUP), asked({**GROUP, "group": ["asian"]}), COLUMN),
        (asked(GROUP), asked({**GROUP, "share": "55%"}), "wrong number"),
        (asked(KEPT), asked({**KEPT, "values": ["Ash", "Oak"]}), "wrong place"),
        (asked(CUT), asked({**CUT, "wished": True}), "wrong sense of a bound"),
        (
            asked(SEATS),
            asked({"measure": "seats", "party": "dem", "election": "PRES20", "at_most": 3}),
            "wrong sense of a bound",
        ),
    ],
)
def test_what_is_asked_wrongly(want: str, have: str, category: str) -> None:
    assert asked_fault(want, have) == category


def test_fields_of_a_look() -> None:
    assert field_fault({"place": "Ash"}, {"place": "Elm"}) == "wrong place"
    assert field_fault({"top": 3}, {"top": 5}) == "wrong number"
    assert field_fault({"rank": "counties"}, {"rank": "units"}) == COLUMN
