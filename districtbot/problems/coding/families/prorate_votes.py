"""Votes brought down to blocks by population and up again to other districts."""

from collections.abc import Sequence

import numpy as np

from districtbot.problems.coding.blocks import block_frame, blocks_of, some_units
from districtbot.problems.coding.checks import exactly
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.given import map_frame, shapes_file
from districtbot.problems.coding.units import added, units_of, with_contest
from districtbot.problems.coding.writing import Wrong, code, problem, told
from districtbot.problems.maps.made import MadeMap

_LINES = (
    "Estimate `{dem}` and `{rep}` for the proposed wards. Spread the votes of each precinct "
    "in {file} over its blocks in {blocks} by `POP20`, then sum by `ward`. The block says "
    "which precinct it is in (`{key}`).",
    "Prorate {dem} and {rep} from {file} down to {blocks} (weights: the block's part of its "
    "precinct's POP20; key `{key}`) and aggregate to `ward`.",
    "{dem}, {rep}: {file} -> {blocks} by POP20 within {key} -> sums by ward",
    "Votes are counted by precinct ({file}) but the wards in {blocks} cut precincts. Give "
    "every block its share of the precinct's votes in proportion to POP20 (`{key}` links "
    "them) and add up `{dem}` and `{rep}` for each ward.",
    "We only have returns by precinct, in {file}, and need them by `ward`. Please move "
    "`{dem}` and `{rep}` to the blocks of {blocks}, each block of a precinct getting votes in "
    "proportion to its POP20, and total them by ward. Column `{key}` of the blocks names the "
    "precinct.",
    "Goal: `{dem}` and `{rep}` by `ward`. Given: {file} with the votes by precinct, {blocks} "
    "with `ward`, `POP20` and the precinct of each block in `{key}`. Method: prorate by "
    "population, then aggregate.",
    "How would {dem} and {rep} come out in the new wards? Disaggregate {file} to {blocks} by "
    "POP20 inside each precinct (`{key}`) and sum the blocks of every `ward`.",
    "Using {key} to match blocks to precincts, distribute the {dem} and {rep} of {file} over "
    "{blocks} in proportion to POP20 and group the result by ward.",
    "The ward lines run through precincts, so counsel wants estimates. Split each precinct's "
    "`{dem}` and `{rep}` ({file}) among its blocks ({blocks}, matched on `{key}`) according to "
    "how many people (`POP20`) each has, and total the parts by `ward`.",
)
_SHARE = (
    "I need only the Democratic share of the two-party vote, not the counts.",
    "What I am after is the two-party share of the Democrats in each ward.",
    "Report each ward's D share of D + R.",
)
_EMPTY = (
    "Some precincts have no people in any block; share out their votes evenly among their blocks.",
    "Where a precinct's blocks are all empty, every block gets an equal part.",
    "If POP20 is 0 in every block of a precinct, split its votes evenly.",
)
_SOLUTION = """
    import geopandas as gpd
    import maup

    precincts = gpd.read_file("$file").set_index("$id")
    blocks = gpd.read_file("$blocks")
    $totals
    weights = blocks["POP20"] / people
    $even
    votes = maup.prorate(blocks["$key"], precincts[["$dem", "$rep"]], weights)
    wards = votes.groupby(blocks["ward"]).sum()
"""
_COUNTS = """answer = wards.round(1).to_dict(orient="index")
"""
_SHARES = """answer = (wards["$dem"] / wards.sum(axis=1)).round(4).to_dict()
"""


def make(setting: Setting) -> Coding:
    """Draw a problem."""
    rng, data = setting.rng, units_of(setting.made)
    contest = rng.choice(data.contests[:2])
    crs = "EPSG:5070"
    units = some_units(setting.made, rng)
    blocks = blocks_of(setting.made, units, crs, rng)
    people = [one.people for one in blocks]
    if setting.level == 3:
        bare = rng.sample(units, 2)
        people = [0 if one.unit in bare else n for one, n in zip(blocks, people, strict=True)]
    cut = float(np.median([one.shape.centroid.x for one in blocks]))
    middle = float(np.median([one.shape.centroid.y for one in blocks]))
    ward = [
        ("North" if one.shape.centroid.y > middle else "South")
        if one.shape.centroid.x > cut or setting.level == 1
        else "West"
        for one in blocks
    ]
    key = rng.choice(("precinct", "PREC_ID", "vtd"))
    columns: dict[str, Sequence[object]] = {
        "ward": ward,
        key: [data.ids[one.unit] for one in blocks],
        "POP20": people,
    }
    block_layer = shapes_file("blocks.gpkg", block_frame(blocks, crs, **columns))
    names = [data.id, data.county, data.pop, contest.dem_col, contest.rep_col]
    file = shapes_file(
        rng.choice(("precincts.gpkg", "returns.gpkg")),
        map_frame(setting, columns=names).iloc[units],
    )
    sums = [
        _prorated(setting.made, column, [one.unit for one in blocks], people, ward)
        for column in names[3:]
    ]
    slots = {
        "file": file.name,
        "blocks": block_layer.name,
        "key": key,
        "id": data.id,
        "dem": names[3],
        "rep": names[4],
    }
    even = 'weights = weights.fillna(1 / blocks.groupby("$key")["POP20"].transform("size"))'
    solution = code(
        _SOLUTION.replace(
            "$totals", 'people = blocks.groupby("$key")["POP20"].transform("sum")'
        ).replace("$even", even if setting.level == 3 else ""),
        **slots,
    ).replace("\n\nvotes", "\nvotes") + code(_SHARES if setting.level > 1 else _COUNTS, **slots)
    if setting.level > 1:
        answer: dict[str, object] = {
            one: round(n / (n + sums[1][one]), 4) for one, n in sums[0].items()
        }
    else:
        answer = {
            one: {names[3]: round(n, 1), names[4]: round(sums[1][one], 1)}
            for one, n in sums[0].items()
        }
    wrongs = [
        Wrong(
            "not shared out",
            {'weights = blocks["POP20"] / people\n': 'weights = blocks["POP20"] * 0 + 1.0\n'},
        ),
        Wrong(
            "shared by area",
            {
                'weights = blocks["POP20"] / people': "weights = blocks.area / people",
                'blocks.groupby("' + key + '")["POP20"].transform("sum")\n': (
                    f'blocks.area.groupby(blocks["{key}"]).transform("sum")\n'
                ),
            },
        ),
        Wrong("other column", {f'"{names[3]}"': f'"{data.pop}"'}),
    ]
    if setting.level > 1:
        wrongs.append(Wrong("percent for share", {'answer = (wards["': 'answer = (100 * wards["'}))
    return problem(
        told(
            setting,
            "prorate_votes",
            _LINES,
            answer=(
                "a dict from ward to the share (0 to 1, 4 decimals)"
                if setting.level > 1
                else "a dict from ward to {'{dem}': votes, '{rep}': votes}, each with 1 decimal"
            ),
            more=(
                _SHARE if setting.level > 1 else (),
                _EMPTY if setting.level == 3 else (),
            ),
            **slots,
        ),
        (file, block_layer),
        solution,
        answer,
        exactly(answer, abs_=1.1e-4 if setting.level > 1 else 0.11),
        *wrongs,
        contest=contest.name,
    )


def _prorated(
    made: MadeMap, column: str, unit: list[int], people: list[int], ward: list[str]
) -> dict[str, float]:
    """Votes of each ward; evenly shared out where nobody lives."""
    votes = units_of(made).numbers(column)
    in_unit: dict[int, list[int]] = {}
    for block, one in enumerate(unit):
        in_unit.setdefault(one, []).append(block)
    parts = [0.0] * len(unit)
    for one, members in in_unit.items():
        whole = sum(people[block] for block in members)
        for block in members:
            part = people[block] / whole if whole else 1 / len(members)
            parts[block] = float(votes[one]) * part
    return added(ward, parts)


FAMILY = CodingFamily(
    "prorate_votes",
    "Votes brought down to blocks and up to wards",
    "overlay and proration",
    1,
    make,
    needs=with_contest,
)
