"""The graph of money: companies, and between two of them all flows one way, with what they come to in a window."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from pipeline.query.loops.flows import TIERS, Flow, Kind, Tier

Intervals = tuple[tuple[int, int], ...]
"""Disjoint closed intervals of day numbers, ascending."""

_EVER = (-(10**9), 10**9)


@dataclass(frozen=True, slots=True)
class Total:
    """What flows of one kind come to. Kinds are never added together."""

    kind: Kind
    value: float | None
    """Sum in US dollars of the amounts told; None where none is."""
    deals: int
    untold: int
    """How many of the deals have no amount."""
    at_most: bool
    """Whether a summed amount is that of a whole deal of which the payer or receiver has only a part."""


def totals(flows: Iterable[Flow]) -> tuple[Total, ...]:
    """The totals by kind, largest first; one deal is counted once, and a part of a deal that counts too is not."""
    by_kind: dict[Kind, dict[str, list[Flow]]] = defaultdict(lambda: defaultdict(list))
    for flow in flows:
        by_kind[flow.kind][flow.deal].append(flow)
    found = []
    for kind, deals in by_kind.items():
        whole = [group for group in deals.values() if not _held_by_another(group[0], deals)]
        # With groups rolled up, one deal may have several flows between the same two: its amount is still one.
        told = [group[0].value for group in whole if group[0].value is not None]
        found.append(
            Total(
                kind,
                sum(told) if told else None,
                len(deals),
                sum(group[0].value is None for group in whole),
                any(flow.at_most for group in whole for flow in group),
            )
        )
    return tuple(sorted(found, key=lambda t: (-(t.value if t.value is not None else -1.0), t.kind)))


def _held_by_another(flow: Flow, deals: Mapping[str, list[Flow]]) -> bool:
    """Whether the amount of a deal that this one is part of is counted too."""
    return any(deals[other][0].value is not None for other in flow.part_of & deals.keys())


@dataclass(slots=True)
class Edge:
    """All flows from one company to another one."""

    payer: str
    receiver: str
    flows: list[Flow]
    starts: Intervals = ()
    """First days of the windows in which at least one flow stands."""
    most: float | None = None
    """No window holds more than this; None where no amount is told at all."""
    all_told: bool = True

    def within(self, start: int, end: int) -> list[Flow]:
        """The flows that stand in a window of day numbers: events inside it, and rights that began before its end."""
        return [f for f in self.flows if _stands(f, start, end)]


@dataclass(slots=True)
class MoneyGraph:
    """Edges by payer and receiver; those only that lie on some cycle."""

    edges: dict[tuple[str, str], Edge]
    window: int | None
    """Days that the flows of a loop may lie apart; None for any."""


def build_graph(
    flows: Iterable[Flow], *, window: int | None, tier: Tier, group_of: Mapping[str, str] | None = None
) -> MoneyGraph:
    """The graph of the flows that are at least of a tier; ``group_of`` maps companies to the head of their group.

    Flows without a day are left out where there is a window: nobody knows whether they lie in it.
    """
    least = TIERS.index(tier)
    pairs: dict[tuple[str, str], list[Flow]] = defaultdict(list)
    heads = group_of or {}
    for flow in flows:
        ends = heads.get(flow.payer, flow.payer), heads.get(flow.receiver, flow.receiver)
        if TIERS.index(flow.tier) >= least and ends[0] != ends[1] and (window is None or flow.day is not None):
            pairs[ends].append(flow)
    kept = _on_cycles(pairs.keys())
    edges = {ends: _edge(ends, pairs[ends], window) for ends in sorted(kept)}
    return MoneyGraph(edges, window)


def around(graph: MoneyGraph, companies: Iterable[str], longest: int) -> MoneyGraph:
    """The edges that can lie on a cycle of at most ``longest`` companies through one of these."""
    near: set[tuple[str, str]] = set()
    far = longest + 1
    for company in companies:
        there = _distances(company, ((a, b) for a, b in graph.edges), longest)
        back = _distances(company, ((b, a) for a, b in graph.edges), longest)
        near.update((a, b) for a, b in graph.edges if there.get(a, far) + 1 + back.get(b, far) <= longest)
    return MoneyGraph({ends: edge for ends, edge in graph.edges.items() if ends in near}, graph.window)


def _distances(start: str, pairs: Iterable[tuple[str, str]], most: int) -> dict[str, int]:
    """Edges from ``start`` to every company that is at most so many away."""
    after: dict[str, list[str]] = defaultdict(list)
    for a, b in pairs:
        after[a].append(b)
    found, edge = {start: 0}, [start]
    for distance in range(1, most + 1):
        edge = [b for a in edge for b in after.get(a, ()) if b not in found]
        found.update(dict.fromkeys(edge, distance))
    return found


def _edge(ends: tuple[str, str], flows: list[Flow], window: int | None) -> Edge:
    flows = sorted(flows, key=lambda f: (f.day or date.min, f.deal, f.kind))
    if window is None:
        starts: Intervals = (_EVER,)
    else:
        starts = _union(
            (f.day.toordinal() - window, _EVER[1] if f.standing else f.day.toordinal()) for f in flows if f.day
        )
    sums: dict[Kind, float] = defaultdict(float)
    for (_, kind), value in {(f.deal, f.kind): f.value for f in flows}.items():
        if value is not None:
            sums[kind] += value
    most = max(sums.values(), default=None)
    return Edge(*ends, flows, starts, most, all(f.value is not None for f in flows))


def _stands(flow: Flow, start: int, end: int) -> bool:
    if flow.day is None:
        return True
    day = flow.day.toordinal()
    return day <= end if flow.standing else start <= day <= end


def _union(intervals: Iterable[tuple[int, int]]) -> Intervals:
    found: list[tuple[int, int]] = []
    for low, high in sorted(intervals):
        if found and low <= found[-1][1]:
            found[-1] = (found[-1][0], max(high, found[-1][1]))
        else:
            found.append((low, high))
    return tuple(found)


def intersect(left: Intervals, right: Intervals) -> Intervals:
    """The days that lie in both."""
    if len(left) == 1 and len(right) == 1:
        low, high = max(left[0][0], right[0][0]), min(left[0][1], right[0][1])
        return ((low, high),) if low <= high else ()
    return tuple((max(a, c), min(b, d)) for a, b in left for c, d in right if max(a, c) <= min(b, d))


def _on_cycles(pairs: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """The edges whose two ends lie in one strongly connected component (Tarjan, without recursion)."""
    after: dict[str, list[str]] = defaultdict(list)
    for payer, receiver in pairs:
        after[payer].append(receiver)
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    component: dict[str, int] = {}
    path: list[str] = []
    for root in after:
        if root in index:
            continue
        work = [(root, iter(after[root]))]
        index[root] = low[root] = len(index)
        path.append(root)
        while work:
            node, rest = work[-1]
            for other in rest:
                if other not in index:
                    index[other] = low[other] = len(index)
                    path.append(other)
                    work.append((other, iter(after.get(other, ()))))
                    break
                if other not in component:
                    low[node] = min(low[node], index[other])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    while (member := path.pop()) != node:
                        component[member] = index[node]
                    component[node] = index[node]
    return {(a, b) for a, others in after.items() for b in others if component[a] == component[b]}
