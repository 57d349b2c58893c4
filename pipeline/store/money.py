"""What the search for loops of money needs of deals, without reading whole deals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from sqlite3 import Connection

from pipeline.store.queries import Tables

_MOVING = "('acquisition', 'investment', 'joint_venture', 'contract', 'project', 'buyback', 'debt')"


@dataclass(frozen=True, slots=True)
class MoneyRow:
    """A deal of a type that moves money: neither terminated nor a stale rumour."""

    id: str
    type: str
    status: str
    day: str | None
    """Announced or completed, whichever came first; else first seen."""
    usd: float | None
    parties: tuple[tuple[str, str], ...]
    """Role and company."""
    articles: tuple[str, ...]
    """Read for ventures and contracts only."""
    part_of: tuple[str, ...]


def money_rows(connection: Connection, tables: Tables | None = None) -> Iterator[MoneyRow]:
    """The deals that move money, by id."""
    held = tables or Tables()
    alive = f"d.type IN {_MOVING} AND d.status <> 'terminated' AND d.stale = 0"
    parties = _grouped(
        connection,
        f"""SELECT p.deal, p.role, p.company FROM {held.deals} d JOIN {held.parties} p ON p.deal = d.id
            WHERE {alive} ORDER BY p.deal, p.position""",
    )
    articles = _grouped(
        connection,
        f"""SELECT DISTINCT r.deal, r.article FROM {held.deals} d JOIN {held.reports} r ON r.deal = d.id
            WHERE {alive} AND d.type IN ('joint_venture', 'contract') ORDER BY 1, 2""",
    )
    wholes = _grouped(connection, "SELECT deal, other FROM x_deal_lineage WHERE kind = 'part_of' ORDER BY deal, other")
    rows = connection.execute(
        f"""SELECT d.id, d.type, d.status,
            coalesce(min(d.announced, d.completed), d.announced, d.completed, d.first_seen), d.usd
            FROM {held.deals} d WHERE {alive} ORDER BY d.id"""
    )
    for id, kind, status, day, usd in rows:
        yield MoneyRow(
            id,
            kind,
            status,
            day,
            usd,
            tuple((role, company) for role, company in parties.get(id, ())),
            tuple(article for (article,) in articles.get(id, ())),
            tuple(other for (other,) in wholes.get(id, ())),
        )


def _grouped(connection: Connection, query: str) -> dict[str, list[tuple[str, ...]]]:
    found: dict[str, list[tuple[str, ...]]] = {}
    for deal, *rest in connection.execute(query):
        found.setdefault(deal, []).append(tuple(rest))
    return found
