"""Who sits an exam: any model by its name, or one of the fixed ones that frame the table.

- ``ideal`` does and says what stands in the item: the most that anybody can have through the agent;
- ``rules`` understands by patterns alone: what a model has to beat;
- ``empty`` says nothing at all: what is right by chance alone.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from districtbot.agent.models.load import load_model
from districtbot.agent.models.loaded import LoadedModel, ModelOptions
from districtbot.agent.models.names import parse_name
from districtbot.agent.models.script import Script, Step, Turn
from districtbot.agent.models.scripted import ScriptedBackend
from districtbot.agent.models.text.backend import TextRequest
from districtbot.agent.models.text.chat import loaded
from districtbot.evals.rules import NAME, rules_model
from districtbot.ground.errors import AskError
from districtbot.problems.item import DialogueItem

CONTEXT = 65_536
"""Tokens of the fixed ones: no conversation is too long for them."""
_SECRETS = re.compile(r"(?<=://)[^/@\s]*@|\?[^\s,]*")
"""User name and password in an address, and what follows its question mark."""
AGAIN = 4
"""So often the ideal reply is given again where it is sent back."""


@dataclass(frozen=True, slots=True)
class _Silent:
    """Writes nothing."""

    name: str = "empty"
    context: int = CONTEXT

    def count(self, text: str) -> int:
        """About one token for four letters."""
        return len(text) // 4 + 1

    def generate(self, request: TextRequest) -> Iterator[str]:
        """No piece at all."""
        del request
        return iter(())


def ideal_model(item: DialogueItem) -> LoadedModel:
    """A model that does and says in each turn what the item does and says."""
    turns = []
    for turn in item.turns:
        calls = tuple(Step(call=step.tool, args=step.args) for step in turn.steps)
        turns.append(Turn(user=turn.user, steps=(*calls, *(Step(say=turn.reply),) * AGAIN)))
    backend = ScriptedBackend("ideal", Script(turn=tuple(turns)), CONTEXT)
    options = ModelOptions(reply_tokens=CONTEXT // 4)
    return loaded("ideal", backend, options, constrained=False)


def silent_model() -> LoadedModel:
    """A model that says nothing."""
    return loaded("empty", _Silent(), ModelOptions(), constrained=False)


_FIXED: dict[str, Callable[[], LoadedModel]] = {NAME: rules_model, "empty": silent_model}
FIXED = ("ideal", *_FIXED)
"""Names that `districtbot.agent.models.load.load_model` does not know."""


def sitter(name: str, options: ModelOptions) -> LoadedModel | None:
    """A model by its name; ``None`` for ``ideal``, which is another for each item.

    Args:
        name: The name, as ``--model`` takes it.
        options: What is chosen about it.

    Raises:
        AskError: If there is no such model, or what it needs is missing.
    """
    if name == "ideal":
        return None
    return _FIXED[name]() if name in _FIXED else load_model(name, options)


def shown_name(name: str) -> str:
    """A model's name as it may be kept: without what only its server is to know."""
    return _SECRETS.sub("", name)


def check_names(names: tuple[str, ...]) -> None:
    """Refuse an exam that nobody sits, somebody sits twice, or what is no model.

    Raises:
        AskError: If it is so.
    """
    for name in set(names) - set(FIXED):
        parse_name(name)
    twice = sorted({one for one in names if names.count(one) > 1})
    if not names or twice:
        problem = f"{twice[0]} sits the exam twice." if twice else "Nobody sits the exam."
        raise AskError(problem, "Name each model once with --model.")
