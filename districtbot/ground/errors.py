"""The one kind of error that whoever asked can mend."""

from districtbot.ground.quoting import plain


class AskError(Exception):
    """A problem in what was asked or handed over, said so that it can be mended.

    Everything else that is raised is a bug and stops the run.

    Args:
        problem: What is wrong: which argument or column, which rule, what came instead.
        todo: What to do next. A full sentence.
    """

    def __init__(self, problem: str, todo: str = "") -> None:
        self.problem = problem.strip()
        self.todo = todo.strip()
        super().__init__(f"{self.problem} {self.todo}".strip())


def some_of(values: object, n_shown: int = 5) -> str:
    """The first few of many values, for a message: ``a, b, c and 12 more``.

    Args:
        values: Any iterable; each value is shown with ``str``, on one line (see `plain`).
        n_shown: How many to show before counting the rest.
    """
    texts = [str(value) for value in values]  # type: ignore[attr-defined]
    shown = ", ".join(plain(text, len(text)) for text in texts[:n_shown])
    more = len(texts) - n_shown
    return f"{shown} and {more:,} more" if more > 0 else shown
