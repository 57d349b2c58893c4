"""What deals come to, by month, type, company, currency and more."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.errors import InputError
from pipeline.query.filters import DealFilter
from pipeline.query.source import open_source
from pipeline.store import Store
from pipeline.store.queries import CompanyReader, TotalKey

TOTAL_KEYS: tuple[TotalKey, ...] = (
    "month", "quarter", "year", "type", "status", "company", "currency", "country", "lang",
)  # fmt: skip
"""By what deals can be totalled. Times are those of the announcement, else of the first report."""


@dataclass(frozen=True, slots=True)
class DealTotal:
    """A group of deals and what its amounts come to.

    Sums are of the largest figures told, by the rate of each deal's day. Deals without an amount, or whose currency
    has no rate, are counted and in no sum; so are terminated deals."""

    key: str | None
    """The month, type … or the company's id; None for deals without one."""
    name: str
    """The same for people: the company's name."""
    deals: int
    with_amount: int
    """How many deals the sums are of."""
    eur: float
    usd: float
    own: float | None
    """The sum in the currency itself, where groups are currencies; of all deals whose amount is told in it."""


def deal_totals(
    store: Store, by: TotalKey, wanted: DealFilter | None = None, *, limit: int | None = None
) -> list[DealTotal]:
    """The deals that a filter asks for, in groups: times in order, all else the largest first.

    By company, country and language a deal is in every group that it belongs to, so that groups do not add up.
    Raises InputError for a key that there is not, and as :func:`~pipeline.query.deals.list_deals` does."""
    if by not in TOTAL_KEYS:
        raise InputError(f"totals by {by!r}: give one of {', '.join(TOTAL_KEYS)}")
    source = open_source(store, wanted)
    rows = source.reader.totals(source.conditions, by, limit)
    names = {}
    if by == "company":
        names = CompanyReader(store.connection).names([row.key for row in rows if row.key is not None])
    return [
        DealTotal(
            row.key,
            names.get(row.key, row.key) if row.key is not None else "",
            row.deals,
            row.with_amount,
            row.eur,
            row.usd,
            row.own if by == "currency" and row.key is not None else None,
        )
        for row in rows
    ]
