"""How a printed report flows over its pages: what stays together, and what stands on which page."""

from collections.abc import MutableMapping, Sequence
from functools import lru_cache
from io import BytesIO
from typing import Any

_ENDLESS = 1e6
_LEAST_ROWS = 3
"""Rows of a table that stand together at the foot of a page and at the head of the next."""
_LONG_CELL = 200
"""Letters of a cell from which rows are so tall that they are not kept together."""


def height_of(flow: Sequence[Any], width: float, canvas: Any = None) -> float:
    """Points that flowables take one below the other, with the room between them."""
    from reportlab.pdfgen.canvas import Canvas

    canvas = canvas or Canvas(BytesIO())
    return float(
        sum(
            one.wrapOn(canvas, width, _ENDLESS)[1] + one.getSpaceBefore() + one.getSpaceAfter()
            for one in flow
        )
    )


def rows_together(rows: Sequence[Sequence[Any]], heads: int) -> list[Any]:
    """Styles that leave no single row of a table alone on a page.

    Args:
        rows: The cells, heads and all.
        heads: How many of the rows are heads.
    """
    if any(len(getattr(cell, "text", cell)) > _LONG_CELL for row in rows for cell in row):
        return []
    last = len(rows) - 1
    first_end, last_begin = heads + _LEAST_ROWS - 1, last - _LEAST_ROWS + 1
    return [
        ("NOSPLIT", (0, 0), (-1, min(first_end, last))),
        ("NOSPLIT", (0, max(last_begin, 0)), (-1, last)),
    ]


@lru_cache(maxsize=1)
def begins() -> Any:
    """A group of flowables: heads, and what they stand above, of which the beginning must fit."""
    from reportlab.platypus import KeepTogether
    from reportlab.platypus.doctemplate import FrameBreak

    class Begins(KeepTogether):  # type: ignore[misc]
        def split(self, width: float, height: float) -> list[Any]:
            *heads, last = self._content
            room = height - height_of(heads, width, self.canv)
            above = last.getSpaceBefore()
            fits = height_of([last], width, self.canv) - above <= room
            if not fits and room > above:
                fits = bool(last.splitOn(self.canv, width, room - above))
            return [*heads, last] if fits or _at_top(self) else [FrameBreak(), *heads, last]

    return Begins


def _at_top(flowable: Any) -> bool:
    return bool(getattr(getattr(flowable, "_frame", None), "_atTop", False))


@lru_cache(maxsize=1)
def paged() -> Any:
    """A document that notes on which page each flowable with an ``anchor`` stands."""
    from reportlab.platypus import BaseDocTemplate

    class Paged(BaseDocTemplate):  # type: ignore[misc]
        def __init__(self, *args: Any, pages: MutableMapping[str, int], **kwargs: Any) -> None:
            super().__init__(*args, keepTogetherClass=begins(), **kwargs)
            self._pages = pages

        def afterFlowable(self, flowable: Any) -> None:  # noqa: N802 - reportlab's name
            anchor = getattr(flowable, "anchor", "")
            if anchor:
                self._pages[anchor] = self.page

    return Paged
