"""Terms of counties, towns and other regions."""

from districtbot.plans.glossary.term import Term

NO_COLUMN = "Where the map has no column of the regions."

REGIONS = (
    Term(
        "splits",
        "Regions split",
        "Counties or towns with units in more than one district.",
        "Regions with units in at least two districts, whether or not anybody lives in them.",
        undefined=NO_COLUMN,
    ),
    Term(
        "splits_populated",
        "Regions split with people",
        "Counties or towns with people in more than one district.",
        "Regions with units where somebody lives in at least two districts: a split that only "
        "cuts off water or empty land is not counted.",
        undefined=NO_COLUMN,
    ),
    Term(
        "whole",
        "Regions kept whole",
        "Counties or towns that lie in one district.",
        "Regions with all units in one district.",
        undefined=NO_COLUMN,
    ),
    Term(
        "multiply_split",
        "Regions in three districts or more",
        "Counties or towns cut more than once.",
        "Regions with units in at least three districts.",
        undefined=NO_COLUMN,
    ),
    Term(
        "region_pieces",
        "Pieces",
        "The districts each region touches, added up: the number of regions if none is split.",
        "Sum over regions of the number of districts with a unit in it.",
        undefined=NO_COLUMN,
    ),
    Term(
        "extra_pieces",
        "Splits, each cut counted",
        "How often regions are cut: one in two districts counts once, one in three twice.",
        "Pieces - number of regions.",
        undefined=NO_COLUMN,
    ),
    Term(
        "parts",
        "Connected parts",
        "The separate parts that district borders leave of the regions: more than the pieces "
        "where a district comes into a region in two places.",
        "Connected components, on the graph of touching units, of units of the same region and "
        "district. Regions on islands have several though no district splits them.",
        undefined=NO_COLUMN,
    ),
    Term(
        "people_in_split",
        "People in split regions",
        "People who live in a county or town that lies in more than one district.",
        "People of all split regions / all people on the map.",
        undefined=NO_COLUMN,
    ),
)
