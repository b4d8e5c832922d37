"""Every tool there is."""

from districtbot.tools.kit import (
    charts,
    code,
    columns,
    comparing,
    describe,
    district,
    drawing,
    ensembles,
    explain,
    feasible,
    files,
    history,
    improve,
    look_up,
    moving,
    places_kept,
    propose,
    scoring,
    standing,
    talk,
    targets,
)
from districtbot.tools.tool import Tool


def toolbox(*, allow_code: bool = False) -> tuple[Tool, ...]:
    """The tools, in the order in which they are shown.

    Args:
        allow_code: Whether Python may be run in the sandbox.
    """
    return (
        *describe.TOOLS,
        *look_up.TOOLS,
        *columns.TOOLS,
        *targets.TOOLS,
        *feasible.TOOLS,
        *propose.TOOLS,
        *improve.TOOLS,
        *ensembles.TOOLS,
        *scoring.TOOLS,
        *district.TOOLS,
        *comparing.TOOLS,
        *standing.TOOLS,
        *moving.TOOLS,
        *places_kept.TOOLS,
        *history.TOOLS,
        *files.TOOLS,
        *drawing.TOOLS,
        *charts.TOOLS,
        *explain.TOOLS,
        *(code.TOOLS if allow_code else ()),
        *talk.TOOLS,
    )
