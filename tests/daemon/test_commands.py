from __future__ import annotations

import threading
from pathlib import Path
from queue import SimpleQueue

import structlog

from pipeline.daemon.run import Commands, Watched
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
