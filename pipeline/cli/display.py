"""Amounts, days and names as a reader sees them."""

from __future__ import annotations

from datetime import date, datetime

from babel.core import default_locale
from babel.dates import format_date, format_datetime

from pipeline.errors import InputError
from pipeline.extract.money import money_to_text
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


def money_text(money: Money | None, lang: Lang) -> str:
    """An amount in the language; one that cannot be printed so, as its article writes it."""
    if money is None:
        return UNKNOWN
    try:
        return money_to_text(money, lang)
    except InputError:
        return money.text
