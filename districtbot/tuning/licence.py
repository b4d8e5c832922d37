"""What a tuned model may be used for: that follows from the model it was made from."""

import re
from dataclasses import dataclass
from pathlib import Path

_REPOSITORY = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*\Z")
_LLAMA2 = re.compile(r"llama-?_?2(?!\d)", re.IGNORECASE)
_LLAMA3 = re.compile(r"llama-?_?3", re.IGNORECASE)
_HEAD = re.compile(r"^license:\s*([\w.-]+)\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence.

    Attributes:
        key: As model hubs call it.
        name: As people call it.
        text: What stands in the card.
    """

    key: str
    name: str
    text: str


MIT = Licence("mit", "MIT", "MIT, as districtbot itself.")
LLAMA2 = Licence(
    "llama2",
    "Llama 2 Community License",
    "Llama 2 is licensed under the LLAMA 2 Community License, Copyright (c) Meta Platforms, Inc. "
    "All Rights Reserved. That licence (https://ai.meta.com/llama/license/) and its acceptable use "
    "policy (https://ai.meta.com/llama/use-policy/) hold for this model too, and whoever passes it "
    "on must pass on a copy of the licence. What districtbot adds is MIT.",
)
LLAMA3 = Licence(
    "other",
    "that of the Llama 3 model it was made from",
    "The community licence of the Llama 3 model it was made from (https://www.llama.com) holds for "
    "this model too. What districtbot adds is MIT.",
)


def licence_for(base: str, *, from_scratch: bool = False) -> Licence:
    """The licence of a model made from another.

    Args:
        base: The other model, a folder or a repository; empty where it is not known.
        from_scratch: Whether there is none: all weights were trained by districtbot.
    """
    if from_scratch:
        return MIT
    if _LLAMA2.search(base):
        return LLAMA2
    if _LLAMA3.search(base):
        return LLAMA3
    said = _said_in(Path(base).expanduser() / "README.md") if base else ""
    if said == "mit":
        return MIT
    if said == "llama2":
        return LLAMA2
    named = base if is_repository(base) else Path(base).name
    of = f"that of {named}, the model it was made from" if base else "not known"
    return Licence(
        "other",
        said or "unknown",
        f"The licence is {of}{f' ({said})' if said else ''}; look it up before you pass the model "
        "on. What districtbot adds is MIT.",
    )


def is_repository(name: str) -> bool:
    """Whether a name is one of a repository of a model hub rather than a folder."""
    return bool(_REPOSITORY.match(name)) and not Path(name).expanduser().exists()


def _said_in(card: Path) -> str:
    """The licence in the head of a model's card; empty where there is none."""
    if not card.is_file():
        return ""
    found = _HEAD.search(card.read_text(encoding="utf-8", errors="replace")[:4000])
    return found[1].lower() if found else ""
