"""What the daemon does again and again, without the loop: poll one feed, read what is pending."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from time import perf_counter
from typing import TYPE_CHECKING, Any

from pipeline.daemon.metrics import Metrics
from pipeline.ingest.poll import PollResult
from pipeline.records import Article, Extraction, Feed, FeedState
from pipeline.store import Store
from pipeline.store.counts import deals_by_status
from pipeline.work import Ingestion, extract_pending
from pipeline.work.progress import Stop, never

if TYPE_CHECKING:
    from pipeline.extract.engine import Engine

READ_TOGETHER = 32
"""Articles read in one transaction: few, so that a daemon that is told to stop need not wait long for the last."""


class Steps:
    """The steps of the daemon, each with its line in the log and its numbers in the metrics.

    :meth:`poll` is usable from many threads; :meth:`read` by one at a time, with a store of its own, beside them.
    """

    def __init__(self, ingestion: Ingestion, reading: Store, engine: Engine, metrics: Metrics, log: Any) -> None:
        self._ingestion = ingestion
        self._reading = reading
        self._engine = _Timed(engine)
        self._metrics = metrics
        self._log = log
        self._lock = threading.Lock()
        self._silent: set[str] = set()
        self.pending = 0
        """Articles not yet read, as far as is known."""

    def resume(self, states: Sequence[FeedState]) -> None:
        """Take up where an earlier process left off: what feeds are known to be silent, what is pending."""
        self._silent = {state.url for state in states if _is_silent(state)}
        for state in states:
            self._metrics.feed_state(state)
        self._pending(self._reading.articles.count_pending(self._engine.id))
        self._metrics.deals(deals_by_status(self._reading))

    def poll(self, feed: Feed, stop: Stop = never) -> PollResult:
        """Poll a feed once and store what it brings. A feed that fails is in the result and the log, never raised."""
        started = perf_counter()
        result, summary = self._ingestion.poll(feed, stop=stop)
        seconds = perf_counter() - started
        self._metrics.polled(result, seconds)
        brought = summary.new + summary.changed - summary.unread
        with self._lock:
            self.pending += brought
            self._metrics.pending(self.pending)
        log = self._log.bind(feed=feed.title, url=feed.url, seconds=round(seconds, 3))
        if result.error is not None:
            if result.outcome == "gone":
                log.error("feed_gone", error=str(result.error))
            else:
                log.warning(
                    "poll_failed",
                    error=str(result.error),
                    failures=result.state.failures,
                    next_poll=_moment(result.state),
                )
            return result
        kinds = sorted({problem.kind for problem in result.problems} - {"silent"})
        log.info(
            "polled",
            outcome=result.outcome,
            new=summary.new,
            changed=summary.changed,
            next_poll=_moment(result.state),
            **({"problems": kinds} if kinds else {}),
        )
        self._mind_silence(result.state, log)
        return result

    def read(self, stop: Stop = never) -> int:
        """Extract and link what is pending, in batches, ``stop`` being asked between them; how many articles that
        were. Raises what the engine or the store raises; the batches before are stored."""
        self._engine.seconds = 0.0
        done = 0

        def progress(now_done: int, total: int | None, what: str) -> None:
            nonlocal done
            done = now_done

        started = perf_counter()
        try:
            extract_pending(self._reading, self._engine, progress, stop=stop, batch=READ_TOGETHER)
        finally:
            seconds = perf_counter() - started
            self._pending(self._reading.articles.count_pending(self._engine.id))
            if done:
                self._metrics.read(done, self._engine.seconds, max(0.0, seconds - self._engine.seconds))
                self._metrics.deals(deals_by_status(self._reading))
                self._log.info("read", articles=done, pending=self.pending, seconds=round(seconds, 3))
        return done

    def forget_feed(self, url: str) -> None:
        """Drop what is remembered of a feed that is no longer watched."""
        with self._lock:
            self._silent.discard(url)
        self._metrics.forget_feed(url)

    def _mind_silence(self, state: FeedState, log: Any) -> None:
        """Warn of a feed that went silent: once, until it speaks again."""
        silent = _is_silent(state)
        with self._lock:
            first = silent and state.url not in self._silent
            (self._silent.add if silent else self._silent.discard)(state.url)
        if first:
            said = next(problem.message for problem in state.problems if problem.kind == "silent")
            log.warning("feed_silent", problem=said)

    def _pending(self, number: int) -> None:
        with self._lock:
            self.pending = number
            self._metrics.pending(number)


class _Timed:
    """An engine that counts the seconds it takes."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.id = engine.id
        self.seconds = 0.0

    def extract(self, articles: Sequence[Article]) -> list[Extraction]:
        """As the engine within."""
        started = perf_counter()
        try:
            return self._engine.extract(articles)
        finally:
            self.seconds += perf_counter() - started


def _is_silent(state: FeedState) -> bool:
    return any(problem.kind == "silent" for problem in state.problems)


def _moment(state: FeedState) -> str | None:
    return state.next_poll.isoformat(timespec="seconds") if state.next_poll else None
