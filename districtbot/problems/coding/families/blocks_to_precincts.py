"""Census blocks assigned to precincts by largest overlap, and their people added up."""

import numpy as np
import pandas as pd
import shapely

from districtbot.problems.coding.blocks import (
    Block,
    block_frame,
    blocks_of,
    shifted,
    smallest_side,
    some_units,
)
from districtbot.problems.coding.checks import exactly
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.given import map_frame, shapes_file, table_file
from districtbot.problems.coding.outlines import shapes_in
from districtbot.problems.coding.units import total, units_of, with_counties
from districtbot.problems.coding.writing import Wrong, code, problem, told

_LINES = (
    "Assign the census blocks in {blocks} to the precincts in {file} with maup and total `POP20` "
    "for each precinct (`{id}`). Work in {crs}.",
    "Use maup.assign to put every block of {blocks} into a precinct of {file}, then aggregate "
    "POP20 by `{id}`. Project both to {crs} first.",
    "{blocks} -> {file} via maup.assign ({crs}), sum POP20 by {id}",
    "The precincts in {file} have no census counts of their own. Give them some: each block in "
    "{blocks} belongs to the precinct it overlaps most, and its POP20 goes there. Use {crs}.",
    "Please build precinct populations from blocks. Blocks are in {blocks}, precincts in {file} "
    "(`{id}`), and a block counts for the precinct that covers most of its area ({crs}).",
    "How many people does each precinct (`{id}`) in {file} have, if every block of {blocks} goes "
    "to the precinct that it shares most area with? The counts are called POP20; compare areas "
    "in {crs}.",
    "Roll the blocks in {blocks} up to precincts: largest overlap decides, POP20 is added up, "
    "`{id}` in {file} is the key, and {crs} is the projection for both.",
    "I have {blocks} from the Census and {file} from the county. In {crs}, match each block to "
    "the precinct with most of its area and report total POP20 by `{id}`.",
    "Project {file} and {blocks} to {crs}. Then maup.assign, then POP20 summed over the blocks "
    "of each `{id}`.",
    "Before we can balance anything, each precinct of {file} needs its `POP20`. Build it from "
    "the blocks in {blocks}: a block counts whole for the precinct it overlaps most ({crs}). One "
    "total for each `{id}`.",
)
_ROUGH = (
    "The block lines are a little off the precinct lines.",
    "Mind that the two layers don't line up exactly.",
    "The blocks come from another source and don't nest perfectly.",
)
_TABLE = (
    "The counts are in {counts} (`GEOID20`, `POP20`), not in the layer.",
    "POP20 has to be joined from {counts} on GEOID20; keep the ids as text.",
    "You'll find POP20 in {counts}, keyed by GEOID20.",
)
_SOLUTION = """
    import geopandas as gpd
    import maup

    blocks = gpd.read_file("$blocks").to_crs("$crs")
    $merge
    precincts = gpd.read_file("$file").to_crs("$crs").set_index("$id")
    assignment = maup.assign(blocks, precincts)
    answer = blocks["POP20"].groupby(assignment).sum().to_dict()
"""


def make(setting: Setting) -> Coding:
    """Draw a problem."""
    rng, data = setting.rng, units_of(setting.made)
    crs = rng.choice(("EPSG:5070", "EPSG:6933"))
    units = some_units(setting.made, rng)
    blocks = blocks_of(setting.made, units, crs, rng)
    if setting.level > 1:
        blocks = shifted(blocks, smallest_side(blocks) * rng.uniform(0.15, 0.3), rng)
    frame = map_frame(setting, columns=[data.id, data.county]).iloc[units]
    file = shapes_file(rng.choice(("precincts.gpkg", "vtds.gpkg")), frame)
    layer = block_frame(blocks, crs)
    counts = table_file("block_population.csv", pd.DataFrame(layer[["GEOID20", "POP20"]]))
    if setting.level == 3:
        layer = layer.drop(columns="POP20")
    layer_file = shapes_file(rng.choice(("blocks.gpkg", "tabblocks.gpkg")), layer)
    owner = _owners(setting, blocks, units, crs)
    answer = total([data.ids[unit] for unit in owner], [one.people for one in blocks])
    merge = 'people = pd.read_csv("block_population.csv", dtype={"GEOID20": str})\n'
    merge += 'blocks = blocks.merge(people, on="GEOID20")'
    solution = code(
        _SOLUTION,
        blocks=layer_file.name,
        file=file.name,
        crs=crs,
        id=data.id,
        merge=merge if setting.level == 3 else "",
    ).replace("\n\nprecincts", "\nprecincts")
    if setting.level == 3:
        solution = solution.replace("import maup\n", "import maup\nimport pandas as pd\n", 1)
    first = _covered(setting, blocks, units, crs)
    by_first: dict[str, int] = total(
        [data.ids[unit] for unit in first if unit >= 0],
        [one.people for one, unit in zip(blocks, first, strict=True) if unit >= 0],
    )
    wrongs = [
        Wrong(
            "blocks counted",
            {'["POP20"].groupby(assignment).sum()': '["POP20"].groupby(assignment).count()'},
        ),
        Wrong(
            "the other way round",
            {"maup.assign(blocks, precincts)": "maup.assign(precincts, blocks)"},
        ),
        Wrong("other column", {f'set_index("{data.id}")': f'set_index("{data.county}")'}),
        Wrong(
            "wrong join",
            {
                "assignment = maup.assign(blocks, precincts)": (
                    'blocks = blocks.sjoin(precincts, predicate="within")'
                ),
                "groupby(assignment)": f'groupby(blocks["{data.id}"])',
            },
            by_first,
        ),
    ]
    return problem(
        told(
            setting,
            "blocks_to_precincts",
            _LINES,
            answer="a dict from `{id}` to people (whole numbers)",
            more=(_ROUGH if setting.level > 1 else (), _TABLE if setting.level == 3 else ()),
            blocks=layer_file.name,
            file=file.name,
            crs=crs,
            id=data.id,
            counts=counts.name,
        ),
        (file, layer_file, counts) if setting.level == 3 else (file, layer_file),
        solution,
        answer,
        exactly(answer),
        *wrongs,
        n_blocks=len(blocks),
    )


def _owners(setting: Setting, blocks: list[Block], units: list[int], crs: str) -> list[int]:
    """The unit that has most of each block."""
    shapes = shapes_in(setting.made, crs)
    whole = np.array([shapes[unit] for unit in units], dtype=object)
    areas = [shapely.area(shapely.intersection(whole, one.shape)) for one in blocks]
    return [units[int(one.argmax())] for one in areas]


def _covered(setting: Setting, blocks: list[Block], units: list[int], crs: str) -> list[int]:
    """The unit that holds the whole of each block; -1 where none does."""
    shapes = shapes_in(setting.made, crs)
    return [
        next((unit for unit in units if shapes[unit].contains(one.shape)), -1) for one in blocks
    ]


FAMILY = CodingFamily(
    "blocks_to_precincts",
    "Blocks assigned to precincts by largest overlap",
    "overlay and proration",
    1,
    make,
    needs=with_counties,
)
