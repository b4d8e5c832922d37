"""Terms of votes and seats."""

from districtbot.plans.glossary.term import Term

DEMOCRATS = "Positive favours Democrats, negative Republicans."
MISLEADS = (
    "Where one party is far ahead the sign can mislead (DeFord and others 2023, "
    "https://doi.org/10.1017/pan.2021.49)."
)
NO_SIGN = "No sign: it does not say whom a plan favours."
CONTESTED = (
    "Where a district has no votes, or votes for one party only: nobody can say how its voters "
    "would have divided."
)
BOTH_WIN = f"{CONTESTED} Also where one party wins no district."
TWO_PARTY = "Votes for other candidates are left out."
COUNTED = "It always has a value; a district without votes is in none of the groups."

VOTES = (
    Term(
        "dem_vote_share",
        "Democratic vote share",
        "Of the votes for the two parties on the whole map, the part for Democrats.",
        f"Democratic votes / (Democratic + Republican votes). {TWO_PARTY}",
        undefined="Where nobody voted for either party.",
    ),
    Term(
        "dem_seats",
        "Democratic districts",
        "Districts with more Democratic than Republican votes.",
        "A district with as many votes for each, or with none, is nobody's.",
    ),
    Term(
        "rep_seats",
        "Republican districts",
        "Districts with more Republican than Democratic votes.",
        "A district with as many votes for each, or with none, is nobody's.",
    ),
    Term(
        "tied",
        "Tied districts",
        "Districts that neither party wins.",
        "Those with as many votes for each party, or with none at all.",
    ),
    Term(
        "competitive",
        "Competitive districts",
        "Districts so close that either party might win them next time.",
        "Districts whose Democratic share lies strictly within a margin of one half: 5 points "
        f"unless another is asked for, so 45% to 55%. {COUNTED}",
    ),
    Term(
        "lean_dem",
        "Leaning Democratic",
        "Districts that Democrats win by more than a close vote but not safely.",
        "Democratic share of 55% and more but less than 60%, or as the margins asked for say.",
    ),
    Term(
        "lean_rep",
        "Leaning Republican",
        "Districts that Republicans win by more than a close vote but not safely.",
        "Republican share of 55% and more but less than 60%, or as the margins asked for say.",
    ),
    Term(
        "safe_dem",
        "Safe Democratic",
        "Districts that Democrats win by so much that the other side hardly ever will.",
        "Democratic share of 60% and more, or as the margin asked for says.",
    ),
    Term(
        "safe_rep",
        "Safe Republican",
        "Districts that Republicans win by so much that the other side hardly ever will.",
        "Republican share of 60% and more, or as the margin asked for says.",
    ),
    Term(
        "dem_efficiency_gap",
        "Efficiency gap",
        "How many more votes Republicans waste than Democrats, as a share of all votes; votes "
        "for a loser, and those a winner did not need, are wasted.",
        "(Wasted Republican - wasted Democratic votes) / all votes of the two parties. A winner "
        "needs half of a district's votes, rounded down, and one more.",
        f"{DEMOCRATS} Some programs turn the sign.",
        CONTESTED,
        "Stephanopoulos and McGhee (2015), 82 University of Chicago Law Review 831.",
    ),
    Term(
        "dem_efficiency_gap_simplified",
        "Efficiency gap, simplified",
        "What the efficiency gap would be if every district had as many voters.",
        "Democratic share of the districts - 2 x Democratic share of the votes + 1/2.",
        f"{DEMOCRATS} Some programs turn the sign.",
        CONTESTED,
        "Stephanopoulos and McGhee (2015), 82 University of Chicago Law Review 831.",
    ),
    Term(
        "dem_mean_median",
        "Mean-median difference",
        "How much better Democrats do in the middle district than in the average one: a party "
        "whose middle district lies above its average needs fewer votes for half of the seats.",
        "Median - mean of the districts' Democratic shares, every district counting the same.",
        f"{DEMOCRATS} {MISLEADS} Others subtract the other way round.",
        CONTESTED,
        "Grofman (1983), Political Methodology 9, 295, https://www.jstor.org/stable/25791195.",
    ),
    Term(
        "dem_partisan_bias",
        "Partisan bias",
        "How far from half of the districts Democrats would win if the parties were tied.",
        "All districts' Democratic shares are moved by as many points as bring their mean to "
        "50%; the Democratic share of the districts then, less one half. A district at exactly "
        "50% counts half.",
        f"{DEMOCRATS} {MISLEADS} Some programs turn the sign.",
        CONTESTED,
        "Katz, King and Rosenblatt (2020), American Political Science Review 114, 164, "
        "https://doi.org/10.1017/S000305541900056X.",
    ),
    Term(
        "dem_seats_at_half",
        "Democratic districts at a tied vote",
        "Districts that Democrats would win if the parties were tied.",
        "Number of districts x (1/2 + partisan bias).",
        undefined=CONTESTED,
        source="As partisan bias.",
    ),
    Term(
        "partisan_gini",
        "Partisan Gini",
        "How differently the plan treats the two parties at equal votes, over all votes they "
        "might get: 0 is the same treatment.",
        "The area between the curve of seats by votes under uniform swing and the same curve "
        "seen by the other party.",
        NO_SIGN,
        CONTESTED,
        "DeFord and others (2023), Political Analysis 31, https://doi.org/10.1017/pan.2021.49.",
    ),
    Term(
        "dem_declination",
        "Declination",
        "Whether one party's winning districts are won by much more than the other's: a sharp "
        "bend at 50% is the mark of a packed party. From -1 to 1.",
        "Districts in order of Democratic share; a line from the middle of the lost ones to the "
        "50% point between lost and won, another from there to the middle of the won ones. The "
        "angle of the first less that of the second, in units of 90 degrees.",
        f"{DEMOCRATS} Its inventor's sign is the other way round.",
        BOTH_WIN,
        "Warrington (2018), Election Law Journal 17, 39, https://doi.org/10.1089/elj.2017.0447.",
    ),
    Term(
        "dem_lopsided_margins",
        "Lopsided margins",
        "By how much more Republicans win their districts than Democrats win theirs.",
        "Mean Republican share in the districts they win - mean Democratic share in those they "
        "win.",
        f"{DEMOCRATS} Others subtract the other way round.",
        BOTH_WIN,
        "Wang (2016), 68 Stanford Law Review 1263.",
    ),
    Term(
        "dem_proportionality",
        "Proportionality",
        "Democratic share of the districts less Democratic share of the votes.",
        "Districts won / all districts - Democratic vote share.",
        f"{DEMOCRATS} Winner-take-all districts usually give the larger party more than its "
        "share, without anyone's doing.",
        CONTESTED,
    ),
    Term(
        "responsiveness",
        "Responsiveness",
        "How many points of seats change hands for a point of votes, near the actual vote: 1 is "
        "proportional, 0 a plan that nothing moves.",
        "All districts' shares are moved by 5 points down and 5 points up; the difference in "
        "Democratic share of the districts / 0.1. A district at exactly 50% counts half.",
        NO_SIGN,
        CONTESTED,
        "Katz, King and Rosenblatt (2020), American Political Science Review 114, 164, "
        "https://doi.org/10.1017/S000305541900056X.",
    ),
    Term(
        "responsiveness_at_half",
        "Responsiveness at a tied vote",
        "How many points of seats change hands for a point of votes if the parties were tied.",
        "As responsiveness, after all shares were moved by as many points as bring their mean to "
        "50%.",
        NO_SIGN,
        CONTESTED,
        "As responsiveness.",
    ),
    Term(
        "swing",
        "Swing districts",
        "Districts that do not go to the same party in every contest on the map.",
        "Districts that neither party wins every time; a tie counts as a change.",
        undefined="Where the map has fewer than two contests.",
    ),
    Term(
        "always_dem",
        "Democratic every time",
        "Districts with more Democratic votes in every contest on the map.",
        "Counted over all contests, old and new alike.",
        undefined="Where the map has fewer than two contests.",
    ),
    Term(
        "always_rep",
        "Republican every time",
        "Districts with more Republican votes in every contest on the map.",
        "Counted over all contests, old and new alike.",
        undefined="Where the map has fewer than two contests.",
    ),
    Term(
        "mean_dem_seat_vote_gap",
        "Mean proportionality",
        "Democratic share of the districts less Democratic share of the votes, on average over "
        "the contests.",
        "The mean of the contests' proportionality, each contest counting the same.",
        DEMOCRATS,
        "Where the map has fewer than two contests, or one of them without votes.",
        "Duchin and Schoenbach (2022), The Forum 20, 371, https://doi.org/10.1515/for-2022-2064.",
    ),
    Term(
        "mean_absolute_seat_vote_gap",
        "Mean size of proportionality",
        "How far seats are from votes on average over the contests, whomever that favours.",
        "The mean of the sizes of the contests' proportionality.",
        NO_SIGN,
        "Where the map has fewer than two contests, or one of them without votes.",
        "Duchin and Schoenbach (2022), The Forum 20, 371, https://doi.org/10.1515/for-2022-2064.",
    ),
)
