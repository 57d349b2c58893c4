"""All money that deals move to a company and from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

from pipeline.query.companies import company_ids, group_ids
from pipeline.query.deals import iterate_deals
from pipeline.query.filters import DealFilter
from pipeline.query.loops.find import make_edge
from pipeline.query.loops.flows import TIERS, Flow, Tier, deal_facts, money_flows
from pipeline.query.loops.records import LoopEdge
from pipeline.records import Deal
from pipeline.store import Store
from pipeline.store.queries import CompanyReader


@dataclass(frozen=True, slots=True)
class CompanyMoney:
    """Who pays a company, and whom it pays, the largest amount first; counted as in a loop (see docs/loops.md)."""

    id: str
    name: str
    incoming: tuple[LoopEdge, ...]
    outgoing: tuple[LoopEdge, ...]


def company_money(
    store: Store, name: str, wanted: DealFilter | None = None, *, group: bool = False, tier: Tier = "reported"
) -> CompanyMoney:
    """The money of a company by any of its names, or of its whole ``group`` with what flows inside left out.

    ``wanted`` says which deals count, ``tier`` how sure they must be. Raises InputError where nobody is called so,
    and as :func:`~pipeline.query.deals.list_deals` does."""
    ids = company_ids(store, name)
    own = group_ids(store, ids) if group else set(ids)
    wanted = wanted or DealFilter()
    deals = {
        deal.id: deal
        for deal in iterate_deals(store, replace(wanted, companies=(*wanted.companies, name), group=group))
    }
    least = TIERS.index(tier)
    flows = [f for f in money_flows(map(deal_facts, deals.values())) if TIERS.index(f.tier) >= least]
    others = {company for f in flows for company in (f.payer, f.receiver)}
    names = CompanyReader(store.connection).names(others | set(ids))
    sides: dict[tuple[str, str], list[Flow]] = defaultdict(list)
    for flow in flows:
        if (flow.payer in own) != (flow.receiver in own):
            side, other = ("out", flow.receiver) if flow.payer in own else ("in", flow.payer)
            sides[side, other].append(flow)
    head = ids[0]
    return CompanyMoney(
        head, names.get(head, name), _edges(sides, "in", head, deals, names), _edges(sides, "out", head, deals, names)
    )


def _edges(
    sides: Mapping[tuple[str, str], list[Flow]],
    side: str,
    head: str,
    deals: Mapping[str, Deal],
    names: Mapping[str, str],
) -> tuple[LoopEdge, ...]:
    found = [
        make_edge(*((head, other) if side == "out" else (other, head)), flows, deals, names)
        for (held, other), flows in sides.items()
        if held == side
    ]
    return tuple(sorted(found, key=lambda e: (e.value is None, -(e.value or 0.0), e.payer, e.receiver)))
