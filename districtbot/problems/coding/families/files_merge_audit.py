"""Which ids of two tables do not match, and what is lost with them."""

import pandas as pd

from districtbot.problems.coding.checks import exactly
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.given import table_file
from districtbot.problems.coding.units import units_of, with_contest
from districtbot.problems.coding.writing import Wrong, code, layer, problem, told

_LINES = (
    "Before I join {table} (key `{key}`) to {file} (key `{id}`): which ids are only in the one, "
    "which only in the other?",
    "Audit the merge of {file} on `{id}` with {table} on `{key}`: ids without a partner on either "
    "side, please.",
    "{file}.{id} vs {table}.{key}: unmatched ids, both ways",
    "The row counts of {file} and {table} don't agree. Compare `{id}` with `{key}` and tell me "
    "which precincts of the map have no row in the table, and which rows belong to no precinct.",
    "I need to know what an inner join of {file} ({id}) and {table} ({key}) would silently drop.",
    "`{id}` in {file}, `{key}` in {table}: what does each have that the other lacks?",
    "I must certify that no precinct fell out of the join. Compare the ids of {file} (column "
    "`{id}`) with those of {table} (column `{key}`), and list the ones that occur on one side "
    "only, separately for the map and the table.",
    "Does every row of {table} find its precinct in {file}, and every precinct its row? The "
    "keys are `{key}` in the table and `{id}` on the map; show me whatever stays alone.",
    "Please look for orphans. On the map {file} the ids are in {id}, in {table} they are in "
    "{key}; I want the precincts without a row and the rows without a precinct.",
)
_VOTES = (
    "I also need the `votes` that the rows without a precinct hold.",
    "Add up the `votes` in the rows that belong to no precinct, too.",
    "How many `votes` would be lost that way?",
)
_SPACES = (
    "Blanks before or after an id in the table don't matter.",
    "The keys in the CSV have stray spaces, which are to be ignored.",
    "Strip the spaces that came with the CSV keys before you compare.",
)
_SOLUTION = """
    import geopandas as gpd
    import pandas as pd

    precincts = gpd.read_file("$file")
    table = pd.read_csv("$table", dtype={"$key": str})
    $strip
    on_map, in_table = set(precincts["$id"]), set(table["$key"])
    strays = table[~table["$key"].isin(on_map)]
    answer = {
        "only_map": sorted(on_map - in_table),
        "only_table": sorted(in_table - on_map),
        "votes_lost": int(strays["votes"].sum()),
    }
"""


def make(setting: Setting) -> Coding:
    """Draw a problem."""
    rng, data = setting.rng, units_of(setting.made)
    contest = rng.choice(data.contests[:2])
    votes = (data.numbers(contest.dem_col) + data.numbers(contest.rep_col)).tolist()
    gone = set(rng.sample(range(len(data.ids)), rng.randint(2, 5)))
    strays = [
        f"{rng.choice(data.ids)}-{rng.choice(('ABS', 'PROV', 'EARLY', 'MAIL'))}" for _ in range(3)
    ]
    strays = sorted(set(strays))
    stray_votes = {one: rng.randint(20, 900) for one in strays}
    rows = [
        (one, n) for i, (one, n) in enumerate(zip(data.ids, votes, strict=True)) if i not in gone
    ]
    rows += list(stray_votes.items())
    rng.shuffle(rows)
    spaced = setting.level == 3
    if spaced:
        rows = [
            (f" {one}" if i % 4 == 1 else f"{one} " if i % 4 == 3 else one, n)
            for i, (one, n) in enumerate(rows)
        ]
    key = rng.choice(("precinct", "prec_id", "unit"))
    table = table_file(
        rng.choice(("turnout.csv", "ballots.csv", "counts.csv")),
        pd.DataFrame(rows, columns=[key, "votes"]),
    )
    file = layer(setting, data.id, data.pop)
    answer: dict[str, object] = {
        "only_map": sorted(data.ids[i] for i in gone),
        "only_table": strays,
        "votes_lost": sum(stray_votes.values()),
    }
    solution = code(
        _SOLUTION,
        file=file.name,
        table=table.name,
        key=key,
        id=data.id,
        strip=f'table["{key}"] = table["{key}"].str.strip()' if spaced else "",
    ).replace("\n\non_map", "\non_map")
    if setting.level == 1:
        del answer["votes_lost"]
        solution = "\n".join(line for line in solution.splitlines() if "strays" not in line) + "\n"
    wrongs = [
        Wrong("the wrong way round", {"on_map - in_table": "in_table - on_map"}),
        Wrong("matches for strays", {"sorted(in_table - on_map)": "sorted(in_table & on_map)"}),
    ]
    if setting.level > 1:
        wrongs.append(Wrong("matched votes", {"table[~table": "table[table"}))
    if spaced:
        wrongs.append(Wrong("spaces kept", {".str.strip()": ""}))
    ending = ", and 'votes_lost' (a whole number)" if setting.level > 1 else ""
    return problem(
        told(
            setting,
            "files_merge_audit",
            _LINES,
            answer=f"a dict with the sorted lists 'only_map' and 'only_table'{ending}",
            more=(_VOTES if setting.level > 1 else (), _SPACES if spaced else ()),
            file=file.name,
            table=table.name,
            key=key,
            id=data.id,
        ),
        (file, table),
        solution,
        answer,
        exactly(answer),
        *wrongs,
        key=key,
    )


FAMILY = CodingFamily(
    "files_merge_audit", "Ids of two tables that do not match", "files", 1, make, needs=with_contest
)
