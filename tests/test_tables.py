"""Tables by language and by deal type are whole, so that a new one cannot be forgotten in any of them."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator, Mapping
from importlib import import_module

import pipeline
from pipeline.records import DEAL_TYPES, LANGS

NUMBERED_MONTHS = {f"pipeline.extract.dates.{name}" for name in ("_MONTHS", "_ORDINALS", "_NAMES", "_MONTH")}
"""Words for months and halves of a year, which Japanese counts."""
WITHOUT_OBJECT = {"pipeline.link.profiles._OBJECTS": {"partnership"}}
"""A partnership is about nobody but its partners."""


def tables() -> Iterator[tuple[str, frozenset[object]]]:
    """Every mapping that a module of the program holds, with its keys; those inside of others too."""
    for found in pkgutil.walk_packages(pipeline.__path__, "pipeline."):
        module = import_module(found.name)
        for name, value in vars(module).items():
            if isinstance(value, Mapping) and not name.startswith("__"):
                yield from _nested(f"{found.name}.{name}", value)


def _nested(name: str, table: Mapping[object, object]) -> Iterator[tuple[str, frozenset[object]]]:
    yield name, frozenset(table)
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _nested(f"{name}[{key!r}]", value)


def missing(name: str) -> set[str]:
    return {"ja"} if name in NUMBERED_MONTHS else set()


def test_tables_by_language_have_every_language() -> None:
    langs = frozenset(LANGS)
    by_lang = {name: keys for name, keys in tables() if len(keys & langs) > 1 and keys <= {*langs, ""}}
    assert len(by_lang) > 20
    lacking = [name for name, keys in by_lang.items() if not keys >= langs - missing(name)]
    assert not lacking, "\n".join(lacking)


def test_tables_by_deal_type_have_every_type() -> None:
    types = frozenset(DEAL_TYPES)
    by_type = {name: keys for name, keys in tables() if len(keys & types) > len(types) / 2}
    assert len(by_type) > 10
    lacking = [name for name, keys in by_type.items() if not keys >= types - WITHOUT_OBJECT.get(name, set())]
    assert not lacking, "\n".join(lacking)
