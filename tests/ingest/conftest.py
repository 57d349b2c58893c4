from __future__ import annotations

from collections.abc import Iterator

import pytest

from pipeline.config import Settings
from pipeline.ingest.http import Client
from tests.ingest.server import Web, running

SETTINGS = Settings.model_validate(
    {
        "contact": "https://example.org/about",
        "allow_private_addresses": ["127.0.0.1/32"],
        # A machine at work on other things may take its time.
        "connect_timeout": 30.0,
        "read_timeout": 30.0,
        "total_timeout": 60.0,
        "body_cap_mib": 1.0,
        "host_spacing": 0.0,
    }
)
HASTY = SETTINGS.model_copy(update={"read_timeout": 0.4, "total_timeout": 0.8})
"""For servers that are slow on purpose."""


@pytest.fixture
def web() -> Iterator[Web]:
    with running() as server:
        yield server


@pytest.fixture
def client() -> Iterator[Client]:
    with Client(SETTINGS) as client:
        yield client


@pytest.fixture
def hasty() -> Iterator[Client]:
    with Client(HASTY) as client:
        yield client
