"""Loops in the database, of today or of an earlier day."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import cast

from pipeline.query.filters import DealFilter
from pipeline.query.loops.find import LoopOptions, loops_of_facts
from pipeline.query.loops.flows import DealFacts
from pipeline.query.loops.records import Loop
from pipeline.query.source import open_source
from pipeline.records import Deal, DealType, Role, Status
from pipeline.store import Store
from pipeline.store.money import money_rows
from pipeline.store.queries import CompanyReader, Tables

LIMIT = 50
"""How many loops are looked for where nobody says otherwise."""


def stored_loops(store: Store, options: LoopOptions | None = None, as_of: date | None = None) -> list[Loop]:
    """The loops of money in the database; without options the best fifty within a year.

    Only the facts of deals are read for the search, and whole deals for the loops that it finds."""
    with store.reading():
        source = open_source(store, DealFilter(as_of=as_of))
        companies = CompanyReader(store.connection)

        def load(ids: Collection[str]) -> dict[str, Deal]:
            return {deal.id: deal for deal in source.get(ids)}

        return loops_of_facts(
            _facts(store, source.reader.tables),
            companies.parents(),
            load,
            companies.names,
            options or LoopOptions(limit=LIMIT),
        )


def undated_deals(store: Store, as_of: date | None = None) -> int:
    """How many deals move money, but have no day, so that they are in no window."""
    with store.reading():
        tables = open_source(store, DealFilter(as_of=as_of)).reader.tables
        return sum(fact.day is None for fact in _facts(store, tables))


def _facts(store: Store, tables: Tables) -> Iterator[DealFacts]:
    for row in money_rows(store.connection, tables):
        yield DealFacts(
            row.id,
            cast(DealType, row.type),
            cast(Status, row.status),
            date.fromisoformat(row.day) if row.day else None,
            row.usd,
            tuple((cast(Role, role), company) for role, company in row.parties),
            articles=frozenset(row.articles),
            part_of=frozenset(row.part_of),
        )
