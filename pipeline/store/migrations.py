"""The versions of the schema, oldest first. A migration that has been released is never edited: add the next one.

Tables whose name starts with ``x_`` are derived and may be emptied at any time; all others are given.
"""

from __future__ import annotations

from sqlite_utils.db import Database
from sqlite_utils.migrations import Migrations

migrations = Migrations("dealwire")


@migrations(name="0001-articles")
def articles(db: Database) -> None:
    """Articles with their versions, the keys they are known by, and the states of feeds."""
    statements = (
        """CREATE TABLE articles (
            id TEXT PRIMARY KEY,
            version INTEGER NOT NULL,
            first_seen TEXT NOT NULL
        )""",
        """CREATE TABLE article_versions (
            article TEXT NOT NULL REFERENCES articles(id),
            version INTEGER NOT NULL,
            title TEXT NOT NULL,
            text TEXT NOT NULL,
            lang TEXT,
            url TEXT,
            published TEXT,
            feed TEXT,
            source TEXT NOT NULL,
            note TEXT,
            fetched TEXT,
            digest TEXT NOT NULL,
            PRIMARY KEY (article, version)
        ) WITHOUT ROWID""",
        """CREATE TABLE article_keys (
            key TEXT PRIMARY KEY,
            article TEXT NOT NULL REFERENCES articles(id),
            digest TEXT NOT NULL
        ) WITHOUT ROWID""",
        "CREATE INDEX article_keys_article ON article_keys(article)",
        """CREATE TABLE feed_states (
            url TEXT PRIMARY KEY,
            state TEXT NOT NULL
        ) WITHOUT ROWID""",
    )
    for statement in statements:
        db.execute(statement)


@migrations(name="0002-extractions")
def extractions(db: Database) -> None:
    """What was read out of the latest version of each article."""
    statements = (
        """CREATE TABLE x_extractions (
            article TEXT PRIMARY KEY REFERENCES articles(id),
            version INTEGER NOT NULL,
            engine TEXT NOT NULL,
            lang TEXT NOT NULL,
            entities TEXT NOT NULL,
            amounts TEXT NOT NULL
        ) WITHOUT ROWID""",
        """CREATE TABLE x_reports (
            id TEXT PRIMARY KEY,
            article TEXT NOT NULL REFERENCES x_extractions(article) ON DELETE CASCADE,
            ordinal INTEGER NOT NULL,
            type TEXT NOT NULL,
            status TEXT NOT NULL,
            published TEXT,
            report TEXT NOT NULL
        ) WITHOUT ROWID""",
        "CREATE INDEX x_reports_article ON x_reports(article)",
    )
    for statement in statements:
        db.execute(statement)
