"""Names and values of targets, rounded to the side on which they are true."""

from typing import Any

import pytest

from districtbot.plans.labels import label_of, value_of
from districtbot.plans.targetfile import targets_of


def target(**item: Any) -> Any:
    return targets_of({"districts": 4, "target": [item]}).target[0]


@pytest.mark.parametrize(
    ("item", "value", "label", "shown"),
    [
        (
            {"measure": "population_deviation", "at_most": 0.01},
            0.050101,
            "population deviation",
            "5.011%",
        ),
        (
            {"measure": "population_persons", "at_most": 5},
            16.25,
            "population deviation",
            "17 people",
        ),
        ({"measure": "region_splits", "at_most": 5}, 8.0, "county splits", "8"),
        ({"measure": "polsby_popper", "at_least": 0.3}, 0.2989, "mean Polsby-Popper", "0.298"),
        (
            {"measure": "group_share", "group": ["black"], "share": 0.5, "districts_at_least": 2},
            0.49996,
            "black share",
            "49.9%",
        ),
        (
            {
                "measure": "group_share",
                "group": ["hispanic", "black"],
                "share": 0.5,
                "none_above": True,
            },
            0.50001,
            "hispanic + black share",
            "50.01%",
        ),
        (
            {"measure": "seats", "party": "dem", "election": "P", "at_least": 2},
            1.0,
            "Democratic seats in P",
            "1",
        ),
        (
            {"measure": "efficiency_gap", "election": "P", "at_most": 0.05},
            float("nan"),
            "efficiency gap",
            "not defined",
        ),
    ],
)
def test_label_and_value(item: dict[str, Any], value: float, label: str, shown: str) -> None:
    asked = target(**item)
    assert label_of(asked) == label
    assert value_of(asked, value) == shown
