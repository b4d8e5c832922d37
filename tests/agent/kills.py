"""Kills a chat before each of its writes to disk, resumes it, and prints what came of it.

Run as a program: ``python kills.py MAP STEP``. For every STEP-th write of a chat of two turns a
child is forked that kills itself there; then the session is opened anew and goes on.
"""

import json
import os
import signal
import sys
import traceback
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import fakes
from langchain_core.messages import AIMessage, ToolMessage
from langgraph.checkpoint.sqlite import SqliteSaver

from districtbot.agent.agent import Agent
from districtbot.agent.sessions import delete_session, open_session
from districtbot.ground import paths
from districtbot.plans.targets import PopulationDeviation
from districtbot.tools.desk import store
from districtbot.tools.transcript import Transcript

NAME = "killed"


class Deadline:
    """Kills the process before its n-th write."""

    def __init__(self, left: int) -> None:
        self.left = left

    def before(self, act: Any) -> Any:
        def watched(*args: Any, **kwargs: Any) -> Any:
            self.left -= 1
            if self.left < 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return act(*args, **kwargs)

        return watched


def chat(map_path: str, deadline: Deadline) -> None:
    """Two turns: a plan, then another."""
    for owner, name in (
        (SqliteSaver, "put"),
        (SqliteSaver, "put_writes"),
        (Transcript, "write"),
        (store, "write_whole"),
    ):
        setattr(owner, name, deadline.before(getattr(owner, name)))
    with open_session(NAME, map_path) as session:
        agent = Agent(session.desk, model(), tools=tools(session.desk), session=session)
        agent.ask("Two districts.")
        agent.ask("Draw another one.")


def model() -> Any:
    """Sets targets and proposes in one answer; then proposes again."""
    return fakes.playing(
        fakes.calls(("set_targets", {}), ("propose_plan", {})),
        "Here it is.",
        fakes.calls(("propose_plan", {"n": 2})),
        "Here is another one.",
    )


def tools(desk: Any) -> Any:
    n = desk.state.n_units
    first = " ".join("1" if i < n // 2 else "2" for i in range(n))
    second = " ".join("1" if i % 6 < 3 else "2" for i in range(n))
    return [fakes.aiming(2, PopulationDeviation(at_most=0.5)), fakes.drawing(first, second)]


def resumed(map_path: str) -> dict[str, Any]:
    """What a session holds after it was killed, and after one more turn."""
    try:
        session = open_session(NAME)
    except paths.AskError:
        return {"new": True}
    with session:
        desk = session.desk
        agent = Agent(desk, fakes.playing("Yes."), tools=tools(desk), session=session)
        before = agent.conversation
        turn = agent.ask("Is that so?")
        messages = agent.conversation
    return {
        "new": False,
        "asked": desk.asked.districts,
        "plan": None if desk.plan is None else desk.plan.sha256,
        "moments": len(desk.history.moments),
        "told": sorted(
            {one["number"] for event in desk.transcript for one in event.get("moments", ())}
        ),
        "met": [verdict.met for verdict in desk.verdicts()],
        "dangling": dangling(before) + dangling(messages),
        "notes": sum(bool(one.additional_kwargs.get("note")) for one in messages),
        "last": [one.type for one in before[-1:]],
        "reply": turn.reply,
        "numbers": [one.additional_kwargs["turn"] for one in messages if one.type == "human"],
    }


def dangling(messages: Any) -> int:
    """Calls without a result, and results without a call right before them."""
    asked = [c["id"] for m in messages if isinstance(m, AIMessage) for c in m.tool_calls]
    given = [m.tool_call_id for m in messages if isinstance(m, ToolMessage)]
    return abs(len(asked) - len(given)) + len(set(asked) ^ set(given))


def forked(act: Any) -> tuple[int, str]:
    """The exit status of a forked child, and what it wrote."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        code = 1
        try:
            os.write(writer, json.dumps(act()).encode())
            code = 0
        except Exception:  # noqa: BLE001 - told to whoever forked
            traceback.print_exc()
        finally:
            os._exit(code)
    os.close(writer)
    with os.fdopen(reader) as file:
        text = file.read()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), text


def main(map_path: str, step: int) -> None:
    """Kill and resume until a chat comes to its end."""
    for n_writes in range(0, 10_000, step):
        code, _ = forked(partial(chat, map_path, Deadline(n_writes)))
        again, text = forked(partial(resumed, map_path))
        print(
            json.dumps(
                {
                    "at": n_writes,
                    "killed": code == -signal.SIGKILL,
                    "code": code,
                    "resumed": again,
                    **json.loads(text or "{}"),
                }
            ),
            flush=True,
        )
        if code == 0:
            return
        if not json.loads(text or "{}").get("new"):
            delete_session(NAME)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
