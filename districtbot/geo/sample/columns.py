"""What the columns of a sample state are called, after the habits of five data providers."""

from types import MappingProxyType

from districtbot.geo.sample.people import GROUPS
from districtbot.geo.sample.spec import Convention

FIELDS = (
    "id",
    "county_fips",
    "county",
    "municipality",
    "name",
    "pop",
    *(f"pop_{group}" for group in GROUPS),
    "vap",
    *(f"vap_{group}" for group in GROUPS),
    "pres24_dem",
    "pres24_rep",
    "gov22_dem",
    "gov22_rep",
    "plan",
)

_WORDS = {
    "MGGG": """GEOID20 COUNTYFP20 COUNTY MUNI NAME20
        TOTPOP NH_WHITE NH_BLACK HISP NH_ASIAN NH_AMIN NH_OTHER
        VAP WVAP BVAP HVAP ASIANVAP AMINVAP OTHERVAP
        PRES24D PRES24R GOV22D GOV22R CD""",
    "VEST": """UNIQUE_ID COUNTYFP COUNTYNAME MUNI NAME
        TOTPOP NH_WHITE NH_BLACK HISP NH_ASIAN NH_AMIN NH_OTHER
        VAP WVAP BVAP HVAP ASIANVAP AMINVAP OTHERVAP
        G24PREDELM G24PREROAK G22GOVDASH G22GOVRPYN CON_DIST""",
    "DRA": """GEOID20 COUNTYFP20 County Municipality Name
        T_20_CENS_Total T_20_CENS_White T_20_CENS_Black T_20_CENS_Hispanic T_20_CENS_Asian
        T_20_CENS_Native T_20_CENS_Other
        V_20_VAP_Total V_20_VAP_White V_20_VAP_Black V_20_VAP_Hispanic V_20_VAP_Asian
        V_20_VAP_Native V_20_VAP_Other
        E_24_PRES_Dem E_24_PRES_Rep E_22_GOV_Dem E_22_GOV_Rep District""",
    "ALARM": """GEOID20 county_fips county muni name
        pop pop_white pop_black pop_hisp pop_asian pop_aian pop_other
        vap vap_white vap_black vap_hisp vap_asian vap_aian vap_other
        pre_24_dem_elm pre_24_rep_oak gov_22_dem_ash gov_22_rep_pyn cd_2020""",
    "census": """GEOID20 COUNTYFP20 COUNTY COUSUB NAME20
        P0020001 P0020005 P0020006 P0020002 P0020008 P0020007 P0020010
        P0040001 P0040005 P0040006 P0040002 P0040008 P0040007 P0040010
        G24PREDELM G24PREROAK G22GOVDASH G22GOVRPYN CD118FP""",
}

COLUMNS = MappingProxyType(
    {family: dict(zip(FIELDS, words.split(), strict=True)) for family, words in _WORDS.items()}
)


def columns_of(convention: Convention) -> dict[str, str]:
    """The column name of each field of `FIELDS` under a convention.

    Only the names follow the convention; what the columns hold stays the same. So the groups
    never overlap, also where DRA would count people of any part Black, Asian or Native, and
    the Census's ``P0020010`` holds everyone who is in no other group. DRA and ALARM names are
    longer than the ten characters a shapefile allows. The Census counts no votes: its columns
    are joined by those of VEST, as users do. The field ``plan`` is for whoever adds a district
    plan; `make_state` makes none.
    """
    return dict(COLUMNS[convention])
