"""Requests to one host keep their distance; other hosts do not wait for it."""

from __future__ import annotations

import threading

from pipeline.ingest.spacing import HostSpacing


class Clock:
    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 3))


def test_the_first_request_does_not_wait_and_the_next_ones_queue_up() -> None:
    clock = Clock()
    spacing = HostSpacing(2, clock, clock.sleep)
    for host in ("a", "a", "b", "a"):
        spacing.wait(host)
    assert clock.slept == [2, 4]


def test_time_that_went_by_is_not_waited_again() -> None:
    clock = Clock()
    spacing = HostSpacing(2, clock, clock.sleep)
    spacing.wait("a")
    clock.now += 1.5
    spacing.wait("a")
    clock.now += 10
    spacing.wait("a")
    assert clock.slept == [0.5]


def test_a_host_may_ask_for_more() -> None:
    clock = Clock()
    spacing = HostSpacing(2, clock, clock.sleep)
    spacing.slow_down("a", 10)
    spacing.slow_down("b", 1)
    for host in ("a", "a", "b", "b"):
        spacing.wait(host)
    assert clock.slept == [10, 2]


def test_threads_get_moments_of_their_own() -> None:
    clock = Clock()
    spacing = HostSpacing(1, clock, clock.sleep)
    threads = [threading.Thread(target=spacing.wait, args=("a",)) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(clock.slept) == [1, 2, 3, 4]
