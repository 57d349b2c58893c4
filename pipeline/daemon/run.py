"""The process around the daemon: its log, lock, signals and pages."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from pathlib import Path
from queue import Empty, SimpleQueue
from types import FrameType, TracebackType
from typing import TYPE_CHECKING, Any, Literal, Self

import structlog

from pipeline.config import Config
from pipeline.daemon.lock import only_daemon
from pipeline.daemon.logs import configure_logs
from pipeline.daemon.service import Daemon
from pipeline.daemon.web import make_app, serving
from pipeline.errors import InputError

if TYPE_CHECKING:
    from pipeline.extract.engine import Engine

DRAIN_SECONDS = 30.0
"""How long the daemon may take to stop: well within the time that service managers give."""
LOOK_EVERY = 15.0
"""Seconds between two looks at whether the file of the feeds has changed."""
MOST_THREADS = 4
"""Threads of the model at most: a daemon shares its machine."""


def run_daemon(
    config: Config,
    db_path: Path | str,
    stop_event: threading.Event | None = None,
    *,
    engine: Engine | None = None,
    drain_seconds: float = DRAIN_SECONDS,
) -> None:
    """Poll, read and link until ``stop_event`` is set, or the process gets SIGTERM or SIGINT; then drain and return.

    SIGHUP, and any change of the file of ``config``, has its feeds read again. Logs go to standard error. ``engine``
    is by default the one that the settings name. Raises :class:`~pipeline.errors.StoreError` where the database
    cannot be opened or another daemon runs on it, :class:`~pipeline.errors.ModelError` where the model is amiss,
    :class:`~pipeline.errors.ConfigError` where the port for the metrics is taken,
    :class:`~pipeline.errors.InputError` where the database is no file, and KeyboardInterrupt at a second SIGINT.
    """
    if str(db_path) == ":memory:":
        raise InputError(":memory: holds nothing for other processes to ask: give the daemon a file with --db")
    path = Path(db_path)
    stop = stop_event or threading.Event()
    file = Watched(config.path)
    configure_logs()
    log = structlog.get_logger("dealwire")
    with (
        Commands(stop, log) as commands,
        only_daemon(path),
        Daemon(config, path, engine or _load_engine(config), log=log) as daemon,
        serving(make_app(daemon.metrics.registry, daemon.health), config.settings.metrics_port) as address,
    ):
        daemon.start()
        log.info("watching", database=str(path), feeds=str(config.path), pages=address)
        commands.obey(daemon.reload, file)
        stop.wait()
        daemon.drain(drain_seconds)


def _load_engine(config: Config) -> Engine:
    from pipeline.extract.engine import load_engine

    return load_engine(config.settings.tagger, threads=min(os.cpu_count() or 1, MOST_THREADS))


class Watched:
    """A file whose changes are noticed by looking."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen = self._stamp()

    def changed(self) -> bool:
        """Whether it is another than at the last look. A file that is gone has not changed: editors take it away for
        a moment when they save."""
        now = self._stamp()
        before, self._seen = self._seen, now or self._seen
        return now is not None and now != before

    def _stamp(self) -> tuple[int, int, int] | None:
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino


class Commands:
    """What the process is told by signals, and by changes of a file.

    A handler of signals may interrupt anything, so that it must not touch locks: it only queues the word, and a
    thread acts on it. Used outside of the main thread, where Python allows no handlers, it minds the file alone.
    """

    def __init__(self, stop: threading.Event, log: Any, look_every: float = LOOK_EVERY) -> None:
        self._stop = stop
        self._log = log
        self._look_every = look_every
        self._words: SimpleQueue[Literal["stop", "reload", "end"]] = SimpleQueue()
        self._before: dict[int, Any] = {}
        self._obeyed: tuple[Callable[[], object], Watched] | None = None
        self._thread = threading.Thread(target=self._work, name="commands", daemon=True)

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
                self._before[number] = signal.signal(number, self._on_signal)
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._words.put("end")
        self._thread.join()

    def obey(self, reload: Callable[[], object], file: Watched) -> None:
        """From now on call ``reload`` at SIGHUP and whenever ``file`` has changed; both are meaningless before."""
        self._obeyed = (reload, file)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        if number == signal.SIGHUP:
            self._words.put("reload")
            return
        self._words.put("stop")
        # Who presses Ctrl-C a second time will not wait. A second SIGTERM is only the same order again.
        signal.signal(signal.SIGINT, signal.default_int_handler)

    def _work(self) -> None:
        while True:
            try:
                word = self._words.get(timeout=self._look_every)
            except Empty:
                self._look(ordered=False)
                continue
            if word == "end":
                return
            if word == "stop":
                self._stop.set()
            else:
                self._look(ordered=True)

    def _look(self, ordered: bool) -> None:
        """Reload where it was ordered, or the file has changed."""
        if self._obeyed is None or self._stop.is_set():
            return
        reload, file = self._obeyed
        if not file.changed() and not ordered:
            return
        try:
            reload()
        except Exception:
            # Whatever goes wrong here, the order to stop must still be heard.
            self._log.exception("reload_failed")
