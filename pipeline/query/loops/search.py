"""Finding cycles of money, those with the widest narrowest edge first.

Edges enter the search one by one, the largest first, and each new one asks for the cycles that it closes with those
before it: it is then the narrowest. So the search can stop as soon as it has as many loops as asked for, and a graph
full of small cycles costs nothing. Edges without an amount are never guessed to be wide: loops through them rank
behind all others, among themselves by the narrowest of the amounts that are told.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.query.loops.flows import Flow
from pipeline.query.loops.graph import Edge, Intervals, MoneyGraph, Total, intersect, totals

LONGEST = 5
"""Companies in a loop, at most."""


@dataclass(frozen=True, slots=True)
class Closing:
    """A cycle of companies in the window that lets most money round.

    ``flows[i]`` go from ``companies[i]`` to the next one, the last back to the first."""

    companies: tuple[str, ...]
    flows: tuple[tuple[Flow, ...], ...]
    totals: tuple[tuple[Total, ...], ...]

    @property
    def values(self) -> tuple[float | None, ...]:
        """The largest total of each edge in US dollars; None where no amount is told."""
        return tuple(edge[0].value for edge in self.totals)

    @property
    def narrowest(self) -> int | None:
        """Position of the edge with the smallest amount told; None where none is."""
        told = [(value, i) for i, value in enumerate(self.values) if value is not None]
        return min(told)[1] if told else None

    @property
    def untold(self) -> int:
        """Number of edges without an amount."""
        return sum(value is None for value in self.values)

    @property
    def rank(self) -> tuple[bool, float, bool, int, tuple[str, ...]]:
        """Smaller is better: all amounts told, then by the narrowest, then without weak edges, then the shorter."""
        narrowest = self.narrowest
        value = self.values[narrowest] if narrowest is not None else None
        weak = any(all(f.weak for f in edge) for edge in self.flows)
        return self.untold > 0, -(value if value is not None else -1.0), weak, len(self.companies), self.companies


def search(
    graph: MoneyGraph, limit: int | None = None, longest: int = LONGEST, through: Collection[str] | None = None
) -> list[Closing]:
    """The loops of 2 to ``longest`` companies, best first; with a limit the best ones only, and only those with one of
    the companies ``through`` where some are named."""
    finder = _Finder(graph, limit, longest, through)
    told = sorted((e for e in graph.edges.values() if e.most is not None), key=_widest)
    untold = [e for e in graph.edges.values() if e.most is None]
    mixed = [e for e in told if not e.all_told]
    # Loops whose amounts are all told; then those through edges that may have none; then those without any.
    finder.add(told, all_told=True)
    finder.add(told, all_told=False, before=[*untold, *mixed])
    finder.add(untold, all_told=False)
    return finder.found()


def _widest(edge: Edge) -> tuple[float, str, str]:
    assert edge.most is not None, "edges without an amount are searched apart"
    return -edge.most, edge.payer, edge.receiver


class _Finder:
    """Collects closings, each cycle once, until enough good ones are found."""

    def __init__(self, graph: MoneyGraph, limit: int | None, longest: int, through: Collection[str] | None) -> None:
        self._graph = graph
        self._limit = limit
        self._longest = longest
        self._through = through
        self._seen: set[tuple[str, ...]] = set()
        self._closings: list[Closing] = []
        self._best: list[tuple[bool, float]] = []
        """A heap of the ranks of the best ones, worst first."""

    def found(self) -> list[Closing]:
        """All closings, best first."""
        return sorted(self._closings, key=lambda c: c.rank)[: self._limit]

    def add(self, edges: Sequence[Edge], *, all_told: bool, before: Iterable[Edge] = ()) -> None:
        """Search the cycles that each edge closes with those before it, until no later one can be among the best;
        ``all_told`` where a later one may still have an amount on every edge."""
        after: dict[str, dict[str, Edge]] = defaultdict(dict)
        back: dict[str, dict[str, Edge]] = defaultdict(dict)
        for edge in before:
            after[edge.payer][edge.receiver] = edge
            back[edge.receiver][edge.payer] = edge
        for edge in edges:
            if self._enough(edge, all_told):
                return
            for nodes in _paths(after, back, edge, self._longest):
                self._take(nodes)
            after[edge.payer][edge.receiver] = edge
            back[edge.receiver][edge.payer] = edge

    def _enough(self, edge: Edge, all_told: bool) -> bool:
        if self._limit is None or len(self._best) < self._limit:
            return False
        most = edge.most if edge.most is not None else -1.0
        return self._best[0] > (all_told, most)

    def _take(self, nodes: tuple[str, ...]) -> None:
        first = nodes.index(min(nodes))
        nodes = nodes[first:] + nodes[:first]
        if nodes in self._seen or (self._through is not None and not any(node in self._through for node in nodes)):
            return
        self._seen.add(nodes)
        closing = close_loop(self._graph, nodes)
        if closing is None:
            return
        self._closings.append(closing)
        if self._limit is not None:
            untold, value, *_ = closing.rank
            heapq.heappush(self._best, (not untold, -value))
            if len(self._best) > self._limit:
                heapq.heappop(self._best)


def close_loop(graph: MoneyGraph, nodes: tuple[str, ...]) -> Closing | None:
    """The flows of a cycle in its best window; None where no window holds them all, or one deal alone makes it."""
    edges = [graph.edges.get((a, b)) for a, b in zip(nodes, nodes[1:] + nodes[:1], strict=True)]
    whole = [edge for edge in edges if edge is not None]
    if len(whole) < len(edges):
        return None
    found = (_closing(nodes, flows) for flows in _windows(whole, graph.window))
    return min((closing for closing in found if closing is not None), key=_best_window, default=None)


def _best_window(closing: Closing) -> tuple[tuple[bool, float], int]:
    days = [f.day.toordinal() for edge in closing.flows for f in edge if f.day and not f.standing]
    return closing.rank[:2], -max(days, default=0)


def _windows(edges: Sequence[Edge], window: int | None) -> Iterator[list[list[Flow]]]:
    """The flows of each edge in every window that begins with one of them and holds one of each edge."""
    if window is None:
        yield [edge.flows for edge in edges]
        return
    days = {f.day.toordinal() for edge in edges for f in edge.flows if f.day and not f.standing}
    # Without any event there are only rights; the window ends with the last that began.
    rights = [f.day.toordinal() for edge in edges for f in edge.flows if f.day and f.standing]
    for start in sorted(days) or [max(rights, default=0)]:
        flows = [edge.within(start, start + window) for edge in edges]
        if all(flows):
            yield flows


def _closing(nodes: tuple[str, ...], flows: list[list[Flow]]) -> Closing | None:
    if len(nodes) == 2:
        flows = [_without_own_share(flows[i], flows[1 - i]) for i in (0, 1)]
    deals = {f.deal for edge in flows for f in edge}
    # What one deal alone sends to and fro is its consideration, not a loop.
    if len(deals) < 2 or not all(flows):
        return None
    return Closing(nodes, tuple(tuple(edge) for edge in flows), tuple(totals(edge) for edge in flows))


def _without_own_share(there: list[Flow], back: list[Flow]) -> list[Flow]:
    """Between two companies, what a partner pays in and its own share in that venture say nothing of each other."""
    given = {(f.deal, f.kind) for f in back}
    return [f for f in there if not (f.kind == "contribution" and (f.deal, "share") in given)]


def _paths(
    after: dict[str, dict[str, Edge]], back: dict[str, dict[str, Edge]], edge: Edge, longest: int
) -> Iterator[tuple[str, ...]]:
    """The cycles that an edge closes with those before it, as companies from its payer on."""
    goal, start = edge.payer, edge.receiver
    if not back.get(goal) or not after.get(start):
        return
    one = back[goal].keys()
    two = {x for y in one for x in back.get(y, ())} if longest > 3 else set()
    yield from _walk(after, (goal, start), edge.starts, longest, one, two)


def _walk(
    after: dict[str, dict[str, Edge]],
    path: tuple[str, ...],
    starts: Intervals,
    longest: int,
    one: Iterable[str],
    two: set[str],
) -> Iterator[tuple[str, ...]]:
    """Paths that go on from ``path`` back to its first company. ``one`` and ``two`` are the companies from which it
    is that many edges away; ``starts`` the first days of windows that hold the path so far."""
    goal, left = path[0], longest - len(path)
    for node, edge in after.get(path[-1], {}).items():
        if node == goal:
            if intersect(starts, edge.starts):
                yield path
            continue
        near = left > 2 or node in one or (left == 2 and node in two)
        if left < 1 or not near or node in path:
            continue
        shared = intersect(starts, edge.starts)
        if shared:
            yield from _walk(after, (*path, node), shared, longest, one, two)
