"""A deal as one flat row, with the same columns in every format."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from pipeline.jsonable import number
from pipeline.link.assembly import Worth, worth
from pipeline.query.filters import ALL_ROLES
from pipeline.records import Deal, Money, Role, Status

ColumnType = Literal["text", "number", "whole", "day", "truth"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the flat row."""

    name: str
    type: ColumnType
    about: str
    """What it holds, for readers of the file."""
    take: Callable[[Deal, Worth], Any]


def _status_day(status: Status) -> Callable[[Deal, Worth], date | None]:
    return lambda deal, _: next((span.first for span in deal.timeline if span.status == status), None)


def _names(role: Role) -> Callable[[Deal, Worth], str | None]:
    return lambda deal, _: "; ".join(p.name for p in deal.parties if p.role == role) or None


def _of(money: Money | None, bound: Literal["low", "high"]) -> int | float | None:
    return number(getattr(money, bound)) if money is not None else None


COLUMNS: tuple[Column, ...] = (
    Column("id", "text", "Id of the deal; it leads to the deal for ever", lambda d, w: d.id),
    Column("type", "text", "Type of the deal", lambda d, w: d.type),
    Column("status", "text", "rumored, announced, completed or terminated", lambda d, w: d.status),
    Column("stale", "truth", "A rumour that nothing confirmed for a year", lambda d, w: d.stale),
    *(Column(role, "text", f"Names of the parties in the role {role}, by ';'", _names(role)) for role in ALL_ROLES),
    Column(
        "currency", "text", "Currency of the amount as told (ISO 4217)", lambda d, w: d.amount and d.amount.currency
    ),
    Column("amount_low", "number", "Lower bound of the amount, in full units", lambda d, w: _of(d.amount, "low")),
    Column("amount_high", "number", "Upper bound of the amount, in full units", lambda d, w: _of(d.amount, "high")),
    Column(
        "amount_qualifier",
        "text",
        "exact, approx, up_to, less_than, at_least, more_than or range",
        lambda d, w: d.amount and d.amount.qualifier,
    ),
    Column("amount_text", "text", "The amount as an article writes it", lambda d, w: d.amount and d.amount.text),
    Column("amount_eur", "number", "Largest figure in euros, by the ECB rate of the day", lambda d, w: w.eur),
    Column("amount_usd", "number", "Largest figure in US dollars, by the ECB rate of the day", lambda d, w: w.usd),
    Column("rate_day", "day", "Day of the rate", lambda d, w: w.rate_day),
    Column(
        "valuation_currency", "text", "Currency of the valuation", lambda d, w: d.valuation and d.valuation.currency
    ),
    Column("valuation_low", "number", "Lower bound of the valuation", lambda d, w: _of(d.valuation, "low")),
    Column("valuation_high", "number", "Upper bound of the valuation", lambda d, w: _of(d.valuation, "high")),
    Column("stake", "number", "Per cent of the target or venture that changes hands", lambda d, w: number(d.stake)),
    Column("first_seen", "day", "Day of the first report", lambda d, w: d.first_seen),
    Column("last_seen", "day", "Day of the latest report", lambda d, w: d.last_seen),
    Column("announced", "day", "Day on which it was announced", _status_day("announced")),
    Column("completed", "day", "Day on which it was completed", _status_day("completed")),
    Column("terminated", "day", "Day on which it was terminated", _status_day("terminated")),
    Column("articles", "whole", "Number of articles", lambda d, w: len({r.article for r in d.reports})),
    Column(
        "langs", "text", "Languages of the articles, by ';'", lambda d, w: ";".join(sorted({r.lang for r in d.reports}))
    ),
    Column(
        "urls",
        "text",
        "Addresses of the articles, by spaces, in the order of the reports",
        lambda d, w: " ".join(dict.fromkeys(r.url for r in d.reports if r.url)) or None,
    ),
)


def flat_row(deal: Deal) -> dict[str, Any]:
    """The deal as one row: text, numbers, days, truth values, or None where nothing is known."""
    value = worth(deal)
    return {column.name: column.take(deal, value) for column in COLUMNS}
