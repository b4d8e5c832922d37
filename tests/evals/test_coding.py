"""Code as answers: found in its fence, run, judged; errors told apart."""

import time
from typing import Any

import pytest
from langchain_core.messages import HumanMessage

from districtbot.agent.models.script import Step
from districtbot.agent.models.text.rendering import as_data
from districtbot.agent.models.text.template import Said
from districtbot.evals.coding import code_in, coding_prompt, sit_coding
from districtbot.evals.sitters import silent_model
from districtbot.ground.clock import Budget
from districtbot.problems.formats import fenced, rows_of

NO_LIMIT = Budget(None)


def test_the_reference_solves_and_nothing_does_not(problems: dict[str, Any]) -> None:
    assert problems
    for given in problems.values():
        assert sit_coding(given, None, 0, NO_LIMIT).ok
        silent = sit_coding(given, silent_model(), 0, NO_LIMIT)
        assert (silent.ok, silent.category) == (False, "no answer")


def test_the_prompt_is_that_of_the_chat_rows(problems: dict[str, Any]) -> None:
    for given in problems.values():
        item = given.item
        (row,) = rows_of(item, "chat", {item.map: {}})
        assert row["messages"][0] == {
            "role": "user",
            "content": coding_prompt(item),
            "tool_calls": None,
            "tool_call_id": None,
        }


def test_a_model_is_given_the_question_and_nothing_else(problems: dict[str, Any]) -> None:
    for given in problems.values():
        chat: Any = silent_model().chat
        asked = chat.prompt([HumanMessage(coding_prompt(given.item))])
        said = as_data(coding_prompt(given.item))
        assert asked == chat.template.prompt([Said("user", said)])


@pytest.mark.parametrize(
    ("answer", "category"),
    [
        ("answer = (", "no code"),
        ("I would count the people.", "no code"),
        ("raise ValueError('no')", "code failed"),
        ("answer = None", "wrong result"),
        ("```python\nanswer = 'x'\n```\nThat is it.", "wrong result"),
    ],
)
def test_kinds_of_errors(problems: dict[str, Any], fakes: Any, answer: str, category: str) -> None:
    given = problems["tally_report"]
    record = sit_coding(given, fakes.scripted([[Step(say=answer)]]), 0, NO_LIMIT)
    assert (record.ok, record.category) == (False, category)
    assert record.reason


def test_words_around_the_code_do_no_harm(problems: dict[str, Any], fakes: Any) -> None:
    given = problems["tally_report"]
    say = f"Here it is.\n\n{fenced(given.item.solution)}\n\nIt prints nothing."
    assert sit_coding(given, fakes.scripted([[Step(say=say)]]), 0, NO_LIMIT).ok


def test_code_is_found() -> None:
    assert code_in("a = 1") == "a = 1"
    assert code_in("```python\na = 1\n```") == "a = 1"
    assert code_in("x\n```\na = 1\n```\nor\n```py\nb = 2\n```\n") == "b = 2"
    assert code_in("```python\na = 1") == "a = 1"
    for code in ("a = 1", "def f() -> int:\n    return 1"):
        assert code_in(fenced(code)) == code


def test_the_time_is_minded(problems: dict[str, Any], fakes: Any) -> None:
    began = time.monotonic()
    record = sit_coding(problems["tally_report"], fakes.slow(), 0, Budget(0.5))
    assert (record.ok, record.category) == (False, "time")
    assert time.monotonic() - began < 5
