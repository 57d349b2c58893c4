"""Feeds as bad as they come, beside a good one, on a real server: each is told of by ``dealwire status``, and none
keeps another from being read."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from pipeline.store import open_store
from tests.cli.conftest import FEEDS, Run
from tests.ingest.server import Handler, Web
from tests.work.engine import FakeEngine

DATE = "<pubDate>Tue, 04 Mar 2025 09:00:00 GMT</pubDate>"
STORY = "<description>The board agreed on Monday evening, after months of talks between the two firms.</description>"
BOMB = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghij", "bcdefghijk", strict=True))


def rss(*items: str, head: str = "") -> str:
    return f'<?xml version="1.0"?>{head}<rss version="2.0"><channel><title>F</title>{"".join(items)}</channel></rss>'


def item(title: str, link: str = "", more: str = DATE) -> str:
    names = f"<link>https://example.org/{link}</link><guid>{link}</guid>" if link else ""
    return f"<item><title>{title}</title>{names}{STORY}{more}</item>"


def endless(handler: Handler) -> None:
    handler.send_response(200)
    handler.end_headers()
    while True:
        handler.wfile.write(b"<item>" * 10_000)


@dataclass(frozen=True)
class Bad:
    """A bad feed: how it is served, what is told of it, how it does, and how many articles it brings all the same."""

    serve: Callable[[Web, str], object]
    told: str
    state: str = "failing"
    articles: int = 0


def body(text: str | bytes, **headers: str) -> Callable[[Web, str], object]:
    return lambda web, path: web.serve(path, text, **headers)


CASES = {
    "html": Bad(body("<!doctype html><html><body>Welcome</body></html>"), "is a web page, not a feed"),
    "cut": Bad(body(gzip.compress(rss(item("Cut", "cut")).encode())[:-30], Content_Encoding="gzip"), "ends in the mid"),
    "endless": Bad(lambda web, path: web.behave(path, endless), "is larger than 10 MiB: raise body_cap_mib"),
    "circle": Bad(lambda web, path: web.redirect(path, path), "its redirects lead in a circle"),
    "xml": Bad(body(rss(item("Salt & <b>pepper", "xml"))[:-30]), "is not valid XML", "ok", 1),
    "bomb": Bad(
        body(rss(item("A &k; b", "bomb"), head=f'<!DOCTYPE rss [<!ENTITY a "lol">{BOMB}]>')),
        "declares entities that hold others or lie outside the feed: ignored",
        "ok",
        1,
    ),
    "long": Bad(body(rss(item("x" * 10_000_000, "long"))), "with a title of 10,000,000 characters, cut to", "ok", 1),
    "zone": Bad(
        body(rss(item("Zone", "zone", "<pubDate>Tue, 04 Mar 2025 09:00:00</pubDate>"))),
        "1 entry with a date without zone",
        "ok",
        1,
    ),
    "names": Bad(body(rss(item("No link, no id"))), "1 entry without link and id", "ok", 1),
    "half": Bad(
        body(rss(item("Half &#xD800; a character", "half"))), "1 character that XML forbids: left out", "ok", 1
    ),
}


@pytest.fixture
def listed(folder: Path, web: Web) -> Path:
    """A list with all bad feeds, and a good one as the first and the last of it."""
    for name, case in CASES.items():
        case.serve(web, f"/{name}")
    for name in ("first", "last"):
        web.serve(f"/{name}", rss(item(f"The {name} word", name)))
    rows = [f"  - {{url: '{web.url}/{name}', title: {name}, lang: en}}\n" for name in ("first", *CASES, "last")]
    text = FEEDS.replace("feeds: []", "  fetch_pages: false\nfeeds: []")
    (folder / "feeds.yaml").write_text(text.replace("feeds: []\n", "feeds:\n" + "".join(rows)), encoding="utf-8")
    return folder


def test_each_is_told_in_the_status_and_none_stops_the_run(
    run: Run, listed: Path, web: Web, engine: FakeEngine
) -> None:
    ended = run("ingest")
    assert (ended.code, ended.out) == (0, "")
    assert "Traceback" not in ended.err
    assert f"{2 + sum(case.articles for case in CASES.values())} new articles" in ended.err
    page = " ".join(run("status").out.split())
    rows: dict[str, Any] = json.loads(run("status", "--format", "json").out)["feeds"]
    for name, case in CASES.items():
        row = rows[f"{web.url}/{name}"]
        assert row["state"] == case.state, name
        (problem,) = (problem for problem in row["problems"] if case.told in problem)
        assert problem.startswith(f"{web.url}/{name}"), "it names the feed"
        assert "\n" not in problem and len(problem) < 500
        assert case.told in page
        assert case.told in ended.err
    for name in ("first", "last"):
        assert (rows[f"{web.url}/{name}"]["state"], rows[f"{web.url}/{name}"]["problems"]) == ("ok", [])
    with open_store(listed / "dealwire.db") as store:
        found = list(store.articles.all_latest())
    brought = {article.feed for article in found}
    assert brought == {f"{web.url}/{name}" for name in ("first", "last", *(n for n, c in CASES.items() if c.articles))}
    assert all(len(article.title) <= 500 for article in found)
    assert not any("lol" in article.title for article in found)
    again = run("ingest")
    assert again.code == 0
    assert "0 new articles, 0 changed" in again.err
