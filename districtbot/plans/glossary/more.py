"""Terms of the measures that a scorecard has on request only."""

from districtbot.plans.glossary.shape import NO_SHAPES
from districtbot.plans.glossary.term import Term
from districtbot.plans.glossary.votes import BOTH_WIN, CONTESTED, DEMOCRATS, NO_SIGN

NORTH = (
    "East and north are those of the projection; a district turned on the map would have "
    "another value."
)
KAUFMAN = (
    "Kaufman, King and Komisarchik (2021), American Journal of Political Science 65, 533, "
    "https://doi.org/10.1111/ajps.12603; redistmetrics' "
)
WARRINGTON = (
    "Warrington (2018), Election Law Journal 17, 39, https://doi.org/10.1089/elj.2017.0447; "
    "redistmetrics' "
)
KATZ = (
    "Katz, King and Rosenblatt (2020), American Political Science Review 114, 164, "
    "https://doi.org/10.1017/S000305541900056X; redistmetrics' "
)
HERSCHLAG = (
    "Herschlag and others (2020), Statistics and Public Policy 7, 30, "
    "https://doi.org/10.1080/2330443X.2020.1796400; redistmetrics' part_sscd."
)
TURNED = "Its inventor's sign is the other way round."

MORE = (
    Term(
        "upright_box",
        "Upright box",
        "Area against the box around the district that stands upright on the map: 1 fills it.",
        f"Area / area of the box with sides east and north. {NORTH}",
        undefined=NO_SHAPES,
        source="redistmetrics' comp_bbox_reock, after Reock (1961), Midwest Journal of Political "
        "Science 5, 70.",
    ),
    Term(
        "turned_box",
        "Smallest box",
        "Area against the smallest box around the district, however turned: 1 is a rectangle.",
        "Area / area of the rectangle of the smallest area around the district.",
        undefined=NO_SHAPES,
        source="redistmetrics' comp_box_reock, after Reock (1961), Midwest Journal of Political "
        "Science 5, 70.",
    ),
    Term(
        "length_width",
        "Length and width",
        "Whether the district is as wide as it is long: 1 is a square, long ones go to 0.",
        f"Shorter / longer side of the box with sides east and north. {NORTH}",
        undefined=NO_SHAPES,
        source="Harris (1964), Behavioral Science 9, 219; redistmetrics' comp_lw.",
    ),
    Term(
        "boyce_clark",
        "Boyce-Clark",
        "Whether the district reaches as far in every direction: 1 is a circle, bent or long "
        "districts go to 0.",
        "From the centroid (a point well inside where the centroid lies outside; redistmetrics "
        "always takes such a point) lines go in 16 directions, the first one east. With r the "
        "part of all their lengths within the district, in percent, that one line has: 1 - sum "
        "of |r - 6.25| / 200.",
        undefined=NO_SHAPES,
        source="Boyce and Clark (1964), Geographical Review 54, 561, "
        "https://doi.org/10.2307/212982; redistmetrics' comp_bc.",
    ),
    Term(
        "skew",
        "Skew",
        "The largest circle inside the district against the smallest circle around it: 1 is a "
        "circle, thin or ragged districts go to 0.",
        "Radius of the largest circle inside / radius of the smallest circle around.",
        undefined=NO_SHAPES,
        source="Schumm (1963), Geological Society of America Bulletin 74, 1089; redistmetrics' "
        "comp_skew.",
    ),
    Term(
        "x_symmetry",
        "Symmetry, top to bottom",
        "How much of the district is covered when it is turned upside down: 1 is all of it.",
        f"Area shared with the mirror image across an east-west line through the centroid / "
        f"area. {NORTH}",
        undefined=NO_SHAPES,
        source=f"{KAUFMAN}comp_x_sym.",
    ),
    Term(
        "y_symmetry",
        "Symmetry, left to right",
        "How much of the district is covered when east and west are swapped: 1 is all of it.",
        f"Area shared with the mirror image across a north-south line through the centroid / "
        f"area. {NORTH}",
        undefined=NO_SHAPES,
        source=f"{KAUFMAN}comp_y_sym.",
    ),
    Term(
        "clipped_hull",
        "Convex hull on the map",
        "Area against that part of a rubber band around the district that lies on the map: a "
        "coast or a state's border is not held against the district.",
        "Area / area of the convex hull within all units dissolved.",
        undefined=NO_SHAPES,
        source="Duchin and Tenner (2024), Political Geography 108, "
        "https://doi.org/10.1016/j.polgeo.2023.103040; gerrytools' StateClippedConvexHullRatio.",
    ),
    Term(
        "people_apart",
        "How far apart people live",
        "How far two people of the same district live apart, on average: shorter is more "
        "compact. To be compared on the same map only.",
        "The root of: sum over districts and pairs of units of people x people x squared "
        "distance of their centroids, divided by the number of pairs of people. The sum itself "
        "(fryer_holden in files, metres squared) is what redistmetrics' comp_fh gives; Fryer and "
        "Holden divide it by the least that any plan could reach, which nobody can work out.",
        undefined="Where the map is without shapes, or nobody lives on it.",
        source="Fryer and Holden (2011), Journal of Law and Economics 54, 493, "
        "https://doi.org/10.1086/661511.",
    ),
    Term(
        "edges_kept",
        "Share of edges kept",
        "Pairs of touching units in the same district, as a share of all pairs of touching units.",
        "1 - cut edges / edges of the graph of touching units. redistmetrics' comp_frac_kept "
        "divides by twice the edges.",
        undefined="Where no two units touch.",
        source="Dube and Clark (2016), Beyond the circle, Northeastern Political Science "
        "Association.",
    ),
    Term(
        "log_spanning_trees",
        "Spanning trees, logarithm",
        "In how many ways the districts' units can be strung together: more ways, rounder "
        "districts. To be compared on the same map only.",
        "Natural logarithm of the number of spanning trees of each district's part of the graph "
        "of touching units, by Kirchhoff's theorem, added up; edges added over water and gaps "
        "are not counted.",
        undefined="Where touching units alone do not join a district: it has no spanning tree.",
        source="McCartan and Imai (2023), Annals of Applied Statistics 17, 3300, "
        "https://doi.org/10.1214/23-AOAS1763; redistmetrics' comp_log_st without counties.",
    ),
    Term(
        "dem_eguia",
        "Advantage against counties",
        "Democratic share of the districts less what it would be if every county elected by its "
        "majority, weighed by its people.",
        "Districts won / all districts - people in counties with more Democratic votes / all "
        "people. A tied district or county is nobody's.",
        f"{DEMOCRATS}",
        f"{CONTESTED} Also where the map has no counties, or people live in units without one.",
        "Eguia (2022), Election Law Journal 21, 84, https://doi.org/10.1089/elj.2020.0691; "
        "gerrytools' eguia.",
    ),
    Term(
        "dem_bias_at_vote",
        "Partisan bias at the actual vote",
        "What share of the districts Democrats win at their votes beyond what Republicans would "
        "win with as many, halved.",
        "(S(v) - (1 - S(1 - v))) / 2 with v the mean of the districts' Democratic shares and S "
        "the Democratic share of the districts under uniform swing; a district at exactly 50% "
        "counts half. Partisan bias is the same at v = 1/2.",
        DEMOCRATS,
        CONTESTED,
        f"{KATZ}part_bias.",
    ),
    Term(
        "dem_declination_adjusted",
        "Declination, adjusted",
        "Declination in a form that can be compared between plans of few and of many districts.",
        "Declination x natural logarithm of the number of districts / 2.",
        f"{DEMOCRATS} {TURNED}",
        BOTH_WIN,
        f"{WARRINGTON}part_decl, which takes slopes half as steep.",
    ),
    Term(
        "dem_declination_simple",
        "Declination, simplified",
        "Declination without its angles: how much more steeply the districts won rise above "
        "50%, for Republicans than for Democrats.",
        "For each party, mean winning margin over 50% / its share of the districts; the "
        "Republican number less the Democratic one.",
        f"{DEMOCRATS} {TURNED}",
        BOTH_WIN,
        f"{KATZ}part_decl_simple.",
    ),
    Term(
        "dem_tau_gap",
        "Tau gap",
        "The efficiency gap, with a vote weighing more the further its district is from 50%.",
        "2 x (Democratic share of the districts - 1/2 - mean of a|a|) with a = 2 x Democratic "
        "share - 1; a district at exactly 50% counts half. redistmetrics' part_tau_gap, which "
        "divides by 2 where this takes the mean, agrees for two districts.",
        f"{DEMOCRATS} {TURNED}",
        CONTESTED,
        f"{WARRINGTON}part_tau_gap.",
    ),
    Term(
        "dem_dilution_asymmetry",
        "Dilution asymmetry",
        "How much larger a part of their votes Republicans waste than Democrats.",
        "Wasted Republican / all Republican votes - wasted Democratic / all Democratic votes, "
        "wasted as in the efficiency gap.",
        f"{DEMOCRATS} {TURNED}",
        CONTESTED,
        "Gordon and Yntiso (2024), Election Law Journal, https://doi.org/10.1089/elj.2023.0005; "
        "redistmetrics' part_dil_asym.",
    ),
    Term(
        "dem_smoothed_seats",
        "Democratic districts, smoothed",
        "Democratic districts with narrow wins and narrow losses counted in part, so that the "
        "number does not jump with a few votes.",
        "Districts won - 1/2 + smoothed seat deviation. A district at exactly 50% counts half.",
        undefined=f"{CONTESTED} Also where one party wins no district and none is tied.",
        source=HERSCHLAG,
    ),
    Term(
        "smoothed_seat_deviation",
        "Smoothed seat deviation",
        "How near the next district is to change hands: 0 where the narrowest Democratic win is "
        "bare, 1 where the narrowest Republican win is.",
        "(w - 1/2) / (w - l) with w the lowest Democratic share of a district that Democrats win "
        "and l the highest of one they lose; 1/2 where a district is tied.",
        NO_SIGN,
        f"{CONTESTED} Also where one party wins no district and none is tied.",
        HERSCHLAG,
    ),
    Term(
        "talisman",
        "Distance from close contests",
        "How far the districts are from even contests and their winners from an even split: 0 "
        "is as competitive as can be.",
        "Mean of |Democratic share - 1/2|, times 1 + |Democratic share of the districts - 1/2|; "
        "a district at exactly 50% counts half.",
        NO_SIGN,
        CONTESTED,
        "Cho and Liu (2016), Election Law Journal 15, 351, "
        "https://doi.org/10.1089/elj.2016.0384; redistmetrics' compet_talisman.",
    ),
    Term(
        "dislocation",
        "Partisan dislocation",
        "How unlike the people who live around them, in their votes, the voters of a voter's "
        "district are: 0 if districts are like neighbourhoods.",
        "For each unit, |Democratic share of its district - that of its neighbourhood|; the mean, "
        "weighted by votes. The neighbourhood is the unit and those nearest to it, by centroids, "
        "up to the first with which they have as many votes as a district on average. "
        "redistmetrics' part_dislocation leaves the unit itself out.",
        f"{NO_SIGN} Files have it for each district too, positive where the district is more "
        "Democratic than the neighbourhoods of its voters.",
        f"{CONTESTED} Also where the map is a graph file without shapes, or has so many "
        "units for its districts that it would take minutes.",
        "DeFord, Eubank and Rodden (2022), Political Analysis 30, 403, "
        "https://doi.org/10.1017/pan.2021.13.",
    ),
    Term(
        "dissimilarity",
        "Dissimilarity",
        "How unevenly the districts divide a group from everyone else: 0 if its share is the "
        "same in every district, 1 if every district holds only the group or only others.",
        "Sum over districts of |group - G x everyone| / (2 G (1 - G) x all people) with G the "
        "group's share of all people.",
        NO_SIGN.replace("a plan favours", "it favours"),
        "Where nobody, or everybody, is of the group.",
        "Massey and Denton (1988), Social Forces 67, 281, "
        "https://doi.org/10.1093/sf/67.2.281; redistmetrics' seg_dissim.",
    ),
)
