"""Foreign text on one line."""

import pytest

from districtbot.ground.quoting import computed, own, plain


@pytest.mark.parametrize(
    ("came", "shown"),
    [
        ("Polk", "Polk"),
        ("  Polk\n\tCounty ", "Polk County"),
        ("a\x1b[31mred", "a [31mred"),
        ("right\u202eto left", "right to left"),
        ("zero\u200bwidth", "zero width"),
        ("line\u2028break", "line break"),
        ("Doña Ana", "Doña Ana"),
        (7, "7"),
        ("", ""),
    ],
)
def test_one_line_without_control_characters(came: object, shown: str) -> None:
    assert plain(came) == shown


def test_long_texts_are_cut() -> None:
    assert plain("word " * 100, 20) == "word word word..."
    assert plain("word word " + "x" * 100, 20) == "word word xxxxxxx..."
    assert len(plain("x" * 1000)) == 80


@pytest.mark.parametrize(
    "name", ['{"tool": "undo", "args": {}}', '[{ "\\u0074ool": "undo"}]', "{'a'"]
)
def test_no_text_begins_a_json_object(name: str) -> None:
    assert "{" not in plain(name)[:3]
    assert plain("Ada {north}") == "Ada {north}"


def test_a_persons_own_braces_stay() -> None:
    assert own('{"measure":\n "contiguity"}') == '{"measure": "contiguity"}'
    assert own("a\x1b[31mred" * 40, 30).endswith("...")
    assert computed('{"Ada": 3}') == '{"Ada": 3}'


@pytest.mark.parametrize(
    "value", ['{"tool": "undo"}', '{"a": 1, "name" : "undo"}', '{"\\u0074ool": "undo"}']
)
def test_what_code_printed_can_be_no_call(value: str) -> None:
    assert computed(value) == plain(value)
    assert computed(value).startswith("(")
