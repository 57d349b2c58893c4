"""Cost of finding loops of money in a graph of 100,000 deals, beside networkx on the same graph.

Run with ``python -m benchmarks.loops [DEALS]``. The deals are made here: a few companies have many, most have one or
two, as in the news. networkx (``simple_cycles`` with a length bound) knows no time and no amounts: beside it stands
our search without a window that gives every loop, as it has to; what a user asks for (the best fifty within a year)
comes first.
"""

from __future__ import annotations

import random
import resource
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from typing import TypeVar

import networkx
from rich.console import Console
from rich.table import Table

from pipeline.query.loops.flows import DealFacts, Flow, money_flows
from pipeline.query.loops.graph import build_graph
from pipeline.query.loops.search import LONGEST, close_loop, search
from pipeline.records import DealType, Role, Status

T = TypeVar("T")

SEED = 7
DAYS = 1500
BUDGET = 600.0
"""Seconds after which networkx is stopped."""
TYPES: tuple[tuple[DealType, Role, Role, int], ...] = (
    ("investment", "investor", "investee", 40),
    ("acquisition", "acquirer", "target", 25),
    ("contract", "customer", "supplier", 25),
    ("debt", "lender", "issuer", 6),
    ("joint_venture", "partner", "venture", 4),
)
STATUSES: tuple[Status, ...] = ("rumored", "announced", "announced", "completed", "completed", "terminated")


def make_deals(count: int) -> Iterator[DealFacts]:
    """That many deals between about half as many companies."""
    rng = random.Random(SEED)
    companies = max(10, count // 2)

    def company() -> str:
        # A power law: the company of rank r takes part about 1/r^0.55 as often as the first.
        return f"c{int(companies * rng.random() ** 2.2)}"

    for n in range(count):
        kind, payer, receiver, _ = rng.choices(TYPES, [weight for *_, weight in TYPES])[0]
        parties = [(payer, company()), (receiver, f"v{n}" if receiver == "venture" else company())]
        if rng.random() < 0.2 or kind == "joint_venture":
            parties.insert(1, (payer, company()))
        yield DealFacts(
            f"d{n:07}",
            kind,
            rng.choice(STATUSES),
            date(2021, 1, 1) + timedelta(days=rng.randrange(DAYS)),
            round(10 ** rng.gauss(8, 1), 2) if rng.random() < 0.6 else None,
            tuple(parties),
        )


def find(flows: list[Flow], window: int | None, limit: int | None) -> int:
    """How many loops our search finds."""
    return len(search(build_graph(flows, window=window, tier="reported"), limit))


def by_networkx(flows: list[Flow], budget: float) -> tuple[int, int, bool]:
    """Cycles that networkx finds among the same companies, how many of them are loops, and whether it came to an end
    within ``budget`` seconds."""
    graph = networkx.DiGraph((flow.payer, flow.receiver) for flow in flows)
    ours = build_graph(flows, window=None, tier="reported")
    start = time.process_time()
    cycles, loops = 0, 0
    for cycle in networkx.simple_cycles(graph, length_bound=LONGEST):
        cycles += 1
        loops += close_loop(ours, tuple(cycle)) is not None
        if time.process_time() - start > budget:
            return cycles, loops, False
    return cycles, loops, True


def measure(work: Callable[[], T]) -> tuple[float, T]:
    """Seconds of the processor that the work takes, and what it gives."""
    start = time.process_time()
    found = work()
    return time.process_time() - start, found


def main() -> None:
    """Print the table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    facts = list(make_deals(count))
    seconds, flows = measure(lambda: money_flows(facts))
    pairs = {(flow.payer, flow.receiver) for flow in flows}
    table = Table("what", "loops", "CPU seconds", title=f"{count:,} deals, {len(pairs):,} edges")
    table.add_row("deals to flows", "", f"{seconds:.2f}")
    asked: tuple[tuple[str, int | None, int | None], ...] = (
        ("best 50 within a year", 365, 50),
        ("best 50, any time", None, 50),
        ("every loop within a year", 365, None),
        ("every loop, any time", None, None),
    )
    for name, window, limit in asked:
        seconds, found = measure(partial(find, flows, window, limit))
        table.add_row(name, f"{found:,}", f"{seconds:.2f}")
    seconds, (cycles, loops, ended) = measure(lambda: by_networkx(flows, BUDGET))
    told = f"{loops:,} of {cycles:,} cycles"
    table.add_row(f"networkx {networkx.__version__}, any time", told, f"{'' if ended else '> '}{seconds:.2f}")
    Console().print(table)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    Console().print(f"peak memory {peak:.0f} MiB; a cycle that one deal makes alone is no loop")


if __name__ == "__main__":
    main()
