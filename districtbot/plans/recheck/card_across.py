"""The claims of a scorecard about all contests together, worked out anew."""

from typing import Any

from districtbot.plans.recheck.claim import SHARE_TOLERANCE
from districtbot.plans.recheck.measures import Measures


def check_across(measures: Measures, card: dict[str, Any]) -> list[tuple[str, Any, float]]:
    """Swing districts, districts won every time, and mean gaps of seats and votes."""
    across = card.get("across")
    if not isinstance(across, dict):
        return []
    names = across.get("names")
    contests = [measures.contest(str(name)) for name in names] if isinstance(names, list) else []
    wins = {
        party: [sum(one.wins(party, n) for one in contests) for n in range(measures.k)]
        for party in ("dem", "rep")
    }
    always = {
        party: [n + 1 for n, times in enumerate(found) if times == len(contests)]
        for party, found in wins.items()
    }
    gaps = [gap for one in contests if (gap := one.seat_vote_gap) is not None]
    whole = len(gaps) == len(contests) > 0
    values = {
        "dem_wins": wins["dem"],
        "rep_wins": wins["rep"],
        "always_dem": always["dem"],
        "always_rep": always["rep"],
        "swing": [n for n in measures.numbers if n not in always["dem"] + always["rep"]],
        "mean_dem_seat_vote_gap": sum(gaps) / len(gaps) if whole else None,
        "mean_absolute_seat_vote_gap": sum(map(abs, gaps)) / len(gaps) if whole else None,
    }
    return [(f"across/{name}", value, SHARE_TOLERANCE) for name, value in values.items()]
