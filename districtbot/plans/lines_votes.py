"""The lines of the scorecard on votes and seats."""

from districtbot.plans.elections import ElectionScore
from districtbot.plans.line import Better, Form, Line
from districtbot.plans.scorecard import Scorecard

_FAVOURS = "Positive favours Democrats."


def vote_lines(card: Scorecard) -> tuple[Line, ...]:
    """The lines of every contest, contest by contest."""
    return tuple(line for election in card.elections for line in _contest(election))


def _contest(election: ElectionScore) -> list[Line]:
    margin = f"{100 * election.margin:g}"
    rows: list[tuple[str, str, float | None, Form, str, Better]] = [
        (
            "dem_vote_share",
            "Democratic vote share",
            election.dem_vote_share,
            "share",
            "Of the votes for the two parties, on the whole map.",
            "",
        ),
        (
            "dem_seats",
            "Democratic districts",
            election.dem_seats,
            "count",
            "Districts with more Democratic than Republican votes.",
            "",
        ),
        (
            "rep_seats",
            "Republican districts",
            election.rep_seats,
            "count",
            "Districts with more Republican than Democratic votes.",
            "",
        ),
        (
            "competitive",
            "Competitive districts",
            election.competitive,
            "count",
            f"Districts where the winner has less than {margin} points over one half.",
            "more",
        ),
        (
            "dem_efficiency_gap",
            "Efficiency gap",
            election.dem_efficiency_gap,
            "signed_share",
            f"Wasted Republican less wasted Democratic votes, as a share of all. {_FAVOURS}",
            "nearer zero",
        ),
        (
            "dem_mean_median",
            "Mean-median",
            election.dem_mean_median,
            "signed_share",
            "Democratic share in the middle district less the average over the districts. "
            + _FAVOURS,
            "nearer zero",
        ),
        (
            "dem_partisan_bias",
            "Partisan bias",
            election.dem_partisan_bias,
            "signed_share",
            "Democratic share of the districts, less one half, if the vote swung to a tie. "
            + _FAVOURS,
            "nearer zero",
        ),
        (
            "dem_proportionality",
            "Proportionality",
            election.dem_proportionality,
            "signed_share",
            "Democratic share of the districts less Democratic share of the votes. " + _FAVOURS,
            "nearer zero",
        ),
    ]
    return [
        Line(
            f"{election.name}.{key}",
            "Votes",
            election.name,
            name,
            value,
            form,
            meaning,
            election.undefined.get(key.removeprefix("dem_"), "") if value is None else "",
            better,
        )
        for key, name, value, form, meaning, better in rows
    ]
