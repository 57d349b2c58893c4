"""Linking over the database: what came and went is linked in one transaction, or everything is linked anew.

Both leave the same tables, whatever the order and the batches in which the reports came.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import timedelta

from pipeline.knowledge import load_knowledge
from pipeline.knowledge.fold import fold_name
from pipeline.link.assembly import assemble_companies, assemble_deals, worth
from pipeline.link.deals import STALE, label
from pipeline.link.judgements import Rulings, rulings
from pipeline.link.lineage import ABOUT_ROLES, Card, lineage_of, make_card
from pipeline.link.linker import Changes, Linker
from pipeline.link.mentions import KnownNames
from pipeline.link.stored import StoredState
from pipeline.link.weights import load_weights
from pipeline.records import LinkedReport
from pipeline.store import Store
from pipeline.store.deals import DealRow

_BATCH = 2000
"""Articles linked at a time when everything is linked anew."""


def link_reports(
    store: Store, came: Collection[str], went: Collection[str], knowledge: KnownNames | None = None
) -> None:
    """Link the reports that came, and take back those that went: ids as :meth:`ExtractionTable.put` returns them.

    An id in both is a report whose content changed. Everything happens in one transaction, inside the caller's if
    there is one."""
    with store.transaction():
        _retire(store, set(went) - set(came))
        linker = make_linker(store, knowledge)
        articles = store.links.articles_of([*came, *went])
        articles |= {r.article for r in store.extractions.linked_reports(list(came))}
        reports = _reports_by_article(store, articles)
        judged = {r for pair in (*linker.deals_judged.same, *linker.deals_judged.different) for r in pair}
        # What stands for a report that was read anew may be another one now, though it did not change itself.
        touched = judged & {r.id for held in reports.values() for r in held}
        _write(store, linker, linker.change(reports, renewed=came, reports=touched))
        _age(store)


def rebuild_links(store: Store, knowledge: KnownNames | None = None) -> None:
    """Link every report anew: companies, deals and all that finds them are dropped and made again."""
    with store.transaction():
        store.deals.clear()
        store.companies.clear()
        store.links.clear()
        linker = make_linker(store, knowledge)
        for articles in store.extractions.articles_with_reports(_BATCH):
            _write(store, linker, linker.change(_reports_by_article(store, articles)))
        _age(store)


def relink(store: Store, nodes: Collection[str], reports: Collection[str], knowledge: KnownNames | None = None) -> None:
    """Link anew what a judgement on nodes or reports touched."""
    with store.transaction():
        linker = make_linker(store, knowledge)
        changes = linker.change({}, nodes=nodes, reports=reports)
        _write(store, linker, changes)
        _age(store)


def make_linker(store: Store, knowledge: KnownNames | None = None) -> Linker:
    """The linker over a store, with the judgements in force."""
    companies, deals = judged(store)
    return Linker(StoredState(store), knowledge or load_knowledge(), load_weights(), companies, deals)


def judged(store: Store) -> tuple[Rulings, Rulings]:
    """What the store's judgements say of companies, and of deals by the reports that stand for them today."""
    held = store.judgements.all()
    named = {id for j in held if j.kind == "deal" for id in (j.a, j.b)}
    today = {report.id for report in store.extractions.linked_reports(sorted(named))}
    found = {id: successor for id in named - today if (successor := store.deals.successor(id))}
    return rulings(held, "company"), rulings(held, "deal", found)


def _reports_by_article(store: Store, articles: Collection[str]) -> dict[str, list[LinkedReport]]:
    """All reports of articles; an article that has none any more has an empty list."""
    found: dict[str, list[LinkedReport]] = {article: [] for article in articles}
    for linked in store.extractions.reports_of_articles(articles):
        found[linked.article].append(linked)
    return found


def _write(store: Store, linker: Linker, changes: Changes) -> None:
    ids = [report for held in changes.deals.values() for report in held]
    reports = {r.id: r for r in store.extractions.linked_reports(ids)}
    deals = assemble_deals(linker, changes.deals, reports)
    stirred = store.deals.referring_to([*changes.gone, *changes.deals])
    store.deals.drop(list(changes.gone))
    rows = []
    for deal in deals:
        value = worth(deal)
        rows.append(DealRow(deal, label(deal), value.eur, value.usd, value.rate_day))
    store.deals.put(rows)
    made = assemble_companies(linker, changes.companies)
    store.companies.drop([id for id in changes.companies if id not in made])
    store.companies.put(
        {
            id: (company, heads, {name.text: fold_name(name.text) for name in company.names})
            for id, (company, heads) in made.items()
        }
    )
    cards = {deal.id: make_card(deal, row.label) for deal, row in zip(deals, rows, strict=True)}
    _refer(store, linker, cards, stirred)


def _refer(store: Store, linker: Linker, changed: Mapping[str, Card], stirred: Iterable[str]) -> None:
    """Write the lineage of deals that changed, of those that referred to them, and of those that may do so now."""
    near = {id: _near(store, card) for id, card in changed.items()}
    touched = {*changed, *stirred, *(other for others in near.values() for other in others)}
    cards = dict(changed)

    def load(ids: Collection[str]) -> None:
        cards.update({d.id: make_card(d, label(d)) for d in store.deals.many([i for i in ids if i not in cards])})

    load(touched)
    touched &= cards.keys()
    for id in touched - near.keys():
        near[id] = _near(store, cards[id])
    load({other for id in touched for other in near[id]})
    store.deals.put_lineage(
        {
            id: lineage_of(cards[id], [cards[o] for o in sorted(near[id]) if o in cards], linker.relations)
            for id in sorted(touched)
        }
    )


def _near(store: Store, card: Card) -> set[str]:
    """The deals that a deal may refer to, or that may refer to it."""
    about = card.of("object") | (card.of("subject") if card.type == "merger" else frozenset())
    near = store.deals.of_articles(card.articles) | store.deals.of_companies(card.companies, ("venture", "project"))
    if card.type in ("acquisition", "merger"):
        near |= store.deals.of_companies(about, ABOUT_ROLES)
    if card.type in ("joint_venture", "project"):
        near |= store.deals.of_companies(card.of("object"))
    return near - {card.id}


def _retire(store: Store, reports: Collection[str]) -> None:
    """Remember what reports said that went for good, so that ids derived from them still lead somewhere."""
    state = StoredState(store)
    rows = []
    for id, entry in state.entries(reports).items():
        names = sorted({mention.name for mention in entry.mentions})
        summary = json.dumps({"type": entry.profile.type, "parties": names}, ensure_ascii=False)
        rows.append((id, entry.profile.article, summary))
    store.deals.retire(rows)


def _age(store: Store) -> None:
    """Mark the rumours that nothing confirmed for a year before the newest report."""
    newest = store.deals.newest()
    store.deals.mark_stale(newest - timedelta(days=STALE) if newest else None)


__all__ = ["link_reports", "make_linker", "rebuild_links", "relink"]
