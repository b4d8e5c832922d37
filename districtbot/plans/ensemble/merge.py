"""The finished files of an ensemble from its parts, chain after chain, in little memory."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from districtbot.geo.statemap import StateMap
from districtbot.plans.ensemble.bundle import write_bundle
from districtbot.plans.ensemble.store import MEASURES, PLANS, Store, move_into_place
from districtbot.plans.export import dual_graph_json

GROUP_BYTES = 2**25
"""Rows are written in groups of about so much."""


def merge_plans(store: Store, state: StateMap, blocks: list[int], n_plans: int) -> Path:
    """Write the BENDL file: the graph, what the plans are, and the plans of each chain.

    Args:
        store: The folder with the parts.
        state: The map.
        blocks: Number of blocks of each chain.
        n_plans: Plans in all.
    """
    scratch = store.folder / f"{PLANS}.new"
    metadata = {**store.identity, "unit_column": state.columns.unit_id}
    frames = (plans for plans, _ in _parts(store, blocks))
    write_bundle(scratch, frames, n_plans, dual_graph_json(state, None), metadata)
    move_into_place(scratch, store.folder / PLANS)
    return store.folder / PLANS


def merge_measures(store: Store, blocks: list[int]) -> Path:
    """Write the measures of all plans, in the order of the plans.

    Args:
        store: The folder with the parts.
        blocks: Number of blocks of each chain.
    """
    scratch = store.folder / f"{MEASURES}.new"
    paths = (measures for _, measures in _parts(store, blocks))
    first = next(paths)
    schema = pq.read_schema(first)
    n_rows = max(1024, GROUP_BYTES // _row_bytes(schema))
    with (
        scratch.open("wb") as file,
        pq.ParquetWriter(
            file, schema, compression="zstd", compression_level=3, use_dictionary=False
        ) as writer,
    ):
        for group in _groups(first, paths, n_rows):
            writer.write_table(group, row_group_size=n_rows)
        writer.close()
        file.flush()
        os.fsync(file.fileno())
    move_into_place(scratch, store.folder / MEASURES)
    return store.folder / MEASURES


def _parts(store: Store, blocks: list[int]) -> Iterator[tuple[Path, Path]]:
    for chain, n_blocks in enumerate(blocks):
        for block in range(n_blocks):
            yield store.part_paths(chain, block)


def _groups(first: Path, others: Iterator[Path], n_rows: int) -> Iterator[pa.Table]:
    """Tables of ``n_rows`` rows, the last one of what is left."""
    held = pq.read_table(first)
    for path in others:
        while len(held) >= n_rows:
            yield held.slice(0, n_rows)
            held = held.slice(n_rows)
        held = pa.concat_tables([held, pq.read_table(path)])
    while len(held) > 0:
        yield held.slice(0, n_rows)
        held = held.slice(n_rows)


def _row_bytes(schema: Any) -> int:
    """Bytes of one plan's measures in memory."""
    return sum(
        8 * (field.type.list_size if pa.types.is_fixed_size_list(field.type) else 1)
        for field in schema
    )
