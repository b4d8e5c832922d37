"""Rows: the agent's own prompts, one answer behind each, the same however they are rendered."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from districtbot.agent.agent import Agent
from districtbot.agent.models.loaded import ModelOptions
from districtbot.agent.models.text.backend import TextRequest
from districtbot.agent.models.text.protocol import JsonProtocol
from districtbot.agent.models.text.template import LLAMA2
from districtbot.ground.clock import Budget, OutOfTime
from districtbot.ground.errors import AskError
from districtbot.problems.dialogues.stage import fresh_desk
from districtbot.problems.item import CodingItem, DialogueItem, Item
from districtbot.tuning import rehearsal
from districtbot.tuning.choosing import chosen_items, map_of_item
from districtbot.tuning.masks import encode_rows
from districtbot.tuning.materials import rendering_of
from districtbot.tuning.ordering import in_order
from districtbot.tuning.reader import reader_at
from districtbot.tuning.rehearsal import Reader, can_be_written, rehearsed
from districtbot.tuning.rows import Rendering, Row, render, rows_of_item

pytest.importorskip("transformers")
READER = Reader(LLAMA2, lambda text: len(text) // 3, 100_000, 512)


@pytest.fixture(scope="module")
def how(recipe_for: Callable[..., Any]) -> Rendering:
    """All answers of each item, for the tiny model."""
    return rendering_of(recipe_for("data.answers=null"))


@pytest.fixture(scope="module")
def train_items(few_items: list[Item]) -> list[Item]:
    return [item for item in few_items if item.split == "train"]


@pytest.fixture(scope="module")
def dialogues(train_items: list[Item]) -> list[DialogueItem]:
    return [item for item in train_items if isinstance(item, DialogueItem)]


@pytest.fixture(scope="module")
def rows(how: Rendering, train_items: list[Item]) -> dict[str, list[Row]]:
    return {item.id: rows_of_item(how, item)[0] for item in train_items}


def test_a_row_is_the_prompt_of_the_chat_model_token_for_token(
    how: Rendering, dialogues: list[DialogueItem], monkeypatch: pytest.MonkeyPatch
) -> None:
    from districtbot.agent.models.text.chat import TextChatModel

    asked: list[TextRequest] = []
    generate = rehearsal._Player.generate

    def kept(self: Any, request: TextRequest) -> Iterator[str]:
        asked.append(request)
        return generate(self, request)

    monkeypatch.setattr(rehearsal._Player, "generate", kept)
    reader = reader_at(how.base)
    chat = TextChatModel(backend=rehearsal._Player(READER), template=reader.template)
    for item in dialogues[:3]:
        asked.clear()
        made, _ = rows_of_item(how, item)
        encoded = encode_rows(reader, made, how.context)
        assert len(made) == len(asked) == len(encoded.examples)
        for example, request in zip(encoded.examples, asked, strict=True):
            [tokens] = reader.encode([chat.prompt(request.messages, request.tools)])
            assert example.tokens[: example.prompts[0]].tolist() == tokens


def test_the_first_row_is_what_a_loaded_model_is_really_asked(
    how: Rendering, llama: Path, dialogues: list[DialogueItem], rows: dict[str, list[Row]],
    tmp_path: Path,
) -> None:  # fmt: skip
    from districtbot.agent.models.load import load_model

    item = dialogues[0]
    model = load_model(f"hf:{llama}", ModelOptions(reply_tokens=16))
    backend: Any = model.chat.backend  # type: ignore[attr-defined]
    read: list[list[int]] = []
    backend._model.scores = lambda tokens, budget: read.append(list(tokens))
    with Agent(fresh_desk(map_of_item(how.source, item), item.seed, tmp_path), model) as agent:
        agent.ask(item.turns[0].user)
    row = rows[item.id][0]
    assert row.prompt.count(item.turns[0].user.split("\n")[0]) == 1
    assert read[0] == reader_at(how.base).encode([row.prompt])[0]


def test_every_trained_token_is_the_assistants_and_none_is_missing(
    how: Rendering, dialogues: list[DialogueItem], rows: dict[str, list[Row]]
) -> None:
    reader, n_steps = reader_at(how.base), 0
    for item in dialogues:
        wanted: list[Any] = []
        for turn in item.turns:
            wanted += [(step.tool, step.args) for step in turn.steps]
            wanted += [] if _ends(turn) else [turn.reply]
        encoded = encode_rows(reader, rows[item.id], how.context)
        assert encoded.too_long == 0
        told = [
            reader.tokenizer.decode(one.tokens[one.trained].tolist()) for one in encoded.examples
        ]
        for text, answer in zip(told, wanted, strict=True):
            words = text.removesuffix(" </s>")
            assert len(words) == len(text) - 5
            if isinstance(answer, str):
                assert words == reader.template.clean(answer)
            else:
                assert json.loads(words) == {"tool": answer[0], "args": answer[1]}
        n_steps += len(wanted)
        assert all(one.tokens[-1] == reader.tokenizer.eos_token_id for one in encoded.examples)
    assert n_steps >= 2 * len(dialogues)


def test_texts_begin_once_and_the_masked_share_is_what_is_masked(
    how: Rendering, rows: dict[str, list[Row]]
) -> None:
    reader = reader_at(how.base)
    every = [row for some in rows.values() for row in some]
    encoded = encode_rows(reader, every, how.context)
    n_trained = 0
    for row, example in zip(every, encoded.examples, strict=True):
        tokens = example.tokens.tolist()
        assert tokens[0] == reader.bos != tokens[1]
        assert tokens.count(reader.bos) == row.prompt.count("[INST]")
        n_trained += int(example.trained.sum())
    assert encoded.n_trained == n_trained
    assert encoded.masked == pytest.approx(1 - n_trained / encoded.n_tokens)
    assert 0.8 < encoded.masked < 1


def test_a_call_of_a_row_is_read_back_as_it_is_in_the_item(
    dialogues: list[DialogueItem], rows: dict[str, list[Row]], how: Rendering
) -> None:
    tools = [
        {"function": {"name": step.tool}}
        for one in dialogues
        for t in one.turns
        for step in t.steps
    ]
    for item in dialogues:
        steps = iter([step for turn in item.turns for step in turn.steps])
        for row in rows[item.id]:
            if row.answer.startswith("{"):
                [found] = JsonProtocol().parse(row.answer, tools).calls
                step = next(steps)
                assert (found.name, found.args) == (step.tool, step.args)
        assert next(steps, None) is None


@pytest.mark.parametrize(
    ("args", "written"),
    [
        ({"b": 1, "a": 2}, '{"a": 2, "b": 1}'),
        ({"t": [{"x": 1, "kind": "one"}, {"y": 2, "z": 0, "kind": "two"}], "a": 0},
         '{"a": 0, "t": [{"kind": "one", "x": 1}, {"kind": "two", "z": 0, "y": 2}]}'),
        ({"q": 3, "b": 1}, '{"b": 1, "q": 3}'),
        ({"b": {"kind": "one", "x": 1}}, '{"b": {"kind": "one", "x": 1}}'),
    ],
)  # fmt: skip
def test_arguments_stand_in_the_order_of_the_schema(args: dict[str, Any], written: str) -> None:
    whole = {"type": "integer"}
    one = {"properties": {"x": whole, "kind": {"const": "one"}}, "type": "object"}
    two = {
        "properties": {
            "z": {"type": "integer"},
            "y": {"type": "integer"},
            "kind": {"const": "two"},
        },
        "type": "object",
    }
    parameters = {
        "type": "object",
        "properties": {
            "a": {"type": "integer"},
            "b": {"anyOf": [{"type": "integer"}, {"$ref": "#/$defs/One"}]},
            "t": {"type": "array", "items": {"oneOf": [{"$ref": "#/$defs/One"}, two]}},
        },
        "$defs": {"One": one},
    }
    tools = [{"type": "function", "function": {"name": "go", "parameters": parameters}}]
    assert json.dumps(in_order(tools, "go", args)) == written
    assert in_order(tools, "go", args) == args
    assert in_order(tools, "stay", args) == args
    able = can_be_written(JsonProtocol().write_call("go", json.loads(written)), tools, " ")
    assert able == ("q" not in args)
    if list(args) != list(json.loads(written)):
        assert not can_be_written(JsonProtocol().write_call("go", args), tools, " ")


def test_what_the_grammar_does_not_allow_is_left_out_and_counted(
    how: Rendering, dialogues: list[DialogueItem]
) -> None:
    item = dialogues[-1]
    turn = item.turns[-1].model_copy(update={"reply": "{not words"})
    changed = item.model_copy(update={"turns": (*item.turns[:-1], turn)})
    made = map_of_item(how.source, item)
    whole, cut = rehearsed(item, made, READER), rehearsed(changed, made, READER)
    assert whole.unwritable == 0
    assert "{not words" not in [one.answer for one in cut.answers]
    assert cut.unwritable + cut.refused == 1


def test_a_long_conversation_is_cut_at_whole_turns_from_its_front(
    how: Rendering, few_items: list[Item]
) -> None:
    item = max(
        (one for one in few_items if isinstance(one, DialogueItem)), key=lambda one: len(one.turns)
    )
    made, reader = map_of_item(how.source, item), reader_at(how.base)

    def count(text: str) -> int:
        return len(reader.encode([text])[0])

    wide = rehearsed(item, made, Reader(reader.template, count, 100_000, 512)).answers
    n_first, n_last = count(wide[0].prompt), count(wide[-1].prompt)
    assert n_last > n_first + 200
    context = 512 + (n_first + n_last) // 2
    narrow = rehearsed(item, made, Reader(reader.template, count, context, 512)).answers
    assert [one.answer for one in narrow] == [one.answer for one in wide]
    assert all(count(one.prompt) <= context - 512 for one in narrow)
    assert narrow[0] == wide[0]
    last = narrow[-1]
    assert len(last.prompt) < len(wide[-1].prompt)
    assert item.turns[-1].user.split("\n")[0] in last.prompt
    assert last.prompt.endswith(wide[-1].prompt[-400:])


def test_a_context_too_short_for_the_tools_is_refused(
    how: Rendering, dialogues: list[DialogueItem]
) -> None:
    reader = Reader(LLAMA2, lambda text: len(text) // 3, 1200, 512)
    with pytest.raises(AskError, match=r"need [\d,]+.*sequence_length"):
        rehearsed(dialogues[0], map_of_item(how.source, dialogues[0]), reader)


def test_a_dialogue_that_goes_otherwise_is_cut_and_counted(
    how: Rendering, dialogues: list[DialogueItem]
) -> None:
    item = next(one for one in dialogues if len(one.turns) > 1 and one.turns[1].steps)
    turn = item.turns[1]
    step = turn.steps[0].model_copy(update={"observation": "Something else."})
    other = turn.model_copy(update={"steps": (step, *turn.steps[1:])})
    changed = item.model_copy(update={"turns": (item.turns[0], other, *item.turns[2:])})
    made = map_of_item(how.source, item)
    whole, cut = rehearsed(item, made, READER), rehearsed(changed, made, READER)
    assert (whole.astray, cut.astray) == (0, 2)
    assert cut.answers == tuple(one for one in whole.answers if one.turn == 1)


def test_a_coding_row_asks_for_code_in_the_same_template(
    train_items: list[Item], rows: dict[str, list[Row]]
) -> None:
    coding = [item for item in train_items if isinstance(item, CodingItem)]
    assert coding
    for item in coding:
        [row] = rows[item.id]
        assert row.answer == f"```python\n{item.solution.rstrip()}\n```"
        assert item.instruction.split("\n")[0] in row.prompt
        assert row.prompt.rstrip().endswith("[/INST]")


def test_rows_are_the_same_rendered_at_once_or_broken_off(
    how: Rendering, train_items: list[Item], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("districtbot.tuning.rows.CHUNK", 2)
    items = [*train_items[:3], *train_items[-3:]]
    shown: list[tuple[int, int]] = []
    whole = render(
        how, items, tmp_path / "one.jsonl.gz", 1, Budget(None), lambda *s: shown.append(s[1:])
    )
    assert shown[-1] == (len(items), len(items))
    budget = Budget(None)

    def stop(stage: str, done: int, total: int) -> None:
        if done:
            budget.stop()

    path = tmp_path / "two.jsonl.gz"
    with pytest.raises(OutOfTime):
        render(how, items, path, 1, budget, stop)
    assert not path.exists()
    shown.clear()
    again = render(how, items, path, 1, Budget(None), lambda *s: shown.append(s[1:]))
    assert shown[0][0] > 0
    assert (again.sha256, again.tally, again.read()) == (whole.sha256, whole.tally, whole.read())
    assert whole.tally.items == len(items)
    assert whole.tally.rows == len(whole.read())
    assert whole.path.read_bytes() == path.read_bytes()


def test_some_answers_of_each_dialogue(
    how: Rendering, recipe_for: Callable[..., Any], dialogues: list[DialogueItem],
    rows: dict[str, list[Row]],
) -> None:  # fmt: skip
    two = rendering_of(recipe_for("data.answers=2"))
    for item in dialogues[:2]:
        some = rows_of_item(two, item)[0]
        assert len(some) == min(2, len(rows[item.id]))
        assert [row for row in rows[item.id] if row in some] == some


def test_items_are_chosen_by_the_recipe(recipe_for: Callable[..., Any], few: Path) -> None:
    data = recipe_for().data
    every = chosen_items(data, "train", None, 1)
    four = chosen_items(data, "train", 4, 1)
    assert len(four) == 4
    assert four == chosen_items(data, "train", 4, 1) != chosen_items(data, "train", 4, 2)
    assert {item.id for item in four} < {item.id for item in every}
    family = every[0].family
    only = recipe_for(f"data.families={json.dumps([family])}").data
    without = recipe_for(f"data.without={json.dumps([family])}").data
    mine, others = (chosen_items(one, "train", None, 1) for one in (only, without))
    assert {item.family for item in mine} == {family}
    assert sorted(item.id for item in [*mine, *others]) == [item.id for item in every]


def test_families_that_there_are_not_are_named(recipe_for: Callable[..., Any]) -> None:
    data = recipe_for("data.families=[smal_talk]", "data.without=[nonsense_xyz]").data
    with pytest.raises(AskError, match="small_talk") as caught:
        chosen_items(data, "train", None, 1)
    assert "data.without: nonsense_xyz" in str(caught.value)


def _ends(turn: Any) -> bool:
    """Whether a call ended the turn: then the model has no word after it."""
    return bool(turn.steps) and turn.steps[-1].ok and turn.steps[-1].tool in ("ask_user", "decline")
