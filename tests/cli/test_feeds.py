"""``dealwire feeds``: the list is shown, checked and changed."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime
from pathlib import Path

from pipeline.config import load_config, packaged_path
from pipeline.records import FeedState, Problem
from pipeline.store import open_store
from tests.cli.conftest import Run
from tests.ingest.server import Web

RSS = (
    '<rss version="2.0"><channel><title>Le Journal des affaires</title><item><title>Une entreprise achète sa voisine'
    "</title><link>https://example.org/1</link><pubDate>Tue, 04 Mar 2025 09:00:00 GMT</pubDate>"
    "<description>Le conseil a donné son accord lundi soir, après des mois de discussions entre les deux maisons."
    "</description></item></channel></rss>"
)


def listed(folder: Path) -> list[tuple[str, str, str]]:
    return [(feed.url, feed.title, feed.lang) for feed in load_config(folder / "feeds.yaml").feeds]


def add(run: Run, url: str = "https://example.org/rss", title: str = "The Paper") -> None:
    assert run("feeds", "add", url, "--title", title, "--lang", "en").code == 0


def test_a_feed_is_added_listed_and_removed(run: Run, folder: Path) -> None:
    add(run)
    assert listed(folder) == [("https://example.org/rss", "The Paper", "en")]
    assert "The Paper" in run("feeds", "list").out
    assert run("feeds", "remove", "the paper").code == 0
    assert listed(folder) == []


def test_an_added_feed_is_fetched_for_its_title_and_language(run: Run, folder: Path, web: Web) -> None:
    url = web.serve("/rss", RSS)
    assert run("feeds", "add", url, "--every", "60", "--note", "news").code == 0
    assert listed(folder) == [(url, "Le Journal des affaires", "fr")]
    (feed,) = load_config(folder / "feeds.yaml").feeds
    assert (feed.every, feed.note) == (60, "news")


def test_what_cannot_be_read_is_not_added(run: Run, folder: Path, web: Web) -> None:
    ended = run("feeds", "add", web.serve("/page", "<html><body>no feed</body></html>"))
    assert ended.code == 3
    assert "is a web page, not a feed" in ended.err
    add(run)
    ended = run("feeds", "add", "http://example.org/rss", "--title", "Again", "--lang", "en")
    assert ended.code == 2
    assert "already listed as The Paper" in ended.err
    assert len(listed(folder)) == 1


def test_the_shipped_list_is_copied_before_it_is_changed(run: Run, folder: Path) -> None:
    (folder / "feeds.yaml").unlink()
    shipped = load_config().feeds
    ended = run("feeds", "add", "https://example.org/rss", "--title", "The Paper", "--lang", "en")
    assert "a copy of the list that is shipped" in ended.err
    assert len(listed(folder)) == len(shipped) + 1
    assert load_config(packaged_path()).feeds == shipped


def test_the_list_as_data_holds_what_is_remembered(run: Run, folder: Path) -> None:
    add(run)
    with open_store(folder / "dealwire.db") as store:
        moment = datetime(2025, 3, 4, 9, tzinfo=UTC)
        problem = Problem("timeout", "https://example.org/rss: no answer", "error")
        store.feeds.put(
            FeedState(
                "https://example.org/rss",
                polled=moment,
                failures=2,
                active_days=(date(2025, 3, 1),),
                problems=(problem,),
            )
        )
    (row,) = json.loads(run("feeds", "list", "--format", "json").out)
    assert (row["title"], row["state"], row["failures"]) == ("The Paper", "failing", 2)
    assert (row["polled"], row["last_news"]) == ("2025-03-04T09:00:00+00:00", "2025-03-01")
    (row,) = csv.DictReader(io.StringIO(run("feeds", "list", "--format", "csv").out))
    assert (row["url"], row["problems"]) == ("https://example.org/rss", "https://example.org/rss: no answer")
    assert json.loads(run("feeds", "list", "--format", "jsonl").out)["lang"] == "en"
    assert "failing" in run("feeds", "list").out


def test_check_tells_what_feeds_hold_and_stores_nothing(run: Run, folder: Path, web: Web) -> None:
    good, bad = web.serve("/rss", RSS), f"{web.url}/none"
    ended = run("feeds", "check", good, bad, "--format", "jsonl")
    assert ended.code == 3
    first, second = (json.loads(line) for line in ended.out.splitlines())
    assert (first["readable"], first["title"], first["lang"]) == (True, "Le Journal des affaires", "fr")
    assert (first["entries"], first["newest"], first["format"]) == (1, "2025-03-04", "rss20")
    assert second["readable"] is False
    assert "404" in ended.err
    assert not (folder / "dealwire.db").exists()
    ended = run("feeds", "check", good)
    assert ended.code == 0
    assert "Le Journal des affaires" in ended.out
    assert run("feeds", "check", "no such feed").code == 2
    for command in (["feeds", "check"], ["feeds", "add"], ["ingest"], ["feeds", "remove"]):
        ended = run(*command, "http://[bad")
        assert ended.code in (2, 3)
        assert "http://[bad" in ended.err


def test_lists_go_to_other_readers_and_come_back(run: Run, folder: Path) -> None:
    add(run)
    add(run, "https://example.org/two", "Second")
    (folder / "list.opml").write_text(run("feeds", "export").out)
    before = listed(folder)
    for title in ("The Paper", "Second"):
        run("feeds", "remove", title)
    add(run)
    ended = run("feeds", "import", "list.opml")
    assert ended.code == 0
    assert "added 1 feed; 1 of the file listed already" in ended.err
    assert listed(folder) == before


def test_feeds_that_cannot_be_taken_over_are_told(run: Run, folder: Path) -> None:
    (folder / "list.opml").write_text('<opml><body><outline xmlUrl="https://example.org/a" text="A"/></body></opml>')
    ended = run("feeds", "import", "list.opml")
    assert ended.code == 1
    assert "tells no language" in ended.err
    assert run("feeds", "import", "list.opml", "--lang", "ja").code == 0
    assert listed(folder) == [("https://example.org/a", "A", "ja")]
    assert run("feeds", "import", "none.opml").code == 2
