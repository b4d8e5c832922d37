"""Two ways into a conversation: `Agent` in this process, and the command line on a pipe."""

import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from districtbot.agent.agent import Agent
from districtbot.agent.events import Replied, ToolStarted
from districtbot.agent.models.load import load_model
from districtbot.agent.turn import Turn
from districtbot.tools.desk import store
from districtbot.tools.desk.desk import Desk
from districtbot.tools.desk.outbox import bring_up_to_date
from districtbot.tools.library.library import library_of

from .judging import Heard
from .talks import Said, Talk, filled, script_of
from .worlds import World, plan_in

PATIENCE = 240.0
"""Seconds until a program that does not answer is given up."""


class Door(Protocol):
    """Says a message and hears what comes of it."""

    def say(self, said: Said) -> Heard: ...


class Room:
    """Files and names of one conversation."""

    def __init__(self, talk: Talk, world: World, folder: Path) -> None:
        self.talk, self.world, self.folder = talk, world, folder
        self.out = folder / "out"
        self.names = {
            "out": str(self.out),
            "data": str(world.path.parent),
            "folder": str(folder),
        }
        self.script = folder / "script.toml"
        self.script.write_text(script_of(talk, self.names), encoding="utf-8")
        self.docs: Path | None = None
        if talk.docs:
            self.docs = folder / "docs"
            self.docs.mkdir()
            for name, text in talk.docs.items():
                (self.docs / name).write_text(text, encoding="utf-8")

    def heard(self, data: dict[str, Any], refused: int | None = None) -> Heard:
        """What came of a message, from the files in the person's folder."""
        result = json.loads((self.out / "result.json").read_bytes())
        plan = plan_in(self.out / "plan.csv")
        return Heard(data, plan, result["status"], result["asked"], self.out, refused)


class AgentDoor:
    """Asks an `Agent`, and keeps the files as a chat does."""

    def __init__(self, room: Room, desk: Desk) -> None:
        self.room, self.desk = room, desk
        library = None if room.docs is None else library_of(room.docs)
        self.agent = Agent(
            desk,
            load_model(f"scripted:{room.script}"),
            memory=room.talk.memory,
            budget=room.talk.budget,
            library=library,
        )

    def say(self, said: Said) -> Heard:
        turn = self._turn(said)
        assert turn is not None
        data = json.loads(json.dumps(turn.data(), allow_nan=False))
        told = {"status": turn.status, "model": self.agent.model.name, "seconds": turn.seconds}
        bring_up_to_date(self.desk, {**turn.data(), **told})
        assert (self.desk.plan is None) == (self.desk.history.current.plan is None)
        return self.room.heard(data, sum(not one.ok for one in turn.calls))

    def _turn(self, said: Said) -> Turn | None:
        turn = None
        for event in self.agent.stream(filled(said.user, self.room.names)):
            if isinstance(event, ToolStarted) and event.name == said.stop_at:
                threading.Timer(0.5, self.agent.stop).start()
            if isinstance(event, Replied):
                turn = event.turn
        return turn


class PipeDoor:
    """Talks to ``districtbot chat --json``, line by line."""

    def __init__(self, room: Room, data: Path) -> None:
        self.room, self._data = room, data
        self._program: subprocess.Popen[str] | None = None
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()

    def say(self, said: Said) -> Heard:
        program = self._program if self._program is not None else self._opened()
        assert program.stdin is not None
        program.stdin.write(f"{filled(said.user, self.room.names)}\n")
        program.stdin.flush()
        if said.kill_at:
            return self._killed(said)
        line = self._lines.get(timeout=PATIENCE)
        assert line, self._errors()
        return self.room.heard(json.loads(line))

    def close(self) -> None:
        """End the program as a pipe ends."""
        if self._program is not None and self._program.stdin is not None:
            self._program.stdin.close()
            assert self._program.wait(PATIENCE) == 0, self._errors()
            assert self._lines.get(timeout=PATIENCE) == ""
            self._program = None

    def give_up(self) -> None:
        """Leave no program behind where a check failed."""
        if self._program is not None and self._program.stdin is not None:
            self._program.kill()
            self._program.wait()
            self._program.stdin.close()
            self._program = None

    def _opened(self) -> "subprocess.Popen[str]":
        room, talk = self.room, self.room.talk
        start = "from districtbot.cli.main import main; main()"
        command = [sys.executable, "-c", start, "chat", str(room.world.path)]
        command += ["--model", f"scripted:{room.script}", "--json", "--out", str(room.out)]
        command += ["--session", "talk", "--seed", str(talk.seed), "--memory", talk.memory]
        command += [] if talk.budget is None else ["--budget", str(talk.budget)]
        command += [] if room.docs is None else ["--docs", str(room.docs)]
        env = {**os.environ, "DISTRICTBOT_DATA": str(self._data), "PYTHONUTF8": "1"}
        with (room.folder / "errors.txt").open("a", encoding="utf-8") as errors:
            program = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                encoding="utf-8",
                env=env,
            )
        self._program = program
        threading.Thread(target=self._read, args=(program, self._lines), daemon=True).start()
        return program

    def _read(self, program: "subprocess.Popen[str]", lines: "queue.SimpleQueue[str]") -> None:
        assert program.stdout is not None
        with program.stdout:
            for line in program.stdout:
                lines.put(line)
        lines.put("")

    def _killed(self, said: Said) -> Heard:
        """Kill the program in the middle of a turn."""
        program = self._program
        assert program is not None
        transcript = next(iter(self._data.rglob("transcript.jsonl")))
        began = time.monotonic()
        while f'"name":"{said.kill_at}"' not in _squeezed(transcript):
            assert program.poll() is None, self._errors()
            assert time.monotonic() - began < PATIENCE
            time.sleep(0.05)
        time.sleep(0.3)
        program.send_signal(signal.SIGKILL)
        program.wait()
        assert program.stdin is not None
        program.stdin.close()
        assert self._lines.get(timeout=PATIENCE) == "", "the turn had ended"
        self._program, self._lines = None, queue.SimpleQueue()
        data = {"reply": "(killed)", "districts": None, "tool_calls": [], "targets": []}
        return Heard(data, None, "killed", {"target": []}, self.room.out)

    def _errors(self) -> str:
        return (self.room.folder / "errors.txt").read_text(encoding="utf-8")


def _squeezed(path: Path) -> str:
    return path.read_text(encoding="utf-8").replace(" ", "")


@contextmanager
def entered(room: Room, desk_fn: Any) -> Iterator[Door]:
    """The door of a conversation.

    Args:
        room: Its files.
        desk_fn: Gives a desk with the map, for talks in this process.
    """
    if room.talk.door == "agent":
        desk: Desk = desk_fn(room)
        door = AgentDoor(room, desk)
        with door.agent:
            yield door
        if desk.folder is not None:
            saved = store.load(desk.folder).history
            assert (saved.current, saved.moments) == (desk.history.current, desk.history.moments)
        return
    pipe = PipeDoor(room, room.folder / "data")
    try:
        yield pipe
        pipe.close()
    finally:
        pipe.give_up()
