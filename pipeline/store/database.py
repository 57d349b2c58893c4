"""Opening the database, and the store that groups what can be done with it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from sqlite_utils.db import Database

from pipeline.errors import StoreError
from pipeline.store.articles import ArticleTable
from pipeline.store.extractions import ExtractionTable
from pipeline.store.feeds import FeedTable
from pipeline.store.migrations import migrations

_LOCK_WAIT = 30_000
"""Milliseconds to wait for another process that writes."""


class Store:
    """An open database. Its parts read and write one kind of record each; ``transaction`` makes their writes one."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.articles = ArticleTable(db)
        self.feeds = FeedTable(db)
        self.extractions = ExtractionTable(db)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All writes inside become visible together, or none of them; a writer waits for the writer before it."""
        if self.db.conn.in_transaction:
            with self.db.atomic():
                yield
            return
        self.db.conn.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.db.conn.rollback()
            raise
        self.db.conn.commit()

    def close(self) -> None:
        """Close the connection; nothing can be done with the store afterwards."""
        self.db.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_store(path: Path | str, *, create: bool = True) -> Store:
    """Open the database at ``path`` (":memory:" for one that vanishes), brought up to the newest schema.

    Raises StoreError where the file is no database, comes from a newer Dealwire, cannot be written, or is
    missing and ``create`` is false."""
    if str(path) != ":memory:":
        path = Path(path)
        if not path.exists() and not create:
            raise StoreError(f"{path}: there is no database; run 'dealwire ingest --db {path}' first")
        if not path.parent.is_dir():
            raise StoreError(f"{path}: the folder {path.parent} does not exist; create it or name another --db")
    try:
        connection = sqlite3.connect(str(path), timeout=_LOCK_WAIT / 1000, check_same_thread=False)
        db = Database(connection)
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")
        db.execute("PRAGMA foreign_keys = ON")
        _refuse_newer(db, path)
        migrations.apply(db)
    except sqlite3.OperationalError as error:
        raise StoreError(
            f"{path}: cannot be opened as a database ({error}); check its rights and that it is not locked"
        ) from None
    except sqlite3.DatabaseError as error:
        raise StoreError(f"{path}: is not a Dealwire database ({error}); name another --db") from None
    return Store(db)


def _refuse_newer(db: Database, path: Path | str) -> None:
    known = {m.name for m in migrations.pending(db)} | {m.name for m in migrations.applied(db)}
    ours = {m.name for m in migrations.pending(Database(memory=True))}
    if unknown := sorted(known - ours):
        raise StoreError(f"{path}: was written by a newer Dealwire ({unknown[0]}); upgrade dealwire to open it")
