"""The database as it was on an earlier day.

What was seen is told by the days of publication, so that the answer is the same whenever the articles were brought
in; reports without a day are known today only. Deals that no later report touched are as they are stored. The others
are made again by linking, from the reports of the time alone: what is one deal today may have been several. Companies
bear the names that they are known by today.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import combinations

from pipeline.link.assembly import assemble_deals, worth
from pipeline.link.clusters import Pair, as_pairs, cluster
from pipeline.link.components import holding
from pipeline.link.deals import STALE, is_stale, label
from pipeline.link.linker import Linker, deal_id
from pipeline.link.service import make_linker
from pipeline.query.conditions import dollar_in
from pipeline.records import Deal
from pipeline.store import Store
from pipeline.store.deals import DealRow
from pipeline.store.past import PastTables
from pipeline.store.queries import Conditions, DealReader


class Past:
    """The deals as they were known on the evening of a day."""

    def __init__(self, store: Store, day: date, wanted: Conditions) -> None:
        self._store = store
        self._tables = PastTables(store.connection, day)
        self._newest = self._tables.newest()
        self._made: dict[str, list[Deal]] = _deals_then(store, self._tables.grown())
        self._own = {deal.id: deal for deals in self._made.values() for deal in deals}
        tables = self._tables.make(
            [_row(deal) for deal in self._own.values()],
            {deal.id: [r.id for r in deal.reports] for deal in self._own.values()},
            STALE,
        )
        self.conditions = wanted
        self.reader = DealReader(store.connection, dollar_in, tables)

    def whole(self, deals: Sequence[Deal]) -> list[Deal]:
        """The same deals with their reports and what was known of their lineage."""
        held = {deal.id: deal for deal in self.get([deal.id for deal in deals])}
        return [held.get(deal.id, deal) for deal in deals]

    def get(self, ids: Collection[str]) -> list[Deal]:
        """Deals of that day by their ids, whole; an id of today is not always one of that day."""
        stored = {deal.id: deal for deal in self._store.deals.many(self._tables.known(ids))}
        own = {id: self._own[id] for id in ids if id in self._own}
        made = {id: replace(deal, lineage=stored[id].lineage if id in stored else ()) for id, deal in own.items()}
        settled = {id: deal for id, deal in stored.items() if id not in self._made}
        return self._as_then([deal for _, deal in sorted((settled | made).items())])

    def earlier(self, id: str) -> Deal | None:
        """What a deal of today was known as; the first, where it was several, and None where it was not known."""
        ids = [deal.id for deal in self._made[id][:1]] if id in self._made else self._tables.known([id])
        return next(iter(self.get(ids)), None)

    def _as_then(self, deals: Sequence[Deal]) -> list[Deal]:
        known = self._tables.known([link.deal for deal in deals for link in deal.lineage])
        return [
            replace(
                deal,
                lineage=tuple(link for link in deal.lineage if link.deal in known),
                stale=is_stale(deal, self._newest),
            )
            for deal in deals
        ]


def _deals_then(store: Store, grown: Mapping[str, Sequence[str]]) -> dict[str, list[Deal]]:
    """For each deal of today, the deals that its reports of the time tell, the first told first."""
    if not grown:
        return {}
    linker = make_linker(store)
    reports = {r.id: r for r in store.extractions.linked_reports([r for held in grown.values() for r in held])}
    clusters = {deal: _clusters(linker, held) for deal, held in grown.items()}
    made = assemble_deals(linker, {deal_id(held[0]): held for found in clusters.values() for held in found}, reports)
    by_id = {deal.id: deal for deal in made}
    return {deal: [by_id[deal_id(held[0])] for held in found] for deal, found in clusters.items()}


def _clusters(linker: Linker, reports: Sequence[str]) -> list[tuple[str, ...]]:
    """Reports of one deal of today, clustered by themselves."""
    profiles = linker.profiles(reports)
    links = {
        Pair(a, b): score
        for a, b in combinations(sorted(profiles), 2)
        if (score := linker.score(profiles[a], profiles[b])) is not None and linker.is_link(score)
    }
    same, different = as_pairs(linker.deals_judged.same), as_pairs(linker.deals_judged.different)
    return cluster(profiles, holding(links, profiles, different), linker.relations, same, different)


def _row(deal: Deal) -> DealRow:
    value = worth(deal)
    return DealRow(deal, label(deal), value.eur, value.usd, value.rate_day)
