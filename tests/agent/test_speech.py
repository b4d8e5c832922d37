"""Words on their way to the person: sentence by sentence, checked, in a language."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from districtbot.agent.events import Token
from districtbot.agent.language import readable
from districtbot.agent.prompts import SYSTEM
from districtbot.agent.sane import sane
from districtbot.agent.speech import Fault, Gate, Speech
from districtbot.agent.underway import leaks


def _speech() -> tuple[Speech, list[str]]:
    told: list[str] = []

    def tell(event: Any) -> None:
        assert isinstance(event, Token)
        told.append(event.text)

    return Speech(tell), told


@given(st.lists(st.text(alphabet="ab .!?\n1,", max_size=12), max_size=8))
def test_what_is_let_through_is_what_was_said(pieces: list[str]) -> None:
    speech, told = _speech()
    gate = Gate(speech, lambda sentence: None)
    for piece in pieces:
        gate.feed(piece)
    gate.complete()
    said = "".join(pieces).strip()
    assert "".join(told) == speech.text == (said if re.search(r"\w", said) else "")


@given(st.text(alphabet="ab .!?\n", max_size=60), st.integers(1, 9))
def test_how_it_is_cut_into_pieces_changes_nothing(text: str, size: int) -> None:
    def run(n: int) -> tuple[str, str]:
        speech, _ = _speech()
        gate = Gate(speech, lambda sentence: Fault("numbers") if "bb" in sentence else None)
        for place in range(0, len(text), n):
            gate.feed(text[place : place + n])
        gate.complete()
        return speech.text, gate.rest.strip()

    assert run(size) == run(max(len(text), 1))


def test_nothing_is_said_after_a_fault() -> None:
    speech, told = _speech()
    gate = Gate(speech, lambda sentence: Fault("numbers", ("5",)) if "5" in sentence else None)
    gate.feed("It is so. There are 5. It is good. ")
    gate.complete()
    assert told == ["It is so."]
    assert gate.fault == Fault("numbers", ("5",))
    assert gate.rest == "There are 5. It is good. "


def test_a_leak_is_left_out_and_the_rest_said() -> None:
    speech, _ = _speech()
    gate = Gate(speech, lambda sentence: Fault("leak") if "INST" in sentence else None)
    gate.feed("It is so. [INST] what. It is good.")
    gate.complete()
    assert speech.text == "It is so. It is good."


def test_held_words_wait_for_their_release() -> None:
    speech, told = _speech()
    gate = Gate(speech, lambda sentence: None, held=True)
    gate.feed("It is so. And so on.")
    gate.complete()
    assert told == []
    gate.release()
    assert speech.text == "It is so. And so on."


def test_numbers_of_a_list_in_a_line_end_no_sentence() -> None:
    speech, _ = _speech()
    looked_at: list[str] = []
    gate = Gate(speech, looked_at.append)  # type: ignore[func-returns-value]
    gate.feed("By people: 1. Ada County: 12; 2. Bo County: 712. There are 3. Well (4. Ada).")
    gate.complete()
    assert [one.strip() for one in looked_at] == [
        "By people: 1. Ada County: 12; 2. Bo County: 712.",
        "There are 3.",
        "Well (4. Ada).",
    ]


def test_numbers_of_a_list_end_no_sentence() -> None:
    speech, told = _speech()
    gate = Gate(speech, lambda sentence: None)
    gate.feed("1. Set the targets.\n2. Draw it.\n")
    gate.complete()
    assert told == ["1. Set the targets.", "\n2. Draw it."]


@pytest.mark.parametrize(
    "text",
    [
        "The plan has 8 districts; the largest deviation is 0.43% (district 3).",
        "Counties: Ada, Adams, Bannock, Bear Lake, Benewah, Bingham, Blaine, Boise.",
        "Las Vegas, Los Alamos, Des Moines, La Plata, El Paso and San Luis del Río.",
        "Picture: /home/someone/plans/districts-version-6-of-the-state-of-new-mexico.png.",
        "Democratic 166,836 (53.0%), Republican 147,945 (47.0%).",
        "Doña Ana, Nuʻuanu, Łódź and Þingeyjarsveit are whole.",
        "OK.",
        "3,204",
        "| district | people |\n|---|---|\n| 1 | 3,204 |",
    ],
)
def test_ordinary_sentences_are_readable(text: str) -> None:
    assert readable(text, "Is the plan good?")
    assert not leaks(text)


def test_another_language_is_answered_in_its_own() -> None:
    assert readable("Der Plan ist nicht gut und wird nicht besser.", "Ist der Plan gut und fair?")
    assert readable("计划很好而且所有选区都是连续的没有问题谢谢", "这个计划好吗")
    assert not readable("Der Plan ist nicht gut und wird nicht besser.", "Is the plan good?")


def test_every_part_of_the_prompt_is_a_leak() -> None:
    for line in SYSTEM.splitlines():
        if len(line.split()) > 9:
            assert leaks(line), line
            assert leaks(f"Well, {line.lower()}"), line


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(_JSON)
def test_sane_data_can_be_written_down_and_stays(value: Any) -> None:
    import json

    once = sane(value)
    json.dumps(once, allow_nan=False, ensure_ascii=False).encode()
    assert sane(once) == once
