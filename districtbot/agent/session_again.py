"""What a session had when it is taken up again."""

from typing import TYPE_CHECKING

from districtbot.agent.conversation import exchanges
from districtbot.agent.session_file import read_about
from districtbot.agent.session_names import folder_of
from districtbot.agent.standing import standing_of
from districtbot.geo.numbers import counted
from districtbot.ground.quoting import plain

if TYPE_CHECKING:
    from districtbot.agent.sessions import Session

CUT_OFF = (
    "The last message was cut off before its answer; what was done by then is kept. Send it again "
    "to go on."
)


def model_before(name: str) -> str:
    """The model that a session was used with last; empty where there is no such session.

    Raises:
        AskError: If this names no session, or it is damaged.
    """
    folder = folder_of(name)
    return read_about(folder).model if (folder / "session.json").is_file() else ""


def taken_up(session: "Session") -> str:
    """How far a session was: messages, version, targets; empty where nothing was done in it.

    Args:
        session: The session, before anything is said in it again.
    """
    desk = session.desk
    said = [one for one in exchanges(desk.transcript) if one.number]
    moment = desk.history.current
    if not said and not moment.number:
        return ""
    names = [name for name, number in desk.history.names.items() if number == moment.number]
    called = f" ({plain(min(names))})" if names else ""
    told = (
        f"Taken up again: {counted(len(said), 'message')}, version {moment.number}{called} on the "
        f"desk, {_targets(session)}."
    )
    return f"{told} {CUT_OFF}" if said and said[-1].reply is None else told


def _targets(session: "Session") -> str:
    """How many targets are met, in words."""
    standing = standing_of(session.desk)
    if not standing.has_plan:
        return "no plan yet"
    if not standing.verdicts:
        return "its targets not judged"
    n_met = sum(one.met for one in standing.verdicts)
    return f"{n_met} of {counted(len(standing.verdicts), 'target')} met"
