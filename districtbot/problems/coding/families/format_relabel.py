"""Numbering a new plan's districts so that most people keep their number."""

from collections.abc import Callable

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment

from districtbot.problems.coding.districts import districts_of, shuffled, wandered
from districtbot.problems.coding.family import Coding, CodingFamily, Outcome, Setting
from districtbot.problems.coding.given import table_file
from districtbot.problems.coding.units import units_of, with_plan
from districtbot.problems.coding.writing import Wrong, code, problem, told
from districtbot.problems.maps.made import MadeMap

LINES = (
    "plans.csv has an old plan and a new one ({old} and {new}) with {pop} by unit. The new plan's"
    " numbers"
    " are arbitrary: renumber its districts so that as many people as possible keep their"
    " district's"
    " number.",
    "Match the districts of {new} to those of {old} in plans.csv: one to one, largest total"
    " overlap in"
    " {pop}. How many people would then change districts?",
    "Find the best relabelling of {new} against {old} (plans.csv, population {pop}). Use {tool}.",
    "The software numbered the draft {new} at random. Which number of {old} should each district"
    " get so"
    " that the fewest people ({pop}) have a new number? File plans.csv; {tool} is fine.",
    "Core retention: align {new} with {old} in plans.csv by population ({pop}), optimal one-to-one"
    " matching, and count who moves.",
    "In plans.csv each unit has a district in {old}, one in {new}, and {pop}. Give every district "
    "of {new} a number of {old}, no number twice, so that as few people as possible see theirs "
    "change. {tool} can do it.",
    "Voters get used to their district's number. Which numbers should the districts of {new} have "
    "so that the most people keep the one they had under {old}? The table is plans.csv, the "
    "people are in {pop}; each number is used once.",
    "plans.csv: renumber {new} to match {old}, one to one, max {pop} kept; {tool}",
    "Before {new} is published its districts need sensible numbers. Reuse those of {old}, each "
    "once, and choose them so that the largest possible number of people ({pop}) stay under the "
    "same number. Data: plans.csv.",
    "Population overlap first, by {pop}, between the districts of {new} and of {old} in "
    "plans.csv. Then the one-to-one assignment with the greatest sum, by {tool}. How many "
    "people end up under another number even so?",
    "How many people ({pop}) have to learn a new district number if {new} replaces {old} and is "
    "numbered as kindly as can be? Each number goes to one district. See plans.csv.",
)
SCIPY = """
import pandas as pd
from scipy.optimize import linear_sum_assignment

units = pd.read_csv("plans.csv")
overlap = units.pivot_table(
    index="$new", columns="$old", values="$pop", aggfunc="sum", fill_value=0
)
rows, columns = linear_sum_assignment(overlap.to_numpy(), maximize=True)
numbers = dict(zip(overlap.index[rows].tolist(), overlap.columns[columns].tolist()))
moved = units.loc[units["$new"].map(numbers) != units["$old"], "$pop"].sum()
answer = {
    "numbers": {str(new): old for new, old in numbers.items()},
    "moved": int(moved),
}
"""
TOOLS = """
import pandas as pd
from gerrytools.plan_comparison import optimal_relabeling, population_overlap

units = pd.read_csv("plans.csv")
overlap = population_overlap(
    units, source="$new", target="$old", population="$pop"
)
numbers = optimal_relabeling(overlap)
moved = units.loc[units["$new"].map(numbers) != units["$old"], "$pop"].sum()
answer = {
    "numbers": {str(new): int(old) for new, old in numbers.items()},
    "moved": int(moved),
}
"""


def make(setting: Setting) -> Coding:
    """A problem: a plan some flips away, its districts renumbered."""
    made, rng, level = setting.made, setting.rng, setting.level
    units, own = units_of(made), districts_of(made)
    labels = shuffled(wandered(made, rng, n_flips=15 * level, slack=0.4), rng)
    old, new = rng.choice(
        (("enacted", "draft"), ("plan_2010", "plan_2020"), ("current", "proposed"))
    )
    frame = pd.DataFrame({units.id: units.ids, units.pop: units.people, old: own, new: labels})
    scipy = rng.random() < 0.6
    slots = {"old": old, "new": new, "pop": units.pop}
    solution = code(SCIPY if scipy else TOOLS, **slots)
    moved = int(units.people.sum()) - _kept(own, labels, units.people)
    says = (
        'a dict with "numbers" (each district of {new}, as text, to the number it gets) and "moved"'
        " (people whose number changes nevertheless)"
    )
    return problem(
        told(
            setting,
            "format_relabel",
            LINES,
            answer=says,
            tool="SciPy's linear_sum_assignment" if scipy else "gerrytools.plan_comparison",
            **slots,
        ),
        (table_file("plans.csv", frame),),
        solution,
        None,
        _check(made, own, labels, moved),
        Wrong("least overlap", {"maximize=True": "maximize=False"})
        if scipy
        else Wrong(
            "no numbers changed",
            {"optimal_relabeling(overlap)": "{one: one for one in overlap.index}"},
        ),
        Wrong("people who stay", {") != units": ") == units"}),
        Wrong("numbers ignored", {f'units["{new}"].map(numbers)': f'units["{new}"]'}),
        Wrong(
            "the other way round",
            {
                "str(new): old for new, old": "str(old): new for new, old",
            }
            if scipy
            else {"str(new): int(old) for new, old": "str(old): int(new) for new, old"},
        )
        if _turns(own, labels, units.people)
        else Wrong("units for people", {f', "{units.pop}"].sum()': f', "{units.pop}"].count()'}),
        scipy=scipy,
    )


def _matrix(own: list[int], labels: list[int], people: np.ndarray) -> tuple[list[int], np.ndarray]:
    names = sorted(set(own))
    place = {name: number for number, name in enumerate(names)}
    found = np.zeros((len(names), len(names)), dtype=np.int64)
    for old, new, n in zip(own, labels, people, strict=True):
        found[place[new], place[old]] += int(n)
    return names, found


def _kept(own: list[int], labels: list[int], people: np.ndarray) -> int:
    _, overlap = _matrix(own, labels, people)
    rows, columns = linear_sum_assignment(overlap, maximize=True)
    return int(overlap[rows, columns].sum())


def _turns(own: list[int], labels: list[int], people: np.ndarray) -> bool:
    """Whether the best numbering read backwards is worse."""
    _, overlap = _matrix(own, labels, people)
    rows, columns = linear_sum_assignment(overlap, maximize=True)
    return bool(overlap[columns, rows].sum() < overlap[rows, columns].sum())


def _check(
    made: MadeMap, own: list[int], labels: list[int], moved: int
) -> Callable[[Outcome], str]:
    people = units_of(made).people
    names = sorted(set(own))

    def check(outcome: Outcome) -> str:
        value = outcome.value
        if not outcome.ok or not isinstance(value, dict) or set(value) != {"numbers", "moved"}:
            return outcome.error or 'the answer is no dict with "numbers" and "moved"'
        numbers = value["numbers"]
        if not isinstance(numbers, dict) or set(numbers) != {str(one) for one in names}:
            return "numbers does not tell of each district"
        if sorted(map(str, numbers.values())) != sorted(map(str, names)):
            return "two districts get the same number"
        if value["moved"] != moved:
            return f"{moved} people move, not {value['moved']}"
        stays = [str(numbers[str(new)]) == str(old) for old, new in zip(own, labels, strict=True)]
        true = int(people[~np.array(stays)].sum())
        return "" if true == moved else f"with these numbers {true} people move, and {moved} can do"

    return check


FAMILY = CodingFamily(
    name="format_relabel",
    title="Districts renumbered to follow an older plan",
    topic="plan formats",
    version=1,
    make=make,
    needs=with_plan,
)
