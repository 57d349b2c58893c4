"""A database of deals for other programs to read: flat tables, keys between them, views, and a page of descriptions.

Unlike Dealwire's own database its schema is for people: it is written once and never migrated.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

Row = dict[str, Any]

VIEWS: dict[str, tuple[str, str]] = {
    "deal_list": (
        "Every deal in one line, those told of last first",
        """SELECT d.id, coalesce(d.announced, d.first_seen) AS day, d.type, d.status, d.label AS deal,
            round(d.amount_usd / 1000000.0, 1) AS usd_million, d.amount_text AS as_told, d.stake, d.articles,
            (SELECT r.url FROM reports r WHERE r.deal = d.id ORDER BY r.published, r.id LIMIT 1) AS first_article
            FROM deals d ORDER BY d.last_seen DESC, d.id""",
    ),
    "company_deals": (
        "Every deal of every company, with the company's role",
        """SELECT c.name AS company, c.country, p.role, l.* FROM parties p
            JOIN companies c ON c.id = p.company JOIN deal_list l ON l.id = p.deal
            ORDER BY c.name, l.day DESC, l.id""",
    ),
    "totals_by_month": (
        "Deals and sums by the month of the announcement; terminated deals are in no sum",
        """SELECT substr(coalesce(announced, first_seen), 1, 7) AS month, count(*) AS deals,
            count(CASE WHEN status <> 'terminated' THEN amount_usd END) AS in_sum,
            round(sum(CASE WHEN status <> 'terminated' THEN amount_usd END) / 1000000.0, 1) AS usd_million
            FROM deals GROUP BY 1 ORDER BY 1""",
    ),
    "totals_by_type": (
        "Deals and sums by type and status",
        """SELECT type, status, count(*) AS deals, count(amount_usd) AS in_sum,
            round(sum(amount_usd) / 1000000.0, 1) AS usd_million FROM deals GROUP BY 1, 2 ORDER BY 1, 2""",
    ),
    "totals_by_company": (
        "Deals and sums by company; terminated deals are in no sum",
        """SELECT c.id, c.name, c.country, count(*) AS deals,
            round(sum(CASE WHEN d.status <> 'terminated' THEN d.amount_usd END) / 1000000.0, 1) AS usd_million
            FROM companies c JOIN (SELECT DISTINCT company, deal FROM parties) p ON p.company = c.id
            JOIN deals d ON d.id = p.deal GROUP BY c.id ORDER BY 5 DESC, 4 DESC, c.id""",
    ),
}
"""Name, what it shows, and its query."""
_SCHEMA = (
    """CREATE TABLE companies (
        id TEXT PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, country TEXT, legal_form TEXT,
        parent TEXT REFERENCES companies(id))""",
    """CREATE TABLE company_names (
        company TEXT NOT NULL REFERENCES companies(id), name TEXT NOT NULL, lang TEXT, source TEXT NOT NULL)""",
    """CREATE TABLE company_codes (
        company TEXT NOT NULL REFERENCES companies(id), scheme TEXT NOT NULL, value TEXT NOT NULL)""",
    """CREATE TABLE parties (
        deal TEXT NOT NULL REFERENCES deals(id), company TEXT NOT NULL REFERENCES companies(id), role TEXT NOT NULL,
        name TEXT NOT NULL, score REAL NOT NULL)""",
    """CREATE TABLE reports (
        id TEXT PRIMARY KEY, deal TEXT NOT NULL REFERENCES deals(id), article TEXT NOT NULL, lang TEXT NOT NULL,
        published TEXT, title TEXT NOT NULL, url TEXT, type TEXT NOT NULL, status TEXT NOT NULL, parties TEXT NOT NULL,
        amount TEXT, background INTEGER NOT NULL)""",
    """CREATE TABLE timeline (
        deal TEXT NOT NULL REFERENCES deals(id), status TEXT NOT NULL, first TEXT, last TEXT,
        first_article TEXT NOT NULL, last_article TEXT NOT NULL)""",
    """CREATE TABLE claims (
        deal TEXT NOT NULL REFERENCES deals(id), field TEXT NOT NULL, value TEXT NOT NULL, reports INTEGER NOT NULL,
        chosen_by TEXT)""",
    """CREATE TABLE lineage (
        deal TEXT NOT NULL REFERENCES deals(id), kind TEXT NOT NULL, other TEXT NOT NULL, because TEXT NOT NULL)""",
)
_INDEXES = {
    "deals": ("type", "status", "last_seen", "announced", "amount_usd"),
    "parties": ("deal", "company", "role"),
    "reports": ("deal", "published", "lang"),
    "company_names": ("company", "name"),
    "company_codes": ("company",),
    "companies": ("name", "parent"),
    "timeline": ("deal",),
    "claims": ("deal",),
    "lineage": ("deal",),
}


class SnapshotWriter:
    """Writes the rows of a snapshot; finished with :meth:`finish`."""

    def __init__(self, path: Path, deal_columns: Mapping[str, str]) -> None:
        """``deal_columns`` are the columns of the table of deals with their SQLite types, ``id`` first."""
        from sqlite_utils.db import Database

        self._db = Database(str(path))
        columns = ", ".join(
            f"[{name}] {type}{' PRIMARY KEY' if name == 'id' else ''}" for name, type in deal_columns.items()
        )
        self._db.execute(f"CREATE TABLE deals ({columns})")
        for statement in _SCHEMA:
            self._db.execute(statement)

    def add(self, table: str, rows: Iterable[Row]) -> None:
        """Add rows to a table."""
        self._db.table(table).insert_all(rows)

    def finish(self) -> None:
        """Add the indexes and views, check that all keys lead somewhere, and close the file."""
        for table, columns in _INDEXES.items():
            for column in columns:
                self._db.table(table).create_index([column])
        # A parent that takes part in none of these deals is not in the file.
        self._db.execute("UPDATE companies SET parent = NULL WHERE parent NOT IN (SELECT id FROM companies)")
        for name, (_, query) in VIEWS.items():
            self._db.create_view(name, query)
        broken = self._db.execute("PRAGMA foreign_key_check").fetchone()
        assert broken is None, f"a row of {broken[0]} leads nowhere"
        self._db.execute("ANALYZE")
        self._db.close()
