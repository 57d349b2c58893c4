"""What the daemon counts and measures, for Prometheus, in a registry of its own."""

from __future__ import annotations

from collections.abc import Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info, ProcessCollector

from pipeline import __version__
from pipeline.ingest.poll import PollResult
from pipeline.records import STATUSES, FeedState

STAGES = ("poll", "extract", "link")
"""``poll``: one poll of one feed with its pages, stored. ``extract`` and ``link``: one run over all that was pending;
``link`` holds the writing of both."""
_SECONDS = (0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000)
OTHER = "other"
"""Stands for the language of an article that is in none of ours."""


class Metrics:
    """The daemon's metrics. Feeds are labelled by their address."""

    def __init__(self, engine: str) -> None:
        self.registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        self._build = Info("dealwire_build", "Versions of the program and of what reads articles.", registry=registry)
        self._build.info({"version": __version__, "engine": engine})
        self._polls = Counter("dealwire_polls", "Polls by feed and outcome.", ["feed", "outcome"], registry=registry)
        self._articles = Counter(
            "dealwire_articles", "Articles stored, new or changed, by language.", ["lang"], registry=registry
        )
        self._seconds = Histogram(
            "dealwire_stage_seconds", "Seconds a run of a stage took.", ["stage"], buckets=_SECONDS, registry=registry
        )
        self._read = Counter("dealwire_articles_read", "Articles extracted and linked.", registry=registry)
        self._pending = Gauge("dealwire_pending_articles", "Articles stored but not yet read.", registry=registry)
        self._deals = Gauge("dealwire_deals", "Deals by status.", ["status"], registry=registry)
        self._last_success = Gauge(
            "dealwire_feed_last_success_timestamp_seconds",
            "When a feed last answered as it should, in seconds since 1970.",
            ["feed"],
            registry=registry,
        )
        self._failures = Gauge(
            "dealwire_feed_failures", "Failed polls of a feed since the last that worked.", ["feed"], registry=registry
        )
        self._silent = Gauge(
            "dealwire_feed_silent", "1 where a feed is silent for long against its habit.", ["feed"], registry=registry
        )
        self._feeds = Gauge("dealwire_feeds", "Feeds that are watched.", registry=registry)
        self._errors = Counter(
            "dealwire_job_errors", "Runs of a job that ended in an error, by kind of job.", ["job"], registry=registry
        )
        for stage in STAGES:
            self._seconds.labels(stage)
        for job in ("poll", "read", "reload"):
            self._errors.labels(job)

    def polled(self, result: PollResult, seconds: float) -> None:
        """Count a poll and what it brought."""
        self._polls.labels(result.feed.url, result.outcome).inc()
        self._seconds.labels("poll").observe(seconds)
        for found in result.found:
            if found.article is not None:
                self._articles.labels(found.article.lang or OTHER).inc()
        self.feed_state(result.state)

    def feed_state(self, state: FeedState) -> None:
        """Show the state of a feed."""
        self._failures.labels(state.url).set(state.failures)
        self._silent.labels(state.url).set(any(problem.kind == "silent" for problem in state.problems))
        if state.succeeded is not None:
            self._last_success.labels(state.url).set(state.succeeded.timestamp())

    def forget_feed(self, url: str) -> None:
        """Show a feed no more that is no longer watched; what it brought stays counted."""
        for gauge in (self._failures, self._silent, self._last_success):
            gauge.remove(url)

    def feeds(self, number: int) -> None:
        """Show how many feeds are watched."""
        self._feeds.set(number)

    def read(self, articles: int, extract_seconds: float, link_seconds: float) -> None:
        """Count a run over what was pending."""
        self._read.inc(articles)
        self._seconds.labels("extract").observe(extract_seconds)
        self._seconds.labels("link").observe(link_seconds)

    def pending(self, articles: int) -> None:
        """Show how many articles wait to be read."""
        self._pending.set(articles)

    def deals(self, by_status: Mapping[str, int]) -> None:
        """Show how many deals stand at each status."""
        for status in STATUSES:
            self._deals.labels(status).set(by_status.get(status, 0))

    def error(self, job: str) -> None:
        """Count a run of a job (``poll``, ``read``, ``reload``) that ended in an error."""
        self._errors.labels(job).inc()
