"""The tables by which linking remembers names, neighbours and pairs of reports; all derived.

Rows only: what they mean is the business of :mod:`pipeline.link`, which keeps them a function of the reports.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from sqlite3 import Connection
from typing import Any

Row = tuple[Any, ...]

_TABLES = (
    "x_link_entries x_link_mentions x_link_names x_link_ties x_link_buckets x_link_companies x_link_keys x_link_pairs"
)


class LinkTable:
    """Reading and writing the rows of linking. Methods that take many ids answer for those that are there."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def entries(self, reports: Collection[str]) -> list[Row]:
        """(report, entry) of reports."""
        return self._of(
            "SELECT e.report, e.entry FROM json_each(?) j JOIN x_link_entries e ON e.report = j.value", reports
        )

    def reports_in(self, articles: Collection[str]) -> list[Row]:
        """(report,) of articles."""
        return self._of("SELECT e.report FROM json_each(?) j JOIN x_link_entries e ON e.article = j.value", articles)

    def articles_of(self, reports: Collection[str]) -> set[str]:
        """The articles of reports."""
        rows = self._of("SELECT e.article FROM json_each(?) j JOIN x_link_entries e ON e.report = j.value", reports)
        return {row[0] for row in rows}

    def put_entries(self, entries: Iterable[Row], mentions: Iterable[Row]) -> None:
        """Hold (report, article, entry), and the (node, report) that the entries mention."""
        self._connection.executemany("INSERT OR REPLACE INTO x_link_entries VALUES (?, ?, ?)", entries)
        self._connection.executemany("INSERT OR IGNORE INTO x_link_mentions VALUES (?, ?)", mentions)

    def drop_entries(self, reports: Collection[str], mentions: Iterable[Row]) -> None:
        """Forget entries, and the (node, report) that they mention."""
        self._connection.executemany("DELETE FROM x_link_entries WHERE report = ?", [(r,) for r in reports])
        self._connection.executemany("DELETE FROM x_link_mentions WHERE node = ? AND report = ?", mentions)

    def names(self, nodes: Collection[str]) -> list[Row]:
        """(node, name, lang, count) of nodes."""
        return self._of(
            "SELECT n.node, n.name, n.lang, n.n FROM json_each(?) j JOIN x_link_names n ON n.node = j.value", nodes
        )

    def count_names(self, deltas: Collection[Row]) -> None:
        """Add (node, name, lang, delta); names met no more are forgotten."""
        self._connection.executemany(
            "INSERT INTO x_link_names VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET n = n + excluded.n", deltas
        )
        self._connection.executemany(
            "DELETE FROM x_link_names WHERE node = ? AND name = ? AND lang = ? AND n <= 0",
            [row[:3] for row in deltas if row[3] < 0],
        )

    def ties(self, nodes: Collection[str]) -> list[Row]:
        """(a, b, kind) of the ties that touch nodes, but for those that hold them apart: these may be very many."""
        return self._connection.execute(
            """SELECT t.a, t.b, t.kind FROM json_each(?1) j CROSS JOIN x_link_ties t INDEXED BY x_link_ties_from
               ON t.a = j.value AND t.kind <> 'apart'
               UNION SELECT t.a, t.b, t.kind FROM json_each(?1) j CROSS JOIN x_link_ties t INDEXED BY x_link_ties_to
               ON t.b = j.value AND t.kind <> 'apart'""",
            [json.dumps(list(nodes))],
        ).fetchall()

    def held_apart(self, nodes: Collection[str]) -> list[Row]:
        """(a, b) of the ties that hold nodes among these apart."""
        return self._connection.execute(
            """SELECT t.a, t.b FROM json_each(?1) x CROSS JOIN json_each(?1) y ON x.value < y.value
               CROSS JOIN x_link_ties t ON t.a = x.value AND t.b = y.value AND t.kind = 'apart'""",
            [json.dumps(list(nodes))],
        ).fetchall()

    def count_ties(self, deltas: Collection[Row]) -> None:
        """Add (a, b, kind, delta); ties met no more are forgotten."""
        self._connection.executemany(
            "INSERT INTO x_link_ties VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET n = n + excluded.n", deltas
        )
        self._connection.executemany(
            "DELETE FROM x_link_ties WHERE a = ? AND b = ? AND kind = ? AND n <= 0",
            [row[:3] for row in deltas if row[3] < 0],
        )

    def reports_of(self, nodes: Collection[str]) -> list[Row]:
        """(report,) of those that mention nodes."""
        return self._of(
            "SELECT DISTINCT m.report FROM json_each(?) j JOIN x_link_mentions m ON m.node = j.value", nodes
        )

    def buckets(self, buckets: Collection[str]) -> list[Row]:
        """(bucket, node) of buckets."""
        return self._of(
            "SELECT b.bucket, b.node FROM json_each(?) j JOIN x_link_buckets b ON b.bucket = j.value", buckets
        )

    def set_buckets(self, node: str, buckets: Collection[str]) -> None:
        """Put a node in these buckets and no others."""
        self._connection.execute("DELETE FROM x_link_buckets WHERE node = ?", [node])
        self._connection.executemany("INSERT INTO x_link_buckets VALUES (?, ?)", [(b, node) for b in buckets])

    def mates(self, node: str, least: int, most: int) -> list[Row]:
        """(node,) of those that share a bucket of ``least`` to ``most`` with a node, itself among them."""
        # Of a bucket with very many, no more are counted than it takes to know that they are too many.
        return self._connection.execute(
            """SELECT DISTINCT m.node FROM x_link_buckets own CROSS JOIN x_link_buckets m ON m.bucket = own.bucket
               WHERE own.node = ?1 AND (
                   SELECT count(*) FROM (SELECT 1 FROM x_link_buckets c WHERE c.bucket = own.bucket LIMIT ?3 + 1)
               ) BETWEEN ?2 AND ?3""",
            [node, least, most],
        ).fetchall()

    def companies(self, nodes: Collection[str]) -> list[Row]:
        """(node, company) of nodes."""
        return self._of(
            "SELECT c.node, c.company FROM json_each(?) j JOIN x_link_companies c ON c.node = j.value", nodes
        )

    def set_companies(self, companies: Mapping[str, str | None]) -> None:
        """Make nodes belong to companies; None for nodes that are gone."""
        self._connection.executemany(
            "INSERT OR REPLACE INTO x_link_companies VALUES (?, ?)",
            [(node, company) for node, company in companies.items() if company is not None],
        )
        self._connection.executemany(
            "DELETE FROM x_link_companies WHERE node = ?", [(n,) for n, company in companies.items() if company is None]
        )

    def nodes_of(self, companies: Collection[str]) -> list[Row]:
        """(company, node) of companies."""
        return self._of(
            "SELECT c.company, c.node FROM json_each(?) j JOIN x_link_companies c ON c.company = j.value", companies
        )

    def before(self, key: int, day: int, report: str, count: int) -> list[str]:
        """The reports under a key before a place in time, the nearest first."""
        rows = self._connection.execute(
            """SELECT report FROM x_link_keys WHERE key = ? AND (day, report) < (?, ?)
               ORDER BY day DESC, report DESC LIMIT ?""",
            [key, day, report, count],
        )
        return [row[0] for row in rows]

    def behind(self, key: int, day: int, report: str, count: int) -> list[str]:
        """The reports under a key behind a place in time, the nearest first."""
        rows = self._connection.execute(
            "SELECT report FROM x_link_keys WHERE key = ? AND (day, report) > (?, ?) ORDER BY day, report LIMIT ?",
            [key, day, report, count],
        )
        return [row[0] for row in rows]

    def put_keys(self, report: str, day: int, keys: Iterable[int]) -> None:
        """Let a report stand under keys."""
        self._connection.executemany("INSERT INTO x_link_keys VALUES (?, ?, ?)", [(k, day, report) for k in keys])

    def drop_keys(self, report: str, day: int, keys: Iterable[int]) -> None:
        """Let a report stand under keys no more."""
        self._connection.executemany(
            "DELETE FROM x_link_keys WHERE key = ? AND day = ? AND report = ?", [(k, day, report) for k in keys]
        )

    def pairs(self, kind: str, reports: Collection[str]) -> list[Row]:
        """(a, b, score, support) of the pairs that touch reports."""
        held = json.dumps(list(reports))
        # Left to itself, SQLite reads every pair of the kind for a few reports: a cross join is never turned round.
        return self._connection.execute(
            """SELECT p.a, p.b, p.score, p.support FROM json_each(?2) j
               CROSS JOIN x_link_pairs p ON p.kind = ?1 AND p.a = j.value
               UNION SELECT p.a, p.b, p.score, p.support FROM json_each(?2) j
               CROSS JOIN x_link_pairs p INDEXED BY x_link_pairs_b ON p.kind = ?1 AND p.b = j.value""",
            [kind, held],
        ).fetchall()

    def held(self, kind: str, pairs: Collection[tuple[str, str]]) -> list[Row]:
        """(a, b, score, support) of those pairs that are held."""
        return [
            row
            for a, b in pairs
            for row in self._connection.execute(
                "SELECT a, b, score, support FROM x_link_pairs WHERE kind = ? AND a = ? AND b = ?", [kind, a, b]
            )
        ]

    def put_pairs(self, kind: str, pairs: Collection[Row]) -> None:
        """Hold (a, b, score, support); those without support are forgotten."""
        self._connection.executemany(
            "INSERT OR REPLACE INTO x_link_pairs VALUES (?, ?, ?, ?, ?)", [(kind, *row) for row in pairs if row[3] > 0]
        )
        self._connection.executemany(
            "DELETE FROM x_link_pairs WHERE kind = ? AND a = ? AND b = ?",
            [(kind, row[0], row[1]) for row in pairs if row[3] <= 0],
        )

    def drop_pairs(self, kind: str, reports: Collection[str]) -> None:
        """Forget all pairs that touch reports."""
        marks = [(kind, report) for report in reports]
        self._connection.executemany("DELETE FROM x_link_pairs WHERE kind = ? AND a = ?", marks)
        self._connection.executemany("DELETE FROM x_link_pairs WHERE kind = ? AND b = ?", marks)

    def apart(self, least: float, limit: int) -> list[Row]:
        """(a, b, score) of pairs scored at least so whose reports lie in different deals, the likeliest first."""
        return self._connection.execute(
            """SELECT p.a, p.b, p.score FROM x_link_pairs p JOIN x_deal_reports x ON x.report = p.a
               JOIN x_deal_reports y ON y.report = p.b
               WHERE p.kind = 'link' AND p.score >= ? AND x.deal <> y.deal ORDER BY p.score DESC, p.a, p.b LIMIT ?""",
            [least, limit],
        ).fetchall()

    def weak(self, least: float, most: float, limit: int) -> list[Row]:
        """(a, b, score) of links within one deal that is told by these two reports alone, the weakest first."""
        return self._connection.execute(
            """SELECT p.a, p.b, p.score FROM x_link_pairs p JOIN x_deal_reports x ON x.report = p.a
               JOIN x_deal_reports y ON y.report = p.b JOIN x_deals d ON d.id = x.deal
               WHERE p.kind = 'link' AND p.score > ? AND p.score <= ? AND x.deal = y.deal AND d.reports = 2
               ORDER BY p.score, p.a, p.b LIMIT ?""",
            [least, most, limit],
        ).fetchall()

    def lessons(self) -> list[tuple[str, str]]:
        """Every pair of reports that teaches an alias."""
        return self._connection.execute("SELECT a, b FROM x_link_pairs WHERE kind = 'lesson' ORDER BY a, b").fetchall()

    def clear(self) -> None:
        """Forget everything."""
        for table in _TABLES.split():
            self._connection.execute(f"DELETE FROM {table}")

    def _of(self, query: str, ids: Collection[str]) -> list[Row]:
        return self._connection.execute(query, [json.dumps(list(ids))]).fetchall() if ids else []
