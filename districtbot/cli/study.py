"""What `districtbot ensemble` does besides drawing plans: its options, and what is shown."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from districtbot.cli.options import Named
from districtbot.cli.progress import Step, shown
from districtbot.cli.show import say

if TYPE_CHECKING:
    from districtbot.geo.statemap import StateMap
    from districtbot.plans.compare import NamedPlan
    from districtbot.plans.ensemble.scores import ScoreWatchFn, Wanted
    from districtbot.plans.ensemble.standing import Standing
    from districtbot.tools.ensemble_study import Study

Command = TypeVar("Command", bound=Callable[..., Any])

_OPTIONS = (
    click.option(
        "--plan",
        "plans",
        multiple=True,
        metavar="PLAN",
        help="A plan file or plan column, or NAME=PLAN: say where it stands. Several may be given.",
    ),
    click.option(
        "--score",
        is_flag=True,
        help="Add the scorecard's numbers of every plan: scores.parquet.",
    ),
    click.option(
        "--pictures",
        is_flag=True,
        help="Score, and draw charts with the plans in them, into the folder pictures.",
    ),
    click.option(
        "--report",
        is_flag=True,
        help="Draw charts, and put all of it on one page that opens offline: report.html.",
    ),
    click.option(
        "--measures",
        metavar="KINDS",
        help="Kinds to score and draw: population,shape,splits,votes,groups.  [default: all]",
    ),
    click.option("--elections", metavar="NAMES", help="Contests to draw.  [default: the newest]"),
    click.option(
        "--groups", metavar="NAMES", help="Groups to draw.  [default: the one or two largest]"
    ),
    click.option("--violins", is_flag=True, help="Draw districts in order as violins, not boxes."),
    click.option(
        "--from",
        "source",
        type=Named(),
        metavar="PLANS",
        help="Draw no plans: take an ensemble's folder, or a BEN, XBEN, BENDL or JSONL file.",
    ),
)


@dataclass(frozen=True, slots=True)
class Studying:
    """What is asked of an ensemble.

    Attributes:
        plans: Plans to be held against it, as given.
        score: Whether it is to be scored.
        pictures: Whether it is to be drawn.
        report: Whether it is to be drawn and put on a page.
        measures: Kinds of measures, separated by commas; ``None`` for all.
        elections: Contests to draw, likewise.
        groups: Groups to draw, likewise.
        violins: Whether districts in order are violins.
        source: Plans that are there already; ``None`` to draw them.
    """

    plans: tuple[str, ...]
    score: bool
    pictures: bool
    report: bool
    measures: str | None
    elections: str | None
    groups: str | None
    violins: bool
    source: Path | None

    @property
    def goes_on(self) -> bool:
        """Whether plans are scored."""
        return self.score or self.draws or self.source is not None

    @property
    def draws(self) -> bool:
        """Whether charts are drawn."""
        return self.pictures or self.report

    def check(self) -> None:
        """Refuse what makes no sense before anything dear is done.

        Raises:
            AskError: If an option is given for nothing, or a kind of measures is not known.
        """
        from districtbot.ground.errors import AskError

        for name in ("measures", "elections", "groups"):
            if getattr(self, name) is not None and not self.goes_on:
                raise AskError(
                    f"--{name} says what to score or draw.", "Add --score, --pictures or --report."
                )
        if self.goes_on:
            _ = self.wanted

    @property
    def wanted(self) -> "Wanted":
        """What to measure.

        Raises:
            AskError: If a kind of measures is not known.
        """
        from districtbot.ground.errors import AskError, some_of
        from districtbot.plans.ensemble.scores import FAMILIES, Wanted

        asked = _split(self.measures)
        unknown = sorted(set(asked or ()) - set(FAMILIES))
        if unknown:
            raise AskError(
                f"There are no measures of the kind {some_of(unknown)}.",
                f"Give --measures some of {','.join(FAMILIES)}.",
            )
        families = tuple(one for one in FAMILIES if asked is None or one in asked)
        return Wanted(families, _split(self.elections), _split(self.groups))


def study_options(command: Command) -> Command:
    """Add the options of `Studying` to a command; it gets them as ``studying``."""
    import functools

    names = Studying.__dataclass_fields__

    @functools.wraps(command)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        studying = Studying(**{name: kwargs.pop(name) for name in names})
        return command(*args, studying=studying, **kwargs)

    for option in reversed(_OPTIONS):
        wrapped = option(wrapped)
    return wrapped  # type: ignore[return-value]


def named_plans(
    sources: Sequence[str], state: "StateMap", n_districts: int | None
) -> tuple["NamedPlan", ...]:
    """Read the plans that are to be held against an ensemble, and say what had to be mended.

    Args:
        sources: Plan files or columns, with names or without.
        state: The map.
        n_districts: Districts that each must have; ``None`` where that is not yet known.

    Raises:
        AskError: If one cannot be read or has another number of districts.
    """
    if not sources:
        return ()
    from districtbot.plans.compare import NamedPlan
    from districtbot.tools.arguments import name_and_source, names_of
    from districtbot.tools.ensemble import plan_to_compare

    plans = []
    for name, given in zip(names_of(sources), sources, strict=True):
        opened = plan_to_compare(name_and_source(given)[1], state, n_districts)
        for note in opened.notes:
            say(f"{name}: {note}")
        plans.append(NamedPlan(name, opened.plan))
    return tuple(plans)


@contextmanager
def scoring_told(*, quiet: bool) -> "Iterator[ScoreWatchFn]":
    """Show how far the scoring is."""
    with shown("Scoring", "first plans ...", quiet=quiet) as show_fn:

        def watch(n_plans: int, share: float) -> None:
            show_fn(Step("Scoring", share, 1.0, f"{n_plans:,} plans"))

        yield watch


def study_data(
    study: "Study | None", standings: "Sequence[tuple[str, Sequence[Standing]]]"
) -> dict[str, Any]:
    """What was found as plain data: standings, where the scores are, the pictures."""
    found: dict[str, Any] = {}
    if standings:
        found["standing"] = [one.to_dict() for one in standings[0][1]]
        found["standings"] = {name: [one.to_dict() for one in among] for name, among in standings}
    if study is not None:
        found["scores"] = str(study.scores.path)
        found["scored_plans"] = study.scores.n_plans
    if study is not None and study.pictures is not None:
        found["pictures"] = [
            {
                "path": str(picture.path),
                "table": str(picture.table_path),
                "title": picture.title,
                "caption": picture.caption,
            }
            for picture in study.pictures.pictures
        ]
        found["left_out"] = list(study.pictures.left_out)
    return found


def tell_study(
    study: "Study | None", standings: "Sequence[tuple[str, Sequence[Standing]]]"
) -> None:
    """Print where plans stand, and what was written."""
    from districtbot.cli.show import tell

    for name, among in standings:
        if len(standings) > 1:
            tell(f"{name}:")
        for one in among:
            if one.rank is None:
                tell(one.sentence)
        n_more = sum(one.rank is not None for one in among)
        if n_more:
            tell(f"{n_more} more numbers, of single districts by rank, with --json.")
    if study is None:
        return
    tell(f"Scores of {study.scores.n_plans:,} plans: {study.scores.path}")
    if study.pictures is not None:
        for why in study.pictures.left_out:
            tell(f"Not drawn: {why}")
        drawn = study.pictures.pictures
        if drawn:
            tell(f"{len(drawn)} pictures, each with its table: {drawn[0].path.parent}")


def _split(words: str | None) -> tuple[str, ...] | None:
    if words is None:
        return None
    return tuple(word.strip() for word in words.split(",") if word.strip())
