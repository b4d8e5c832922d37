"""The history against a naive model: a list of places and where one is."""

import random
from dataclasses import dataclass, field

import pytest

from districtbot.ground.errors import AskError
from districtbot.tools.desk.asked import Asked
from districtbot.tools.desk.history import History, Made

MADE = Made("tool", {}, {})


@dataclass
class Naive:
    """What a history must be: whole states in a list, a cursor, and where each came from."""

    trail: list[tuple[int, ...]] = field(default_factory=lambda: [()])
    at: int = 0
    ever: list[tuple[int, ...]] = field(default_factory=lambda: [()])
    names: dict[str, tuple[int, ...]] = field(default_factory=dict)

    @property
    def here(self) -> tuple[int, ...]:
        """The way to where one is: the numbers of the changes, each made from the one before."""
        return self.trail[self.at]

    def go(self, state: tuple[int, ...]) -> None:
        """Go somewhere new: what was ahead is forgotten."""
        self.trail = [*self.trail[: self.at + 1], state]
        self.at += 1

    def change(self) -> None:
        """A change on top of where one is."""
        self.ever.append((*self.here, len(self.ever)))
        self.go(self.ever[-1])


def agree(history: History, naive: Naive) -> None:
    assert tuple(one.number for one in history.line())[1:] == naive.here
    assert history.current.asked.districts == (naive.here[-1] + 1 if naive.here else None)
    assert len(history.moments) == len(naive.ever)
    assert {name: naive.ever[number] for name, number in history.names.items()} == naive.names
    for number, state in enumerate(naive.ever):
        line = history.line(history.moments[number])
        assert tuple(one.number for one in line)[1:] == state


@pytest.mark.parametrize("seed", range(40))
def test_random_walks_agree_with_the_naive_model(seed: int) -> None:
    rng = random.Random(seed)
    history, naive = History(), Naive()
    for _ in range(80):
        step = rng.choice(["change", "change", "undo", "redo", "go", "name"])
        times = rng.randint(1, 3)
        if step == "change":
            history.add(Asked(len(naive.ever) + 1), None, "a change", MADE)
            naive.change()
        elif step == "go":
            number = rng.randrange(len(naive.ever))
            history.go_to(history.find(str(number)))
            if naive.ever[number] != naive.here:
                naive.go(naive.ever[number])
        elif step == "name":
            name = rng.choice("abc")
            history.name(rng.choice([name, name.upper()]))
            naive.names = {k: v for k, v in naive.names.items() if k.lower() != name}
            naive.names[next(k for k in history.names if k.lower() == name)] = naive.here
            assert history.find(name) is history.current
        elif step == "undo":
            if times > naive.at:
                with pytest.raises(AskError):
                    history.undo(times)
            else:
                history.undo(times)
                naive.at -= times
        elif times > len(naive.trail) - 1 - naive.at:
            with pytest.raises(AskError):
                history.redo(times)
        else:
            history.redo(times)
            naive.at += times
        agree(history, naive)


@pytest.mark.parametrize("seed", range(5))
def test_as_many_redos_as_undos_change_nothing(seed: int) -> None:
    rng = random.Random(seed)
    history = History()
    for number in range(12):
        history.add(Asked(number + 2), None, "a change", MADE)
        history.go_to(rng.choice(history.moments))
    before = history.current, list(history.places), history.at
    times = rng.randint(1, history.at)
    history.undo(times)
    history.redo(times)
    assert (history.current, history.places, history.at) == before


@pytest.mark.parametrize("name", ["", " ", "7", "a\nb", "x" * 61])
def test_what_cannot_name_a_version(name: str) -> None:
    with pytest.raises(AskError):
        History().name(name)


def requested(history: History, changes: int) -> None:
    """A request that makes so many changes."""
    history.begin()
    for _ in range(changes):
        history.add(Asked(len(history.moments) + 1), None, "a change", MADE)


@pytest.mark.parametrize("seed", range(40))
def test_undo_takes_back_whole_requests(seed: int) -> None:
    rng = random.Random(seed)
    history = History()
    ends = [0]
    for _ in range(rng.randint(1, 8)):
        requested(history, rng.randint(0, 3))
        if history.current.number != ends[-1]:
            ends.append(history.current.number)
    for step in range(len(ends) - 1, 0, -1):
        history.begin()
        assert history.current.number == ends[step]
        history.undo()
        assert history.current.number == ends[step - 1]
    with pytest.raises(AskError, match="nothing to undo"):
        history.undo()
    for end in ends[1:]:
        history.begin()
        history.redo()
        assert history.current.number == end
    with pytest.raises(AskError, match="nothing to redo"):
        history.redo()
    history.begin()
    if len(ends) > 1:
        history.undo(len(ends) - 1)
    assert history.current.number == 0


def test_within_a_request_each_change_is_undone_by_itself() -> None:
    history = History()
    requested(history, 2)
    requested(history, 2)
    assert history.undo().number == 3
    assert history.undo().number == 2
    assert history.undo().number == 0, "the request before goes as a whole"
    history.redo()
    history.redo()
    history.add(Asked(9), None, "a change", MADE)
    history.begin()
    assert history.undo().number == 2, "what came after going back belongs to the request"


def test_changes_made_before_requests_were_told_are_undone_one_by_one() -> None:
    history = History()
    for _ in range(3):
        history.add(Asked(2), None, "a change", MADE)
    history.begin()
    assert len(history.ways_back) == 3
    assert history.undo().number == 2
