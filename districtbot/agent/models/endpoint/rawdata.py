"""OpenAI's client with pieces of a stream as plain data, whatever types a server sends."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any


class RawData:
    """The part of OpenAI's client that LangChain calls.

    LangChain turns each piece of a stream into data with a warning on the screen for every field
    that is of another type than it should be; here it gets data, without a word.

    Args:
        completions: ``chat.completions`` of a client.
    """

    def __init__(self, completions: Any) -> None:
        self._completions = completions

    @property
    def with_raw_response(self) -> Any:
        """Whole answers, as they are."""
        return self._completions.with_raw_response

    def create(self, **payload: Any) -> AbstractContextManager[Iterator[Any]]:
        """A stream."""
        return _as_data(self._completions.create(**payload))


@contextmanager
def _as_data(stream: Any) -> Iterator[Iterator[Any]]:
    with stream as pieces:
        yield (piece.model_dump(warnings=False) for piece in pieces)
