"""Every tool there is."""

from districtbot.tools.kit import (
    describe,
    feasible,
    history,
    improve,
    look_up,
    moving,
    places_kept,
    propose,
    talk,
    targets,
)
from districtbot.tools.tool import Tool


def toolbox(*, allow_code: bool = False) -> tuple[Tool, ...]:
    """The tools, in the order in which they are shown.

    Args:
        allow_code: Whether Python may be run in the sandbox.
    """
    del allow_code
    return (
        *describe.TOOLS,
        *look_up.TOOLS,
        *targets.TOOLS,
        *feasible.TOOLS,
        *propose.TOOLS,
        *improve.TOOLS,
        *moving.TOOLS,
        *places_kept.TOOLS,
        *history.TOOLS,
        *talk.TOOLS,
    )
