"""The index of all words of all articles: derived, kept up to date as articles are stored.

The index holds no text of its own (FTS5 without content): the texts are in ``article_versions``, where every version
stays, so that what was indexed of an article can be told again when it has to be taken out.
"""

from __future__ import annotations

from dataclasses import dataclass
from sqlite3 import Connection

from pipeline.store.words import WORDS_VERSION, Sought, index_words, match_expression

_BATCH = 1000


@dataclass(frozen=True, slots=True)
class ArticleHit:
    """An article that a search found."""

    article: str
    score: float
    """By BM25, words of the title counting four times; larger is better."""
    deals: tuple[str, ...]
    """Ids of the deals that the article reports."""


class SearchIndex:
    """Indexing and finding articles by their words."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def put(self, article: str, version: int, title: str, text: str) -> None:
        """Index a version of an article in place of the one before. Part of a transaction."""
        row = self._db.execute("SELECT id, version FROM x_search_docs WHERE article = ?", [article]).fetchone()
        if row is None:
            cursor = self._db.execute("INSERT INTO x_search_docs (article, version) VALUES (?, ?)", [article, version])
            document = cursor.lastrowid
        else:
            document, indexed = row
            before = self._db.execute(
                "SELECT title, text FROM article_versions WHERE article = ? AND version = ?", [article, indexed]
            ).fetchone()
            self._db.execute(
                "INSERT INTO x_search (x_search, rowid, title, text) VALUES ('delete', ?, ?, ?)",
                [document, *map(index_words, before)],
            )
            self._db.execute("UPDATE x_search_docs SET version = ? WHERE id = ?", [version, document])
        self._db.execute(
            "INSERT INTO x_search (rowid, title, text) VALUES (?, ?, ?)",
            [document, index_words(title), index_words(text)],
        )

    def rebuild(self) -> None:
        """Make the index anew from the articles. Part of a transaction."""
        self._db.execute("INSERT INTO x_search (x_search) VALUES ('delete-all')")
        self._db.execute("DELETE FROM x_search_docs")
        last = ""
        while rows := self._db.execute(
            """SELECT a.id, a.version, v.title, v.text FROM articles a
               JOIN article_versions v ON v.article = a.id AND v.version = a.version
               WHERE a.id > ? ORDER BY a.id LIMIT ?""",
            [last, _BATCH],
        ).fetchall():
            for row in rows:
                self.put(*row)
            last = rows[-1][0]
        self._db.execute("UPDATE x_search_version SET words = ?", [WORDS_VERSION])

    def is_current(self) -> bool:
        """Whether the index was made with this program's idea of what a word is."""
        row = self._db.execute("SELECT words FROM x_search_version").fetchone()
        return row is not None and row[0] == WORDS_VERSION

    def find(self, sought: tuple[Sought, ...], limit: int, offset: int = 0) -> list[ArticleHit]:
        """The articles that hold what is sought, best first."""
        expression = match_expression(sought)
        if expression is None:
            return []
        rows = self._db.execute(
            """SELECT d.article, -bm25(x_search, 4.0, 1.0) AS score FROM x_search
               JOIN x_search_docs d ON d.id = x_search.rowid
               WHERE x_search MATCH ? ORDER BY score DESC, d.article LIMIT ? OFFSET ?""",
            [expression, limit, offset],
        ).fetchall()
        return [ArticleHit(article, score, self._deals(article)) for article, score in rows]

    def count(self, sought: tuple[Sought, ...]) -> int:
        """How many articles hold what is sought."""
        expression = match_expression(sought)
        if expression is None:
            return 0
        row = self._db.execute("SELECT count(*) FROM x_search WHERE x_search MATCH ?", [expression]).fetchone()
        return int(row[0])

    def _deals(self, article: str) -> tuple[str, ...]:
        rows = self._db.execute("SELECT DISTINCT deal FROM x_deal_reports WHERE article = ? ORDER BY deal", [article])
        return tuple(deal for (deal,) in rows.fetchall())


ARTICLES_FOUND = """SELECT d.article FROM x_search JOIN x_search_docs d ON d.id = x_search.rowid
    WHERE x_search MATCH ?"""
"""The ids of the articles that match an expression, for use inside of other queries."""
