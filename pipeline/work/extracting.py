"""Extracting and linking what is pending, and rebuilding all that is derived."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipeline.errors import DealwireError
from pipeline.link.service import link_reports, rebuild_links
from pipeline.records import Article, Extraction
from pipeline.store import Store
from pipeline.work.progress import Progress, Stop, batches, never, silent

if TYPE_CHECKING:
    from pipeline.extract.engine import Engine

READ_TOGETHER = 64
"""Articles that are extracted and linked in one transaction."""

Failures = dict[tuple[str, int], Exception]
"""Articles (id and version) that the engine fails on, and how."""


def extract_pending(
    store: Store,
    engine: Engine,
    progress: Progress = silent,
    *,
    stop: Stop = never,
    batch: int = READ_TOGETHER,
) -> int:
    """Extract and link every article whose latest version this engine has not read; the number of articles read.

    Extraction runs outside any transaction; each batch is then stored and linked in one. ``stop`` is asked between
    batches: what is left stays pending. An article that the engine fails on stays pending too, and is told of in a
    :class:`~pipeline.errors.DealwireError` once all others are done.
    """
    total = store.articles.count_pending(engine.id)
    done, after, more = 0, "", False
    failed: Failures = {}
    while not stop():
        articles = store.articles.pending(engine.id, batch, after)
        if not articles:
            if not more:
                break
            # Articles may have come meanwhile whose ids lie before: look once more from the start.
            after, more = "", False
            continue
        after = articles[-1].id
        untried = [article for article in articles if (article.id, article.version) not in failed]
        if untried:
            more = True
            failures = _read(store, engine, untried)
            failed |= failures
            done += len(untried) - len(failures)
            progress(done, max(total, done), "")
            _give_up_on_a_broken_engine(done, failed, batch)
    _tell(failed)
    return done


def rebuild(store: Store, engine: Engine, progress: Progress = silent, *, batch: int = READ_TOGETHER) -> int:
    """Make all that is derived again, from the articles and judgements alone; the number of articles read.

    Each batch replaces what was derived from its articles before, so that the database stays whole and usable all
    the while; at the end all links and the index of words are dropped and remade in one transaction.
    """
    total = store.articles.count()
    looked_at, done = 0, 0
    failed: Failures = {}
    for articles in batches(store.articles.all_latest(), batch):
        readable = [article for article in articles if article.lang is not None]
        if readable:
            failures = _read(store, engine, readable)
            failed |= failures
            done += len(readable) - len(failures)
        looked_at += len(articles)
        progress(looked_at, sum(total.values()), "")
        _give_up_on_a_broken_engine(done, failed, batch)
    with store.transaction():
        rebuild_links(store)
        store.search.rebuild()
    _tell(failed)
    return done


def forget(store: Store, article: str) -> None:
    """Take back what was derived from an article whose new version can no longer be read. Part of a transaction."""
    went = store.extractions.drop(article)
    if went:
        link_reports(store, set(), went)


def _read(store: Store, engine: Engine, articles: Sequence[Article]) -> Failures:
    """Extract articles, then store and link what was found in one transaction; those that could not be read."""
    read, failed = _extract(engine, articles)
    came: set[str] = set()
    went: set[str] = set()
    with store.transaction():
        for article, extraction in read:
            more, less = store.extractions.put(extraction, article.version)
            came |= more
            went |= less
        if came or went:
            link_reports(store, came, went)
    return failed


def _extract(engine: Engine, articles: Sequence[Article]) -> tuple[list[tuple[Article, Extraction]], Failures]:
    """The extractions of articles, and those that the engine fails on."""
    try:
        return list(zip(articles, engine.extract(articles), strict=True)), {}
    except DealwireError:
        raise
    except Exception as error:
        # One article that meets a fault of the program must not hold up all others for ever: find it.
        if len(articles) == 1:
            return [], {(articles[0].id, articles[0].version): error}
    read: list[tuple[Article, Extraction]] = []
    failed: Failures = {}
    for article in articles:
        one, failure = _extract(engine, [article])
        read += one
        failed |= failure
    return read, failed


def _give_up_on_a_broken_engine(done: int, failed: Failures, batch: int) -> None:
    """Where a whole batch fails and nothing was read yet, the fault is not in the articles."""
    if not done and len(failed) >= batch:
        _tell(failed)


def _tell(failed: Failures) -> None:
    if not failed:
        return
    (article, _), error = next(iter(failed.items()))
    what = "1 article" if len(failed) == 1 else f"{len(failed)} articles"
    raise DealwireError(
        f"{what} could not be extracted, first {article!r} ({type(error).__name__}: {error}): they stay pending; "
        "please report this fault with the text of the article"
    ) from error
