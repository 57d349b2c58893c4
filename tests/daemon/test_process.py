"""The daemon as a process of its own, against a server on loopback."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from signal import SIGHUP, SIGINT, SIGKILL

from pipeline.store import open_store
from tests.daemon.helpers import rss, serve_feed, story, write_config
from tests.daemon.running import PATIENCE, daemon, free_port, get, samples
from tests.ingest.server import Handler, Web


def contents(db: Path) -> dict[str, tuple[str | None, int, bool]]:
    """The articles of a database by title: address, version, whether it was read."""
    with open_store(db, create=False) as store:
        found = list(store.articles.all_latest())
        assert len({article.title for article in found}) == len(found), "no article is there twice"
        return {a.title: (a.url, a.version, store.extractions.get(a.id) is not None) for a in found}


def pass_time(db: Path, url: str) -> None:
    """Let a feed be due, as if the time until its next poll had gone by."""
    with open_store(db, create=False) as store, store.transaction():
        store.feeds.put(replace(store.feeds.get(url), next_poll=datetime.now(UTC)))


class Gate:
    """A page that is answered only when the gate is opened; ``reached`` says that somebody waits for it."""

    def __init__(self, web: Web, path: str) -> None:
        self.reached = threading.Event()
        self.opened = threading.Event()
        self._answer: Callable[[Handler], None] = web.routes[path]
        web.behave(path, self._wait)

    def _wait(self, handler: Handler) -> None:
        self.reached.set()
        self.opened.wait(PATIENCE)
        self._answer(handler)


def test_articles_arrive_and_a_feed_fails_and_comes_back(web: Web, tmp_path: Path) -> None:
    """The way of a day: one feed works, one fails, backs off and recovers; the list grows; all is told."""
    good = serve_feed(web, "/good", "Acme buys Bolt", "Markets rest")
    bad = web.serve("/bad", "out of order", status=500)
    db, port = tmp_path / "deals.db", free_port()
    config = write_config(tmp_path / "feeds.yaml", [good, bad], port=port)
    with daemon(config, db) as running:
        running.event("started", feeds=2)
        running.event("polled", feed="good", new=2)
        failed = running.event("poll_failed", feed="bad", failures=1)
        assert "500" in failed["error"]
        assert failed["next_poll"] > failed["timestamp"]
        status, body = get(port, "/healthz")
        assert status == 200
        assert json.loads(body)["feeds"] == 2

        pass_time(db, bad)
        running.signal(SIGHUP)
        running.event("poll_failed", feed="bad", failures=2)
        numbers = samples(get(port, "/metrics")[1])
        assert numbers[f'dealwire_polls_total{{feed="{bad}",outcome="failed"}}'] == 2
        assert numbers[f'dealwire_polls_total{{feed="{good}",outcome="news"}}'] == 1
        assert numbers[f'dealwire_feed_failures{{feed="{bad}"}}'] == 2

        serve_feed(web, "/bad", "Crane buys Dove")
        pass_time(db, bad)
        running.signal(SIGHUP)
        running.event("polled", feed="bad", new=1)
        running.event("read", articles=1)
        numbers = samples(get(port, "/metrics")[1])
        assert numbers[f'dealwire_feed_failures{{feed="{bad}"}}'] == 0
        assert numbers['dealwire_articles_total{lang="en"}'] == 3
        assert numbers["dealwire_pending_articles"] == 0
        assert numbers['dealwire_deals{status="announced"}'] == 2

        late = serve_feed(web, "/late", "Elm buys Fir")
        write_config(config, [good, bad, late], port=port)
        running.signal(SIGHUP)
        assert running.event("feeds_read")["added"] == ["late"]
        running.event("polled", feed="late", new=1)
        running.event("read", articles=1)
        config.write_text("feeds:\n  - url: not-an-address\n", encoding="utf-8")
        running.signal(SIGHUP)
        assert "feeds.yaml:2" in running.event("feeds_kept")["error"]
        assert json.loads(get(port, "/healthz")[1])["feeds"] == 3
        assert running.stop() == 0
    assert set(contents(db)) == {"Acme buys Bolt", "Markets rest", "Crane buys Dove", "Elm buys Fir"}
    assert all(read for _, _, read in contents(db).values())


def test_stopping_drains_and_the_next_start_goes_on(web: Web, tmp_path: Path) -> None:
    headlines = [f"Acme{n} buys Bolt{n}" for n in range(4)]
    feed = serve_feed(web, "/feed", *headlines, pages=True)
    gate = Gate(web, "/acme1-buys-bolt1")
    db, hold = tmp_path / "deals.db", tmp_path / "hold"
    config = write_config(tmp_path / "feeds.yaml", [feed], full_text=False)
    hold.touch()
    with daemon(config, db, hold=hold) as running:
        assert gate.reached.wait(PATIENCE)
        running.signal(SIGINT)
        running.event("stopping")
        gate.opened.set()
        running.event("polled", outcome="stopped", new=2)
        hold.unlink()
        assert running.event("stopped")["pending"] == 0
        assert running.ended() == 0
    half = contents(db)
    assert set(half) == set(headlines[:2])
    assert all(read for _, _, read in half.values())
    with daemon(config, db) as running:
        running.event("polled", new=2)
        running.event("read", articles=2)
        assert running.stop() == 0
    assert set(contents(db)) == set(headlines)


def test_stopping_waits_for_nobody_for_ever(web: Web, tmp_path: Path) -> None:
    feed = serve_feed(web, "/feed", "Acme buys Bolt", "Crane buys Dove", pages=True)
    gate = Gate(web, "/crane-buys-dove")
    db = tmp_path / "deals.db"
    config = write_config(tmp_path / "feeds.yaml", [feed], full_text=False)
    with daemon(config, db, drain=0.5) as running:
        assert gate.reached.wait(PATIENCE)
        running.signal(SIGINT)
        assert running.event("stopped")["polls_left"] is True
        # The page never comes, and the client would wait much longer for it.
        assert running.ended() == 0
    gate.opened.set()
    assert contents(db) == {}
    with daemon(config, db) as running:
        running.event("read", articles=2)
        assert running.stop() == 0
    assert set(contents(db)) == {"Acme buys Bolt", "Crane buys Dove"}


def test_killed_at_its_worst_moment_it_loses_nothing(web: Web, tmp_path: Path) -> None:
    """One feed stored but not read, another half fetched: killed, and started again."""
    whole = serve_feed(web, "/whole", "Acme buys Bolt", pages=True)
    half = serve_feed(web, "/half", "Crane buys Dove", "Elm buys Fir", pages=True)
    gate = Gate(web, "/elm-buys-fir")
    db, calm, hold = tmp_path / "killed.db", tmp_path / "calm.db", tmp_path / "hold"
    config = write_config(tmp_path / "feeds.yaml", [whole, half], full_text=False)
    hold.touch()
    with daemon(config, db, hold=hold) as running:
        running.event("polled", feed="whole", new=1)
        assert gate.reached.wait(PATIENCE)
        running.signal(SIGKILL)
        assert running.ended() == -SIGKILL
    gate.opened.set()
    assert contents(db) == {"Acme buys Bolt": (f"{web.url}/acme-buys-bolt", 1, False)}
    for path in (db, calm):
        with daemon(config, path) as running:
            running.event("polled", feed="half", new=2)
            assert running.stop() == 0
    assert len(contents(calm)) == 3
    assert contents(db) == contents(calm)
    assert all(read for _, _, read in contents(db).values())


def test_a_second_daemon_on_the_same_database_is_refused(web: Web, tmp_path: Path) -> None:
    feed = serve_feed(web, "/feed", "Acme buys Bolt")
    db = tmp_path / "deals.db"
    config = write_config(tmp_path / "feeds.yaml", [feed])
    with daemon(config, db) as first:
        first.event("polled", new=1)
        with daemon(config, db) as second:
            assert second.ended() == 4
            (line,) = second.lines
            assert f"process {first.process.pid}" in line and str(db) in line
        assert first.stop() == 0


def test_an_article_that_changes_is_read_again(web: Web, tmp_path: Path) -> None:
    feed = serve_feed(web, "/feed", "Acme buys Bolt")
    db = tmp_path / "deals.db"
    config = write_config(tmp_path / "feeds.yaml", [feed])
    with daemon(config, db) as running:
        running.event("read", articles=1)
        _, text = story("Acme buys Bolt")
        changed = rss(web, "Acme buys Bolt").replace(text, f"{text} Regulators still have to agree.")
        web.serve("/feed", changed, Content_Type="application/rss+xml")
        pass_time(db, feed)
        running.signal(SIGHUP)
        running.event("polled", changed=1)
        running.event("read", articles=1)
        assert running.stop() == 0
    assert contents(db) == {"Acme buys Bolt": (f"{web.url}/acme-buys-bolt", 2, True)}
