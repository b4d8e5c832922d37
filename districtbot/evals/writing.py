"""Writes a report card: JSON, Markdown, CSV and a picture, in the folder of the results."""

import json
from pathlib import Path

from districtbot.evals.card import ReportCard
from districtbot.evals.picture import draw_card
from districtbot.evals.tables import as_csv, as_markdown

JSON_FILE = "report.json"
PAGE = "report.md"
TABLE = "report.csv"
PICTURE = "report.png"


def write_card(card: ReportCard, folder: Path) -> tuple[Path, ...]:
    """Write a report card; the same card gives the same text.

    Args:
        card: The card.
        folder: Where to; it is there.

    Returns:
        The files.
    """
    text = json.dumps(card.data(), indent=1, ensure_ascii=False, allow_nan=False)
    (folder / JSON_FILE).write_text(f"{text}\n", "utf-8")
    (folder / PAGE).write_text(as_markdown(card, PICTURE), "utf-8")
    (folder / TABLE).write_text(as_csv(card), "utf-8")
    draw_card(card, folder / PICTURE)
    return tuple(folder / name for name in (JSON_FILE, PAGE, TABLE, PICTURE))
