"""When a feed is polled next, and when its silence is worth a word."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.ingest.schedule import (
    KEPT_DAYS,
    LONGEST,
    LONGEST_RETRY_AFTER,
    next_after_failure,
    next_after_success,
    silent_for,
    with_day,
)

NOW = datetime(2025, 3, 3, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("ttl", "fresh", "retry", "minutes"),
    [
        (None, None, None, 30),
        (10, None, None, 30),
        (60, None, None, 60),
        (None, 45, None, 45),
        (60, 90, None, 90),
        (100_000, None, None, 1440),
        (None, None, 50, 50),
        (None, None, 2880, 2880),
        (None, None, 100_000, 10_080),
        (None, 0, 0, 30),
    ],
)
def test_hints_make_the_interval_longer_within_bounds(
    ttl: int | None, fresh: int | None, retry: int | None, minutes: int
) -> None:
    hints = [None if hint is None else hint * MINUTE for hint in (ttl, fresh, retry)]
    assert next_after_success(NOW, 30 * MINUTE, *hints) == NOW + minutes * MINUTE


def test_failures_back_off_to_a_day() -> None:
    waits = [next_after_failure(NOW, 30 * MINUTE, n) - NOW for n in range(1, 8)]
    assert waits == [60 * MINUTE, 120 * MINUTE, 240 * MINUTE, 480 * MINUTE, 960 * MINUTE, LONGEST, LONGEST]
    assert next_after_failure(NOW, 30 * MINUTE, 1, 5 * LONGEST) - NOW == 5 * LONGEST
    assert next_after_failure(NOW, 7 * DAY, 3) - NOW == 7 * DAY


@given(
    st.integers(1, 10_080),
    st.integers(1, 10_000),
    st.none() | st.integers(0, 10**7).map(lambda seconds: timedelta(seconds=seconds)),
)
def test_no_poll_is_sooner_than_asked_or_later_than_bounded(every: int, failures: int, retry: timedelta | None) -> None:
    interval = every * MINUTE
    for moment in (
        next_after_failure(NOW, interval, failures, retry),
        next_after_success(NOW, interval, retry_after=retry),
    ):
        assert moment - NOW >= max(interval, min(retry or timedelta(0), LONGEST_RETRY_AFTER))
        assert moment - NOW <= max(interval, LONGEST, LONGEST_RETRY_AFTER)


def days(*gaps: int) -> tuple[date, ...]:
    found = [date(2025, 1, 1)]
    for gap in gaps:
        found.append(found[-1] + gap * DAY)
    return tuple(found)


DAILY = days(*[1] * 20)
WEEKDAYS = days(*[1, 1, 1, 1, 3] * 4)
WEEKLY = days(*[7] * 8)
OUTAGE_ONCE = days(*[1] * 10, 25, *[1] * 10)


@pytest.mark.parametrize(
    ("habit", "silence", "told"),
    [
        ((), 400, False),
        (days(), 14, False),
        (days(), 15, True),
        (days(1, 1), 10, False),
        (DAILY, 4, False),
        (DAILY, 5, True),
        (WEEKDAYS, 6, False),
        (WEEKDAYS, 7, True),
        (WEEKLY, 14, False),
        (WEEKLY, 15, True),
        (OUTAGE_ONCE, 5, True),
    ],
)
def test_silence_is_measured_by_habit(habit: tuple[date, ...], silence: int, told: bool) -> None:
    today = (habit[-1] if habit else date(2025, 1, 1)) + silence * DAY
    assert silent_for(habit, today) == (silence * DAY if told else None)


def test_days_are_kept_once_in_order_and_not_for_ever() -> None:
    kept: tuple[date, ...] = ()
    for day in (*DAILY, *reversed(DAILY), *days(*[1] * 100)):
        kept = with_day(kept, day)
    assert kept == days(*[1] * 100)[-KEPT_DAYS:]
