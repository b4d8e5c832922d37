"""What a model is told of the desk before each answer."""

from pathlib import Path

from districtbot.agent.prompts import brief
from districtbot.agent.standing import standing_of
from districtbot.tools.calling import call
from districtbot.tools.desk.desk import Desk
from districtbot.tools.desk.known import known_names
from districtbot.tools.toolbox import toolbox

SAMPLE = Path(__file__).parents[2] / "shapefiles" / "ardmere.zip"


def drawn(desk: Desk, *numbers: int) -> None:
    """Plans of these numbers of districts, one after the other."""
    for k in numbers:
        assert call(desk, toolbox(), "set_targets", {"districts": k}).ok
        assert call(desk, toolbox(), "propose_plan", {}).ok


def told(desk: Desk) -> str:
    return brief(desk, standing_of(desk), None)


def test_earlier_plans_are_named_by_their_versions(tmp_path: Path) -> None:
    desk = Desk.open(SAMPLE, out=tmp_path)
    assert "Plans so far" not in told(desk)
    drawn(desk, 3)
    assert "Plan: 3 districts, version 2." in told(desk)
    assert "Plans so far" not in told(desk)
    drawn(desk, 5, 4)
    said = "Plans so far, first to last: version 2 (3 districts); version 4 (5 districts); "
    assert f"{said}version 6 (4 districts)." in told(desk)
    assert known_names(desk, "version") == ("6", "5", "4", "3", "2"), "1 has no plan"
    first = call(desk, toolbox(), "go_to", {"version": "2"})
    assert first.ok
    assert "Plan: 3 districts, version 2." in told(desk)


def test_of_many_plans_the_first_and_the_latest_are_named(tmp_path: Path) -> None:
    desk = Desk.open(SAMPLE, out=tmp_path)
    drawn(desk, *range(2, 10))
    line = next(line for line in told(desk).splitlines() if line.startswith("Plans so far"))
    numbers = [int(part.split()[1]) for part in line.partition(": ")[2].split("; ")]
    assert numbers == [2, 8, 10, 12, 14, 16]
