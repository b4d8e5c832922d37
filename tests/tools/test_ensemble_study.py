"""An ensemble scored, held against plans and drawn, in one go."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from districtbot.ground.clock import Budget
from districtbot.ground.errors import AskError
from districtbot.maps.charts.blocks import ensemble_blocks
from districtbot.maps.charts.pictures import ensemble_pictures
from districtbot.maps.parts import Illustration, Paragraphs, ReportTable
from districtbot.plans.chain_rules import ChainRules
from districtbot.plans.compare import NamedPlan
from districtbot.plans.ensemble.read import open_ensemble
from districtbot.plans.ensemble.rules_told import rules_missed
from districtbot.plans.ensemble.run import Hands
from districtbot.plans.ensemble.scores import Wanted
from districtbot.plans.ensemble.standing import Standing
from districtbot.plans.targets import Targets
from districtbot.tools.ensemble import run_ensemble
from districtbot.tools.ensemble_report import report_path, write_ensemble_report
from districtbot.tools.ensemble_study import pictures_folder, study_ensemble

TARGETS = Targets.model_validate(
    {"districts": 3, "target": [{"measure": "population_deviation", "at_most": 0.1}]}
)
STRIPES = "1 1 2 2 3 3 " * 6


def grid(grid_frame: Any, state_of: Any, **columns: Any) -> Any:
    """Six rows of six units, two counties, two contests, one group of a fifth of the people."""
    place = np.arange(36)
    column = place % 6
    frame = grid_frame(
        6,
        6,
        TOTPOP=100,
        COUNTY=np.where(column < 3, "W", "E"),
        VAP=80,
        BVAP=np.where(column < 2, 40, 4),
        PRES20D=30 + 10 * column,
        PRES20R=70 - 10 * column,
        **columns,
    )
    return state_of(frame, county="COUNTY", vap="VAP", group_vap={"black": "BVAP"})


@pytest.fixture
def state(grid_frame: Any, state_of: Any) -> Any:
    return grid(grid_frame, state_of)


@pytest.fixture
def folder(state: Any, tmp_path: Path) -> Path:
    drawn = run_ensemble(state, TARGETS, tmp_path / "e", steps=100, chains=2, hands=Hands(1))
    return drawn.folder


@pytest.mark.slow
def test_what_is_in_the_folder(folder: Path, state: Any, plan_for: Any) -> None:
    plans = [NamedPlan("Stripes", plan_for(state, STRIPES))]
    study = study_ensemble(folder, state, plans, pictures=pictures_folder(folder))
    assert study is not None
    assert study.pictures is not None
    names = sorted(path.name for path in (folder / "pictures").iterdir())
    stems = [
        "histogram-county-splits",
        "histogram-cut-edges",
        "histogram-dem-declination-PRES20",
        "histogram-dem-efficiency-gap-PRES20",
        "histogram-dem-mean-median-PRES20",
        "histogram-dem-partisan-bias-PRES20",
        "histogram-dem-seats-PRES20",
        "histogram-polsby-popper-mean",
        "ordered-dem-share-PRES20",
        "ordered-vap-share-black",
        "sea-level",
        "seats-votes-PRES20",
        "trace-cut-edges",
        "trace-dem-mean-median-PRES20",
    ]
    assert names == sorted(f"{stem}{end}" for stem in stems for end in (".csv", ".png", ".svg"))
    assert study.pictures.left_out == ()
    n_different = open_ensemble(folder).summary["distinct_plans"]
    for picture in study.pictures.pictures:
        assert picture.data.startswith(b"\x89PNG")
        text = picture.path.with_suffix(".svg").read_text(encoding="utf-8")
        assert picture.title in text
        assert "An ensemble is neutral only for the rules" in text
        assert len(pd.read_csv(picture.table_path)) > 0
        if "trace" not in picture.path.name:
            assert "200 neutral plans" in picture.caption
            assert f"({n_different} of them different)" in picture.caption
        if any(word in picture.path.name for word in ("gap", "m-dem-mean", "bias", "seats-votes")):
            assert "Democrats" in picture.caption
    (among,) = study.standings
    assert {one.measure for one in among} == set(study.scores.names)


def test_tables_hold_the_plan(folder: Path, state: Any, plan_for: Any) -> None:
    plan = plan_for(state, STRIPES)
    study_ensemble(
        folder,
        state,
        [NamedPlan("Stripes", plan)],
        pictures=folder / "pictures",
        suffixes=(".svg",),
    )
    table = pd.read_csv(folder / "pictures" / "ordered-dem-share-PRES20.csv")
    assert table["Stripes"].tolist() == pytest.approx([0.35, 0.55, 0.75])
    cut = pd.read_csv(folder / "pictures" / "histogram-cut-edges.csv")
    own = cut[cut["kind"] == "plan"]
    assert own["from"].tolist() == [12]
    edges = open_ensemble(folder).measures("cut_edges")["cut_edges"].to_numpy()
    percentile = (edges < 12).mean() + (edges == 12).mean() / 2
    assert own["percentile"].tolist() == pytest.approx([percentile])
    assert cut["plans"].sum() == 200


def test_only_what_is_asked_for(folder: Path, state: Any) -> None:
    found = ensemble_pictures(folder, state, [], folder / "p", wanted=Wanted(("shape",)))
    assert found is not None
    assert [picture.path.stem for picture in found.pictures] == [
        "histogram-cut-edges",
        "histogram-polsby-popper-mean",
        "trace-cut-edges",
    ]
    wanted = Wanted(("votes", "groups"), groups=())
    found = ensemble_pictures(folder, state, [], folder / "q", wanted=wanted, suffixes=(".svg",))
    assert found is not None
    assert not any("black" in picture.path.stem for picture in found.pictures)
    assert not any("sea-level" in picture.path.stem for picture in found.pictures)
    assert {path.suffix for path in (folder / "q").iterdir()} == {".svg", ".csv"}


def test_what_cannot_be_drawn_is_told(grid_frame: Any, state_of: Any, tmp_path: Path) -> None:
    """A party has no votes in the left half, so no measure of fairness is defined."""
    place = np.arange(36)
    votes = np.where(place % 6 < 3, 0, 10)
    state = grid(grid_frame, state_of)
    frame = grid_frame(6, 6, TOTPOP=100, PRES20D=0, PRES20R=votes)
    empty = state_of(frame)
    drawn = run_ensemble(empty, TARGETS, tmp_path / "a", steps=60, chains=1, hands=Hands(1))
    found = ensemble_pictures(drawn.folder, empty, [], tmp_path / "p", suffixes=(".svg",))
    assert found is not None
    assert any("Efficiency gap, PRES20 has no value" in why for why in found.left_out)
    assert (tmp_path / "p" / "histogram-dem-seats-PRES20.svg").exists()
    assert not (tmp_path / "p" / "histogram-dem-efficiency-gap-PRES20.svg").exists()
    assert state.n_units == 36


def test_same_bytes_and_no_trace_of_time(
    folder: Path, state: Any, plan_for: Any, tmp_path: Path
) -> None:
    plans = [NamedPlan("Stripes", plan_for(state, STRIPES))]
    wanted = Wanted(("shape", "groups"))
    for name in "ab":
        ensemble_pictures(folder, state, plans, tmp_path / name, wanted=wanted, suffixes=(".svg",))
    files = sorted(path.name for path in (tmp_path / "a").iterdir())
    assert len(files) == 8
    for name in files:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_rules_that_a_plan_kept_and_the_ensemble_did_not(
    folder: Path, state: Any, tmp_path: Path
) -> None:
    """Every plan splits both counties."""

    def missed(source: Path, value: float, above: float) -> tuple[str, ...]:
        one = Standing("county_splits", None, value, 0.0, 1 - above, above, 0.01, 200)
        return rules_missed(source, [("Old", [one])])

    (told,) = missed(folder, 0.0, 1.0)
    assert told.startswith(
        "No rule on split counties was kept: these plans split 2.0 on average, Old 0. "
    )
    assert not missed(folder, 2.0, 0.0)
    capped = Targets.model_validate(
        {
            "districts": 3,
            "target": [{"measure": "region_splits", "region": "county", "at_most": 2}],
        }
    )
    drawn = run_ensemble(state, capped, tmp_path / "c", steps=20, chains=1, hands=Hands(1))
    assert not missed(drawn.folder, 0.0, 1.0)


def test_the_blocks_of_a_report(folder: Path, state: Any, plan_for: Any) -> None:
    plans = [NamedPlan("Stripes", plan_for(state, STRIPES))]
    study = study_ensemble(
        folder, state, plans, pictures=folder / "p", wanted=Wanted(("shape", "splits"))
    )
    assert study is not None
    assert study.pictures is not None
    blocks = ensemble_blocks(study.pictures, [("Stripes", study.standings[0])])
    assert isinstance(blocks[0], Paragraphs)
    assert "neutral only for the rules" in blocks[0].texts[0]
    table = blocks[1]
    assert isinstance(table, ReportTable)
    assert table.title == "Stripes among 200 neutral plans"
    assert ("Cut edges", "12") in [row[:2] for row in table.rows]
    assert sum(isinstance(block, Illustration) for block in blocks) == 4
    told = [text for block in blocks if isinstance(block, Paragraphs) for text in block.texts]
    assert not {picture.caption for picture in study.pictures.pictures} & set(told)


def test_plans_that_do_not_go_with_it(folder: Path, state: Any, plan_for: Any) -> None:
    two = NamedPlan("Two", plan_for(state, "1 1 1 2 2 2 " * 6))
    with pytest.raises(AskError, match="The plan has 2 districts, those of the ensemble have 3"):
        ensemble_pictures(folder, state, [two], folder / "p")
    same = NamedPlan("Mine", plan_for(state, STRIPES))
    with pytest.raises(AskError, match="Two plans are called Mine"):
        ensemble_pictures(folder, state, [same, same], folder / "p")
    assert not (folder / "p").exists()
    (folder / "scores.parquet").unlink()
    with pytest.raises(AskError, match="no election named 'GOV30'"):
        ensemble_pictures(folder, state, [], folder / "p", wanted=Wanted(elections=("GOV30",)))
    with pytest.raises(AskError, match="no group martian in its vap"):
        ensemble_pictures(folder, state, [], folder / "p", wanted=Wanted(groups=("martian",)))
    assert not (folder / "scores.parquet").exists()


def test_stopped_before_anything_is_drawn(folder: Path, state: Any) -> None:
    budget = Budget(None)
    budget.stop()
    assert study_ensemble(folder, state, pictures=folder / "p", budget=budget) is None


def test_contests_that_the_chains_did_not_measure(state: Any, tmp_path: Path) -> None:
    rules = ChainRules(elections=(), groups=())
    drawn = run_ensemble(
        state, TARGETS, tmp_path / "e", steps=50, chains=1, rules=rules, hands=Hands(1)
    )
    wanted = Wanted(("votes",), elections=("pres20",))
    found = ensemble_pictures(
        drawn.folder, state, [], tmp_path / "p", wanted=wanted, suffixes=(".svg",)
    )
    assert found is not None
    assert found.pictures[0].path.stem == "ordered-dem-share-PRES20"


@pytest.mark.parametrize("with_plan", [True, False])
def test_one_page_of_it(
    folder: Path, state: Any, plan_for: Any, tmp_path: Path, with_plan: bool
) -> None:
    plans = [NamedPlan("Stripes", plan_for(state, STRIPES))] * with_plan
    study = study_ensemble(
        folder, state, plans, pictures=tmp_path / "p", wanted=Wanted(("shape",)), suffixes=(".png",)
    )
    assert study is not None
    write_ensemble_report(study, folder, state, plans, tmp_path / "report.html")
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "neutral only for the rules it kept" in text
    assert text.count("data:image/png") >= 3
    assert ("Stripes among 200 neutral plans" in text) == with_plan
    assert "fewer than 400 independent ones" in text
    assert report_path(folder) == folder / "report.html"
    bare = study_ensemble(folder, state, plans, wanted=Wanted(("shape",)))
    assert bare is not None
    with pytest.raises(AskError, match="has no charts"):
        write_ensemble_report(bare, folder, state, plans, tmp_path / "report.html")
