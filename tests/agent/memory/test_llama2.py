"""Sixty turns within the 4,096 tokens of Llama-2, counted as the model gets them."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from langchain_core.messages import BaseMessage, SystemMessage
from tokenizers import Tokenizer

from districtbot.agent.memory import memory_of
from districtbot.agent.models.loaded import ModelOptions
from districtbot.agent.models.text.backend import TextRequest
from districtbot.agent.models.text.chat import TextChatModel, loaded
from districtbot.tools.tool import schema_of
from districtbot.tools.toolbox import toolbox

from .chats import WORDS, trained_tokenizer, turn


@dataclass(frozen=True)
class Counting:
    """A model that only counts; asked to write it fails."""

    tokenizer: Tokenizer
    name: str = "llama-2"
    context: int = 4096

    def count(self, text: str) -> int:
        return len(self.tokenizer.encode(text).ids)

    def generate(self, request: TextRequest) -> Iterator[str]:
        raise NotImplementedError(request.prompt)


TOOLS = [
    {"type": "function", "function": {"name": one.name, "description": one.summary,
                                      "parameters": schema_of(one)}}
    for one in toolbox()[:8]
]  # fmt: skip
SYSTEM = SystemMessage("You draw district plans. Targets now: 4 districts, within 1%.")


@pytest.mark.parametrize(
    "name",
    [
        "summary:300",
        pytest.param("buffer", marks=pytest.mark.slow),
        pytest.param("window:8", marks=pytest.mark.slow),
        pytest.param("tokens:1500", marks=pytest.mark.slow),
    ],
)
def test_sixty_turns(name: str) -> None:
    counting = Counting(trained_tokenizer())
    model = loaded("llama", counting, ModelOptions(reply_tokens=400))
    assert isinstance(model.chat, TextChatModel)
    memory = memory_of(name)
    chat: list[BaseMessage] = []
    n_shown: list[int] = []
    for n in range(1, 61):
        said = f"Wish {n}: {WORDS[n : n + 60]}"
        calls = [("set_targets", f"Step {n}. {WORDS}"), ("improve_plan", f"{n}.5%. {WORDS * 2}")]
        for message in turn(n, said, calls[: 1 + n % 2], f"Reply {n}."):
            chat.append(message)
            is_looked_at = n % 20 == 0 or (n % 3 == 1 and message.type == "ai")
            if not is_looked_at:
                continue
            view = memory.view(chat, model, TOOLS, [SYSTEM])
            prompt = model.chat.prompt([SYSTEM, *view], TOOLS)
            n_tokens = counting.count(prompt)
            assert n_tokens <= 4096 - model.reply_tokens
            assert said in prompt
            assert "Targets now: 4 districts" in prompt
            n_shown.append(sum("turn" in one.additional_kwargs for one in view))
    assert n_shown[0] == 1
    assert min(n_shown[20:]) >= 2, "something of what was before is shown too"
