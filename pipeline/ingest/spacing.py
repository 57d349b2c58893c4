"""Requests to one host keep a distance in time, over all threads."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable


class HostSpacing:
    """Gives each request to a host its moment, at least ``seconds`` after the one before."""

    def __init__(
        self,
        seconds: float,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._seconds = seconds
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()
        self._free: dict[str, float] = {}
        self._asked: dict[str, float] = {}

    def slow_down(self, host: str, seconds: float) -> None:
        """Keep a longer distance at a host that asks for it (Crawl-delay)."""
        with self._lock:
            self._asked[host] = seconds

    def wait(self, host: str) -> None:
        """Return when the host may be asked; the moment after is taken at once, so that threads queue up."""
        with self._lock:
            now = self._clock()
            moment = max(now, self._free.get(host, now))
            self._free[host] = moment + max(self._seconds, self._asked.get(host, 0.0))
        if moment > now:
            self._sleep(moment - now)
