"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org), which feedparser does not read."""

from __future__ import annotations

import json
from typing import Any

from pipeline.errors import FeedError
from pipeline.ingest.dates import parse_date
from pipeline.ingest.entries import (
    ENTRY_LIMIT,
    Entry,
    ParsedFeed,
    Problems,
    absolute,
    check_entry,
    clip_text,
    clip_title,
)
from pipeline.ingest.html_text import html_to_text, without_surrogates

_VERSIONS = ("https://jsonfeed.org/version/", "http://jsonfeed.org/version/")


def looks_like_json(text: str) -> bool:
    """Whether a body is meant to be JSON."""
    return text.lstrip()[:1] == "{"


def parse_json_feed(text: str, url: str) -> ParsedFeed:
    """Read a JSON Feed; ``url`` is where it came from. Raises :class:`~pipeline.errors.FeedError`."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise FeedError(f"{url}: is not valid JSON: {str(error)[:100]}") from None
    version = data.get("version") if isinstance(data, dict) else None
    items = data.get("items") if isinstance(data, dict) else None
    if not isinstance(version, str) or not version.startswith(_VERSIONS):
        raise FeedError(f"{url}: is JSON but no JSON Feed: its version should start with {_VERSIONS[0]}")
    if not isinstance(items, list):
        raise FeedError(f"{url}: is a JSON Feed without a list of items")
    problems = Problems()
    entries: list[Entry] = []
    for item in items[:ENTRY_LIMIT]:
        if not isinstance(item, dict):
            problems.note("bad_item", "that are no objects, left out", without_surrogates(str(item)))
            continue
        entry, raw_date = _entry(item, url, problems)
        if check_entry(entry, raw_date, problems):
            entries.append(entry)
    number = "".join(c for c in version.rsplit("/", 1)[-1] if c.isdigit())
    return ParsedFeed(f"json{number}", _text(data, "title"), tuple(entries), problems.all(url))


def _entry(item: dict[str, Any], url: str, problems: Problems) -> tuple[Entry, str]:
    """The entry of an item, and its date as written."""
    title = clip_title(html_to_text(_text(item, "title")), problems)
    html = _text(item, "content_html")
    texts = (html_to_text(html) if html else "", _text(item, "content_text"), _text(item, "summary"))
    link = _text(item, "url") or _text(item, "external_url")
    raw_date = _text(item, "date_published") or _text(item, "date_modified")
    entry = Entry(
        # An id should be text, but numbers occur; true and false are no ids.
        id=_text(item, "id") or (str(item["id"]) if type(item.get("id")) in (int, float) else None),
        link=absolute(url, link),
        title=title,
        text=clip_text(max(texts, key=len), title, problems),
        published=parse_date(raw_date) if raw_date else None,
    )
    return entry, raw_date


def _text(data: dict[str, Any], key: str) -> str:
    value = data.get(key)
    return without_surrogates(value).strip() if isinstance(value, str) else ""
