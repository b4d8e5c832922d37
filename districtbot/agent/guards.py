"""How long a turn may go on, and what counts as going round in circles."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Advice = Literal["go", "told", "stop"]


@dataclass(frozen=True, slots=True)
class Limits:
    """What one turn may use up.

    Attributes:
        model_calls: Answers of the model.
        tool_calls: Calls of tools.
        seconds: Wall-clock seconds of the model; the time of tools has limits of its own.
        bounces: Times that a final answer is sent back because required targets are missed.
        repairs: Times that an answer nobody can use is sent back.
        failures: Same failing calls without a change between them before the turn ends.
        repeats: Same successful calls without a change between them before the turn ends.
    """

    model_calls: int = 24
    tool_calls: int = 32
    seconds: float = 300.0
    bounces: int = 2
    repairs: int = 2
    failures: int = 2
    repeats: int = 3


@dataclass(slots=True)
class Repeats:
    """The calls of a turn, to find out those that lead nowhere.

    Args:
        limits: How often the same call may be made.
    """

    limits: Limits
    _asked: Counter[str] = field(default_factory=Counter)
    _came: dict[str, tuple[bool, str]] = field(default_factory=dict)

    def before(self, name: str, arguments: Mapping[str, Any], moment: int) -> tuple[Advice, str]:
        """Whether to carry out a call; where not, what to tell the model.

        A call that failed is not carried out again; one that gave something is, but for the last
        time that it is allowed.

        Args:
            name: The tool.
            arguments: Its arguments as the model wrote them.
            moment: Number of the desk's moment; a change makes every call a new one.
        """
        key = _key(name, arguments, moment)
        if key not in self._came:
            return "go", ""
        ok, text = self._came[key]
        n_before, most = self._asked[key], self.limits.repeats if ok else self.limits.failures
        if n_before >= most:
            return "stop", text
        if ok and n_before < most - 1:
            return "go", ""
        self._asked[key] += 1
        again = "gave this same result" if ok else "failed in this same way"
        return "told", f"{text} (The same call {again} before. Do something else, or answer now.)"

    def after(
        self, name: str, arguments: Mapping[str, Any], moment: int, *, ok: bool, text: str
    ) -> None:
        """Remember what came of a call that was carried out at this moment of the desk."""
        key = _key(name, arguments, moment)
        self._asked[key] += 1
        self._came[key] = (ok, text)


def _key(name: str, arguments: Mapping[str, Any], moment: int) -> str:
    return f"{moment} {name} {json.dumps(arguments, sort_keys=True, default=str)}"
