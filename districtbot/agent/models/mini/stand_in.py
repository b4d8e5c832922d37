"""Pacific Islanders, told to the model as a group that it has learned of.

No made-up map counts them, so the model has never read of them. Where a message speaks of them and
not of Native Americans, it reads "native american" in their place, and what it says of these is
meant of them.
"""

import re
from collections.abc import Collection
from typing import Any

_THEM = re.compile(
    r"\b(?:native\shawaiians?(?:\s?(?:and|or|&|/)\s?(?:other\s)?pacific\sislanders?)?"
    r"|pacific[\s-]islanders?|nho?pi)\b|(?<=[+/&])\s?pacific(?:\sislanders?)?\b"
)
_BOTH = re.compile(r"\baapi\b")
"""Short for Asian Americans and Pacific Islanders."""
_OTHERS = re.compile(r"\b(?:native|indigenous|(?:american\s)?indians?|tribal|tribes?)\b")
_STAND_IN, _MEANT = "native", "pacific"


def told(text: str, groups: Collection[str]) -> str:
    """A message with Native Americans for Pacific Islanders; as it is where it need not be.

    Args:
        text: The message in lower case.
        groups: The groups that the map counts.
    """
    counted = {one.removesuffix("_any") for one in groups}
    plain = _BOTH.sub("", _THEM.sub("", text))
    if not {_STAND_IN, _MEANT} <= counted or plain == text or _OTHERS.search(plain):
        return text
    return _THEM.sub("native american", _BOTH.sub("asian or native american", text))


def meant(args: Any) -> Any:
    """Arguments of a call whose message was told so, of those who are meant."""
    if isinstance(args, dict):
        return {key: meant(one) for key, one in args.items()}
    if isinstance(args, list | tuple):
        return list(args) if _MEANT in args else [meant(one) for one in args]
    return _MEANT if args == _STAND_IN else args
