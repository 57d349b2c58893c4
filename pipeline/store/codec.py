"""Records to JSON and back, exactly: decimals, dates and tuples survive."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar, cast

import msgspec

T = TypeVar("T")

_encoder = msgspec.json.Encoder()


@cache
def _decoder(kind: Any) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(kind)


def dump(value: object) -> str:
    """The JSON of a record, or of a tuple of them."""
    return _encoder.encode(value).decode("utf-8")


def loader(kind: type[T]) -> Callable[[str], T]:
    """:func:`load` for many values of one type."""
    read: Callable[[str], T] = _decoder(cast(Any, kind)).decode
    return read


def load(raw: str, kind: type[T]) -> T:
    """The value of a record type (or of a tuple of them: ``tuple[Money, ...]``) that :func:`dump` wrote."""
    return loader(kind)(raw)
