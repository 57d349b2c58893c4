"""The daemon with its scheduler, within the process of the tests."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

import pytest
import structlog
from prometheus_client import generate_latest

from pipeline.config import load_config
from pipeline.daemon.service import READ, Daemon
from pipeline.errors import StoreError
from pipeline.records import Feed, FeedState
from pipeline.store import Store, open_store
from tests.daemon.helpers import HeadlineEngine, serve_feed, write_config
from tests.daemon.running import PATIENCE, samples
from tests.ingest.server import Handler, Web


class House:
    """A daemon with what is around it: its configuration, database and log."""

    def __init__(self, folder: Path) -> None:
        self.config = folder / "feeds.yaml"
        self.db = folder / "deals.db"
        self.hold = folder / "hold"
        self.told: SimpleQueue[dict[str, Any]] = SimpleQueue()
        self.log = structlog.wrap_logger(structlog.PrintLogger(), processors=[self._note])
        self.open_daemons: list[Daemon] = []

    def _note(self, logger: object, method: str, event: Any) -> Any:
        self.told.put(dict(event))
        raise structlog.DropEvent

    def daemon(self, *feeds: str, now: Callable[[], datetime] | None = None) -> Daemon:
        write_config(self.config, feeds)
        clock = {"now": now} if now else {}
        daemon = Daemon(load_config(self.config), self.db, HeadlineEngine(self.hold), log=self.log, **clock)
        self.open_daemons.append(daemon)
        return daemon

    def event(self, name: str, **fields: object) -> dict[str, Any]:
        """The next event of that name with those fields; those before it are passed over."""
        while True:
            event = self.told.get(timeout=PATIENCE)
            if event["event"] == name and all(event.get(key) == value for key, value in fields.items()):
                return event

    def events_left(self) -> list[str]:
        left = []
        while True:
            try:
                left.append(self.told.get_nowait()["event"])
            except Empty:
                return left

    def store(self) -> Store:
        return open_store(self.db)

    def put_state(self, state: FeedState) -> None:
        with self.store() as store, store.transaction():
            store.feeds.put(state)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path)
    yield house
    house.hold.unlink(missing_ok=True)
    for daemon in house.open_daemons:
        daemon.close()


def blocked(web: Web, path: str) -> tuple[threading.Event, threading.Event]:
    """Let a path answer only when told; the events of its being asked, and of the telling."""
    reached, opened = threading.Event(), threading.Event()
    answer = web.routes[path]

    def wait(handler: Handler) -> None:
        reached.set()
        opened.wait(PATIENCE)
        answer(handler)

    web.behave(path, wait)
    return reached, opened


def until(condition: Callable[[], bool]) -> None:
    """Wait for something that nobody tells of."""
    pause = threading.Event()
    for _ in range(int(PATIENCE / 0.02)):
        if condition():
            return
        pause.wait(0.02)
    raise AssertionError("it never came about")


def number(daemon: Daemon, series: str) -> float | None:
    return samples(generate_latest(daemon.metrics.registry).decode()).get(series)


def test_feeds_are_polled_read_and_planned_anew(house: House, web: Web) -> None:
    feeds = [serve_feed(web, "/a", "Acme buys Bolt"), serve_feed(web, "/b", "Crane buys Dove")]
    daemon = house.daemon(*feeds)
    before = datetime.now(UTC)
    daemon.start()
    house.event("polled")
    house.event("polled")
    until(lambda: daemon.steps.pending == 0 and all(planned(daemon, feed) > before for feed in feeds))
    assert daemon.health().complaints == ()
    with house.store() as store:
        assert store.extractions.count() == (2, 2)
        for feed in feeds:
            after = store.feeds.get(feed).next_poll
            assert after is not None
            until(lambda feed=feed, after=after: after <= planned(daemon, feed) <= after + timedelta(minutes=1))
    assert daemon.drain(30)
    assert house.event("stopped")["polls_left"] is False


def planned(daemon: Daemon, feed: str) -> datetime:
    moment = daemon.planned()[feed]
    assert moment is not None
    return moment


def test_many_missed_runs_are_one(house: House, web: Web) -> None:
    feed = serve_feed(web, "/a", "Acme buys Bolt")
    house.put_state(FeedState(feed, next_poll=datetime.now(UTC) - timedelta(days=3)))
    daemon = house.daemon(feed)
    daemon.start()
    house.event("polled")
    until(lambda: planned(daemon, feed) > datetime.now(UTC) + timedelta(minutes=20))
    assert web.paths() == ["/a"]


def test_a_feed_that_is_not_due_is_left_alone_over_a_restart(house: House, web: Web) -> None:
    waiting, due = serve_feed(web, "/waiting", "Acme buys Bolt"), serve_feed(web, "/due", "Crane buys Dove")
    later = datetime.now(UTC) + timedelta(hours=3)
    house.put_state(FeedState(waiting, next_poll=later, failures=2))
    daemon = house.daemon(waiting, due)
    daemon.start()
    house.event("polled", feed="due")
    assert later <= planned(daemon, waiting) <= later + timedelta(minutes=1)
    assert web.paths() == ["/due"]


def test_one_run_of_a_feed_at_a_time(house: House, web: Web) -> None:
    feed = serve_feed(web, "/slow", "Acme buys Bolt")
    reached, opened = blocked(web, "/slow")
    daemon = house.daemon(feed)
    daemon.start()
    assert reached.wait(PATIENCE)
    # Its state still says that it is due: the run that this plans is passed over.
    daemon.reload()
    until(lambda: planned(daemon, feed) > datetime.now(UTC) + timedelta(minutes=20))
    assert web.paths() == ["/slow"]
    opened.set()
    house.event("polled", feed="slow", new=1)
    assert web.paths() == ["/slow"]


def test_a_slow_feed_does_not_hold_up_the_others(house: House, web: Web) -> None:
    slow, quick = serve_feed(web, "/slow", "Acme buys Bolt"), serve_feed(web, "/quick", "Crane buys Dove")
    reached, opened = blocked(web, "/slow")
    daemon = house.daemon(slow, quick)
    daemon.start()
    assert reached.wait(PATIENCE)
    house.event("polled", feed="quick", new=1)
    house.event("read", articles=1)
    opened.set()
    house.event("polled", feed="slow", new=1)


def test_what_comes_while_one_reads_is_read_too(house: House, web: Web) -> None:
    first, second = serve_feed(web, "/first", "Acme buys Bolt"), serve_feed(web, "/second", "Crane buys Dove")
    house.hold.touch()
    house.put_state(FeedState(second, next_poll=datetime.now(UTC) + timedelta(hours=1)))
    daemon = house.daemon(first, second)
    daemon.start()
    house.event("polled", feed="first")
    house.put_state(FeedState(second))
    daemon.reload()
    house.event("polled", feed="second")
    house.hold.unlink()
    until(lambda: number(daemon, "dealwire_articles_read_total") == 2)
    until(lambda: daemon.steps.pending == 0)


def test_a_fault_in_one_poll_stops_nothing_else(house: House, web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    bad, good = serve_feed(web, "/bad", "Acme buys Bolt"), serve_feed(web, "/good", "Crane buys Dove")
    daemon = house.daemon(bad, good)
    poll = daemon.steps.poll

    def faulty(feed: Feed, stop: Callable[[], bool]) -> Any:
        if feed.url == bad:
            raise ZeroDivisionError("a fault of ours")
        return poll(feed, stop)

    monkeypatch.setattr(daemon.steps, "poll", faulty)
    daemon.start()
    until(lambda: number(daemon, 'dealwire_job_errors_total{job="poll"}') == 1)
    until(lambda: number(daemon, f'dealwire_polls_total{{feed="{good}",outcome="news"}}') == 1)
    event = house.event("job_failed", job="poll")
    assert event["url"] == bad
    assert event["error"] == "ZeroDivisionError: a fault of ours"
    assert "faulty" in event["traceback"]
    until(lambda: planned(daemon, bad) > datetime.now(UTC) + timedelta(minutes=20))
    assert daemon.health().complaints == ()


def test_reading_that_fails_is_a_complaint_until_it_works(
    house: House, web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed = serve_feed(web, "/a", "Acme buys Bolt")
    daemon = house.daemon(feed)
    read = daemon.steps.read

    def full(stop: object) -> int:
        raise StoreError("deals.db: disk full")

    monkeypatch.setattr(daemon.steps, "read", full)
    daemon.start()
    until(lambda: any("disk full" in complaint for complaint in daemon.health().complaints))
    house.event("polled")
    monkeypatch.setattr(daemon.steps, "read", read)
    serve_feed(web, "/a", "Acme buys Bolt", "Crane buys Dove")
    house.put_state(FeedState(feed))
    daemon.reload()
    until(lambda: number(daemon, "dealwire_articles_read_total") == 2)
    until(lambda: daemon.health().complaints == ())


def test_a_scheduler_that_stands_still_is_a_complaint(house: House, web: Web) -> None:
    ahead = timedelta(0)
    daemon = house.daemon(serve_feed(web, "/a", "Acme buys Bolt"), now=lambda: datetime.now(UTC) + ahead)
    daemon.start()
    house.event("polled")
    until(lambda: daemon.health().complaints == ())
    ahead = timedelta(hours=3)
    assert "stands still" in daemon.health().complaints[0]


def test_a_new_list_is_taken_up(house: House, web: Web) -> None:
    stays, goes = serve_feed(web, "/stays", "Acme buys Bolt"), serve_feed(web, "/goes", "Crane buys Dove")
    daemon = house.daemon(stays, goes)
    daemon.start()
    house.event("polled")
    house.event("polled")
    comes = serve_feed(web, "/comes", "Elm buys Fir")
    write_config(house.config, [stays, comes])
    assert daemon.reload()
    event = house.event("feeds_read")
    assert (event["feeds"], event["added"], event["removed"]) == (2, ["comes"], ["goes"])
    assert "changed" not in event
    house.event("polled", feed="comes")
    assert set(daemon.planned()) == {READ, stays, comes}
    assert number(daemon, "dealwire_feeds") == 2
    assert number(daemon, f'dealwire_feed_failures{{feed="{goes}"}}') is None


def test_a_list_with_a_mistake_is_told_and_the_old_one_kept(house: House, web: Web) -> None:
    feed = serve_feed(web, "/a", "Acme buys Bolt")
    daemon = house.daemon(feed)
    daemon.start()
    house.config.write_text("settings:\n  host_spacng: 2\n", encoding="utf-8")
    assert not daemon.reload()
    assert "feeds.yaml:2: unknown key host_spacng" in house.event("feeds_kept")["error"]
    assert set(daemon.planned()) == {READ, feed}
    assert number(daemon, 'dealwire_job_errors_total{job="reload"}') == 1


def test_settings_need_a_restart_and_that_is_told(house: House, web: Web) -> None:
    daemon = house.daemon(serve_feed(web, "/a", "Acme buys Bolt"))
    daemon.start()
    write_config(house.config, [], port=4711)
    daemon.reload()
    assert house.event("restart_needed")["settings"] == ["metrics_port"]


def test_a_feed_taken_off_the_list_while_it_is_polled(house: House, web: Web) -> None:
    feed = serve_feed(web, "/a", "Acme buys Bolt")
    reached, opened = blocked(web, "/a")
    daemon = house.daemon(feed)
    daemon.start()
    assert reached.wait(PATIENCE)
    write_config(house.config, [])
    daemon.reload()
    opened.set()
    house.event("polled", new=1)
    until(lambda: number(daemon, f'dealwire_feed_failures{{feed="{feed}"}}') is None)
    assert set(daemon.planned()) == {READ}
    assert "job_failed" not in house.events_left()


def test_a_feed_that_is_gone_rests_until_somebody_asks_for_it(house: House, web: Web) -> None:
    feed = web.serve("/a", "", status=410)
    daemon = house.daemon(feed)
    daemon.start()
    house.event("feed_gone")
    until(lambda: daemon.planned()[feed] is None)
    serve_feed(web, "/a", "Acme buys Bolt")
    with house.store() as store:
        state = store.feeds.get(feed)
    house.put_state(replace(state, gone=False))
    daemon.reload()
    house.event("polled", feed="a", new=1)


def test_a_feed_that_is_switched_off_is_not_polled(house: House, web: Web) -> None:
    feed = serve_feed(web, "/a", "Acme buys Bolt")
    daemon = house.daemon(feed)
    daemon.start()
    house.event("polled")
    listed = house.config.read_text(encoding="utf-8")
    house.config.write_text(listed.replace('"every"', '"enabled": false, "every"'), encoding="utf-8")
    daemon.reload()
    assert house.event("feeds_read")["removed"] == ["a"]
    assert set(daemon.planned()) == {READ}


def test_draining_says_what_was_left(house: House, web: Web) -> None:
    daemon = house.daemon(serve_feed(web, "/a", "Acme buys Bolt"))
    reached, opened = blocked(web, "/a")
    daemon.start()
    assert reached.wait(PATIENCE)
    assert not daemon.drain(0.2)
    assert "it is stopping" in daemon.health().complaints
    assert house.event("stopped")["polls_left"] is True
    opened.set()


def test_articles_left_by_a_process_that_was_killed_are_read_at_the_start(house: House, web: Web) -> None:
    feed = serve_feed(web, "/a", "Acme buys Bolt")
    first = house.daemon(feed)
    first.steps.poll(load_config(house.config).feeds[0])
    first.close()
    daemon = house.daemon(feed)
    daemon.start()
    assert house.event("started")["pending"] == 1
    house.event("read", articles=1)
