"""The daemon as a process of its own, against a server on loopback."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from signal import SIGHUP, SIGINT, SIGKILL, SIGTERM

import pytest

from pipeline.config import load_config
from pipeline.daemon import Daemon
from pipeline.records import FeedState
from pipeline.store import open_store
from tests.daemon.helpers import HeadlineEngine, serve_feed, write_config
from tests.daemon.running import PATIENCE, ROOT, daemon, free_port, get, samples, started
from tests.ingest.server import Handler, Web


def contents(db: Path) -> dict[str, tuple[str | None, int, bool]]:
    """The articles of a database by title: address, version, whether it was read."""
    with open_store(db, create=False) as store:
        found = list(store.articles.all_latest())
        assert len({article.title for article in found}) == len(found), "no article is there twice"
        return {a.title: (a.url, a.version, store.extractions.get(a.id) is not None) for a in found}


def new_database(path: Path) -> Path:
    """An empty database; made here, since a process that makes one takes seconds to import what it needs for it."""
    open_store(path).close()
    return path


def undisturbed(config: Path, db: Path) -> None:
    """Poll all feeds and read what they bring, within this process."""
    with Daemon(load_config(config), db, HeadlineEngine()) as daemon:
        for feed in load_config(config).feeds:
            daemon.steps.poll(feed)
        daemon.steps.read()


def state(db: Path, url: str) -> FeedState:
    with open_store(db, create=False) as store:
        return store.feeds.get(url)


def deals(db: Path) -> list[tuple[str, str]]:
    """Id and record of every deal."""
    with open_store(db, create=False) as store:
        return store.connection.execute("SELECT id, deal FROM x_deals ORDER BY id").fetchall()


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
    db, port = new_database(tmp_path / "deals.db"), free_port()
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
        assert numbers['dealwire_deals{status="announced"}'] == 2

        late = serve_feed(web, "/late", "Elm buys Fir")
        write_config(config, [good, bad, late], port=port)
        running.signal(SIGHUP)
        running.event("feeds_read", added=["late"])
        running.event("polled", feed="late", new=1)
        running.event("read", articles=1)
        config.write_text("feeds:\n  - url: not-an-address\n", encoding="utf-8")
        running.signal(SIGHUP)
        assert "feeds.yaml:2" in running.event("feeds_kept")["error"]
        assert json.loads(get(port, "/healthz")[1])["feeds"] == 3
        assert running.stop() == 0
        assert running.event("stopped")["pending"] == 0
    assert set(contents(db)) == {"Acme buys Bolt", "Markets rest", "Crane buys Dove", "Elm buys Fir"}
    assert all(read for _, _, read in contents(db).values())


def test_stopping_drains_and_leaves_the_rest_for_the_next_start(web: Web, tmp_path: Path) -> None:
    headlines = [f"Acme{n} opens its plant" for n in range(4)]
    feed = serve_feed(web, "/feed", *headlines, pages=True)
    gate = Gate(web, "/acme1-opens-its-plant")
    db, hold = new_database(tmp_path / "deals.db"), tmp_path / "hold"
    config = write_config(tmp_path / "feeds.yaml", [feed], full_text=False)
    hold.touch()
    with daemon(config, db, hold=hold) as running:
        assert gate.reached.wait(PATIENCE)
        running.signal(SIGINT)
        running.event("stopping")
        gate.opened.set()
        # What it brought is stored while the engine is held, and read once it is not.
        running.event("polled", outcome="stopped", new=2)
        hold.unlink()
        assert running.event("stopped")["pending"] == 0
        assert running.ended() == 0
    assert set(contents(db)) == set(headlines[:2])
    assert all(read for _, _, read in contents(db).values())
    assert "/acme2-opens-its-plant" not in web.paths()
    assert state(db, feed).next_poll is None, "due at once at the next start"
    undisturbed(config, db)
    assert set(contents(db)) == set(headlines)


def test_stopping_does_not_wait_for_a_server_that_never_answers(web: Web, tmp_path: Path) -> None:
    feed = serve_feed(web, "/feed", "Acme opens its plant", "Crane closes a shop", pages=True)
    gate = Gate(web, "/crane-closes-a-shop")
    db = new_database(tmp_path / "deals.db")
    config = write_config(tmp_path / "feeds.yaml", [feed], full_text=False)
    with daemon(config, db, drain=0.5) as running:
        assert gate.reached.wait(PATIENCE)
        running.signal(SIGTERM)
        assert running.event("stopped")["polls_left"] is True
        assert running.ended() == 0
        assert not gate.opened.is_set(), "the page has not come to this moment"
    gate.opened.set()
    assert contents(db) == {}
    assert state(db, feed) == FeedState(feed), "as if it had never been polled"
    undisturbed(config, db)
    assert set(contents(db)) == {"Acme opens its plant", "Crane closes a shop"}


def test_ctrl_c_a_second_time_waits_no_longer(web: Web, tmp_path: Path) -> None:
    feed = serve_feed(web, "/feed", "Acme opens its plant")
    db, hold = new_database(tmp_path / "deals.db"), tmp_path / "hold"
    config = write_config(tmp_path / "feeds.yaml", [feed])
    hold.touch()
    with daemon(config, db, drain=3600, hold=hold) as running:
        running.event("polled", new=1)
        running.signal(SIGINT)
        running.event("stopping")
        running.signal(SIGINT)
        assert running.ended() != 0
        assert hold.exists(), "the engine is still at work"
    assert contents(db) == {"Acme opens its plant": (f"{web.url}/acme-opens-its-plant", 1, False)}


def test_killed_at_its_worst_moment_it_loses_nothing(web: Web, tmp_path: Path) -> None:
    """One feed stored but not read, another half fetched: killed, and started again."""
    whole = serve_feed(web, "/whole", "Acme buys Bolt", pages=True)
    half = serve_feed(web, "/half", "Crane buys Dove", "Elm buys Fir", pages=True)
    gate = Gate(web, "/elm-buys-fir")
    db, calm, hold = new_database(tmp_path / "killed.db"), tmp_path / "calm.db", tmp_path / "hold"
    config = write_config(tmp_path / "feeds.yaml", [whole, half], full_text=False)
    hold.touch()
    with daemon(config, db, hold=hold) as running:
        running.event("polled", feed="whole", new=1)
        assert gate.reached.wait(PATIENCE)
        running.signal(SIGKILL)
        assert running.ended() == -SIGKILL
    gate.opened.set()
    assert contents(db) == {"Acme buys Bolt": (f"{web.url}/acme-buys-bolt", 1, False)}
    with daemon(config, db) as running:
        assert running.event("started")["pending"] == 1
        running.event("polled", feed="half", new=2)
        assert running.stop() == 0
    undisturbed(config, calm)
    assert len(contents(calm)) == 3
    assert contents(db) == contents(calm)
    assert len(deals(calm)) == 3
    assert deals(db) == deals(calm)
    assert all(read for _, _, read in contents(db).values())


def test_a_second_daemon_on_the_same_database_is_refused(tmp_path: Path) -> None:
    db = new_database(tmp_path / "deals.db")
    config = write_config(tmp_path / "feeds.yaml", [])
    with daemon(config, db) as first:
        first.event("started", feeds=0)
        with daemon(config, db) as second:
            assert second.ended() == 4
            (line,) = second.lines
            assert f"process {first.process.pid}" in line and str(db) in line
        assert first.stop() == 0


@pytest.mark.skipif(not (ROOT / "models" / "tagger" / "labels.json").exists(), reason="the model is not there")
def test_the_command_runs_it_with_the_model(web: Web, tmp_path: Path) -> None:
    feed = serve_feed(web, "/feed", "Acme Corporation buys Bolt Industries for 3 million euros")
    db = new_database(tmp_path / "deals.db")
    config = write_config(tmp_path / "feeds.yaml", [feed])
    command = "from pipeline.cli import main; main()"
    with started("-c", command, "run", "--config", str(config), "--db", str(db)) as running:
        running.event("read", articles=1, pending=0)
        with started("-c", command, "run", "--config", str(config), "--db", str(db)) as second:
            assert second.ended() == 4
            assert "already running" in second.lines[-1]
        assert running.stop() == 0
