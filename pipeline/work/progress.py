"""What long work tells whoever waits for it, and asks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")

Progress = Callable[[int, int | None, str], None]
"""Told how many are done, of how many where that is known, and what is in hand."""
Stop = Callable[[], bool]
"""Asked whether to stop before the next piece."""


def silent(done: int, total: int | None, what: str) -> None:
    """Progress that nobody follows."""


def never() -> bool:
    """Work that nobody stops."""
    return False


def batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """The items in lists of ``size``, the last one shorter; read as they are asked for."""
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch
