"""What an answer is that rests on no tool: a question back, a refusal, or plain words."""

import re

from districtbot.agent.turn import Status

_CANNOT = r"(?:can(?:not|['\u2019]t)|could not|won['\u2019]t|will not|am (?:not able|unable) to)"
_DOES = (
    r"(?:help|assist|do (?:that|this|so|it)|read|write|provide|share|access|open|comply|support|"
    r"fulfil|discuss|answer|give|show|reveal|create|generate|compose|tell|make)"
)
_REFUSAL = re.compile(
    rf"\bI(?:['\u2019]m)? (?:{_CANNOT}|not able to|unable to)(?: \w+){{0,2}} {_DOES}\b"
    r"|\b(?:I|we) (?:must |have to |would )?decline\b"
    r"|\b(?:I|we) (?:can |am able to |will )?(?:only|just) "
    r"(?:help|assist|work|deal|draw|handle|answer|talk)\b"
    r"|\b(?:outside|beyond) (?:of )?(?:my|what I)\b"
    r"|\bnot (?:something|what) (?:that )?I (?:can |am able to )?(?:do|help|handle)\b",
    re.IGNORECASE,
)


def status_of_aside(text: str) -> Status:
    """How a turn ended whose answer rests on no result of a tool.

    Args:
        text: The answer.
    """
    if text.rstrip(" \n\"')*").endswith("?"):
        return "needs_input"
    return "declined" if _REFUSAL.search(text) else "answered"
