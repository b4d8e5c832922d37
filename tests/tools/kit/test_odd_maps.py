"""On odd maps each tool answers in few plain words, or refuses in words; none breaks."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from districtbot.tools.calling import MOST_TEXT, call
from districtbot.tools.desk.desk import Desk
from districtbot.tools.toolbox import toolbox

CALLS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("describe_map", {}),
    ("describe_map", {"about": "notes"}),
    ("show_columns", {}),
    ("show_columns", {"column": "TOTPOP"}),
    ("set_targets", {"districts": 2}),
    ("list_targets", {}),
    ("check_feasibility", {}),
    ("list_versions", {}),
    ("propose_plan", {"seconds": 5}),
    ("improve_plan", {"seconds": 2}),
    *(
        ("score_plan", {"section": section})
        for section in ("summary", "population", "shape", "counties", "towns", "groups", "votes")
    ),
    ("score_plan", {"section": "ratings"}),
    ("score_district", {"district": 1}),
    *(("look_up", {"rank": rank}) for rank in ("units", "counties", "towns", "districts")),
    ("look_up", {"district": 1}),
    ("look_up", {"rank": "districts", "by": "share"}),
    ("lock", {"district": 1}),
    ("unlock", {"district": "District 1"}),
    ("name_version", {"name": "first"}),
    ("propose_plan", {"different": True, "seconds": 5}),
    ("compare_plans", {"other": "first"}),
    ("compare_plans", {"plan": 2, "other": "first", "about": "votes"}),
    ("move", {"units": ["00101"], "to_district": 2}),
    ("load_plan", {"source": "CD"}),
    ("score_plan", {"plan": "CD"}),
    ("set_targets", {"targets": [{"measure": "region_splits", "at_most": 0}]}),
    (
        "set_targets",
        {"targets": [{"measure": "group_share", "group": "black", "share": "90%"} | {
            "districts_at_least": 1
        }]},
    ),
    ("set_targets", {"districts": 3}),
    ("list_targets", {}),
    ("undo", {}),
    ("go_to", {"version": 1}),
    ("list_versions", {}),
)  # fmt: skip
NAMES = ('Do"ña Ana', "O'Brien", "Foo\nBar {x}", "東京都")
MAPS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "bare": ({}, {}),
    "no shapes": ({"COUNTY": list("AABB" * 4)}, {"county": "COUNTY", "shapes": False}),
    "strange names and parts of people": (
        {
            "COUNTY": [name for name in NAMES for _ in range(4)],
            "TOTPOP": [10.37 * (1 + n % 3) for n in range(16)],
            "CD": list("AAAAAAAABBBBBBBB"),
            "PRES20D": [0] * 8 + [5.5] * 8,
            "PRES20R": [0] * 8 + [3] * 8,
            "VAP": 8,
            "BVAP": 1.5,
        },
        {"county": "COUNTY", "plans": ("CD",), "vap": "VAP", "group_vap": {"black": "BVAP"}},
    ),
    "one district": ({"CD": 1}, {"plans": ("CD",)}),
    "one county": ({"COUNTY": "Ash"}, {"county": "COUNTY"}),
    "counties alike": (
        {"COUNTY": ["Adams", "Adams ", "adams", "Adams County"] * 4},
        {"county": "COUNTY"},
    ),
    "nobody": ({"TOTPOP": 0}, {}),
    "people in one unit": ({"TOTPOP": [1] + [0] * 15}, {}),
}
ONE_OF_MANY = re.compile(
    r"(?<![\w.,-])1 (?:districts|units|counties|towns|steps|versions|targets|seconds|chains|plans|"
    r"contests|required targets|links|values)\b"
)

NO_WORDS = re.compile(r"\b(?:nan|inf|None|null)\b|  |\(\)|[.,;:][.,;:](?!\.)| [.,;:]|\n\n")


@pytest.fixture(params=MAPS)
def desk(
    request: pytest.FixtureRequest, grid_frame: Any, state_of: Callable[..., Any], tmp_path: Path
) -> Desk:
    """A desk with sixteen units in a square."""
    columns, roles = MAPS[request.param]
    return Desk(state_of(grid_frame(4, 4, **columns), **roles), seed=3, out=tmp_path)


def test_every_answer_is_plain(desk: Desk) -> None:
    n_done = 0
    for name, arguments in CALLS:
        called = call(desk, toolbox(), name, arguments)
        told = f"{name} {arguments}: {called.text}"
        assert 0 < len(called.text) <= MOST_TEXT, told
        assert "(shortened)" not in called.text, told
        assert not ONE_OF_MANY.search(called.text), told
        assert not NO_WORDS.search(called.text), told
        assert called.text[0] == called.text[0].upper(), told
        json.dumps(called.data, allow_nan=False)
        n_done += called.ok
    assert n_done > 12


@pytest.mark.parametrize("column", ["PRES20", "black", "TOTPOP"])
def test_a_column_that_is_alike_everywhere_is_drawn(
    grid_frame: Any, state_of: Any, tmp_path: Path, column: str
) -> None:
    frame = grid_frame(2, 2, PRES20D=11, PRES20R=6, VAP=8, BVAP=2)
    desk = Desk(state_of(frame, vap="VAP", group_vap={"black": "BVAP"}), out=tmp_path)
    drawn = call(desk, toolbox(), "draw_map", {"column": column})
    assert drawn.ok, drawn.text
