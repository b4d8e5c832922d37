"""Headers of each convention, as they stand in published files."""

import pytest

from districtbot.geo.names import people_of
from districtbot.geo.votes import votes_of

PEOPLE = {
    # MGGG states shapefiles and gerrytools
    "TOTPOP": ("population", "", None),
    "TOTPOP20": ("population", "", 20),
    "NH_WHITE": ("population", "white", None),
    "NH_2MORE": ("population", "two_or_more", None),
    "HISP": ("population", "hispanic", None),
    "BLACK": ("population", "black", None),
    "NHPI20": ("population", "pacific", 20),
    "WPOP20": ("population", "white", 20),
    "APBPOP20": ("population", "black_any", 20),
    "VAP": ("vap", "", None),
    "BVAP": ("vap", "black", None),
    "HVAP20": ("vap", "hispanic", 20),
    "AMINVAP": ("vap", "native", None),
    "2MOREVAP": ("vap", "two_or_more", None),
    "APBVAP": ("vap", "black_any", None),
    "APAMIVAP20": ("vap", "native_any", 20),
    "CVAP18": ("cvap", "", 18),
    "BCVAP": ("cvap", "black", None),
    "ADJ_POP": ("population", "", None),
    # DRA
    "T_20_CENS_Total": ("population", "", 20),
    "T_20_CENS_ADJ_Total": ("population", "", 20),
    "V_20_VAP_Black": ("vap", "black_any", 20),
    "V_20_VAP_NH_BlackAlone": ("vap", "black", 20),
    "V_20_VAP_NH_TwoOrMore": ("vap", "two_or_more", 20),
    "V_20_VAP_White": ("vap", "white", 20),
    "V_22_CVAP_Hispanic": ("cvap", "hispanic", 22),
    "Tot_2010_tot": ("population", "", 10),
    "Bl+_2010_vap": ("vap", "black_any", 10),
    # ALARM
    "pop": ("population", "", None),
    "pop_hisp": ("population", "hispanic", None),
    "vap_black": ("vap", "black", None),
    "vap_two": ("vap", "two_or_more", None),
    # rdabase
    "TOTAL_POP": ("population", "", None),
    "TOTAL_VAP": ("vap", "", None),
    "WHITE_VAP": ("vap", "white", None),
    "MINORITY_VAP": ("vap", "minority", None),
    # gerrydb and Districtr
    "total_pop_20": ("population", "", 20),
    "total_vap_20": ("vap", "", 20),
    "bvap_20": ("vap", "black", 20),
    "amin_vap_20": ("vap", "native", 20),
    "asian_nhpi_vap_20": ("vap", "asian_pacific", 20),
    # Mosaic
    "POP_TOTAL": ("population", "", None),
    "VAP_TOTAL": ("vap", "", None),
    "VAP_LATINO": ("vap", "hispanic", None),
    # PL 94-171
    "P0010001": ("population", "", None),
    "P001001": ("population", "", None),
    "P1_001N": ("population", "", None),
    "POP100": ("population", "", None),
    "P0020002": ("population", "hispanic", None),
    "P0020005": ("population", "white", None),
    "P0030001": ("vap", "", None),
    "P0040002": ("vap", "hispanic", None),
    "P0040006": ("vap", "black", None),
    "P4_006N": ("vap", "black", None),
}
NOT_PEOPLE = [
    "TOTPOP20R",
    "NHWHITE20R",
    "H_WHITE",
    "N_NHPI",
    "DOJBVAP20",
    "NBAPAVAP20",
    "NWBHVAP20",
    "COVAP20",
    "ZEROPOP",
    "P0010002",
    "ALAND10",
    "TOTVOT16",
    "PRES16D",
    "NAME",
    "VTDST20",
    "CD",
    "H",
    "W",
    "PERIM",
    "V_22_CVAP_RemTwoOrMore",
]


@pytest.mark.parametrize("name", PEOPLE)
def test_counts_of_people(name: str) -> None:
    said = people_of(name)
    assert said is not None
    assert (said.universe, said.group, said.year) == PEOPLE[name]


@pytest.mark.parametrize("name", NOT_PEOPLE)
def test_other_names_say_nothing_of_people(name: str) -> None:
    assert people_of(name) is None


def test_census_tables_of_race_alone_include_hispanics_and_rank_behind() -> None:
    alone, not_hispanic = people_of("P0030004"), people_of("P0040006")
    assert alone is not None
    assert not_hispanic is not None
    assert (alone.group, not_hispanic.group) == ("black", "black")
    assert alone.rank > not_hispanic.rank
    assert "Hispanics included" in alone.remark


VOTES = {
    # MGGG
    "PRES16D": ("PRES16", "dem"),
    "USH18R": ("USH18", "rep"),
    "ATG16D": ("AG16", "dem"),
    "USS16R": ("SEN16", "rep"),
    "SSEN12R": ("SSEN12", "rep"),
    "T16PRESD": ("PRES16", "dem"),
    "G18DSEN": ("SEN18", "dem"),
    "P16DPRS": ("PRES16_PRIMARY", "dem"),
    "EL16G_PR_D": ("PRES16", "dem"),
    "PREDEM16": ("PRES16", "dem"),
    "PRES16pD1": ("PRES16_PRIMARY", "dem"),
    "PRES96D": ("PRES96", "dem"),
    # VEST and the Redistricting Data Hub
    "G20PREDBID": ("PRES20", "dem"),
    "G20PRERTRU": ("PRES20", "rep"),
    "G22USSDKEL": ("SEN22", "dem"),
    "R21USSDOSS": ("SEN21_RUNOFF", "dem"),
    "S20USSRMCS": ("SEN20_SPECIAL", "rep"),
    # DRA
    "E_20_PRES_Dem": ("PRES20", "dem"),
    "E_20_SEN_ROFF_Rep": ("SEN20_RUNOFF", "rep"),
    "E_20_SEN_SPEC_Rep": ("SEN20_SPECIAL", "rep"),
    "E_16-20_COMP_Rep": ("COMP20_AVERAGE", "rep"),
    "Dem_2008_pres": ("PRES08", "dem"),
    # ALARM
    "pre_20_dem_bid": ("PRES20", "dem"),
    "arv_20": ("VOTES20_AVERAGE", "rep"),
    "ndv": ("VOTES_AVERAGE", "dem"),
    # rdabase, gerrydb, Mosaic, Minnesota
    "DEM_VOTES": ("VOTES", "dem"),
    "pres_20_dem": ("PRES20", "dem"),
    "TRUMP_20": ("PRES20", "rep"),
    "BIDEN_20": ("PRES20", "dem"),
    "OBAMA12": ("PRES12", "dem"),
    "USPRSDFL": ("PRES", "dem"),
    "USREPR": ("USH", "rep"),
}
NOT_VOTES = [
    "EL08G_USS_",
    "EL08G_US_1",
    "VoteA",
    "VoteB",
    "PRES16L",
    "PRES00OTH",
    "SEN12B",
    "REG18D",
    "GCON01DHOD",
    "G20PRELJOR",
    "GOV",
    "TS",
    "SEND",
    "HDIST",
    "CD",
    "538DEM",
    "DISTRICT",
    "TOTVOT16",
    "BIDEN_16",
    "TRUMP_12",
]


@pytest.mark.parametrize("name", VOTES)
def test_votes(name: str) -> None:
    said = votes_of(name)
    assert said is not None
    assert (said.contest, said.party) == VOTES[name]


@pytest.mark.parametrize("name", NOT_VOTES)
def test_other_names_say_nothing_of_the_two_parties(name: str) -> None:
    assert votes_of(name) is None


def test_case_changes_nothing() -> None:
    for name, said in VOTES.items():
        upper, lower = votes_of(name.upper()), votes_of(name.lower())
        assert upper is not None
        assert lower is not None
        assert (upper.contest, upper.party) == (lower.contest, lower.party) == said
