"""Every tool there is."""

from districtbot.tools.kit import history, moving, places_kept, talk
from districtbot.tools.tool import Tool


def toolbox(*, allow_code: bool = False) -> tuple[Tool, ...]:
    """The tools, in the order in which they are shown.

    Args:
        allow_code: Whether Python may be run in the sandbox.
    """
    del allow_code
    return (*moving.TOOLS, *places_kept.TOOLS, *history.TOOLS, *talk.TOOLS)
