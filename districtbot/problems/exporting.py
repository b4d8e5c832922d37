"""Writes a set in a form that trainers read."""

import json
from collections.abc import Iterator
from pathlib import Path

from districtbot.problems.formats import Format, rows_of
from districtbot.problems.shelf import MAPS, read_items, read_lines, write_lines
from districtbot.problems.spec import Kind
from districtbot.problems.split import Split


def export_rows(
    path: Path, out: Path, form: Format, kind: Kind | None = None, split: Split | None = None
) -> int:
    """Write the items of a set in a form, one row a line.

    Args:
        path: The set.
        out: The file; compressed where its name ends in ``.gz``.
        form: The form.
        kind: Only these.
        split: Only these.

    Returns:
        The number of rows.

    Raises:
        AskError: If the set cannot be read.
    """
    folder = path if path.is_dir() else path.parent
    maps = {one["key"]: one for one in read_lines(folder / MAPS)}
    n = 0

    def lines() -> Iterator[str]:
        nonlocal n
        for item in read_items(path, kind, split):
            for row in rows_of(item, form, maps):
                n += 1
                yield json.dumps(row, ensure_ascii=False)

    out.parent.mkdir(parents=True, exist_ok=True)
    write_lines(out, lines())
    return n
