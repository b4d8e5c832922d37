"""Terms of population and of groups within it."""

from districtbot.plans.glossary.term import Term

PEOPLE = (
    Term(
        "ideal_population",
        "Ideal population",
        "The people each district would have if all had the same number.",
        "All people on the map divided by the number of districts.",
    ),
    Term(
        "largest_deviation",
        "Largest deviation",
        "How far the district furthest from the ideal population is from it.",
        "The largest absolute value, over districts, of (people - ideal) / ideal.",
        undefined="Where nobody lives on the map.",
    ),
    Term(
        "overall_range",
        "Overall range",
        "Largest less smallest district, as a share of the ideal population.",
        "(Most people in a district - fewest people in a district) / ideal. Courts speak of the "
        "total or overall deviation.",
        undefined="Where nobody lives on the map.",
        source="Brown v. Thomson (1983), 462 U.S. 835, on the 10% that states need not explain.",
    ),
    Term(
        "contiguous",
        "Contiguous",
        "Whether every district is one piece: any unit can be reached from any other inside it.",
        "Connected components of each district on the graph of touching units, with the edges "
        "that were added over water and gaps.",
    ),
    Term(
        "pieces",
        "Pieces",
        "The separate parts a district falls into; 1 is a district in one piece.",
        "Connected components of the district on the dual graph, added edges counted.",
    ),
    Term(
        "opportunity",
        "Districts at or above a share",
        "Districts where a group makes up at least a given share of the people counted.",
        "Districts whose share is at or above the threshold; a share of exactly the threshold "
        "counts. A count by arithmetic, not a finding that a group can elect whom it prefers.",
        undefined="Where the map does not count the group or everyone.",
    ),
    Term(
        "group_share",
        "Group share",
        "A group's part of everyone counted.",
        "The group's column summed over the district, divided by the column of everyone.",
        undefined="In a district where nobody is counted.",
    ),
)
