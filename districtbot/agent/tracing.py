"""Whether what is said in a chat may leave this machine for LangSmith."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

VARIABLE = "DISTRICTBOT_TRACING"


@contextmanager
def untraced() -> Iterator[None]:
    """Keep LangChain from sending a conversation to LangSmith, whatever its own variables say.

    ``LANGSMITH_TRACING`` is often set for other work of the same person. What is said here is sent
    only where ``DISTRICTBOT_TRACING=1`` is set besides.
    """
    from langsmith.run_helpers import tracing_context

    if os.environ.get(VARIABLE, "").strip() == "1":
        yield
        return
    with tracing_context(enabled=False):
        yield
