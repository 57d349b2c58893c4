"""When a feed is polled next, and whether it has gone silent: pure functions of what is known of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise

LONGEST = timedelta(hours=24)
"""However long a server or feed asks to wait, a feed is polled once a day."""
LONGEST_RETRY_AFTER = timedelta(days=7)
"""Retry-After is an order, not a hint: it may ask for more than a day, but not for ever."""
KEPT_DAYS = 60
"""Days with news that are remembered of a feed."""
HABIT = 5
"""Days with news from which on a feed has a habit."""
PATIENCE = timedelta(days=4)
"""No feed counts as silent before: a long weekend."""
STRANGER = timedelta(days=14)
"""How long a feed without a habit may be silent."""


def next_after_success(
    now: datetime,
    every: timedelta,
    ttl: timedelta | None = None,
    fresh_for: timedelta | None = None,
    retry_after: timedelta | None = None,
) -> datetime:
    """The moment of the next poll after one that worked.

    The configured interval is the least; what the feed (``ttl``), the server's cache headers (``fresh_for``) and
    Retry-After ask for may make it longer, up to a bound.
    """
    hints = [hint for hint in (ttl, fresh_for) if hint is not None]
    wait = max(every, min(max(hints, default=every), LONGEST))
    return now + max(wait, _bounded(retry_after))


def next_after_failure(
    now: datetime, every: timedelta, failures: int, retry_after: timedelta | None = None
) -> datetime:
    """The moment of the next poll after ``failures`` failed ones in a row (at least 1): the interval doubles each
    time, up to a day or the interval itself, and Retry-After is kept."""
    doubled = every * (1 << min(failures, 16))
    return now + max(min(doubled, max(LONGEST, every)), _bounded(retry_after))


def _bounded(retry_after: timedelta | None) -> timedelta:
    return min(retry_after or timedelta(0), LONGEST_RETRY_AFTER)


def with_day(days: Sequence[date], day: date) -> tuple[date, ...]:
    """The days with news, with one more; only the last ones are kept."""
    return tuple(sorted({*days, day}))[-KEPT_DAYS:]


def silent_for(days: Sequence[date], today: date) -> timedelta | None:
    """How long a feed has been silent, if that is long against its habit; None where it is not.

    ``days`` are the days with news, oldest first. The habit is the longest gap that is usual (nine gaps in ten are no
    longer): more than twice that is too long.
    """
    if not days:
        return None
    silence = today - days[-1]
    if len(days) < HABIT:
        return silence if silence > STRANGER else None
    gaps = sorted(later - earlier for earlier, later in pairwise(days))
    usual = gaps[(len(gaps) * 9 + 9) // 10 - 1]
    return silence if silence > max(2 * usual, PATIENCE) else None
