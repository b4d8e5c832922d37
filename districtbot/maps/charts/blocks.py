"""An ensemble as a section of a report: sentences, charts, a table of where plans stand."""

from collections.abc import Sequence
from pathlib import Path

from districtbot.maps.charts.pictures import PictureSet
from districtbot.maps.parts import Block, Illustration, Listing, Paragraphs, ReportTable
from districtbot.plans.ensemble.rules_told import rules_missed
from districtbot.plans.ensemble.source import plan_source
from districtbot.plans.ensemble.standing import Standing


def ensemble_blocks(
    found: PictureSet, standings: Sequence[tuple[str, Sequence[Standing]]] = ()
) -> tuple[Block, ...]:
    """What a report shows of an ensemble, ready for `districtbot.maps.contents.report_of`.

    Args:
        found: Its charts.
        standings: Name of each plan and where it stands.
    """
    blocks: list[Block] = [Paragraphs((found.rules,))]
    blocks += (
        standing_table(name, among)
        for name, among in standings
        if any(one.rank is None for one in among)
    )
    blocks += (
        Illustration(picture.data, f"{picture.title}. {picture.caption}", picture.path.stem)
        for picture in found.pictures  # its caption stands in it, below the headline
    )
    if found.left_out:
        blocks.append(Listing(found.left_out))
    return tuple(blocks)


def doubts(
    source: str | Path, standings: Sequence[tuple[str, Sequence[Standing]]] = ()
) -> tuple[Block, ...]:
    """What speaks against relying on an ensemble: of its chains, and of rules it did not keep.

    Args:
        source: The ensemble's folder, or a file of plans.
        standings: Name of each plan and where it stands.
    """
    ensemble = plan_source(source).ensemble
    found = () if ensemble is None else tuple(map(str, ensemble.summary.get("warnings", ())))
    said = (*found, *rules_missed(source, standings))
    return (Listing(said),) if said else ()


def standing_table(name: str, among: Sequence[Standing]) -> ReportTable:
    """Where a plan stands by each measure of the whole plan."""
    whole = [one for one in among if one.rank is None]
    rows = tuple((one.name, one.text, one.place) for one in whole)
    return ReportTable(
        f"{name} among {whole[0].n_plans:,} {whole[0].kind}",
        ("Measure", "Value", "Among them"),
        rows,
        "± is the standard error that comes of drawing no more plans, in points. What is unusual "
        "is not wrong for that, and what is usual not right.",
        words=(2,),
    )
