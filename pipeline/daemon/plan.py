"""When feeds are polled, and what a new list of feeds changes: pure functions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from pipeline.records import Feed, FeedState

JITTER_SHARE = 0.1
"""Part of the interval by which a poll may come late, so that the polls of many feeds spread out."""
LONGEST_JITTER = timedelta(minutes=1)


def longest_jitter(feed: Feed) -> timedelta:
    """The most by which a poll of this feed is put off at random."""
    return min(timedelta(minutes=feed.every) * JITTER_SHARE, LONGEST_JITTER)


def is_due(state: FeedState, now: datetime) -> bool:
    """Whether a feed may be polled now: its server, or the schedule, may have asked for more time."""
    return not state.gone and (state.next_poll is None or state.next_poll <= now)


def next_run(state: FeedState, now: datetime, jitter: timedelta) -> datetime | None:
    """The moment of the next poll; None where the feed is gone for good.

    A feed that is due is polled at once: ``jitter`` only ever puts off, so that Retry-After is kept.
    """
    if state.gone:
        return None
    if state.next_poll is None or state.next_poll <= now:
        return now
    return state.next_poll + jitter


@dataclass(frozen=True, slots=True)
class FeedChanges:
    """What is different between two lists of feeds; feeds are told apart by their address."""

    added: tuple[Feed, ...] = ()
    removed: tuple[Feed, ...] = ()
    changed: tuple[Feed, ...] = ()
    """As they stand in the new list."""


def watched(feeds: Iterable[Feed]) -> dict[str, Feed]:
    """The feeds that are polled, by address: those enabled."""
    return {feed.url: feed for feed in feeds if feed.enabled}


def compare(before: dict[str, Feed], after: dict[str, Feed]) -> FeedChanges:
    """The difference between two lists of watched feeds, each in the order of its list."""
    return FeedChanges(
        added=tuple(feed for url, feed in after.items() if url not in before),
        removed=tuple(feed for url, feed in before.items() if url not in after),
        changed=tuple(feed for url, feed in after.items() if url in before and before[url] != feed),
    )
