"""Amounts, days and names as a reader sees them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Context, Decimal

from babel.core import default_locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal

from pipeline.errors import InputError
from pipeline.extract.money import Conversion, money_to_text
from pipeline.records import LANGS, Lang, Money

UNKNOWN = "–"
"""What stands in a table for what is not known."""


def reader_language(option: Lang | None) -> Lang:
    """The language asked for, else the one of the reader's locale, else English."""
    locale = default_locale("LC_TIME") or ""
    spoken: list[Lang] = [lang for lang in LANGS if locale.startswith(lang)]
    return option or (spoken[0] if spoken else "en")


def day_text(day: date | None, lang: Lang) -> str:
    """A day in the language, in full: "31 janv. 2025", "2025/01/31", "Jan 31, 2025"."""
    return UNKNOWN if day is None else str(format_date(day, "medium", locale=lang))


def moment_text(moment: datetime | None, lang: Lang) -> str:
    """A moment in the language, in UTC to the minute."""
    return UNKNOWN if moment is None else f"{format_datetime(moment, 'short', tzinfo=None, locale=lang)} UTC"


def number_text(value: float, lang: Lang) -> str:
    """A number in whole, grouped as in the language: "1,234", "1 234"."""
    return str(format_decimal(round(value), locale=lang)).replace("\u202f", "\u00a0")


def money_text(money: Money | None, lang: Lang) -> str:
    """An amount in the language; one that cannot be printed so, as its article writes it."""
    if money is None:
        return UNKNOWN
    try:
        return money_to_text(money, lang)
    except InputError:
        return money.text


_ROUNDED = Context(prec=3)
"""Figures of a converted amount that are shown: the day's rate is not the one that was paid."""


def conversion_line(money: Money, conversion: Conversion, lang: Lang) -> str:
    """An amount in another currency, rounded, with the rate and its day; else why there is none."""
    low, high = _rounded(conversion.low), _rounded(conversion.high)
    if conversion.rate is None or (low is None and high is None):
        return f"  = {conversion.currency}: {conversion.reason}"
    qualifier = "approx" if money.qualifier == "exact" else money.qualifier
    text = money_text(Money(UNKNOWN, 0, 0, conversion.currency, low, high, qualifier), lang)
    return f"  = {text} (at {conversion.rate:.6g}, ECB, {day_text(conversion.rate_date, lang)})"


def _rounded(value: Decimal | None) -> Decimal | None:
    return None if value is None else _ROUNDED.create_decimal(value)
