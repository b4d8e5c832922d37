"""Items in the forms that trainers read.

- ``alpaca``: ``instruction``, ``input``, ``output``; the map and the conversation so far are the
  input. One row a turn.
- ``alpaca-no-input``: the same with the input before the instruction.
- ``chat``: ``messages`` as OpenAI and transformers have them, with calls and what they gave, and
  the name of each tool that was used. One row a conversation.
- ``react``: ``text``, one a conversation: Question, Thought, Action, Action Input, Observation,
  Final Answer.
- ``qa``: ``question`` and ``answer``. One row a turn; the calls are left out.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal, get_args

from districtbot.problems.item import CodingItem, DialogueItem, Item, StepItem, TurnItem
from districtbot.problems.maps.told import in_short

Format = Literal["alpaca", "alpaca-no-input", "chat", "react", "qa"]
FORMATS: tuple[Format, ...] = get_args(Format)
Rows = Iterator[dict[str, Any]]


def rows_of(item: Item, form: Format, maps: Mapping[str, Mapping[str, Any]]) -> Rows:
    """An item in a form, as one or several rows of plain JSON.

    Args:
        item: The item.
        form: The form.
        maps: What each map of the set holds (`told_of`), by key.
    """
    makers: dict[Format, Callable[[Item, str], Rows]] = {
        "alpaca": _alpaca,
        "alpaca-no-input": _alpaca_no_input,
        "chat": _chat,
        "react": _react,
        "qa": _qa,
    }
    context = in_short(dict(maps[item.map])) if item.kind == "dialogue" else files_told(item)
    yield from makers[form](item, context)


def files_told(item: CodingItem) -> str:
    """The files of a coding problem in words."""
    return "\n\n".join(f"{one.name}\n{one.about}" for one in item.files)


def _alpaca(item: Item, context: str) -> Rows:
    for instruction, given, output in _pairs(item, context):
        yield {"id": item.id, "instruction": instruction, "input": given, "output": output}


def _alpaca_no_input(item: Item, context: str) -> Rows:
    for instruction, given, output in _pairs(item, context):
        whole = f"{given}\n\n{instruction}"
        yield {"id": item.id, "instruction": whole, "input": "", "output": output}


def _pairs(item: Item, context: str) -> Iterator[tuple[str, str, str]]:
    """What is asked, what goes before, and what is answered."""
    if isinstance(item, CodingItem):
        yield item.instruction, context, fenced(item.solution)
        return
    for turn, before in _turns(item, context):
        yield turn.user, before, _acted(turn)


def _turns(item: DialogueItem, context: str) -> Iterator[tuple[TurnItem, str]]:
    """Each turn with what goes before it: the map and what was said so far."""
    before = [context]
    for turn in item.turns:
        yield turn, "\n".join(before)
        before += [f"User: {turn.user}", f"Assistant: {turn.reply}"]


def _acted(turn: TurnItem) -> str:
    """What the agent does in a turn, and says at its end."""
    return "\n".join([*_react_steps(turn), f"Final Answer: {turn.reply}"])


def _qa(item: Item, context: str) -> Rows:
    if isinstance(item, CodingItem):
        question = f"{context}\n\n{item.instruction}"
        yield {"id": item.id, "question": question, "answer": fenced(item.solution)}
        return
    for turn, before in _turns(item, context):
        question = f"{before}\nUser: {turn.user}"
        yield {"id": item.id, "question": question, "answer": turn.reply}


def _react(item: Item, context: str) -> Rows:
    if isinstance(item, CodingItem):
        lines = [f"Question: {context}\n\n{item.instruction}", "Thought: I write Python for this."]
        yield {"id": item.id, "text": "\n".join([*lines, f"Final Answer: {fenced(item.solution)}"])}
        return
    lines = [context]
    for turn in item.turns:
        lines += [f"Question: {turn.user}", _acted(turn)]
    yield {"id": item.id, "text": "\n".join(lines)}


def _react_steps(turn: TurnItem) -> Iterator[str]:
    for step in turn.steps:
        if step.thought:
            yield f"Thought: {step.thought}"
        yield f"Action: {step.tool}"
        yield f"Action Input: {_arguments(step)}"
        yield f"Observation: {step.observation}"


def _chat(item: Item, context: str) -> Rows:
    if isinstance(item, CodingItem):
        messages = [
            _message("user", f"{context}\n\n{item.instruction}"),
            _message("assistant", fenced(item.solution)),
        ]
        yield {"id": item.id, "messages": messages, "tools": []}
        return
    messages = [_message("system", context)]
    for turn in item.turns:
        messages += _turn_messages(turn)
    yield {"id": item.id, "messages": messages, "tools": _tools_of(item)}


def _turn_messages(turn: TurnItem) -> Iterator[dict[str, Any]]:
    yield _message("user", turn.user)
    for number, step in enumerate(turn.steps):
        name = f"call_{number}"
        function = {"name": step.tool, "arguments": _arguments(step)}
        call = {"id": name, "type": "function", "function": function}
        yield _message("assistant", step.thought, calls=[call])
        yield _message("tool", step.observation, answers=name)
    yield _message("assistant", turn.reply)


def _message(
    role: str, content: str, calls: list[dict[str, Any]] | None = None, answers: str | None = None
) -> dict[str, Any]:
    return {"role": role, "content": content, "tool_calls": calls, "tool_call_id": answers}


def _tools_of(item: DialogueItem) -> list[str]:
    return sorted({step.tool for turn in item.turns for step in turn.steps})


def _arguments(step: StepItem) -> str:
    return json.dumps(step.args, ensure_ascii=False)


def fenced(code: str) -> str:
    """Code as chat models write it."""
    return f"```python\n{code.rstrip()}\n```"
