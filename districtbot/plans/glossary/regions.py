"""Terms of counties, towns and other regions."""

from districtbot.plans.glossary.term import Term

REGIONS = (
    Term(
        "splits",
        "Regions split",
        "Counties or towns with units in more than one district.",
        "Regions with units in at least two districts, whether or not anybody lives in them.",
        undefined="Where the map has no column of the regions.",
    ),
    Term(
        "region_pieces",
        "Pieces",
        "The districts each region touches, added up: the number of regions if none is split.",
        "Sum over regions of the number of districts with a unit in it.",
        undefined="Where the map has no column of the regions.",
    ),
)
