"""Looking at feeds without storing anything: what an address gives, before or while it is in the list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date

from pipeline.config import Settings
from pipeline.errors import DealwireError, FeedError
from pipeline.ingest.feed import parse_feed
from pipeline.ingest.http import Client, HttpError
from pipeline.ingest.language import detect_language
from pipeline.records import LANGS, Lang, Problem
from pipeline.work.ingesting import FETCHERS
from pipeline.work.progress import Progress, silent


@dataclass(frozen=True, slots=True)
class FeedCheck:
    """What one fetch of a feed gave; ``error`` is None where it could be read."""

    url: str
    title: str = ""
    """What the feed calls itself."""
    format: str = ""
    entries: int = 0
    newest: date | None = None
    lang: Lang | None = None
    """The language that most of its entries are in; None where none of ours is."""
    moved_to: str | None = None
    problems: tuple[Problem, ...] = ()
    error: DealwireError | None = None


def check_feed(url: str, client: Client, lang: Lang | None = None) -> FeedCheck:
    """Fetch and read the feed at an address; ``lang`` is the language that it should be in, where known."""
    try:
        answer = client.fetch(url)
        parsed = parse_feed(answer.body, answer.url, answer.content_type, lang)
    except (HttpError, FeedError) as error:
        return FeedCheck(url, error=error)
    langs = Counter(detect_language(f"{entry.title}\n{entry.text}", lang) for entry in parsed.entries)
    days = [entry.published.date() for entry in parsed.entries if entry.published is not None]
    return FeedCheck(
        url=url,
        title=parsed.title,
        format=parsed.format,
        entries=len(parsed.entries),
        newest=max(days, default=None),
        lang=max((known for known in LANGS if langs[known]), key=lambda known: langs[known], default=None),
        moved_to=answer.moved_to,
        problems=parsed.problems,
    )


def check_feeds(
    feeds: Sequence[tuple[str, Lang | None]], settings: Settings, progress: Progress = silent
) -> list[FeedCheck]:
    """Check feeds (address and language), several at a time, in their order."""
    checks: list[FeedCheck] = []
    with Client(settings) as client, ThreadPoolExecutor(FETCHERS) as pool:
        for check in pool.map(lambda feed: check_feed(feed[0], client, feed[1]), feeds):
            checks.append(check)
            progress(len(checks), len(feeds), check.url)
    return checks
