"""Values in classes."""

import numpy as np
import pytest

from districtbot.ground.errors import AskError
from districtbot.maps.class_legend import class_words
from districtbot.maps.classing import MISSING, Classing, classes_of


def test_quantiles_hold_about_as_many_each() -> None:
    values = np.arange(1000.0)
    found = classes_of(values, Classing("quantiles", 4))
    assert found.bounds[1:-1] == (250.0, 500.0, 750.0)
    assert found.counts == (250, 250, 250, 250)
    assert found.n_missing == 0


def test_equal_steps_are_round() -> None:
    found = classes_of(np.array([0.02, 0.5, 0.97]), Classing("equal", 5))
    assert found.bounds[1:-1] == (0.2, 0.4, 0.6, 0.8)
    assert found.of.tolist() == [0, 2, 4]
    assert class_words(found.bounds, "share")[0] == "below 20%"
    assert class_words(found.bounds, "share")[-1] == "80% and more"


def test_natural_breaks_fall_into_the_gaps() -> None:
    values = np.array([1.0, 2, 3, 50, 51, 52, 53, 900, 901])
    found = classes_of(values, Classing("natural", 3))
    assert found.of.tolist() == [0, 0, 0, 1, 1, 1, 1, 2, 2]


@pytest.mark.parametrize("n_classes", [2, 3, 4])
def test_natural_breaks_have_the_least_variance_inside(n_classes: int) -> None:
    """Against every way to cut twelve values."""
    from itertools import combinations

    values = np.sort(np.random.default_rng(5).gamma(1.0, 10.0, 12)).round(3)

    def inside(cuts: tuple[int, ...]) -> float:
        parts = np.split(values, cuts)
        return float(sum(((part - part.mean()) ** 2).sum() for part in parts))

    best = min(combinations(range(1, 12), n_classes - 1), key=inside)
    found = classes_of(values, Classing("natural", n_classes))
    assert np.flatnonzero(np.diff(found.of)).tolist() == [cut - 1 for cut in best]


def test_missing_values_have_no_class() -> None:
    found = classes_of(np.array([np.nan, 1.0, 5.0, np.inf]), Classing("quantiles", 2))
    assert found.of.tolist() == [MISSING, 0, 1, MISSING]
    assert found.n_missing == 2
    nothing = classes_of(np.array([np.nan]), Classing())
    assert nothing.of.tolist() == [MISSING]


def test_one_value_is_one_class() -> None:
    for scheme in ("quantiles", "equal", "natural"):
        found = classes_of(np.full(5, 7.0), Classing(scheme, 5))  # type: ignore[arg-type]
        assert found.counts == (5,)
        assert class_words(found.bounds, "count") == ("7",)


def test_a_value_on_a_bound_is_above_it() -> None:
    found = classes_of(np.array([0.1, 0.2, 0.3]), Classing(bounds=(0.2,)))
    assert found.of.tolist() == [0, 1, 1]


def test_bounds_beyond_the_values_leave_empty_classes() -> None:
    found = classes_of(np.array([5.0, 6.0]), Classing(bounds=(1.0, 10.0)))
    assert found.counts == (0, 2, 0)
    assert class_words(found.bounds, "count") == ("below 1", "1 to 10", "10 and more")


@pytest.mark.parametrize(
    "wrong", [{"n_classes": 1}, {"n_classes": 40}, {"bounds": (2.0, 1.0)}, {"bounds": (np.nan,)}]
)
def test_nonsense_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(AskError):
        Classing(**wrong)  # type: ignore[arg-type]
