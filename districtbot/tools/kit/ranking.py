"""Places and districts in the order of an amount."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from districtbot.geo.statemap import StateMap
from districtbot.ground.errors import AskError
from districtbot.ground.quoting import plain
from districtbot.tools.amounts import Amount
from districtbot.tools.desk.desk import Desk
from districtbot.tools.kit.places import place_label
from districtbot.tools.kit.sums import Units, number_in, share_in
from districtbot.tools.kit.wording import capital, shown_number
from districtbot.tools.tool import Result

Ranked = Literal["counties", "towns", "units", "districts"]
By = Literal["number", "share"]
ONE: dict[Ranked, str] = {
    "counties": "county",
    "towns": "town",
    "units": "unit",
    "districts": "district",
}


class Row(Result):
    """One line of a list.

    Attributes:
        name: A place or district.
        number: How many; for a contest the votes for both parties.
        percent: Of what it is a part of, 0 to 100; for a contest the Democratic part. ``None``
            where it is part of nothing or nobody is counted.
    """

    name: str
    number: float
    percent: float | None

    @property
    def text(self) -> str:
        """Name, number and percentage."""
        share = "" if self.percent is None else f" ({self.percent:.1f}%)"
        return f"{self.name}: {shown_number(self.number)}{share}"


@dataclass(frozen=True, slots=True)
class Order:
    """How to list.

    Attributes:
        rank: What is listed.
        by: Number or share.
        fewest: Whether the fewest come first.
        top: How many are listed.
    """

    rank: Ranked
    by: By
    fewest: bool
    top: int


def ranked(
    desk: Desk, order: Order, amount: Amount, units: Units | None, where: str
) -> tuple[tuple[Row, ...], int, str]:
    """The first rows, how many there are, and the list in words.

    Args:
        desk: The desk.
        order: How to list.
        amount: What is counted.
        units: Only what lies in these counts; ``None`` for the whole map.
        where: What to call them.

    Raises:
        AskError: If there is nothing to list.
    """
    parts = _parts(desk, order.rank, units)
    if not parts:
        raise AskError(f"There are no {order.rank} in {where}.", "Rank something else.")
    rows = [_row(desk.state, amount, name, inside) for name, inside in parts]
    if order.by == "share":
        rows = [row for row in rows if row.percent is not None]
        if not rows:
            raise AskError(
                f"{capital(amount.name)} is not a share of anything here.", "Rank by number."
            )
    sign = 1 if order.fewest else -1
    rows.sort(key=lambda row: (sign * _key(row, order.by), row.name))
    shown = tuple(rows[: order.top])
    way = "fewest first" if order.fewest else "most first"
    by = amount.name if order.by == "number" else f"share of {amount.name}"
    if amount.contest is not None:
        by = f"{amount.name}, both parties' votes"
        by = f"Democratic share of {amount.name}" if order.by == "share" else by
    share = _share_words(amount) if any(row.percent is not None for row in shown) else ""
    what = f"{len(rows):,} {ONE[order.rank] if len(rows) == 1 else order.rank}"
    listed = "; ".join(f"{n}. {row.text}" for n, row in enumerate(shown, 1))
    return (
        shown,
        len(rows),
        f"{what} in {where} by {by}, {way}{share}: {listed}.",
    )


def _share_words(amount: Amount) -> str:
    if amount.contest is not None:
        return " (in brackets the Democratic share of the two-party vote)"
    return f" (in brackets the share of the place's {amount.whole_name})"


def _parts(desk: Desk, rank: Ranked, area: Units | None) -> list[tuple[str, Units]]:
    """Names and units of what is to be listed; of places that reach out of the area a part."""
    state = desk.state
    if rank == "districts":
        plan = desk.a_plan
        parts = [
            (f"district {plain(name, 20)}", np.flatnonzero(plan.district == number))
            for number, name in enumerate(plan.names, 1)
        ]
    elif rank == "units":
        names = state.gazetteer.unit_names
        parts = [
            (_unit_label(names[n], unit_id), np.array([n], dtype=np.int64))
            for n, unit_id in enumerate(state.unit_ids)
        ]
    else:
        places = state.gazetteer.of("county" if rank == "counties" else "town")
        parts = [(place_label(one), np.array(one.units, dtype=np.int64)) for one in places]
    if area is None:
        return parts
    inside = np.isin(np.arange(state.n_units), area)
    return [(name, kept) for name, units in parts if len(kept := units[inside[units]])]


def _unit_label(name: str, unit_id: str) -> str:
    """``Barre city (5002303175)``, or the id alone where there is no name."""
    return plain(unit_id, 40) if name == unit_id else f"{plain(name, 40)} ({plain(unit_id, 40)})"


def _row(state: StateMap, amount: Amount, name: str, units: Units) -> Row:
    share = share_in(state, amount, units)
    percent = None if share is None else round(100 * share, 2)
    return Row(name=name, number=round(number_in(state, amount, units), 2), percent=percent)


def _key(row: Row, by: By) -> float:
    return (row.percent or 0.0) if by == "share" else row.number
