"""The report of a run: one HTML file that opens offline."""

from pathlib import Path

from districtbot.maps.html import page
from districtbot.maps.parts import (
    Choices,
    Measure,
    MeasureGroup,
    Report,
    ReportTable,
    Status,
    TargetRow,
)

__all__ = [
    "Choices",
    "Measure",
    "MeasureGroup",
    "Report",
    "ReportTable",
    "Status",
    "TargetRow",
    "write_report",
]


def write_report(path: Path, report: Report) -> None:
    """Write a report as one HTML file without scripts, fonts or anything else from elsewhere.

    Args:
        path: The file to write.
        report: What it says; every text is shown as it is, whatever characters it holds.

    Raises:
        OSError: If the file cannot be written.
    """
    path.write_text(page(report), encoding="utf-8", newline="\n")
