"""``replay.py`` of a chat: the program that makes the plan on a desk again."""

from pathlib import Path
from pprint import pformat

from districtbot.tools.desk.desk import Desk
from districtbot.tools.desk.replay import steps_of
from districtbot.tools.recipe import said_options
from districtbot.tools.versions import versions

_TEMPLATE = '''"""Makes the plan of this folder again and compares it with plan.csv.

    python replay.py [MAP]

Run it with the Python that has districtbot {version}. It needs the map, and the plan files that
were loaded; no language model and no network.
"""

import sys
from pathlib import Path

try:
    import districtbot
except ModuleNotFoundError:
    sys.exit("This Python has no districtbot: run replay.py with the one that has it.")

from districtbot.geo.open import open_map
from districtbot.geo.options import MapOptions
from districtbot.ground.errors import AskError
from districtbot.tools.desk.desk import Desk
from districtbot.tools.desk.replay import remake
from districtbot.tools.toolbox import toolbox

MAP = Path(sys.argv[1] if len(sys.argv) > 1 else {path!r})
MAP_SHA256 = {map_sha256!r}
PLAN_SHA256 = {plan_sha256!r}
OPTIONS = MapOptions({options})
SEED = {seed}
# Each step: what it was made from, the tool and its arguments, what pinned its outcome.
STEPS = {steps}

try:
    desk = Desk(open_map(MAP, OPTIONS), OPTIONS, seed=SEED)
    if desk.state.source.sha256 != MAP_SHA256:
        print("This is not the file the plan was drawn on.")
    remake(desk, STEPS, toolbox(), print)
except AskError as error:
    sys.exit(str(error))
same = desk.a_plan.sha256 == PLAN_SHA256
if not same:
    Path("replayed.csv").write_text(desk.a_plan.csv(), encoding="utf-8")
print("The same plan, byte for byte." if same else "Another plan; it is in replayed.csv.")
sys.exit(0 if same else 1)
'''


def replay_program(desk: Desk) -> str:
    """The text of ``replay.py`` for the plan on a desk.

    Args:
        desk: The desk; has a plan.

    Raises:
        AskError: If there is no plan.
    """
    source = desk.state.source
    return _TEMPLATE.format(
        version=versions()["districtbot"],
        path=str(Path(source.path).resolve()),
        map_sha256=source.sha256,
        plan_sha256=desk.a_plan.sha256,
        options=said_options(desk.options),
        seed=desk.seed,
        steps=pformat(steps_of(desk), sort_dicts=False, width=96, compact=True),
    )
