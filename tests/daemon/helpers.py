"""Feeds, configurations and an engine for the tests of the daemon."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from pipeline.config import Settings
from pipeline.records import Article, Evidence, Extraction, Party, Report
from tests.ingest.server import Web

SETTINGS = Settings.model_validate(
    {
        "contact": "https://example.org/about",
        "allow_private_addresses": ["127.0.0.1/32"],
        "host_spacing": 0.0,
        "metrics_port": 0,
    }
)

PADDING = (
    "The company said on Tuesday that the board had agreed to the plan, and that its shareholders "
    "would be asked to vote on it before the end of the year. Analysts had expected as much for weeks."
)


def story(headline: str) -> tuple[str, str]:
    """Title and text of an article, long enough for its language to be told."""
    return headline, f"{headline}. {PADDING}"


def rss(web: Web, *headlines: str, pages: bool = False) -> str:
    """A feed with an entry a headline; each holds its whole text, or with ``pages`` leads to the page that does."""
    items = ""
    for headline in headlines:
        title, text = story(headline)
        slug = re.sub(r"\W+", "-", headline.lower())
        address = f"{web.url}/{slug}"
        items += f"<item><title>{escape(title)}</title><link>{address}</link><guid>{slug}</guid>"
        items += "" if pages else f"<description>{escape(text)}</description>"
        items += "</item>"
        if pages:
            html = f"<html><head><title>{escape(title)}</title></head><body><article><h1>{escape(title)}</h1>"
            web.serve(f"/{slug}", f"{html}<p>{escape(text)}</p></article></body></html>", Content_Type="text/html")
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>{items}</channel></rss>'


def serve_feed(web: Web, path: str, *headlines: str, pages: bool = False) -> str:
    """Serve such a feed; returns its address."""
    return web.serve(path, rss(web, *headlines, pages=pages), Content_Type="application/rss+xml")


def write_config(path: Path, feeds: Sequence[str], *, port: int = 0, full_text: bool = True) -> Path:
    """Write a feeds.yaml with feeds of those addresses, titled by their paths."""
    settings = {
        "allow_private_addresses": ["127.0.0.1/32"],
        "host_spacing": 0,
        "metrics_port": port,
    }
    entries = [
        {"url": url, "title": url.rpartition("/")[2], "lang": "en", "every": 30, "full_text": full_text}
        for url in feeds
    ]
    # JSON is YAML.
    path.write_text(json.dumps({"settings": settings, "feeds": entries}, indent=1), encoding="utf-8")
    return path


class HeadlineEngine:
    """Reads "A buys B" in headlines, and nothing else. While the file ``hold`` is there, it waits."""

    id = "headlines/1"

    def __init__(self, hold: Path | None = None) -> None:
        self._hold = hold

    def extract(self, articles: Sequence[Article]) -> list[Extraction]:
        while self._hold is not None and self._hold.exists():
            _short_while()
        return [self._read(article) for article in articles]

    def _read(self, article: Article) -> Extraction:
        assert article.lang is not None
        told = re.match(r"(\w+) buys (\w+)", article.title)
        reports: tuple[Report, ...] = ()
        if told:
            where = [Evidence(*told.span(n), 0, len(article.title)) for n in range(3)]
            parties = (
                Party(told[1], "acquirer", (where[1],)),
                Party(told[2], "target", (where[2],)),
            )
            reports = (Report("acquisition", "announced", parties, evidence=(where[0],)),)
        return Extraction(article.id, article.lang, reports=reports, engine=self.id)


def _short_while() -> None:
    import time

    time.sleep(0.02)
