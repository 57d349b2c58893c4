"""A process killed at any statement it makes leaves whole results; the same work again does what is left."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.config import Config
from pipeline.records import Feed
from pipeline.store import Store, open_store
from pipeline.work import extract_pending, ingest_feeds, ingest_inputs
from tests.ingest.server import Web
from tests.work.engine import FakeEngine
from tests.work.snapshots import snapshot
from tests.work.test_extracting import STORIES

PADDING = " The two companies told their shareholders so in a short letter on the morning of the same day."
POINTS = 12
"""How many places in the work are tried."""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "articles.jsonl"
    rows = [
        {"id": a.id, "title": a.title, "text": a.text + PADDING, "published": str(a.published)} for a in STORIES[:7]
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


@pytest.fixture
def feed(web: Web) -> Feed:
    items = "".join(
        f"<item><title>News {n}</title><guid>{n}</guid><pubDate>Tue, 0{n} Mar 2025 09:00:00 GMT</pubDate>"
        f"<description>Eta{n} Works may buy Theta{n} Foods.{PADDING}</description></item>"
        for n in range(1, 5)
    )
    return Feed(
        web.serve("/rss", f'<rss version="2.0"><channel><title>F</title>{items}</channel></rss>'), "F", "en", 30
    )


def work(store: Store, config: Config, file: Path, feed: Feed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.work.ingesting.STORED_TOGETHER", 3)
    ingest_inputs(store, config, [str(file)])
    ingest_feeds(store, config, [feed])
    extract_pending(store, FakeEngine(), batch=4)


def statements(store: Store) -> Iterator[int]:
    """Counts the statements that the store makes from now on: the numbers told are those made so far."""
    made: list[str] = []
    store.connection.set_trace_callback(made.append)
    while True:
        yield len(made)


def killed_at(number: int, path: Path, config: Config, file: Path, feed: Feed, patch: pytest.MonkeyPatch) -> bool:
    """Do the work in a process that gets SIGKILL at a statement; whether it came so far."""
    child = os.fork()
    if child == 0:
        try:
            store = open_store(path)
            made = 0

            def count(statement: str) -> None:
                nonlocal made
                made += 1
                if made == number:
                    os.kill(os.getpid(), signal.SIGKILL)

            store.connection.set_trace_callback(count)
            work(store, config, file, feed, patch)
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def test_a_killed_ingest_loses_nothing_and_repeats_nothing(
    tmp_path: Path, config: Config, file: Path, feed: Feed, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_store(tmp_path / "undisturbed.db") as store:
        counted = statements(store)
        next(counted)
        work(store, config, file, feed, monkeypatch)
        total = next(counted)
        wanted = snapshot(store)
    assert len(wanted["articles"]) == 11
    # At the start of the work most statements store articles; the rest of it is linking.
    for point in range(POINTS):
        path = tmp_path / f"{point}.db"
        open_store(path).close()
        at = 1 + int((total - 2) * (point / (POINTS - 1)) ** 2)
        assert killed_at(at, path, config, file, feed, monkeypatch), f"killed at statement {at} of {total}"
        with open_store(path) as store:
            assert store.connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            work(store, config, file, feed, monkeypatch)
            assert snapshot(store) == wanted, f"after being killed at statement {at} of {total}"
