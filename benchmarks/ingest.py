"""Speed of reading feeds, pages and languages, on input made here: no network.

Run with ``python -m benchmarks.ingest``.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from rich.console import Console
from rich.table import Table

from pipeline.ingest.encoding import decode
from pipeline.ingest.feed import parse_feed
from pipeline.ingest.identity import identify
from pipeline.ingest.language import detect_language
from pipeline.ingest.page import parse_page

URL = "https://gazette.example/feed"
SENTENCES = {
    "fr": "Le groupe a annoncé mardi le rachat de son concurrent pour 48 millions d'euros, payés en numéraire. ",
    "ja": "同社は7日、競合の全株式を12億円で取得し子会社化すると発表した。取得日は4月1日を予定する。",
    "en": "The group said on Tuesday that it would buy its rival for £48m in cash, to be paid on completion. ",
}


def feed(lang: str, entries: int) -> str:
    """An RSS feed of that many entries."""
    items = "".join(
        f"<item><title>{i} {SENTENCES[lang][:40]}</title><link>https://gazette.example/{i}?utm_source=rss</link>"
        f"<guid>g{i}</guid><pubDate>Tue, 14 May 2024 22:15:00 +0100</pubDate>"
        f"<description>&lt;p&gt;{SENTENCES[lang] * 3}&lt;/p&gt;</description></item>"
        for i in range(entries)
    )
    return f"<rss version='2.0'><channel><title>T</title>{items}</channel></rss>"


def page(lang: str) -> bytes:
    """A page with an article of thirty paragraphs between menus."""
    menu = "".join(f'<li><a href="/{i}">Rubric {i}</a></li>' for i in range(200))
    body = "".join(f"<p>{SENTENCES[lang] * 4}</p>" for _ in range(30))
    html = f"<html lang='{lang}'><body><nav><ul>{menu}</ul></nav><article>{body}</article></body></html>"
    return html.encode()


def rate(work: Callable[[], object], seconds: float = 1.0) -> float:
    """How often a second the work is done, after it was done once."""
    work()
    count, start = 0, time.perf_counter()
    while (spent := time.perf_counter() - start) < seconds:
        work()
        count += 1
    return count / spent


def main() -> None:
    """Print the table."""
    table = Table("what", "language", "a second", title="Reading")
    for lang, codec in (("fr", "cp1252"), ("ja", "cp932"), ("en", "utf-8")):
        data = feed(lang, 100).encode(codec, "xmlcharrefreplace")
        html = page(lang)
        parsed = parse_feed(data, URL)
        rows: list[tuple[str, float]] = [
            (f"encodings found ({codec}, undeclared)", rate(lambda data=data: decode(data))),
            ("entries parsed", 100 * rate(lambda data=data: parse_feed(data, URL))),
            ("entries identified", 100 * rate(lambda entries=parsed.entries: identify(URL, entries))),
            ("pages read", rate(lambda html=html: parse_page(html, URL))),
            ("languages found", rate(lambda text=SENTENCES[lang] * 20: detect_language(text))),
        ]
        for name, value in rows:
            table.add_row(name, lang, f"{value:,.0f}")
    Console().print(table)


if __name__ == "__main__":
    main()
