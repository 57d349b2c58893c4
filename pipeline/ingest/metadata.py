"""What a page says about itself in JSON-LD, Open Graph and its head: title, date, language, canonical address."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bs4 import BeautifulSoup
from bs4.element import Tag

from pipeline.errors import InputError
from pipeline.ingest.address import canonical
from pipeline.ingest.html_text import without_surrogates

_ARTICLE = re.compile(r"(?:\w*Article|\w*Posting|Report|PressRelease)", re.IGNORECASE)
_DATES = ("article:published_time", "og:published_time", "datepublished", "dc.date.issued", "date", "pubdate")


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the page says; empty texts where it says nothing."""

    title: str = ""
    published: str = ""
    """As written."""
    lang: str = ""
    """A language tag, as written."""
    canonical: str | None = None
    body: str = ""
    """The article's text, where the page repeats it in JSON-LD."""
    free: bool = True
    """False where the page says that part of it is for subscribers."""


def read_metadata(soup: BeautifulSoup, url: str) -> Metadata:
    """The metadata of a parsed page that came from ``url``."""
    article = next(_articles(soup), {})
    meta = _meta(soup)
    site = meta.get("og:site_name") or _name(article.get("publisher"))
    head = soup.title.get_text() if soup.title else ""
    # The headline of JSON-LD is often another one, written for search engines.
    title = meta.get("og:title", "") or _text(article.get("headline")) or meta.get("twitter:title", "") or head
    published = _text(article.get("datePublished")) or next((meta[key] for key in _DATES if meta.get(key)), "")
    html = soup.html
    lang = _text(html.get("lang") if html else "") or _text(article.get("inLanguage")) or meta.get("og:locale", "")
    free = str(article.get("isAccessibleForFree", "true")).lower() not in ("false", "0")
    return Metadata(
        title=without_site(" ".join(title.split()), site),
        published=published,
        lang=lang,
        canonical=_canonical(soup, meta, url),
        body=_text(article.get("articleBody")),
        free=free,
    )


def without_site(title: str, site: str) -> str:
    """A title without the site's name behind it: "A buys B | The Paper" is "A buys B"."""
    if not site:
        return title
    bare = re.sub(rf"\s*[|｜:：\-–—]\s*{re.escape(' '.join(site.split()))}\s*$", "", title, flags=re.IGNORECASE)
    return bare or title


def _articles(soup: BeautifulSoup) -> Iterator[dict[str, Any]]:
    """The objects of the page's JSON-LD that describe an article. Broken JSON is passed over: it is common, and the
    page can be read without it."""
    for script in soup.find_all("script", type="application/ld+json"):
        try:
            data = json.loads(script.get_text(), strict=False)
        except (ValueError, RecursionError):
            continue
        for node in _nodes(data):
            kinds = node.get("@type")
            if any(_ARTICLE.fullmatch(str(kind)) for kind in (kinds if isinstance(kinds, list) else [kinds])):
                yield node


def _nodes(data: Any) -> Iterator[dict[str, Any]]:
    for item in data if isinstance(data, list) else [data]:
        if isinstance(item, dict):
            yield item
            graph = item.get("@graph")
            if isinstance(graph, list):
                yield from (node for node in graph if isinstance(node, dict))


def _meta(soup: BeautifulSoup) -> dict[str, str]:
    found: dict[str, str] = {}
    for tag in soup.find_all("meta"):
        name = tag.get("property") or tag.get("name") or tag.get("itemprop")
        content = tag.get("content")
        if isinstance(name, str) and isinstance(content, str) and content.strip():
            found.setdefault(name.lower(), content.strip())
    return found


def _canonical(soup: BeautifulSoup, meta: dict[str, str], url: str) -> str | None:
    """The address that the page gives as its own. One on the front page of a site is not believed: careless sites
    give it for every page."""
    link = soup.find("link", rel="canonical")
    href = link.get("href") if isinstance(link, Tag) else None
    for candidate in (href, meta.get("og:url")):
        if not isinstance(candidate, str) or not candidate.strip():
            continue
        try:
            address = canonical(candidate, url)
        except InputError:
            continue
        if address.split("://", 1)[1].partition("/")[2] or not url.rstrip("/").count("/") > 2:
            return address
    return None


def _text(value: object) -> str:
    return without_surrogates(value).strip() if isinstance(value, str) else ""


def _name(value: object) -> str:
    if isinstance(value, list):
        value = next(iter(value), None)
    return _text(value.get("name")) if isinstance(value, dict) else ""
