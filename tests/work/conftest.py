from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.config import Config, Settings
from pipeline.records import Feed
from pipeline.store import Store, open_store
from tests.ingest.server import Web, running

LOCAL = Settings.model_validate(
    {
        "allow_private_addresses": ["127.0.0.1/32"],
        "connect_timeout": 30.0,
        "read_timeout": 30.0,
        "total_timeout": 60.0,
        "host_spacing": 0.0,
    }
)


@pytest.fixture
def web() -> Iterator[Web]:
    with running() as server:
        yield server


@pytest.fixture
def store() -> Iterator[Store]:
    with open_store(":memory:") as store:
        yield store


@pytest.fixture
def config() -> Config:
    feeds = (
        Feed("https://example.org/rss", "First Feed", "en", 30),
        Feed("https://example.org/off", "Second Feed", "fr", 30, enabled=False),
    )
    return Config(Path("feeds.yaml"), LOCAL, feeds)
