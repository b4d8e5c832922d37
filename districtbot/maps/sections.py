"""A report's parts in the order in which they are read, the same in every format."""

from districtbot.maps.parts import (
    Block,
    Choices,
    Commands,
    Facts,
    Handbook,
    Illustration,
    Listing,
    Paragraphs,
    Report,
    Section,
    Status,
    TargetTable,
)

VERDICTS: dict[Status, str] = {
    "met": "Every required target is met",
    "not_met": "Not every required target is met",
    "scored": "Scored as it is, without targets",
    "compared": "Compared as they are, without targets",
}
"""The verdict in the banner."""


def sections_of(report: Report) -> tuple[Section, ...]:
    """The sections of a report that have something to say."""
    found = (
        Section("targets", "Targets", (TargetTable(report.targets),) if report.targets else ()),
        Section("in-the-way", "What stood in the way", _listing(report.blocked)),
        Section("map", "The map", _map(report)),
        Section("scorecard", "Scorecard", report.scorecard),
        Section("districts", "Districts", report.districts),
        Section("alternatives", "Alternatives", _choices(report.choices)),
        Section("comparison", "Comparison", report.comparison),
        Section("ensemble", "Among neutral plans", report.ensemble),
        Section("splits", "Splits", report.splits),
        Section("methods", "How each measure is worked out", _methods(report)),
        Section("reading", "How the file was read", (*_listing(report.notes), *report.readings)),
        Section("provenance", "Where this comes from", _provenance(report)),
    )
    return tuple(section for section in found if section.blocks)


def _listing(sentences: tuple[str, ...]) -> tuple[Block, ...]:
    return (Listing(sentences),) if sentences else ()


def _map(report: Report) -> tuple[Block, ...]:
    if report.picture is not None:
        words = report.picture_words
        return (Illustration(report.picture, words, "map", live=report.interactive),)
    return (Paragraphs((report.picture_words,)),) if report.picture_words else ()


def _choices(choices: Choices | None) -> tuple[Block, ...]:
    if choices is None:
        return ()
    blocks: list[Block] = [Paragraphs(choices.words)] if choices.words else []
    if choices.table is not None:
        blocks.append(choices.table)
    if choices.picture is not None:
        blocks.append(Illustration(choices.picture, choices.picture_words, "alternatives"))
    return tuple(blocks)


def _methods(report: Report) -> tuple[Block, ...]:
    return (Handbook(report.methods),) if report.methods else ()


def _provenance(report: Report) -> tuple[Block, ...]:
    blocks: list[Block] = [Facts(report.provenance)] if report.provenance else []
    if report.commands:
        blocks.append(Commands("To repeat and to check it", report.commands))
    return tuple(blocks)
