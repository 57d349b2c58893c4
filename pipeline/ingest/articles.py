"""An entry and its page to an article: which text serves, and what the article says about that. Pure functions."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from pipeline.ingest.dates import publication_day
from pipeline.ingest.entries import Entry
from pipeline.ingest.identity import article_id, given_identity
from pipeline.ingest.language import detect_language
from pipeline.ingest.page import Page
from pipeline.records import Article, EntryIdentity, Feed, Lang

LITTLE: dict[Lang, int] = {"fr": 100, "en": 100, "ja": 40}
"""Characters below which the text of a page is no article: a request for cookies, a caption."""
MUCH_LESS = 0.5
"""A page with less than this share of the feed's text does not serve: it is a notice, not the article."""


def from_entry(
    feed: Feed, entry: Entry, identity: EntryIdentity, page: Page | None, why_no_page: str, now: datetime
) -> Article:
    """The article of an entry. ``page`` is None where there is none, for the reason ``why_no_page``."""
    note: str | None
    if page is None:
        text, from_page, note = entry.text, False, why_no_page
    elif len(page.text) < LITTLE[feed.lang]:
        text, from_page, note = entry.text, False, "the page holds no article"
    elif len(page.text) < MUCH_LESS * len(entry.text):
        text, from_page, note = entry.text, False, "the page holds less text than the feed"
    else:
        text, from_page, note = page.text, True, None
        if page.cut:
            text, note = _with_summary(text, entry.text), "the rest of the page is for subscribers"
    title = entry.title or (page.title if page is not None else "")
    published = publication_day(entry.published, feed.lang) if entry.published is not None else None
    if published is None and page is not None:
        published = page.published
    return Article(
        id=article_id(identity),
        title=title,
        text=text,
        lang=detect_language(f"{title}\n{text}", feed.lang),
        url=entry.link,
        published=_not_future(published, now),
        feed=feed.url,
        source="page" if from_page else "feed",
        note=note,
        fetched=now,
    )


def from_page(url: str, page: Page, now: datetime, lang: Lang | None = None) -> tuple[Article, EntryIdentity]:
    """The article of a page whose address was given by hand, and its identity."""
    identity = given_identity(page.title, page.text, url, page.canonical)
    article = Article(
        id=article_id(identity),
        title=page.title,
        text=page.text,
        lang=detect_language(f"{page.title}\n{page.text}", lang or page.lang),
        url=url,
        published=_not_future(page.published, now),
        source="page",
        note="the rest of the page is for subscribers" if page.cut else None,
        fetched=now,
    )
    return article, identity


def _with_summary(text: str, summary: str) -> str:
    """A text that is cut off, behind the feed's summary, unless it begins with that anyway."""
    bare, start = "".join(text.split()), "".join(summary.split())[:40]
    return text if not start or start in bare else f"{summary}\n{text}"


def _not_future(day: date | None, now: datetime) -> date | None:
    """The day, unless it lies ahead by more than time zones explain: then nobody knows it."""
    return day if day is None or day <= now.date() + timedelta(days=1) else None
