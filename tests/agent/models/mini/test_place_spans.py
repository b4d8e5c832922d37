"""Places are found however people write them; everyday words are places only where said so."""

import pytest

from districtbot.agent.models.mini.place_spans import places_in, strange_places
from districtbot.agent.models.mini.slipped_places import slipped_places
from districtbot.agent.models.mini.spans import apart
from districtbot.geo.gazetteer import Gazetteer, Place, folded

COUNTIES = ("Adams", "Clinton", "Delaware", "Iowa", "Johnson", "Linn", "Polk", "Scott", "Story")
UNITS = ("Warwick 2101", "Warwick 2102", "Barrington 0101", "45-04")
ODD = (
    "Four",
    "District 2",
    "Precinct One",
    "003-:-Adams (Balance) Ward 7",
    "Pine Grove VFD Station #1",
    "Lee-Belk/Palestine",
    "1 - District Two",
    "370210005.1",
)
"""Units as real maps call them."""


def place(name: str, kind: str, value: str, n: int) -> Place:
    aliases = tuple(dict.fromkeys((folded(value), folded(name), folded(f"{name} {kind}"))))
    return Place(kind, name, kind, (value,), (n,), aliases)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def book() -> Gazetteer:
    counties = [place(name, "county", f"1900{n}", n) for n, name in enumerate(COUNTIES)]
    units = [place(name, "unit", name.split()[-1], n) for n, name in enumerate(UNITS)]
    return Gazetteer((*counties, *units), UNITS)


def found(book: Gazetteer, message: str) -> list[str]:
    return [one.value for one in apart(places_in(message, book)) if hasattr(one, "value")]


@pytest.mark.parametrize(
    ("message", "names"),
    [
        ("Make Polk County whole again", ["Polk County"]),
        ("Keep polk and linn together", ["polk", "linn"]),
        ("What is Polk's population, and Linn's", ["Polk", "Linn"]),
        ("Keep Clinton's Crossing whole", []),
        ("polk's and scott's people", ["polk", "scott"]),
        ("linn, johnson & scott in one", ["linn", "johnson", "scott"]),
        ("Story, Polk and Adams", ["Story", "Polk", "Adams"]),
        ("Move scott to 3", ["scott"]),
        ("linn w/ polk, VAP", ["linn", "polk"]),
        ("Keep Delaware with Linn", ["Delaware", "Linn"]),
        ("Iowa County stays whole", ["Iowa County"]),
        ("Put Warwick whole in one", ["Warwick"]),
        ("keep precincts 2101, 0101 together", ["2101", "0101"]),
        ("precinct 45-04 alone", ["45-04"]),
    ],
)
def test_names_are_found(book: Gazetteer, message: str, names: list[str]) -> None:
    assert found(book, message) == names


@pytest.mark.parametrize(
    "message",
    [
        "Tell me the story of this plan.",
        "which iowa county has the most people? and the iowa counties?",
        "Governor Scott and Senator Clinton live there",
        "My family is from Adams Falls.",
        "at most 7 county splits",
        "12 of the 2101 counties",
        "Barrington is one precinct, and 45 people left",
        "delaware is a state",
    ],
)
def test_what_only_looks_like_a_name_is_none(book: Gazetteer, message: str) -> None:
    assert found(book, message) == []


@pytest.fixture(scope="module")
def odd() -> Gazetteer:
    return Gazetteer(tuple(place(name, "unit", name, n) for n, name in enumerate(ODD)), ODD)


def test_names_of_units_may_hold_any_sign(odd: Gazetteer) -> None:
    for name in ODD[2:]:
        assert found(odd, f"Please put {name} into district 2.") == [name]


def test_numbers_and_districts_are_no_units_unless_their_kind_is_said(odd: Gazetteer) -> None:
    assert found(odd, "Four districts, four at 40% and Pine Grove VFD Station #1, four") == [
        "Pine Grove VFD Station #1"
    ]
    assert found(odd, "Put precinct Four into district 2") == ["Four"]
    assert found(odd, "Put it into the District 2") == []
    assert found(odd, "Put precinct District 2 into district 3") == ["District 2"]


def test_what_is_written_like_a_place_begins_at_its_name(book: Gazetteer) -> None:
    def strange(message: str) -> list[str]:
        return [one.value for one in strange_places(message, book)]

    assert strange("Ideally Zzyzx County stays. No County is split. Keep Polk County.") == [
        "Zzyzx County"
    ]
    assert strange("Lock Upper Zzyzx County") == ["Upper Zzyzx County"]


def test_a_name_with_a_slip_is_found_and_no_other_word(book: Gazetteer) -> None:
    def slipped(message: str) -> list[str]:
        return [one.value for one in slipped_places(message, book)]

    for wrong in ("Clniton", "clnton", "Delawarre", "delawware"):
        assert slipped(f"How many people live in {wrong}?") == [wrong]
    assert slipped("How many people live in Clinton, and in Delaware County?") == []
    assert slipped("Could you draw seven districts with whole counties, please?") == []
    assert slipped("Clanton, Plinton, Jelaware, Smott and Lin") == []
