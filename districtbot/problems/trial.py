"""What came of putting an item to the test."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Trial:
    """What came of a test.

    Attributes:
        faults: What is wrong with the item itself; empty where nothing is.
        killed: Kind of wrong answer to how many were refused.
        survived: Kind of wrong answer to how many passed for right.
        same: Kind of wrong answer to how many came to a right one all the same, and so count for
            nothing.
    """

    faults: list[str] = field(default_factory=list)
    killed: dict[str, int] = field(default_factory=dict)
    survived: dict[str, int] = field(default_factory=dict)
    same: dict[str, int] = field(default_factory=dict)

    def count(self, kind: str, *, refused: bool) -> None:
        """Count one wrong answer."""
        counts = self.killed if refused else self.survived
        counts[kind] = counts.get(kind, 0) + 1

    def count_same(self, kind: str) -> None:
        """Count an answer that was to be wrong and is right."""
        self.same[kind] = self.same.get(kind, 0) + 1

    def add(self, other: "Trial") -> None:
        """Add the counts of another test; its faults stay its own."""
        for mine, theirs in (
            (self.killed, other.killed),
            (self.survived, other.survived),
            (self.same, other.same),
        ):
            for kind, n in theirs.items():
                mine[kind] = mine.get(kind, 0) + n
