from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.ingest.server import Web, running


@pytest.fixture
def web() -> Iterator[Web]:
    with running() as server:
        yield server
