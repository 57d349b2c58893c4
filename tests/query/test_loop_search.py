"""The search for cycles finds what networkx finds, and with a limit the best of it."""

from datetime import timedelta
from itertools import pairwise

import networkx
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.query.loops.flows import Flow, money_flows
from pipeline.query.loops.graph import around, build_graph
from pipeline.query.loops.search import LONGEST, search
from tests.query.fixtures import DAY

WINDOW = 100
flows = st.lists(
    st.builds(
        lambda ends, n, day, value: Flow(
            ends[0], ends[1], f"d{n}", "equity", "signed", DAY + timedelta(days=day), value
        ),
        st.tuples(st.sampled_from("abcdefg"), st.sampled_from("abcdefg")).filter(lambda ends: ends[0] != ends[1]),
        st.integers(0, 10**9),
        st.integers(0, 250),
        st.none() | st.sampled_from([1.0, 2.0, 3.0, 5.0, 8.0]),
    ),
    max_size=24,
    unique_by=lambda flow: flow.deal,
)


def by_networkx(found: list[Flow], window: int | None) -> set[tuple[str, ...]]:
    """Cycles of companies for which some window holds a flow of each edge."""
    graph = networkx.DiGraph()
    days: dict[tuple[str, str], list[int]] = {}
    for flow in found:
        assert flow.day is not None
        graph.add_edge(flow.payer, flow.receiver)
        days.setdefault((flow.payer, flow.receiver), []).append(flow.day.toordinal())
    cycles = set()
    for cycle in networkx.simple_cycles(graph, length_bound=LONGEST):
        first = cycle.index(min(cycle))
        nodes = (*cycle[first:], *cycle[:first])
        edges = [days[pair] for pair in pairwise((*nodes, nodes[0]))]
        starts = [day for edge in edges for day in edge]
        if window is None or any(
            all(any(start <= day <= start + window for day in edge) for edge in edges) for start in starts
        ):
            cycles.add(nodes)
    return cycles


@settings(max_examples=150, deadline=None)
@given(flows)
def test_it_finds_the_cycles_that_networkx_finds(found: list[Flow]) -> None:
    for window in (WINDOW, None):
        graph = build_graph(found, window=window, tier="reported")
        mine = [closing.companies for closing in search(graph)]
        assert len(mine) == len(set(mine))
        assert set(mine) == by_networkx(found, window)


@settings(max_examples=150, deadline=None)
@given(flows, st.integers(1, 6))
def test_a_limit_keeps_the_best(found: list[Flow], limit: int) -> None:
    graph = build_graph(found, window=WINDOW, tier="reported")
    every, some = search(graph), search(graph, limit)
    assert [c.rank[:2] for c in some] == [c.rank[:2] for c in every[:limit]]
    told = [c for c in some if c.narrowest is not None]
    assert told == [c for c in every[:limit] if c.narrowest is not None]


@settings(max_examples=50, deadline=None)
@given(flows)
def test_the_order_of_the_flows_does_not_matter(found: list[Flow]) -> None:
    one, other = (build_graph(order, window=WINDOW, tier="reported") for order in (found, found[::-1]))
    assert search(one) == search(other)


@settings(max_examples=50, deadline=None)
@given(flows, st.sets(st.sampled_from("abcdefg"), max_size=2))
def test_loops_through_one_of_some_companies_are_those_of_all(found: list[Flow], some: set[str]) -> None:
    graph = build_graph(found, window=WINDOW, tier="reported")
    wanted = [closing for closing in search(graph) if some.intersection(closing.companies)]
    assert search(graph, through=some) == wanted
    assert search(around(graph, some, LONGEST), through=some) == wanted


def test_no_flows_no_loops() -> None:
    assert search(build_graph(money_flows([]), window=WINDOW, tier="reported")) == []
