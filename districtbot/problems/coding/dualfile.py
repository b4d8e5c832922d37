"""The dual graph that a problem gives, under one of the names that people give it."""

from districtbot.problems.coding.family import GivenFile, Setting
from districtbot.problems.coding.given import graph_file

NAMES = ("dual_graph.json", "graph.json", "precinct_graph.json")


def drawn_graph(setting: Setting) -> GivenFile:
    """The map's dual graph under a name of its own."""
    return graph_file(setting, setting.rng.choice(NAMES))
