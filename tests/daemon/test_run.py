from __future__ import annotations

import json
import socket
import threading
from pathlib import Path
from queue import SimpleQueue

import pytest
import structlog

from pipeline.config import load_config
from pipeline.daemon import run_daemon
from pipeline.daemon.run import Commands, Watched
from pipeline.errors import ConfigError, InputError
from tests.daemon.helpers import HeadlineEngine, write_config
from tests.daemon.running import PATIENCE


def test_a_file_that_changed_is_noticed_once(tmp_path: Path) -> None:
    path = tmp_path / "feeds.yaml"
    path.write_text("feeds: []\n")
    file = Watched(path)
    assert not file.changed()
    path.write_text("feeds: [ ]\n")
    assert file.changed()
    assert not file.changed()


def test_a_file_that_is_away_for_a_moment_has_not_changed(tmp_path: Path) -> None:
    path = tmp_path / "feeds.yaml"
    path.write_text("feeds: []\n")
    file = Watched(path)
    path.unlink()
    assert not file.changed()
    path.write_text("feeds: [ ]\n")
    assert file.changed()


def test_a_change_of_the_file_reloads_and_a_fault_in_that_does_not_deafen(tmp_path: Path) -> None:
    path = tmp_path / "feeds.yaml"
    path.write_text("feeds: []\n")
    called: SimpleQueue[int] = SimpleQueue()
    told: SimpleQueue[str] = SimpleQueue()

    def note(logger: object, method: str, event: structlog.typing.EventDict) -> str:
        told.put(event["event"])
        raise structlog.DropEvent

    def reload() -> None:
        called.put(1)
        raise ZeroDivisionError

    log = structlog.wrap_logger(structlog.PrintLogger(), processors=[note])
    with Commands(threading.Event(), log, look_every=0.01) as commands:
        commands.obey(reload, Watched(path))
        for text in ("feeds: [ ]\n", "feeds: [  ]\n"):
            path.write_text(text)
            called.get(timeout=PATIENCE)
            assert told.get(timeout=PATIENCE) == "reload_failed"
    assert called.empty()


@pytest.mark.usefixtures("logging_as_before")
def test_it_returns_when_its_event_is_set(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = load_config(write_config(tmp_path / "feeds.yaml", []))
    stop = threading.Event()
    thread = threading.Thread(
        target=run_daemon, args=(config, tmp_path / "deals.db", stop), kwargs={"engine": HeadlineEngine()}
    )
    thread.start()
    stop.set()
    thread.join(PATIENCE)
    assert not thread.is_alive()
    events = [json.loads(line)["event"] for line in capsys.readouterr().err.splitlines()]
    assert events == ["started", "watching", "stopping", "stopped"]


@pytest.mark.usefixtures("logging_as_before")
def test_a_port_that_is_taken_ends_it_before_anything_is_polled(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        config = load_config(write_config(tmp_path / "feeds.yaml", ["http://127.0.0.1:9/feed"], port=port))
        with pytest.raises(ConfigError, match=f"metrics_port {port}"):
            run_daemon(config, tmp_path / "deals.db", engine=HeadlineEngine())


def test_a_database_in_memory_is_refused(tmp_path: Path) -> None:
    config = load_config(write_config(tmp_path / "feeds.yaml", []))
    with pytest.raises(InputError, match="--db"):
        run_daemon(config, ":memory:", engine=HeadlineEngine())
