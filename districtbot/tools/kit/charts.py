"""The tool that draws charts: population, shares, seats by votes, an ensemble."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import numpy as np
from pydantic import Field

from districtbot.ground.errors import AskError
from districtbot.ground.quoting import plain
from districtbot.plans.plan import Plan
from districtbot.plans.targets import PopulationDeviation
from districtbot.tools.amounts import amount_of
from districtbot.tools.desk.desk import Desk
from districtbot.tools.desk.known import CURRENT
from districtbot.tools.kit.drawing import name_of_plan
from districtbot.tools.kit.naming import PlanName
from districtbot.tools.kit.pictures import picture_path
from districtbot.tools.tool import Arguments, Known, Result, Tool, Work

if TYPE_CHECKING:
    from districtbot.maps.charts.frame import Heading


class ChartWanted(Arguments):
    """Arguments of `draw_chart`."""

    kind: Annotated[
        Literal["population", "share", "seats_votes", "ensemble"], Field(description="which chart")
    ]
    plan: PlanName = CURRENT
    of: Annotated[str | None, Known("amount", description="contest or group, for shares")] = None
    ensemble: Annotated[str | None, Field(description="name of an ensemble")] = None


class Charted(Result):
    """Charts that were drawn.

    Attributes:
        shows: What they show.
        left_out: What could not be drawn, and why.
    """

    shows: str
    left_out: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """What was drawn and where it is."""
        pictures = [name for name in self.files if name.endswith(".png")]
        said = [f"Drawn: {self.shows}. Pictures: {', '.join(pictures)}."]
        return " ".join([*said, *self.left_out])


def draw_chart(desk: Desk, wanted: ChartWanted, work: Work) -> Charted:
    """Draw charts and save them among the desk's pictures.

    Raises:
        AskError: If what is to be drawn is not there.
    """
    plan, name = desk.plan_named(wanted.plan), name_of_plan(desk, wanted.plan)
    work.say("Drawing the chart")
    match wanted.kind:
        case "population":
            return _population(desk, plan, name)
        case "share":
            return _shares(desk, plan, name, wanted.of)
        case "seats_votes":
            return _seats_votes(desk, plan, name, wanted.of)
        case "ensemble":
            return _ensemble(desk, plan, name, wanted, work)


def _population(desk: Desk, plan: Plan, name: str) -> Charted:
    """Population deviation of each district."""
    from districtbot.maps.charts.bars import Bars, draw_bars

    found = desk.scoring.population(plan)
    asked = [one for one in desk.asked.target if isinstance(one, PopulationDeviation)]
    bounds = [bound for one in asked for bound in (-one.at_most, one.at_most)]
    bars = Bars(
        plan.names,
        found.deviation,
        "signed share",
        0.0,
        "District",
        "People above or below the ideal, percent of it",
        tuple(bounds),
    )
    says = (
        f"Ideal: {float(found.people.mean()):,.0f} people in each of {plan.n_districts} districts."
    )
    path = picture_path(desk, "population", name)
    draw_bars(bars, path, heading=_heading(desk, f"{_first(name)}: population deviation", says))
    return Charted(files=(str(path),), shows=f"population deviation by district of {name}")


def _shares(desk: Desk, plan: Plan, name: str, word: str | None) -> Charted:
    """A party's or a group's share in each district.

    Raises:
        AskError: If it is not said of what, or it is a part of nothing.
    """
    from districtbot.maps.charts.bars import Bars, draw_bars

    if word is None:
        raise AskError("A share of what?", "Name a contest or a group in of.")
    amount = amount_of(desk.state, word)
    contest = amount.contest
    columns = amount.whole if contest is None else (contest.dem_col, contest.rep_col)
    if not columns:
        raise AskError(f"{plain(word)} is no part of a whole.", "Name a contest or a group.")
    part, *whole = desk.scoring.sums(plan, [amount.column, *columns])
    total = np.sum(whole, axis=0)
    shares = np.divide(part, total, out=np.full(len(part), np.nan), where=total > 0)
    up, level, says = f"Share of {amount.whole_name}", 0.0, ""
    if contest is not None:
        up, level = "Democratic share of the two-party vote", 0.5
        says = "Above 50% the Democratic candidate leads."
    bars = Bars(plan.names, shares, "share", level, "District", up)
    path = picture_path(desk, "share", word, name)
    draw_bars(bars, path, heading=_heading(desk, f"{_first(name)}: {plain(amount.name)}", says))
    return Charted(files=(str(path),), shows=f"{plain(amount.name)}, share by district of {name}")


def _seats_votes(desk: Desk, plan: Plan, name: str, word: str | None) -> Charted:
    """Seats by votes of the plan in a contest.

    Raises:
        AskError: If the map has no such contest.
    """
    from districtbot.maps.charts.seats_votes import draw_seats_votes, seats_votes

    contests = desk.state.columns.elections
    if word is None and not contests:
        raise AskError("The map has no election columns.", "Draw the population instead.")
    contest = desk.state.election(word if word is not None else contests[0].name)
    values = desk.scoring.election(plan, contest)
    found = seats_votes(contest.name, values.dem_vote_share, {name: values.share})
    says = (
        "How many districts Democrats would win with more or fewer votes, if every district moved "
        "by as many points (uniform swing). Dot: the vote itself. Above the crossing of the dashed "
        "lines favours Democrats, below it Republicans."
    )
    path = picture_path(desk, "seats votes", contest.name, name)
    title = f"{_first(name)}: seats and votes, {contest.name}"
    draw_seats_votes(found, path, heading=_heading(desk, title, says))
    return Charted(files=(str(path),), shows=f"seats by votes in {contest.name} of {name}")


def _ensemble(desk: Desk, plan: Plan, name: str, wanted: ChartWanted, work: Work) -> Charted:
    """All charts of an ensemble, with where the plan stands.

    Raises:
        AskError: If there is no such ensemble.
    """
    from districtbot.maps.charts.pictures import ensemble_pictures
    from districtbot.plans.compare import NamedPlan
    from districtbot.plans.ensemble.scores import Wanted

    label, folder = _ensemble_named(desk, wanted.ensemble)
    chosen = Wanted()
    if wanted.of is not None:
        contests = [one.name for one in desk.state.columns.elections]
        is_contest = wanted.of.casefold() in [one.casefold() for one in contests]
        chosen = (
            Wanted(elections=(desk.state.election(wanted.of).name,))
            if is_contest
            else Wanted(groups=(wanted.of,))
        )
    into = picture_path(desk, "ensemble", label, name, suffix="")
    found = ensemble_pictures(
        folder,
        desk.state,
        [NamedPlan(name, plan)],
        into,
        wanted=chosen,
        suffixes=(".png",),
        watch_fn=lambda done, share: work.show("scoring the ensemble", done, None, f"{share:.0%}"),
        budget=work.budget,
    )
    if found is None:
        raise AskError("The time was up before the charts were drawn.", "Ask again.")
    files = tuple(str(one.path) for one in found.pictures)
    return Charted(
        files=files, shows=f"{name} in the ensemble {plain(label, 40)}", left_out=found.left_out
    )


def _ensemble_named(desk: Desk, name: str | None) -> tuple[str, Path]:
    """An ensemble of the desk; the newest one by default.

    Raises:
        AskError: If there is none of that name.
    """
    if not desk.ensembles:
        raise AskError("There is no ensemble yet.", "Run one first.")
    if name is None:
        return list(desk.ensembles.items())[-1]
    for known, folder in desk.ensembles.items():
        if known.casefold() == name.strip().casefold():
            return known, folder
    raise AskError(f"There is no ensemble {plain(name, 40)!r}.", f"{', '.join(desk.ensembles)}.")


def _first(name: str) -> str:
    """A name at the beginning of a headline."""
    return f"{name[:1].upper()}{name[1:]}"


def _heading(desk: Desk, title: str, says: str) -> "Heading":
    from districtbot.maps.charts.frame import Heading

    return Heading(title, says, plain(desk.state.source.path.name))


TOOLS = (
    Tool(
        "draw_chart",
        "Draw a chart as a picture: population, shares, seats by votes, an ensemble.",
        ChartWanted,
        draw_chart,
        seconds=300,
    ),
)
