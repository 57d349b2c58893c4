"""Bytes to a feed: RSS 0.9 to 2.0, RDF and Atom through feedparser, JSON Feed beside it.

feedparser is always given bytes, and those in UTF-8: which encoding they were in is decided before, by
:mod:`pipeline.ingest.encoding`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import feedparser
from bs4 import BeautifulSoup

from pipeline.errors import FeedError
from pipeline.ingest.dates import parse_date
from pipeline.ingest.doctype import without_dangerous_doctype
from pipeline.ingest.encoding import decode
from pipeline.ingest.entries import (
    ENTRY_LIMIT,
    TEXT_LIMIT,
    Entry,
    ParsedFeed,
    Problems,
    absolute,
    check_entry,
    clip_text,
    clip_title,
)
from pipeline.ingest.faults import ParserError
from pipeline.ingest.html_text import html_to_text
from pipeline.ingest.json_feed import looks_like_json, parse_json_feed
from pipeline.records import Lang, Problem

# Characters that XML forbids; one of them makes a whole feed invalid.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_REFERENCE = re.compile("&#(?:x0*([0-9a-f]+)|0*([0-9]+));?", re.IGNORECASE)
_BEYOND = 0x110000
"""The first number that no character has."""
_HTML = re.compile(r"<!doctype\s+html|<html[\s>]|<body[\s>]", re.IGNORECASE)
_FEED_ROOT = re.compile(r"<(?:rss|feed|rdf:RDF|RDF|channel)[\s>/]", re.IGNORECASE)
_FEED_TYPES = re.compile(r"application/(?:rss\+xml|atom\+xml|rdf\+xml|feed\+json)", re.IGNORECASE)
_TEXT = re.compile(r"text/|application/xhtml\+xml")
_PERIODS = {"hourly": 60, "daily": 1440, "weekly": 10080, "monthly": 43200, "yearly": 525600}


def parse_feed(data: bytes, url: str, content_type: str = "", lang: Lang | None = None) -> ParsedFeed:
    """Read the body of a feed.

    ``url`` is where it came from, ``content_type`` the header it came with, ``lang`` the language it should be in.
    What is odd but readable is listed in ``problems``; raises :class:`~pipeline.errors.FeedError` where nothing can be
    read as a feed, :class:`~pipeline.ingest.faults.ParserError` among it.
    """
    try:
        return _parse(data, url, content_type, lang)
    except FeedError:
        raise
    except Exception as error:
        raise ParserError(url, error) from error


def _parse(data: bytes, url: str, content_type: str, lang: Lang | None) -> ParsedFeed:
    decoded = decode(data, content_type, lang)
    problems = [replace(decoded.problem, message=f"{url}: {decoded.problem.message}")] if decoded.problem else []
    text = decoded.text.lstrip("\ufeff \t\r\n")
    if not text:
        raise FeedError(f"{url}: is empty: check the address in a browser")
    if looks_like_json(text):
        parsed = parse_json_feed(text, url)
    else:
        if _HTML.search(text[:2048]) and not _FEED_ROOT.search(text[:2048]):
            raise FeedError(f"{url}: is a web page, not a feed{_feeds_in_page(text, url)}")
        clean, count = _without_forbidden(text)
        if count:
            many = "1 character" if count == 1 else f"{count:,} characters"
            problems.append(Problem("control_characters", f"{url}: {many} that XML forbids: left out"))
        clean, bomb = without_dangerous_doctype(clean)
        if bomb:
            what = "declares entities that hold others or lie outside the feed: ignored"
            problems.append(Problem("entity_bomb", f"{url}: {what}"))
        parsed = _parse_xml(clean, url)
    if not parsed.entries:
        problems.append(Problem("no_entries", f"{url}: has no entries"))
    return ParsedFeed(
        parsed.format, parsed.title, parsed.entries, (*problems, *parsed.problems), decoded.encoding, parsed.ttl
    )


def _without_forbidden(text: str) -> tuple[str, int]:
    """The text without the characters that XML forbids, written as they are or by their number; and how many."""
    clean, count = _CONTROL.subn("", text)
    forbidden = 0

    def keep(reference: re.Match[str]) -> str:
        nonlocal forbidden
        digits, base = (reference[1], 16) if reference[1] else (reference[2], 10)
        number = int(digits, base) if len(digits) <= 7 else _BEYOND
        if number >= _BEYOND or 0xD800 <= number < 0xE000 or _CONTROL.match(chr(number)):
            forbidden += 1
            return ""
        return reference[0]

    # Of a reference to half a character, or to one beyond Unicode, feedparser would make an error of its own.
    clean = _REFERENCE.sub(keep, clean)
    return clean, count + forbidden


def _parse_xml(text: str, url: str) -> ParsedFeed:
    result = feedparser.parse(
        text.encode("utf-8", "replace"),
        response_headers={"content-type": "application/xml; charset=utf-8", "content-location": url},
        # Only plain text is taken from what they would clean.
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    # feedparser leaves it out where it gives up early.
    version = result.get("version")
    if not version and not result.entries:
        raise FeedError(f"{url}: is no feed: neither RSS, RDF, Atom nor JSON Feed: check the address in a browser")
    problems: list[Problem] = []
    if result.bozo:
        reason = " ".join(str(result.bozo_exception).split())[:160]
        problems.append(Problem("invalid_xml", f"{url}: is not valid XML ({reason}): read as well as it goes"))
    odd = Problems()
    read = [_entry(raw, url, odd) for raw in result.entries[:ENTRY_LIMIT]]
    entries = tuple(entry for entry, raw_date in read if check_entry(entry, raw_date, odd))
    if len(result.entries) > ENTRY_LIMIT:
        many = f"{url}: has {len(result.entries):,} entries: the first {ENTRY_LIMIT:,} are read"
        problems.append(Problem("too_many_entries", many))
    title = clip_title(html_to_text(str(result.feed.get("title", ""))), odd)
    return ParsedFeed(version or "rss", title, entries, (*problems, *odd.all(url)), ttl=_ttl(result.feed))


def _entry(raw: Any, url: str, odd: Problems) -> tuple[Entry, str]:
    """The entry, and its date as written."""
    title = clip_title(_title(raw), odd)
    link = _link(raw)
    raw_date = str(_first(raw, "published", "updated", "created") or "").strip()
    entry = Entry(
        id=str(raw.get("id") or "").strip() or None,
        link=absolute(url, link),
        title=title,
        text=clip_text(_text(raw), title, odd),
        published=_date(raw, raw_date),
    )
    return entry, raw_date


def _title(raw: Any) -> str:
    """The title as text. One of megabytes is not parsed as HTML, since it will be cut anyway."""
    title = str(raw.get("title") or "")
    return title if len(title) > 100_000 else html_to_text(title).replace("\n", " ")


def _link(raw: Any) -> str:
    """The address of the page: the link, else an alternate one, else an id that is an address."""
    link = str(raw.get("link") or "").strip()
    if link:
        return link
    for other in raw.get("links") or ():
        if other.get("href") and other.get("rel", "alternate") == "alternate":
            return str(other["href"]).strip()
    return ""


def _text(raw: Any) -> str:
    """The longest text that the entry holds: its content, where a feed gives whole articles, else its summary."""
    pieces = [piece for piece in (raw.get("content") or ()) if _TEXT.match(str(piece.get("type", "")))]
    texts = [str(piece.get("value") or "") for piece in pieces]
    texts.append(str(raw.get("summary") or ""))
    # Markup is longer than what it holds, but not without end.
    return html_to_text(max(texts, key=len)[: 5 * TEXT_LIMIT])


def _date(raw: Any, raw_date: str) -> Any:
    """The date with its offset. What only feedparser can read (dates in other languages) comes out in UTC."""
    moment = parse_date(raw_date) if raw_date else None
    parsed = _first(raw, "published_parsed", "updated_parsed", "created_parsed")
    if moment is None and parsed is not None:
        moment = parse_date("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z".format(*parsed[:6]))
    return moment


def _first(raw: Any, *keys: str) -> Any:
    """The value of the first key that is there. feedparser's own look-up takes one date for another, with a warning."""
    return next((value for key in keys if (value := dict.get(raw, key))), None)


def _ttl(feed: Any) -> int | None:
    """Minutes between two changes, as the feed tells them; None where it does not."""
    ttl = str(feed.get("ttl") or "").strip()
    if ttl.isascii() and ttl.isdigit():
        return int(ttl[:6]) or None
    period = _PERIODS.get(str(feed.get("sy_updateperiod") or "").strip().lower())
    if period is None:
        return None
    frequency = str(feed.get("sy_updatefrequency") or "1").strip()
    times = int(frequency[:6]) if frequency.isascii() and frequency.isdigit() else 1
    return max(period // max(times, 1), 1)


def _feeds_in_page(text: str, url: str) -> str:
    """The feeds that a page names, as a remedy: ``: try https://…``."""
    soup = BeautifulSoup(text[:500_000], "lxml")
    links = soup.find_all("link", rel="alternate", type=_FEED_TYPES, href=True)
    addresses = [address for link in links if (address := absolute(url, str(link["href"])))]
    named = ", ".join(list(dict.fromkeys(addresses))[:3])
    return f": try {named}" if named else ": look for its feed and give that address"
