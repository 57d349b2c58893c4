"""A deal from its reports: parties, figures, status over time, and every claim with the rule that chose it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from pipeline.link.choosing import choose, choose_status, choose_type, day_of, money_claim
from pipeline.link.linker import deal_id
from pipeline.link.mentions import Mention
from pipeline.link.profiles import slot_of
from pipeline.records import (
    ROLES,
    STATUSES,
    Deal,
    DealParty,
    DealType,
    LinkedReport,
    Money,
    Role,
    StatusSpan,
)

STALE = 365
"""Days without a word after which a rumour is stale."""
_TIED = 0.9
"""What a company's link is worth where the name reached it through other names."""
_SLOT_ROLES: dict[DealType, dict[str, Role]] = {
    "acquisition": {"subject": "acquirer", "object": "target", "seller": "seller"},
    "investment": {"subject": "investor", "object": "investee", "seller": "seller"},
    "merger": {"subject": "party", "object": "party", "seller": "party"},
    "joint_venture": {"subject": "partner", "object": "venture", "seller": "partner"},
    "partnership": {"subject": "partner", "object": "partner", "seller": "partner"},
    "contract": {"subject": "supplier", "object": "customer", "seller": "supplier"},
    "project": {"subject": "sponsor", "object": "project", "seller": "sponsor"},
    "ipo": {"subject": "issuer", "object": "issuer", "seller": "issuer"},
    "buyback": {"subject": "seller", "object": "issuer", "seller": "seller"},
    "debt": {"subject": "lender", "object": "issuer", "seller": "lender"},
    "spin_off": {"subject": "parent", "object": "target", "seller": "parent"},
}


def make_deal(
    reports: Sequence[LinkedReport],
    mentions: Mapping[str, Sequence[Mention]],
    companies: Mapping[str, str],
    known_name: Callable[[str], str | None],
) -> Deal:
    """The deal that reports tell, without its lineage and not yet judged stale.

    ``reports`` are in order of time; ``mentions`` are those of each; ``companies`` maps nodes to companies;
    ``known_name`` gives a company's name in the knowledge base."""
    kind, type_claims = choose_type(reports)
    status, status_claims = choose_status(reports)
    amount = choose("amount", reports, lambda r: r.report.amount, money_claim)
    valuation = choose("valuation", reports, lambda r: r.report.valuation, money_claim)
    stake = choose("stake", reports, lambda r: r.report.stake.percent if r.report.stake else None, _percent)
    days = sorted(r.published for r in reports if r.published)
    return Deal(
        id=deal_id(reports[0].id),
        type=kind,
        status=status,
        parties=_parties(kind, reports, mentions, companies, known_name),
        reports=tuple(reports),
        amount=_bare(amount.value),
        valuation=_bare(valuation.value),
        stake=stake.value,
        first_seen=days[0] if days else None,
        last_seen=days[-1] if days else None,
        timeline=_timeline(reports),
        claims=(*type_claims, *status_claims, *amount.claims, *valuation.claims, *stake.claims),
    )


def is_stale(deal: Deal, newest: date | None) -> bool:
    """Whether a deal is a rumour that nothing confirmed for a year before the newest report of all."""
    if deal.status != "rumored" or deal.last_seen is None or newest is None:
        return False
    return (newest - deal.last_seen).days > STALE


def label(deal: Deal) -> str:
    """A deal in a few words, names only: ``Renesas Electronics → Altium``."""
    by_slot: dict[str, list[str]] = defaultdict(list)
    for party in deal.parties:
        slot = slot_of(deal.type, party.role)
        if slot:
            by_slot[slot].append(party.name)
    sides = [" + ".join(by_slot[slot][:3]) + (" …" if len(by_slot[slot]) > 3 else "") for slot in ("subject", "object")]
    told = " → ".join(side for side in sides if side)
    if not by_slot["object"] and by_slot["seller"]:
        told += f" ← {' + '.join(by_slot['seller'][:3])}"
    return told or deal.type


def _parties(
    kind: DealType,
    reports: Sequence[LinkedReport],
    mentions: Mapping[str, Sequence[Mention]],
    companies: Mapping[str, str],
    known_name: Callable[[str], str | None],
) -> tuple[DealParty, ...]:
    """Every company in the role that most reports give it, those told most first within a role."""
    roles: dict[str, Counter[Role]] = defaultdict(Counter)
    names: dict[str, Counter[str]] = defaultdict(Counter)
    scores: dict[str, float] = defaultdict(float)
    first: dict[str, int] = {}
    for report in reports:
        for mention in mentions[report.id]:
            company = companies.get(mention.node, mention.node)
            roles[company][_role(kind, report.report.type, mention.role)] += 1
            names[company][mention.name] += 1
            scores[company] = max(scores[company], mention.score * (1.0 if mention.node == company else _TIED))
            first.setdefault(company, len(first))
    order = {role: n for n, role in enumerate((*ROLES[kind], "advisor"))}
    parties = []
    for company, counts in roles.items():
        role = min(counts, key=lambda r: (-counts[r], order.get(r, len(order))))
        name = known_name(company) or min(names[company], key=lambda n: (-names[company][n], -len(n), n))
        parties.append((order.get(role, len(order)), -counts.total(), first[company], company, name, role))
    return tuple(
        DealParty(company, name, role, round(scores[company], 4)) for *_, company, name, role in sorted(parties)
    )


def _role(kind: DealType, told: DealType, role: Role) -> Role:
    """A role in the deal's type, where the report told another type."""
    if role == "advisor" or role in ROLES[kind]:
        return role
    slot = slot_of(told, role)
    return _SLOT_ROLES[kind][slot] if slot else role


def _timeline(reports: Sequence[LinkedReport]) -> tuple[StatusSpan, ...]:
    """Each status that was told, from the first day to the last, in order of the first."""
    spans = []
    for status in STATUSES:
        held = sorted((day_of(r), r.published or date.max, r.article) for r in reports if r.report.status == status)
        if held:
            first, last = held[0], held[-1]
            spans.append(StatusSpan(status, _dated(first[0]), _dated(last[0]), first[2], last[2]))
    return tuple(sorted(spans, key=lambda s: (s.first or date.max, STATUSES.index(s.status))))


def _dated(day: date) -> date | None:
    return None if day == date.max else day


def _bare(money: Money | None) -> Money | None:
    """An amount as shown: several reports may tell it, so the offsets of one of them are not the deal's."""
    return replace(money, start=0, end=0, about_evidence=None, conversion_of=None) if money else None


def _percent(value: float) -> str:
    return f"{value:g}"
