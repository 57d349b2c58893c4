"""From a filter in people's words to conditions on ids, days and figures."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import lru_cache

from pipeline.errors import InputError
from pipeline.query.companies import company_ids, group_ids
from pipeline.query.filters import Days, DealFilter
from pipeline.records import Money
from pipeline.store import Store
from pipeline.store.queries import Conditions, Range
from pipeline.store.words import match_expression, parse_query

_DOLLAR = Money("1 dollar", 0, 8, "USD", Decimal(1), Decimal(1))


def conditions(store: Store, wanted: DealFilter) -> Conditions:
    """The conditions of a filter. Raises InputError for a company, currency or text that nothing can match."""
    companies = []
    for name in wanted.companies:
        ids = company_ids(store, name)
        companies.append(sorted(group_ids(store, ids)) if wanted.group else ids)
    if wanted.min_amount is not None or wanted.max_amount is not None:
        _check_currency(wanted.currency)
    words = None
    if wanted.text is not None:
        words = match_expression(parse_query(wanted.text))
        if words is None:
            raise InputError(f"text {wanted.text!r} asks for no word: give at least one that must be there")
    return Conditions(
        companies=companies,
        roles=wanted.roles,
        types=wanted.types,
        statuses=wanted.statuses,
        langs=wanted.langs,
        countries=wanted.countries,
        currency=wanted.currency,
        amount=Range(_figure(wanted.min_amount), _figure(wanted.max_amount)),
        stake=Range(wanted.min_stake, wanted.max_stake),
        announced=_range(wanted.announced),
        completed=_range(wanted.completed),
        first_seen=_range(wanted.first_seen),
        last_seen=Range(wanted.changed_since.isoformat() if wanted.changed_since else None),
        words=words,
        stale=wanted.stale,
    )


@lru_cache(maxsize=4096)
def dollar_in(day: str, currency: str) -> float | None:
    """What a US dollar was worth in a currency on a day, by the ECB; None where there is no rate."""
    from pipeline.extract.money.conversion import convert

    rate = convert(_DOLLAR, date.fromisoformat(day), currency).rate
    return float(rate) if rate is not None else None


def _check_currency(code: str) -> None:
    from pipeline.extract.money.currencies import currencies

    if code not in currencies():
        raise InputError(f"currency {code!r}: give an ISO 4217 code such as EUR, JPY or USD")


def _figure(amount: Decimal | float | None) -> float | None:
    return float(amount) if amount is not None else None


def _range(days: Days) -> Range:
    return Range(*(day.isoformat() if day else None for day in (days.first, days.last)))
