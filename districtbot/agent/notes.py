"""Messages of a conversation that the program writes."""

from langchain_core.messages import BaseMessage, HumanMessage, ToolMessage

from districtbot.agent.memory.turns import NOTE, TURN

WORKED_OUT = "worked_out"
"""Key of an answer's ``additional_kwargs``: words in which a program, not a language model, asks
the person whether something is meant, with numbers that were worked out or supposed."""


def note(text: str) -> HumanMessage:
    """What the program says to the model outside of tools."""
    return HumanMessage(text, additional_kwargs={NOTE: True})


def is_note(message: BaseMessage) -> bool:
    """Whether the program said this, not the person."""
    return bool(message.additional_kwargs.get(NOTE))


def worked_out(message: BaseMessage) -> str:
    """The words in which a program asks what is meant; empty where there are none."""
    return str(message.additional_kwargs.get(WORKED_OUT, ""))


def said(text: str, number: int) -> HumanMessage:
    """What the person said, with its number."""
    return HumanMessage(text, additional_kwargs={TURN: number})


def answer_to(call_id: str | None, name: str, text: str, *, ok: bool) -> ToolMessage:
    """What came of a call."""
    status = "success" if ok else "error"
    return ToolMessage(text, name=name, tool_call_id=call_id or "", status=status)
