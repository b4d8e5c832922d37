"""Every line of the scorecard: named, explained, never NaN, the same whatever the numbering."""

import math
from collections import Counter
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from districtbot.geo.statemap import Bridge, StateMap
from districtbot.plans.glossary.terms import CHAPTERS, TERMS, term_of
from districtbot.plans.line import Line, written
from districtbot.plans.lines import lines_of
from districtbot.plans.plan import Plan
from districtbot.plans.scorecard import Scorecard, score

DRAWING = "1 1 2 3  1 2 2 3  1 1 2 3"


def _frame(grid_frame: Any) -> Any:
    """Three rows of four units with everything that a scorecard measures."""
    rng = np.random.default_rng(2)
    people = rng.integers(50, 150, 12)
    white, black = people // 2, people // 3
    dem = rng.integers(10, 60, 12)
    return grid_frame(
        3,
        4,
        TOTPOP=people.tolist(),
        VAP=people.tolist(),
        WVAP=white.tolist(),
        BVAP=black.tolist(),
        COUNTY=[*"AABB", *"AABB", *"CCCC"],
        TOWN=[*"aab", "", *"aabb", *"cccc"],
        OLD=[1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 3, 3],
        PRES20D=dem.tolist(),
        PRES20R=(70 - dem).tolist(),
    )


ROLES: dict[str, Any] = {
    "vap": "VAP",
    "group_vap": {"white": "WVAP", "black": "BVAP"},
    "county": "COUNTY",
    "municipality": "TOWN",
    "plans": ("OLD",),
}


@pytest.fixture
def state(grid_frame: Any, state_of: Any) -> StateMap:
    """Twelve units with people, groups, votes, counties and towns."""
    drawn: StateMap = state_of(_frame(grid_frame), **ROLES)
    return drawn


def _card(state: StateMap, plan: Plan) -> Scorecard:
    old = Plan(state.unit_ids, state.units["OLD"].to_numpy(np.int32), ("1", "2", "3"))
    return score(state, plan, against=old, against_name="the old plan")


def test_every_line_is_named_and_explained(state: StateMap, plan_for: Any) -> None:
    lines = lines_of(_card(state, plan_for(state, DRAWING)))
    assert len(lines) > 80
    assert [key for key, n in Counter(line.key for line in lines).items() if n > 1] == []
    cells = Counter((line.section, line.column, line.name) for line in lines)
    assert [cell for cell, n in cells.items() if n > 1] == []
    for line in lines:
        assert term_of(line.key) is not None, line.key
        assert line.meaning.endswith("."), line.key
        assert line.name[0].isupper(), line.key
        assert (line.value is None) == bool(line.why), line.key
        assert line.value is None or math.isfinite(line.value), line.key
        assert "nan" not in line.text.lower(), line.key


def test_every_section_is_there(state: StateMap, plan_for: Any) -> None:
    lines = lines_of(_card(state, plan_for(state, DRAWING)))
    sections = list(dict.fromkeys(line.section for line in lines))
    assert sections[:5] == ["Population", "Contiguity", "Shape", "Counties", "Municipalities"]
    assert {"Change", "Votes"} < set(sections)
    assert "Groups, share of voting age population" in sections


def test_a_map_of_people_alone_has_lines_too(grid_frame: Any, state_of: Any, plan_for: Any) -> None:
    """No shapes, counties, groups or votes; a district where nobody lives."""
    drawn = state_of(grid_frame(1, 3, TOTPOP=[5, 5, 0]), shapes=False)
    card = score(drawn, plan_for(drawn, "1 2 3"))
    lines = {line.key: line for line in lines_of(card)}
    assert lines["largest_deviation"].value == 1
    assert not any(key.startswith("polsby_popper") for key in lines)
    assert {"compactness", "county splits"} <= set(card.declined)


def _values(card: Scorecard) -> dict[str, float | None]:
    return {line.key: line.value for line in lines_of(card)}


def test_relabelling_changes_no_line(state: StateMap, plan_for: Any) -> None:
    plan = plan_for(state, DRAWING)
    turned = replace(plan, district=np.array([3, 1, 2], dtype=np.int32)[plan.district - 1])
    ours, theirs = _values(_card(state, plan)), _values(_card(state, turned))
    assert theirs == pytest.approx(ours)


def test_unit_order_changes_no_line(
    state: StateMap, grid_frame: Any, state_of: Any, plan_for: Any
) -> None:
    order = [5, 2, 11, 7, 0, 9, 3, 6, 1, 10, 4, 8]
    turned = state_of(_frame(grid_frame).iloc[order].reset_index(drop=True), **ROLES)
    plan = plan_for(state, DRAWING)
    moved = Plan(turned.unit_ids, plan.district[order], plan.names)
    ours, theirs = _values(_card(state, plan)), _values(_card(turned, moved))
    assert theirs == pytest.approx(ours)


def test_torn_and_bridged_districts_are_named(
    grid_frame: Any, state_of: Any, plan_for: Any
) -> None:
    drawn = state_of(grid_frame(1, 7), bridges=(Bridge(0, 4, 3000.0, "ferry"),))
    lines = {line.key: line for line in lines_of(score(drawn, plan_for(drawn, "1 2 2 2 1 3 2")))}
    assert lines["contiguous"].text == "no"
    assert (lines["torn_districts"].value, lines["bridged_districts"].value) == (1, 1)
    assert lines["torn_districts"].meaning.endswith("Here: 2.")
    assert lines["bridged_districts"].meaning.endswith("Here: 1.")


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (1204.0, "count", "1,204"),
        (1.0, "people", "1 person"),
        (1204.0, "people", "1,204 people"),
        (0.4817, "share", "48.2%"),
        (0.000043, "deviation", "0.0043%"),
        (0.034, "signed_share", "+3.40%"),
        (-0.0012, "signed_deviation", "−0.12%"),
        (0.034, "percent_points", "3.4 points"),
        (0.3124, "ratio", "0.312"),
        (-0.0306, "signed_ratio", "−0.031"),
        (0.0, "signed_ratio", "0.000"),
        (2.314, "number", "2.31"),
        (0.0, "yes_no", "no"),
        (57.0, "rating", "57"),
        (411.6, "kilometres", "412 km"),
        (4.25, "square_kilometres", "4.2 km²"),
        (None, "share", "–"),
    ],
)
def test_values_are_written_with_their_unit(value: float | None, form: Any, text: str) -> None:
    assert written(value, form) == text
    assert Line("key", "Section", "", "Name", value, form, "It is.").text == text


def test_terms_are_complete() -> None:
    """Every term under one key, in sentences; those that may have no value say when."""
    terms = [term for _, chapter in CHAPTERS for term in chapter]
    assert len(terms) == len(TERMS) > 50
    for term in terms:
        assert term.name[0].isupper(), term.key
        for sentence in (term.meaning, term.how, term.sign, term.undefined, term.source):
            assert not sentence or sentence.endswith("."), (term.key, sentence)
        assert term.meaning, term.key
        assert term.how, term.key


def test_a_key_finds_its_term() -> None:
    assert term_of("polsby_popper.mean") is TERMS["polsby_popper"]
    assert term_of("PRES20.dem_efficiency_gap") is TERMS["dem_efficiency_gap"]
    assert term_of("vap.black.opportunity.37.5") is TERMS["opportunity"]
    assert term_of("nothing.of.the.kind") is None


def test_what_is_better_for_groups_and_parties_is_not_said(state: StateMap, plan_for: Any) -> None:
    """Neither a group's districts nor a party's seats are better the more or the fewer."""
    lines = lines_of(score(state, plan_for(state, DRAWING), more=True))
    told = ("Groups", "Opportunity districts")
    choices = [
        line
        for line in lines
        if line.section.startswith(told)
        or any(word in line.key for word in ("minority", "opportunity", "seats", "vote_share"))
    ]
    sections = {line.section for line in choices}
    assert {"Opportunity districts", "Groups apart", "Ratings, 0 to 100", "Votes"} <= sections
    assert {line.better for line in choices} == {""}
    sided = [line for line in lines if line.key.rpartition(".")[2].startswith(("dem_", "rep_"))]
    assert {line.better for line in sided} == {"", "nearer zero"}
