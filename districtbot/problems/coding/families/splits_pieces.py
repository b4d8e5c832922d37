"""How small the pieces are into which counties or towns are cut."""

from districtbot.problems.coding.checks import exactly
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.units import total, units_of, with_counties, with_plan
from districtbot.problems.coding.writing import Wrong, code, layer, problem, told
from districtbot.problems.maps.made import MadeMap

_PIECES = (
    "List the pieces into which the plan in `{plan}` of {file} cuts the {places} (`{by}`): "
    "{place}, district and people (`{pop}`). Whole {places} don't belong in the list.",
    "For {file}: each (`{by}`, `{plan}`) pair with its `{pop}`, split {places} only.",
    "{file}: {by} x {plan} sums of {pop}, only {by} with several {plan}",
    "Which parts of which {places} (`{by}`, {file}) go to which district (`{plan}`), and how "
    "many people (`{pop}`) has each part? Only {places} that are split.",
    "Group {file} by `{by}` and `{plan}`, sum `{pop}`, and drop every {place} that is in one "
    "district only. I need the {place}, the district and the people of each piece.",
    "Goal: a list of the pieces of split {places}. Data: {file} with `{by}`, `{plan}` and "
    "`{pop}`. One entry a piece: {place}, district, people.",
    "The appendix needs every piece of every divided {place}: its name from `{by}`, the "
    "district from `{plan}` and the number of people from `{pop}`, all in {file}. Undivided "
    "{places} stay out.",
    "How are the divided {places} of {file} ({by}) shared out? Give the people ({pop}) of "
    "each of them in each district ({plan}), and nothing on {places} that are whole.",
    "I cover local news, so show me which {places} (`{by}` in {file}) the plan `{plan}` "
    "breaks up, with the people (`{pop}`) of each fragment and the district it went to.",
)
_SMALLEST = (
    "What is the smallest piece, by people (`{pop}`), that the plan in `{plan}` cuts from any "
    "{place} (`{by}`) of {file}?",
    "Smallest piece of a split `{by}` in {file} by `{pop}`: {place}, {plan}, people.",
    "{file}: min {pop} over ({by}, {plan}) pieces of split {by}",
    "Which district takes the tiniest bite out of a {place}? {file}: {place} in `{by}`, "
    "district in `{plan}`, people in `{pop}`.",
    "Of all pieces of split {places} in {file}, which has the fewest people? A piece is the "
    "part of a {place} (`{by}`) in one district (`{plan}`); people are in `{pop}`.",
    "Goal: the least populous fragment of a divided {place}. {file}: `{by}`, `{plan}`, `{pop}`.",
    "Sum {pop} by {by} and {plan} in {file}, keep the {places} found in several districts, "
    "and return the smallest sum with its {place} and district.",
    "A splinter of a {place} with hardly anybody in it is an expense at every election. Where "
    "is the smallest one in {file} by `{pop}`? {place}: `{by}`; district: `{plan}`.",
    "Please find the part with the lowest population (`{pop}`) among the parts into which "
    "`{plan}` divides {places} (`{by}`) in {file}; a whole {place} is not a part.",
)
_LARGEST = (
    "For each split {place} (`{by}`) of {file}: which part of its people (`{pop}`), in "
    "percent, is in the district (`{plan}`) that has most of them?",
    "Largest piece of every split `{by}` as a percentage of its `{pop}`, {file}, `{plan}`.",
    "{file}: max share (%) of {pop} in one {plan} per split {by}",
    "When a {place} is split, does at least most of it stay together? Give, for the split "
    "{places} of {file} (`{by}`), the percentage of `{pop}` in the main district (`{plan}`).",
    "Take the {places} of {file} that lie in more than one district (`{by}`, `{plan}`). What "
    "percentage of the people (`{pop}`) of each is in its biggest piece?",
    "Goal: for every divided {place}, the percent of its `{pop}` in the district that holds "
    "most of it. Input: {file}, `{by}`, `{plan}`.",
    "Sum {pop} by {by} and {plan} in {file}; for each {place} with several districts, divide "
    "the largest sum by the total and give it in percent.",
    "How much of a split {place} does its main district keep? I'd like the percentage of "
    "people (`{pop}`) for each one in {file}; names are in `{by}`, districts in `{plan}`.",
    "A council asks how badly its {place} is torn. For all split {places} in {file} (`{by}`), "
    "please report what percent of `{pop}` the district with the largest part (`{plan}`) has.",
)
_READ = """
    import geopandas as gpd

    precincts = gpd.read_file("$file", ignore_geometry=True)
    $named
    pieces = precincts.groupby(["$by", "$plan"])["$pop"].sum()
    n_districts = pieces.groupby(level="$by").transform("size")
    split = pieces[n_districts > 1]
"""
_ENDS = (
    """answer = [[name, district, people] for (name, district), people in split.items()]
""",
    """name, district = split.idxmin()
answer = [name, district, int(split.min())]
""",
    """totals = split.groupby(level="$by")
answer = (100 * totals.max() / totals.sum()).round(2).to_dict()
""",
)
_NONE = (
    "Precincts without a {place} are blank in `{by}` and don't count.",
    "Leave out rows with no {place}.",
    "Some rows of `{by}` are empty; those are no {place}.",
)


def make(setting: Setting) -> Coding:
    """Draw a problem."""
    rng, data = setting.rng, units_of(setting.made)
    choices = [one for one in (data.county, data.town) if one and _split(setting.made, one)]
    by = rng.choice(choices)
    place, places = ("county", "counties") if by == data.county else ("town", "towns")
    pieces = _split(setting.made, by)
    file = layer(setting, data.id, by, data.plan, data.pop, data.vap)
    smallest = min(pieces, key=lambda one: one[2])
    totals: dict[str, list[int]] = {}
    for name, _, people in pieces:
        totals.setdefault(name, []).append(people)
    answers: tuple[object, ...] = (
        [list(one) for one in pieces],
        list(smallest),
        {name: round(100 * max(found) / sum(found), 2) for name, found in totals.items()},
    )
    answer = answers[setting.level - 1]
    blank = not all(data.labels(by))
    slots = {
        "file": file.name,
        "by": by,
        "plan": data.plan,
        "pop": data.pop,
        "place": place,
        "places": places,
    }
    named = f'precincts = precincts[precincts["{by}"].fillna("") != ""]'
    solution = code(_READ, named=named if blank else "", **slots).replace("\n\npieces", "\npieces")
    solution += code(_ENDS[setting.level - 1], **slots)
    wrongs = [
        Wrong("precincts counted", {'["' + data.pop + '"].sum()': '["' + data.pop + '"].count()'})
    ]
    if setting.level == 1:
        wrongs.append(Wrong("whole ones too", {"n_districts > 1": "n_districts > 0"}))
    elif setting.level == 2:
        wrongs.append(Wrong("the largest", {"idxmin": "idxmax", "split.min": "split.max"}))
    else:
        wrongs.append(Wrong("share for percent", {"(100 * ": "(1 * "}))
        wrongs.append(Wrong("the smallest piece", {"totals.max()": "totals.min()"}))
    if data.vap:
        wrongs.append(Wrong("other column", {f'"{data.pop}"': f'"{data.vap}"'}))
    return problem(
        told(
            setting,
            f"splits_pieces.{setting.level}",
            (_PIECES, _SMALLEST, _LARGEST)[setting.level - 1],
            answer=(
                "a list of [{place}, district, people], sorted by {place} and district",
                "[{place}, district, people]",
                "a dict from {place} to percent, 2 decimals",
            )[setting.level - 1],
            more=(_NONE if blank else (),),
            **slots,
        ),
        (file,),
        solution,
        answer,
        exactly(answer, abs_=0.011),
        *wrongs,
        by=by,
    )


def _split(made: MadeMap, by: str) -> list[tuple[str, int, int]]:
    """Pieces of places that lie in several districts, in order."""
    data = units_of(made)
    names = data.labels(by)
    pairs = list(zip(names, data.districts.tolist(), strict=True))
    people = total([f"{name}\t{district:06d}" for name, district in pairs], data.people)
    several = {name for name in names if name and len({d for n, d in pairs if n == name}) > 1}
    found = []
    for key, n in people.items():
        name, district = key.split("\t")
        if name in several:
            found.append((name, int(district), n))
    return sorted(found)


def _fits(made: MadeMap) -> bool:
    if not (with_counties(made) and with_plan(made)):
        return False
    pieces = _split(made, units_of(made).county)
    return len({people for *_, people in pieces}) == len(pieces) > 1


FAMILY = CodingFamily(
    "splits_pieces", "Pieces of counties and towns", "splits", 1, make, needs=_fits
)
