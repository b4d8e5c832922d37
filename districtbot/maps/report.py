"""The report of a plan as a file: HTML that opens offline, Markdown, or PDF to print."""

from pathlib import Path
from typing import Literal

from districtbot.ground.paths import all_or_nothing
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
    "Format",
    "Measure",
    "MeasureGroup",
    "Report",
    "ReportTable",
    "Status",
    "TargetRow",
    "write_report",
]

Format = Literal["html", "pdf", "md"]


def write_report(path: Path, report: Report, form: Format = "html") -> None:
    """Write a report; the same report gives the same bytes.

    HTML is one file, with pictures, style, data and the page's own script in it; it asks nothing
    of any network. PDF is one file too. Markdown has its pictures in a folder beside it, named
    after it: ``report_files`` for ``report.md``.

    Args:
        path: The file to write.
        report: What it says; every text is shown as it is, whatever characters it holds.
        form: In which format.

    Raises:
        AskError: If the file cannot be written; then nothing has changed.
    """
    contents = {path.name: b""}
    if form == "md":
        from districtbot.maps.markdown import document

        folder = f"{path.stem}_files"
        text, pictures = document(report, folder)
        contents = {f"{folder}/{name}": data for name, data in pictures.items()}
        contents[path.name] = text.encode()
    elif form == "pdf":
        from districtbot.maps.pdf import document as printed

        contents[path.name] = printed(report)
    else:
        contents[path.name] = page(report).encode()
    with all_or_nothing(path.parent) as scratch:
        for name, data in contents.items():
            (scratch / name).parent.mkdir(exist_ok=True)
            (scratch / name).write_bytes(data)
