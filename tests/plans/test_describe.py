"""Values and bounds in words."""

import pytest

from districtbot.plans.describe import bound


@pytest.mark.parametrize(
    ("share", "shown"),
    [
        (0.01, "1%"),
        (0.005, "0.5%"),
        (0.00123, "0.123%"),
        (0.2000001, "20.00001%"),
        (1e-7, "0.00001%"),
        (1e-9, "0.0000001%"),
        (0.0, "0%"),
        (1.0, "100%"),
    ],
)
def test_bounds_are_written_out(share: float, shown: str) -> None:
    assert bound(share) == shown
