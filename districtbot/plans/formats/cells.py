"""Cells of a spreadsheet that hold an error instead of an id or a district."""

import re
from collections.abc import Sequence

from districtbot.geo.numbers import counted
from districtbot.ground.errors import AskError, some_of

_FAULT = re.compile(
    r"#(N/A|REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!|SPILL!|CALC!|ERROR!)|Err:\d{3}", re.IGNORECASE
)
"""What Excel, LibreOffice and Google Sheets put where a formula fails."""


def refuse_faults(
    ids: Sequence[str], labels: Sequence[str], source: str, first_line: int | None = None
) -> None:
    """Refuse ids and districts that are the errors of a spreadsheet.

    Args:
        ids: The id of each line; empty where the lines have none.
        labels: The district of each line.
        source: What to call the file.
        first_line: Number of the first line; ``None`` where lines have no numbers.

    Raises:
        AskError: If there are any, with the ids and lines.
    """
    names = ids or [f"unit {place}" for place in range(1, len(labels) + 1)]
    told = []
    for what, cells, others in (("id", ids, labels), ("district", labels, names)):
        bad = [place for place, cell in enumerate(cells) if _FAULT.fullmatch(cell.strip())]
        if not bad:
            continue
        kinds = some_of(dict.fromkeys(cells[place].strip() for place in bad))
        lines = [
            f"{others[place] if what == 'district' else f'district {others[place]}'}"
            + (f" (line {place + first_line})" if first_line is not None else "")
            for place in bad
        ]
        told.append(f"{kinds} as the {what} of {counted(len(bad), 'unit')}: {some_of(lines)}")
    if told:
        raise AskError(
            f"{source} has errors of a spreadsheet instead of values: {'; '.join(told)}.",
            "Mend the formulas, or type each id and district as a value; save the file again.",
        )
