"""Converting amounts with the reference rates of the European Central Bank.

The rates come with the package currencyconverter, one a working day since 1999, against the euro. They are read at
the first conversion, once a process. An original amount is never changed; a conversion stands beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Context, Decimal, localcontext
from functools import cache, lru_cache

from currency_converter import CurrencyConverter, RateNotFoundError

from pipeline.errors import InputError
from pipeline.extract.money.currencies import currencies
from pipeline.records import Money

SOURCE = "ECB euro foreign exchange reference rates"
SAME = "the same currency"
_MAX_AGE = 7
"""Days back to the last working day; the longest gap between two rates, over Easter and Christmas, is five."""
_DIGITS = Decimal("0.01")
_OF_RATE, _EXACT = Context(prec=28), Context(prec=80)
"""Digits of a rate that two rates against the euro give, and enough for its product with any amount that can be
read; whatever context the caller has set."""


@dataclass(frozen=True, slots=True)
class Conversion:
    """An amount in another currency, or the reason why there is none."""

    currency: str
    """ISO 4217 code of the currency converted to."""
    low: Decimal | None
    high: Decimal | None
    """Bounds in full units, rounded to hundredths; None where the original has no such bound or there is no rate."""
    rate: Decimal | None
    """Units of ``currency`` for one unit of the original; None where there is no rate."""
    rate_date: date | None
    """The day of the rate: the asked one or the working day before it."""
    source: str = SOURCE
    """Whose rate it is; :data:`SAME` where none was needed."""
    reason: str | None = None
    """Why there is no rate; None where there is one."""


@cache
def _rates() -> CurrencyConverter:
    """The table of rates; reading it takes about a second."""
    return CurrencyConverter(decimal=True)


def convert(money: Money, on_date: date, to: str) -> Conversion:
    """An amount in currency ``to`` at the rate of ``on_date``, or of the working day before it.

    A currency or date without a rate gives a conversion without figures whose ``reason`` says so. Raises
    InputError for a ``to`` that is no known ISO 4217 code.
    """
    if to not in currencies():
        raise InputError(f"unknown currency {to!r}: give an ISO 4217 code such as EUR or USD")
    day = on_date.date() if isinstance(on_date, datetime) else on_date
    if money.currency == to:
        return Conversion(to, money.low, money.high, Decimal(1), day, SAME)
    for code in (money.currency, to):
        if code not in (_rates().currencies or ()):
            return _without(to, f"the ECB publishes no rate of {code}")
    for age in range(_MAX_AGE + 1):
        told = _rate(money.currency, to, day - timedelta(days=age))
        if told is not None:
            return Conversion(to, _times(money.low, told), _times(money.high, told), told, day - timedelta(days=age))
    return _without(to, f"the ECB has no rate of {money.currency} in {to} for {day.isoformat()}")


def _without(to: str, reason: str) -> Conversion:
    return Conversion(to, None, None, None, None, reason=reason)


@lru_cache(maxsize=4096)
def _rate(source: str, to: str, day: date) -> Decimal | None:
    with localcontext(_OF_RATE):
        try:
            rate = _rates().convert(1, source, to, date=day)
        except RateNotFoundError:
            return None
        return Decimal(rate)


def _times(bound: Decimal | None, rate: Decimal) -> Decimal | None:
    if bound is None:
        return None
    with localcontext(_EXACT):
        return (bound * rate).quantize(_DIGITS)
