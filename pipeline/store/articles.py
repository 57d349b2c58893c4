"""Articles as given: versions, and the keys by which an entry is known again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from sqlite3 import Connection
from typing import Any, Literal

from pipeline.records import Article, EntryIdentity, KnownEntry
from pipeline.store.search import SearchIndex

PutResult = Literal["new", "changed", "same"]

_COLUMNS = "article, version, title, text, lang, url, published, feed, source, note, fetched"


def text_digest(article: Article) -> str:
    """Digest of title and text: what makes a version of an article another one."""
    return hashlib.sha256(article.body.encode("utf-8", "surrogatepass")).hexdigest()


class ArticleTable:
    """Reading and writing articles. An article keeps its id for ever; a changed text is its next version."""

    def __init__(self, db: Connection, search: SearchIndex) -> None:
        self._db = db
        self._search = search

    def known(self, identity: EntryIdentity) -> KnownEntry | None:
        """What is stored under the first of the identity's keys that is met."""
        for key in identity.keys:
            row = self._db.execute(
                """SELECT k.article, a.version, v.digest, k.key, k.digest, v.source FROM article_keys k
                   JOIN articles a ON a.id = k.article
                   JOIN article_versions v ON v.article = a.id AND v.version = a.version
                   WHERE k.key = ?""",
                [key],
            ).fetchone()
            if row:
                return KnownEntry(*row)
        return None

    def put(self, article: Article, identity: EntryIdentity | None = None) -> PutResult:
        """Store an article, or its next version where the text changed; ``same`` where nothing did.

        The number of the version is counted here, whatever ``article.version`` says. The keys of the identity
        lead to the article from then on, unless they lead to another one already."""
        digest = text_digest(article)
        row = self._db.execute(
            """SELECT a.version, v.digest FROM articles a
               JOIN article_versions v ON v.article = a.id AND v.version = a.version WHERE a.id = ?""",
            [article.id],
        ).fetchone()
        result: PutResult = "new" if row is None else "same" if row[1] == digest else "changed"
        if row is None:
            self._db.execute(
                "INSERT INTO articles (id, version, first_seen) VALUES (?, 1, ?)",
                [article.id, (article.fetched or datetime.now(UTC)).isoformat()],
            )
            self._insert_version(article, 1, digest)
        elif result == "changed":
            self._insert_version(article, row[0] + 1, digest)
            self._db.execute("UPDATE articles SET version = ? WHERE id = ?", [row[0] + 1, article.id])
        if identity:
            self.put_keys(article.id, identity)
        return result

    def put_keys(self, article: str, identity: EntryIdentity) -> None:
        """Let the keys of an identity lead to an article, with the entry's digest at this reading."""
        for key in identity.keys:
            self._db.execute(
                """INSERT INTO article_keys (key, article, digest) VALUES (?, ?, ?)
                   ON CONFLICT(key) DO UPDATE SET digest = excluded.digest WHERE article = excluded.article""",
                [key, article, identity.digest],
            )

    def get(self, article: str, version: int | None = None) -> Article | None:
        """An article by id, in its latest version or the one named."""
        row = self._db.execute(
            f"""SELECT {_COLUMNS} FROM article_versions
                WHERE article = ? AND version = coalesce(?, (SELECT version FROM articles WHERE id = ?))""",
            [article, version, article],
        ).fetchone()
        return _article(row) if row else None

    def all_latest(self) -> Iterator[Article]:
        """Every article in its latest version, by id."""
        for (article,) in self._db.execute("SELECT id FROM articles ORDER BY id").fetchall():
            found = self.get(article)
            assert found is not None, "every article has its latest version"
            yield found

    def pending(self, engine: str, limit: int, after: str = "") -> list[Article]:
        """Articles whose latest version has no extraction by this engine, by id, at most ``limit``; only those whose
        id lies behind ``after``."""
        rows = self._db.execute(
            f"""SELECT {", ".join("v." + c for c in _COLUMNS.split(", "))} FROM articles a
                JOIN article_versions v ON v.article = a.id AND v.version = a.version
                LEFT JOIN x_extractions x ON x.article = a.id AND x.version = a.version AND x.engine = ?
                WHERE x.article IS NULL AND v.lang IS NOT NULL AND a.id > ? ORDER BY a.id LIMIT ?""",
            [engine, after, limit],
        )
        return [_article(row) for row in rows.fetchall()]

    def count_pending(self, engine: str) -> int:
        """How many articles :meth:`pending` would give without a limit."""
        row = self._db.execute(
            """SELECT count(*) FROM articles a
               JOIN article_versions v ON v.article = a.id AND v.version = a.version
               LEFT JOIN x_extractions x ON x.article = a.id AND x.version = a.version AND x.engine = ?
               WHERE x.article IS NULL AND v.lang IS NOT NULL""",
            [engine],
        ).fetchone()
        return int(row[0])

    def count(self) -> dict[str, int]:
        """Number of articles by language; the empty string counts those in none of ours."""
        rows: Iterable[tuple[Any, ...]] = self._db.execute(
            """SELECT coalesce(v.lang, ''), count(*) FROM articles a
               JOIN article_versions v ON v.article = a.id AND v.version = a.version GROUP BY 1 ORDER BY 1"""
        ).fetchall()
        return {row[0]: row[1] for row in rows}

    def _insert_version(self, article: Article, version: int, digest: str) -> None:
        self._db.execute(
            f"INSERT INTO article_versions ({_COLUMNS}, digest) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                article.id,
                version,
                article.title,
                article.text,
                article.lang,
                article.url,
                article.published.isoformat() if article.published else None,
                article.feed,
                article.source,
                article.note,
                article.fetched.isoformat() if article.fetched else None,
                digest,
            ],
        )
        self._search.put(article.id, version, article.title, article.text)


def _article(row: tuple[Any, ...]) -> Article:
    identifier, version, title, text, lang, url, published, feed, source, note, fetched = row
    return Article(
        id=identifier,
        title=title,
        text=text,
        lang=lang,
        url=url,
        published=date.fromisoformat(published) if published else None,
        feed=feed,
        source=source,
        note=note,
        fetched=datetime.fromisoformat(fetched) if fetched else None,
        version=version,
    )
