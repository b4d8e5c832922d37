"""Roles on small tables: each naming family, the arithmetic, and what must be asked."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from districtbot.geo.columns import Findings, find_columns
from districtbot.geo.options import MapOptions

N = 12
POP = np.array([100, 120, 90, 110, 80, 95, 105, 130, 70, 100, 115, 85])
VAP = POP - 20
IDS = [f"01001{number:06d}" for number in range(N)]
PARTS = {
    "white": VAP - 40,
    "black": np.full(N, 15),
    "hispanic": np.full(N, 10),
    "asian": np.full(N, 5),
    "native": np.full(N, 4),
    "pacific": np.full(N, 3),
    "other": np.full(N, 2),
    "two": np.full(N, 1),
}
"""Eight groups that add up to VAP."""
DEM, REP = np.arange(20, 20 + N), np.full(N, 24)


def find(options: MapOptions | None = None, **columns: Any) -> Findings:
    table = pd.DataFrame({"GEOID20": IDS, **columns})
    return find_columns(table, options or MapOptions())


def only_problem(found: Findings) -> str:
    assert len(found.problems) == 1, found.problems
    return str(found.problems[0])


def role(found: Findings, column: str) -> tuple[str, str, str]:
    entry = next(item for item in found.roles.evidence if item.column == column)
    return entry.role, entry.detail, entry.why


FAMILIES: dict[str, dict[str, Any]] = {
    "MGGG": {
        "TOTPOP": POP, "VAP": VAP, "WVAP": PARTS["white"], "BVAP": PARTS["black"],
        "HVAP": PARTS["hispanic"], "PRES20D": DEM, "PRES20R": REP, "COUNTY": ["x"] * N,
    },
    "VEST": {
        "P0010001": POP, "P0030001": VAP, "P0040005": PARTS["white"],
        "P0040006": PARTS["black"], "P0040002": PARTS["hispanic"],
        "G20PREDBID": DEM, "G20PRERTRU": REP, "G20PRELJOR": REP // 9, "COUNTYFP": ["001"] * N,
    },
    "DRA": {
        "T_20_CENS_Total": POP, "V_20_VAP_NH_Total": VAP, "V_20_VAP_NH_White": PARTS["white"],
        "V_20_VAP_NH_BlackAlone": PARTS["black"], "V_20_VAP_Black": PARTS["black"] + 2,
        "V_20_VAP_NH_Hispanic": PARTS["hispanic"], "E_20_PRES_Dem": DEM, "E_20_PRES_Rep": REP,
        "E_16-20_COMP_Dem": DEM, "E_16-20_COMP_Rep": REP, "T_10_CENS_Total": POP - 9,
        "T_20_ACS_Total": POP + 3,
    },
    "ALARM": {
        "pop": POP, "vap": VAP, "vap_white": PARTS["white"], "vap_black": PARTS["black"],
        "vap_hisp": PARTS["hispanic"], "pre_20_dem_bid": DEM, "pre_20_rep_tru": REP,
        "adv_20": DEM + 1, "arv_20": REP + 1, "county": ["x"] * N,
    },
    "rdabase": {
        "TOTAL_POP": POP, "TOTAL_VAP": VAP, "WHITE_VAP": PARTS["white"],
        "BLACK_VAP": PARTS["black"], "HISPANIC_VAP": PARTS["hispanic"],
        "TOT_VOTES": DEM + REP, "DEM_VOTES": DEM, "REP_VOTES": REP,
    },
    "gerrydb": {
        "total_pop_20": POP, "total_vap_20": VAP, "white_vap_20": PARTS["white"],
        "bvap_20": PARTS["black"], "hvap_20": PARTS["hispanic"], "pres_20_dem": DEM,
        "pres_20_rep": REP,
    },
    "Mosaic": {
        "CTY": ["x"] * N, "POP_TOTAL": POP, "VAP_TOTAL": VAP, "VAP_WHITE": PARTS["white"],
        "VAP_BLACK": PARTS["black"], "VAP_LATINO": PARTS["hispanic"], "TRUMP_20": REP,
        "BIDEN_20": DEM,
    },
}  # fmt: skip


@pytest.mark.parametrize("family", FAMILIES)
def test_each_family_of_names(family: str) -> None:
    columns = FAMILIES[family]
    found = find(**columns)
    assert found.problems == ()
    assert found.units[found.roles.population].tolist() == POP.tolist()
    assert found.roles.vap is not None
    assert found.units[found.roles.vap].tolist() == VAP.tolist()
    for group in ("white", "black", "hispanic"):
        assert found.units[found.roles.group_vap[group]].tolist() == PARTS[group].tolist()
    assert [election.name for election in found.roles.elections] == [
        "VOTES" if family == "rdabase" else "PRES20"
    ]
    election = found.roles.elections[0]
    assert found.units[election.dem_col].tolist() == DEM.tolist()
    assert found.units[election.rep_col].tolist() == REP.tolist()
    assert found.roles.county is not None
    assert len(found.roles.evidence) == len(found.units.columns)


@pytest.mark.parametrize("family", FAMILIES)
def test_order_of_columns_changes_no_role(family: str) -> None:
    columns = FAMILIES[family]
    there, back = find(**columns), find(**dict(reversed(columns.items())))
    assert there.roles.population == back.roles.population
    assert there.roles.group_vap == back.roles.group_vap
    assert there.roles.elections == back.roles.elections


def test_dra_black_is_any_part_and_composites_are_no_contest() -> None:
    found = find(**FAMILIES["DRA"])
    assert found.roles.group_vap["black_any"] == "V_20_VAP_Black"
    assert found.roles.population == "T_20_CENS_Total"
    assert any("T_10_CENS_Total" in note for note in found.notes)
    assert role(found, "E_16-20_COMP_Dem")[0] == "other"
    assert "average" in role(found, "E_16-20_COMP_Dem")[2]


def test_names_cut_short_tell_no_party() -> None:
    found = find(TOTPOP=POP, EL08G_USS_=DEM, EL08G_US_1=REP)
    assert found.roles.elections == ()
    assert "tells no party" in role(found, "EL08G_USS_")[2]


def test_votes_without_a_party_are_no_election() -> None:
    assert find(TOTPOP=POP, VoteA=DEM, VoteB=REP).roles.elections == ()


def test_several_candidates_of_one_party_are_not_paired() -> None:
    found = find(TOTPOP=POP, S20USSDWAR=DEM, S20USSDLIE=DEM // 2, S20USSRLOE=REP)
    assert found.roles.elections == ()
    assert "2 Democratic columns (S20USSDWAR, S20USSDLIE)" in role(found, "S20USSRLOE")[2]


def test_primaries_are_not_paired() -> None:
    assert find(TOTPOP=POP, P16DPRS=DEM, P16RPRS=REP).roles.elections == ()


def test_more_votes_than_people_are_no_votes() -> None:
    found = find(TOTPOP=POP, VAP=VAP, PRES20D=DEM * 9, PRES20R=REP * 9)
    assert found.roles.elections == ()
    assert "more votes" in role(found, "PRES20D")[2]


def test_nominees_without_a_year_take_the_year_of_their_rival() -> None:
    assert [e.name for e in find(TOTPOP=POP, TRUMP=REP, BIDEN=DEM).roles.elections] == ["PRES20"]
    assert find(TOTPOP=POP, TRUMP=REP).roles.elections == ()


def test_elections_are_listed_newest_first() -> None:
    votes = {
        f"{office}{year}{party}": DEM if party == "D" else REP
        for year in ("16", "98", "20")
        for office in ("GOV", "PRES")
        for party in "DR"
    }
    names = [election.name for election in find(TOTPOP=POP, **votes).roles.elections]
    assert names == ["PRES20", "GOV20", "PRES16", "GOV16", "PRES98", "GOV98"]


# --- what must be asked -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "columns",
    [
        {"TOTPOP10": POP, "TOTPOP20": POP + 1},
        {"TOTPOP": POP, "ADJ_POP": POP + 1},
        {"TOTPOP": POP, "P0010001": POP + 1},
    ],
)
def test_two_populations_are_asked_about(columns: dict[str, Any]) -> None:
    problem = only_problem(find(**columns))
    first, second = columns
    assert first in problem
    assert second in problem
    assert f"--population {first}" in problem
    settled = find(MapOptions(population=second), **columns)
    assert settled.problems == ()
    assert settled.roles.population == second


def test_columns_with_the_same_numbers_are_one() -> None:
    found = find(P0010001=POP, P0020001=POP, POP100=POP)
    assert found.problems == ()
    assert found.roles.population == "P0010001"
    assert "same numbers" in role(found, "POP100")[2]


def test_no_population_says_what_to_do() -> None:
    problem = only_problem(find(PRES20D=DEM, PRES20R=REP, HOMES=POP))
    assert "no population column" in problem
    assert "blocks" in problem
    assert "--population (numeric columns: HOMES)" in problem


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (np.nan, "is missing for 1 unit: 01001000003"),
        (-5, "is negative for 1 unit: 01001000003"),
        (np.inf, "is infinite for 1 unit: 01001000003"),
    ],
)
def test_faulty_populations_name_the_units(bad: float, words: str) -> None:
    values = POP.astype(float)
    values[3] = bad
    found = find(TOTPOP=values)
    assert words in only_problem(found)
    assert "0" in found.problems[0].todo


def test_population_that_is_text_names_the_units() -> None:
    values = [str(number) for number in POP]
    values[2], values[5] = "unknown", ""
    problem = only_problem(find(TOTPOP=values))
    assert "'unknown'" in problem
    assert "2 units: 01001000002, 01001000005" in problem


def test_population_of_zero_everywhere_is_refused() -> None:
    assert "0 in every unit" in only_problem(find(TOTPOP=np.zeros(N)))


def test_some_units_may_be_empty_of_people() -> None:
    assert find(TOTPOP=np.where(POP > 90, POP, 0)).problems == ()


def test_populations_with_commas_are_read() -> None:
    found = find(TOTPOP=[f"1,{number:03d}" for number in POP])
    assert found.problems == ()
    assert found.units["TOTPOP"].sum() == POP.sum() + 1000 * N


def test_fractions_of_people_are_kept_and_said() -> None:
    found = find(TOTPOP=POP + 0.25)
    assert found.units["TOTPOP"].sum() == POP.sum() + N / 4
    assert any("fractions of people in 12 units" in note for note in found.notes)


def test_vap_above_the_population_is_not_taken() -> None:
    found = find(TOTPOP=POP, VAP=POP + 50)
    assert found.problems == ()
    assert found.roles.vap is None
    assert any("VAP exceeds TOTPOP in 100.0% of units" in note for note in found.notes)
    insisted = find(MapOptions(vap="VAP"), TOTPOP=POP, VAP=POP + 50)
    assert insisted.roles.vap == "VAP"


def test_a_group_above_the_vap_is_not_taken() -> None:
    found = find(TOTPOP=POP, VAP=VAP, BVAP=VAP + 30, HVAP=PARTS["hispanic"])
    assert found.roles.group_vap == {"hispanic": "HVAP"}
    assert "exceeds VAP" in role(found, "BVAP")[2]


def test_groups_that_add_up_are_evidence() -> None:
    found = find(TOTPOP=POP, VAP=VAP, **mggg_groups(PARTS))
    assert "add up to VAP in 100.0% of units" in role(found, "WVAP")[2]
    assert set(found.roles.group_vap) == {
        "white", "black", "hispanic", "asian", "native", "pacific", "other", "two_or_more",
    }  # fmt: skip


def test_hispanics_within_the_races_are_noticed() -> None:
    parts = {**PARTS, "white": PARTS["white"] + 10}
    found = find(TOTPOP=POP, VAP=VAP, **mggg_groups(parts))
    assert any("without HVAP: Hispanics are counted within" in note for note in found.notes)


def mggg_groups(parts: dict[str, Any]) -> dict[str, Any]:
    names = ("WVAP", "BVAP", "HVAP", "ASIANVAP", "AMINVAP", "NHPIVAP", "OTHERVAP", "2MOREVAP")
    return dict(zip(names, parts.values(), strict=True))


def test_races_not_hispanic_come_before_races_with_hispanics() -> None:
    found = find(TOTPOP=POP, BLACK=PARTS["black"] + 1, NH_BLACK=PARTS["black"])
    assert found.roles.group_pop == {"black": "NH_BLACK"}
    assert "NH_BLACK is preferred" in role(found, "BLACK")[2]


def test_other_counts_of_black_people_are_not_confused() -> None:
    found = find(
        TOTPOP20=POP, VAP20=VAP, DOJBVAP20=PARTS["black"] + 1.5, BVAP20=PARTS["black"],
        APBVAP20=PARTS["black"] + 2,
    )  # fmt: skip
    assert found.roles.group_vap == {"black": "BVAP20", "black_any": "APBVAP20"}


def test_vap_of_the_populations_year_is_taken() -> None:
    found = find(TOTPOP20=POP, VAP10=VAP - 1, VAP20=VAP, BVAP10=DEM, BVAP20=PARTS["black"])
    assert found.problems == ()
    assert found.roles.vap == "VAP20"
    assert found.roles.group_vap == {"black": "BVAP20"}


def test_two_vaps_are_asked_about() -> None:
    problem = only_problem(find(TOTPOP=POP, VAP10=VAP - 1, VAP20=VAP))
    assert "VAP10" in problem
    assert "--vap" in problem


def test_many_cvaps_are_left_alone_and_said() -> None:
    found = find(TOTPOP=POP, CVAP12=VAP - 9, CVAP18=VAP - 5)
    assert found.problems == ()
    assert found.roles.cvap is None
    assert any("CVAP12, CVAP18" in note and "--cvap" in note for note in found.notes)


def test_missing_votes_count_as_zero_and_it_is_said() -> None:
    votes = DEM.astype(float)
    votes[1] = np.nan
    found = find(TOTPOP=POP, PRES20D=votes, PRES20R=REP)
    assert found.units["PRES20D"].tolist()[1] == 0
    assert any("counted as 0 in PRES20D (1 unit)" in note for note in found.notes)


# --- plans --------------------------------------------------------------------------------------


def test_plans_are_told_by_name_and_number_of_districts() -> None:
    found = find(TOTPOP=POP, CD=[1, 2] * 6, GOV=[1.0, 2.0, 3.0] * 4, TS=["a", "b"] * 6)
    assert found.roles.plans == ("CD", "GOV", "TS")
    assert role(found, "GOV")[:2] == ("plan", "3 districts")


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (list(range(N)), "12 values for 12 units"),
        (["1"] * N, "one district only"),
        (["1", "2"] * 5 + ["", "1"], "no district for 1 unit"),
    ],
)
def test_other_columns_with_a_plans_name_are_no_plans(values: list[Any], words: str) -> None:
    found = find(TOTPOP=POP, DISTRICT=values)
    assert found.roles.plans == ()
    assert words in role(found, "DISTRICT")[2]


def test_district_can_be_the_unit_id() -> None:
    table = pd.DataFrame({"DISTRICT": [f"{n:02d}-{n:03d}" for n in range(N)], "TOTPOP": POP})
    found = find_columns(table, MapOptions())
    assert found.unit_id == "DISTRICT"
    assert found.roles.plans == ()


# --- options ------------------------------------------------------------------------------------


def test_unknown_columns_are_reported_all_at_once() -> None:
    found = find(MapOptions(population="TOTPOB", county="zzz"), TOTPOP=POP)
    texts = [str(problem) for problem in found.problems]
    assert len(texts) == 2
    assert "no column 'TOTPOB' (--population). Did you mean TOTPOP?" in texts[0]
    assert "no column 'zzz' (--county). It has: GEOID20, TOTPOP" in texts[1]


def test_case_of_a_named_column_is_hinted_at() -> None:
    found = find(MapOptions(population="totpop"), TOTPOP=POP)
    assert "Did you mean TOTPOP?" in str(found.problems[0])


def test_doubts_are_the_notes_on_columns_that_numbers_rest_on() -> None:
    rival = find(T_20_CENS_Total=POP, T_20_CENS_ADJ_Total=POP + 1)
    assert len(rival.doubts) == 1
    assert rival.doubts[0] in rival.notes
    assert "T_20_CENS_ADJ_Total (decennial census, people in prison" in rival.doubts[0]
    assert rival.doubts[0].endswith("(--population takes another).")
    above = find(MapOptions(population="BVAP"), TOTPOP=POP, VAP=VAP, BVAP=VAP // 4)
    assert any("VAP exceeds BVAP in 100.0% of units" in doubt for doubt in above.doubts)
    assert find(TOTPOP=POP, VAP=VAP).doubts == ()
