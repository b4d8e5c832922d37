"""Ensembles are the same bytes however they came about."""

import signal
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from binary_ensemble import BendlDecoder

from districtbot.ground.clock import Budget
from districtbot.ground.errors import AskError
from districtbot.plans.ensemble.read import open_ensemble
from districtbot.plans.ensemble.run import Drawn, Hands, Progress, draw
from districtbot.plans.ensemble.spec import EnsembleSpec
from districtbot.plans.ensemble.store import FILES
from districtbot.plans.problem import Problem

Draw = Callable[..., Drawn]
ALONE = Hands(1)


@pytest.fixture
def drawing(problem: Problem, turning: ModuleType, tmp_path: Path) -> Draw:
    """``drawing("a", steps=100)``: an ensemble in a folder of its own, in small blocks."""

    def drawn(name: str, *, hands: Hands = ALONE, budget: Any = None, **more: Any) -> Drawn:
        watch_fn = more.pop("watch_fn", lambda _: None)
        rules = turning.Rules(**{key: more.pop(key) for key in RULES & more.keys()})
        spec = EnsembleSpec(rules, **{"steps": 100, "chains": 3, "seed": 7, "block": 30, **more})
        return draw(
            problem,
            spec,
            tmp_path / name,
            turning.TurningChain,
            hands,
            watch_fn=watch_fn,
            budget=budget,
        )

    return drawn


RULES = {"thin", "farthest", "seconds_a_step", "fails"}


def contents(drawn: Drawn) -> dict[str, bytes]:
    """The files of an ensemble; fails where there are others."""
    assert {file.name for file in drawn.folder.iterdir()} == set(FILES)
    return {name: (drawn.folder / name).read_bytes() for name in FILES}


class StopAfter:
    """Calls the time up after so many blocks."""

    def __init__(self, n_blocks: int) -> None:
        self.budget = Budget(None)
        self.left = n_blocks

    def __call__(self, _: Progress) -> None:
        self.left -= 1
        if self.left == 0:
            self.budget.stop()


def test_an_ensemble_holds_the_plans_of_its_chains(
    drawing: Draw, problem: Problem, turning: ModuleType
) -> None:
    ensemble = open_ensemble(drawing("a").folder)
    expected = [
        turning.TurningChain(problem, turning.Rules(), 7, chain).advance(100).plans + 1
        for chain in range(3)
    ]
    plans = np.array(list(ensemble.plans()))
    assert (plans == np.concatenate(expected)).all()
    assert ensemble.n_plans == len(plans) == 300
    table = ensemble.measures()
    assert table["chain"].tolist() == [0] * 100 + [1] * 100 + [2] * 100
    assert table["step"].tolist() == [*range(1, 101)] * 3
    fresh = turning.measure(problem, plans - 1)
    assert (table["cut_edges"] == fresh["cut_edges"]).all()
    assert (ensemble.district_measure("population") == fresh["population"]).all()
    assert (ensemble.plan(123) == plans[123]).all()
    assert (np.array(list(ensemble.plans(every=7))) == plans[6::7]).all()


class Told(Budget):
    """A clock that is told the time."""

    def __init__(self, now: float) -> None:
        super().__init__(None)
        self.now = now

    @property
    def spent(self) -> float:
        return self.now


def test_the_first_block_compiles_and_is_not_counted(drawing: Draw) -> None:
    clock = Told(60.0)
    told: list[Progress] = []

    def watch(progress: Progress) -> None:
        told.append(progress)
        clock.now += 0.01

    drawing("a", budget=clock, watch_fn=watch)
    rates = [one.rate for one in told if one.stage == "drawing"]
    assert len(rates) > 2
    assert rates[0] is None
    assert all(rate is not None and rate > 1000 for rate in rates[1:])


def test_chains_differ(drawing: Draw) -> None:
    plans = np.array(list(open_ensemble(drawing("a").folder).plans())).reshape(3, 100, -1)
    assert (plans[0] != plans[1]).any()
    assert (plans[1] != plans[2]).any()


def test_a_chain_does_not_depend_on_how_many_there_are(drawing: Draw) -> None:
    one = list(open_ensemble(drawing("a", chains=1).folder).plans())
    three = list(open_ensemble(drawing("b", chains=3).folder).plans())
    assert (np.array(one) == np.array(three[:100])).all()


def test_other_seeds_give_other_plans(drawing: Draw) -> None:
    assert contents(drawing("a", seed=1)) != contents(drawing("b", seed=2))


def test_blocks_do_not_change_plans_or_measures(drawing: Draw) -> None:
    a, b = drawing("a", block=30), drawing("b", block=1000)
    assert contents(a)["measures.parquet"] == contents(b)["measures.parquet"]
    assert list(BendlDecoder(a.folder / FILES[0])) == list(BendlDecoder(b.folder / FILES[0]))


@pytest.mark.parametrize("thin", [2, 7, 30, 100])
def test_thinning_keeps_every_so_many_plans(drawing: Draw, thin: int) -> None:
    whole = np.array(list(open_ensemble(drawing("a").folder).plans())).reshape(3, 100, -1)
    thinned = open_ensemble(drawing("b", thin=thin).folder)
    plans = np.array(list(thinned.plans())).reshape(3, 100 // thin, -1)
    assert (plans == whole[:, thin - 1 :: thin]).all()
    assert set(thinned.measures()["step"]) == set(range(thin, 101, thin))


@pytest.mark.parametrize("n_blocks", [1, 2, 5, 11])
def test_going_on_gives_what_an_unbroken_run_gives(drawing: Draw, n_blocks: int) -> None:
    unbroken = drawing("a")
    stop = StopAfter(n_blocks)
    broken = drawing("b", watch_fn=stop, budget=stop.budget)
    assert not broken.finished
    assert not (broken.folder / "summary.json").exists()
    again = drawing("b")
    assert again.finished
    assert again.progress.new == 300 - broken.progress.steps
    assert contents(again) == contents(unbroken)


def test_a_finished_ensemble_is_not_drawn_again(drawing: Draw) -> None:
    first = contents(drawing("a"))
    again = drawing("a", hands=Hands(None, "tcp://127.0.0.1:1"))
    assert again.progress.new == 0
    assert contents(again) == first


def test_a_part_that_no_checkpoint_counts_is_written_anew(drawing: Draw) -> None:
    unbroken = contents(drawing("a"))
    stop = StopAfter(4)
    folder = drawing("b", watch_fn=stop, budget=stop.budget).folder
    (folder / "parts" / "0001-000001.frames").write_bytes(b"half of a block")
    (folder / "parts" / "0001-000001.frames.new").write_bytes(b"")
    assert contents(drawing("b")) == unbroken


def test_a_kill_while_files_are_merged_loses_nothing(
    drawing: Draw, monkeypatch: pytest.MonkeyPatch
) -> None:
    unbroken = contents(drawing("a"))
    monkeypatch.setattr(
        "districtbot.plans.ensemble.run.merge_measures", lambda *_: exec("raise InterruptedError")
    )
    with pytest.raises(AskError):
        drawing("b")
    monkeypatch.undo()
    assert contents(drawing("b")) == unbroken


@pytest.mark.slow
@pytest.mark.parametrize("processes", [2, 3])
def test_the_number_of_processes_changes_nothing(drawing: Draw, processes: int) -> None:
    assert contents(drawing("a")) == contents(drawing("b", hands=Hands(processes)))


@pytest.mark.slow
def test_a_worker_that_is_killed_is_replaced(drawing: Draw) -> None:
    import multiprocessing
    import os

    killed: list[int] = []

    def kill(_: Progress) -> None:
        if not killed:
            killed.append(multiprocessing.active_children()[0].pid or 0)
            os.kill(killed[0], signal.SIGKILL)

    done = drawing("b", hands=Hands(2), watch_fn=kill)
    assert killed
    assert contents(done) == contents(drawing("a"))


@pytest.mark.slow
@pytest.mark.parametrize(("fails", "error"), [("ask", AskError), ("bug", RuntimeError)])
def test_what_fails_in_a_worker_is_told(drawing: Draw, fails: str, error: type) -> None:
    with pytest.raises(error, match="first plan" if fails == "ask" else "ZeroDivisionError"):
        drawing("a", fails=fails, hands=Hands(2))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"seed": 8}, "seed 8 instead of 7"),
        ({"steps": 200}, "steps 200 instead of 100"),
        ({"chains": 2}, "chains 2 instead of 3"),
        ({"farthest": 3}, "rules: farthest 3 instead of 5"),
    ],
)
@pytest.mark.parametrize("n_blocks", [2, 1000])
def test_another_ensemble_is_not_overwritten(
    drawing: Draw, change: dict[str, int], said: str, n_blocks: int
) -> None:
    stop = StopAfter(n_blocks)
    folder = drawing("a", watch_fn=stop, budget=stop.budget).folder
    before = {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    with pytest.raises(AskError, match=said):
        drawing("a", **change)
    assert {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()} == before


@pytest.mark.parametrize("name", FILES)
def test_files_of_others_are_not_replaced(drawing: Draw, tmp_path: Path, name: str) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / name).write_text("mine")
    with pytest.raises(AskError, match=f"{name}, which no ensemble wrote"):
        drawing("a")
    assert (tmp_path / "a" / name).read_text() == "mine"
    assert [file.name for file in (tmp_path / "a").iterdir()] == [name]


def test_two_runs_do_not_write_at_once(drawing: Draw) -> None:
    errors: list[AskError] = []

    def second(_: Progress) -> None:
        if not errors:
            with pytest.raises(AskError, match="Another process") as caught:
                drawing("a")
            errors.append(caught.value)

    assert drawing("a", watch_fn=second).finished
    assert errors


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"steps": 0}, "0 steps keep no plan"),
        ({"steps": 5, "thin": 10}, "5 steps keep no plan where every 10th"),
        ({"chains": 0}, "0 chains"),
        ({"thin": 0}, "Every 0 steps"),
    ],
)
def test_numbers_that_make_no_ensemble(
    drawing: Draw, tmp_path: Path, change: dict[str, int], said: str
) -> None:
    with pytest.raises(AskError, match=said):
        drawing("a", **change)
    assert not (tmp_path / "a").exists()


def test_damaged_parts_are_told(drawing: Draw) -> None:
    stop = StopAfter(4)
    folder = drawing("a", watch_fn=stop, budget=stop.budget).folder
    (folder / "parts" / "0000-000000.frames").unlink()
    with pytest.raises(AskError, match=r"damaged: 0000-000000\.frames"):
        drawing("a")


def test_a_damaged_checkpoint_is_told(drawing: Draw) -> None:
    stop = StopAfter(4)
    folder = drawing("a", watch_fn=stop, budget=stop.budget).folder
    (folder / "parts" / "0000.npz").write_bytes(b"PK\3\4 and no more")
    with pytest.raises(AskError, match=r"damaged: 0000\.npz"):
        drawing("a")


def test_an_unfinished_ensemble_cannot_be_opened(drawing: Draw, tmp_path: Path) -> None:
    stop = StopAfter(2)
    drawing("a", watch_fn=stop, budget=stop.budget)
    with pytest.raises(AskError, match="not finished"):
        open_ensemble(tmp_path / "a")
    with pytest.raises(AskError, match="no ensemble"):
        open_ensemble(tmp_path)
