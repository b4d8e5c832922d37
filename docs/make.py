"""Writes the generated pages: cli.md, targets.md, measures.md, tools.md, families.md.

From them and the hand-written pages come the passages that ``explain`` quotes.

python docs/make.py          writes them
python docs/make.py --check  exits with 1 where a page is stale
"""

import inspect
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import click
from familypage import families_page
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined
from toolpage import tools_page
from typing_extensions import TypeAliasType

from districtbot.cli.main import districtbot
from districtbot.plans import targets
from districtbot.plans.glossary.term import Term
from districtbot.plans.glossary.terms import CHAPTERS
from districtbot.tools.library.own import passages_text

HERE = Path(__file__).parent

TARGETS_HEAD = """\
# Targets

What a plan must be, as `districtbot run MAP --targets FILE.toml` reads it. A file says how
many districts, then lists the targets:

```toml
districts = 7

[[target]]
measure = "population_deviation"
at_most = "1%"            # a share: 0.01 means the same

[[target]]
measure = "region_splits"
region = "county"         # or "municipality", or any column
at_most = 10

[[target]]
measure = "polsby_popper"
statistic = "mean"        # or "minimum"
at_least = 0.25
wished = true             # aimed at, but no failure if missed
```

Every district in one piece (`contiguity`) is always a target. Where no target is on
population, a deviation of at most 5% per district is added. A target with `wished = true`
counts after all others, and missing it does not make the run fail.

Population is measured in two ways that are told apart: the *deviation* of a district is how
far it is from the ideal (total / districts), the *overall range* is the largest less the
smallest district. A range of 2% can be a deviation of ±1%.

Flags of `districtbot run` replace the targets of the same measure in the file, and
`--districts` replaces its number of districts.

Region words: `county` and `municipality` stand for the columns with these roles
(`districtbot inspect MAP` shows them); any other word is a column of the map. Group names are
those of the map's group columns: white, black, hispanic, asian, native, pacific, other,
two_or_more, and any-part variants such as black_any; a column name works too. Elections have
short names such as PRES20. Units are named by their ids (the unit id column that
`districtbot inspect` shows).

More examples:

```toml
[[target]]                       # these counties in one district (all of them together)
measure = "together"
column = "county"
values = ["Polk", "Dallas", "Story"]

[[target]]                       # this county whole
measure = "together"
column = "county"
values = "Linn"

[[target]]                       # district 2 is exactly these units
measure = "locked"
column = "GEOID20"
values = ["19153", "19049"]
district = 2
alone = true                     # without it other units may join them

[[target]]                       # at least two districts with 40% Black voting age population
measure = "group_share"
group = "black"
of = "vap"
share = "40%"
districts_at_least = 2

[[target]]
measure = "seats"
party = "dem"                    # or "rep"
election = "PRES20"
equal = 4                        # or at_least, at_most

[[target]]
measure = "competitive"
election = "PRES20"
margin = "5%"                    # 45% to 55%
at_least = 3

[[target]]                       # these units, by id, in three different districts
measure = "incumbents"
units = ["19153", "19113", "19163"]

[[target]]                       # 80% of the people keep the district they have in column CD
measure = "least_change"
plan = "CD"                      # a plan column of the map, or a plan file: "enacted.csv"
at_least = "80%"
```

"""


def targets_page() -> str:
    """docs/targets.md."""
    parts = [TARGETS_HEAD]
    for kind in get_args(get_args(targets.Target)[0]):
        parts.append(f"## {kind.model_fields['measure'].default}\n\n{_prose(kind)}\n")
        rows = [
            f"| `{name}` | {_kind(field)} | {_default(field.default)} |"
            for name, field in kind.model_fields.items()
            if name not in ("measure", "wished")
        ]
        if rows:
            parts.append("\n".join(["| field | is | default |", "|---|---|---|", *rows]) + "\n")
    return "\n".join(parts).rstrip() + "\n"


def _prose(kind: type) -> str:
    return (inspect.getdoc(kind) or "").replace("``", "`")


def _kind(field: Any) -> str:
    if isinstance(field.annotation, TypeAliasType):
        kind, *facts = get_args(field.annotation.__value__)
        words = [fact.description for fact in facts if isinstance(fact, FieldInfo)]
        return next(filter(None, words), _type(kind))
    return field.description or _type(field.annotation)


def _type(annotation: Any) -> str:
    names = {
        int: "a whole number",
        str: "text",
        bool: "true or false",
        tuple[str, ...]: "a list of texts",
    }
    if annotation in names:
        return names[annotation]
    choices = get_args(annotation)
    if choices and all(isinstance(choice, str) for choice in choices):
        return " or ".join(f'`"{choice}"`' for choice in choices)
    inner = [_type(part) for part in choices if part not in (type(None), *_constraints(choices))]
    return inner[0] if inner else str(annotation)


def _constraints(parts: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(part for part in parts if not isinstance(part, type) and not get_args(part))


def _default(value: Any) -> str:
    if value is PydanticUndefined:
        return "must be given"
    if value is None:
        return "none"
    return f"`{json.dumps(value)}`"


MEASURES_HEAD = """\
# Measures

Every number of the scorecard: what it says, how it is worked out, whom a positive value
favours, when there is none, and where it comes from. `districtbot score PLAN MAP` prints them,
`--explain` with these words, `--csv FILE` and `--json` in full. The keys in code font name
them in files.

Read them so:

- Votes are those for the two parties. Signed measures are positive where they favour
  Democrats; nothing else is meant by the sign.
- A share is a part of one (0 to 1) in files and a percentage on the screen.
- *At or above* a threshold counts a share of exactly the threshold, where gerrytools'
  `districts_above_threshold` counts those above it only.
- Shapes are measured in an equal-area projection, in metres.
- Every district has the same weight in a mean over districts.
- Where a number makes no sense there is none, and the reason stands beside it: no NaN is
  ever shown or written.

The last chapter's measures are worked out on request only: `--all` of `score`, `compare` and
`report`.

Formulas are gerrytools' (`gerrytools.scoring`) wherever it has them. No number here decides
what is lawful, and none is legal advice.
"""


def measures_page() -> str:
    """docs/measures.md."""
    parts = [MEASURES_HEAD]
    for title, terms in CHAPTERS:
        parts.append(f"## {title}\n\n" + "\n".join(map(_term, terms)))
    return "\n".join(parts).rstrip() + "\n"


def _term(term: Term) -> str:
    lines = [f"### {term.name}\n", f"`{term.key}`. {term.meaning}\n", f"- How: {term.how}"]
    told = (("Sign", term.sign), ("No value", term.undefined), ("Source", term.source))
    lines += [f"- {word}: {text}" for word, text in told if text]
    return "\n".join(lines) + "\n"


def cli_page() -> str:
    """docs/cli.md."""
    parts = [
        "# Command line\n\nWhat each command prints with `--help`. Exit codes: 0 done (for `run`: "
        "every required target met), 2 bad input, 3 a plan is written but some target is not met "
        "(for `verify`: a claim is refuted), 4 proved impossible, 130 interrupted.\n"
    ]
    parent = click.Context(
        districtbot,
        help_option_names=HELP,
        info_name="districtbot",
        max_content_width=88,
        terminal_width=88,
    )
    parts.append(f"```\n{districtbot.get_help(parent)}\n```\n")
    for name, command in sorted(districtbot.commands.items()):
        context = click.Context(
            command, help_option_names=HELP, info_name=name, parent=parent, terminal_width=88
        )
        parts.append(f"## districtbot {name}\n\n```\n{command.get_help(context)}\n```\n")
        parts += [_subcommand(one, context) for one in _subcommands(command)]
    return "\n".join(parts).rstrip() + "\n"


def _subcommands(command: click.Command) -> list[tuple[str, click.Command]]:
    return sorted(command.commands.items()) if isinstance(command, click.Group) else []


def _subcommand(named: tuple[str, click.Command], parent: click.Context) -> str:
    name, command = named
    context = click.Context(
        command, help_option_names=HELP, info_name=name, parent=parent, terminal_width=88
    )
    return f"### {context.command_path}\n\n```\n{command.get_help(context)}\n```\n"


HELP = ["-h", "--help"]
PASSAGES = "../districtbot/tools/library/passages.jsonl"
PAGES: dict[str, Callable[[], str]] = {
    "targets.md": targets_page,
    "cli.md": cli_page,
    "measures.md": measures_page,
    "tools.md": tools_page,
    "families.md": families_page,
    PASSAGES: lambda: passages_text(HERE.parent),
}
"""What is generated; passages come last, since they are made of the pages."""


def main() -> None:
    """Write or check every page."""
    stale = []
    for name, page in PAGES.items():
        text, file = page(), HERE / name
        if "--check" not in sys.argv:
            file.write_text(text, encoding="utf-8")
        elif not file.exists() or file.read_text(encoding="utf-8") != text:
            stale.append(name)
    if stale:
        sys.exit(f"stale: {', '.join(stale)}; run `make docs`")


if __name__ == "__main__":
    main()
