from __future__ import annotations

import json
import socket

import pytest
from prometheus_client import CollectorRegistry, Counter

from pipeline.daemon.web import Health, make_app, serving
from pipeline.errors import ConfigError
from tests.daemon.running import free_port, get, samples

WELL = Health((), feeds=3, pending=7, version="1.2")


def test_the_pages() -> None:
    registry = CollectorRegistry()
    Counter("dealwire_polls", "Polls.", registry=registry).inc(5)
    port = free_port()
    with serving(make_app(registry, lambda: WELL), port) as address:
        assert address == f"http://127.0.0.1:{port}"
        status, body = get(port, "/metrics")
        assert status == 200
        assert samples(body)["dealwire_polls_total"] == 5
        status, body = get(port, "/healthz")
        assert status == 200
        assert json.loads(body) == {"status": "ok", "complaints": [], "feeds": 3, "pending": 7, "version": "1.2"}
        assert get(port, "/other")[0] == 404


def test_a_daemon_that_is_unwell_says_why() -> None:
    port = free_port()
    sick = Health(("its scheduler stands still",), feeds=3, pending=7, version="1.2")
    with serving(make_app(CollectorRegistry(), lambda: sick), port):
        status, body = get(port, "/healthz")
    assert status == 503
    assert json.loads(body)["complaints"] == ["its scheduler stands still"]


def test_nobody_else_can_reach_the_pages() -> None:
    port = free_port()
    with serving(make_app(CollectorRegistry(), lambda: WELL), port), socket.socket() as other:
        # Another address of this machine: only a server on all of them would have taken it.
        other.bind(("127.0.0.2", port))


def test_port_0_serves_nothing() -> None:
    with serving(make_app(CollectorRegistry(), lambda: WELL), 0) as address:
        assert address is None


def test_a_port_that_is_taken_is_told_with_the_remedy() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with (
            pytest.raises(ConfigError, match=f"metrics_port {port} cannot be opened .*, or 0 for none"),
            serving(make_app(CollectorRegistry(), lambda: WELL), port),
        ):
            pass
