"""One exchange: what the person said, what was done, what was answered."""

from dataclasses import dataclass
from typing import Any, Literal

from districtbot.plans.verdict import Verdict, targets_told
from districtbot.tools.calling import Called

Status = Literal["met", "not_met", "declined", "needs_input", "answered"]
"""How a turn ended; see `Turn`."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What came of one message of the person.

    Attributes:
        number: Which message of the conversation, from 1.
        message: What the person said.
        reply: What was answered.
        calls: The calls of tools, in order, refused ones too.
        verdicts: One for each target on the plan on the desk at the end; empty without a plan.
        districts: Districts of that plan; ``None`` without a plan.
        status: ``met`` or ``not_met`` where the turn changed the plan or the targets;
            ``declined`` where the request was declined or proved impossible; ``needs_input``
            where the person has to say something first; else ``answered``.
        rebuilt: Whether the reply was made from the results of tools, because the model gave
            none or said what no result supports.
        seconds: Wall-clock seconds.
        failed: Whether the model could not be had.
    """

    number: int
    message: str
    reply: str
    calls: tuple[Called, ...]
    verdicts: tuple[Verdict, ...]
    districts: int | None
    status: Status
    rebuilt: bool
    seconds: float
    failed: bool = False

    def data(self) -> dict[str, Any]:
        """The turn as the JSON object that ``chat --json`` prints."""
        return {
            "turn": self.number,
            "message": self.message,
            "reply": self.reply,
            "tool_calls": [{"name": one.name, "args": one.arguments} for one in self.calls],
            "targets": targets_told(self.verdicts),
            "districts": self.districts,
        }
