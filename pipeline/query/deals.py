"""Deals by filter: pages, all of them, their number, and what changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from pipeline.errors import InputError
from pipeline.query.filters import DealFilter
from pipeline.query.source import open_source
from pipeline.records import Deal
from pipeline.store import Store
from pipeline.store.queries import Place, SortKey

SORTS: tuple[SortKey, ...] = ("last_seen", "first_seen", "announced", "amount")
"""By what deals can be sorted; a ``-`` before it for the largest or latest first. Amounts are compared in euros."""
_PAGE = 500


@dataclass(frozen=True, slots=True)
class DealPage:
    """Some deals of a longer list."""

    deals: tuple[Deal, ...]
    next: str | None
    """Where the next page begins, for ``after``; None behind the last one. It stays right while deals come."""


@dataclass(frozen=True, slots=True)
class Change:
    """A deal as it is, and as it was known before some day."""

    deal: Deal
    before: Deal | None
    """None where no report of it had been seen."""


def list_deals(
    store: Store,
    wanted: DealFilter | None = None,
    *,
    sort: str = "-last_seen",
    limit: int = 50,
    after: str | None = None,
    reports: bool = True,
) -> DealPage:
    """A page of the deals that a filter asks for; ``limit`` 0 is for all.

    ``reports`` false leaves out the deals' reports and lineage, which makes a list of many deals cheaper to read.
    Raises InputError for a company or word that nothing can match, and for a sort or place that there is not."""
    found = [one for page in _pages(store, wanted, sort, after, limit + 1 if limit else None, reports) for one in page]
    shown = found[:limit] if limit else found
    return DealPage(tuple([deal for _, deal in shown]), _written(shown[-1][0]) if len(found) > len(shown) else None)


def iterate_deals(store: Store, wanted: DealFilter | None = None, *, sort: str = "-last_seen") -> Iterator[Deal]:
    """All the deals that a filter asks for, whole, read as they are asked for."""
    for page in _pages(store, wanted, sort, None, None, True):
        for _, deal in page:
            yield deal


def count_deals(store: Store, wanted: DealFilter | None = None) -> int:
    """How many deals a filter asks for."""
    source = open_source(store, wanted)
    return source.reader.count(source.conditions)


def get_deal(store: Store, id: str, as_of: date | None = None) -> Deal | None:
    """The deal that an id leads to, now or ever; None where no deal had that id, or none was known ``as_of`` the day.

    Where what is one deal today was several on that day, the first of them."""
    if as_of is None and (deal := store.deals.get(id)) is not None:
        return deal
    found = store.deals.resolve(id)
    if found is None:
        return None
    if as_of is None:
        return store.deals.get(found)
    source = open_source(store, DealFilter(as_of=as_of))
    return source.earlier(found)


def what_changed(store: Store, wanted: DealFilter) -> Iterator[Change]:
    """The deals that a filter with ``changed_since`` asks for, each with what was known of it the day before."""
    if wanted.changed_since is None:
        raise InputError("what changed: give the day since when")
    before = open_source(store, DealFilter(as_of=wanted.changed_since - timedelta(days=1)))
    for deal in iterate_deals(store, wanted):
        yield Change(deal, before.earlier(deal.id))


def _pages(
    store: Store, wanted: DealFilter | None, sort: str, after: str | None, limit: int | None, reports: bool
) -> Iterator[list[tuple[Place, Deal]]]:
    key, descending = _sort(sort)
    place = _read(after, key) if after is not None else None
    source = open_source(store, wanted)
    left = limit
    while left is None or left > 0:
        size = _PAGE if left is None else min(left, _PAGE)
        with store.reading():
            found = source.reader.page(source.conditions, key, descending, size, place)
            if reports:
                whole = source.whole([deal for _, deal in found])
                found = [(place, deal) for (place, _), deal in zip(found, whole, strict=True)]
        yield found
        if len(found) < size:
            return
        place = found[-1][0]
        left = None if left is None else left - size


def _sort(sort: str) -> tuple[SortKey, bool]:
    for key in SORTS:
        if sort.removeprefix("-") == key:
            return key, sort.startswith("-")
    raise InputError(f"sort {sort!r}: give one of {', '.join(SORTS)}, with a - before it for the largest first")


def _written(place: Place) -> str:
    return f"{'' if place.value is None else place.value}|{place.id}"


def _read(after: str, sort: SortKey) -> Place:
    value, bar, id = after.rpartition("|")
    try:
        if not bar or not id:
            raise ValueError
        if not value:
            return Place(None, id)
        return Place(float(value) if sort == "amount" else date.fromisoformat(value).isoformat(), id)
    except ValueError:
        raise InputError(f"{after!r} is no place in a list by {sort}: give the one that a page ended with") from None
