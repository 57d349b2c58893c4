"""What tests of several rooms share."""

from __future__ import annotations

import pytest

from tests.demo.running import DemoRun, demo_in


@pytest.fixture(scope="session")
def demo_run(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> DemoRun:
    """The demonstration, run once as a user does; test processes that run side by side share it."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if hasattr(request.config, "workerinput") else base
    return demo_in(shared / "demo-run")
