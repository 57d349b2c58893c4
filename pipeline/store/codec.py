"""Records to JSON and back, exactly: decimals, dates and tuples survive."""

from __future__ import annotations

from functools import cache
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter

T = TypeVar("T")


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def dump(value: object, kind: Any) -> str:
    """The JSON of a value of a record type (or of a tuple of them: ``tuple[Money, ...]``)."""
    return _adapter(kind).dump_json(value).decode("utf-8")


def load(raw: str, kind: type[T]) -> T:
    """The value that :func:`dump` wrote."""
    value: T = _adapter(cast(Any, kind)).validate_json(raw)
    return value
