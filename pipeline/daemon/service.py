"""The daemon: a scheduler with one job a feed, and one job that reads what came."""

from __future__ import annotations

import random
import sqlite3
import threading
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import structlog
from apscheduler.events import EVENT_JOB_ERROR
from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from pipeline import __version__
from pipeline.config import Config, load_config
from pipeline.daemon.metrics import Metrics
from pipeline.daemon.plan import compare, longest_jitter, next_run, watched
from pipeline.daemon.plan import is_due as is_feed_due
from pipeline.daemon.steps import Steps
from pipeline.daemon.threads import LeavableThreads
from pipeline.daemon.web import Health
from pipeline.errors import ConfigError, DealwireError
from pipeline.records import Feed, FeedState
from pipeline.store import open_store
from pipeline.work import Ingestion

if TYPE_CHECKING:
    from pipeline.extract.engine import Engine

FETCHERS = 8
"""Feeds polled at the same time; each host is still asked one request at a time."""
READ = "read"
"""Id of the job that reads what is pending; those of feeds are their addresses."""
READ_EVERY = timedelta(minutes=10)
"""How often what is pending is looked for, besides whenever a poll brought something."""
LATE = timedelta(minutes=5)
"""A job that was not even started so long after its time means that the scheduler stands still."""
POLLS_SHARE = 2 / 3
"""Part of the time for stopping that running polls may take; the rest is for reading what they brought."""


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Daemon:
    """Polls the feeds of a configuration for ever, and reads what they bring.

    Threads fetch side by side; one alone extracts and links. ``start`` returns at once; ``drain`` ends all in good
    order, ``close`` releases what is held. Signals, logs and the lock on the database are the caller's.

    Raises :class:`~pipeline.errors.StoreError` where the database cannot be opened.
    """

    def __init__(
        self,
        config: Config,
        db_path: Path,
        engine: Engine,
        *,
        now: Callable[[], datetime] = _utc_now,
        log: Any = None,
    ) -> None:
        self._config = config
        self._feeds = watched(config.feeds)
        self._now = now
        self._log = log if log is not None else structlog.get_logger("dealwire")
        self._stopping = threading.Event()
        self._fault: str | None = None
        self._held = ExitStack()
        # A connection is in one transaction at a time: polls share one, reading and planning have their own.
        polling, reading, self._planning = (self._held.enter_context(open_store(db_path)) for _ in range(3))
        self._planning_lock = threading.Lock()
        self.metrics = Metrics(engine.id)
        ingestion = self._held.enter_context(Ingestion(polling, config.settings, now=now))
        self.steps = Steps(ingestion, reading, engine, self.metrics, self._log)
        self._fetchers = LeavableThreads(FETCHERS, "fetch")
        self._reader = LeavableThreads(1, "read")
        self._scheduler = BackgroundScheduler(
            timezone=UTC,
            executors={"default": self._fetchers, "reader": self._reader},
            # A run that was missed, while the machine slept or all threads were busy, is made up for once.
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        self._scheduler.add_listener(self._on_error, EVENT_JOB_ERROR)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def start(self) -> None:
        """Plan all jobs from the states of the feeds, and begin."""
        states = self._states()
        self.steps.resume([state for url, state in states.items() if url in self._feeds])
        self.metrics.feeds(len(self._feeds))
        self._scheduler.add_job(
            self._run_read,
            IntervalTrigger(seconds=int(READ_EVERY.total_seconds()), timezone=UTC),
            id=READ,
            executor="reader",
            # One that runs and one that waits: what comes while one runs may come too late for it.
            max_instances=2,
            next_run_time=self._now(),
        )
        for feed in self._feeds.values():
            self._plan(feed, states.get(feed.url, FeedState(feed.url)))
        self._scheduler.start()
        self._log.info("started", feeds=len(self._feeds), pending=self.steps.pending, version=__version__)

    def planned(self) -> dict[str, datetime | None]:
        """When each job runs next, by its id; None for those of feeds that are gone."""
        return {job.id: job.next_run_time for job in self._scheduler.get_jobs()}

    def reload(self) -> bool:
        """Read the file of the configuration again, and plan all feeds anew from their stored states, so that one
        polled by hand meanwhile is known. With a mistake in it the old list is kept; whether it was read."""
        try:
            config = load_config(self._config.path)
        except ConfigError as error:
            self.metrics.error("reload")
            self._log.error("feeds_kept", error=str(error))
            return False
        old, new = self._config.settings, config.settings
        if fixed := [name for name in type(new).model_fields if getattr(old, name) != getattr(new, name)]:
            self._log.warning("restart_needed", settings=fixed)
        feeds = watched(config.feeds)
        changes = compare(self._feeds, feeds)
        # The settings in force stay those of the start, so that a difference is told at every reading.
        self._feeds = feeds
        states = self._states()
        for feed in changes.removed:
            self._unplan(feed)
        for feed in feeds.values():
            self._plan(feed, states.get(feed.url, FeedState(feed.url)))
        self.metrics.feeds(len(feeds))
        self._log.info(
            "feeds_read",
            feeds=len(feeds),
            **{
                name: [feed.title for feed in getattr(changes, name)]
                for name in ("added", "removed", "changed")
                if getattr(changes, name)
            },
        )
        return True

    def health(self) -> Health:
        """How the daemon is."""
        complaints = []
        if self._stopping.is_set():
            complaints.append("it is stopping")
        elif late := [when for when in self.planned().values() if when is not None and when < self._now() - LATE]:
            complaints.append(f"its scheduler stands still: a job was due at {min(late).isoformat()}")
        if self._fault is not None:
            complaints.append(f"articles cannot be read: {self._fault}")
        return Health(tuple(complaints), len(self._feeds), self.steps.pending, __version__)

    def drain(self, seconds: float) -> bool:
        """Stop within about ``seconds``: no poll begins, those that run end with the entry they are at, and what they
        brought is read. What there is no time for stays pending, or is fetched again at the next start; whether
        nothing was left."""
        until = monotonic() + seconds
        self._stopping.set()
        self._log.info("stopping")
        self._scheduler.shutdown(wait=False)
        polled = self._fetchers.join(seconds * POLLS_SHARE)
        read = self._reader.join(max(0.0, until - monotonic()))
        if read:
            try:
                self.steps.read(lambda: monotonic() >= until)
            except (DealwireError, sqlite3.Error) as error:
                self._log.error("read_failed", error=str(error))
        self._log.info("stopped", polls_left=not polled, pending=self.steps.pending)
        return polled and read and not self.steps.pending

    def close(self) -> None:
        """Release connections and the database. Polls that would not end are left behind with what they hold: the
        process takes them along when it ends, and the database stays whole."""
        self._stopping.set()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        if self._fetchers.join(0) and self._reader.join(0):
            self._held.close()

    def _run_poll(self, url: str) -> None:
        feed = self._feeds.get(url)
        if feed is None or self._stopping.is_set():
            return
        with self._planning_lock:
            state = self._planning.feeds.get(url)
        # Somebody may have polled it by hand since this run was planned.
        if is_feed_due(state, self._now()):
            result = self.steps.poll(feed, self._stopping.is_set)
            state = result.state
            if result.outcome == "news":
                self._move(READ, self._now())
        if not self._move(url, self._next(feed, state)):
            # Taken off the list while it was polled.
            self.steps.forget_feed(url)

    def _run_read(self) -> None:
        if self._stopping.is_set():
            return
        self.steps.read(self._stopping.is_set)
        self._fault = None

    def _states(self) -> dict[str, FeedState]:
        with self._planning_lock:
            return {state.url: state for state in self._planning.feeds.all()}

    def _next(self, feed: Feed, state: FeedState) -> datetime | None:
        return next_run(state, self._now(), random.uniform(0, 1) * longest_jitter(feed))

    def _plan(self, feed: Feed, state: FeedState) -> None:
        """Add the job of a feed, or bring it up to date."""
        self._scheduler.add_job(
            self._run_poll,
            # What the poll finds out decides the moment of the next one; the interval holds where it breaks off.
            IntervalTrigger(minutes=feed.every, jitter=longest_jitter(feed).total_seconds(), timezone=UTC),
            args=[feed.url],
            id=feed.url,
            name=feed.title,
            next_run_time=self._next(feed, state),
            replace_existing=True,
        )

    def _move(self, job: str, moment: datetime | None) -> bool:
        """Let a job run at another moment; false where there is no such job."""
        try:
            self._scheduler.modify_job(job, next_run_time=moment)
        except JobLookupError:
            return False
        return True

    def _unplan(self, feed: Feed) -> None:
        self._scheduler.remove_job(feed.url)
        self.steps.forget_feed(feed.url)

    def _on_error(self, event: Any) -> None:
        """Tell of a run that ended in an error; its job runs again at its next time, and the others run on."""
        error = event.exception
        job = READ if event.job_id == READ else "poll"
        self.metrics.error(job)
        expected = isinstance(error, DealwireError)
        self._log.error(
            "job_failed",
            job=job,
            error=str(error) if expected else f"{type(error).__name__}: {error}",
            **({} if job == READ else {"url": event.job_id}),
            **({} if expected else {"traceback": event.traceback}),
        )
        # A plain DealwireError is about articles that cannot be read: all others were, and a restart mends nothing.
        if job == READ and type(error) is not DealwireError:
            self._fault = f"{type(error).__name__}: {error}"
