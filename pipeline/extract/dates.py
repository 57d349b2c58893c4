"""Dates in news text, in the three languages: a day, month, quarter, half or year, resolved by the article's date."""

from __future__ import annotations

import calendar
import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from pipeline.records import Lang


@dataclass(frozen=True, slots=True)
class ToldDate:
    """A date told in a text: the first and the last day that it may mean."""

    start: int
    end: int
    first: date
    last: date


_MONTHS: dict[Lang, tuple[str, ...]] = {
    "fr": ("janvier", "février|fevrier", "mars", "avril", "mai", "juin", "juillet", "août|aout", "septembre",
           "octobre", "novembre", "décembre|decembre"),
    "en": ("january|jan", "february|feb", "march|mar", "april|apr", "may", "june|jun", "july|jul", "august|aug",
           "september|sept|sep", "october|oct", "november|nov", "december|dec"),
}  # fmt: skip
_ORDINALS: dict[Lang, dict[str, int]] = {
    "fr": {
        "premier": 1,
        "1er": 1,
        "deuxième": 2,
        "second": 2,
        "2e": 2,
        "troisième": 3,
        "3e": 3,
        "quatrième": 4,
        "4e": 4,
    },
    "en": {"first": 1, "second": 2, "third": 3, "fourth": 4},
}
_NAMES = {
    lang: {name: n for n, names in enumerate(months, 1) for name in names.split("|")}
    for lang, months in _MONTHS.items()
}
_MONTH = {lang: "|".join(sorted(names, key=len, reverse=True)) for lang, names in _NAMES.items()}
_YEAR = r"(?:19|20)\d\d"

_FR = re.compile(
    rf"(?:\b(?P<day>\d{{1,2}})(?:er)?\s+)?\b(?P<month>{_MONTH['fr']})\b(?:\s+(?P<year>{_YEAR}))?"
    rf"|\b(?P<order>premier|1er|deuxième|second|2e|troisième|3e|quatrième|4e)\s+(?P<part>trimestre|semestre)"
    rf"(?:\s+(?:de\s+)?(?P<part_year>{_YEAR}))?"
    rf"|\b(?P<edge>fin|début|mi)[\s-]+(?P<edge_year>{_YEAR})\b"
    rf"|\b(?:en|d[’']ici)\s+(?P<bare_year>{_YEAR})\b",
    re.IGNORECASE,
)
_EN = re.compile(
    rf"(?:\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?)?\b(?P<month>{_MONTH['en']})\b\.?"
    rf"(?:\s+(?P<day_after>\d{{1,2}})(?:st|nd|rd|th)?\b(?!\s*(?:%|percent|per\s)))?(?:,?\s+(?P<year>{_YEAR}))?"
    rf"|\b(?P<order>first|second|third|fourth)\s+(?P<part>quarter|half)(?:\s+(?:of\s+)?(?P<part_year>{_YEAR}))?"
    rf"|\b(?P<edge>end|start|early|mid|late)[\s-]+(?:of\s+)?(?P<edge_year>{_YEAR})\b"
    rf"|\b(?:in|by)\s+(?P<bare_year>{_YEAR})\b",
    re.IGNORECASE,
)
_JA = re.compile(
    r"(?:(?P<year>(?:19|20)?\d\d)年)?(?P<month>1[0-2]|[1-9])月(?:(?P<day>3[01]|[12]?\d)日|(?P<late>末|下旬)|(?P<mid>中旬)|(?P<early>上旬|初め))?"
    r"|(?P<part_year>(?:19|20)?\d\d)年(?:第?(?P<quarter>[1-4一二三四])四半期|(?P<half>[上下])(?:半期|期|半)|(?P<end>末))"
    r"|(?P<bare_year>(?:19|20)\d\d)年(?![0-9度])"
)
_EDGES = {"fin": 12, "end": 12, "late": 12, "début": 1, "start": 1, "early": 1, "mi": 6, "mid": 6}


def find_dates(text: str, lang: Lang, today: date) -> list[ToldDate]:
    """All dates told in a text. A date without a year is the one nearest to ``today``, the article's day."""
    folded = unicodedata.normalize("NFKC", text)
    if len(folded) != len(text):
        folded = text
    pattern = {"fr": _FR, "en": _EN, "ja": _JA}[lang]
    found = []
    for hit in pattern.finditer(folded):
        span = _japanese(hit, today) if lang == "ja" else _western(hit, lang, today)
        if span:
            found.append(ToldDate(hit.start(), hit.end(), *span))
    return found


def _western(hit: re.Match[str], lang: Lang, today: date) -> tuple[date, date] | None:
    held = hit.groupdict()
    if held["month"]:
        # "may" and "march" are words too: without a day or a year they say nothing.
        day = held["day"] or held.get("day_after")
        if not day and not held["year"]:
            return None
        return _day_or_month(held["year"], _NAMES[lang][held["month"].casefold()], day, today)
    if held["order"]:
        number = _ORDINALS[lang][held["order"].casefold()]
        year = int(held["part_year"] or today.year)
        return _part(year, number, 3 if held["part"].casefold() in ("trimestre", "quarter") else 6)
    if held["edge"]:
        month = _EDGES[held["edge"].casefold()]
        return _month(int(held["edge_year"]), month)
    year = int(held["bare_year"])
    return date(year, 1, 1), date(year, 12, 31)


def _japanese(hit: re.Match[str], today: date) -> tuple[date, date] | None:
    held = hit.groupdict()
    if held["month"]:
        span = _day_or_month(_full_year(held["year"]), int(held["month"]), held["day"], today)
        if span and held["late"]:
            return span[1], span[1]
        return span
    if held["part_year"]:
        year = int(_full_year(held["part_year"]) or 0)
        if held["quarter"]:
            return _part(year, "一二三四".find(held["quarter"]) + 1 or int(held["quarter"]), 3)
        if held["half"]:
            return _part(year, 1 if held["half"] == "上" else 2, 6)
        return date(year, 12, 31), date(year, 12, 31)
    year = int(held["bare_year"])
    return date(year, 1, 1), date(year, 12, 31)


def _full_year(digits: str | None) -> str | None:
    return digits if not digits or len(digits) == 4 else ("20" if int(digits) < 70 else "19") + digits


def _day_or_month(year: str | None, month: int, day: str | None, today: date) -> tuple[date, date] | None:
    chosen = int(year) if year else _nearest_year(month, int(day or 15), today)
    if not day:
        return _month(chosen, month)
    if not 1 <= int(day) <= calendar.monthrange(chosen, month)[1]:
        return None
    told = date(chosen, month, int(day))
    return told, told


def _nearest_year(month: int, day: int, today: date) -> int:
    """The year that brings month and day nearest to today."""
    return min(
        (today.year - 1, today.year, today.year + 1),
        key=lambda year: abs((date(year, month, min(day, 28)) - today).days),
    )


def _month(year: int, month: int) -> tuple[date, date]:
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def _part(year: int, number: int, months: int) -> tuple[date, date] | None:
    if not 1 <= number <= 12 // months:
        return None
    first, last = (number - 1) * months + 1, number * months
    return date(year, first, 1), _month(year, last)[1]
