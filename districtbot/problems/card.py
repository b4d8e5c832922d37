"""The card of a set: what it is, how large, how it was made, what it may be used for."""

from typing import Any

from districtbot.problems.shelf import STEMS, file_of
from districtbot.problems.spec import Kind
from districtbot.problems.split import SPLITS

_HEAD = """\
---
license: mit
language: en
pretty_name: districtbot {name} {seed}
task_categories: [text-generation, question-answering]
configs:
{configs}
---
# Problem set {name}, seed {seed}

Coding problems and dialogues about drawing and judging electoral districts. Every answer was
verified by running it: the reference solution of a coding problem ran in a sandbox and passed its
check; the tools of a dialogue were really called, and calling them again gave the same to the
letter.

Made by

    {command}

The same command with the same versions (`manifest.json`) gives the same bytes. Check it with
`districtbot problems verify DIR`.

| file | items | families | maps | question: median letters | levels 1 / 2 / 3 | MB |
|---|---|---|---|---|---|---|
{rows}

"""
_TEXT = """\
## What is in an item

`schema.json` describes a line. A **coding** item has an instruction, the files it is about with
their columns, a reference solution and, where there is one right answer, the answer. A **dialogue**
has turns: what the person said, the calls of an ideal agent with what the tools gave, and the
reply; `facts` are pieces that any right reply holds. Arguments, answers and parameters are JSON
text, so that every column of a table has one type:

    datasets.load_dataset("json", data_files={{"train": "dialogues.train.jsonl.gz"}})

`districtbot problems export` writes the same as Alpaca rows, chat messages, ReAct text, or
questions and answers.

## Splits

Train, dev and test differ by map, by column convention and place names, by phrase (a tenth of
each section of the phrase bank belongs to dev alone, another to test alone) and by family
({held_out} are in test only). Two questions of different splits that share {alike:.0%} or more of
their runs of {words} words do not both stay; nor does one that is like a request of an exam that
is kept elsewhere ({kept_out} fingerprints).
{refused}
## Limits

The states are made up and small (48 to 260 units); the people are made up from phrases that were
written line by line with the help of language models, in seven voices of American English: they are
nobody's real words. The map says nothing about any real place, and no vote or person in it is
real. Column names follow the habits of MGGG, VEST, the Redistricting Data Hub, DRA, ALARM, the
Census and local offices; county names are drawn at random from those of the Census.

## Licence

MIT, as the project. Nothing in it was copied from another set.
"""


def card_of(manifest: dict[str, Any]) -> str:
    """The card of a set in Markdown, with the head that dataset hubs read.

    Args:
        manifest: The set's manifest.
    """
    files = {name: one for name, one in manifest["files"].items() if name.endswith(".gz")}
    near = manifest["near_duplicates"]
    head = _HEAD.format(
        name=manifest["name"],
        seed=manifest["seed"],
        command=manifest["command"],
        configs="\n".join(_config(kind, stem, files) for kind, stem in STEMS.items()),
        rows="\n".join(_row(name, one) for name, one in files.items()),
    )
    return head + _TEXT.format(
        held_out=", ".join(manifest["held_out_families"]) or "none",
        alike=near["share_of_common_runs"],
        words=near["words_of_a_run"],
        kept_out=near["texts_kept_out"],
        refused=_refused(manifest["refused"]),
    )


def _config(kind: Kind, stem: str, files: dict[str, Any]) -> str:
    lines = [f"  - config_name: {stem}", "    data_files:"]
    for split in SPLITS:
        if file_of(kind, split) in files:
            lines += [f"      - split: {split}", f"        path: {file_of(kind, split)}"]
    return "\n".join(lines)


def _row(name: str, one: dict[str, Any]) -> str:
    levels = " / ".join(f"{one['levels'].get(str(level), 0):,}" for level in (1, 2, 3))
    cells = (
        name,
        f"{one['items']:,}",
        str(len(one["families"])),
        str(one["maps"]),
        f"{one['question_letters']['median']:.0f}",
        levels,
        f"{one['bytes'] / 1e6:.1f}",
    )
    return f"| {' | '.join(cells)} |"


def _refused(refused: dict[str, int]) -> str:
    if not refused:
        return ""
    told = ", ".join(f"{n:,} {reason}" for reason, n in refused.items())
    return f"\nRefused while this set was made: {told}.\n"
