"""Conversations of any shape, and models that count their tokens as a tokenizer does."""

import itertools
import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from hypothesis import strategies as st
from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage
from tokenizers import Tokenizer, models, pre_tokenizers, trainers

from districtbot.agent.models.loaded import LoadedModel

WORDS = (
    "Draw seven districts with a population deviation below 1% and at most 12 split counties. "
    "The plan of version 3 has 1,234,567 people, 0.43% above the ideal; Polsby-Popper 0.27. "
    "Move Linn County to district 4, lock district 2, keep Cedar Rapids together and undo it. "
    'propose_plan improve_plan score_plan set_targets RESULT of NOTE user assistant {"tool": '
)


def trained_tokenizer() -> Tokenizer:
    """A byte-pair tokenizer, trained here: every text has tokens, letters that it never saw too."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    trainer = trainers.BpeTrainer(
        vocab_size=700,
        show_progress=False,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
    )
    tokenizer.train_from_iterator([WORDS] * 4, trainer)
    return tokenizer


def written(message: BaseMessage) -> str:
    """A message as text, its calls included."""
    calls = [
        json.dumps({"tool": call["name"], "args": call["args"]})
        for call in getattr(message, "tool_calls", ())
    ]
    return f"<{message.type}>" + "\n".join([message.text, *calls])


def model_of(
    tokenizer: Tokenizer,
    context: int,
    reply_tokens: int = 256,
    name: str = "mini",
    answers: Iterable[str] = (),
) -> LoadedModel:
    """A model that counts with a tokenizer and, where asked, gives these answers."""

    @lru_cache(maxsize=20_000)
    def tokens(text: str) -> int:
        return len(tokenizer.encode(text).ids)

    def count(messages: Sequence[BaseMessage], tools: Sequence[Mapping[str, Any]]) -> int:
        offered = tokens(json.dumps(list(tools))) if tools else 0
        return offered + sum(tokens(written(message)) for message in messages)

    replies = (AIMessage(text) for text in answers)
    return LoadedModel(name, GenericFakeChatModel(messages=replies), context, count, reply_tokens)


def turn(
    number: int, said: str, calls: Sequence[tuple[str, str]] = (), reply: str = ""
) -> list[BaseMessage]:
    """A turn: what was said, each call of a tool with its result, the reply."""
    messages: list[BaseMessage] = [HumanMessage(said, additional_kwargs={"turn": number})]
    for place, (name, result) in enumerate(calls):
        key = f"call_{number}_{place}"
        call = {"name": name, "args": {"n": place}, "id": key, "type": "tool_call"}
        messages.append(AIMessage("", tool_calls=[call]))
        messages.append(ToolMessage(result, tool_call_id=key, name=name))
    if reply:
        messages.append(AIMessage(reply))
    return messages


texts = st.one_of(
    st.text(max_size=60),
    st.integers(1, 400).map(lambda n: (WORDS * 6)[:n]),
    st.integers(400, 2500).map(lambda n: (WORDS * 20)[:n]),
)
short_texts = st.integers(1, 120).map(lambda n: WORDS[:n])


@st.composite
def chats(draw: st.DrawFn, most_turns: int = 10) -> list[BaseMessage]:
    """A conversation of turns with calls at once and one after the other, and long results.

    Notes stand between them, and a killed program left calls without a result.
    """
    messages: list[BaseMessage] = []
    keys = itertools.count()
    for number in range(1, draw(st.integers(1, most_turns)) + 1):
        said = draw(texts if draw(st.integers(0, 5)) == 0 else short_texts)
        messages.append(HumanMessage(said, additional_kwargs={"turn": number}))
        for _ in range(draw(st.integers(0, 4))):
            ids = [f"c{next(keys)}" for _ in range(draw(st.integers(1, 2)))]
            calls = [{"name": "score_plan", "args": {"plan": draw(short_texts)}, "id": one}
                     for one in ids]  # fmt: skip
            messages.append(AIMessage(draw(st.sampled_from(["", "Let me see."])), tool_calls=calls))
            answered = ids if draw(st.integers(0, 9)) else ids[:-1]
            messages += [
                ToolMessage(draw(texts), tool_call_id=one, name="score_plan") for one in answered
            ]
            if draw(st.integers(0, 6)) == 0:
                messages.append(HumanMessage("Not met.", additional_kwargs={"note": True}))
        if draw(st.booleans()):
            messages.append(AIMessage(draw(short_texts)))
    return messages
