"""Districts of a plan that fall into pieces."""

from districtbot.problems.coding.checks import exactly
from districtbot.problems.coding.dualfile import drawn_graph
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.given import plan_file
from districtbot.problems.coding.outlines import Pair, parts
from districtbot.problems.coding.units import units_of, with_plan
from districtbot.problems.coding.writing import Wrong, code, problem, told

_WHICH = (
    "Which districts of {plan} are not contiguous on {graph}, and in how many pieces is each of "
    "them?",
    "Check contiguity of {plan} (columns {unit}, {district}) against the dual graph {graph}; "
    "list the broken districts with their numbers of pieces.",
    "non-contiguous districts in {plan} on {graph}: district -> n pieces",
    "A citizen sent us {plan}. Does each of its districts hang together on {graph}? Tell me "
    "which don't, and how many parts they have.",
    "In {plan}, {unit} names the precinct and {district} its district. Go through the districts "
    "on {graph} and report those in more than one piece, with the number of pieces.",
    "Before filing, we must know whether {plan} has broken districts. Use the edges of {graph}, "
    "and for every district that isn't connected say in how many parts it lies.",
    "Count connected components by district: assignment {plan}, edges {graph}; only districts "
    "with two or more matter.",
    "Has anyone checked that the districts of {plan} are in one piece? Please do, on {graph}; "
    "name the ones that aren't and count their pieces.",
    "I suspect slips in {plan}. With {graph} as the map of neighbours, which districts came out "
    "in several parts, and how many parts are there in each?",
)
_STRAYS = (
    "{plan} has stray precincts: bits of a district that are cut off from the rest of it on "
    "{graph}. For each broken district list the precincts outside of its largest piece (most "
    "precincts).",
    "Find, for every non-contiguous district of {plan} on {graph}, the units that are not in its "
    "biggest component (by number of units).",
    "{plan} vs {graph}: units outside the largest component of each broken district",
    "Somebody's plan ({plan}) leaves precincts stranded. I need their ids by district: "
    "everything that is not connected, on {graph}, to the largest part of its own district.",
    "Where {plan} breaks a district on {graph}, its largest piece (by precincts) is the district "
    "proper. Which precincts are in the other pieces? By district, please.",
    "I must mend {plan}. Show me, district by district, the precincts that don't belong to the "
    "largest connected part (most precincts) of their district on {graph}; skip districts in one "
    "piece.",
    "Which precincts does {plan} cut off? On {graph}, take each district that isn't contiguous, "
    "set aside its component with the most precincts, and name all others in it.",
    "Split each district of {plan} into components of {graph}; where there are several, drop the "
    "one with most units and give me the ids in the rest.",
    "Our mappers need a repair list for {plan}: for each district that is not connected on "
    "{graph}, all of its precincts but those of its biggest piece, counted in precincts.",
)
_FEWEST = (
    "In which pieces of {plan} that are cut off from the main part of their district on {graph} "
    "do people live, and how many? Total `{pop}` of all such pieces by district; the main part "
    "is the one with the most people.",
    "For each broken district of {plan} on {graph}: how many people (`{pop}`) live outside of "
    "its most populous component?",
    "people ({pop}) stranded per district: {plan}, {graph}, all components but the most populous",
    "How many residents would be cut off from their own district under {plan}? Use {graph}; "
    "count `{pop}` in all parts of a district but the one where most of its people live. Whole "
    "districts don't appear.",
    "{plan} breaks some districts on {graph}. For each of these, add up `{pop}` over all of its "
    "pieces except the one with the most people.",
    "The question is how many residents {plan} strands. By broken district: total `{pop}` on "
    "{graph} less the `{pop}` of its most populous connected piece.",
    "Component by component on {graph}, sum `{pop}` in the districts of {plan}; a district in "
    "several pieces gets the total of all but its largest sum, one in a single piece is left out.",
    "How large is the population (`{pop}`) of the detached parts in {plan}? A part is detached "
    "if it isn't connected, on {graph}, to the most populous part of its district. Give totals "
    "by district, broken ones only.",
    "For each non-contiguous district in {plan} I need the `{pop}` that is not in its main piece "
    "on {graph}, the main piece being the one where most people live.",
)
_READ = """
    import networkx as nx
    import pandas as pd
    from gerrychain import Graph

    graph = Graph.from_json("$graph").get_nx_graph()
    plan = pd.read_csv("$plan", dtype={"$unit": str}).set_index("$unit")["$district"]
"""
_ENDS = (
    """answer = {}
for district, units in plan.groupby(plan).groups.items():
    n_pieces = nx.number_connected_components(graph.subgraph(units))
    if n_pieces > 1:
        answer[district] = n_pieces
""",
    """answer = {}
for district, units in plan.groupby(plan).groups.items():
    pieces = sorted(nx.connected_components(graph.subgraph(units)), key=len)
    if len(pieces) > 1:
        answer[district] = sorted(set().union(*pieces[:-1]))
""",
    """answer = {}
for district, units in plan.groupby(plan).groups.items():
    pieces = nx.connected_components(graph.subgraph(units))
    people = sorted(sum(graph.nodes[unit]["$pop"] for unit in piece) for piece in pieces)
    if len(people) > 1:
        answer[district] = sum(people[:-1])
""",
)


def make(setting: Setting) -> Coding:
    """Draw a problem."""
    rng, data = setting.rng, units_of(setting.made)
    links = [(int(a), int(b)) for a, b in setting.made.state.graph.links]
    labels = _broken(setting, links)
    graph = drawn_graph(setting)
    header = rng.choice((("unit", "district"), ("GEOID", "District"), ("precinct", "dist")))
    plan = plan_file(
        setting,
        rng.choice(("plan.csv", "proposal.csv", "citizen_plan.csv")),
        header,
        plan=dict(zip(data.ids, labels, strict=True)),
    )
    pieces = {
        one: parts([i for i, label in enumerate(labels) if label == one], links)
        for one in sorted(set(labels))
    }
    broken = {str(one): found for one, found in pieces.items() if len(found) > 1}
    counts = {one: len(found) for one, found in broken.items()}
    answer: dict[str, object] = dict(counts)
    if setting.level == 2:
        answer = {
            one: sorted(data.ids[i] for piece in found[1:] for i in piece)
            for one, found in broken.items()
        }
    elif setting.level == 3:
        sums = {
            one: sorted(int(data.people[piece].sum()) for piece in found)
            for one, found in broken.items()
        }
        answer = {one: sum(people[:-1]) for one, people in sums.items()}
    slots = {
        "graph": graph.name,
        "plan": plan.name,
        "unit": header[0],
        "district": header[1],
        "pop": data.pop,
    }
    if setting.level == 1:
        wrongs = [
            Wrong("all districts", {"if n_pieces > 1": "if n_pieces > 0"}),
            Wrong("the cuts counted", {"= n_pieces\n": "= n_pieces - 1\n"}),
        ]
    elif setting.level == 2:
        wrongs = [
            Wrong("the largest piece", {"*pieces[:-1]": "pieces[-1]"}),
            Wrong("the smallest alone", {"*pieces[:-1]": "*pieces"}),
        ]
    else:
        wrongs = [
            Wrong("the largest piece", {"sum(people[:-1])": "people[-1]"}),
            Wrong(
                "units counted",
                {'sum(graph.nodes[unit]["' + data.pop + '"] for unit in piece)': "len(piece)"},
            ),
        ]
    return problem(
        told(
            setting,
            f"contiguity_pieces.{setting.level}",
            (_WHICH, _STRAYS, _FEWEST)[setting.level - 1],
            answer=(
                "a dict from broken district to its number of pieces",
                "a dict from broken district to the sorted list of unit ids",
                "a dict from broken district to people (whole numbers)",
            )[setting.level - 1],
            **slots,
        ),
        (graph, plan),
        code(_READ, **slots) + code(_ENDS[setting.level - 1], **slots),
        answer,
        exactly(answer),
        *wrongs,
        n_broken=len(broken),
    )


def _broken(setting: Setting, links: list[Pair]) -> list[int]:
    """The map's plan with some units given to districts that they don't touch."""
    rng, data = setting.rng, units_of(setting.made)
    labels = [int(one) for one in data.districts]
    names = sorted(set(labels))
    moved, wanted = 0, rng.randint(2, 4)
    for unit in rng.sample(range(len(labels)), len(labels)):
        around = {labels[b if a == unit else a] for a, b in links if unit in (a, b)}
        far = [one for one in names if one not in around]
        if far and labels.count(labels[unit]) > 2:
            labels[unit] = rng.choice(far)
            moved += 1
        if moved == wanted:
            break
    return labels


FAMILY = CodingFamily(
    "contiguity_pieces", "Districts that fall into pieces", "contiguity", 1, make, needs=with_plan
)
