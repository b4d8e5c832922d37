"""Terms of the ratings of Dave's Redistricting (DRA)."""

from districtbot.plans.glossary.term import Term

DRA = "Dave's Redistricting, https://github.com/dra2020/dra-analytics"
MORE = "No sign: 100 is best, 0 worst."
SPLITTING_SOURCE = (
    "https://medium.com/dra-2020/measuring-county-district-splitting-48a075bcce39; "
    f"{DRA}, lib/splitting."
)
NO_COUNTIES = "Where the map has no counties, or people live in units without one."
NO_GROUPS = "Where the map has no voting age population or counts no groups in it."

RATINGS = (
    Term(
        "rating_population",
        "Population rating",
        "How equal the districts are, from 0 to 100 on DRA's scale.",
        "0 at an overall range of 0.75% of the ideal for Congress and 10% for a legislature, 100 "
        "at 0.2% and 2.67%, straight in between. Which of the two is taken is said beside it: "
        "Congress where districts have 500,000 people or more, unless one is asked for.",
        MORE,
        source=f"{DRA}, lib/rate.",
    ),
    Term(
        "rating_compactness",
        "Compactness rating",
        "How compact the districts are, from 0 to 100 on DRA's scale.",
        "Half of it mean Reock, 0 at 0.25 and 100 at 0.50; half mean Polsby-Popper, 0 at 0.10 "
        "and 100 at 0.50.",
        MORE,
        "Where the map is a graph file without shapes.",
        f"{DRA}, lib/rate.",
    ),
    Term(
        "rating_splitting",
        "Splitting rating",
        "How well the districts keep to county lines, from 0 to 100 on DRA's scale.",
        "Half of it the splitting of counties, half that of districts: 100 at the light cuts that "
        "so many counties and districts need, 0 at 1.33 times them; 100 is kept for plans "
        "without any cut.",
        MORE,
        NO_COUNTIES,
        f"{DRA}, lib/rate.",
    ),
    Term(
        "rating_proportionality",
        "Proportionality rating",
        "How near likely seats are to votes, from 0 to 100 on DRA's scale.",
        "Chances of a Democratic win, added up, against the votes' share of the districts in "
        "whole districts: 100 at no difference, 0 at 20 points. The majority may have twice its "
        "lead over one half in seats at no cost. 0 where a party with under 48% of the votes is "
        "likely to win most districts.",
        MORE,
        "Where a district has no votes, or votes for one party only.",
        f"{DRA}, lib/rate.",
    ),
    Term(
        "rating_competitiveness",
        "Competitiveness rating",
        "How many districts could go either way, from 0 to 100 on DRA's scale.",
        "Each district counts from 1 at 50% through 0.38 at 45% to 0.02 at 40%; the sum as a "
        "share of the districts, 0 at none and 100 at 75%.",
        MORE,
        "Where a district has no votes, or votes for one party only.",
        f"{DRA}, lib/rate and lib/partisan.",
    ),
    Term(
        "rating_minority",
        "Minority rating",
        "How many districts give minorities a chance to elect whom they choose, against their "
        "numbers, from 0 to 100 on DRA's scale.",
        "Likely opportunity districts in percent of the proportional number, and half of what "
        "coalition districts are ahead of that. It looks at shares of people, not at how anybody "
        "votes, and is no legal advice.",
        MORE,
        f"{NO_GROUPS} Also where no group is large enough for one district: DRA's formula would "
        "give 0 there.",
        f"{DRA}, lib/rate and lib/minority.",
    ),
    Term(
        "dem_likely_seats",
        "Likely Democratic districts",
        "How many districts Democrats would win on average, as votes come out a little "
        "differently each time.",
        "The chances of a Democratic win, added up: 50% at an even vote, 84% at 54%, nearly "
        "certain at 60% (a normal error of four points).",
        undefined="Where a district has no votes, or votes for one party only.",
        source="Nagle, https://lipid.phys.cmu.edu/nagle/Technical/FractionalSeats2.pdf; "
        f"{DRA}, lib/partisan.",
    ),
    Term(
        "likely_competitive",
        "Likely competitive districts",
        "How many districts could go either way, the closer the more.",
        "4 x chance of a Democratic win x chance of a Republican win, added up over the districts.",
        undefined="Where a district has no votes, or votes for one party only.",
        source=f"{DRA}, lib/partisan.",
    ),
    Term(
        "county_splitting",
        "County splitting",
        "How finely districts cut counties: 1 is no cut, 1.41 all counties in halves.",
        "For each county the sum of the square roots of its parts' shares of its people; the "
        "mean over the counties, weighted by people. Districts wholly inside a county count as "
        "one part of it.",
        undefined=NO_COUNTIES,
        source=SPLITTING_SOURCE,
    ),
    Term(
        "district_splitting",
        "District splitting",
        "How finely counties fill districts: 1 is no cut, 1.41 all districts in halves.",
        "For each district the sum of the square roots of its parts' shares of its people; the "
        "mean over the districts, weighted by people. Counties wholly inside a district count "
        "as one part of it.",
        undefined=NO_COUNTIES,
        source=SPLITTING_SOURCE,
    ),
    Term(
        "likely_opportunity",
        "Likely opportunity districts",
        "In how many districts a minority is likely to elect whom it chooses, by DRA's estimate.",
        "For Black, Hispanic, Asian, Native and Pacific people each: no chance under 37% of the "
        "voting age population, from there the chance to win with a share 15 points higher (7.5 "
        "for all but Black people); added up over districts and groups.",
        undefined=NO_GROUPS,
        source=f"{DRA}, lib/minority.",
    ),
    Term(
        "proportional_opportunity",
        "Proportional opportunity districts",
        "How many districts the groups would have by their numbers.",
        "Each group's share of the voting age population x districts, rounded; added up.",
        undefined=NO_GROUPS,
        source=f"{DRA}, lib/minority.",
    ),
    Term(
        "likely_coalition",
        "Likely coalition districts",
        "In how many districts all minorities together are likely to elect whom they choose, by "
        "DRA's estimate.",
        "As opportunity districts, with the share of everyone but white non-Hispanic people.",
        undefined=f"{NO_GROUPS} Also where it cannot tell who is white and not Hispanic.",
        source=f"{DRA}, lib/minority.",
    ),
    Term(
        "proportional_coalition",
        "Proportional coalition districts",
        "How many districts all minorities together would have by their numbers.",
        "Their share of the voting age population x districts, rounded.",
        undefined=f"{NO_GROUPS} Also where it cannot tell who is white and not Hispanic.",
        source=f"{DRA}, lib/minority.",
    ),
)
