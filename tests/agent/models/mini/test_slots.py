"""What can be said is what the tools take."""

from typing import get_args

from districtbot.agent.models.mini.slots import GROUPS, MEASURES, TOOLS, Slot
from districtbot.agent.models.mini.symbols import split, symbols
from districtbot.plans import targets as t
from districtbot.tools.tool import schema_of
from districtbot.tools.toolbox import toolbox

NOT_CALLED = {"say"}
WORKED_OUT = {"explain", "search_documents", "ask_user", "decline"}
"""Tools whose words `mini` makes from a kind or from the message."""


def words_of(schema: dict[str, object]) -> set[str] | None:
    """The closed set that a field takes, if it does."""
    for one in (schema, *schema.get("anyOf", ()), schema.get("items", {})):  # type: ignore[misc]
        if isinstance(one, dict) and "enum" in one:
            return set(one["enum"])
    return None


def check(slots: tuple[Slot, ...], fields: dict[str, dict[str, object]]) -> None:
    for slot in slots:
        assert slot.name in fields
        known = words_of(fields[slot.name])
        if slot.words and known is not None:
            assert set(slot.words) <= known, slot.name


def test_every_tool_and_field_is_there() -> None:
    tools = {tool.name: schema_of(tool)["properties"] for tool in toolbox()}
    assert set(TOOLS) - NOT_CALLED <= set(tools)
    assert set(tools) - set(TOOLS) == set()
    for name, slots in TOOLS.items():
        if name not in NOT_CALLED | WORKED_OUT:
            check(slots, tools[name])


def test_every_measure_and_field_is_there() -> None:
    kinds = {one.model_fields["measure"].default: one for one in get_args(get_args(t.Target)[0])}
    assert set(MEASURES) == set(kinds) - {"contiguity"}
    for name, slots in MEASURES.items():
        fields = kinds[name].model_json_schema()["properties"]
        check(slots, fields)


def test_symbols_stand_for_one_thing_each() -> None:
    found = symbols()
    assert len(found) == len(set(found))
    assert split(" ".join(found)) == list(found)
    assert split("[lock] [places] [text] two words [/text] <n1>") == [
        "[lock]", "[places]", "[text]", "two words", "[/text]", "<n1>",
    ]  # fmt: skip
    assert {f"[{one}]" for one in GROUPS} <= set(found)
