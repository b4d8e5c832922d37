"""The script of the interactive map, run in V8 on the page of a report."""

import json
import re
from collections.abc import Iterator
from itertools import combinations
from math import isfinite
from pathlib import Path
from types import ModuleType
from typing import Any, cast

import pytest
import shapely

from districtbot.geo.open import open_map
from districtbot.geo.statemap import StateMap
from districtbot.maps.contents import Pictures, RunFacts, report_of
from districtbot.maps.figures import district_figures
from districtbot.maps.html import page
from districtbot.maps.interactive import map_data
from districtbot.maps.land import land_of
from districtbot.plans.compare import NamedPlan
from districtbot.plans.formats.open import read_plan
from districtbot.plans.plan import Plan
from districtbot.plans.scorecard import score

WIDE, HIGH = 800, 600
PLAN = "1 1 2 2 1 1 2 2 3 3 4 4 3 4 4 4"
HOSTILE = "</script><img src=x onerror=\"alert('1')\">&amp;"


COUNTIES = (("Adams", "Boone"), ("Clark", "Dodge"))


def html_of(state: StateMap, plan: Plan, other: NamedPlan | None = None) -> str:
    card = score(state, plan)
    live = map_data(state, plan, district_figures(card), other)
    run = RunFacts("A plan", "scored", "")
    return page(report_of(state, plan, (), card, run, Pictures(b"\x89PNG", live)))


@pytest.fixture(scope="module")
def drawn_state(grid_frame: Any, state_of: Any) -> StateMap:
    """Four counties of four units each, a group and a contest."""
    frame = grid_frame(
        4,
        4,
        TOTPOP=[100 + 7 * unit for unit in range(16)],
        VAP=80,
        BVAP=[3 * unit for unit in range(16)],
        COUNTY=[COUNTIES[row // 2][col // 2] for row in range(4) for col in range(4)],
        PRES20D=[50 + 3 * unit for unit in range(16)],
        PRES20R=[90 - 3 * unit for unit in range(16)],
    )
    return cast(StateMap, state_of(frame, county="COUNTY", vap="VAP", group_vap={"black": "BVAP"}))


@pytest.fixture(scope="module")
def drawn_html(drawn_state: StateMap, plan_for: Any) -> str:
    """The page of `PLAN`, districts 1 to 4::

    1 1 2 2
    1 1 2 2
    3 3 4 4
    3 4 4 4
    """
    other = NamedPlan("rows", plan_for(drawn_state, "1 1 1 1 2 2 2 2 3 3 3 3 4 4 4 4"))
    return html_of(drawn_state, plan_for(drawn_state, PLAN), other)


@pytest.fixture
def drawn(browser: ModuleType, drawn_html: str) -> Iterator[Any]:
    with browser.Page(drawn_html) as opened:
        yield opened


def data_of(opened: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        opened.ask('document.getElementById("map-data").textContent')
    )
    return found


def places(opened: Any) -> list[tuple[float, float]]:
    """Where the middle of each district is in the window."""
    x, y, scale = opened.view()
    spots = [district["spots"][0] for district in data_of(opened)["districts"]]
    return [(x + scale * column, y + scale * row) for column, row, _ in spots]


def panel_rows(opened: Any) -> list[str]:
    found = opened.texts("td", 'part("panel")')
    return [text for text in found if text]


def drawn_shapes(opened: Any) -> list[shapely.Geometry]:
    """Districts as the script draws them, in metres from the upper left corner, north down."""
    metres = data_of(opened)["metres"]
    found = []
    for area in opened.elements(".area"):
        whole = shapely.Polygon()
        for ring in re.findall(r"M([^MZ]+)Z", area["d"]):
            corners = [tuple(map(float, pair.split())) for pair in ring.split("L")]
            whole = whole.symmetric_difference(shapely.Polygon(corners).buffer(0))
        found.append(shapely.transform(whole, lambda points: points * metres))
    return found


def test_the_whole_map_stands_in_the_window(drawn: Any) -> None:
    data = data_of(drawn)
    x, y, scale = drawn.view()
    assert scale == pytest.approx(0.96 * min(WIDE / data["width"], HIGH / data["height"]))
    assert (x, y) == pytest.approx(
        ((WIDE - scale * data["width"]) / 2, (HIGH - scale * data["height"]) / 2)
    )
    assert drawn.ask('document.getElementById("map-live").hidden') is False
    assert drawn.elements("html") == [{"lang": "en", "class": "live"}]
    assert drawn.elements('[data-part="canvas"]')[0]["class"].split() == ["whole"]


def test_the_printed_map_stays_where_there_is_no_data(browser: ModuleType, drawn_html: str) -> None:
    html = re.sub(r'<script type="application/json" id="map-data">.*?</script>', "", drawn_html)
    assert html != drawn_html
    with browser.Page(html) as opened:
        assert opened.ask('document.getElementById("map-live").hidden') is True
        assert opened.elements("html") == [{"lang": "en"}]


def test_rings_are_the_districts(drawn: Any, decode: ModuleType) -> None:
    """The script's districts are those that Python reads out of the data, and the drawing's."""
    shapes = drawn_shapes(drawn)
    text = drawn.ask('document.getElementById("map-data").textContent')
    for shape, truth in zip(shapes, decode.shapes(text), strict=True):
        assert shape.equals(truth)
    assert [round(shape.area / 1e6, 2) for shape in shapes] == [4, 4, 3, 5]


def test_pointing_shows_the_district_and_its_figures(drawn: Any, drawn_state: Any) -> None:
    data = data_of(drawn)
    texts = [figure["texts"] for group in data["groups"] for figure in group["figures"]]
    for number, (x, y) in enumerate(places(drawn)):
        drawn.mouse("pointermove", x, y)
        assert drawn.texts("h3", 'part("panel")') == [f"District {number + 1}"]
        assert panel_rows(drawn) == [column[number] for column in texts]
        people, deviation = texts[0][number], texts[2][number]
        assert drawn.text("tip") == f"District {number + 1} · {people} people · {deviation}"
        areas = drawn.elements(".area")
        assert drawn.elements(".chosen path")[0]["d"] == areas[number]["d"]
    assert texts[0] == ["470", "526", "503", "941"]
    drawn.send('part("canvas")', "pointerleave", pointerId=1)
    assert drawn.text("panel").startswith("Point at a district")
    assert drawn.ask('part("tip").hidden') is True


def test_the_tip_stays_inside_the_window(drawn: Any) -> None:
    """It is 120 by 30 pixels here; near the right and lower border it goes left and above."""
    drawn.press("+")
    drawn.mouse("pointermove", 790, 595)
    left, top = drawn.ask('["left", "top"].map((side) => parseFloat(part("tip").style[side]))')
    assert (left, top) == (680, 551)


def test_the_wheel_keeps_what_is_under_it(drawn: Any) -> None:
    whole = drawn.view()
    for place in ((300, 250), (500, 320), (410, 330)):
        before = drawn.view()
        assert drawn.mouse("wheel", *place, deltaY=-120, deltaMode=0)
        after = drawn.view()
        assert after[2] > 1.3 * before[2]
        for at, old, new in zip(place, before, after, strict=False):
            assert (at - new) / after[2] == pytest.approx((at - old) / before[2])
    assert not drawn.mouse("wheel", 300, 250, deltaX=40, deltaY=0, deltaMode=0)
    for _ in range(9):
        drawn.mouse("wheel", 500, 320, deltaY=120, deltaMode=0)
    assert drawn.view() == pytest.approx(whole)
    assert not drawn.mouse("wheel", 500, 320, deltaY=120, deltaMode=0), "the page scrolls on"


def test_lines_and_pinches_of_the_wheel_count_more(drawn: Any) -> None:
    ratios = []
    for more in ({"deltaY": -5, "deltaMode": 0}, {"deltaY": -5, "deltaMode": 1}):
        drawn.press("0")
        before = drawn.view()[2]
        drawn.mouse("wheel", 400, 300, **more)
        ratios.append(drawn.view()[2] / before)
    assert 1 < ratios[0] < 1.02 < 1.2 < ratios[1]


def test_buttons_and_keys_zoom_about_the_middle(drawn: Any) -> None:
    whole = drawn.view()
    for enlarge, shrink in (
        (lambda: drawn.send('part("in")', "click"), lambda: drawn.send('part("out")', "click")),
        (lambda: drawn.press("+"), lambda: drawn.press("-")),
        (lambda: drawn.press("="), lambda: drawn.press("-")),
    ):
        enlarge()
        x, y, scale = drawn.view()
        assert scale > 1.4 * whole[2]
        assert (WIDE / 2 - x) / scale == pytest.approx((WIDE / 2 - whole[0]) / whole[2])
        assert (HIGH / 2 - y) / scale == pytest.approx((HIGH / 2 - whole[1]) / whole[2])
        shrink()
        assert drawn.view() == pytest.approx(whole)
    for back in (lambda: drawn.press("0"), lambda: drawn.send('part("fit")', "click")):
        drawn.press("+")
        drawn.press("ArrowLeft")
        assert drawn.view() != pytest.approx(whole)
        back()
        assert drawn.view() == pytest.approx(whole)
    assert not drawn.press("+", ctrlKey=True), "the browser's own zoom"
    assert drawn.view() == pytest.approx(whole)


def test_zoom_has_an_end_and_the_map_stays_in_the_window(drawn: Any) -> None:
    whole = drawn.view()[2]
    for _ in range(20):
        drawn.press("+")
    assert drawn.view()[2] == pytest.approx(200 * whole)
    drawn.press("0")
    drawn.press("+")
    data = data_of(drawn)
    for key in ("ArrowLeft", "ArrowUp", "ArrowRight", "ArrowDown"):
        for _ in range(60):
            drawn.press(key)
        x, y, scale = drawn.view()
        assert x <= WIDE / 2 <= x + scale * data["width"] + 1e-6
        assert y <= HIGH / 2 <= y + scale * data["height"] + 1e-6


def test_arrows_and_drags_move_the_map(drawn: Any) -> None:
    drawn.press("+")
    x, y, scale = drawn.view()
    for key, (dx, dy) in {
        "ArrowLeft": (60, 0),
        "ArrowRight": (0, 0),
        "ArrowUp": (0, 60),
        "ArrowDown": (0, 0),
    }.items():
        assert drawn.press(key)
        assert drawn.view() == pytest.approx((x + dx, y + dy, scale))
    drawn.drag((400, 300), (440, 270))
    assert drawn.view() == pytest.approx((x + 40, y - 30, scale))
    assert drawn.elements(".loose") == [], "a drag is no click"
    assert "dragging" not in drawn.elements('[data-part="canvas"]')[0]["class"]


def test_a_press_that_ends_outside_does_not_stick(drawn: Any) -> None:
    """Pressed at the border, moved out and let go there: back inside, nothing is dragged."""
    drawn.press("+")
    before = drawn.view()
    drawn.mouse("pointerdown", 1, 300, buttons=1)
    drawn.send('part("canvas")', "pointerleave", pointerId=1, buttons=1)
    drawn.mouse("pointermove", 200, 300)
    drawn.mouse("pointermove", 300, 300)
    assert drawn.view() == before


def test_two_fingers_pinch(drawn: Any) -> None:
    """From 100 to 200 pixels apart about (400, 300): twice as large, the middle stays."""
    x, y, scale = drawn.view()
    for finger, place in ((1, 350), (2, 450)):
        drawn.mouse("pointerdown", place, 300, pointerId=finger, pointerType="touch", buttons=1)
    for step in range(1, 6):
        for finger, place in ((1, 350 - 10 * step), (2, 450 + 10 * step)):
            drawn.mouse("pointermove", place, 300, pointerId=finger, pointerType="touch", buttons=1)
    after = drawn.view()
    assert after[2] == pytest.approx(2 * scale)
    assert (400 - after[0]) / after[2] == pytest.approx((400 - x) / scale)
    assert (300 - after[1]) / after[2] == pytest.approx((300 - y) / scale)
    for finger in (1, 2):
        drawn.mouse("pointermove", 400, 300, pointerId=finger, pointerType="touch", buttons=1)
    assert all(map(isfinite, drawn.view())), "fingers at one place"


def test_a_double_click_enlarges(drawn: Any) -> None:
    scale = drawn.view()[2]
    assert drawn.mouse("dblclick", 400, 300, shiftKey=False)
    assert drawn.view()[2] == pytest.approx(2 * scale)
    drawn.mouse("dblclick", 400, 300, shiftKey=True)
    assert drawn.view()[2] == pytest.approx(scale)


def test_a_click_pins_and_escape_lets_go(drawn: Any) -> None:
    first, second, *_ = places(drawn)
    drawn.click(*first)
    assert drawn.ask('part("district").value') == "0"
    assert [area["aria-pressed"] for area in drawn.elements(".area")] == ["true"] + 3 * ["false"]
    assert drawn.text("spoken").startswith("District 1: People 470, ")
    drawn.mouse("pointermove", *second)
    assert drawn.texts("h3", 'part("panel")') == ["District 1Unpin"], "it stays"
    assert drawn.text("tip").startswith("District 2 ")
    drawn.press("Escape")
    assert drawn.texts("h3", 'part("panel")') == ["District 2"]
    assert drawn.ask('part("district").value') == "-1"
    assert {area["aria-pressed"] for area in drawn.elements(".area")} == {"false"}
    for _ in range(2):
        drawn.click(*first)
    assert drawn.elements(".loose") == [], "a second click lets go"
    drawn.click(*first)
    drawn.send('document.querySelector(".loose")', "click")
    assert drawn.elements(".loose") == []
    assert drawn.ask('document.activeElement === part("canvas")'), "the focus is not lost"
    drawn.click(*first)
    drawn.click(5, 5)
    assert drawn.elements(".loose") == [], "the sea lets go"


def test_page_keys_walk_through_all_districts(drawn: Any) -> None:
    def seen(key: str) -> str:
        assert drawn.press(key)
        number = int(drawn.elements('[data-part="canvas"]')[0]["aria-activedescendant"][5:])
        assert drawn.texts("h3", 'part("panel")') == [f"District {number + 1}"]
        return str(number + 1)

    assert [seen("PageDown") for _ in range(5)] == ["1", "2", "3", "4", "1"]
    assert [seen("PageUp") for _ in range(4)] == ["4", "3", "2", "1"]
    assert [seen(key) for key in ("End", "Home", "PageUp")] == ["4", "1", "4"]
    drawn.press("Enter")
    assert drawn.ask('part("district").value') == "3"
    drawn.press(" ")
    assert drawn.ask('part("district").value') == "-1"
    assert not drawn.press("a"), "other keys are the browser's"
    drawn.send('part("canvas")', "blur")
    assert drawn.text("panel").startswith("Point at a district")


def test_page_up_begins_with_the_last_district(drawn: Any) -> None:
    drawn.press("PageUp")
    assert drawn.texts("h3", 'part("panel")') == ["District 4"]


def test_keys_go_on_from_the_district_that_was_clicked(drawn: Any) -> None:
    drawn.click(*places(drawn)[2])
    drawn.press("Escape")
    drawn.press("PageDown")
    assert drawn.texts("h3", 'part("panel")') == ["District 4"]


@pytest.mark.parametrize("way", ["key", "list"])
def test_a_district_out_of_sight_is_brought_into_view(drawn: Any, way: str) -> None:
    for _ in range(5):
        drawn.press("+")
    for _ in range(30):
        drawn.press("ArrowLeft")
        drawn.press("ArrowUp")
    x, y = places(drawn)[3]
    assert x > WIDE
    assert y > HIGH
    if way == "key":
        drawn.press("End")
    else:
        drawn.choose("district", "3")
    assert places(drawn)[3] == pytest.approx((WIDE / 2, HIGH / 2))
    assert drawn.texts("h3", 'part("panel")')[0].startswith("District 4")


def test_the_list_of_districts_pins(drawn: Any) -> None:
    assert drawn.texts("option", 'part("district")') == ["–", "1", "2", "3", "4"]
    drawn.choose("district", "1")
    assert drawn.texts("h3", 'part("panel")') == ["District 2Unpin"]
    drawn.choose("district", "-1")
    assert drawn.text("panel").startswith("Point at a district")


def test_colours_and_legend_agree_with_the_numbers(
    drawn: Any, drawn_state: StateMap, plan_for: Any
) -> None:
    """Each district's colour is that of the class of the legend that its number lies in."""
    plain = [area["fill"] for area in drawn.elements(".area")]
    assert drawn.ask('part("legend").hidden') is True
    groups = district_figures(score(drawn_state, plan_for(drawn_state, PLAN)))
    figures = [figure for group in groups for figure in group.figures]
    options = drawn.elements("option", 'part("shade")')[1:]
    names = drawn.texts("option", 'part("shade")')[1:]
    assert {"People", "Deviation", "Polsby-Popper", "Black", "PRES20"} <= set(names)
    for option, name in zip(options, names, strict=True):
        figure = figures[int(option["value"])]
        assert figure.name == name
        drawn.choose("shade", option["value"])
        fills = [area["fill"] for area in drawn.elements(".area")]
        keys = drawn.elements("rect", 'part("legend")')
        labels = drawn.texts("li", 'part("legend")')
        label_of = {key["fill"]: label for key, label in zip(keys, labels, strict=True)}
        assert len(label_of) == len(labels), "each class has a colour of its own"
        assert len(labels) == 1 or set(fills) != {fills[0]}
        factor = 1 if figure.kind in ("count", "shape") else 100
        for value, fill in zip(figure.values, fills, strict=True):
            assert value is not None
            low, high = bounds(label_of[fill])
            assert low - 1e-9 <= factor * value <= high + 1e-9
    drawn.choose("shade", str(figures.index(next(f for f in figures if f.name == "PRES20"))))
    drawn.mouse("pointermove", *places(drawn)[0])
    assert drawn.text("tip").endswith(f" · PRES20 {figures[-1].texts[0]}")
    drawn.choose("shade", "-1")
    assert [area["fill"] for area in drawn.elements(".area")] == plain
    assert drawn.ask('part("legend").hidden') is True


def bounds(label: str) -> tuple[float, float]:
    """Of ``below 40%``, ``40% to 45%``, ``45% and more`` or one number."""
    found = re.findall(r"[+−]?[\d.,]+", label)
    numbers = [float(text.replace("−", "-").replace(",", "")) for text in found]
    if label.startswith("below "):
        return float("-inf"), numbers[0]
    if label.endswith(" and more"):
        return numbers[0], float("inf")
    if len(numbers) == 1:
        return numbers[0] - 0.06, numbers[0] + 0.06
    return numbers[0], numbers[1]


def test_a_district_without_votes_is_grey(
    browser: ModuleType, grid_frame: Any, state_of: Any, plan_for: Any
) -> None:
    votes = {"PRES20D": [10, 20, 30, 0], "PRES20R": [20, 10, 30, 0]}
    state = state_of(grid_frame(2, 2, **votes))
    with browser.Page(html_of(state, plan_for(state, "1 2 3 4"))) as opened:
        value = opened.ask('part("shade").options.at(-1).attributes.value')
        opened.choose("shade", value)
        fills = [area["fill"] for area in opened.elements(".area")]
        assert fills[3] == "#bdbdbd"
        assert fills[3] not in fills[:3]
        assert opened.texts("li", 'part("legend")')[-1] == "no value"


def test_boxes_show_and_hide_lines_and_names(drawn: Any) -> None:
    drawn.press("+")
    assert drawn.texts("label", 'part("layers")') == [
        " County lines",
        " District lines",
        " Lines of rows",
    ]
    assert sorted(set(drawn.texts(".county"))) == ["Adams", "Boone", "Clark", "Dodge"]
    shown = {"regions": True, "districts": True, "other": False}
    for place, layer in enumerate(shown):
        box = f'part("layers").querySelectorAll("input")[{place}]'
        for _ in range(2):
            for key, on in shown.items():
                style = drawn.ask(f'document.querySelector(".{key}").style.display')
                assert (style == "") is on
            shown[layer] = not shown[layer]
            drawn.do(f"{box}.checked = !{box}.checked")
            drawn.send(box, "change")
            if layer == "regions":
                assert (len(drawn.texts(".county")) > 0) is shown["regions"]
    assert sorted(drawn.texts(".number", 'part("canvas")')) == ["1", "2", "3", "4"]


def test_lines_are_the_borders(drawn: Any) -> None:
    """Between counties 8 km, between districts 9, between rows 12; and 16 around the map."""
    metres = data_of(drawn)["metres"]
    for layer, inside in (("regions", 8), ("districts", 9), ("other", 12)):
        _, path = drawn.elements("path", f'document.querySelector(".{layer}")')
        runs = path["d"].split("M")[1:]
        lines = [[tuple(map(float, end.split())) for end in run.split("L")] for run in runs]
        length = shapely.MultiLineString(lines).length * metres / 1000
        assert length == pytest.approx(inside + 16, rel=0.01)


def test_names_do_not_lie_over_each_other(drawn: Any) -> None:
    seen = set()
    for _ in range(4):
        names = drawn.elements("text", 'part("canvas")')
        texts = drawn.texts("text", 'part("canvas")')
        seen |= set(texts)
        boxes = []
        for name, text in zip(names, texts, strict=True):
            font, x, y = (float(name[key]) for key in ("font-size", "x", "y"))
            half = 0.5 * font * len(text) / 2
            boxes.append(shapely.box(x - half, y - font / 2, x + half, y + font / 2))
        assert not any(a.intersects(b) for a, b in combinations(boxes, 2))
        drawn.press("+")
    assert seen == {"1", "2", "3", "4", "Adams", "Boone", "Clark", "Dodge"}


def test_a_window_that_changes_its_size(drawn: Any) -> None:
    data = data_of(drawn)
    drawn.do("resized({ width: 400, height: 500 })")
    x, _, scale = drawn.view()
    assert scale == pytest.approx(0.96 * min(400 / data["width"], 500 / data["height"]))
    assert x + scale * data["width"] / 2 == pytest.approx(200)
    drawn.press("+")
    before = drawn.view()
    drawn.do("resized({ width: 0, height: 0 })")
    drawn.do("resized({ width: 400, height: 500 })")
    assert drawn.view() == before, "not shown for a while, as when it is printed"


def test_hostile_names_are_text(
    browser: ModuleType, grid_frame: Any, state_of: Any, plan_for: Any
) -> None:
    state = state_of(grid_frame(2, 2, COUNTY=[HOSTILE] * 2 + ["B"] * 2), county="COUNTY")
    other = NamedPlan(HOSTILE, plan_for(state, "1 2 1 2"))
    plan = plan_for(state, f"{HOSTILE.replace(' ', '_')} 2 3 4")
    with browser.Page(html_of(state, plan, other)) as opened:
        allowed = set(opened.ask("document.all().map((e) => e.tagName)"))
        hostile = plan.names.index(HOSTILE.replace(" ", "_"))
        name = plan.names[hostile]
        opened.click(*places(opened)[hostile])
        opened.press("+")
        assert opened.texts("h3", 'part("panel")') == [f"District {name}Unpin"]
        assert opened.text("tip").startswith(f"District {name} · ")
        assert opened.text("spoken").startswith(f"District {name}: ")
        assert name in opened.texts("option", 'part("district")')
        assert f" Lines of {HOSTILE}" in opened.texts("label", 'part("layers")')
        assert opened.elements(".area")[hostile]["aria-label"].startswith(f"District {name}: ")
        made = set(opened.ask("document.all().map((e) => e.tagName)"))
        assert made <= allowed | {"b", "tr", "th", "td", "text", "table", "caption", "tbody"}
        assert opened.ask('document.querySelectorAll("img").length') == 1, "the printed map"
        assert not any("onerror" in given for given in opened.elements("img"))


def test_a_district_of_water_has_no_place(
    browser: ModuleType, grid_frame: Any, state_of: Any, plan_for: Any
) -> None:
    """District 3 is nothing but water; keys come to it, and the map stays where it is."""
    ids = ["001", "002", "003ZZZZZZ", "004ZZZZZZ"]
    state = state_of(grid_frame(1, 4, GEOID=ids, TOTPOP=[5, 5, 0, 0]))
    with browser.Page(html_of(state, plan_for(state, "1 2 2 3"))) as opened:
        before = opened.view()
        opened.press("End")
        assert opened.texts("h3", 'part("panel")') == ["District 3"]
        assert opened.view() == before
        assert sorted(opened.texts("text", 'part("canvas")')) == ["1", "2"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "column"),
    [
        ("IA/ia_county_with_enacted_2020.zip", "DISTRICT"),
        ("MN/MN_16.zip", "CONGDIST"),
        ("MN/MN_16.zip", "MNSENDIST"),
    ],
)
def test_real_maps(browser: ModuleType, shared_data: Path, file: str, column: str) -> None:
    """Rings are those of the units; pointed at in the middle, each district says its name."""
    state = open_map(shared_data / file)
    plan = read_plan(column, state)
    land = land_of(state)
    left, _, _, top = shapely.total_bounds(land.drawn)
    with browser.Page(html_of(state, plan)) as opened:
        shapes = drawn_shapes(opened)
        truth = land.groups(plan.district - 1, plan.n_districts)
        for shape, area in zip(shapes, truth, strict=True):
            moved = shapely.transform(area, lambda points: (points - [left, top]) * [1, -1])
            assert shape.symmetric_difference(moved).area < 0.01 * moved.area
        pointed = set()
        for _ in range(8):
            for number, (x, y) in enumerate(places(opened)):
                if 0 < x < WIDE and 0 < y < HIGH:
                    opened.mouse("pointermove", x, y)
                    title = opened.texts("h3", 'part("panel")')
                    assert title == [f"District {plan.names[number]}"]
                    pointed.add(number)
            opened.mouse("wheel", 450, 330, deltaY=-100, deltaMode=0)
        assert len(pointed) == plan.n_districts
