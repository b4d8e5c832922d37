"""Shares of a group in the voting age population of each district."""

from itertools import pairwise

from districtbot.problems.coding.checks import exactly
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.units import total, units_of, with_groups
from districtbot.problems.coding.writing import Wrong, code, layer, problem, told

_SHARES = (
    "What share of the voting age population of each district is counted in `{group}`? "
    "{file}, district in `{plan}`, all of voting age in `{vap}`.",
    "Sum `{group}` and `{vap}` by `{plan}` in {file} and divide.",
    "{group} / {vap} per {plan}, {file}",
    "For every district (`{plan}`) of {file} I need {group} as a part of {vap}. Add up first, "
    "divide afterwards: a mean of precinct shares is something else.",
    "Goal: {group} as a share of {vap}, by district. {file} has both by precinct and the "
    "district in `{plan}`; total them first.",
    "What does `{group}` come to as a part of `{vap}` in each district of the plan `{plan}`? "
    "The precincts are in {file}.",
    "Group {file} on {plan}, total {group} and {vap}, and take the quotient of the totals.",
    "For the demographic table, please compute each district's `{group}` over its `{vap}`. "
    "Use {file}, districts in `{plan}`, and sums over precincts, not averages of shares.",
    "I'd like to report how large the part of adults in `{group}` is in every district "
    "({plan}) of {file}, out of all adults in `{vap}`.",
)
_ABOVE = (
    "In which districts (`{plan}` of {file}) does `{group}` make up at least {percent}% of "
    "`{vap}`?",
    "List the districts of {file} ({plan}) whose {group} is {percent} percent or more of {vap}.",
    "{plan} in {file} where sum({group}) / sum({vap}) >= {percent}%",
    "Name the districts where {percent}% or more of the people of voting age are in {group}. "
    "Plan: column `{plan}` of {file}; everybody of voting age: `{vap}`.",
    "Goal: the districts where `{group}` reaches {percent}% of `{vap}`. Input: {file}, "
    "district in `{plan}`.",
    "Sum {group} and {vap} by {plan} in {file}; which districts come out at {percent}% or higher?",
    "Could you check {file} for me? I need to know the districts of `{plan}` whose voting age "
    "population (`{vap}`) is {percent}% `{group}` or more.",
    "We screen for districts with a group share of no less than {percent}%. The group is "
    "{group}, the base {vap}, the districts are in {plan}, everything is in {file}.",
    "Taking district totals in {file} (`{plan}`), for which districts does `{group}` divided "
    "by `{vap}` amount to {percent} percent at the least?",
)
_TOGETHER = (
    "How many districts (`{plan}` of {file}) have a voting age population (`{vap}`) of which "
    "{columns} together are more than {percent}%, and which are they?",
    "Coalition districts: {columns} added up, over `{vap}`, above {percent}%; by `{plan}` in "
    "{file}.",
    "districts ({plan}, {file}) with ({columns}) / {vap} > {percent}%",
    "Counting {columns} together, which districts in `{plan}` of {file} are they more than "
    "{percent} percent of the people of voting age (`{vap}`) in?",
    "Goal: districts where {columns} add up to more than {percent}% of `{vap}`. Input: "
    "{file}, district in `{plan}`.",
    "By district (`{plan}`) in {file}, add {columns} together and divide by `{vap}`. Where is "
    "the result higher than {percent}%?",
    "Our coalition claim rests on {columns} jointly. Which districts of {file} ({plan}) have "
    "more than {percent}% of their {vap} in that coalition?",
    "Name all districts (column {plan}) of {file} in which the sum of {columns} exceeds "
    "{percent} percent of {vap}.",
    "Is there any district where {columns}, taken as one, pass {percent}% of the voting age "
    "population? {file}, `{plan}`, `{vap}`; I want all there are.",
)
_READ = """
    import geopandas as gpd

    precincts = gpd.read_file("$file", ignore_geometry=True)
    sums = precincts.groupby("$plan")[$columns].sum()
"""
_ENDS = (
    """answer = (sums["$group"] / sums["$vap"]).round(4).to_dict()
""",
    """share = sums["$group"] / sums["$vap"]
answer = sorted(share[share >= $share].index)
""",
    """together = sums.drop(columns="$vap").sum(axis=1)
share = together / sums["$vap"]
answer = sorted(share[share > $share].index)
""",
)


def make(setting: Setting) -> Coding:
    """Draw a problem."""
    rng, data = setting.rng, units_of(setting.made)
    names = list(data.groups)
    group = data.groups[rng.choice(names[: min(3, len(names))])]
    others = [data.groups[one] for one in names if data.groups[one] != group]
    members = [group] if setting.level < 3 else [data.groups[one] for one in names[1:3]]
    if setting.level == 3:
        group, others = members[0], [data.groups[names[0]]]
    shares = _shares(setting, members, data.vap)
    percent = _between(setting, list(shares.values()))
    above = sorted(int(one) for one, share in shares.items() if 100 * share >= percent)
    answer: object = {one: round(share, 4) for one, share in shares.items()}
    if setting.level > 1:
        answer = above
    file = layer(setting, data.id, data.plan, data.vap, *members, *others[:1])
    columns = repr([*members, data.vap]).replace("'", '"')
    slots: dict[str, str] = {
        "file": file.name,
        "plan": data.plan,
        "group": group,
        "vap": data.vap,
        "percent": f"{percent:g}",
    }
    solution = code(_READ, columns=columns, **slots)
    solution += code(_ENDS[setting.level - 1], share=f"{percent / 100:g}", **slots)

    def districts(shares: dict[str, float]) -> object:
        if setting.level == 1:
            return {one: round(share, 4) for one, share in shares.items()}
        return sorted(int(one) for one, share in shares.items() if 100 * share >= percent)

    wrongs = []
    if others and setting.level < 3:
        other = _shares(setting, [others[0]], data.vap)
        wrongs.append(Wrong("other column", {f'"{group}"': f'"{others[0]}"'}, districts(other)))
    if data.pop and setting.level == 1:
        wrongs.append(Wrong("percent for share", {"answer = (sums": "answer = (100 * sums"}))
        wrongs.append(
            Wrong(
                "mean of shares",
                {
                    "sums[": "precincts[",
                    ").round": f').groupby(precincts["{data.plan}"]).mean().round',
                },
            )
        )
    if setting.level > 1:
        sign = ">=" if setting.level == 2 else ">"
        wrongs.append(Wrong("the others", {f"share {sign}": "share <"}))
        wrongs.append(Wrong("everything", {f"share[share {sign} {percent / 100:g}]": "share"}))
    if setting.level == 3:
        alone = _shares(setting, [members[0]], data.vap)
        wrongs.append(
            Wrong(
                "one group alone",
                {'drop(columns="' + data.vap + '").sum(axis=1)': 'get("' + members[0] + '")'},
                districts(alone),
            )
        )
    return problem(
        told(
            setting,
            f"tally_group_shares.{setting.level}",
            (_SHARES, _ABOVE, _TOGETHER)[setting.level - 1],
            answer=(
                "a dict from district to the share (0 to 1, 4 decimals)"
                if setting.level == 1
                else "the sorted list of district numbers"
            ),
            columns=" and ".join(f"`{one}`" for one in members),
            **slots,
        ),
        (file,),
        solution,
        answer,
        exactly(answer, abs_=1.1e-4),
        *wrongs,
        group=group,
    )


def _shares(setting: Setting, members: list[str], of: str) -> dict[str, float]:
    data = units_of(setting.made)
    whole = total(data.districts.tolist(), data.numbers(of))
    part = total(data.districts.tolist(), sum(data.numbers(one) for one in members))  # type: ignore[arg-type]
    return {one: part[one] / n for one, n in whole.items()}


def _between(setting: Setting, shares: list[float]) -> float:
    """A percentage with some shares on either side of it and none near."""
    ranked = sorted(100 * one for one in shares)
    gaps = [(b - a, a, b) for a, b in pairwise(ranked)]
    wide = [one for one in gaps if one[0] > 0.4] or [max(gaps)]
    _, low, high = setting.rng.choice(wide)
    for digits in (0, 1, 2, 3):
        found = round((low + high) / 2, digits)
        if low < found < high:
            return found
    return (low + high) / 2


FAMILY = CodingFamily(
    "tally_group_shares", "Shares of a group by district", "tallies", 1, make, needs=with_groups
)
