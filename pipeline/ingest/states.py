"""The state of a feed after a poll: pure functions of the state before and what happened."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from pipeline.errors import FeedError
from pipeline.ingest import schedule
from pipeline.ingest.faults import ParserError
from pipeline.ingest.http import Fetched, HttpError
from pipeline.records import Feed, FeedState, Problem


def after_failure(feed: Feed, state: FeedState, error: HttpError | FeedError, now: datetime) -> FeedState:
    """The state after a poll that brought nothing: polled again later each time, or never where the feed is gone."""
    kind = error.kind if isinstance(error, HttpError) else _kind(error)
    wait = error.retry_after if isinstance(error, HttpError) else None
    failures = state.failures + 1
    # An address that a feed moved to may vanish while the old one lives: the next poll starts from that.
    gone = kind == "gone" and state.moved_to is None
    return replace(
        state,
        polled=now,
        failures=failures,
        gone=gone,
        moved_to=None if kind in ("gone", "status", "no_host") else state.moved_to,
        next_poll=None if gone else schedule.next_after_failure(now, timedelta(minutes=feed.every), failures, wait),
        problems=(Problem(kind, str(error), "error"),),
    )


def _kind(error: FeedError) -> str:
    return "parser_failed" if isinstance(error, ParserError) else "not_a_feed"


def after_not_modified(feed: Feed, state: FeedState, answer: Fetched, now: datetime) -> FeedState:
    """The state after a 304, which may bring new validators: those it does not bring stay."""
    state = replace(
        _working(state, answer, now),
        etag=answer.etag or state.etag,
        last_modified=answer.last_modified or state.last_modified,
        next_poll=schedule.next_after_success(
            now, timedelta(minutes=feed.every), None, answer.fresh_for, answer.retry_after
        ),
    )
    return _with_problems(feed, state, (), now)


def after_reading(
    feed: Feed,
    state: FeedState,
    answer: Fetched,
    now: datetime,
    *,
    news: bool,
    whole: bool,
    ttl: int | None,
    problems: tuple[Problem, ...],
) -> FeedState:
    """The state after a feed was read; ``whole`` is false where it was not read to the end: then it is polled again
    at once, and in full. ``ttl`` is the feed's own word, in minutes."""
    state = _working(state, answer, now)
    if news:
        state = replace(state, active_days=schedule.with_day(state.active_days, now.date()))
    if whole:
        state = replace(
            state,
            etag=answer.etag,
            last_modified=answer.last_modified,
            next_poll=schedule.next_after_success(
                now,
                timedelta(minutes=feed.every),
                timedelta(minutes=ttl) if ttl else None,
                answer.fresh_for,
                answer.retry_after,
            ),
        )
    return _with_problems(feed, state, problems, now)


def _working(state: FeedState, answer: Fetched, now: datetime) -> FeedState:
    return replace(
        state,
        polled=now,
        succeeded=now,
        next_poll=None,
        failures=0,
        gone=False,
        moved_to=answer.moved_to or state.moved_to,
    )


def _with_problems(feed: Feed, state: FeedState, problems: tuple[Problem, ...], now: datetime) -> FeedState:
    silence = schedule.silent_for(state.active_days, now.date())
    if silence is not None:
        what = f"nothing new for {silence.days} days, long against its habit: check it in a browser"
        problems = (Problem("silent", f"{feed.url}: {what}"), *problems)
    return replace(state, problems=problems)
