"""How far the districts of a plan are from equal population."""

import pandas as pd

from districtbot.problems.coding.checks import exactly
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.given import plan_file, table_file
from districtbot.problems.coding.units import total, units_of, with_plan
from districtbot.problems.coding.writing import Wrong, code, problem, told

_EACH = (
    "How far is each district of {plan} from the ideal population, in percent? People are in "
    "{table} (`{pop}`), the key is `{id}` there and `{unit}` in the plan.",
    "Percent deviation from ideal by district: {plan} joined to {table} on `{unit}` = `{id}`, "
    "`{pop}`.",
    "deviation % per {district}: {plan} + {table} ({pop}); signed",
    "Join the plan in {plan} to the population table {table} (`{pop}`) and tell me by how "
    "many percent every district is over (+) or under (-) the average district.",
    "Goal: signed percent deviation of each district. Plan: {plan}. People: `{pop}` in "
    "{table}. Key: `{unit}` in the plan, `{id}` in the table.",
    "We must certify populations. For each district of {plan}, work out by what percent its "
    "`{pop}` ({table}) is above or below the ideal; below is negative.",
    "Which districts of {plan} are too big and which too small, and by how many percent of "
    "the ideal? Use `{pop}` from {table} and match `{unit}` to `{id}`.",
    "Sum {pop} of {table} by the districts in {plan}, divide by the mean over districts, "
    "subtract one, times 100.",
    "Please prepare the deviation column of our table: for every district in {plan} the "
    "percentage by which its population ({pop} in {table}) differs from the ideal, with its "
    "sign.",
)
_RANGE = (
    "What is the total population deviation of {plan}, largest district minus smallest, as a "
    "percentage of the ideal? `{pop}` is in {table}.",
    "Overall range of {plan} in percent of the ideal ({table}, `{pop}`; `{unit}` = `{id}`).",
    "(max - min) / ideal in %, {plan} with {pop} of {table}",
    "The court wants to know how unequal {plan} is: the gap between the most and the least "
    "populous district, as a percent of an average one. Use `{pop}` in {table}.",
    "Goal: overall deviation of {plan} in percent. That is the most populous district minus "
    "the least populous one, over the ideal. People: `{pop}` of {table}.",
    "Add up `{pop}` of {table} for each district in {plan}. How far apart are the largest and "
    "the smallest, in percent of the ideal district?",
    "I need the number that lawyers call total deviation for {plan}: the spread from smallest "
    "to largest district as a percentage of the ideal, based on {pop} in {table}.",
    "How big is the gap between the extremes in {plan}, the fullest and the emptiest "
    "district, relative to the ideal and in percent? {table} has the people in `{pop}`.",
    "Take {table} and {plan}, total {pop} by district, and report 100 * (largest - smallest) "
    "/ ideal.",
)
_UNASSIGNED = (
    "Not every precinct of {table} is in {plan}, and some rows there have no district. How "
    "many people (`{pop}`) are assigned to no district, and what is the largest deviation of "
    "the districts from the ideal, taken over all people of the state?",
    "{plan} is incomplete. Unassigned `{pop}` (missing or blank), and max |deviation| in "
    "percent of total / number of districts; {table}, `{unit}` = `{id}`.",
    "{table} left join {plan}: {pop} without {district}; max abs deviation %, ideal from everybody",
    "A draft plan ({plan}) leaves precincts of {table} out or blank. Count the people "
    "(`{pop}`) without a district, and say how many percent the worst district is off. The "
    "ideal is the whole state's population divided by the number of districts in the draft.",
    "Goal: two numbers for the unfinished plan {plan}. First, the people (`{pop}` in {table}) "
    "of precincts with no district, whether the row is blank or missing. Second, the largest "
    "absolute deviation in percent, with an ideal of everybody divided by the number of "
    "districts.",
    "Our volunteers did not finish {plan}. How many of the people in {table} (`{pop}`) have "
    "no district yet, and how many percent off is the worst district if the ideal counts the "
    "whole state?",
    "Left join {table} to {plan}. Total the {pop} of precincts that get no district, and find "
    "the greatest absolute percent deviation from the state total over the number of "
    "districts.",
    "Before anybody files {plan}: who is missing? Report the `{pop}` of {table} that no "
    "district holds (row absent or district empty) and the worst district's distance in "
    "percent from an ideal based on all people.",
    "Some precincts of {table} are absent from {plan} or have an empty district there. Please "
    "give me their total `{pop}`, as well as the largest deviation from ideal in percent, "
    "where the ideal is total population over districts.",
)
_READ = """
    import pandas as pd

    people = pd.read_csv("$table", dtype={"$id": str}).set_index("$id")["$pop"]
    plan = pd.read_csv("$plan", dtype={"$unit": str}).set_index("$unit")["$district"]
    districts = people.groupby(plan.reindex(people.index)).sum()
"""
_ENDS = (
    """ideal = districts.mean()
answer = (100 * (districts / ideal - 1)).round(3).to_dict()
""",
    """answer = round(float(100 * (districts.max() - districts.min()) / districts.mean()), 3)
""",
    """ideal = people.sum() / len(districts)
worst = (100 * (districts / ideal - 1)).abs().max()
answer = {"unassigned": int(people.sum() - districts.sum()), "worst": round(float(worst), 3)}
""",
)


def make(setting: Setting) -> Coding:
    """Draw a problem."""
    rng, data = setting.rng, units_of(setting.made)
    labels = data.districts.tolist()
    order = rng.sample(range(len(labels)), len(labels))
    gone = set(order[: rng.randint(3, 6)]) if setting.level == 3 else set()
    blank = set(sorted(gone)[:2])
    header = rng.choice((("GEOID", "district"), ("precinct", "District"), ("unit", "dist")))
    rows: dict[str, int | str] = {
        data.ids[i]: "" if i in blank else labels[i] for i in order if i in blank or i not in gone
    }
    plan = plan_file(
        setting, rng.choice(("plan.csv", "draft.csv", "proposal.csv")), header, plan=rows
    )
    frame = pd.DataFrame({data.id: data.ids})
    for column in dict.fromkeys(one for one in (data.pop, data.vap) if one):
        frame[column] = data.numbers(column)
    table = table_file(rng.choice(("population.csv", "precincts.csv", "census.csv")), frame)

    def truth(column: str) -> object:
        counts = data.numbers(column)
        kept = [i for i in range(len(labels)) if i not in gone]
        sums = total([labels[i] for i in kept], counts[kept])
        ideal = int(counts.sum()) / len(sums)
        if setting.level == 1:
            return {one: round(100 * (n / ideal - 1), 3) for one, n in sums.items()}
        if setting.level == 2:
            return round(100 * (max(sums.values()) - min(sums.values())) / ideal, 3)
        worst = max(abs(100 * (n / ideal - 1)) for n in sums.values())
        return {"unassigned": int(counts[sorted(gone)].sum()), "worst": round(worst, 3)}

    answer = truth(data.pop)
    slots = {
        "table": table.name,
        "plan": plan.name,
        "id": data.id,
        "unit": header[0],
        "district": header[1],
        "pop": data.pop,
    }
    solution = code(_READ, **slots) + code(_ENDS[setting.level - 1], **slots)
    if setting.level == 1:
        solution = solution.replace("plan.reindex(people.index)", "plan")
    wrongs = (
        [
            Wrong("share for percent", {"(100 * (": "(1 * ("}),
            Wrong("of the largest", {"districts.mean()": "districts.max()"}),
        ],
        [
            Wrong("share for percent", {"100 * (": "("}),
            Wrong(
                "of the middle",
                {"districts.max() - districts.min()": "districts.max() - districts.mean()"},
            ),
        ],
        [
            Wrong("ideal of those assigned", {"people.sum() / len": "districts.sum() / len"}),
            Wrong("the middle for the worst", {".abs().max()": ".abs().median()"}),
        ],
    )[setting.level - 1]
    if data.vap:
        wrongs.append(Wrong("other column", {f'"{data.pop}"': f'"{data.vap}"'}, truth(data.vap)))
    return problem(
        told(
            setting,
            f"tally_deviation.{setting.level}",
            (_EACH, _RANGE, _UNASSIGNED)[setting.level - 1],
            answer=(
                "a dict from district to the signed percentage, 3 decimals",
                "the percentage, 3 decimals",
                "a dict with 'unassigned' (people) and 'worst' (percent, 3 decimals, no sign)",
            )[setting.level - 1],
            **slots,
        ),
        (table, plan),
        solution,
        answer,
        exactly(answer, abs_=0.0011),
        *wrongs,
        header=header,
    )


FAMILY = CodingFamily(
    "tally_deviation",
    "Districts away from the ideal population",
    "tallies",
    1,
    make,
    needs=with_plan,
)
