"""A reply made from real results passes, one with a digit changed does not."""

import random
import re
import time
from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest

from districtbot.agent.grounding import Facts, ungrounded
from districtbot.agent.numbers_said import Said, numbers_in
from districtbot.tools.calling import Called

SOURCE = (
    "Polk County has 1,234,567 people in 99 units. The Black share of VAP is 26.74%. "
    "A plan of 4 districts was drawn: both required targets are met. Cut edges: 53. "
    "District 2 is +0.43% above the ideal, district 3 −1.25%."
)


@pytest.mark.parametrize(
    "reply",
    [
        "1,234,567 people", "about 1.2 million people", "1.23M people", "1,235 thousand people",
        "around 1,200,000 people", "27%", "27 percent", "26.7%", "a share of 0.27",
        "Black VAP is 26.74 percent", "four districts", "all 2 targets", "53 cut edges",
        "+0.43%", "0.43%", "0.4% above", "−1.25%", "1.25% below", "between 0.4 and 27%",
        "District 7 and district 12 in 2020, version 9.", "One county, 1 district.", "No numbers.",
        "1. first\n2. second", "",
    ],
)  # fmt: skip
def test_found(reply: str) -> None:
    assert ungrounded(reply, [SOURCE]) == ()


@pytest.mark.parametrize(
    ("reply", "wanted"),
    [
        ("28%", "28%"),
        ("26.75%", "26.75%"),
        ("26%", "26%"),
        ("1.3 million people", "1.3 million"),
        ("99%", "99%"),
        ("53 percent", "53 percent"),
        ("five districts", "five"),
        ("99 districts", "99"),
        ("−0.43%", "−0.43%"),
        ("+1.25%", "+1.25%"),
        ("1,234,568 people", "1,234,568"),
        ("1.68%", "1.68%"),
        ("a ratio of 12,470.4 people a unit", "12,470.4"),
    ],
)
def test_not_found(reply: str, wanted: str) -> None:
    assert ungrounded(f"I see: {reply}.", [SOURCE]) == (wanted,)


def test_data_is_a_source() -> None:
    data = {"share": 0.2674, "deviation_percent": 0.43, "cut_edges": 53, "districts": 4}
    assert ungrounded("27%, 0.43%, 53 cut edges, 4 districts", [data]) == ()
    assert ungrounded("43%", [data]) == ("43%",)
    assert ungrounded("53 districts", [data]) == ("53",)
    assert ungrounded("4 cut edges", [{"measure": "cut edges", "value": 53}, data]) == ("4",)


def test_what_is_odd_in_data_counts_for_nothing() -> None:
    data = {"a": float("nan"), "b": float("inf"), "c": True, "d": None, "district": 37}
    assert ungrounded("37 people", [data]) == ("37",)
    assert ungrounded("two people", []) == ("two",)


def test_quoted_text_is_passed_over_where_a_result_holds_it() -> None:
    source = "The column 'pct 77 of all' is a text."
    assert ungrounded("I left out 'pct 77 of all'.", [source]) == ()
    assert ungrounded("I left out 'pct 78 of all'.", [source]) == ("78",)


def test_each_number_is_named_once() -> None:
    assert ungrounded("77% here, 77% there and 78% too", [SOURCE]) == ("77%", "78%")


def sentences_of(results: Sequence[Called]) -> list[str]:
    lines = [line for one in results for line in one.text.splitlines()]
    return [part for line in lines for part in re.split(r"(?<=[.;!?])\s+", line) if part.strip()]


def sources_of(results: Sequence[Called]) -> list[Any]:
    return [source for one in results for source in (one.text, one.data)]


def spoken(one: Said, rng: random.Random) -> str:
    """A number as a model might say it, rounded to what it likes."""
    value = abs(one.value)
    if one.percent is not False:
        places = rng.choice([0, 1, 2])
        return rng.choice(
            [f"It is {value:.{places}f}%.", f"About {value:.{places}f} percent.",
             f"A part of {value / 100:.{places + 2}f}."]
        )  # fmt: skip
    if one.decimal:
        return f"It comes to {value:.{rng.choice([1, 2])}f}."
    if value >= 100_000:
        return rng.choice(
            [f"{value / 1e6:.2f} million in all.", f"{value / 1e3:.0f} thousand.",
             f"Some {round(value, -4):,.0f}.", f"Exactly {value:,.0f}.", f"{value / 1e3:.1f}k."]
        )  # fmt: skip
    return f"There are {value:,.0f}."


def test_hundreds_of_true_replies_pass(results: tuple[Called, ...]) -> None:
    facts = Facts(sources_of(results))
    sentences = sentences_of(results)
    for sentence in sentences:
        assert ungrounded(sentence, facts) == (), sentence
    rng = random.Random(3)
    numbers = [one for sentence in sentences for one in numbers_in(sentence)]
    assert len(numbers) > 50
    for one in numbers * 5:
        reply = spoken(one, rng)
        assert ungrounded(reply, facts) == (), (one.text, reply)


def test_a_changed_digit_is_caught(results: tuple[Called, ...]) -> None:
    """Of numbers of three digits and more 97 in 100; of smaller ones what chance leaves."""
    facts = Facts(sources_of(results))
    rng = random.Random(4)
    tried, caught = Counter[bool](), Counter[bool]()
    for sentence in sentences_of(results) * 12:
        for one in numbers_in(sentence):
            places = [at for at in range(one.start, one.end) if sentence[at].isdigit()]
            if not places:
                continue
            at = rng.choice(places)
            other = rng.choice([digit for digit in "0123456789" if digit != sentence[at]])
            changed = sentence[:at] + other + sentence[at + 1 :]
            long = len(re.sub(r"\D", "", one.text).lstrip("0")) >= 3
            tried[long] += 1
            caught[long] += bool(ungrounded(changed, facts))
    assert tried[True] > 180
    assert caught[True] / tried[True] >= 0.97
    assert caught[False] / tried[False] >= 0.6


def test_quick_with_500_results(results: tuple[Called, ...]) -> None:
    sources = [f"{one.text} Run {n}." for n in range(42) for one in results][:500]
    facts = Facts(sources)
    reply = " ".join(sentences_of(results)[:8])
    ungrounded(reply, facts)
    started = time.perf_counter()
    for _ in range(10):
        ungrounded(reply, facts)
    assert (time.perf_counter() - started) / 10 < 0.02
