"""The tools over MCP, by the official client: in this process, and over stdio and HTTP."""

import base64
import json
import os
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import Client, StdioServerParameters
from mcp.shared.exceptions import MCPError

from districtbot.ground.errors import AskError
from districtbot.mcp.progress import Gauge, tell
from districtbot.mcp.server import DeskServer, serve_http
from districtbot.tools.desk.desk import Desk
from districtbot.tools.tool import Arguments, Result, Tool, Work
from districtbot.tools.toolbox import toolbox

MAP = Path(__file__).parents[2] / "shapefiles" / "ardmere.zip"
TARGETS = {
    "districts": 4,
    "targets": [{"measure": "region_splits", "region": "county", "at_most": 5}],
}
HARD = {
    "districts": 4,
    "targets": [
        {"measure": "polsby_popper", "at_least": 0.7},
        {"measure": "population_deviation", "at_most": "1%"},
    ],
}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk.open(MAP, out=tmp_path / "out")


def talk(
    server: Any,
    act: Callable[[Client], Awaitable[Any]],
    *,
    mode: Any = "auto",
    heard: list[str] | None = None,
) -> Any:
    """What comes of talking to a server."""

    async def hear(message: Any) -> None:
        if heard is not None:
            heard.append(getattr(message, "method", type(message).__name__))

    async def main() -> Any:
        with anyio.fail_after(100):
            async with Client(server, mode=mode, message_handler=hear) as client:
                return await act(client)

    return anyio.run(main)


def stdio(*args: str, cwd: Path) -> StdioServerParameters:
    command = [sys.executable, "-c", "from districtbot.cli.main import main; main()", "mcp", *args]
    return StdioServerParameters(
        command=command[0], args=command[1:], cwd=cwd, env={**os.environ, "PYTHONWARNINGS": ""}
    )


def text_of(result: Any) -> str:
    return str(result.content[0].text)


def test_tools_are_listed_with_the_names_of_the_map(desk: Desk) -> None:
    async def act(client: Client) -> Any:
        return (await client.list_tools()).tools

    tools = {tool.name: tool for tool in talk(DeskServer(desk, toolbox()).server(), act)}
    assert {"describe_map", "set_targets", "propose_plan", "undo", "export_plan"} <= set(tools)
    assert not {"ask_user", "decline", "run_python"} & set(tools)
    assert "Halmerman" in json.dumps(tools["keep_together"].input_schema)
    assert all(
        tool.description and tool.input_schema["type"] == "object" for tool in tools.values()
    )
    hints = {name: tool.annotations.read_only_hint for name, tool in tools.items()}
    assert hints["describe_map"]
    assert not any(hints[name] for name in ("propose_plan", "export_plan", "draw_map", "undo"))


def test_long_lists_of_names_are_left_out(desk: Desk) -> None:
    from districtbot.mcp.listing import listed

    every = json.dumps([tool.model_dump(mode="json") for tool in listed(toolbox(), desk)])
    assert len(every) < 80_000


@pytest.mark.parametrize("mode", ["auto", pytest.param("legacy", marks=pytest.mark.slow)])
def test_a_plan_from_end_to_end_over_stdio(tmp_path: Path, mode: Any) -> None:
    """Listed, asked, drawn, read, undone, done again and written: all by the official client."""

    async def act(client: Client) -> dict[str, Any]:
        found: dict[str, Any] = {"tools": (await client.list_tools()).tools}
        for name, arguments in (
            ("set_targets", TARGETS),
            ("propose_plan", {}),
            ("list_targets", {}),
            ("draw_map", {}),
            ("undo", {}),
            ("redo", {}),
            ("export_plan", {}),
        ):
            found[name] = await client.call_tool(name, arguments)
            if name == "undo":
                listed = (await client.list_resources()).resources
                found["after undo"] = [str(one.uri) for one in listed]
        listed = (await client.list_resources()).resources
        found["resources"] = [str(one.uri) for one in listed]
        found["read"] = {
            uri: (await client.read_resource(uri)).contents[0] for uri in found["resources"]
        }
        found["instructions"] = client.instructions
        return found

    heard: list[str] = []
    server = stdio(str(MAP), "--out", "made", cwd=tmp_path)
    found = talk(server, act, mode=mode, heard=heard)
    calls = ("set_targets", "propose_plan", "list_targets", "draw_map", "undo", "redo")
    assert not [name for name in (*calls, "export_plan") if found[name].is_error]
    assert found["propose_plan"].structured_content["text"] == text_of(found["propose_plan"])
    assert "5 counties split" in text_of(found["set_targets"])
    kinds = [part.type for part in found["draw_map"].content]
    assert kinds == ["text", "image", "resource_link"]
    png = base64.b64decode(found["draw_map"].content[1].data)
    assert png.startswith(b"\x89PNG")
    assert "districtbot://plan.csv" not in found["after undo"]
    read = found["read"]
    plan = read["districtbot://plan.csv"].text
    assert plan == (tmp_path / "made" / "plan.csv").read_text(encoding="utf-8")
    assert len(plan.splitlines()) == 105
    targets = json.loads(read["districtbot://targets"].text)
    assert targets["districts"] == 4
    assert all(verdict["met"] for verdict in targets["verdicts"])
    assert json.loads(read["districtbot://scorecard"].text)["n_districts"] == 4
    assert any(uri.endswith("report.html") for uri in read)
    assert "ardmere.zip" in found["instructions"]
    if mode == "legacy":
        assert "notifications/tools/list_changed" in heard
        assert "notifications/resources/list_changed" in heard


def test_wrong_arguments_are_told_and_nothing_breaks(desk: Desk) -> None:
    async def act(client: Client) -> list[Any]:
        wrong = (
            ("undo", {"tims": 2}),
            ("set_targets", {"districts": "many"}),
            ("propose_plan", {}),
            ("nothing", {}),
            ("ask_user", {"question": "?"}),
            ("look_up", {"place": "Atlantis"}),
        )
        return [await client.call_tool(name, arguments) for name, arguments in wrong]

    results = talk(DeskServer(desk, toolbox()).server(), act)
    assert all(result.is_error for result in results)
    assert "tims: is no argument" in text_of(results[0])
    assert "There is no tool 'nothing'" in text_of(results[3])
    assert "There is no tool 'ask_user'" in text_of(results[4])
    assert desk.plan is None


@pytest.mark.parametrize("uri", ["districtbot://plan.csv", "districtbot://files/%2Fetc%2Fpasswd"])
def test_what_is_not_there_cannot_be_read(desk: Desk, uri: str) -> None:
    async def act(client: Client) -> str:
        with pytest.raises(MCPError) as told:
            await client.read_resource(uri)
        return str(told.value)

    assert talk(DeskServer(desk, toolbox()).server(), act)


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_a_cancelled_search_ends_and_the_desk_goes_on(
    desk: Desk, tmp_path: Path, mode: Any
) -> None:
    async def act(client: Client) -> tuple[float, Any, list[Any]]:
        await client.call_tool("set_targets", HARD)
        reports: list[Any] = []

        async def report(done: float, total: float | None, words: str | None) -> None:
            reports.append((done, total, words))

        with anyio.move_on_after(4):
            await client.call_tool("propose_plan", {"seconds": 80}, progress_callback=report)
        before = time.monotonic()
        after = await client.call_tool("list_versions", {})
        return time.monotonic() - before, after, reports

    here = DeskServer(desk, toolbox()).server()
    server = here if mode == "legacy" else stdio(str(MAP), cwd=tmp_path)
    seconds, after, reports = talk(server, act, mode=mode)
    assert seconds < 15
    assert not after.is_error
    assert len(reports) >= 2
    amounts = [done for done, _, _ in reports]
    assert amounts == sorted(set(amounts))
    assert all(total is None or total >= done for done, total, _ in reports)


def test_subscribers_are_told_of_new_lists_and_plans(desk: Desk) -> None:
    """On the newest protocol a client asks for the changes it wants to hear of."""

    async def act(client: Client) -> list[str]:
        seen: list[str] = []
        done = anyio.Event()

        async def hear(subscription: Any) -> None:
            async for event in subscription:
                seen.append(type(event).__name__)
                if len(set(seen)) == 3:
                    done.set()

        async with (
            client.listen(
                tools_list_changed=True,
                resources_list_changed=True,
                resource_subscriptions=["districtbot://targets"],
            ) as subscription,
            anyio.create_task_group() as group,
        ):
            group.start_soon(hear, subscription)
            await client.call_tool("set_targets", TARGETS)
            await client.call_tool("propose_plan", {})
            with anyio.fail_after(10):
                await done.wait()
            group.cancel_scope.cancel()
        return seen

    seen = talk(DeskServer(desk, toolbox()).server(), act)
    assert set(seen) == {"ToolsListChanged", "ResourcesListChanged", "ResourceUpdated"}


@pytest.mark.slow
def test_a_session_is_kept_from_server_to_server(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setenv("DISTRICTBOT_DATA", str(tmp_path / "data"))

    async def draw(client: Client) -> None:
        await client.call_tool("set_targets", TARGETS)
        await client.call_tool("propose_plan", {})

    async def look(client: Client) -> str:
        return str((await client.read_resource("districtbot://plan.csv")).contents[0].text)

    server = stdio(str(MAP), "--session", "kept", "--out", "made", cwd=tmp_path)

    async def both(client: Client) -> str:
        await draw(client)
        return await look(client)

    plan = talk(server, both)
    assert talk(server, look) == plan


def test_the_missing_package_is_named(monkeypatch: Any) -> None:
    import importlib.util

    from districtbot.cli.main import districtbot

    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(AskError, match=r"districtbot\[mcp\]"):
        districtbot.main(["mcp", str(MAP)], standalone_mode=False)


def test_a_map_that_is_none_is_told_and_nothing_is_served(tmp_path: Path, capfd: Any) -> None:
    from districtbot.cli.main import districtbot

    with pytest.raises(AskError, match=r"nowhere\.zip"):
        districtbot.main(["mcp", str(tmp_path / "nowhere.zip")], standalone_mode=False)
    assert capfd.readouterr().out == ""


@pytest.mark.slow
def test_over_http(tmp_path: Path) -> None:
    import socket

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    code = "from districtbot.cli.main import main; main()"
    command = [sys.executable, "-c", code, "mcp", str(MAP), "--http", str(port)]
    running = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            time.sleep(0.1)

        async def act(client: Client) -> Any:
            return await client.call_tool("describe_map", {})

        assert "104 units" in text_of(talk(f"http://127.0.0.1:{port}/mcp", act))
    finally:
        running.terminate()
        running.wait(20)


def test_a_port_that_is_taken_is_told(desk: Desk) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(AskError, match="--http"):
            serve_http(desk, toolbox(), taken.getsockname()[1])


@pytest.mark.slow
def test_the_program_of_the_docs_runs(tmp_path: Path) -> None:
    root = MAP.parents[1]
    text = (root / "docs" / "mcp.md").read_text(encoding="utf-8")
    code = text.partition("```python\n")[2].partition("```")[0]
    code = code.replace('"shapefiles/ardmere.zip"', repr(str(MAP)))
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path
    )
    assert "A plan of 4 districts was drawn" in done.stdout, done.stderr


class Nothing(Arguments):
    """No arguments."""


class Told(Result):
    """A text."""

    said: str = ""

    @property
    def text(self) -> str:
        return self.said


def test_calls_follow_each_other(desk: Desk) -> None:
    """Two calls at once never work on the desk together."""
    at_work: list[int] = []
    most = 0

    def act(desk: Desk, asked: Nothing, work: Work) -> Told:
        nonlocal most
        at_work.append(1)
        most = max(most, len(at_work))
        time.sleep(0.1)
        at_work.pop()
        return Told(said="done")

    tool = Tool("slow", "Sleeps.", Nothing, act)

    async def both(client: Client) -> None:
        async with anyio.create_task_group() as group:
            for _ in range(4):
                group.start_soon(client.call_tool, "slow", {})

    talk(DeskServer(desk, (tool,)).server(), both)
    assert most == 1


def test_progress_always_grows() -> None:
    gauge = Gauge()
    told: list[tuple[float, float | None, str | None]] = []

    async def report(done: float, total: float | None, words: str | None) -> None:
        told.append((done, total, words))

    async def main() -> None:
        async with anyio.create_task_group() as group:
            group.start_soon(tell, gauge, report)
            for stage, done in (("a", 1), ("a", 5), ("b", 0), ("b", 2), ("b", 1)):
                gauge.show(stage, done, 6, "so far")
                await anyio.sleep(0.3)
            gauge.say("nearly done")
            await anyio.sleep(0.6)
            group.cancel_scope.cancel()

    anyio.run(main)
    amounts = [done for done, _, _ in told]
    assert amounts == sorted(set(amounts))
    assert len(told) == 6
    assert told[-1][2] == "nearly done"
    assert all(total is None or total >= done for done, total, _ in told)
