"""Polsby-Popper scores of districts from the shapes."""

import math

from districtbot.problems.coding.checks import exactly
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.outlines import area_of, border_lengths, perimeters, shapes_in
from districtbot.problems.coding.units import added, clean, units_of
from districtbot.problems.coding.writing import Wrong, code, layer, problem, told

_EACH = (
    "Polsby-Popper score of each district (`{plan}`) in {file}, please; measured in {crs}.",
    "Compute 4*pi*area/perimeter**2 per `{plan}` from {file}, shapes in {crs}.",
    "PP by {plan}, {file}, {crs}",
    "How compact is each district of {file} by Polsby and Popper? Merge the precincts by "
    "`{plan}`, project to {crs}, and divide 4 pi times the area by the square of the "
    "perimeter.",
    "Please give me the compactness of the districts in {file}, column `{plan}`, by the "
    "Polsby-Popper measure. Areas and perimeters belong in {crs}.",
    "Goal: Polsby-Popper by district. Input: {file}, district in `{plan}`. Project to {crs}, "
    "dissolve, score.",
    "What would Polsby and Popper say of the plan in `{plan}` of {file}? I need the score of "
    "every district, with shapes in {crs}.",
    "Dissolve {file} on {plan} and work out for each district how its area compares to a "
    "circle with the same perimeter (Polsby-Popper), in {crs}.",
    "I'm checking a table in a brief: one Polsby-Popper score for each district. The "
    "precincts are in {file}, their district in `{plan}`; the brief measured in {crs}.",
)
_WORST = (
    "Which district of {file} (`{plan}`) is the least compact by Polsby-Popper, and what is "
    "its score? Use {crs}.",
    "Minimum Polsby-Popper over `{plan}` in {file} ({crs}): district and score.",
    "min PP + district: {file}, {plan}, {crs}",
    "Opposing counsel calls one district a snake. Find the lowest Polsby-Popper score in "
    "{file} (district: `{plan}`; measure in {crs}) and the district that has it.",
    "Among the districts of {file} (`{plan}`), find the one with the lowest Polsby-Popper "
    "score and say how low it is, measured in {crs}.",
    "Goal: the worst district by Polsby-Popper and its score. Precincts: {file}, district in "
    "`{plan}`, CRS {crs}.",
    "Every plan has an ugliest district. Which one is it in {plan} of {file} by "
    "Polsby-Popper, and with what score? Measure in {crs}.",
    "Dissolve {file} by `{plan}` in {crs}, compute Polsby-Popper, and return the district "
    "where it is smallest together with the value.",
    "My readers will ask for the most contorted district. Please take {file}, score the "
    "districts in `{plan}` by Polsby-Popper (shapes in {crs}) and give me the lowest one with "
    "its score.",
)
_MEAN = (
    "Compare the plan in `{plan}` with a map in which each county (`{county}`) is a district: "
    "mean Polsby-Popper of both. {file}, measured in {crs}.",
    "Mean Polsby-Popper by `{plan}` and by `{county}`, {file}, {crs}.",
    "mean PP: {plan} vs {county}, {file}, {crs}",
    "Are the districts of {file} (`{plan}`) less compact than its counties (`{county}`)? I "
    "need the mean Polsby-Popper score of each, with shapes in {crs}.",
    "Counties are a natural yardstick. Give the average Polsby-Popper score of the districts "
    "(`{plan}`) and of the counties (`{county}`) in {file}, both in {crs}.",
    "Goal: two averages of Polsby-Popper, one over the districts in `{plan}`, one over the "
    "counties in `{county}`. Source: {file}, projected to {crs}.",
    "In {crs}, dissolve {file} once by {plan} and once by {county}, and take the mean "
    "Polsby-Popper score of each set of shapes.",
    "Is a district here as compact as a county, on average? Compute the mean Polsby-Popper "
    "score for `{plan}` and for `{county}` from {file}; project to {crs} first.",
    "The other side says that odd counties explain odd districts. Please put the mean "
    "Polsby-Popper of the counties ({county}) next to that of the districts ({plan}); the "
    "precincts are in {file}, to be measured in {crs}.",
)
_READ = """
    from math import pi

    import geopandas as gpd

    precincts = gpd.read_file("$file").to_crs("$crs")
"""
_ENDS = (
    """districts = precincts[["$plan", "geometry"]].dissolve(by="$plan")
scores = 4 * pi * districts.area / districts.length**2
answer = scores.round(4).to_dict()
""",
    """districts = precincts[["$plan", "geometry"]].dissolve(by="$plan")
scores = 4 * pi * districts.area / districts.length**2
answer = [int(scores.idxmin()), round(float(scores.min()), 4)]
""",
    """

def mean_score(column: str) -> float:
    shapes = precincts[[column, "geometry"]].dissolve(by=column)
    return float((4 * pi * shapes.area / shapes.length**2).mean())


answer = {"districts": round(mean_score("$plan"), 4), "counties": round(mean_score("$county"), 4)}
""",
)


def make(setting: Setting) -> Coding:
    """Draw a problem."""
    rng, data = setting.rng, units_of(setting.made)
    crs = rng.choice(("EPSG:5070", "EPSG:32620", "EPSG:26919"))
    by_district = [str(one) for one in data.districts]

    def truth(crs: str, labels: list[str], other: list[str]) -> object:
        scores = polsby_popper(setting, labels, crs)
        if setting.level == 1:
            return {one: round(score, 4) for one, score in scores.items()}
        if setting.level == 2:
            worst = min(scores, key=scores.__getitem__)
            return [int(worst) if worst.isdigit() else worst, round(scores[worst], 4)]
        more = polsby_popper(setting, other, crs)
        means = [sum(one.values()) / len(one) for one in (scores, more)]
        return {"districts": round(means[0], 4), "counties": round(means[1], 4)}

    answer = truth(crs, by_district, data.counties)
    file = layer(setting, data.id, data.county, data.plan)
    slots = {"file": file.name, "crs": crs, "plan": data.plan, "county": data.county}
    solution = code(_READ, **slots)
    solution += _filled(_ENDS[setting.level - 1], slots)
    wrongs = [
        Wrong("factor forgotten", {"4 * pi * ": "pi * "}),
        Wrong("perimeter not squared", {".length**2": ".length"}),
        Wrong(
            "degrees",
            {f'.to_crs("{crs}")': '.to_crs("EPSG:4326")'},
            truth("EPSG:4326", by_district, data.counties),
        ),
    ]
    if setting.level < 3:
        other = {f'"{data.plan}"': f'"{data.county}"', "int(": "str("}
        if setting.level == 1:
            del other["int("]
        wrongs.append(Wrong("other column", other))
    return problem(
        told(
            setting,
            f"shape_polsby_popper.{setting.level}",
            (_EACH, _WORST, _MEAN)[setting.level - 1],
            answer=(
                "a dict from district to score, 4 decimals",
                "[district, score], the score with 4 decimals",
                "a dict with 'districts' and 'counties', 4 decimals",
            )[setting.level - 1],
            **slots,
        ),
        (file,),
        solution,
        answer,
        exactly(answer, abs_=1.1e-4),
        *wrongs,
        crs=crs,
    )


def _filled(template: str, slots: dict[str, str]) -> str:
    return code(template, **slots) if template[0] != "\n" else "\n\n" + code(template, **slots)


def polsby_popper(setting: Setting, labels: list[str], crs: str) -> dict[str, float]:
    """The score of each label, from corners alone."""
    areas = added(labels, [area_of(one) for one in shapes_in(setting.made, crs)])
    around = perimeters(border_lengths(setting.made, labels, crs))
    return {one: 4 * math.pi * area / around[one] ** 2 for one, area in areas.items()}


FAMILY = CodingFamily(
    "shape_polsby_popper", "Polsby-Popper scores of districts", "compactness", 1, make, needs=clean
)
