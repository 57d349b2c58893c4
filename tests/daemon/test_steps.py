"""The steps of the daemon, without its loop."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import structlog
from prometheus_client import generate_latest
from structlog.testing import LogCapture

from pipeline.daemon.metrics import Metrics
from pipeline.daemon.steps import Steps
from pipeline.errors import DealwireError
from pipeline.records import Article, Extraction, Feed, FeedState
from pipeline.store import Store, open_store
from pipeline.work import Ingestion
from tests.daemon.helpers import SETTINGS, HeadlineEngine, serve_feed
from tests.daemon.running import samples
from tests.ingest.server import Web


@dataclass
class Bench:
    """The steps on a workbench: with their store, log and clock."""

    steps: Steps
    store: Store
    metrics: Metrics
    log: LogCapture
    now: datetime

    def events(self, name: str) -> list[dict[str, object]]:
        return [dict(event) for event in self.log.entries if event["event"] == name]

    def number(self, series: str) -> float | None:
        return samples(generate_latest(self.metrics.registry).decode()).get(series)


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Callable[[HeadlineEngine], Bench]]:
    opened: list[Store | Ingestion] = []

    def bench(engine: HeadlineEngine) -> Bench:
        polling, reading = open_store(tmp_path / "deals.db"), open_store(tmp_path / "deals.db")
        metrics, log = Metrics(engine.id), LogCapture()
        ingestion = Ingestion(polling, SETTINGS, now=lambda: made.now)
        opened.extend([ingestion, polling, reading])
        logger = structlog.wrap_logger(structlog.PrintLogger(), processors=[log])
        made = Bench(
            Steps(ingestion, reading, engine, metrics, logger),
            reading,
            metrics,
            log,
            datetime(2025, 3, 4, 12, tzinfo=UTC),
        )
        return made

    yield bench
    for one in opened:
        one.close()


@pytest.fixture
def bench(make: Callable[[HeadlineEngine], Bench]) -> Bench:
    return make(HeadlineEngine())


def feed(url: str) -> Feed:
    return Feed(url, url.rpartition("/")[2], "en", 30, full_text=True)


def test_a_poll_stores_logs_and_counts(bench: Bench, web: Web) -> None:
    url = serve_feed(web, "/news", "Acme buys Bolt", "Markets rest")
    result = bench.steps.poll(feed(url))
    assert result.outcome == "news"
    assert bench.store.articles.count() == {"en": 2}
    (event,) = bench.events("polled")
    assert (event["feed"], event["new"], event["changed"], event["outcome"]) == ("news", 2, 0, "news")
    assert event["next_poll"] == "2025-03-04T12:30:00+00:00"
    assert bench.number(f'dealwire_polls_total{{feed="{url}",outcome="news"}}') == 1
    assert bench.number('dealwire_articles_total{lang="en"}') == 2
    assert bench.number("dealwire_pending_articles") == 2
    assert bench.number('dealwire_stage_seconds_count{stage="poll"}') == 1
    seen = bench.number(f'dealwire_feed_last_success_timestamp_seconds{{feed="{url}"}}')
    assert seen == bench.now.timestamp()


def test_reading_takes_all_that_is_pending_and_counts(bench: Bench, web: Web) -> None:
    bench.steps.poll(feed(serve_feed(web, "/news", "Acme buys Bolt", "Crane buys Dove", "Markets rest")))
    assert bench.steps.read() == 3
    assert bench.steps.read() == 0
    (event,) = bench.events("read")
    assert (event["articles"], event["pending"]) == (3, 0)
    assert bench.number("dealwire_articles_read_total") == 3
    assert bench.number("dealwire_pending_articles") == 0
    assert bench.number('dealwire_deals{status="announced"}') == 2
    assert bench.number('dealwire_deals{status="rumored"}') == 0
    assert bench.number('dealwire_stage_seconds_count{stage="extract"}') == 1


def test_an_article_in_no_language_of_ours_is_counted_but_not_awaited(bench: Bench, web: Web) -> None:
    url = web.serve(
        "/de",
        "<rss version='2.0'><channel><title>N</title><item><title>Die Firma kauft ein Werk in Bayern</title>"
        "<link>https://example.org/de</link><description>Das Unternehmen hat am Dienstag angekündigt, dass es ein "
        "weiteres Werk in Bayern kaufen will; die Aktionäre müssen dem noch zustimmen.</description></item>"
        "</channel></rss>",
    )
    bench.steps.poll(feed(url))
    assert bench.number('dealwire_articles_total{lang="other"}') == 1
    assert bench.number("dealwire_pending_articles") == 0


def test_a_feed_that_fails_is_told_and_backs_off_and_the_other_is_not_touched(bench: Bench, web: Web) -> None:
    bad, good = feed(web.serve("/bad", "", status=503)), feed(serve_feed(web, "/good", "Acme buys Bolt"))
    for failures, minutes in ((1, 60), (2, 120), (3, 240)):
        result = bench.steps.poll(bad)
        assert result.outcome == "failed"
        assert bench.events("poll_failed")[-1]["failures"] == failures
        assert result.state.next_poll == bench.now + timedelta(minutes=minutes)
        assert bench.number(f'dealwire_feed_failures{{feed="{bad.url}"}}') == failures
    assert bench.steps.poll(good).outcome == "news"
    serve_feed(web, "/bad", "Crane buys Dove")
    assert bench.steps.poll(bad).state.next_poll == bench.now + timedelta(minutes=30)
    assert bench.number(f'dealwire_feed_failures{{feed="{bad.url}"}}') == 0


def test_a_feed_that_is_gone_is_an_error_in_the_log(bench: Bench, web: Web) -> None:
    gone = feed(web.serve("/gone", "", status=410))
    assert bench.steps.poll(gone).state.gone
    (event,) = bench.events("feed_gone")
    assert event["log_level"] == "error"
    assert gone.url in str(event["error"])


def test_a_feed_that_falls_silent_is_told_once_until_it_speaks_again(bench: Bench, web: Web) -> None:
    quiet = feed(serve_feed(web, "/quiet", "Acme buys Bolt"))
    bench.steps.poll(quiet)
    for _ in range(3):
        bench.now += timedelta(days=20)
        bench.steps.poll(quiet)
    (event,) = bench.events("feed_silent")
    assert (event["feed"], event["log_level"]) == ("quiet", "warning")
    assert "20 days" in str(event["problem"])
    assert bench.number(f'dealwire_feed_silent{{feed="{quiet.url}"}}') == 1
    serve_feed(web, "/quiet", "Crane buys Dove")
    bench.steps.poll(quiet)
    assert bench.number(f'dealwire_feed_silent{{feed="{quiet.url}"}}') == 0
    bench.now += timedelta(days=20)
    bench.steps.poll(quiet)
    assert len(bench.events("feed_silent")) == 2


def test_silence_that_was_told_before_a_restart_is_not_told_again(
    make: Callable[[HeadlineEngine], Bench], web: Web
) -> None:
    quiet = feed(serve_feed(web, "/quiet", "Acme buys Bolt"))
    before = make(HeadlineEngine())
    before.steps.poll(quiet)
    before.now += timedelta(days=20)
    before.steps.poll(quiet)
    after = make(HeadlineEngine())
    after.now = before.now + timedelta(days=1)
    after.steps.resume(before.store.feeds.all())
    after.steps.poll(quiet)
    assert len(before.events("feed_silent")) == 1
    assert after.events("feed_silent") == []
    assert after.number("dealwire_pending_articles") == 1


def test_states_left_by_an_earlier_process_are_shown(bench: Bench) -> None:
    state = FeedState("https://example.org/feed", failures=4, active_days=(date(2025, 1, 1),))
    bench.steps.resume([state])
    assert bench.number('dealwire_feed_failures{feed="https://example.org/feed"}') == 4
    assert bench.number('dealwire_deals{status="announced"}') == 0
    bench.steps.forget_feed(state.url)
    assert bench.number('dealwire_feed_failures{feed="https://example.org/feed"}') is None


class Choosy(HeadlineEngine):
    """Fails on one headline."""

    id = "choosy/1"

    def extract(self, articles: Sequence[Article]) -> list[Extraction]:
        if any(article.title == "Crane buys Dove" for article in articles):
            raise ZeroDivisionError("no doves")
        return super().extract(articles)


def test_an_article_that_cannot_be_read_is_told_and_the_others_are_read(
    make: Callable[[HeadlineEngine], Bench], web: Web
) -> None:
    bench = make(Choosy())
    bench.steps.poll(feed(serve_feed(web, "/news", "Acme buys Bolt", "Crane buys Dove", "Elm buys Fir")))
    with pytest.raises(DealwireError, match="no doves"):
        bench.steps.read()
    (event,) = bench.events("read")
    assert (event["articles"], event["pending"]) == (2, 1)
    assert bench.number("dealwire_pending_articles") == 1


def test_reading_stops_between_batches_and_leaves_the_rest_pending(bench: Bench, web: Web) -> None:
    bench.steps.poll(feed(serve_feed(web, "/news", *(f"Acme{n} buys Bolt{n}" for n in range(40)))))
    asked = iter([False, True])
    assert bench.steps.read(lambda: next(asked)) == 32
    assert bench.steps.pending == 8
    assert bench.steps.read() == 8
