"""A page of a report, opened without a browser: its own scripts run in V8 on the DOM of dom.js."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from types import TracebackType
from typing import Any

from py_mini_racer import MiniRacer

_DOM = (Path(__file__).parent / "dom.js").read_text(encoding="utf-8")
_VOID = {"meta", "img", "input", "br"}


class Page:
    """A page whose scripts have run; ``with`` closes it.

    Places are pixels from the upper left corner of the map's window, which is 800 by 600.
    """

    def __init__(self, html: str) -> None:
        """Open a page and run its scripts in their order."""
        reader = _Reader()
        reader.feed(html)
        reader.close()
        self._engine = MiniRacer()
        self._engine.eval(f"{_DOM};load({json.dumps(reader.top)});")
        for script in reader.scripts:
            self._engine.eval(script)
        self.do("run(later.frames)")

    def __enter__(self) -> "Page":
        """The page itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let go of the engine."""
        self._engine.close()

    def ask(self, expression: str) -> Any:
        """What an expression gives, as JSON carries it."""
        return json.loads(str(self._engine.eval(f"JSON.stringify({expression})")))

    def do(self, statement: str) -> None:
        """Run a statement."""
        self._engine.eval(f"{statement};0")

    def text(self, part: str) -> str:
        """The text in a part of the map's page (``data-part``)."""
        return str(self.ask(f'part("{part}").textContent'))

    def send(self, element: str, kind: str, **more: Any) -> bool:
        """An event to the element that an expression gives; whether its default was prevented."""
        return bool(self.ask(f"sent({element}, {json.dumps(kind)}, {json.dumps(more)})"))

    def mouse(self, kind: str, x: float, y: float, **more: Any) -> bool:
        """An event of the mouse over the map, sent to what lies there."""
        return bool(self.ask(f"mouse({json.dumps(kind)}, {x!r}, {y!r}, {json.dumps(more)})"))

    def click(self, x: float, y: float) -> None:
        """Press and let go at one place."""
        self.mouse("pointermove", x, y)
        self.mouse("pointerdown", x, y, buttons=1)
        self.mouse("pointerup", x, y)
        self.mouse("click", x, y)

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Press at one place, move in ten steps, let go at another."""
        self.mouse("pointerdown", *start, buttons=1)
        for step in range(1, 11):
            place = [a + (b - a) * step / 10 for a, b in zip(start, end, strict=True)]
            self.mouse("pointermove", *place, buttons=1)
        self.mouse("pointerup", *end)
        self.mouse("click", *end)

    def press(self, key: str, **more: Any) -> bool:
        """A key, while the map has the focus."""
        return self.send('part("canvas")', "keydown", key=key, **more)

    def choose(self, part: str, value: str) -> None:
        """Choose an option of a list by its value."""
        self.do(f'part("{part}").value = {json.dumps(value)}')
        self.send(f'part("{part}")', "change")

    def view(self) -> tuple[float, float, float]:
        """Where the map's upper left corner is, and pixels per cell of its data."""
        transform = self.ask('part("canvas").querySelector("g").getAttribute("transform")')
        x, y, scale = map(float, re.findall(r"-?\d[\d.e-]*", transform))
        return x, y, scale

    def elements(self, selector: str, within: str = "document") -> list[dict[str, str]]:
        """Attributes of all elements that a selector finds."""
        found = f"{within}.querySelectorAll({json.dumps(selector)})"
        return list(self.ask(f"{found}.map((element) => element.attributes)"))

    def texts(self, selector: str, within: str = "document") -> list[str]:
        """Texts of all elements that a selector finds."""
        found = f"{within}.querySelectorAll({json.dumps(selector)})"
        return list(self.ask(f"{found}.map((element) => element.textContent)"))


class _Reader(HTMLParser):
    """HTML as nested ``[name, attributes, children]``; texts are strings."""

    def __init__(self) -> None:
        super().__init__()
        self.top: list[Any] = []
        self.scripts: list[str] = []
        self._open: list[list[Any]] = [["", {}, self.top]]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Hang an element below the one that is open."""
        cased = {"viewbox": "viewBox"}
        given = {cased.get(name, name): value or "" for name, value in attrs}
        element = [tag, given, []]
        self._open[-1][2].append(element)
        if tag not in _VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        """Close it; the page's own script is kept to be run."""
        name, given, children = self._open.pop()
        assert name == tag, f"<{name}> is closed by </{tag}>"
        if tag == "script" and given.get("type", "") == "":
            self.scripts.append("".join(children))

    def handle_data(self, data: str) -> None:
        """Keep a text."""
        self._open[-1][2].append(data)
