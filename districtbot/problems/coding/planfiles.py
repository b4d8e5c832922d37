"""Files that hold many plans, and the plans in them."""

import json
import random
from collections.abc import Sequence

import pandas as pd

from districtbot.problems.coding.districts import cut_edges, districts_of, ensemble, net_of
from districtbot.problems.coding.family import GivenFile
from districtbot.problems.coding.given import table_file, text_file
from districtbot.problems.coding.units import units_of
from districtbot.problems.maps.made import MadeMap


def plans_table(
    made: MadeMap, plans: Sequence[Sequence[int]], names: Sequence[str], name: str = "plans.csv"
) -> GivenFile:
    """Plans as CSV: a row a unit with its id, a column a plan."""
    units = units_of(made)
    columns = dict(zip(names, plans, strict=True))
    frame = pd.DataFrame({units.id: units.ids, **columns})
    return table_file(name, frame)


def plans_lines(plans: Sequence[Sequence[int]], name: str = "ensemble.jsonl") -> GivenFile:
    """Plans as JSON lines: a list of districts a plan, in the order of the graph's nodes."""
    lines = "".join(f"{json.dumps(list(plan))}\n" for plan in plans)
    about = (
        f"{name}: JSON lines, {len(plans)} lines, one plan each: a list of {len(plans[0])}"
        " district numbers in the order of the graph's nodes; the first begins"
        f" {json.dumps(list(plans[0][:6]))[:-1]}"
    )
    return text_file(name, lines, about)


def varied(made: MadeMap, rng: random.Random, n_plans: int) -> list[list[int]]:
    """Plans of which some are sound, some out of balance, and some in pieces."""
    plans = ensemble(made, rng, n_plans=n_plans, n_flips=3, slack=0.3)
    net = net_of(made)
    for number in range(0, n_plans, 3):
        labels = list(plans[number])
        unit, other = rng.choice(cut_edges(net, labels))
        if labels.count(labels[unit]) > 2:
            labels[unit] = labels[other]
        far = rng.choice([label for label in sorted(set(labels)) if label != labels[unit]])
        if number % 2 == 0 and labels.count(labels[unit]) > 2:
            labels[unit] = far
        plans[number] = labels
    own = districts_of(made)
    plans[n_plans // 2] = own
    return plans
