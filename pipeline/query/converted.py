"""A deal's amount in other currencies, beside the one in which it was told."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.extract.money import Conversion, convert
from pipeline.records import Deal


def converted(deal: Deal, currencies: Iterable[str]) -> tuple[Conversion, ...]:
    """The amount of a deal in each of these currencies (ISO 4217) but its own, at the ECB rate of the day on which it
    was first told; of the next report where that day has none.

    Where there is no rate the conversion has no figures, and says why. Nothing comes back for a deal without an
    amount, or whose reports have no day. Raises InputError for a currency that is none."""
    amount = deal.amount
    if amount is None:
        return ()
    days = sorted({linked.published for linked in deal.reports if linked.published and linked.report.amount})
    found = []
    for currency in dict.fromkeys(currencies):
        if currency == amount.currency or not days:
            continue
        tried = [convert(amount, day, currency) for day in days]
        found.append(next((one for one in tried if one.rate is not None), tried[0]))
    return tuple(found)
