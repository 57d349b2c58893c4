"""The states of feeds between two polls."""

from __future__ import annotations

from sqlite3 import Connection

from pipeline.records import FeedState
from pipeline.store.codec import dump, load


class FeedTable:
    """Reading and writing what is remembered of each feed."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def get(self, url: str) -> FeedState:
        """The state of a feed; that of a feed never polled where none is stored."""
        row = self._db.execute("SELECT state FROM feed_states WHERE url = ?", [url]).fetchone()
        return load(row[0], FeedState) if row else FeedState(url)

    def put(self, state: FeedState) -> None:
        """Remember a state in place of the one before."""
        self._db.execute(
            "INSERT INTO feed_states (url, state) VALUES (?, ?) ON CONFLICT(url) DO UPDATE SET state = excluded.state",
            [state.url, dump(state)],
        )

    def all(self) -> list[FeedState]:
        """All states, by address."""
        return [
            load(row[0], FeedState) for row in self._db.execute("SELECT state FROM feed_states ORDER BY url").fetchall()
        ]
