"""What the headers of an answer say about time: pure functions over header texts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

_MAX_AGE = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,10})", re.IGNORECASE)


def http_date(text: str | None) -> datetime | None:
    """An HTTP date, in UTC; None where it is none."""
    if not text:
        return None
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def retry_after(text: str | None, now: datetime) -> timedelta | None:
    """How long a Retry-After header asks to wait, told in seconds or as a date; None where it asks nothing."""
    text = (text or "").strip()
    if re.fullmatch(r"\d{1,9}", text):
        return timedelta(seconds=int(text))
    moment = http_date(text)
    return None if moment is None else max(moment - now, timedelta(0))


def freshness(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """How long the answer stays fresh by Cache-Control or, without that, Expires; None where neither says."""
    control = headers.get("cache-control", "")
    if match := _MAX_AGE.search(control):
        return timedelta(seconds=int(match[1]))
    if "no-cache" in control or "no-store" in control:
        return None
    expires = http_date(headers.get("expires"))
    if expires is None:
        return None
    sent = http_date(headers.get("date")) or now
    return max(expires - sent, timedelta(0))
