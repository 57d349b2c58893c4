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

    def __init__(self, connection: sqlite3.Connection, path: Path | str = ":memory:") -> None:
        self.connection = connection
        self.path = path
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
        """All writes inside become visible together, or none of them; a writer waits for the writer before it.

        Raises StoreError where that one does not end, or nothing may be written."""
        execute = self.connection.execute
        nested = self.connection.in_transaction
        try:
            execute("SAVEPOINT inner_part" if nested else "BEGIN IMMEDIATE")
        except sqlite3.DatabaseError as error:
            _explain(error, self.path)
            raise
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
        if isinstance(error, sqlite3.DatabaseError):
            _explain(error, self.path)


def open_store(path: Path | str, *, create: bool = True) -> Store:
    """Open the database at ``path`` (":memory:" for one that vanishes), brought up to the newest schema.

    Raises StoreError where the file is no database, is that of another program, comes from a newer Dealwire, cannot
    be written, or is missing and ``create`` is false."""
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
        _refuse_other(connection, path)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
        _refuse_newer(connection, path)
        migrations.apply(connection)
    except sqlite3.DatabaseError as error:
        _explain(error, path)
        raise
    store = Store(connection, path)
    if not store.search.is_current():
        with store.transaction():
            store.search.rebuild()
    return store


def _explain(error: sqlite3.DatabaseError, path: Path | str) -> None:
    """Raise StoreError for what the state of the file or of the machine explains; return for any other error."""
    # The low byte is the kind, the others tell more of it.
    match getattr(error, "sqlite_errorcode", 0) & 0xFF:
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            seconds = _LOCK_WAIT // 1000
            what = f"another process has been writing to it for more than {seconds} s ({error}); try again later"
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_AUTH:
            what = f"cannot be opened as a database ({error}); you need the right to write to it and to its folder"
        case sqlite3.SQLITE_FULL:
            what = f"there is no room for it ({error}); make some and run this again, nothing is lost"
        case sqlite3.SQLITE_IOERR:
            what = f"its disk cannot be read or written ({error}); check the disk, which must be a local one"
        case sqlite3.SQLITE_CORRUPT:
            what = f"is damaged ({error}); take your last copy of it (docs/running.md, Backup)"
        case sqlite3.SQLITE_NOTADB:
            what = f"is not a Dealwire database ({error}); name another --db"
        case _:
            return
    raise StoreError(f"{path}: {what}") from error


def _refuse_other(connection: sqlite3.Connection, path: Path | str) -> None:
    """Refuse a database that holds tables, but none of ours, before anything is written to it."""
    if migrations.applied(connection):
        return
    tables = [
        name
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY rowid")
        # What a Dealwire of the same moment may have begun with.
        if name != "_sqlite_migrations" and not name.startswith("sqlite_")
    ]
    if tables:
        raise StoreError(
            f"{path}: is the database of another program (it has a table {tables[0]!r}); name another --db"
        )


def _refuse_newer(connection: sqlite3.Connection, path: Path | str) -> None:
    if unknown := sorted(migrations.applied(connection) - set(migrations.names)):
        raise StoreError(f"{path}: was written by a newer Dealwire ({unknown[0]}); upgrade dealwire to open it")
