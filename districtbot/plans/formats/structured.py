"""Plans in JSON: plain objects, Districtr's, and the graphs of GerryChain."""

from collections.abc import Mapping
from typing import Any

from districtbot.geo.flatten import flat_columns
from districtbot.geo.graphfile import graph_of, is_graph
from districtbot.geo.statemap import StateMap
from districtbot.geo.unitid import texts_of
from districtbot.ground.errors import AskError, some_of
from districtbot.plans.formats.assignments import Assignments, clean_labels
from districtbot.plans.formats.columns import district_column, id_column
from districtbot.plans.formats.districtr import read_districtr
from districtbot.plans.formats.file import PlanFileOnDisk
from districtbot.plans.formats.scalars import text_of


def read_json(file: PlanFileOnDisk, state: StateMap) -> Assignments | None:
    """A plan from a JSON file.

    Args:
        file: The file.
        state: The map.

    Returns:
        ``None`` where it is GeoJSON, which is read as shapes.

    Raises:
        AskError: If it holds no plan.
    """
    data = file.json()
    if is_graph(data):
        return read_graph(data, file.part, state, file.name)
    if isinstance(data, dict):
        if str(data.get("type", "")).startswith("Feature"):
            return None
        if isinstance(data.get("assignment"), dict | list) and "sample" not in data:
            return read_districtr(data, file.name)
        return _plain(data, file.name)
    raise AskError(
        f"{file.name} is JSON, but no plan: neither an object of units and districts, nor a "
        "plan of Districtr, nor a graph with nodes.",
        "See docs/formats.md for what can be read.",
    )


def read_graph(data: Any, part: str, state: StateMap, source: str) -> Assignments:
    """A plan from an attribute of the nodes of a graph.

    Args:
        data: ``networkx.adjacency_data`` or ``node_link_data``.
        part: The attribute; empty to find it.
        state: The map.
        source: What to call the file.

    Raises:
        AskError: If the nodes are not the map's units or it is not clear which attribute is it.
    """
    table = flat_columns(graph_of(data, source).table)
    ids = id_column(table, state)
    if ids is None:
        shown = some_of(texts_of(table["id"])[:3])
        raise AskError(
            f"No node of {source} is a unit of the map: it has {len(table):,} such as {shown}; "
            f"the map has {state.n_units:,} such as {some_of(state.unit_ids[:3])}.",
            "Use a graph of this map's units.",
        )
    taken = (ids.name, "area", "boundary_node", "boundary_perim")
    column = district_column(table, part, taken, source)
    labels = clean_labels(texts_of(table[column]), "gerrychain")
    why = f"it has nodes and edges; the plan is their attribute {column}"
    return Assignments(source, "gerrychain", why, ids.ids, labels.texts, labels.notes)


def _plain(data: Mapping[str, Any], source: str) -> Assignments:
    nested = [key for key, value in data.items() if isinstance(value, dict | list)]
    if nested or not data:
        what = f"it has lists or objects under {some_of(nested)}" if nested else "it is empty"
        raise AskError(
            f"{source} is JSON, but no object of units and districts: {what}.",
            "See docs/formats.md for what can be read.",
        )
    texts = [text_of(value, source) for value in data.values()]
    labels = clean_labels(texts, "json")
    ids = tuple(str(key).strip() for key in data)
    return Assignments(
        source,
        "json",
        "it is a JSON object of units and districts",
        ids,
        labels.texts,
        labels.notes,
    )
