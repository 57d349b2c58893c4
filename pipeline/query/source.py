"""Where deals are read from: the database of today, or as it was on an earlier day."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

from pipeline.query.conditions import conditions, dollar_in
from pipeline.query.filters import DealFilter
from pipeline.records import Deal
from pipeline.store import Store
from pipeline.store.queries import Conditions, DealReader


class Source(Protocol):
    """Deals under conditions that are set."""

    reader: DealReader
    conditions: Conditions

    def whole(self, deals: Sequence[Deal]) -> list[Deal]:
        """The same deals with their reports and lineage."""
        ...

    def get(self, ids: Collection[str]) -> list[Deal]:
        """Deals of this source by their ids, whole."""
        ...

    def earlier(self, id: str) -> Deal | None:
        """What a deal of today, by its id, is in this source; None where it is not in it."""
        ...


def open_source(store: Store, wanted: DealFilter | None) -> Source:
    """The source that a filter asks for. Raises InputError as :func:`conditions` does."""
    wanted = wanted or DealFilter()
    if wanted.as_of is None:
        return Today(store, conditions(store, wanted))
    from pipeline.query.past import Past

    return Past(store, wanted.as_of, conditions(store, wanted))


class Today:
    """The database as it is."""

    def __init__(self, store: Store, wanted: Conditions) -> None:
        self._store = store
        self.conditions = wanted
        self.reader = DealReader(store.connection, dollar_in)

    def whole(self, deals: Sequence[Deal]) -> list[Deal]:
        """The same deals with their reports and lineage."""
        held = {deal.id: deal for deal in self._store.deals.many([deal.id for deal in deals])}
        return [held.get(deal.id, deal) for deal in deals]

    def get(self, ids: Collection[str]) -> list[Deal]:
        """Deals by their ids, whole."""
        return self._store.deals.many(ids)

    def earlier(self, id: str) -> Deal | None:
        """The deal itself."""
        return self._store.deals.get(id)
