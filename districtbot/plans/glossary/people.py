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
    ),
    Term(
        "mean_deviation",
        "Mean deviation",
        "How far the districts are from the ideal population on average.",
        "The mean, over districts, of the absolute value of (people - ideal) / ideal.",
    ),
    Term(
        "deviation",
        "Deviation",
        "How far a district is from the ideal population.",
        "(people - ideal) / ideal.",
        sign="Positive: more people than the ideal, so each vote there weighs less.",
    ),
    Term(
        "overall_range",
        "Overall range",
        "Largest less smallest district, as a share of the ideal population.",
        "(Most people in a district - fewest people in a district) / ideal. Courts speak of the "
        "total or overall deviation; it can be twice the largest deviation.",
        source="Brown v. Thomson (1983), 462 U.S. 835: a range under 10% of state legislative "
        "districts needs no justification by itself; Karcher v. Daggett (1983), 462 U.S. 725: "
        "congressional districts must be as equal as practicable.",
    ),
    Term(
        "contiguous",
        "Contiguous",
        "Whether every district is one piece: any unit can be reached from any other inside it.",
        "Connected components of each district on the graph of touching units, with the edges "
        "that were added over water and gaps.",
    ),
    Term(
        "torn_districts",
        "Districts in more than one piece",
        "Districts that fall apart, with the edges added over water and gaps.",
        "Districts with more than one connected component on the dual graph, added edges counted.",
    ),
    Term(
        "bridged_districts",
        "Districts over added bridges",
        "Districts that touching units alone do not hold together: edges that were added over "
        "water or gaps do.",
        "Districts with more connected components without the added edges than with them.",
    ),
    Term(
        "jointed_districts",
        "Districts joined by a unit in parts",
        "Districts that hang together only because one unit has several separate parts, such "
        "as a precinct of water on both sides of a cape.",
        "With every separate part of a unit a node of its own, districts of which two or more "
        "connected areas each hold a whole unit, though the units hang together.",
        undefined="Where the map is a graph file without shapes.",
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
        source="The shares of 50% and of 40% to 50% in use: Bartlett v. Strickland (2009), 556 "
        "U.S. 1. The law on race in districting is unsettled.",
    ),
    Term(
        "group_share",
        "Group share",
        "A group's part of everyone counted.",
        "The group's column summed over the district, divided by the column of everyone.",
        undefined="In a district where nobody is counted.",
    ),
)
