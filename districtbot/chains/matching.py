"""How many people stay in their district of an old plan, under the best names for the new ones.

The assignment problem is solved by shortest augmenting paths. Its potentials are kept: when two
districts change only their two rows are matched anew, which takes two paths.

Source: R. Jonker and A. Volgenant, A shortest augmenting path algorithm for dense and sparse
linear assignment problems, Computing 38, 1987, https://doi.org/10.1007/BF02278710.
"""

from typing import NamedTuple

import numpy as np

from districtbot.chains.graph import Floats, Ints
from districtbot.chains.kernel import kernel


class Matching(NamedTuple):
    """Best matchings of districts (rows) with the regions of r old plans (columns).

    Rows or columns that one side has fewer of hold nobody.

    Attributes:
        people: People of each row in each column; shape (r, s, s).
        row_value: Potential of each row; shape (r, s).
        column_value: Potential of each column; shape (r, s).
        column_of: Column of each row, -1 for none; shape (r, s).
        row_of: Row of each column, -1 for none; shape (r, s).
        word: Sum of random numbers of each district when last matched; shape (r, k).
        population: Its people then; shape (r, k).
        length: Room for the length of the shortest path to each column; shape (s,).
        through: Room for the row before each column on it; shape (s,).
        reached: Room for the columns in the order reached; shape (s,).
    """

    people: Floats
    row_value: Floats
    column_value: Floats
    column_of: Ints
    row_of: Ints
    word: Floats
    population: Floats
    length: Floats
    through: Ints
    reached: Ints


def matching_for(n_plans: int, n_regions: int, n_districts: int) -> Matching:
    """Room for plans of at most so many regions, with nothing matched."""
    r, s = n_plans, max(n_regions, n_districts)
    return Matching(
        np.zeros((r, s, s)),
        np.zeros((r, s)),
        np.zeros((r, s)),
        np.full((r, s), -1, np.int32),
        np.full((r, s), -1, np.int32),
        np.full((r, n_districts), -1.0),
        np.zeros((r, n_districts)),
        np.zeros(s),
        np.zeros(s, np.int32),
        np.zeros(s, np.int32),
    )


@kernel
def most_kept(
    sums: Floats,
    population: Floats,
    people: Floats,
    matching: Matching,
    room: int,
    begin: int,
    end: int,
    word_col: int,
) -> float:
    """People who stay in their region when each district is given another's best.

    Args:
        sums: Sums of the columns; shape (k, c).
        population: People in each district; shape (k,).
        people: People of each region in each district; shape (n_regions, k).
        matching: What was matched before.
        room: Which of its plans.
        begin: First region of the old plan.
        end: One after its last.
        word_col: The column of random numbers that tells districts apart.
    """
    shared, column_of, row_of = (
        matching.people[room],
        matching.column_of[room],
        matching.row_of[room],
    )
    for row in range(len(population)):
        word, number = sums[row, word_col], population[row]
        if matching.word[room, row] == word and matching.population[room, row] == number:
            continue
        matching.word[room, row], matching.population[room, row] = word, number
        for region in range(begin, end):
            shared[row, region - begin] = people[region, row]
        if column_of[row] >= 0:
            row_of[column_of[row]] = -1
            column_of[row] = -1
    kept = 0.0
    for row in range(len(column_of)):
        if column_of[row] < 0:
            _match(matching, room, row)
    for row in range(len(population)):
        kept += shared[row, column_of[row]]
    return kept


@kernel
def _match(matching: Matching, room: int, row: int) -> None:
    """Match one more row, along the shortest path to a column that has none.

    A row's cost of a column is minus its people there; cost less both potentials is 0 in the
    matching and never negative.
    """
    people, column_of, row_of = (
        matching.people[room],
        matching.column_of[room],
        matching.row_of[room],
    )
    row_value, column_value = matching.row_value[room], matching.column_value[room]
    length, through, reached = matching.length, matching.through, matching.reached
    s = len(length)
    for column in range(s):
        length[column] = np.inf
        reached[column] = column
    least = np.inf
    for column in range(s):
        least = min(least, -people[row, column] - column_value[column])
    row_value[row] = least
    n_reached, at, base, last = 0, row, 0.0, -1
    while last < 0:
        nearest, place = np.inf, -1
        for turn in range(n_reached, s):
            column = reached[turn]
            far = base - people[at, column] - row_value[at] - column_value[column]
            if far < length[column]:
                length[column] = far
                through[column] = at
            if length[column] < nearest or (length[column] == nearest and row_of[column] < 0):
                nearest, place = length[column], turn
        base = nearest
        column = reached[place]
        reached[place] = reached[n_reached]
        reached[n_reached] = column
        n_reached += 1
        if row_of[column] < 0:
            last = column
        else:
            at = row_of[column]
    row_value[row] += base
    for turn in range(n_reached - 1):
        column = reached[turn]
        row_value[row_of[column]] += base - length[column]
        column_value[column] -= base - length[column]
    while True:
        owner = through[last]
        row_of[last] = owner
        before = column_of[owner]
        column_of[owner] = last
        if owner == row:
            break
        last = before
