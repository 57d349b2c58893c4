from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from pipeline.daemon.plan import compare, is_due, longest_jitter, next_run, watched
from pipeline.records import Feed, FeedState

NOW = datetime(2025, 3, 4, 12, tzinfo=UTC)
FEED = Feed("https://example.org/feed", "Example", "en", every=30)
LATER = timedelta(minutes=7)

moments = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))
states = st.builds(
    FeedState, st.just(FEED.url), next_poll=st.none() | moments, gone=st.booleans(), failures=st.integers(0, 9)
)
jitters = st.timedeltas(timedelta(0), timedelta(minutes=1))


def test_jitter_is_a_part_of_the_interval_up_to_a_minute() -> None:
    assert longest_jitter(replace(FEED, every=1)) == timedelta(seconds=6)
    assert longest_jitter(replace(FEED, every=1440)) == timedelta(minutes=1)


def test_a_new_feed_is_polled_at_once() -> None:
    assert next_run(FeedState(FEED.url), NOW, LATER) == NOW
    assert is_due(FeedState(FEED.url), NOW)


def test_a_feed_that_was_missed_is_polled_at_once() -> None:
    state = FeedState(FEED.url, next_poll=NOW - timedelta(days=3))
    assert next_run(state, NOW, LATER) == NOW


def test_a_feed_that_waits_is_polled_later_by_the_jitter() -> None:
    state = FeedState(FEED.url, next_poll=NOW + timedelta(hours=1))
    assert next_run(state, NOW, LATER) == NOW + timedelta(hours=1) + LATER
    assert not is_due(state, NOW)


def test_a_feed_that_is_gone_is_not_polled() -> None:
    state = FeedState(FEED.url, gone=True)
    assert next_run(state, NOW, LATER) is None
    assert not is_due(state, NOW)


@given(states, moments, jitters)
def test_a_run_is_never_planned_for_a_moment_at_which_the_feed_is_not_due(
    state: FeedState, now: datetime, jitter: timedelta
) -> None:
    run = next_run(state, now, jitter)
    assert (run is None) == state.gone
    if run is not None:
        assert run >= now
        assert is_due(state, run)


def test_what_a_new_list_changes() -> None:
    kept, gone, old = (replace(FEED, url=f"https://example.org/{name}") for name in ("kept", "gone", "old"))
    new, added = replace(old, every=60), replace(FEED, url="https://example.org/added")
    changes = compare(watched([kept, gone, old]), watched([added, new, kept]))
    assert (changes.added, changes.removed, changes.changed) == ((added,), (gone,), (new,))


def test_a_feed_that_is_switched_off_is_not_watched() -> None:
    off = replace(FEED, enabled=False)
    assert watched([off]) == {}
    assert compare(watched([FEED]), watched([off])).removed == (FEED,)
