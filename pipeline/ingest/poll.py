"""One poll of one feed: fetch, parse, decide, read the pages of what is new.

The store is asked through one function and told through another, so that a poll can be tested, stopped or killed
without half a result: each article is handed over whole as soon as it is read.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from pipeline.errors import FeedError, InputError
from pipeline.ingest.address import canonical
from pipeline.ingest.articles import from_entry
from pipeline.ingest.entries import Entry, Problems
from pipeline.ingest.feed import parse_feed
from pipeline.ingest.http import Client, HttpError
from pipeline.ingest.identity import identify, with_article
from pipeline.ingest.page import Page
from pipeline.ingest.pages import PageReader, is_passing
from pipeline.ingest.states import after_failure, after_not_modified, after_reading
from pipeline.records import Article, EntryIdentity, Feed, FeedState, KnownEntry, Problem
from pipeline.store.articles import text_digest

Known = Callable[[EntryIdentity], KnownEntry | None]
"""What the store knows of an entry."""
Outcome = Literal["news", "nothing_new", "not_modified", "failed", "gone", "stopped"]

WORTH_A_RETRY = timedelta(days=1)
"""How old an entry may be whose page, out of reach for the moment, is tried again at the next poll."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a poll found about one entry, to be stored at once.

    With an article, store it under the identity (``new``, or the next version where ``changed``); without one, let
    the identity's keys lead to ``article_id``, which is stored already.
    """

    outcome: Literal["new", "changed", "same"]
    article_id: str
    identity: EntryIdentity
    article: Article | None = None


@dataclass(frozen=True, slots=True)
class PollResult:
    """What one poll brought, and the state to remember."""

    feed: Feed
    outcome: Outcome
    state: FeedState
    found: tuple[Found, ...] = ()
    entries: int = 0
    """Entries that the feed holds."""
    error: HttpError | FeedError | None = None
    """Why the poll failed; also the first of the problems."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What was wrong, the failure first."""
        return self.state.problems

    def count(self, outcome: Literal["new", "changed", "same"]) -> int:
        """Number of entries with that outcome."""
        return sum(1 for found in self.found if found.outcome == outcome)


def poll_feed(
    feed: Feed,
    state: FeedState,
    client: Client,
    now: datetime,
    known: Known,
    pages: PageReader | None = None,
    *,
    again: bool = False,
    on_found: Callable[[Found], None] = lambda found: None,
    stop: Callable[[], bool] = lambda: False,
) -> PollResult:
    """Poll a feed once.

    ``now`` has a time zone. ``pages`` reads the pages of new and changed entries; None leaves it to the feed's text.
    ``again`` reads everything anew, whatever is known or unmodified. ``on_found`` gets each find as soon as it is made
    and may store it; ``stop`` is asked between entries, and what is left then comes with the next poll. Failures of
    the feed are in the result, never raised.
    """
    validators = (None, None) if again else (state.etag, state.last_modified)
    try:
        answer = client.fetch(state.moved_to or feed.url, etag=validators[0], last_modified=validators[1])
        if answer.status == 304:
            return PollResult(feed, "not_modified", after_not_modified(feed, state, answer, now))
        parsed = parse_feed(answer.body, answer.url, answer.content_type, feed.lang)
    except (HttpError, FeedError) as error:
        state = after_failure(feed, state, error, now)
        return PollResult(feed, "gone" if state.gone else "failed", state, error=error)
    reader = _Reader(feed, now, known, pages, again)
    found: list[Found] = []
    whole = True
    for entry, identity in zip(parsed.entries, identify(feed.url, parsed.entries), strict=True):
        if stop():
            whole = False
            break
        find = reader.read(entry, identity)
        if find is not None:
            on_found(find)
            found.append(find)
    news = any(find.article is not None for find in found)
    problems = (*parsed.problems, *reader.problems.all(feed.url))
    state = after_reading(feed, state, answer, now, news=news, whole=whole, ttl=parsed.ttl, problems=problems)
    outcome: Outcome = "stopped" if not whole else "news" if news else "nothing_new"
    return PollResult(feed, outcome, state, tuple(found), len(parsed.entries))


class _Reader:
    """Reads the entries of one poll."""

    def __init__(self, feed: Feed, now: datetime, known: Known, pages: PageReader | None, again: bool) -> None:
        self._feed = feed
        self._now = now
        self._known = known
        self._pages = pages
        self._again = again
        self._read_now: dict[str, str] = {}
        self.problems = Problems()

    def read(self, entry: Entry, identity: EntryIdentity) -> Found | None:
        """What is to be stored about an entry; None where all of it is stored already."""
        if (twin := self._twin(identity)) is not None:
            return Found("same", twin, identity)
        known = self._known(identity)
        if known is not None and not self._again and not is_changed(identity, known):
            return None if known.key == identity.keys[0] else Found("same", known.article, identity)
        page, address, why, passing = self._page(entry)
        article = from_entry(self._feed, replace(entry, link=address), identity, page, why, self._now)
        if passing and entry.published is not None and is_recent(entry.published, self._now):
            # An empty digest never matches: the entry counts as changed at the next poll, and its page is tried again.
            identity = replace(identity, digest="")
        identity = with_article(identity, article, page.canonical if page is not None else None)
        if known is None and (twin := self._twin(identity)) is not None:
            return Found("same", twin, identity)
        known = known or self._known(identity)
        if known is None:
            return self._done("new", article, identity)
        article = replace(article, id=known.article, version=known.version + 1)
        if text_digest(article) == known.text_digest:
            return Found("same", known.article, identity)
        if known.source == "page" and article.source == "feed":
            # A page that cannot be read today does not undo the text that it gave before.
            return Found("same", known.article, identity)
        return self._done("changed", article, identity)

    def _twin(self, identity: EntryIdentity) -> str | None:
        """The article of this very poll that goes by one of these names: feeds list an article twice at times."""
        return next((self._read_now[key] for key in identity.keys if key in self._read_now), None)

    def _done(self, outcome: Literal["new", "changed"], article: Article, identity: EntryIdentity) -> Found:
        for key in identity.keys:
            self._read_now[key] = article.id
        if article.lang is None:
            what = "in none of French, Japanese and English, or too short to tell; kept, but not read for deals"
            self.problems.note("other_language", what, article.title)
        return Found(outcome, article.id, identity, article)

    def _page(self, entry: Entry) -> tuple[Page | None, str | None, str, bool]:
        """The page of an entry with the address it is known by; or None with the reason, and whether that may pass."""
        try:
            address = canonical(entry.link) if entry.link else None
        except InputError:
            address = None
        if address is None:
            return None, None, "the entry has no link that can be read", False
        if self._feed.full_text and entry.text:
            return None, address, "the feed holds the whole text", False
        if self._pages is None:
            return None, address, "pages are not fetched, by configuration", False
        try:
            _, page = self._pages.read(entry.link or address, self._feed.lang)
        except HttpError as error:
            self.problems.note(f"page_{error.kind}", "whose page could not be read", str(error))
            return None, address, f"the page could not be read: {error}", is_passing(error)
        return page, address, "", False


def is_changed(identity: EntryIdentity, known: KnownEntry) -> bool:
    """Whether the feed changed an entry since it was last read. Where it was met under another name, through another
    feed, there is nothing to compare with."""
    return known.key == identity.keys[0] and known.digest != identity.digest


def is_recent(published: datetime, now: datetime) -> bool:
    """Whether an entry is young enough for its page to be tried again."""
    return abs(now - (published if published.tzinfo else published.replace(tzinfo=now.tzinfo))) <= WORTH_A_RETRY
