"""What an ideal agent says of what the tools gave."""

from districtbot.problems.dialogues.talk import Talk
from districtbot.tools.calling import Called


def tell_plan(talk: Talk, called: Called) -> None:
    """End the turn after ``propose_plan`` or ``improve_plan``: what was drawn, what is met.

    Says plainly which targets are missed and by how much; where it is proved impossible, the
    proof and the nearest possible.
    """
    raise NotImplementedError
