"""Dates of feeds and pages: the day as the publisher's readers saw it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

from pipeline.records import Lang

JAPAN = timezone(timedelta(hours=9))
_ZONES = {"JST": "+0900", "CEST": "+0200", "CET": "+0100", "BST": "+0100", "WET": "+0000", "WEST": "+0100"}
_ZONE = re.compile(rf"\b({'|'.join(_ZONES)})\b")
_LOOSE = re.compile(
    r"(\d{4})[-/](\d{1,2})(?:[-/](\d{1,2}))?(?:[T ](\d{1,2}:\d{2}(?::\d{2})?)(?:\.\d+)?)?\s*([+-]\d{2}:?\d{2}|Z)?"
)
_EARLIEST, _LATEST = 1990, 2100


def parse_date(text: str) -> datetime | None:
    """A date of RFC 822 or ISO 8601, with its offset, or without one where none is given; None where it is neither."""
    text = text.strip()
    moment = _iso(text) or _rfc822(text)
    return moment if moment is not None and _EARLIEST <= moment.year <= _LATEST else None


def _iso(text: str) -> datetime | None:
    if not text[:4].isdigit():
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass
    # W3C allows a month alone; some feeds write slashes or put a space before the offset.
    match = _LOOSE.match(text)
    if match is None:
        return None
    year, month, day, clock, zone = match.groups()
    try:
        return datetime.fromisoformat(f"{year}-{month:0>2}-{day or '1':0>2}T{clock or '00:00':0>5}{zone or ''}")
    except ValueError:
        return None


def _rfc822(text: str) -> datetime | None:
    text = _ZONE.sub(lambda m: _ZONES[m[1]], text)
    # The day alone is common too.
    for form in (text, f"{text} 00:00"):
        try:
            moment = parsedate_to_datetime(form)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        # RFC 822 writes -0000 for a time in UTC told by a machine that does not know its own zone.
        return moment.replace(tzinfo=UTC) if text.endswith("-0000") else moment
    return None


def publication_day(moment: datetime, lang: Lang | None) -> date:
    """The day of publication: as written, but a Japanese publisher's UTC is put back into Japanese time, where nine
    hours often make another day. France and Britain are too near to UTC to guess whose clock it was."""
    if lang == "ja" and moment.tzinfo is not None and moment.utcoffset() == timedelta(0):
        return moment.astimezone(JAPAN).date()
    return moment.date()
