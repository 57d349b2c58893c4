"""The site of the demonstration, read by the pipeline: every article, whole, in the right characters."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from pipeline.demo.configuration import demo_config
from pipeline.demo.server import SITE
from pipeline.ingest.feed import parse_feed
from tests.demo.conftest import Ingested

ENCODINGS = {"carnet": "utf-8", "chronique": "iso-8859-1", "anken": "cp932", "ledger": "utf-8"}
FEEDS = {
    "/carnet/rss.xml": ("rss20", 14),
    "/chronique/atom.xml": ("atom10", 11),
    "/anken/index.rdf": ("rss10", 13),
    "/teikei/feed.xml": ("rss20", 11),
    "/ledger/rss.xml": ("rss20", 14),
    "/crossborder/feed.json": ("json11", 15),
}
PAGES = sorted(SITE.rglob("*.html"))


@pytest.mark.parametrize("path", FEEDS)
def test_every_feed_is_read_without_a_problem(path: str) -> None:
    parsed = parse_feed((SITE / path[1:]).read_bytes(), f"http://127.0.0.1{path}")
    assert parsed.format == FEEDS[path][0]
    assert parsed.problems == ()
    assert all(entry.published is not None and entry.published.tzinfo for entry in parsed.entries)


def test_the_configuration_lists_every_feed_and_lets_loopback_in_alone() -> None:
    config = demo_config("http://127.0.0.1:8000")
    assert [feed.url for feed in config.feeds] == [f"http://127.0.0.1:8000{path}" for path in FEEDS]
    assert [str(network) for network in config.settings.allow_private_addresses or ()] == ["127.0.0.0/8"]


def test_an_ingest_brings_each_article_once(ingested: Ingested) -> None:
    assert ingested.first.errors == ()
    assert ingested.first.new == len(ingested.articles) == sum(count for _, count in FEEDS.values())
    assert ingested.first.unread == 0
    counts = Counter(str(article.feed).split("/", 3)[3] for article in ingested.articles)
    assert counts == {path[1:]: count for path, (_, count) in FEEDS.items()}


def test_the_same_ingest_again_changes_nothing(ingested: Ingested) -> None:
    assert (ingested.second.new, ingested.second.changed, ingested.second.errors) == (0, 0, ())


def test_every_article_is_in_the_language_of_its_feed_and_dated(ingested: Ingested) -> None:
    langs = {feed.url: feed.lang for feed in ingested.config.feeds}
    assert [a.title for a in ingested.articles if a.lang != langs[str(a.feed)]] == []
    assert [a.title for a in ingested.articles if a.published is None or not 2019 <= a.published.year <= 2025] == []


@pytest.mark.parametrize("page", PAGES, ids=[f"{page.parent.name}/{page.stem}" for page in PAGES])
def test_the_text_of_a_page_is_its_article_and_nothing_else(ingested: Ingested, page: Path) -> None:
    """Against the page's own markup: the menus, cookie banners and links that stand around the text are left out."""
    soup = BeautifulSoup(page.read_bytes().decode(ENCODINGS[page.parent.name]), "lxml")
    paragraphs = [" ".join(p.get_text().split()) for p in soup.select(".article-body > p")]
    articles = ingested.by_feed(
        next(path for path in FEEDS if path.startswith(f"/{page.parent.name}/")),
    )
    article = articles[page.stem]
    assert len(paragraphs) >= 3
    assert article.source == "page"
    assert article.text.split("\n") == paragraphs
    assert article.title == " ".join(soup.select("h1")[0].get_text().split())


def test_where_a_page_is_gone_the_text_of_the_feed_serves(ingested: Ingested) -> None:
    article = ingested.by_feed("/ledger/rss.xml")["adobe-figma"]
    assert article.source == "feed"
    assert "404" in str(article.note)
    assert "Dylan Field" in article.text
    assert any(problem.kind == "page_status" for problem in ingested.first.problems)


@pytest.mark.parametrize("path", ["/teikei/feed.xml", "/crossborder/feed.json"])
def test_feeds_with_whole_articles_need_no_pages(ingested: Ingested, path: str) -> None:
    articles = ingested.by_feed(path)
    assert {article.source for article in articles.values()} == {"feed"}
    assert min(len(article.text) for article in articles.values()) > 100
    assert not any("<" in article.text for article in articles.values())


def test_the_site_stays_small() -> None:
    assert sum(path.stat().st_size for path in SITE.rglob("*") if path.is_file()) < 600_000


def test_an_article_that_a_feed_lists_twice_is_stored_once(ingested: Ingested) -> None:
    feed = parse_feed((SITE / "ledger/rss.xml").read_bytes(), "http://127.0.0.1/ledger/rss.xml")
    titles = Counter(entry.title for entry in feed.entries)
    (twice,) = [title for title, count in titles.items() if count == 2]
    assert [article.title for article in ingested.articles].count(twice) == 1
