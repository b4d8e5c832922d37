"""The search for alternatives, and what a person sees while it runs."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from districtbot.cli.progress import Step, shown, stopped_by_ctrl_c

if TYPE_CHECKING:
    from districtbot.geo.statemap import StateMap
    from districtbot.tools.alternatives import Alternatives, Drawing, TellFn
    from districtbot.tools.draft import Drafted


def drawn_alternatives(
    state: "StateMap", drafted: "Drafted", n_plans: int, *, quiet: bool
) -> "Alternatives":
    """Find alternatives to a draft within what is left of its budget; Ctrl-C ends the search.

    Args:
        state: The map.
        drafted: The answer; where that was interrupted, nothing more is drawn.
        n_plans: Plans wanted, the answer among them.
        quiet: Show nothing.
    """
    from districtbot.tools.alternatives import alternatives_to, budget_left

    clock = budget_left(drafted)
    if drafted.ended == "interrupted":
        clock.stop()
    with stopped_by_ctrl_c(clock), _shown(quiet=quiet) as tell_fn:
        return alternatives_to(state, drafted, n_plans, budget=clock, tell_fn=tell_fn)


@contextmanager
def _shown(*, quiet: bool) -> "Iterator[TellFn]":
    """A bar on standard error, where somebody looks."""
    with shown("Alternatives", "", quiet=quiet, lines=False) as show_fn:

        def tell(told: "Drawing") -> None:
            text = f"{told.n_drawn:,} of {told.n_candidates:,} candidates, {told.n_met:,} meet all"
            show_fn(Step("Alternatives", told.n_drawn, told.n_candidates, text))

        yield tell
