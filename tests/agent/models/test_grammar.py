"""Replies held to the tools: every call that can be written is one that the schemas allow."""

import json
import random
from typing import Any

import numpy as np
import pytest
from jsonschema import Draft202012Validator

from districtbot.agent.models.text.grammar import Grammar
from districtbot.agent.models.text.protocol import JsonProtocol
from districtbot.agent.models.text.schemas import reduced
from districtbot.plans.targets import Targets
from districtbot.tools.desk.desk import Desk
from districtbot.tools.tool import schema_of
from districtbot.tools.toolbox import toolbox

PROTOCOL = JsonProtocol()


@pytest.fixture(scope="module")
def letters() -> Any:
    """A tokenizer of single bytes and a few longer pieces."""
    from llguidance import LLTokenizer
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=320,
        special_tokens=["<s>", "</s>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    lines = ['{"tool": "set_targets", "args": {"districts": 7}}', "The plan has 7 districts."]
    tokenizer.train_from_iterator(lines * 3, trainer)
    return LLTokenizer(tokenizer.to_str(), eos_token=1)


def drawn(grammar: Grammar, letters: Any, seed: int, *, begin: bytes = b"") -> str:
    """A reply drawn blindly from what the grammar allows, after a given beginning."""
    rng = random.Random(seed)
    held = grammar.begin(letters)
    tokens = letters.tokenize_bytes(begin)
    for token in tokens:
        assert held.take(token)
    for _ in range(3_000):
        allowed = np.flatnonzero(held.allowed())
        token = int(rng.choice(allowed.tolist()))
        if token == 1:
            break
        tokens.append(token)
        if not held.take(token):
            break
    else:
        pytest.fail("the reply had no end")
    return str(letters.decode_str(tokens))


def accepts(grammar: Grammar, letters: Any, text: str) -> bool:
    """Whether a whole reply can be written."""
    held = grammar.begin(letters)
    for token in letters.tokenize_str(text):
        if not held.allowed()[token]:
            return False
        held.take(token)
    return held.complete


def test_a_call_drawn_blindly_is_one_that_the_tools_allow(
    tools: list[dict[str, Any]], letters: Any
) -> None:
    grammar = PROTOCOL.grammar(tools, lead=" ", words=False)
    schemas = {tool["function"]["name"]: tool["function"]["parameters"] for tool in tools}
    seen = set()
    for seed in range(150):
        text = drawn(grammar, letters, seed)
        call = json.loads(text)
        assert text == " " + PROTOCOL.write_call(call["tool"], call["args"])
        schema = json.loads(json.dumps(schemas[call["tool"]]).replace('"ge"', '"minimum"'))
        Draft202012Validator(schema).validate(call["args"])
        seen.add(call["tool"])
        assert PROTOCOL.parse(text, tools).calls[0].name == call["tool"]
    assert seen == set(schemas)


def test_words_never_begin_as_a_call(tools: list[dict[str, Any]], letters: Any) -> None:
    grammar = PROTOCOL.grammar(tools)
    for seed in range(20):
        text = drawn(grammar, letters, seed)
        meant = PROTOCOL.parse(text, tools)
        assert meant.calls or text[0] not in "{[` \n"
        assert len(text) < 8_000


@pytest.mark.parametrize(
    ("args", "fits"),
    [
        ('{"county": "Ada"}', True),
        ('{"county": "Bay \\"South\\"", "to": 3}', True),
        ('{"county": "Doña Ana", "to": null}', True),
        ('{"county": "Lee"}', False),
        ('{"county": "ada"}', False),
        ('{"county": "Ada", "to": 0}', False),
        ('{"to": 3}', False),
        ('{"county": "Ada", "by": 1}', False),
        ('{"county":"Ada"}', False),
        ('{"county": "Ada"} and so on', False),
    ],
)
def test_names_that_the_map_does_not_know_cannot_be_written(
    tools: list[dict[str, Any]], letters: Any, args: str, fits: bool
) -> None:
    grammar = PROTOCOL.grammar(tools, lead=" ")
    assert accepts(grammar, letters, f' {{"tool": "move", "args": {args}}}') is fits


def test_an_unknown_tool_cannot_be_written(tools: list[dict[str, Any]], letters: Any) -> None:
    grammar = PROTOCOL.grammar(tools)
    assert accepts(grammar, letters, '{"tool": "undo", "args": {}}')
    assert not accepts(grammar, letters, '{"tool": "erase", "args": {}}')
    assert not accepts(grammar, letters, '{"tool": "undo"}')
    assert accepts(grammar, letters, "I have no tool for that.\nAsk about districts.")
    alone = PROTOCOL.grammar([], lead=" ")
    assert accepts(alone, letters, " Hello.")
    assert not accepts(alone, letters, "Hello.")


@pytest.mark.parametrize("number", ["0.05", "1", "0.015", "0.0", "0.333333"])
def test_numbers_as_people_write_them(letters: Any, number: str) -> None:
    tools = [_with_field({"type": "number", "minimum": 0, "maximum": 1})]
    grammar = PROTOCOL.grammar(tools)
    assert accepts(grammar, letters, f'{{"tool": "t", "args": {{"x": {number}}}}}')
    assert not accepts(grammar, letters, f'{{"tool": "t", "args": {{"x": 1{number}}}}}')


def test_what_tells_objects_apart_comes_first_and_always(letters: Any) -> None:
    schema = Targets.model_json_schema()
    kinds = [kind for kind in reduced(schema)["$defs"].values() if "properties" in kind]
    assert len(kinds) > 20
    assert all(next(iter(kind["properties"])) == "measure" for kind in kinds)
    assert all("measure" in kind["required"] for kind in kinds)
    tool = {"type": "function", "function": {"name": "t", "parameters": schema}}
    grammar = PROTOCOL.grammar([tool], words=False)
    for seed in range(12):
        begin = b'{"tool": "t", "args": {"districts": 7, "target": [{"measure": "'
        found = json.loads(drawn(grammar, letters, seed, begin=begin))["args"]
        assert found["target"][0]["measure"]


def test_nothing_in_a_reduced_schema_is_without_a_limit() -> None:
    schema = {
        "type": "object",
        "properties": {
            "a": {"type": "array", "items": {"type": "string"}, "uniqueItems": True},
            "b": {"type": ["integer", "null"], "not": {"const": 3}},
            "c": {"allOf": [{"type": "number", "gt": 0}], "default": 1},
            "d": {"type": "object", "additionalProperties": {"type": "string"}},
        },
    }
    assert reduced(schema) == {
        "type": "object",
        "properties": {
            "a": {"type": "array", "items": {"type": "string", "maxLength": 400}, "maxItems": 64},
            "b": {
                "anyOf": [
                    {"type": "integer", "minimum": -(10**12), "maximum": 10**12},
                    {"type": "null"},
                ]
            },
            "c": {
                "type": "number",
                "exclusiveMinimum": 0,
                "maximum": 10**12,
                "multipleOf": 0.000001,
            },
            "d": {
                "type": "object",
                "properties": {},
                "additionalProperties": {"type": "string", "maxLength": 400},
            },
        },
        "additionalProperties": False,
    }


@pytest.fixture(scope="module")
def toolbox_schemas(grid_frame: Any, state_of: Any) -> list[dict[str, Any]]:
    """The real toolbox, knowing the names of a small map."""
    counties = ["Ada", "Bay", "Doña Ana"]
    frame = grid_frame(3, 3, COUNTY=[name for name in counties for _ in range(3)])
    desk = Desk(state_of(frame, county="COUNTY"))
    return [
        {
            "type": "function",
            "function": {"name": t.name, "parameters": schema_of(t, desk)},
        }
        for t in toolbox(allow_code=True)
    ]


def test_every_tool_of_the_toolbox_can_be_called_and_no_call_is_malformed(
    toolbox_schemas: list[dict[str, Any]], letters: Any
) -> None:
    grammar = PROTOCOL.grammar(toolbox_schemas, lead=" ", words=False)
    for tool in toolbox_schemas:
        name, parameters = tool["function"]["name"], tool["function"]["parameters"]
        for seed in range(6):
            begin = f' {{"tool": "{name}", "args": '.encode()
            text = drawn(grammar, letters, seed, begin=begin)
            Draft202012Validator(parameters).validate(json.loads(text)["args"])
            assert PROTOCOL.parse(text, toolbox_schemas).calls[0].name == name


def test_a_county_that_is_not_on_the_map_cannot_be_written(
    toolbox_schemas: list[dict[str, Any]], letters: Any
) -> None:
    grammar = PROTOCOL.grammar(toolbox_schemas)
    call = '{"tool": "keep_together", "args": {"places": ["%s"]}}'
    assert accepts(grammar, letters, call % "Doña Ana")
    assert not accepts(grammar, letters, call % "Lee")
    target = (
        '{"tool": "set_targets", "args": {"districts": 3, "targets": '
        '[{"measure": "region_splits", "region": "%s", "at_most": 1}]}}'
    )
    assert accepts(grammar, letters, target % "county")
    assert not accepts(grammar, letters, target % "parish")


def test_equal_tools_have_one_grammar(tools: list[dict[str, Any]], letters: Any) -> None:
    again = json.loads(json.dumps(tools))
    assert PROTOCOL.grammar(tools) is PROTOCOL.grammar(again)
    again[1]["function"]["parameters"]["properties"]["county"]["enum"].append("Lee")
    assert PROTOCOL.grammar(tools) is not PROTOCOL.grammar(again)


def test_only_what_may_come_next_keeps_its_score(tools: list[dict[str, Any]], letters: Any) -> None:
    held = PROTOCOL.grammar(tools, words=False).begin(letters)
    scores = np.zeros(letters.vocab_size + 40, dtype=np.float32)
    held.allow(scores)
    begun = [letters.decode_str([int(i)]) for i in np.flatnonzero(np.isfinite(scores))]
    assert begun
    start = '{"tool": "'
    assert all(text.startswith(start[: len(text)]) for text in begun)
    short = np.zeros(10, dtype=np.float32)
    held.allow(short)
    assert np.isneginf(short).all()


def test_what_must_come_is_known_beforehand(tools: list[dict[str, Any]], letters: Any) -> None:
    held = PROTOCOL.grammar(tools, words=False).begin(letters)
    for token in letters.tokenize_str('{"tool": "m'):
        assert held.take(token)
    forced = held.forced()
    assert letters.decode_str(forced).startswith('ove", "args": {"county": ')
    assert all(held.take(token) for token in forced)


def test_a_grammar_that_cannot_be_held_is_told(letters: Any) -> None:
    with pytest.raises(ValueError, match="nowhere"):
        Grammar("start: nowhere\n").begin(letters)


def _with_field(schema: dict[str, Any]) -> dict[str, Any]:
    parameters = {"type": "object", "properties": {"x": schema}, "required": ["x"]}
    return {"type": "function", "function": {"name": "t", "parameters": parameters}}
