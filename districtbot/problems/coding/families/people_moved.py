"""Who changes districts from an old plan to a new one."""

import geopandas as gpd
import shapely

from districtbot.problems.coding.checks import exactly
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.given import shapes_file
from districtbot.problems.coding.outlines import sides
from districtbot.problems.coding.units import clean, units_of
from districtbot.problems.coding.writing import Wrong, code, layer, problem, told

_MATRIX = (
    "Compare the plan in `{plan}` of {file} with the old districts in {old} (`DISTRICT`): how many "
    "people (`{pop}`) of each old district go to each new one? Every precinct lies in one old "
    "district as a whole.",
    "Cross-tabulate `{pop}` by old district ({old}, DISTRICT) and new district ({file}, {plan}). "
    "Assign precincts to {old} with maup.",
    "old x new matrix of {pop}: {old}.DISTRICT vs {file}.{plan}",
    "The old lines are polygons in {old} (column DISTRICT), the new plan is column `{plan}` of the "
    "precinct file {file}. Where did the people (`{pop}`) of every old district end up?",
    "Into which new districts (`{plan}` of {file}) did each old one ({old}, `DISTRICT`) send how "
    "many people (`{pop}`)? A precinct was in one old district from border to border.",
    "First find the old district of each precinct of {file}: maup and the polygons of {old} "
    "(`DISTRICT`) will tell. Then sum `{pop}` by old district and by `{plan}`.",
    "{pop} of {file} by old DISTRICT ({old}) and by new {plan}, full matrix",
    "People ask me where their old district went. For every `DISTRICT` in {old} I want to show "
    "how its people were spread over the new districts, which are in `{plan}` of {file}; the "
    "people are in `{pop}`.",
    "Two maps, one population: {old} has the old districts as shapes (`DISTRICT`), {file} the "
    "precincts with their new one (`{plan}`) and `{pop}`. Give me the number of people for each "
    "combination of old and new.",
)
_KEPT = (
    "What share of the people (`{pop}`) of each new district (`{plan}` in {file}) comes from the "
    "old "
    "district of which it has the most? The old districts are polygons in {old} (`DISTRICT`).",
    "Core retention: for each `{plan}` of {file}, the largest part of its `{pop}` that lived in "
    "one "
    "old district ({old}, DISTRICT).",
    "core of each {plan} ({file}) from the old map {old}: max share of {pop} by DISTRICT",
    "My client says that the new plan tears up the old districts. For each new district (`{plan}`, "
    "{file}) work out which part of its people (`{pop}`) came from a single old one ({old}, "
    "`DISTRICT`), taking the largest such part.",
    "How much of each new district is an old one? For every `{plan}` of {file}, find the old "
    "district ({old}, `DISTRICT`) that brought the most people (`{pop}`), and divide those by all "
    "people of the new one.",
    "Assign the precincts of {file} to the polygons of {old} (`DISTRICT`). Within each `{plan}`, "
    "what fraction of `{pop}` comes from the old district with the largest part?",
    "{file}, {old}: for each {plan}, largest DISTRICT part of {pop} / all {pop}",
    "For continuity of representation I report the core of each new district: the greatest share "
    "of its people that one old district supplied. New districts: `{plan}` in {file}; people: "
    "`{pop}`; old districts: `DISTRICT` in {old}.",
    "Neighbours would like to stay together. Please show, for every new district (column `{plan}` "
    "of {file}), which share of its people (`{pop}`) shared an old district before; if there are "
    "several old ones, take the biggest share. The old ones are in {old} under `DISTRICT`.",
)
_JOIN = """
    import geopandas as gpd
    import maup

    precincts = gpd.read_file("$file").to_crs("EPSG:5070")
    old = gpd.read_file("$old").to_crs("EPSG:5070").set_index("DISTRICT")
    precincts["old"] = maup.assign(precincts, old)
    moved = precincts.pivot_table(
        index="old", columns="$plan", values="$pop", aggfunc="sum", fill_value=0
    )
"""
_ENDS = (
    """answer = moved.astype(int).to_dict(orient="index")
""",
    """answer = (moved.max() / moved.sum()).round(4).to_dict()
""",
)


def make(setting: Setting) -> Coding:
    """Draw a problem."""
    rng, data = setting.rng, units_of(setting.made)
    new = data.districts.tolist()
    before = _earlier(setting, new)
    names = sorted(set(before))
    shapes = setting.made.frame.geometry.to_numpy()
    whole = [
        shapely.union_all([one for one, label in zip(shapes, before, strict=True) if label == name])
        for name in names
    ]
    frame = gpd.GeoDataFrame({"DISTRICT": names}, geometry=whole, crs=setting.made.frame.crs)
    if setting.level > 1:
        frame = frame.to_crs(rng.choice(("EPSG:4326", "EPSG:5070")))
    old = shapes_file(
        rng.choice(("old_districts.gpkg", "enacted.gpkg", "districts_2012.gpkg")), frame
    )
    file = layer(setting, data.id, data.pop, data.vap, data.plan)
    kept = setting.level > 1
    slots = {"file": file.name, "old": old.name, "plan": data.plan, "pop": data.pop}

    def truth(column: str, transposed: bool = False) -> dict[str, object]:
        counts = data.numbers(column)
        table = {a: dict.fromkeys(map(str, sorted(set(new))), 0) for a in map(str, names)}
        for a, b, n in zip(before, new, counts.tolist(), strict=True):
            table[str(a)][str(b)] += n
        if transposed or kept:
            turned = {
                b: {a: row[b] for a, row in table.items()} for b in map(str, sorted(set(new)))
            }
            if transposed and not kept:
                return dict(turned)
            rows = table if transposed else turned
            return {b: round(max(row.values()) / sum(row.values()), 4) for b, row in rows.items()}
        return dict(table)

    answer = truth(data.pop)
    wrongs = [
        Wrong(
            "the wrong way round",
            {f'index="old", columns="{data.plan}"': f'index="{data.plan}", columns="old"'},
            truth(data.pop, transposed=True),
        ),
        Wrong("precincts counted", {'aggfunc="sum"': 'aggfunc="count"'}),
    ]
    if data.vap:
        wrongs.append(Wrong("other column", {f'"{data.pop}"': f'"{data.vap}"'}, truth(data.vap)))
    if kept:
        wrongs.append(Wrong("percent for share", {"answer = (moved": "answer = (100 * moved"}))
    return problem(
        told(
            setting,
            "people_moved.kept" if kept else "people_moved",
            _KEPT if kept else _MATRIX,
            answer=(
                "a dict from new district to the share (0 to 1, 4 decimals)"
                if kept
                else "a dict from old district to a dict from new district to people, with zeros"
            ),
            **slots,
        ),
        (file, old),
        code(_JOIN, **slots) + code(_ENDS[kept], **slots),
        answer,
        exactly(answer, abs_=1.1e-4),
        *wrongs,
        kept=kept,
    )


def _earlier(setting: Setting, new: list[int]) -> list[int]:
    """A plan that is like another but for some units at its borders."""
    rng, plan = setting.rng, list(new)
    for a, b in sorted(sides(setting.made)):
        if plan[a] != plan[b] and rng.random() < 0.35 and plan.count(plan[a]) > 1:
            plan[a] = plan[b]
    return plan


FAMILY = CodingFamily(
    "people_moved",
    "Who changes districts from an old plan to a new one",
    "overlay and proration",
    1,
    make,
    needs=clean,
)
