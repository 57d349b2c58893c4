"""Extractions, and the reports in them: derived from articles, one extraction for the latest version of each."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator
from datetime import date
from sqlite3 import Connection
from typing import Any

from pipeline.records import Entity, Extraction, LinkedReport, Money, Report
from pipeline.store.codec import dump, load

_LINKED = """SELECT r.id, r.article, x.lang, v.published, r.report, v.url, v.title FROM x_reports r
    JOIN x_extractions x ON x.article = r.article
    JOIN article_versions v ON v.article = x.article AND v.version = x.version"""


def report_id(article: str, report: Report, ordinal: int) -> str:
    """The id of a report: of what it says, so that a new reading that says the same keeps it."""
    parties = "\n".join(sorted(f"{p.role}\t{p.name}" for p in report.parties))
    content = f"{article}\n{ordinal}\n{report.type}\n{parties}"
    return "r" + hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:16]


class ExtractionTable:
    """Reading and writing extractions."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def put(self, extraction: Extraction, version: int) -> tuple[set[str], set[str]]:
        """Store an extraction in place of the article's earlier one; ids of the reports that came, and that went.

        A report is in neither where its content did not change at all, nor the language and day of its article."""
        before = self._told(extraction.article)
        now = {
            report_id(extraction.article, report, _ordinal(extraction.reports, n)): (n, report)
            for n, report in enumerate(extraction.reports)
        }
        self._db.execute("DELETE FROM x_extractions WHERE article = ?", [extraction.article])
        self._db.execute(
            "INSERT INTO x_extractions (article, version, engine, lang, entities, amounts) VALUES (?, ?, ?, ?, ?, ?)",
            [
                extraction.article,
                version,
                extraction.engine,
                extraction.lang,
                dump(extraction.entities),
                dump(extraction.amounts),
            ],
        )
        after = {identifier: dump(report) for identifier, (_, report) in now.items()}
        for identifier, (n, report) in now.items():
            self._db.execute(
                """INSERT INTO x_reports (id, article, ordinal, type, status, published, report)
                   SELECT ?, ?, ?, ?, ?, published, ? FROM article_versions WHERE article = ? AND version = ?""",
                [
                    identifier,
                    extraction.article,
                    n,
                    report.type,
                    report.status,
                    after[identifier],
                    extraction.article,
                    version,
                ],
            )
        told = self._told(extraction.article)
        same = {i for i in before.keys() & told.keys() if before[i] == told[i]}
        return set(told) - same, set(before) - same

    def drop(self, article: str) -> set[str]:
        """Forget the extraction of an article; ids of the reports that went."""
        went = {i for (i,) in self._db.execute("SELECT id FROM x_reports WHERE article = ?", [article]).fetchall()}
        self._db.execute("DELETE FROM x_extractions WHERE article = ?", [article])
        return went

    def get(self, article: str) -> Extraction | None:
        """The extraction of an article, if it was read."""
        row = self._db.execute(
            "SELECT engine, lang, entities, amounts FROM x_extractions WHERE article = ?", [article]
        ).fetchone()
        if not row:
            return None
        engine, lang, entities, amounts = row
        reports = self._db.execute("SELECT report FROM x_reports WHERE article = ? ORDER BY ordinal", [article])
        return Extraction(
            article=article,
            lang=lang,
            entities=load(entities, tuple[Entity, ...]),
            amounts=load(amounts, tuple[Money, ...]),
            reports=tuple(load(r[0], Report) for r in reports.fetchall()),
            engine=engine,
        )

    def bodies(self, articles: Collection[str]) -> dict[str, str]:
        """The text of each article as it was read: what the offsets of its reports refer to."""
        rows = self._db.execute(
            """SELECT x.article, v.title || char(10) || v.text FROM json_each(?) j
               JOIN x_extractions x ON x.article = j.value
               JOIN article_versions v ON v.article = x.article AND v.version = x.version""",
            [json.dumps(sorted(articles))],
        )
        return dict(rows.fetchall())

    def linked_reports(self, identifiers: list[str] | None = None) -> list[LinkedReport]:
        """Reports with their articles, by id: those named, or all."""
        if identifiers is None:
            return [_linked(row) for row in self._db.execute(f"{_LINKED} ORDER BY r.id").fetchall()]
        found = []
        for start in range(0, len(identifiers), 500):
            part = identifiers[start : start + 500]
            marks = ",".join("?" * len(part))
            found += self._db.execute(f"{_LINKED} WHERE r.id IN ({marks})", part).fetchall()
        return sorted((_linked(row) for row in found), key=lambda r: r.id)

    def reports_of_articles(self, articles: Collection[str]) -> list[LinkedReport]:
        """All reports of articles, with these, by id."""
        rows = self._db.execute(
            f"{_LINKED} WHERE r.article IN (SELECT value FROM json_each(?)) ORDER BY r.id", [json.dumps(list(articles))]
        )
        return [_linked(row) for row in rows.fetchall()]

    def articles_with_reports(self, limit: int) -> Iterator[list[str]]:
        """The articles that tell deals, by id, ``limit`` at a time."""
        last = ""
        while rows := self._db.execute(
            "SELECT DISTINCT article FROM x_reports WHERE article > ? ORDER BY article LIMIT ?", [last, limit]
        ).fetchall():
            last = rows[-1][0]
            yield [row[0] for row in rows]

    def _told(self, article: str) -> dict[str, tuple[Any, ...]]:
        """What the reports of an article say, by id, with the article's language and day."""
        rows = self._db.execute(
            """SELECT r.id, r.report, r.published, x.lang FROM x_reports r
               JOIN x_extractions x ON x.article = r.article WHERE r.article = ?""",
            [article],
        )
        return {row[0]: row[1:] for row in rows.fetchall()}

    def clear(self) -> None:
        """Forget all extractions: they are derived and will be made again."""
        self._db.execute("DELETE FROM x_extractions")

    def count(self) -> tuple[int, int]:
        """Number of articles read, and of reports in them."""
        (articles,) = self._db.execute("SELECT count(*) FROM x_extractions").fetchone()
        (reports,) = self._db.execute("SELECT count(*) FROM x_reports").fetchone()
        return articles, reports


def _ordinal(reports: tuple[Report, ...], n: int) -> int:
    """How many reports before the n-th say the same of the same parties."""
    alike = {(p.role, p.name) for p in reports[n].parties}
    return sum(r.type == reports[n].type and {(p.role, p.name) for p in r.parties} == alike for r in reports[:n])


def _linked(row: tuple[Any, ...]) -> LinkedReport:
    identifier, article, lang, published, report, url, title = row
    return LinkedReport(
        identifier,
        article,
        lang,
        date.fromisoformat(published) if published else None,
        load(report, Report),
        url,
        title,
    )
