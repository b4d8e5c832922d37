"""A reply made from results says what was done and found, each thing once, and nothing else."""

from typing import Any

import pytest

from districtbot.agent.claims import claims_met
from districtbot.agent.grounding import ungrounded
from districtbot.agent.rebuild import MOST_LETTERS, NOTHING, statement_of
from districtbot.plans.verdict import Verdict
from districtbot.tools.calling import Called


def called(name: str, text: str, *, ok: bool = True, changed: bool = False, **given: Any) -> Called:
    return Called(name, given, ok, text, {}, changed, False, 0.1)


def verdict(met: bool) -> Verdict:
    return Verdict(
        name="population deviation", measure="population_deviation",
        required="at most 1% per district", achieved="0.43% (district 3)" if met else "2.5%",
        met=met, wished=False, value=0.0043 if met else 0.025, bound=0.01, unit="share",
        shortfall=0 if met else 0.015,
    )  # fmt: skip


def test_nothing_was_done() -> None:
    assert statement_of([]) == NOTHING
    assert statement_of([], [verdict(False)]).startswith(f"{NOTHING}\nChecked: 0 of 1 targets")


def test_a_question_is_answered_with_the_result_alone() -> None:
    text = "Linn County has 211,226 people in 1 unit."
    assert statement_of([called("look_up", text)], [verdict(False)]) == text


def test_the_verifier_has_the_last_word_after_a_change() -> None:
    moved = (
        "Moved Linn County to district 2. On the desk: version 6, a plan of 4 districts; 1 of 3 "
    )
    text = statement_of(
        [
            called(
                "move", f"{moved}targets met. Missed: x, at most 1; the plan has 2.", changed=True
            )
        ],
        [verdict(False)],
    )
    assert text == (
        "Moved Linn County to district 2.\nChecked: 0 of 1 targets are met. Not met: population "
        "deviation, at most 1% per district; the plan has 2.5%."
    )
    assert not claims_met(text)


def test_only_the_last_standing_is_told() -> None:
    first = called("move", "Moved A. On the desk: version 1, a plan.", changed=True)
    second = called("undo", "Undone: moved A. On the desk: version 0, no plan yet.", changed=True)
    text = statement_of([first, second])
    assert "version 1" not in text
    assert text.endswith("On the desk: version 0, no plan yet.")


def test_no_sentence_twice_and_repeated_questions_once() -> None:
    again = called("score_plan", "Cut edges: 53. Note: bridges do not count.")
    other = called("draw_map", "Drawn. Note: bridges do not count.")
    text = statement_of([again, again, other])
    assert text == "Cut edges: 53. Note: bridges do not count.\nDrawn."


def test_refusals_in_plain_words() -> None:
    text = statement_of(
        [
            called("undo", "There is nothing to undo.", ok=False),
            called("frobnicate", "There is no tool 'frobnicate'. There are: a, b.", ok=False),
            called("move", "The arguments of move are not right: x: is missing.", ok=False),
        ]
    )
    assert text.splitlines() == [
        "I could not undo that: There is nothing to undo.",
        "A step was tried that does not exist.",
        "I could not move that: the step was not put in a way that can be carried out.",
    ]


def test_a_refusal_that_was_put_right_is_not_told() -> None:
    calls = [called("move", "There is no place 'Lin'.", ok=False), called("move", "Moved Linn.")]
    assert statement_of(calls) == "Moved Linn."
    assert "no place" in statement_of(calls[::-1])


def test_talk_is_left_to_whoever_asked() -> None:
    assert statement_of([called("ask_user", "How many?"), called("decline", "No.")]) == NOTHING


def test_what_was_said_or_is_said_later_is_left_out() -> None:
    done = called("improve_plan", "Asked now: 4 districts. Met: a, b. On the desk: version 2.")
    assert statement_of([done]) == done.text
    assert statement_of([done], line_follows=True, asked_told=True) == "Met: a, b."
    seen = called("list_versions", "Two versions.\n2: drawn.\n1: set.")
    assert statement_of([seen], said="Two versions.\n2: drawn.") == "1: set."
    refused = called("undo", "There is nothing to undo.", ok=False)
    assert statement_of([refused], said="I could not undo that: There is nothing to undo.") == ""


def test_targets_are_told_once() -> None:
    aimed = called(
        "set_targets", "Asked now: 4 districts. Changed: districts 4. A note.", changed=True
    )
    told = "Asked now: 4 districts. Changed: districts 4. A note."
    assert statement_of([aimed]) == told
    assert statement_of([aimed], asked_told=True) == "A note."
    bare = called("set_targets", "Asked now: 4 districts. Changed: districts 4.", changed=True)
    assert statement_of([bare], asked_told=True) == ""
    none = called("set_targets", "Asked now: 4 districts. Changed: nothing.")
    assert statement_of([none], asked_told=True) == "Targets changed: nothing."


def test_long_turns_are_kept_short() -> None:
    calls = [called(f"score_plan {n}", f"Result {n}. {'More of it. ' * n * 9}") for n in range(30)]
    text = statement_of(calls)
    assert len(text) < MOST_LETTERS * 4
    assert "Result 0." in text
    assert text.count("Result") == 30


@pytest.mark.parametrize("verdicts", [(), (verdict(True),), (verdict(False),)])
def test_every_number_of_a_statement_is_a_results(
    results: tuple[Called, ...], verdicts: tuple[Verdict, ...]
) -> None:
    sources: list[Any] = [one.text for one in results]
    sources += [statement_of([], verdicts)]
    for first in range(len(results)):
        text = statement_of(results[first : first + 3], verdicts)
        assert ungrounded(text, sources) == ()
        lines = [line for line in text.splitlines() if not line.startswith("Met:")]
        assert len(lines) == len(set(lines))
