from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
import structlog

from tests.ingest.server import Web, running


@pytest.fixture
def web() -> Iterator[Web]:
    with running() as server:
        yield server


@pytest.fixture
def logging_as_before() -> Iterator[None]:
    """Put the logging of the process back: the tests after these log as they did."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(False)
    structlog.reset_defaults()
