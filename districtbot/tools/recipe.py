"""`replay.py`: the program that draws a finished plan again."""

from dataclasses import fields
from pathlib import Path
from pprint import pformat

from districtbot.geo.options import MapOptions
from districtbot.geo.statemap import StateMap
from districtbot.plans.reference import added_columns
from districtbot.tools.alternatives import Alternatives
from districtbot.tools.draft import Drafted

_TEMPLATE = '''"""Draws the plan of this folder again and compares it with plan.csv.

    python replay.py [MAP]

Run it with the Python that has districtbot {version} (where `make demo` set it up:
.venv/bin/python). It needs the map; no language model and no network.
"""

import sys
from pathlib import Path

try:
    import districtbot
except ModuleNotFoundError:
    sys.exit("This Python has no districtbot: run replay.py with the one that has it.")

from districtbot.geo.open import open_map
from districtbot.geo.options import MapOptions
{imports}from districtbot.plans.targetfile import targets_of
from districtbot.tools.draft import Effort, draft

MAP = Path(sys.argv[1] if len(sys.argv) > 1 else {path!r})
MAP_SHA256 = {map_sha256!r}
PLAN_SHA256 = {plan_sha256!r}
OPTIONS = MapOptions({options})
TARGETS = {targets}
EFFORT = Effort(engine={engine!r}, seed={seed}, seconds=None, steps={steps})
{alternatives}
state = open_map(MAP, OPTIONS)
{references}if state.source.sha256 != MAP_SHA256:
    print("This is not the file the plan was drawn on.")
drafted = draft(state, targets_of(TARGETS), EFFORT)
same = drafted.plan.sha256 == PLAN_SHA256
if not same:
    Path("replayed.csv").write_text(drafted.plan.csv(), encoding="utf-8")
print("The same plan, byte for byte." if same else "Another plan; it is in replayed.csv.")
sys.exit(0 if same else 1)
'''

_IMPORT = "from districtbot.plans.reference import with_exported_plans\n"
_REFERENCES = """\
# Plans that the targets name were files; graph.json has them as columns.
GRAPH = Path(__file__).with_name("graph.json")
state = with_exported_plans(state, targets_of(TARGETS), GRAPH)
"""

_ALTERNATIVES = """
# Each alternative is a draft of the same targets with a seed and a number of steps of its own:
#     draft(state, targets_of(TARGETS), Effort(EFFORT.engine, seed, seconds=None, steps=steps))
# Its districts are then renumbered to be compared with this plan's, which this does:
#     districtbot.plans.overlap.relabel_like(its_plan, drafted.plan, state.population)
# Districts that units are locked into keep their numbers. What became of every candidate is in
# alternatives/alternatives.json. This program draws plan.csv only.
ALTERNATIVES = {table}  # number: (seed, steps, SHA-256)
"""


def replay_program(
    state: StateMap,
    options: MapOptions,
    drafted: Drafted,
    version: str,
    alternatives: Alternatives | None = None,
) -> str:
    """The text of ``replay.py`` for a finished run.

    Args:
        state: The map.
        options: How it was read.
        drafted: The run; has a plan.
        version: districtbot's version.
        alternatives: The run's other plans, if any were asked for.

    Raises:
        ValueError: If the run has no plan.
    """
    if drafted.plan is None:
        raise ValueError("a run without a plan cannot be replayed")
    added = added_columns(state)
    return _TEMPLATE.format(
        imports=_IMPORT if added else "",
        references=_REFERENCES if added else "",
        version=version,
        path=str(Path(state.source.path).resolve()),
        map_sha256=state.source.sha256,
        plan_sha256=drafted.plan.sha256,
        options=said_options(options),
        targets=pformat(target_data(drafted), sort_dicts=False, width=96),
        engine=drafted.effort.engine,
        seed=drafted.effort.seed,
        steps=drafted.steps,
        alternatives=_said_of(alternatives),
    )


def target_data(drafted: Drafted) -> dict[str, object]:
    """The targets as plain data that `targets_of` reads back."""
    data: dict[str, object] = drafted.targets.model_dump(exclude_none=True)
    return data


def _said_of(alternatives: Alternatives | None) -> str:
    """How the alternatives were made."""
    if alternatives is None or not alternatives.plans:
        return ""
    made = {
        one.number: (one.candidate.seed, one.candidate.steps, one.plan.sha256)
        for one in alternatives.plans
    }
    return _ALTERNATIVES.format(table=pformat(made, width=96))


def said_options(options: MapOptions) -> str:
    """The options that differ from the defaults, as keyword arguments."""
    default = MapOptions()
    pairs = [
        (field.name, getattr(options, field.name))
        for field in fields(options)
        if getattr(options, field.name) != getattr(default, field.name)
    ]
    return ", ".join(f"{name}={value!r}" for name, value in pairs)
