"""Deals as flows of money: who pays, who receives, of which kind, and how sure it is that money moved.

The counting rules are told to users in docs/loops.md; a change here is a change there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Literal

from pipeline.records import Deal, DealType, Role, Status

Kind = Literal["equity", "loan", "purchase", "contribution", "share"]
"""What money is paid for. Amounts are added within a kind, never across: equity is paid once, a purchase commitment
over years, a contribution stays in the venture or project, and a share has no amount at all."""
Tier = Literal["reported", "signed", "moved"]
Weakness = Literal["owners_share", "owners_not_named", "supplier_not_named"]
TIERS: tuple[Tier, ...] = ("reported", "signed", "moved")
"""From what anybody reports, rumours too, over what is agreed, to money told to have moved."""

_TIER_OF: dict[Status, Tier | None] = {
    "rumored": "reported",
    "announced": "signed",
    "completed": "moved",
    "terminated": None,
}
PLAIN: dict[DealType, tuple[Kind, Role, Role]] = {
    "debt": ("loan", "lender", "issuer"),
    "contract": ("purchase", "customer", "supplier"),
    "project": ("contribution", "sponsor", "project"),
    "buyback": ("equity", "issuer", "seller"),
}


@dataclass(frozen=True, slots=True)
class DealFacts:
    """What of a deal matters for the way of its money."""

    id: str
    type: DealType
    status: Status
    day: date | None
    """When it was announced or done, as told; else when it was first seen."""
    value: float | None
    """The largest figure told, in US dollars of that day; None where none is told or there is no rate."""
    parties: tuple[tuple[Role, str], ...]
    """Role and company id, in the order of the deal."""
    stale: bool = False
    articles: frozenset[str] = frozenset()
    part_of: frozenset[str] = frozenset()
    """Deals whose amount holds this one's already."""

    def companies(self, *roles: Role) -> list[str]:
        """Ids of the companies in any of these roles, each once."""
        return list(dict.fromkeys(company for role, company in self.parties if role in roles))


@dataclass(frozen=True, slots=True)
class Flow:
    """Money of one deal on its way from one company to another."""

    payer: str
    receiver: str
    deal: str
    kind: Kind
    tier: Tier
    day: date | None
    value: float | None
    """US dollars; None where no amount is told."""
    at_most: bool = False
    """Whether the amount is that of the whole deal, of which this payer or receiver has a part not told."""
    weak: Weakness | None = None
    """Why the receiver does not follow from the report alone; None where it does."""
    part_of: frozenset[str] = frozenset()

    @property
    def standing(self) -> bool:
        """Whether it is a right that lasts from its day on, rather than an event."""
        return self.kind == "share"


def deal_facts(deal: Deal) -> DealFacts:
    """The facts of a deal record."""
    from pipeline.link.assembly import worth

    told = [span.first for span in deal.timeline if span.status in ("announced", "completed") and span.first]
    day = min(told, default=deal.first_seen)
    value = worth(deal).usd
    return DealFacts(
        deal.id,
        deal.type,
        deal.status,
        day,
        value,
        tuple((p.role, p.company) for p in deal.parties),
        deal.stale,
        frozenset(linked.article for linked in deal.reports),
        frozenset(link.deal for link in deal.lineage if link.kind == "part_of"),
    )


def unnamed_venture(deal: str) -> str:
    """The id that stands for the venture of a deal where no report names it."""
    return f"venture of {deal}"


def money_flows(deals: Iterable[DealFacts]) -> list[Flow]:
    """The flows of deals, in a fixed order. Terminated deals and stale rumours have none."""
    alive = sorted((d for d in deals if not d.stale and d.status != "terminated"), key=lambda d: d.id)
    ventures = _ventures_of_articles(alive)
    return [flow for deal in alive for flow in _flows(deal, ventures) if flow.payer != flow.receiver]


def _flows(deal: DealFacts, ventures: dict[str, set[str]]) -> Iterator[Flow]:
    if deal.type == "joint_venture":
        yield from _venture_flows(deal)
    elif deal.type == "acquisition":
        sellers = deal.companies("seller")
        weak: Weakness | None = None if sellers else "owners_not_named"
        yield from _between(deal, "equity", deal.companies("acquirer"), sellers or deal.companies("target"), weak)
    elif deal.type == "investment":
        # Where somebody sells, the money goes to the seller and not to the company whose shares change hands.
        receivers = deal.companies("seller") or deal.companies("investee")
        yield from _between(deal, "equity", deal.companies("investor"), receivers)
    elif deal.type == "contract" and not deal.companies("supplier"):
        nearby = set().union(*(ventures.get(article, ()) for article in deal.articles))
        if len(nearby) == 1:
            yield from _between(deal, "purchase", deal.companies("customer"), list(nearby), "supplier_not_named")
    elif deal.type in PLAIN:
        kind, payer, receiver = PLAIN[deal.type]
        yield from _between(deal, kind, deal.companies(payer), deal.companies(receiver))


def _venture_flows(deal: DealFacts) -> Iterator[Flow]:
    """Partners pay into the venture; what it earns belongs to them, which brings money back without an amount."""
    partners = deal.companies("partner")
    ventures = deal.companies("venture") or [unnamed_venture(deal.id)]
    yield from _between(deal, "contribution", partners, ventures)
    # A right to what is earned is no payment: however far the venture is, no report of it says that money came.
    tier: Tier = "reported" if deal.status == "rumored" else "signed"
    for venture, partner in product(ventures, partners):
        yield Flow(venture, partner, deal.id, "share", tier, deal.day, None, weak="owners_share")


def _between(
    deal: DealFacts, kind: Kind, payers: list[str], receivers: list[str], weak: Weakness | None = None
) -> Iterator[Flow]:
    tier = _TIER_OF[deal.status]
    assert tier is not None, "terminated deals have no flows"
    at_most = deal.value is not None and (len(payers) > 1 or len(receivers) > 1)
    for payer, receiver in product(payers, receivers):
        yield Flow(payer, receiver, deal.id, kind, tier, deal.day, deal.value, at_most, weak, deal.part_of)


def _ventures_of_articles(deals: Iterable[DealFacts]) -> dict[str, set[str]]:
    """The named ventures that each article tells of."""
    found: dict[str, set[str]] = defaultdict(set)
    for deal in deals:
        if deal.type == "joint_venture":
            for article in deal.articles:
                found[article].update(deal.companies("venture"))
    return found
