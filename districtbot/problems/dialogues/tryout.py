"""Prints conversations: ``python -m districtbot.problems.dialogues.tryout FAMILY [N]``."""

import sys
import tempfile
import time
from importlib import import_module
from pathlib import Path

from districtbot.ground.seeds import rng_of, seed_of
from districtbot.problems.dialogues import families
from districtbot.problems.dialogues.family import DialogueFamily
from districtbot.problems.dialogues.talk import Talk
from districtbot.problems.language.speaker import Speaker
from districtbot.problems.maps.making import map_of

N_MAPS = 6
"""Maps that are tried one after the other."""


def a_talk(family: DialogueFamily, index: int, level: int, out: Path) -> Talk:
    """One conversation on one of a few maps.

    Raises:
        ValueError: If none of the maps will do.
    """
    rng = rng_of("tryout", family.name, index)
    maps = [map_of("tryout", "train", (index + step) % N_MAPS) for step in range(N_MAPS)]
    able = [made for made in maps if family.needs(made)]
    if not able:
        raise ValueError(f"none of the maps will do for {family.name}")
    seed = seed_of("tryout", family.name, index, "desk") % 2**31
    speaker = Speaker.drawn(rng, "train")
    talk = Talk(
        able[0], rng, speaker, level=level, seed=seed, out=out, allow_code=family.allow_code
    )
    family.act(talk)
    return talk


def printed(talk: Talk) -> str:
    """A conversation as text."""
    lines: list[str] = []
    for turn in talk.exchanges:
        lines.append(f"USER  {turn.user}")
        for step in turn.steps:
            lines.append(f"  ~ {step.thought}" if step.thought else "  ~")
            lines.append(f"  > {step.called.name} {step.called.arguments}")
            lines.append(f"  < {'' if step.called.ok else 'REFUSED '}{step.called.text[:400]}")
        lines.append(f"AGENT {turn.reply}")
        lines.append(f"  facts: {turn.facts}")
    return "\n".join(lines)


def main() -> None:
    """Play N conversations of a family at levels 1 to 3 and print them."""
    family: DialogueFamily = import_module(f"{families.__name__}.{sys.argv[1]}").FAMILY
    n = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    with tempfile.TemporaryDirectory() as folder:
        for index in range(n):
            level = index % 3 + 1
            began = time.perf_counter()
            talk = a_talk(family, index, level, Path(folder))
            spent = time.perf_counter() - began
            head = f"--- {family.name} {index}, level {level}, {talk.speaker.voice}, {spent:.2f} s"
            sys.stdout.write(f"{head}\n{printed(talk)}\n\n")


if __name__ == "__main__":
    main()
