"""Starting the daemon as a process, and following its log."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

ROOT = Path(__file__).parents[2]
PATIENCE = 20.0
"""Seconds until a test gives up on something that does not come."""


class Running:
    """A daemon's process, with what it logs; each event is handed out once by :meth:`event`, in any order."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.lines: list[str] = []
        self._coming: SimpleQueue[str | None] = SimpleQueue()
        self._events: list[dict[str, Any]] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.lines.append(line)
            self._coming.put(line)
        self._coming.put(None)

    def event(self, name: str, **fields: object) -> dict[str, Any]:
        """The first event of that name with those fields that was not handed out yet; waits for it to come."""
        for event in self._events:
            if _is(event, name, fields):
                self._events.remove(event)
                return event
        while True:
            try:
                line = self._coming.get(timeout=PATIENCE)
            except Empty:
                line = None
            if line is None:
                raise AssertionError(f"no event {name} {fields} in:\n{''.join(self.lines)}")
            if line.startswith("{"):
                event = json.loads(line)
                if _is(event, name, fields):
                    return event
                self._events.append(event)

    def signal(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def ended(self) -> int:
        """Wait for the process to end; its exit status."""
        status = self.process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        return status

    def stop(self) -> int:
        """Tell it to stop, as a service manager does; its exit status."""
        self.signal(signal.SIGTERM)
        return self.ended()


def _is(event: dict[str, Any], name: str, fields: dict[str, object]) -> bool:
    return event["event"] == name and all(event.get(key) == value for key, value in fields.items())


@contextmanager
def daemon(config: Path, db: Path, *, drain: float = 30, hold: Path | None = None) -> Iterator[Running]:
    """A daemon's process; killed at the end where it still runs."""
    arguments = [str(config), str(db), str(drain), *([str(hold)] if hold else [])]
    with started("-m", "tests.daemon.process", *arguments) as running:
        yield running


@contextmanager
def started(*arguments: str) -> Iterator[Running]:
    """A process of Python's with those arguments; killed at the end where it still runs."""
    process = subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    try:
        yield Running(process)
    finally:
        process.kill()
        process.wait()


def free_port() -> int:
    """A port of loopback that nobody uses at the moment."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


def get(port: int, path: str) -> tuple[int, str]:
    """Status and body of one of the daemon's pages."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=PATIENCE) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def samples(text: str) -> dict[str, float]:
    """The lines of a page of metrics: each series as written, with its value."""
    lines = [line.rpartition(" ") for line in text.splitlines() if line and not line.startswith("#")]
    return {series: float(value) for series, _, value in lines}
