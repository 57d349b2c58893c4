"""One daemon a database: a lock that the system itself releases, however the process ends."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import StoreError


@contextmanager
def only_daemon(db_path: Path) -> Iterator[None]:
    """Hold the lock of a database's daemon: the file ``DATABASE-daemon.lock``, which names the process.

    The file stays behind; what counts is the lock on it. Raises :class:`~pipeline.errors.StoreError` where another
    daemon holds it, or the file cannot be made.
    """
    # The real path, so that one database under two names has one lock.
    path = Path(f"{db_path.resolve()}-daemon.lock")
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        remedy = "check that the folder exists and may be written to"
        raise StoreError(f"{path}: the daemon's lock cannot be made ({error.strerror}); {remedy}") from None
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(descriptor, 32).decode("ascii", "replace").strip()
            who = f"process {holder}" if holder.isdigit() else "another process"
            raise StoreError(
                f"{db_path}: a daemon is already running on this database ({who}); stop it, or name another --db"
            ) from None
        os.ftruncate(descriptor, 0)
        os.write(descriptor, f"{os.getpid()}\n".encode("ascii"))
        yield
    finally:
        os.close(descriptor)
