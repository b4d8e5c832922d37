"""Classes for districts shaded by a number."""

import pytest

from districtbot.maps.classing import MISSING
from districtbot.maps.figures import Figure, Kind
from districtbot.maps.scales import Scale, scale_of


def scale_for(kind: Kind, *values: float | None) -> Scale:
    found = scale_of(Figure("x", tuple(map(str, values)), values, kind))
    assert found is not None
    return found


def test_votes_part_at_one_half() -> None:
    found = scale_for("votes", 0.39, 0.4999, 0.5, 0.61, None)
    assert found.classes == (0, 2, 3, 5, MISSING)
    assert found.labels[2:4] == ("45% to 50%", "50% to 55%")


def test_deviations_part_at_zero_and_are_as_wide_on_both_sides() -> None:
    found = scale_for("deviation", -0.049, 0.0, 0.01)
    assert found.labels == (
        "below −4%", "−4% to −2%", "−2% to 0%", "0% to +2%", "+2% to +4%", "+4% and more",
    )  # fmt: skip
    assert found.classes == (0, 3, 3)
    assert scale_for("deviation", 0.0, 0.0).classes == (3, 3)


@pytest.mark.parametrize(
    ("kind", "values", "first"),
    [
        ("share", (0.00155, 0.00262), "below 0.16%"),
        ("shape", (0.12, 0.68), "below 0.2"),
        ("count", (715_679.0, 719_889.0), "below 716,000"),
    ],
)
def test_bounds_are_round_and_said_exactly(
    kind: Kind, values: tuple[float, ...], first: str
) -> None:
    found = scale_for(kind, *values)
    assert 2 <= len(found.labels) == len(found.colours) <= 9
    assert found.classes[0] == 0
    assert found.classes[-1] == len(found.labels) - 1
    assert found.labels[0] == first
    ends = [label.split(" to ")[1].rstrip("%") for label in found.labels[1:-1]]
    assert len(set(ends)) == len(ends)


def test_every_value_lies_in_the_class_that_its_label_says() -> None:
    values = [0.001 * n for n in range(150, 500, 7)]
    found = scale_for("shape", *values)
    for value, place in zip(values, found.classes, strict=True):
        words = found.labels[place]
        if " to " in words:
            low, high = map(float, words.split(" to "))
            assert low <= value < high
        elif words.startswith("below"):
            assert value < float(words.split()[1])
        else:
            assert value >= float(words.split()[0])


def test_all_alike_and_none_at_all() -> None:
    assert scale_for("share", 0.2, 0.2).labels == ("0.2",)
    assert scale_of(Figure("x", ("–",), (None,), "share")) is None
    assert scale_of(Figure("x", ("1",), (1.0,))) is None
