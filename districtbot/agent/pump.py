"""Reading from what may block, so that it can be left at any moment."""

import contextvars
import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import TypeVar

T = TypeVar("T")

LOOK_EVERY = 0.1
"""Seconds between two looks at whether to leave."""


class Left(Exception):  # noqa: N818 - an event, not an error
    """The reader left before the end."""


class _End:
    """Marks the end of what is read."""


def pumped(source_fn: Callable[[], Iterator[T]], left_fn: Callable[[], bool]) -> Iterator[T]:
    """The values of an iterator that runs in a thread of its own.

    Args:
        source_fn: Makes the iterator; called in the thread. Once left, it is closed at its next
            value, which nobody sees.
        left_fn: Whether to leave; asked while waiting.

    Raises:
        Left: If ``left_fn`` said so.
        Exception: What the iterator raises.
    """
    values: queue.SimpleQueue[T | BaseException | _End] = queue.SimpleQueue()
    gone = threading.Event()

    def run() -> None:
        try:
            source = source_fn()
            for value in source:
                if gone.is_set():
                    with suppress(AttributeError):
                        source.close()  # type: ignore[attr-defined]
                    return
                values.put(value)
            values.put(_End())
        except BaseException as error:  # noqa: BLE001 - raised again where it is read
            values.put(error)

    context = contextvars.copy_context()
    threading.Thread(target=context.run, args=(run,), daemon=True).start()
    try:
        while True:
            try:
                value = values.get(timeout=LOOK_EVERY)
            except queue.Empty:
                if left_fn():
                    raise Left from None
                continue
            if isinstance(value, _End):
                return
            if isinstance(value, BaseException):
                raise value
            yield value
            if left_fn():
                raise Left
    finally:
        gone.set()
