"""Every form holds what was said and done, one type a column, and loads with `datasets`."""

import json

import pytest

from districtbot.problems.formats import FORMATS, rows_of
from districtbot.problems.maps.told import told_of
from districtbot.problems.shelf import line_of


@pytest.fixture(scope="module")
def maps(source):
    return {f"train-{number:04d}": told_of(source.map("train", number)) for number in range(6)}


@pytest.fixture(params=FORMATS)
def rows(request, some_items, maps):
    return {item.id: list(rows_of(item, request.param, maps)) for item in some_items}


def test_every_form_holds_the_persons_words_and_the_reply(rows, some_items):
    for item in some_items:
        text = json.dumps(rows[item.id], ensure_ascii=False)
        for turn in item.turns:
            assert json.dumps(turn.user, ensure_ascii=False)[1:-1] in text
            assert json.dumps(turn.reply, ensure_ascii=False)[1:-1] in text


def test_react_goes_thought_action_observation_answer(some_items, maps):
    for item in some_items:
        text = next(rows_of(item, "react", maps))["text"]
        for turn in item.turns:
            for step in turn.steps:
                args = json.dumps(step.args, ensure_ascii=False)
                head = f"Action: {step.tool}\nAction Input: {args}"
                assert f"{head}\nObservation: {step.observation}" in text
        assert text.count("Final Answer: ") == len(item.turns)


def test_chat_answers_each_call(some_items, maps):
    for item in some_items:
        messages = next(rows_of(item, "chat", maps))["messages"]
        roles = [one["role"] for one in messages]
        assert roles[:2] == ["system", "user"]
        calls = [call["id"] for one in messages for call in one["tool_calls"] or ()]
        answers = [one["tool_call_id"] for one in messages if one["role"] == "tool"]
        assert calls == answers


@pytest.mark.slow
@pytest.mark.parametrize("form", [*FORMATS, None])
def test_datasets_loads_it(form, some_items, maps, tmp_path, monkeypatch):
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    datasets = pytest.importorskip("datasets")
    path = tmp_path / "rows.jsonl"
    lines = [
        row
        for item in some_items
        for row in ([line_of(item)] if form is None else rows_of(item, form, maps))
    ]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    loaded = datasets.load_dataset(
        "json", data_files=str(path), split="train", cache_dir=str(tmp_path / "cache")
    )
    assert len(loaded) == len(lines)
    assert loaded[0]["id"] == lines[0]["id"]
