"""Linking a set of reports in memory: the same steps as over the database, for what is not to be stored."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from pipeline.link.assembly import assemble_companies, assemble_deals
from pipeline.link.deals import is_stale, label
from pipeline.link.judgements import rulings
from pipeline.link.lineage import Card, lineage_of, make_card
from pipeline.link.linker import Linker
from pipeline.link.mentions import KnownNames
from pipeline.link.state import MemoryState
from pipeline.link.weights import Weights, load_weights
from pipeline.records import Company, Deal, Judgement, LinkedReport


@dataclass(frozen=True, slots=True)
class Linked:
    """What a set of reports amounts to; both by id."""

    companies: tuple[Company, ...]
    deals: tuple[Deal, ...]


def link_all(
    reports: Iterable[LinkedReport],
    knowledge: KnownNames,
    judgements: Collection[Judgement] = (),
    weights: Weights | None = None,
) -> Linked:
    """The companies and deals of a set of reports; a function of the set, whatever its order."""
    held = {report.id: report for report in reports}
    articles: dict[str, list[LinkedReport]] = defaultdict(list)
    for report in held.values():
        articles[report.article].append(report)
    judged = rulings(judgements, "company"), rulings(judgements, "deal")
    linker = Linker(MemoryState(), knowledge, weights or load_weights(), *judged)
    changes = linker.change(articles)
    newest = max((r.published for r in held.values() if r.published), default=None)
    deals = assemble_deals(linker, changes.deals, held)
    cards = [make_card(deal, label(deal)) for deal in deals]
    near: dict[str, set[Card]] = defaultdict(set)
    for card in cards:
        for place in card.articles | card.companies:
            near[place].add(card)
    companies = assemble_companies(linker, changes.companies)
    return Linked(
        tuple(company for _, (company, _) in sorted(companies.items())),
        tuple(
            replace(deal, stale=is_stale(deal, newest), lineage=lineage_of(card, _near(card, near), linker.relations))
            for deal, card in sorted(zip(deals, cards, strict=True), key=lambda pair: pair[0].id)
        ),
    )


def _near(card: Card, near: Mapping[str, set[Card]]) -> set[Card]:
    """The deals that share an article or a company with a deal."""
    return {other for place in card.articles | card.companies for other in near[place]}
