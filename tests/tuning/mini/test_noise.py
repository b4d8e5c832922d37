"""Noise changes words of messages, and nothing that code wrote or a line copies."""

import numpy as np

from districtbot.tuning.mini.noise import Noise, noise_of
from districtbot.tuning.mini.tokens import encoded_row, train_tokenizer

PROMPT = "[no_plan]\n[user] keep <p1>county café whole ,\n<n1>2th of <n2>7 districts . [agent]"


def test_words_of_messages_are_replaced_and_nothing_else() -> None:
    words, user, copied = np.arange(100, 200), 7, 3
    row = np.array([5, 150, 150, user, *range(100, 160), 9, 8, 150, 6])
    head = len(row) - 2
    noise = Noise(0.3, words, user, copied, np.random.default_rng(1))
    changed, n_clean = np.zeros(len(row), dtype=int), 0
    for _ in range(200):
        found = noise.blurred(row, head)
        assert set(found[found != row]) <= set(words)
        changed += found != row
        n_clean += int((found == row).all())
    assert not changed[:4].any()
    assert not changed[head:].any()
    assert not changed[row == 9].any()
    assert (changed[4:64] > 0).all()
    assert 60 < n_clean < 140


def test_marks_lines_and_other_bytes_stay() -> None:
    tokenizer = train_tokenizer([PROMPT] * 30, 700)
    ids, head = encoded_row(tokenizer, PROMPT, ["[undo]"])
    row = np.array(ids)
    noise = noise_of(tokenizer, 0.9, 1)
    changed = np.any([noise.blurred(row, head) != row for _ in range(60)], axis=0)
    words = {tokenizer.id_to_token(int(one)) for one in row[changed]}
    kept = {tokenizer.id_to_token(int(one)) for one in row[~changed]}
    assert {"Ġwhole", "Ġof", "Ġdistricts"} <= words
    assert all(one.startswith("Ġ") and one[1:].isalpha() for one in words)
    assert {"<p1>", "<n1>", "th", "county"} <= kept


def test_rows_that_copy_letters_stay() -> None:
    tokenizer = train_tokenizer([PROMPT] * 30, 700)
    ids, head = encoded_row(tokenizer, PROMPT, ["[name_version]", "[name]", "[text]", "whole"])
    noise = noise_of(tokenizer, 0.9, 1)
    assert all((noise.blurred(np.array(ids), head) == ids).all() for _ in range(20))
