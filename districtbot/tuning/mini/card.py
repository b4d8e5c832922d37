"""The card that lies beside the weights of `mini`: what it is, what made it, how good it is."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from districtbot.tuning.card import LIMITS
from districtbot.tuning.licence import MIT

CARD = "README.md"


def card_of(facts: Mapping[str, Any]) -> str:
    """The card in Markdown, with the head that model hubs read.

    Args:
        facts: The summary of the run that made it, as `run_mini` leaves it.
    """
    recipe, size = facts["recipe"], facts["size"]
    head = "\n".join(
        [
            "---",
            f"license: {MIT.key}",
            "language: en",
            "pipeline_tag: text-generation",
            "tags: [districtbot, redistricting, tool-calling]",
            "---",
        ]
    )
    sections = (
        (
            "Model",
            _table(("", ""), [(key.replace("_", " "), value) for key, value in size.items()]),
        ),
        ("Training", _table(("", ""), _flat({**recipe["rows"], **recipe["training"]}))),
        ("Data", _data(facts)),
        ("Scores", _scores(facts)),
        ("Limits", LIMITS),
        ("Licence", MIT.text),
    )
    body = "\n\n".join(f"## {title}\n\n{text}" for title, text in sections)
    about = (
        f"A LLaMA of {facts['parameters']:,} parameters, trained from scratch. It reads what a "
        "person says to districtbot and writes, in a small language of its own, which tools to "
        "call. Its weights have 8 bits, with a scale a row. The program runs it with NumPy; "
        "`districtbot tune mini` makes it again."
    )
    return f"{head}\n\n# {recipe['name']}\n\n{about}\n\n{body}\n"


def _data(facts: Mapping[str, Any]) -> str:
    source = facts["recipe"]["rows"]["source"]
    lines = [
        f"{facts['rows']:,} messages with what they mean, made up by districtbot's problem factory "
        f"from the source {source}; {facts['tokens_seen']:,} tokens were read. "
        "States, people, votes and words are made up; nobody's messages are among them, nor "
        "the requests that the program is tried on.",
    ]
    if facts.get("rows_sha256"):
        lines.append(f"SHA-256 of the rows: `{facts['rows_sha256']}`.")
    return "\n\n".join(lines)


def _scores(facts: Mapping[str, Any]) -> str:
    share, sure = 100 * facts["lines_right_on_dev"], facts["sure"]
    families = sorted(facts["lines_right_by_family"].items())
    rows = [(name, f"{right} of {n}") for name, (right, n) in families]
    return (
        f"{share:.1f}% of the lines of messages of the dev split, which holds phrases, maps and "
        f"column habits out, are right to the last symbol. Below a confidence of {sure:g} the "
        f"program asks.\n\n{_table(('family', 'lines right'), rows)}"
    )


def _flat(part: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
    for key, value in part.items():
        told = value
        if isinstance(value, Mapping):
            told = ", ".join(f"{name} {n:,}" for name, n in value.items())
        yield key.replace("_", " "), told


def _table(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(str(cell) for cell in line)} |" for line in lines)
