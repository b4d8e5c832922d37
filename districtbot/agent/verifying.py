"""When a final answer goes back to the model: while targets are missed and there is time."""

from districtbot.agent.prompts import NO_PLAN, missed_note
from districtbot.agent.standing import Standing
from districtbot.agent.underway import SEARCHES, Underway

AIMS = ("set_targets", "drop_targets", "keep_together", "keep_apart", "lock", "unlock", *SEARCHES)
"""Tools whose use says that the plan shall meet its targets; an edit by hand does not."""


def would_go_back(now: Underway, standing: Standing) -> str:
    """The note with which an answer would go back now; empty where it would stand.

    It stands where the person only asked or edited by hand, where all is met or proved
    impossible, where the time for searches is spent, and after so many times in a turn.

    Args:
        now: The turn.
        standing: What the verifier finds.
    """
    aimed = any(one.ok and one.changed and one.name in AIMS for one in now.calls)
    if not aimed or standing.met or standing.districts_asked is None or now.proved_impossible:
        return ""
    if now.seconds_left is not None and now.seconds_left < 1.0:
        return ""
    if not standing.has_plan:
        return NO_PLAN if now.counts.plan_notes < 1 else ""
    return missed_note(standing) if now.counts.bounces < now.limits.bounces else ""
