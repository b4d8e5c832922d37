"""A plan file checked before it is used: missing, unknown and doubled units."""

import pandas as pd

from districtbot.problems.coding.checks import exactly
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.given import table_file
from districtbot.problems.coding.units import units_of, with_plan
from districtbot.problems.coding.writing import Wrong, code, layer, problem, told

_LINES = (
    "Check {plan} against {file} before we use it: which precincts (`{id}`) have no district, "
    "which "
    "rows name a precinct that is not on the map, and which precincts are listed more than once?",
    "Validate {plan} ({unit}, {district}) on {file} (`{id}`): missing, unknown and repeated units.",
    "{plan} vs {file}.{id}: missing / unknown / repeated {unit}",
    "A volunteer's plan, {plan}, does not load. Compare it with the precincts in {file} (`{id}`) "
    "and "
    "list what is missing, what is unknown, and what is there twice.",
    "Somebody typed {plan} by hand (columns {unit} and {district}). Against the ids in {file}, "
    "column `{id}`: what was left out, what doesn't exist, and what was entered repeatedly?",
    "Does {plan} assign each precinct of {file} once and only once? Report every `{id}` that it "
    "omits, every `{unit}` that the map doesn't know, and every `{unit}` with more than one row.",
    "Before filing I must show that {plan} is in order. List the units of {file} (`{id}`) that "
    "it passes over, the entries under `{unit}` that are not among them, and the units that are "
    "entered several times.",
    "Load {plan} ({unit}, {district}) and {file} (`{id}`). I want three lists: on the map but "
    "not in the plan, in the plan but not on the map, and in the plan more than once.",
    "We got {plan} by mail from a neighbor. Hold its `{unit}` against `{id}` in {file}, please: "
    "are precincts missing, are there any that nobody has heard of, and is one given twice?",
)
_CONFLICT = (
    "Of the repeated ones I only want those with different districts.",
    "Repeats that agree are harmless; report a unit as repeated only if its districts differ.",
    "A double row with the same district is fine, so don't list it.",
)
_SOLUTION = """
    import geopandas as gpd
    import pandas as pd

    on_map = set(gpd.read_file("$file", ignore_geometry=True)["$id"])
    plan = pd.read_csv("$plan", dtype=str)
    listed = set(plan["$unit"])
    rows = plan.groupby("$unit")["$district"]$count
    answer = {
        "missing": sorted(on_map - listed),
        "unknown": sorted(listed - on_map),
        "repeated": sorted(rows[rows > 1].index),
    }
"""


def make(setting: Setting) -> Coding:
    """Draw a problem."""
    rng, data = setting.rng, units_of(setting.made)
    order = rng.sample(range(len(data.ids)), len(data.ids))
    n = 1 + setting.level
    missing = sorted(data.ids[i] for i in order[:n])
    rows = [(data.ids[i], int(data.districts[i])) for i in order[n:]]
    names = sorted(set(data.districts.tolist()))
    same, other = rows[:2], rows[2 : 2 + n]
    differing = [(one, rng.choice([d for d in names if d != district])) for one, district in other]
    known = set(data.ids)
    unknown: list[str] = []
    for one, _ in rows[10:]:
        changed = f"{one[:-1]}{(ord(one[-1]) + 3) % 10}X"[: len(one) + 1]
        if changed not in known and len(unknown) < 2:
            unknown.append(changed)
    rows += [*same, *differing, *((one, rng.choice(names)) for one in unknown)]
    rng.shuffle(rows)
    header = rng.choice((("GEOID", "district"), ("precinct", "dist"), ("unit", "CD")))
    plan = table_file(
        rng.choice(("plan.csv", "upload.csv", "volunteer_plan.csv")),
        pd.DataFrame(rows, columns=list(header)),
    )
    file = layer(setting, data.id, data.plan, data.pop)
    strict = setting.level > 1
    repeated = {one for one, _ in (differing if strict else [*same, *differing])}
    answer = {"missing": missing, "unknown": sorted(unknown), "repeated": sorted(repeated)}
    slots = {
        "file": file.name,
        "plan": plan.name,
        "id": data.id,
        "unit": header[0],
        "district": header[1],
    }
    solution = code(_SOLUTION, count=".nunique()" if strict else ".size()", **slots)
    wrongs = [
        Wrong("the wrong way round", {"sorted(on_map - listed)": "sorted(listed - on_map)"}),
        Wrong("those listed once", {"rows > 1": "rows == 1"}),
    ]
    if strict:
        wrongs.append(Wrong("harmless repeats too", {".nunique()": ".size()"}))
    else:
        wrongs.append(Wrong("conflicts only", {".size()": ".nunique()"}))
    return problem(
        told(
            setting,
            "files_plan_check",
            _LINES,
            answer="a dict with the sorted lists 'missing', 'unknown' and 'repeated'",
            more=(_CONFLICT if strict else (),),
            **slots,
        ),
        (file, plan),
        solution,
        answer,
        exactly(answer),
        *wrongs,
        n=n,
    )


FAMILY = CodingFamily(
    "files_plan_check",
    "A plan file checked for missing and doubled units",
    "plan formats",
    1,
    make,
    needs=with_plan,
)
