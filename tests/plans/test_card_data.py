"""The scorecard as JSON and CSV: every number, read back."""

import csv
import io
import json
from typing import Any

import pytest

from districtbot.geo.statemap import StateMap
from districtbot.plans.card_data import card_csv, card_data, districts_csv
from districtbot.plans.lines import lines_of
from districtbot.plans.scorecard import Scorecard, score


@pytest.fixture
def card(grid_frame: Any, state_of: Any, plan_for: Any) -> Scorecard:
    """Two districts, one without votes; people with fractions."""
    frame = grid_frame(
        1, 4, TOTPOP=[100, 100, 90.5, 100], VAP=80, BVAP=[8, 8, 40, 40],
        COUNTY=[*"AABB"], PRES20D=[60, 60, 0, 0], PRES20R=[20, 20, 0, 0],
    )  # fmt: skip
    drawn: StateMap = state_of(frame, vap="VAP", group_vap={"black": "BVAP"}, county="COUNTY")
    old = plan_for(drawn, "1 2 2 2")
    return score(drawn, plan_for(drawn, "1 1 2 2"), against=old, against_name="old.csv")


def _rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_json_has_every_line(card: Scorecard) -> None:
    data = json.loads(json.dumps(card_data(card), allow_nan=False))
    lines = {line["key"]: line for line in data["lines"]}
    assert len(lines) == len(lines_of(card))
    assert lines["polsby_popper.mean"]["value"] == data["compactness"]["polsby_popper"]["mean"]
    assert lines["polsby_popper.mean"]["text"].startswith("0.")
    assert data["change"]["people_moved"] == 100
    assert "relabelled" not in data["change"]


def test_csv_has_every_number(card: Scorecard) -> None:
    rows = _rows(card_csv(card))
    whole = [row for row in rows if not row["district"]]
    assert [row["key"] for row in whole] == [line.key for line in lines_of(card)]
    for row, line in zip(whole, lines_of(card), strict=True):
        assert (float(row["value"]) if row["value"] else None) == line.value
        assert bool(row["why"]) == (line.value is None)
    districts = [row for row in rows if row["district"] and row["key"] == "people"]
    assert [(row["district"], row["value"]) for row in districts] == [("1", "200"), ("2", "190.5")]


def test_one_row_a_district(card: Scorecard) -> None:
    first, second = _rows(districts_csv(card))
    assert (first["district"], first["people"], second["people"]) == ("1", "200", "190.5")
    assert float(second["black_share_of_vap"]) == 0.5
    assert (first["PRES20_dem_share"], second["PRES20_dem_share"]) == ("0.75", "")
    assert (first["area_km2"], first["counties"], first["split_counties"]) == ("2", "1", "0")
    assert (first["people_kept"], second["people_kept"]) == ("100", "190.5")
    assert all(None not in row and None not in row.values() for row in (first, second))


def test_columns_of_districts_have_names_of_their_own(card: Scorecard) -> None:
    heads = districts_csv(card).splitlines()[0].split(",")
    assert len(heads) == len(set(heads))
