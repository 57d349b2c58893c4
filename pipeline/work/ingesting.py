"""Bringing articles into the store: from feeds, files and addresses."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path
from types import TracebackType
from typing import Self

from pipeline.config import Config, Settings
from pipeline.errors import DealwireError, InputError
from pipeline.ingest.files import BadLine, read_path, read_stream
from pipeline.ingest.http import Client
from pipeline.ingest.identity import address_key, article_id, given_identity
from pipeline.ingest.pages import PageReader, read_address
from pipeline.ingest.poll import Found, PollResult, poll_feed
from pipeline.records import Article, EntryIdentity, Feed, KnownEntry, Problem
from pipeline.store import Store
from pipeline.work.extracting import forget
from pipeline.work.progress import Progress, Stop, batches, never, silent

FETCHERS = 8
"""Feeds polled at the same time by one command; each host is still asked one request at a time."""
STORED_TOGETHER = 500
"""Articles of a file that are written in one transaction."""


def utc_now() -> datetime:
    """This moment, with its zone."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class IngestSummary:
    """What an ingest brought. ``errors`` are inputs, or lines of them, that could not be read; all others were."""

    new: int = 0
    changed: int = 0
    """Articles whose text changed: stored as their next version."""
    same: int = 0
    """Articles that were stored already as they are."""
    unread: int = 0
    """Of the new and changed: in none of the three languages, so kept but not read for deals."""
    errors: tuple[DealwireError, ...] = ()
    problems: tuple[Problem, ...] = ()
    """Of feeds that could be read: what was odd about them."""

    def __add__(self, other: IngestSummary) -> IngestSummary:
        return IngestSummary(
            self.new + other.new,
            self.changed + other.changed,
            self.same + other.same,
            self.unread + other.unread,
            (*self.errors, *other.errors),
            (*self.problems, *other.problems),
        )


@dataclass(slots=True)
class _Count:
    """Counts while one transaction is written."""

    new: int = 0
    changed: int = 0
    same: int = 0
    unread: int = 0
    errors: list[DealwireError] = field(default_factory=list)

    def summary(self) -> IngestSummary:
        return IngestSummary(self.new, self.changed, self.same, self.unread, tuple(self.errors))


class Ingestion:
    """Polls feeds and reads addresses through one client, and stores what they bring.

    Usable from many threads: fetching goes on side by side, the store is used by one at a time. To be closed after
    use; the store stays open.
    """

    def __init__(self, store: Store, settings: Settings, *, now: Callable[[], datetime] = utc_now) -> None:
        self._store = store
        self._now = now
        self._client = Client(settings)
        self._pages = PageReader.over(self._client)
        self._pages_of_feeds = self._pages if settings.fetch_pages else None
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections."""
        self._client.close()

    def poll(self, feed: Feed, *, again: bool = False, stop: Stop = never) -> tuple[PollResult, IngestSummary]:
        """Poll a feed and store its articles, their keys and the feed's state in one transaction.

        A feed that fails is told in the result, never raised. ``again`` reads everything anew; ``stop`` is asked
        between entries.
        """
        with self._lock:
            state = self._store.feeds.get(feed.url)
        result = poll_feed(
            feed, state, self._client, self._now(), self._known, self._pages_of_feeds, again=again, stop=stop
        )
        count = _Count()
        with self._lock, self._store.transaction():
            for found in result.found:
                _put_found(self._store, found, count)
            self._store.feeds.put(result.state)
        summary = count.summary()
        if result.error is not None:
            return result, replace(summary, errors=(result.error,))
        return result, replace(summary, problems=result.problems)

    def read(self, url: str, *, again: bool = False) -> IngestSummary:
        """Store the article at an address given by hand; one that is known is fetched only ``again``.

        Raises :class:`~pipeline.errors.InputError` where it is no address or holds no article, and
        :class:`~pipeline.errors.FetchError` where it cannot be fetched.
        """
        key = address_key(url)
        known = self._known(EntryIdentity((key,), "")) if key is not None else None
        if known is not None and not again:
            return IngestSummary(same=1)
        article, identity = read_address(url, self._pages, self._now())
        count = _Count()
        with self._lock, self._store.transaction():
            _put_known(self._store, article, identity, count)
        return count.summary()

    def _known(self, identity: EntryIdentity) -> KnownEntry | None:
        with self._lock:
            return self._store.articles.known(identity)


def feeds_to_poll(store: Store, config: Config) -> list[Feed]:
    """The feeds that are polled when nobody names one: those enabled, but for the ones whose server says that they
    are gone for good."""
    return [feed for feed in config.feeds if feed.enabled and not store.feeds.get(feed.url).gone]


def sort_inputs(config: Config, names: Sequence[str]) -> tuple[list[Feed], list[str]]:
    """Tell the feeds among what was named by hand from the files, folders, addresses and ``-``.

    A feed is named by its title or address. Raises :class:`~pipeline.errors.InputError` for a name that is nothing.
    """
    feeds: list[Feed] = []
    others: list[str] = []
    for name in names:
        feed = config.feed(name)
        if name == "-" or Path(name).exists():
            others.append(name)
        elif feed is not None:
            feeds.append(feed)
        elif "://" in name:
            others.append(name)
        else:
            near = get_close_matches(name, [feed.title for feed in config.feeds], n=1, cutoff=0.6)
            remedy = f"did you mean the feed {near[0]!r}?" if near else "see `dealwire feeds list` for the feeds"
            raise InputError(f"{name}: is no file, no address and no feed: {remedy}")
    return feeds, others


def ingest_feeds(
    store: Store,
    config: Config,
    feeds: Sequence[Feed],
    *,
    again: bool = False,
    progress: Progress = silent,
    now: Callable[[], datetime] = utc_now,
) -> IngestSummary:
    """Poll feeds, several at a time, and store what each brings as soon as it is read."""
    total = IngestSummary()
    interrupted = threading.Event()
    with Ingestion(store, config.settings, now=now) as ingestion, ThreadPoolExecutor(FETCHERS) as pool:

        def poll(feed: Feed) -> tuple[Feed, IngestSummary]:
            return feed, ingestion.poll(feed, again=again, stop=interrupted.is_set)[1]

        try:
            for done, (feed, summary) in enumerate(pool.map(poll, feeds), start=1):
                total += summary
                progress(done, len(feeds), feed.title)
        except BaseException:
            # Polls that run end with the entry they are at, and what they read is stored.
            interrupted.set()
            pool.shutdown(wait=True, cancel_futures=True)
            raise
    return total


def ingest_inputs(
    store: Store,
    config: Config,
    inputs: Sequence[str],
    *,
    again: bool = False,
    progress: Progress = silent,
    stdin: Iterable[bytes] = (),
    now: Callable[[], datetime] = utc_now,
) -> IngestSummary:
    """Store the articles of files, folders, ``-`` (``stdin``) and addresses given by hand, in their order.

    Addresses are fetched; for articles in files nothing is. ``again`` fetches addresses that are known too. What
    cannot be read is in the summary's errors.
    """
    total = IngestSummary()
    with Ingestion(store, config.settings, now=now) as ingestion:
        for name in inputs:
            try:
                if "://" in name and not Path(name).exists():
                    total += ingestion.read(name, again=again)
                    progress(_stored(total), None, name)
                    continue
                articles = read_stream(stdin, "-", now()) if name == "-" else read_path(Path(name), now())
                for batch in batches(articles, STORED_TOGETHER):
                    total += _store_given(store, batch)
                    progress(_stored(total), None, name)
            except DealwireError as error:
                total += IngestSummary(errors=(error,))
    return total


def _put_found(store: Store, found: Found, count: _Count) -> None:
    """Store one find of a poll."""
    known = store.articles.known(found.identity) if found.outcome == "new" else None
    if found.article is None or known is not None:
        # Known by now: another feed, polled at the same time, brought it first.
        store.articles.put_keys(known.article if known else found.article_id, found.identity)
        count.same += 1
    else:
        _put(store, found.article, found.identity, count)


def _put_known(store: Store, article: Article, identity: EntryIdentity, count: _Count) -> None:
    """Store an article under the id that it is known by, if it is."""
    known = store.articles.known(identity)
    _put(store, replace(article, id=known.article) if known else article, identity, count)


def _put(store: Store, article: Article, identity: EntryIdentity | None, count: _Count) -> None:
    result = store.articles.put(article, identity)
    if result == "same":
        count.same += 1
        return
    if article.lang is None:
        count.unread += 1
        forget(store, article.id)
    if result == "new":
        count.new += 1
    else:
        count.changed += 1


def _store_given(store: Store, batch: Sequence[Article | BadLine]) -> IngestSummary:
    """Store articles of a file in one transaction."""
    count = _Count()
    with store.transaction():
        for item in batch:
            if isinstance(item, BadLine):
                count.errors.append(InputError(str(item)))
                continue
            identity = given_identity(item.title, item.text, item.url)
            if item.id == article_id(identity):
                _put_known(store, item, identity, count)
            else:
                # An article with a name of its own is known by that alone: it stays its name in all output.
                _put(store, item, None, count)
    return count.summary()


def _stored(summary: IngestSummary) -> int:
    return summary.new + summary.changed + summary.same
