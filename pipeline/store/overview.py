"""What the database holds, in numbers."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date

from pipeline.store.database import Store


@dataclass(frozen=True, slots=True)
class Overview:
    """Counts over the whole database."""

    articles: dict[str, int]
    """Articles by language; the empty string counts those in none of ours."""
    sources: dict[str, int]
    """Articles by where their text was taken from."""
    versions: int
    """Versions of all articles."""
    first_published: date | None
    last_published: date | None
    unread: int
    """Articles in one of our languages whose latest version no engine has read."""
    engines: dict[str, int]
    """Articles read, by engine."""
    reports: int
    deals: dict[str, int]
    """Deals by status."""
    companies: int
    judgements: int
    """Judgements in force."""
    schema: str
    """Name of the newest migration."""
    bytes: int
    """Size of the database."""
    sqlite: str
    """Version of SQLite."""


def overview(store: Store) -> Overview:
    """Count what the database holds."""
    execute = store.connection.execute

    def groups(sql: str) -> dict[str, int]:
        return dict(execute(sql).fetchall())

    def one(sql: str) -> int:
        return int(execute(sql).fetchone()[0])

    latest = "articles a JOIN article_versions v ON v.article = a.id AND v.version = a.version"
    first, last = execute(f"SELECT min(v.published), max(v.published) FROM {latest}").fetchone()
    return Overview(
        articles=store.articles.count(),
        sources=groups(f"SELECT v.source, count(*) FROM {latest} GROUP BY 1 ORDER BY 1"),
        versions=one("SELECT count(*) FROM article_versions"),
        first_published=date.fromisoformat(first) if first else None,
        last_published=date.fromisoformat(last) if last else None,
        unread=one(
            f"""SELECT count(*) FROM {latest}
                LEFT JOIN x_extractions x ON x.article = a.id AND x.version = a.version
                WHERE x.article IS NULL AND v.lang IS NOT NULL"""
        ),
        engines=groups("SELECT engine, count(*) FROM x_extractions GROUP BY 1 ORDER BY 2 DESC, 1"),
        reports=one("SELECT count(*) FROM x_reports"),
        deals=groups("SELECT status, count(*) FROM x_deals GROUP BY 1 ORDER BY 1"),
        companies=one("SELECT count(*) FROM x_companies"),
        judgements=one("SELECT count(*) FROM judgements WHERE undone_at IS NULL"),
        schema=execute("SELECT max(name) FROM _sqlite_migrations WHERE migration_set = 'dealwire'").fetchone()[0],
        bytes=one("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"),
        sqlite=sqlite3.sqlite_version,
    )
