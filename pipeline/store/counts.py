"""Counts that are asked for all the time, by whoever watches over a running Dealwire."""

from __future__ import annotations

from pipeline.store.database import Store


def deals_by_status(store: Store) -> dict[str, int]:
    """Number of deals by status; a status that no deal has is not in it."""
    return dict(store.connection.execute("SELECT status, count(*) FROM x_deals GROUP BY status").fetchall())
