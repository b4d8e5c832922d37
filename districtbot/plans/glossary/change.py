"""Terms of change against another plan."""

from districtbot.plans.glossary.term import Term

CHANGE = (
    Term(
        "people_moved",
        "People moved",
        "People who get another district than in the other plan, districts renumbered so that "
        "this is as few as can be.",
        "All people less those in matched districts; districts are matched one to one so that "
        "most people stay.",
    ),
    Term(
        "share_moved",
        "Share of people moved",
        "People who get another district, as a share of all people.",
        "People moved / all people on the map.",
        undefined="Where nobody lives on the map.",
    ),
    Term(
        "units_moved",
        "Units moved",
        "Units that get another district than in the other plan, districts matched as for people.",
        "Units outside their matched district; the matching is the one that keeps most people.",
    ),
    Term(
        "core_retention",
        "Core retention",
        "Share of an old district's people who are kept together in one new district.",
        "The largest number of people of the old district in any one new district / people of "
        "the old district. Several old districts may have the same new one.",
        undefined="For an old district where nobody lives.",
    ),
    Term(
        "districts_kept",
        "Districts left as they were",
        "Districts that have exactly the units of their match in the other plan.",
        "Matched districts that nobody enters or leaves, no empty unit either.",
    ),
    Term(
        "variation_of_information",
        "Variation of information",
        "How far two plans are apart, whatever their districts are called: 0 for the same "
        "districts; two plans that divide the people by halves in unrelated ways are 1.39 apart.",
        "Sum over pairs of districts, one of each plan, of p ln(a b / p^2), with p, a and b the "
        "shares of all people in both districts, in the one and in the other. In nats.",
        undefined="Where nobody lives on the map.",
        source="Meila (2007), Journal of Multivariate Analysis 98, 873, "
        "https://doi.org/10.1016/j.jmva.2006.11.013; redistmetrics' dist_info.",
    ),
)
