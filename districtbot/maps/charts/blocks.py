"""An ensemble as a section of a report: sentences, charts, a table of where plans stand."""

from collections.abc import Sequence

from districtbot.maps.charts.pictures import PictureSet
from districtbot.maps.parts import Block, Illustration, Listing, Paragraphs, ReportTable
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
