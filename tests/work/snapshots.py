"""What a database holds, for comparing two of them."""

from __future__ import annotations

from typing import Any

from pipeline.store import Store

_MOMENTS = {"fetched", "first_seen"}
"""Columns of given tables that tell when, not what."""


def snapshot(store: Store, *, derived_only: bool = False) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of every table, by its name; without the moments at which articles came, and without the index of
    words, which numbers articles as they come."""
    tables = [
        name
        for (name,) in store.connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        if not name.startswith(("sqlite_", "_sqlite_", "x_search")) and name != "feed_states"
    ]
    return {name: _rows(store, name) for name in tables if (name.startswith("x_") if derived_only else True)}


def _rows(store: Store, table: str) -> list[tuple[Any, ...]]:
    columns = [row[1] for row in store.connection.execute(f"PRAGMA table_info([{table}])")]
    kept = [name for name in columns if table.startswith("x_") or name not in _MOMENTS]
    rows = store.connection.execute(f"SELECT {', '.join(f'[{name}]' for name in kept)} FROM [{table}]")
    return sorted(rows.fetchall(), key=repr)
