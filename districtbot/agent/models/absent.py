"""A model that is not there: a chat without one still has its commands."""

from collections.abc import Iterator
from dataclasses import dataclass

from districtbot.agent.models.loaded import LoadedModel, ModelFailed, ModelOptions
from districtbot.agent.models.text.backend import TextRequest
from districtbot.agent.models.text.chat import loaded
from districtbot.ground.errors import AskError

CONTEXT = 4096
COMMANDS_WORK = "The slash commands need no model; /help shows them."


@dataclass(frozen=True)
class AbsentBackend:
    """Says at each call why there is no model.

    Attributes:
        name: The model that was looked for.
        why: What is missing, and what to do.
        context: Tokens it would have; every text counts as none.
    """

    name: str
    why: AskError
    context: int = CONTEXT

    def count(self, text: str) -> int:
        """Nothing: whatever is said fits a model that is not asked."""
        del text
        return 0

    def generate(self, request: TextRequest) -> Iterator[str]:
        """Nothing.

        Raises:
            ModelFailed: Always.
        """
        del request
        raise ModelFailed(self.why.problem, f"{self.why.todo} {COMMANDS_WORK}")


def absent_model(name: str, why: AskError) -> LoadedModel:
    """What stands in for a model that cannot be had.

    Args:
        name: The model that was looked for.
        why: What is missing, and what to do.
    """
    return loaded(name, AbsentBackend(name, why), ModelOptions(), constrained=False)


def missing_of(model: LoadedModel) -> str:
    """Why there is no model, in full sentences; empty for a model that is one."""
    backend = getattr(model.chat, "backend", None)
    return f"{backend.why} {COMMANDS_WORK}" if isinstance(backend, AbsentBackend) else ""
