"""What the columns of a made-up map are called: habits of data providers, offices and people.

Every column of people, votes, counties and plans is found by its name; where a habit uses a name
that tells nothing (*Total Pop*), the options of the map say what it is.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from districtbot.geo.sample.people import GROUPS
from districtbot.problems.split import Split

IdHabit = Literal["geoid", "vest", "serial", "precinct", "county", "name"]
VoteHabit = Literal[
    "MGGG", "VEST", "DRA", "ALARM", "gerrydb", "party", "nominee", "bare nominee", "nominee votes",
    "DRA 2010", "Virginia", "Carolina", "Wisconsin", "Pennsylvania", "Minnesota",
]  # fmt: skip

PLACE_FIELDS = ("id", "county_fips", "county", "municipality", "name")
PEOPLE_FIELDS = (
    "pop",
    *(f"pop_{group}" for group in GROUPS),
    "vap",
    *(f"vap_{group}" for group in GROUPS),
)
CVAP_FIELDS = ("cvap", *(f"cvap_{group}" for group in GROUPS))


@dataclass(frozen=True, slots=True)
class Style:
    """A habit of naming columns.

    Attributes:
        name: What to call it.
        fields: Field (see `districtbot.geo.sample.FIELDS`) to column; without votes.
        votes: How votes are called.
        id_habit: What ids look like.
        options: Fields of `MapOptions` that tell what the names do not.
        old_plan: Column of an older plan.
        split: The only split that has it; ``None`` for all.
    """

    name: str
    fields: MappingProxyType[str, str]
    votes: VoteHabit
    id_habit: IdHabit
    options: MappingProxyType[str, str] = field(default_factory=lambda: MappingProxyType({}))
    old_plan: str = "old_plan"
    split: Split | None = None


def _style(
    name: str,
    votes: VoteHabit,
    id_habit: IdHabit,
    words: str,
    *,
    cvap: str = "",
    options: dict[str, str] | None = None,
    old_plan: str = "old_plan",
    split: Split | None = None,
) -> Style:
    """A style from its words in order: places, people, the plan; ``~`` is a blank."""
    columns = [word.replace("~", " ") for word in words.split()]
    names = dict(zip((*PLACE_FIELDS, *PEOPLE_FIELDS, "plan"), columns, strict=True))
    if cvap:
        names |= dict(zip(CVAP_FIELDS, cvap.split(), strict=True))
    said = MappingProxyType(options or {})
    return Style(name, MappingProxyType(names), votes, id_habit, said, old_plan, split)


STYLES: tuple[Style, ...] = (
    _style("MGGG", "MGGG", "geoid", """
        GEOID20 COUNTYFP20 COUNTY MUNI NAME20
        TOTPOP NH_WHITE NH_BLACK HISP NH_ASIAN NH_AMIN NH_OTHER
        VAP WVAP BVAP HVAP ASIANVAP AMINVAP OTHERVAP CD""",
        cvap="CVAP WCVAP BCVAP HCVAP ACVAP AMINCVAP OCVAP", old_plan="CD_2011"),
    _style("MGGG 2010", "MGGG", "geoid", """
        GEOID10 COUNTYFP10 CTYNAME MCD NAME10
        TOTPOP10 NH_WHITE10 NH_BLACK10 HISP10 NH_ASIAN10 NH_AMIN10 NH_OTHER10
        VAP10 WVAP10 BVAP10 HVAP10 ASIANVAP10 AMINVAP10 OTHERVAP10 CD113FP""",
        old_plan="CD108FP"),
    _style("VEST", "VEST", "vest", """
        UNIQUE_ID COUNTYFP COUNTYNAME MUNI NAME
        TOTPOP NH_WHITE NH_BLACK HISP NH_ASIAN NH_AMIN NH_OTHER
        VAP WVAP BVAP HVAP ASIANVAP AMINVAP OTHERVAP CON_DIST""",
        old_plan="CONG_DIST_2012"),
    _style("DRA", "DRA", "geoid", """
        GEOID20 COUNTYFP20 County Municipality Name
        T_20_CENS_Total T_20_CENS_White T_20_CENS_Black T_20_CENS_Hispanic T_20_CENS_Asian
        T_20_CENS_Native T_20_CENS_Other
        V_20_VAP_Total V_20_VAP_White V_20_VAP_Black V_20_VAP_Hispanic V_20_VAP_Asian
        V_20_VAP_Native V_20_VAP_Other District""",
        cvap="""V_20_CVAP_Total V_20_CVAP_White V_20_CVAP_Black V_20_CVAP_Hispanic
        V_20_CVAP_Asian V_20_CVAP_Native V_20_CVAP_Other""",
        old_plan="District_2011"),
    _style("ALARM", "ALARM", "geoid", """
        GEOID20 county_fips county muni name
        pop pop_white pop_black pop_hisp pop_asian pop_aian pop_other
        vap vap_white vap_black vap_hisp vap_asian vap_aian vap_other cd_2020""",
        cvap="cvap cvap_white cvap_black cvap_hisp cvap_asian cvap_aian cvap_other",
        old_plan="cd_2010"),
    _style("census", "VEST", "geoid", """
        GEOID20 COUNTYFP20 COUNTY COUSUB NAME20
        P0020001 P0020005 P0020006 P0020002 P0020008 P0020007 P0020010
        P0040001 P0040005 P0040006 P0040002 P0040008 P0040007 P0040010 CD118FP""",
        old_plan="CD116FP"),
    _style("RDH", "VEST", "vest", """
        UNIQUE_ID CO_FIPS CNTY_NAME MCD_NAME PREC_NAME
        P0010001 P0020005 P0020006 P0020002 P0020008 P0020007 P0020010
        P0030001 P0040005 P0040006 P0040002 P0040008 P0040007 P0040010 CONG_DIST""",
        cvap="CVAP22 WCVAP22 BCVAP22 HCVAP22 ACVAP22 AMINCVAP22 OCVAP22", old_plan="CD116"),
    _style("plain words", "party", "precinct", """
        Precinct County_Code County Town Precinct_Name
        Population White Black Hispanic Asian Native Other
        VAP White_VAP Black_VAP Hispanic_VAP Asian_VAP Native_VAP Other_VAP District"""),
    _style("office", "gerrydb", "serial", """
        precinct_id county_code county_name municipality precinct_name
        total_population white_pop black_pop hispanic_pop asian_pop native_pop other_pop
        total_vap white_vap black_vap hispanic_vap asian_vap native_vap other_vap district""",
        old_plan="enacted_2012"),
    _style("rdabase", "gerrydb", "county", """
        VTDID COUNTY_FIPS COUNTY_NAME TOWN VTD_NAME
        TOTAL_POP WHITE_POP BLACK_POP HISP_POP ASIAN_POP AIAN_POP OTHER_POP
        TOTAL_VAP WHITE_VAP BLACK_VAP HISP_VAP ASIAN_VAP AIAN_VAP OTHER_VAP CONG_DIST""",
        cvap="""TOTAL_CVAP WHITE_CVAP BLACK_CVAP HISP_CVAP ASIAN_CVAP AIAN_CVAP OTHER_CVAP""",
        old_plan="OLD_PLAN"),
    _style("gerrydb", "gerrydb", "geoid", """
        geoid20 county_fp county_name cousub_name name20
        total_pop_20 white_pop_20 black_pop_20 hispanic_pop_20 asian_pop_20 amin_pop_20
        other_pop_20
        total_vap_20 white_vap_20 bvap_20 hvap_20 asian_vap_20 amin_vap_20 other_vap_20 plan_1""",
        old_plan="plan_2"),
    _style("Mosaic", "nominee", "county", """
        PRECINCTID COUNTYCODE COUNTY CITY PRECINCT_NAME
        POP_TOTAL POP_WHITE POP_BLACK POP_LATINO POP_ASIAN POP_NATIVE POP_OTHER
        VAP_TOTAL VAP_WHITE VAP_BLACK VAP_LATINO VAP_ASIAN VAP_NATIVE VAP_OTHER ENACTED""",
        cvap="""CVAP_TOTAL CVAP_WHITE CVAP_BLACK CVAP_LATINO CVAP_ASIAN CVAP_NATIVE CVAP_OTHER""",
        old_plan="ENACTED_2012"),
    _style("POP100", "Pennsylvania", "geoid", """
        GEOCODE COUNTYFP CNTYNAME TOWNSHIP NAMELSAD
        POP100 NH_WHITE NH_BLACK HISP NH_ASIAN NH_AIAN NH_OTHER
        VAP WVAP BVAP HVAP AVAP AIANVAP OVAP CD116FP""", old_plan="CD113FP"),
    _style("county GIS", "bare nominee", "precinct", """
        Prec_ID Cnty_Code Cnty_Name City Prec_Name
        TotPop WhitePop BlackPop HispanicPop AsianPop NativePop OtherPop
        TotalVAP WhiteVAP BlackVAP HispanicVAP AsianVAP NativeVAP OtherVAP New_Plan""",
        old_plan="Old_Plan"),
    _style("spaced", "MGGG", "precinct", """
        Precinct~ID County~FIPS County~Name City~or~Town Precinct~Name
        Total~Pop White Black Hispanic Asian Native Other
        Adults WVAP BVAP HVAP ASIANVAP NATIVEVAP OTHERVAP District""",
        options={"unit_id": "Precinct ID", "county": "County Name",
                 "municipality": "City or Town", "population": "Total Pop", "vap": "Adults"}),
    _style("Texas", "Virginia", "county", """
        VTDKEY FIPS2 CNTY CITY_NAME VTDNAME
        TOTPOP WPOP BPOP HPOP ASNPOP AMINPOP OPOP
        VAP WVAP BVAP HVAP ASNVAP AMINVAP OVAP PLAN""",
        cvap="CVAP19 WCVAP19 BCVAP19 HCVAP19 ASNCVAP19 AMINCVAP19 OCVAP19", old_plan="PLAN_2013"),
    _style("POP2020", "DRA", "serial", """
        UNIT_ID COUNTYID COUNTYNAME20 MUNINAME NAME
        POP2020 WPOP2020 BPOP2020 HPOP2020 ASNPOP2020 AMINPOP2020 OPOP2020
        VAP2020 WVAP2020 BVAP2020 HVAP2020 ASNVAP2020 AMINVAP2020 OVAP2020 ENACTED""",
        old_plan="ENACTED_2011"),
    _style("Wisconsin", "Wisconsin", "geoid", """
        GEOID CNTY_FIPS CNTY_NAME MCDNAME LABELNAME
        PERSONS WHITE BLACK HISPANIC ASIAN AIAN OTHER
        PERSONS18 WHITEVAP BLACKVAP HISPVAP ASIANVAP AIANVAP OTHERVAP CONDIST""",
        old_plan="CONDIST_2011", split="dev"),
    _style("DRA 2010", "DRA 2010", "serial", """
        ID COUNTYFP10 County_Name Township VTD_Name
        Tot_2020_tot Wh_2020_tot Bl_2020_tot Hisp_2020_tot Asn_2020_tot Nat_2020_tot Oth_2020_tot
        Tot_2020_vap Wh_2020_vap Bl_2020_vap Hisp_2020_vap Asn_2020_vap Nat_2020_vap Oth_2020_vap
        Zone""", old_plan="Old_Plan", split="dev"),
    _style("by hand", "nominee votes", "name", """
        pctname cty_code cty city unit_name
        totpop nhwhite nhblack hisp nhasian nhaian nhother
        vap wvap bvap hvap asnvap aianvap ovap newplan""",
        old_plan="oldplan", split="dev"),
    _style("Carolina", "Carolina", "county", """
        PREC_ID CNTY_CODE CNTYNAME TOWNNAME ENR_NAME
        TOTAL_POPULATION NHWHITE NHBLACK HISP NHASIAN NHAMI NHOTHER
        TOTALVAP NHWVAP NHBVAP HVAP NHASNVAP NHAMIVAP NHOVAP REMEDIAL""",
        old_plan="PLAN_2016", split="test"),
    _style("census API", "Minnesota", "geoid", """
        GEO_ID COUNTYFP COUNTY_NAM CTU_NAME NAME
        P1_001N P2_005N P2_006N P2_002N P2_008N P2_007N P2_010N
        P3_001N P4_005N P4_006N P4_002N P4_008N P4_007N P4_010N CONGDIST""",
        old_plan="CONGDIST_2012", split="test"),
    _style("capitals", "party", "serial", """
        UnitID CountyFIPS CountyName TownName UnitName
        PopTotal Pop_White Pop_Black Pop_Hispanic Pop_Asian Pop_Native Pop_Other
        VAPTotal VAP_White VAP_Black VAP_Hispanic VAP_Asian VAP_Native VAP_Other HouseDist""",
        cvap="""CVAPTotal CVAP_White CVAP_Black CVAP_Hispanic CVAP_Asian CVAP_Native CVAP_Other""",
        old_plan="HouseDist_2011", split="test"),
)  # fmt: skip


def styles_of(split: Split) -> tuple[Style, ...]:
    """The styles of a split: for dev and test its own ones, for train those of everybody."""
    own = None if split == "train" else split
    return tuple(style for style in STYLES if style.split == own)


def style_named(name: str) -> Style:
    """A style by its name.

    Raises:
        KeyError: If there is none.
    """
    return {style.name: style for style in STYLES}[name]


NOMINEES = {
    ("PRES", "16"): ("Clinton", "Trump"),
    ("PRES", "20"): ("Biden", "Trump"),
    ("PRES", "24"): ("Harris", "Trump"),
}
"""The Democrat and the Republican of a contest, by office and year (two digits)."""
_SURNAMES = {
    ("PRES", "16"): ("CLI", "TRU"),
    ("PRES", "20"): ("BID", "TRU"),
    ("PRES", "24"): ("HAR", "TRU"),
    ("SEN", "18"): ("ASH", "BOO"),
    ("SEN", "20"): ("LIN", "CRO"),
    ("SEN", "22"): ("DEL", "MAR"),
    ("GOV", "18"): ("WEB", "STO"),
    ("GOV", "22"): ("OAK", "PYN"),
    ("AG", "18"): ("ELM", "HOR"),
    ("AG", "22"): ("NES", "KIR"),
    ("SOS", "18"): ("TAY", "LOW"),
    ("SOS", "22"): ("BEN", "RAI"),
    ("USH", "20"): ("DEM", "REP"),
    ("USH", "22"): ("DEM", "REP"),
}
"""What stands for the two candidates in column names that have three letters for them."""
CONTESTS: tuple[tuple[str, str], ...] = tuple(_SURNAMES)
"""Offices and years (two digits) of the contests that maps have."""
_VEST = {"PRES": "PRE", "SEN": "USS", "GOV": "GOV", "AG": "ATG", "SOS": "SOS", "USH": "USH"}
_OFFICE_CODES: dict[VoteHabit, dict[str, str]] = {
    "VEST": _VEST,
    "ALARM": _VEST,
    "Wisconsin": _VEST,
    "DRA": {"PRES": "PRES", "SEN": "SEN", "GOV": "GOV", "AG": "AG", "SOS": "SOS", "USH": "CONG"},
    "DRA 2010": {"PRES": "Pres", "SEN": "Sen", "GOV": "Gov", "AG": "AG"},
    "Virginia": {"PRES": "PRES", "SEN": "USS", "GOV": "GOV", "AG": "ATG", "USH": "USH"},
    "Carolina": {"PRES": "PR", "SEN": "USS", "GOV": "GV", "AG": "AG", "SOS": "SOS"},
    "Minnesota": {"PRES": "PRS", "SEN": "SEN", "USH": "REP"},
    "Pennsylvania": {"PRES": "PRES", "SEN": "SEN", "GOV": "GOV", "AG": "AG"},
    "nominee": {"PRES": ""},
    "bare nominee": {"PRES": ""},
    "nominee votes": {"PRES": ""},
}
_UNDATED: tuple[VoteHabit, ...] = ("party", "bare nominee", "nominee votes", "Minnesota")
"""Habits without years: one contest of each office at most."""


def contests_for(habit: VoteHabit) -> tuple[tuple[str, str], ...]:
    """Offices and years that a habit has names for."""
    codes = _OFFICE_CODES.get(habit)
    return tuple(one for one in CONTESTS if codes is None or one[0] in codes)


def dated(habit: VoteHabit) -> bool:
    """Whether its columns say the year."""
    return habit not in _UNDATED


def vote_columns(habit: VoteHabit, office: str, year: str) -> tuple[str, str]:
    """The columns of the two parties' votes, Democratic first.

    Args:
        habit: How votes are called.
        office: Short name, such as ``PRES``.
        year: Two digits.
    """
    code = _OFFICE_CODES.get(habit, {}).get(office, office)
    dem, rep = _SURNAMES[office, year]
    makers: dict[VoteHabit, Callable[[], tuple[str, str]]] = {
        "MGGG": lambda: (f"{office}{year}D", f"{office}{year}R"),
        "VEST": lambda: (f"G{year}{code}D{dem}", f"G{year}{code}R{rep}"),
        "DRA": lambda: (f"E_{year}_{code}_Dem", f"E_{year}_{code}_Rep"),
        "ALARM": lambda: (
            f"{code}_{year}_dem_{dem}".lower(),
            f"{code}_{year}_rep_{rep}".lower(),
        ),
        "gerrydb": lambda: (f"{office.lower()}_{year}_dem", f"{office.lower()}_{year}_rep"),
        "party": lambda: ("DemVotes", "RepVotes"),
        "nominee": lambda: (f"{NOMINEES[office, year][0]}_{year}", f"Trump_{year}"),
        "bare nominee": lambda: NOMINEES[office, year],
        "nominee votes": lambda: (f"{NOMINEES[office, year][0]}Votes", "TrumpVotes"),
        "DRA 2010": lambda: (f"Dem_20{year}_{code}", f"Rep_20{year}_{code}"),
        "Virginia": lambda: (f"G{year}D{code}", f"G{year}R{code}"),
        "Carolina": lambda: (f"EL{year}G_{code}_D", f"EL{year}G_{code}_R"),
        "Wisconsin": lambda: (f"{code}DEM{year}", f"{code}REP{year}"),
        "Pennsylvania": lambda: (f"T{year}{code}D", f"T{year}{code}R"),
        "Minnesota": lambda: (f"US{code}DFL", f"US{code}R"),
    }
    return makers[habit]()
