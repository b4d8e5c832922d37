"""Charts whose axes are kept, so that what was drawn can be compared with the table."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from matplotlib.axes import Axes

from districtbot.maps.charts import histogram, ordered, sea_level, seats_votes, trace


@pytest.fixture
def drawn_axes(monkeypatch: pytest.MonkeyPatch) -> list[Axes]:
    """The axes of each chart drawn so far."""
    kept: list[Axes] = []
    for module in (histogram, ordered, sea_level, seats_votes, trace):
        chart = module.chart

        @contextmanager
        def keeping(*args: Any, _chart: Any = chart, **kwargs: Any) -> Iterator[Axes]:
            with _chart(*args, **kwargs) as axes:
                kept.append(axes)
                yield axes

        monkeypatch.setattr(module, "chart", keeping)
    return kept
