"""Searching the texts of articles, and the names of companies, for words in three languages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pipeline.errors import InputError
from pipeline.query.companies import list_companies
from pipeline.records import Company, Lang
from pipeline.store import Store
from pipeline.store.words import find_words, parse_query

_AROUND = 60
"""Characters shown before and behind what was found."""


@dataclass(frozen=True, slots=True)
class ArticleFound:
    """An article that holds what was sought."""

    article: str
    lang: Lang | None
    published: date | None
    url: str | None
    title: str
    quote: str
    """The place in title or text that holds most of what was sought, in the article's own words."""
    marks: tuple[tuple[int, int], ...]
    """Where in ``quote`` the words stand."""
    deals: tuple[str, ...]
    """Ids of the deals that the article reports."""
    score: float


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found."""

    articles: tuple[ArticleFound, ...]
    """Best first."""
    total: int
    """How many articles there are in all."""
    companies: tuple[tuple[Company, int], ...]
    """Companies with such a name, and the number of their deals."""


def search(store: Store, text: str, *, limit: int = 20, offset: int = 0) -> Found:
    """The articles that hold all words of a text, and the companies that bear such a name.

    Words are met without regard to case, accents and width, Japanese ones also inside of longer ones; ``"in a row"``,
    ``-not`` and ``begun*`` say more. ``limit`` 0 is for all. Raises InputError where no word is asked for."""
    sought = parse_query(text)
    if not any(s.wanted for s in sought):
        raise InputError(f"search for {text!r}: give at least one word that must be there")
    articles = []
    for hit in store.search.find(sought, limit or -1, offset):
        article = store.articles.get(hit.article)
        assert article is not None, "what is indexed is stored"
        body = article.body
        start, end = _best_place(find_words(body, sought), len(body))
        marks = [(a, b) for a, b in find_words(body[start:end], sought)]
        articles.append(
            ArticleFound(
                article.id,
                article.lang,
                article.published,
                article.url,
                article.title,
                body[start:end],
                tuple(marks),
                hit.deals,
                hit.score,
            )
        )
    companies = list_companies(store, text, limit=5).companies if offset == 0 else ()
    return Found(tuple(articles), store.search.count(sought), companies)


def _best_place(found: list[tuple[int, int]], length: int) -> tuple[int, int]:
    """The part of a text that shows most of what was found."""
    best, most = (0, 0), 0
    for i, (start, _) in enumerate(found):
        near = [place for place in found[i:] if place[1] - start <= 2 * _AROUND]
        if len(near) > most:
            best, most = (start, near[-1][1]), len(near)
    return max(0, best[0] - _AROUND), min(length, best[1] + _AROUND)
