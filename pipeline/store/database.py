"""Opening the database, and the store that groups what can be done with it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from pipeline.errors import StoreError
from pipeline.store.articles import ArticleTable
from pipeline.store.deals import CompanyTable, DealTable
from pipeline.store.extractions import ExtractionTable
from pipeline.store.feeds import FeedTable
from pipeline.store.judgements import JudgementTable
from pipeline.store.links import LinkTable
from pipeline.store.migrations import migrations
from pipeline.store.search import SearchIndex

if TYPE_CHECKING:
    from sqlite_utils.db import Database

_LOCK_WAIT = 30_000
"""Milliseconds to wait for another process that writes."""


class Store:
    """An open database. Its parts read and write one kind of record each; ``transaction`` makes their writes one."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.search = SearchIndex(connection)
        self.articles = ArticleTable(connection, self.search)
        self.feeds = FeedTable(connection)
        self.extractions = ExtractionTable(connection)
        self.judgements = JudgementTable(connection)
        self.links = LinkTable(connection)
        self.companies = CompanyTable(connection)
        self.deals = DealTable(connection)

    @cached_property
    def db(self) -> Database:
        """The same connection through sqlite-utils, for what its tables and views make easy; slow to import."""
        from sqlite_utils.db import Database

        return Database(self.connection)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All writes inside become visible together, or none of them; a writer waits for the writer before it."""
        execute = self.connection.execute
        nested = self.connection.in_transaction
        execute("SAVEPOINT inner_part" if nested else "BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            # An error may have ended the transaction already, with all savepoints in it.
            if self.connection.in_transaction:
                execute("ROLLBACK TO inner_part" if nested else "ROLLBACK")
                if nested:
                    execute("RELEASE inner_part")
            raise
        execute("RELEASE inner_part" if nested else "COMMIT")

    @contextmanager
    def reading(self) -> Iterator[None]:
        """All reads inside see one state of the database, whatever others write meanwhile."""
        if self.connection.in_transaction:
            yield
            return
        self.connection.execute("BEGIN")
        try:
            yield
        finally:
            self.connection.execute("ROLLBACK")

    def close(self) -> None:
        """Close the connection; nothing can be done with the store afterwards."""
        self.connection.close()

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
        # Without an isolation level, a statement outside of a transaction is committed by itself.
        connection = sqlite3.connect(
            str(path), timeout=_LOCK_WAIT / 1000, check_same_thread=False, isolation_level=None
        )
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
        _refuse_newer(connection, path)
        migrations.apply(connection)
    except sqlite3.OperationalError as error:
        raise StoreError(
            f"{path}: cannot be opened as a database ({error}); check its rights and that it is not locked"
        ) from None
    except sqlite3.DatabaseError as error:
        raise StoreError(f"{path}: is not a Dealwire database ({error}); name another --db") from None
    store = Store(connection)
    if not store.search.is_current():
        with store.transaction():
            store.search.rebuild()
    return store


def _refuse_newer(connection: sqlite3.Connection, path: Path | str) -> None:
    if unknown := sorted(migrations.applied(connection) - set(migrations.names)):
        raise StoreError(f"{path}: was written by a newer Dealwire ({unknown[0]}); upgrade dealwire to open it")
