"""Terms of shape."""

from districtbot.plans.glossary.term import Term

NO_SHAPES = "Where the map is a graph file without shapes."

SHAPE = (
    Term(
        "polsby_popper",
        "Polsby-Popper",
        "Area against a circle with the same border: 1 is a circle, ragged borders go to 0.",
        "4 pi area / perimeter squared of the dissolved district, every ring counted, in an "
        "equal-area projection.",
        undefined=NO_SHAPES,
        source="Polsby and Popper (1991), 9 Yale Law & Policy Review 301.",
    ),
    Term(
        "reock",
        "Reock",
        "Area against the smallest circle around the district: 1 is a circle, long or bent "
        "districts go to 0.",
        "Area / area of the smallest circle that encloses the dissolved district, in an "
        "equal-area projection.",
        undefined=NO_SHAPES,
        source="Reock (1961), Midwest Journal of Political Science 5, 70.",
    ),
    Term(
        "schwartzberg",
        "Schwartzberg",
        "Border length against that of a circle with the same area: 1 is a circle, longer "
        "borders grow without limit.",
        "Perimeter / (2 times the square root of pi area), every ring counted: 1 over the "
        "square root of Polsby-Popper. Some programs show its inverse.",
        undefined=NO_SHAPES,
        source="Schwartzberg (1966), 50 Minnesota Law Review 443.",
    ),
    Term(
        "convex_hull",
        "Convex hull ratio",
        "Area against a rubber band around the district: 1 has no dents, bent or scattered "
        "districts go to 0.",
        "Area / area of the convex hull of the dissolved district, in an equal-area projection.",
        undefined=NO_SHAPES,
        source="Niemi, Grofman, Carlucci and Hofeller (1990), Journal of Politics 52, 1155.",
    ),
    Term(
        "population_polygon",
        "Population polygon",
        "The district's people against all people inside a rubber band around it: 1 means the "
        "dents hold nobody.",
        "People of the district / people of all units that touch the district's convex hull; a "
        "unit that touches it counts in full, however little of it lies inside.",
        undefined="Where the map is without shapes, or nobody lives in or around a district.",
        source="Niemi, Grofman, Carlucci and Hofeller (1990), Journal of Politics 52, 1155.",
    ),
    Term(
        "cut_edges",
        "Cut edges",
        "Pairs of touching units in different districts: fewer means shorter borders. To be "
        "compared on the same map only.",
        "Edges of the graph of touching units whose ends lie in different districts; edges "
        "added over water and gaps are not counted.",
        source="DeFord, Duchin and Solomon (2021), Harvard Data Science Review 3.1.",
    ),
    Term(
        "cut_edge_share",
        "Share of edges cut",
        "Cut edges as a share of all pairs of touching units.",
        "Cut edges / edges of the graph of touching units. One less this is the share of edges "
        "kept.",
    ),
    Term(
        "cut_border",
        "Border between districts",
        "Length of all borders between two districts: shorter means simpler lines.",
        "Length of the shared border of every cut edge, in an equal-area projection; the outer "
        "border of the map is not counted.",
        undefined=NO_SHAPES,
    ),
    Term(
        "area",
        "Area",
        "Square kilometres of a district, water of its units counted.",
        "Area of the dissolved district in an equal-area projection.",
        undefined=NO_SHAPES,
    ),
    Term(
        "perimeter",
        "Perimeter",
        "Kilometres around a district, coasts and holes counted.",
        "Length of every ring of the dissolved district in an equal-area projection; it grows "
        "with the detail of the map.",
        undefined=NO_SHAPES,
    ),
)
