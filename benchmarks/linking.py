"""Linking at 10,000 and at 1,000,000 reports: what one more report costs, the speed of all of them, the memory.

Run with ``python -m benchmarks.linking [SMALL] [LARGE] [FOLDER]``. The databases are made in FOLDER (a temporary one
otherwise, which goes at the end) and kept there for the next run; the large one takes some 5 GB and hours to make.
Reports are those of :mod:`benchmarks.linking_reports`. All but a few hundred, drawn from all of them, are linked in
batches; these are then stored and linked one at a time in a transaction each, as the daemon does, and taken back, so
that the database is again what it was. Times are of the processor, so that other programs on the machine do not count;
the clock's stand beside them. Each size has a process of its own, whose peak memory is told.

``python -m benchmarks.linking names`` prints only the second table: the same companies by their names alone, beside
other programs (:mod:`benchmarks.matching`).
"""

from __future__ import annotations

import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks.linking_reports import World
from benchmarks.matching import compare_matchers
from pipeline.knowledge import load_knowledge
from pipeline.link.service import link_reports
from pipeline.records import Article, Extraction, LinkedReport
from pipeline.store import Store, open_store

MORE = 400
"""Reports added one at a time."""
BATCH = 500
"""Articles linked together while the database is made."""
WRITTEN = 10_000
"""Articles written together while the database is made."""
CACHE = 2_000_000
"""KiB of SQLite's cache while the database is made; one more report is linked with Dealwire's own settings."""
COMPANY_SHARE = 4
"""Reports for each company of the world."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What a size costs. Times are in seconds, those of one more report a value for each."""

    reports: int
    deals: int
    companies: int
    cpu: tuple[float, ...]
    clock: tuple[float, ...]
    memory: float
    disk: float


def reports_of(size: int) -> tuple[Iterator[LinkedReport], dict[int, LinkedReport]]:
    """The reports of a size without those that are added afterwards, and these by their place among all."""
    drawn = frozenset(random.Random(size).sample(range(size), min(MORE, size // 10)))
    kept: dict[int, LinkedReport] = {}

    def rest() -> Iterator[LinkedReport]:
        for n, told in enumerate(islice(World(size // COMPANY_SHARE).reports(size), size)):
            if n in drawn:
                kept[n] = told.report
            else:
                yield told.report

    return rest(), kept


def put(store: Store, reports: list[LinkedReport]) -> set[str]:
    """Store reports with an article each; ids of those that came."""
    came: set[str] = set()
    for told in reports:
        store.articles.put(Article(told.article, told.title, "", told.lang, told.url, told.published))
        came |= store.extractions.put(Extraction(told.article, told.lang, reports=(told.report,)), 1)[0]
    return came


def fill(size: int, folder: Path) -> float | None:
    """Make the database of a size where it is not there; CPU seconds spent on linking, None where it was there."""
    path = path_of(size, folder)
    if path.exists():
        return None
    spent = 0.0
    reports, kept = reports_of(size)
    made = path.with_name(f"{path.name}.part")
    made.unlink(missing_ok=True)
    with open_store(made) as store:
        store.connection.execute("PRAGMA journal_mode = OFF")
        store.connection.execute("PRAGMA synchronous = OFF")
        store.connection.execute(f"PRAGMA cache_size = -{CACHE}")
        load_knowledge()
        rounds = track(range(0, size - len(kept), WRITTEN), f"linking {size:,} reports", console=Console(stderr=True))
        for _ in rounds:
            with store.transaction():
                for _ in range(0, WRITTEN, BATCH):
                    came = put(store, list(islice(reports, BATCH)))
                    start = time.process_time()
                    link_reports(store, came, ())
                    spent += time.process_time() - start
    made.replace(path)
    return spent


def path_of(size: int, folder: Path) -> Path:
    """Where the database of a size lies."""
    return folder / f"links-{size}.db"


def one_more(store: Store, reports: list[LinkedReport]) -> tuple[list[float], list[float]]:
    """Seconds of the processor and of the clock for each report, linked and written; all are taken back after."""
    cpu, clock = [], []
    for told in reports:
        with store.transaction():
            came = put(store, [told])
            begun, start = time.perf_counter(), time.process_time()
            link_reports(store, came, ())
            cpu.append(time.process_time() - start)
            clock.append(time.perf_counter() - begun)
    with store.transaction():
        went = {id for told in reports for id in store.extractions.drop(told.article)}
        link_reports(store, (), went)
    return cpu, clock


def measure(size: int, folder: Path) -> Measured:
    """Measure one more report in the database of a size."""
    path = path_of(size, folder)
    reports, kept = reports_of(size)
    for _ in reports:
        pass
    load_knowledge()
    with open_store(path) as store:
        more = [kept[n] for n in sorted(kept)]
        random.Random(1).shuffle(more)
        # The first of all load pages and tables.
        one_more(store, more[:20])
        cpu, clock = one_more(store, more)
        deals, companies = store.deals.count(), store.companies.count()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Measured(size, deals, companies, tuple(cpu), tuple(clock), peak, path.stat().st_size / size)


def scaling(sizes: list[int], folder: Path) -> None:
    """Print the table of sizes."""
    console = Console()
    with get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
        filled = pool.map(partial(fill, folder=folder), sizes, chunksize=1)
        found = pool.map(partial(measure, folder=folder), sizes, chunksize=1)
    table = Table("", *(f"{one.reports:,} reports" for one in found), title="Linking: milliseconds for one more report")
    for name, take in (("processor", "cpu"), ("clock", "clock")):
        times = [[t * 1000 for t in getattr(one, take)] for one in found]
        table.add_row(f"{name}, median", *(f"{statistics.median(t):.2f}" for t in times))
        table.add_row(f"{name}, mean", *(f"{statistics.mean(t):.2f}" for t in times))
        table.add_row(f"{name}, 95th percentile", *(f"{sorted(t)[int(len(t) * 0.95)]:.2f}" for t in times))
    rates = [f"{size / spent:,.0f}" if spent else "" for size, spent in zip(sizes, filled, strict=True)]
    table.add_row("reports a second, in batches", *rates)
    table.add_row("deals", *(f"{one.deals:,}" for one in found))
    table.add_row("companies", *(f"{one.companies:,}" for one in found))
    table.add_row("peak memory, MiB", *(f"{one.memory:.0f}" for one in found))
    table.add_row("bytes on disk a report", *(f"{one.disk:.0f}" for one in found))
    console.print(table)
    small, large = found[0].cpu, found[-1].cpu
    console.print(
        f"{len(large)} reports added; {found[-1].reports:,} against {found[0].reports:,}: median "
        f"{statistics.median(large) / statistics.median(small):.2f} times, mean "
        f"{statistics.mean(large) / statistics.mean(small):.2f} times"
    )


def main() -> None:
    """Print both tables, or the second only."""
    arguments = sys.argv[1:]
    if arguments[:1] != ["names"]:
        small = int(arguments[0]) if arguments else 10_000
        large = int(arguments[1]) if len(arguments) > 1 else 1_000_000
        with tempfile.TemporaryDirectory(prefix="dealwire-benchmark-") as temporary:
            scaling([small, large], Path(arguments[2] if len(arguments) > 2 else temporary))
    compare_matchers()


if __name__ == "__main__":
    main()
