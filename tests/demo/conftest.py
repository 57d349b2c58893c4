"""The demonstration, ingested by the code that runs in earnest."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from pipeline.config import Config
from pipeline.demo.configuration import demo_config
from pipeline.demo.server import serving
from pipeline.records import Article
from pipeline.store import open_store
from pipeline.work import IngestSummary, ingest_feeds


@dataclass(frozen=True)
class Ingested:
    """One ingest of the whole site, and what the same ingest did a second time."""

    config: Config
    first: IngestSummary
    second: IngestSummary
    articles: tuple[Article, ...]
    path: Path

    def by_feed(self, path: str) -> dict[str, Article]:
        """The articles of the feed at a path of the site, by the last part of their address."""
        return {
            str(a.url).rsplit("/", 1)[-1].removesuffix(".html"): a for a in self.articles if str(a.feed).endswith(path)
        }


@pytest.fixture(scope="session")
def ingested(tmp_path_factory: pytest.TempPathFactory) -> Ingested:
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    with serving(0) as origin, open_store(path) as store:
        config = demo_config(origin)
        first = ingest_feeds(store, config, config.feeds)
        second = ingest_feeds(store, config, config.feeds, again=True)
        articles = tuple(store.articles.all_latest())
    return Ingested(config, first, second, articles, path)
