"""A pool of threads for the scheduler that a process can leave behind.

The pool of the standard library is joined when the process ends, so that one server that answers byte by byte could
keep a daemon from stopping. These threads end with the process; what they had not stored is read again at the next
start.
"""

from __future__ import annotations

import sys
import threading
import time
from datetime import datetime
from queue import SimpleQueue
from typing import Any

from apscheduler.executors.base import BaseExecutor, run_job


class LeavableThreads(BaseExecutor):  # type: ignore[misc]  # The library has no types.
    """Runs the scheduler's jobs on ``workers`` threads, first come, first served."""

    def __init__(self, workers: int, name: str) -> None:
        super().__init__()
        self._queue: SimpleQueue[tuple[Any, list[datetime]] | None] = SimpleQueue()
        self._threads = [
            threading.Thread(target=self._work, name=f"{name}-{n}", daemon=True) for n in range(1, workers + 1)
        ]

    def start(self, scheduler: Any, alias: str) -> None:
        """Called by the scheduler when it starts."""
        super().start(scheduler, alias)
        for thread in self._threads:
            thread.start()

    def shutdown(self, wait: bool = True) -> None:
        """Let the threads end once all jobs submitted have run; returns at once, whatever ``wait`` says.

        The scheduler calls this with its lock held, which jobs may wait for: waiting is for :meth:`join`.
        """
        for _ in self._threads:
            self._queue.put(None)

    def join(self, seconds: float) -> bool:
        """Wait for the threads to end, after :meth:`shutdown`, for at most ``seconds``; whether all did."""
        until = time.monotonic() + seconds
        for thread in self._threads:
            if thread.is_alive():
                thread.join(max(0.0, until - time.monotonic()))
        return not any(thread.is_alive() for thread in self._threads)

    def _do_submit_job(self, job: Any, run_times: list[datetime]) -> None:
        self._queue.put((job, run_times))

    def _work(self) -> None:
        while (item := self._queue.get()) is not None:
            job, run_times = item
            try:
                events = run_job(job, job._jobstore_alias, run_times, self._logger.name)
            except BaseException:
                # What the job itself raises is in the events; this would be a fault of the scheduler.
                self._run_job_error(job.id, *sys.exc_info()[1:])
            else:
                self._run_job_success(job.id, events)
