"""Loops out of deals: the flows, the search, and what was found put into words that can be checked."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.errors import InputError
from pipeline.query.loops.flows import TIERS, DealFacts, Flow, Tier, deal_facts, money_flows, unnamed_venture
from pipeline.query.loops.graph import MoneyGraph, around, build_graph, totals
from pipeline.query.loops.records import Loop, LoopEdge, LoopFlow, LoopLevel, Source
from pipeline.query.loops.search import LONGEST, Closing, close_loop, search
from pipeline.records import Company, Deal

WINDOW = 365
"""Days that the deals of a loop may lie apart where nobody says otherwise."""


@dataclass(frozen=True, slots=True)
class LoopOptions:
    """What is to be found."""

    window: int | None = WINDOW
    """Days that the deals of a loop may lie apart; None for any."""
    tier: Tier = "reported"
    """The least sure deals that count: ``reported`` counts rumours, ``signed`` what is agreed, ``moved`` only what is
    told as done."""
    roll_up: bool = False
    """Whether companies are taken together with their parents."""
    shares: bool = True
    """Whether the owners' share of what a venture earns may close a loop."""
    company: str | tuple[str, ...] | None = None
    """Id of a company that must be in the loop; of several, one of them must."""
    longest: int = LONGEST
    limit: int | None = None
    """How many, the best ones; None for all."""

    def __post_init__(self) -> None:
        if self.window is not None and self.window < 0:
            raise InputError(f"window of {self.window} days: give 0 or more")
        if not 2 <= self.longest <= LONGEST:
            raise InputError(f"loops of up to {self.longest} companies: give 2 to {LONGEST}")
        if self.tier not in TIERS:
            raise InputError(f"tier {self.tier!r}: give one of {', '.join(TIERS)}")


def find_loops(
    deals: Iterable[Deal], companies: Iterable[Company] = (), options: LoopOptions | None = None
) -> list[Loop]:
    """The loops of money in a set of deals, those with the widest narrowest edge first.

    Pure: the same deals in any order give the same loops. ``companies`` bring the names shown and, for
    ``roll_up``, the parents. See docs/loops.md for what counts as an edge and what a loop does not prove."""
    held = {deal.id: deal for deal in deals}
    known = {company.id: company for company in companies}
    return loops_of_facts(
        map(deal_facts, held.values()),
        {company.id: company.parent for company in known.values()},
        lambda ids: {i: held[i] for i in ids},
        lambda ids: {i: known[i].name for i in ids if i in known},
        options or LoopOptions(),
    )


def loops_of_facts(
    facts: Iterable[DealFacts],
    parents: Mapping[str, str | None],
    load_deals: Callable[[Collection[str]], Mapping[str, Deal]],
    load_names: Callable[[Collection[str]], Mapping[str, str]],
    options: LoopOptions,
) -> list[Loop]:
    """The loops of deals of which only the facts are at hand; whole deals and names are read for what was found."""
    flows = [flow for flow in money_flows(facts) if options.shares or flow.kind != "share"]
    heads = _heads(parents) if options.roll_up else {}
    graphs = [
        build_graph(flows, window=options.window, tier=tier, group_of=heads)
        for tier in TIERS[TIERS.index(options.tier) :]
    ]
    named = (options.company,) if isinstance(options.company, str) else options.company
    wanted = frozenset(heads.get(company, company) for company in named) if named is not None else None
    if wanted is not None:
        graphs = [around(graph, wanted, options.longest) for graph in graphs]
    closings = search(graphs[0], options.limit, options.longest, through=wanted)
    deals = load_deals({f.deal for c in closings for edge in c.flows for f in edge})
    names = load_names({company for c in closings for company in c.companies})
    return [_loop(closing, graphs, deals, names) for closing in closings]


def _heads(parents: Mapping[str, str | None]) -> dict[str, str]:
    """The topmost parent of each company; companies that are told to be each other's parents are one group."""
    heads = {}
    for company in parents:
        line = [company]
        while (parent := parents.get(line[-1])) is not None and parent not in line:
            line.append(parent)
        heads[company] = line[-1] if parent is None else min(line[line.index(parent) :])
    return heads


def _loop(closing: Closing, graphs: list[MoneyGraph], deals: Mapping[str, Deal], names: Mapping[str, str]) -> Loop:
    levels = [_level(closing, TIERS[-len(graphs)])]
    for position, graph in enumerate(graphs[1:], start=1):
        closed = close_loop(graph, closing.companies)
        if closed is None:
            break
        levels.append(_level(closed, TIERS[position - len(graphs)]))
    values = closing.values
    largest = max(range(len(values)), key=lambda i: (values[i] is not None, values[i] or 0.0, -i))
    ring = (*closing.companies, closing.companies[0])
    edges = [make_edge(ring[i], ring[i + 1], closing.flows[i], deals, names) for i in range(len(values))]
    turned = tuple(edges[largest:] + edges[:largest])
    return Loop(_id(closing.companies), turned, tuple(_turn(level, largest, len(edges)) for level in levels))


def _id(companies: tuple[str, ...]) -> str:
    return "l" + hashlib.sha256("\n".join(companies).encode()).hexdigest()[:12]


def _turn(level: LoopLevel, by: int, length: int) -> LoopLevel:
    narrowest = (level.narrowest - by) % length if level.narrowest is not None else None
    return LoopLevel(level.tier, level.first, level.last, narrowest, level.value, level.untold)


def _level(closing: Closing, tier: Tier) -> LoopLevel:
    days = sorted(f.day for edge in closing.flows for f in edge if f.day is not None)
    narrowest = closing.narrowest
    return LoopLevel(
        tier,
        days[0] if days else None,
        days[-1] if days else None,
        narrowest,
        closing.values[narrowest] if narrowest is not None else None,
        closing.untold,
    )


def make_edge(
    payer: str, receiver: str, flows: Sequence[Flow], deals: Mapping[str, Deal], names: Mapping[str, str]
) -> LoopEdge:
    """The edge that flows make, with the deals that they come from; ``names`` are those of companies by id."""
    return LoopEdge(
        payer,
        receiver,
        _name(payer, names, deals),
        _name(receiver, names, deals),
        tuple(_flow(flow, deals[flow.deal]) for flow in flows),
        totals(flows),
    )


def _name(company: str, names: Mapping[str, str], deals: Mapping[str, Deal]) -> str:
    """The name of a company, else one that a deal calls it by; an unnamed venture is told by its partners."""
    if company in names:
        return names[company]
    for deal in deals.values():
        for party in deal.parties:
            if party.company == company:
                return party.name
    for deal in deals.values():
        if unnamed_venture(deal.id) == company:
            return f"({' + '.join(p.name for p in deal.parties if p.role == 'partner')})"
    return company


def _flow(flow: Flow, deal: Deal) -> LoopFlow:
    return LoopFlow(
        flow.deal,
        deal.type,
        deal.status,
        flow.kind,
        flow.tier,
        flow.day,
        deal.amount if flow.kind != "share" else None,
        flow.value,
        flow.at_most,
        flow.weak,
        tuple(_sources(deal)),
    )


def _sources(deal: Deal) -> Iterable[Source]:
    for linked in sorted(deal.reports, key=lambda r: (r.published or date.max, r.id)):
        evidence = linked.report.evidence
        yield Source(
            linked.article, linked.lang, linked.published, linked.url, linked.title, evidence[0] if evidence else None
        )
