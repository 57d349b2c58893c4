from __future__ import annotations

import pytest

from pipeline.store import Store
from tests.query.press import Knowledge, build_store


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Store:
    """A small database: see :mod:`tests.query.press`."""
    monkeypatch.setattr("pipeline.link.service.load_knowledge", Knowledge)
    return build_store()
