"""Articles come in from feeds, files and addresses: each once, whole, and told of."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from pipeline.config import Config
from pipeline.errors import InputError
from pipeline.records import Feed, FeedState
from pipeline.store import Store
from pipeline.work import feeds_to_poll, ingest_feeds, ingest_inputs, sort_inputs
from pipeline.work.ingesting import Ingestion
from tests.ingest.server import Handler, Web

TEXT = "The board of Alpha Works said on Monday that it had met to look at the plans for the year. "
MORE = "".join(
    f"<p>In the {nth} quarter sales of the {what} business grew by {nth} per cent, it told shareholders.</p>"
    for nth, what in (("first", "paper"), ("second", "glass"), ("third", "timber"), ("fourth", "steel"))
)
RSS = """<rss version="2.0"><channel><title>F</title>{}</channel></rss>"""
ITEM = "<item><title>{}</title><link>{}</link><guid>{}</guid><description>{}</description></item>"


def rss(*items: tuple[str, str, str]) -> str:
    return RSS.format("".join(ITEM.format(title, link, link, text) for title, link, text in items))


def page(title: str, text: str) -> str:
    body = f"<article><h1>{title}</h1><p>{text}</p>{MORE}</article>"
    return f'<html lang="en"><head><title>{title}</title></head><body>{body}</body></html>'


def line(id: str | None, title: str, text: str, **more: str) -> str:
    return json.dumps(({"id": id} if id else {}) | {"title": title, "text": text, "lang": "en"} | more)


def ids(store: Store) -> list[str]:
    return [article.id for article in store.articles.all_latest()]


def titles(store: Store) -> list[str]:
    return sorted(article.title for article in store.articles.all_latest())


# Files


def test_articles_of_a_file_keep_their_names_and_are_stored_once(tmp_path: Path, store: Store, config: Config) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text(line("x1", "One", TEXT, published="2025-03-04") + "\n" + line("x2", "Two", TEXT) + "\n")
    first = ingest_inputs(store, config, [str(file)])
    assert (first.new, first.changed, first.same, first.errors) == (2, 0, 0, ())
    assert ids(store) == ["x1", "x2"]
    article = store.articles.get("x1")
    assert article is not None
    assert (article.published, article.source) == (date(2025, 3, 4), "given")
    again = ingest_inputs(store, config, [str(file)])
    assert (again.new, again.changed, again.same) == (0, 0, 2)


def test_a_changed_text_of_the_same_name_is_its_next_version(tmp_path: Path, store: Store, config: Config) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text(line("x1", "One", TEXT))
    ingest_inputs(store, config, [str(file)])
    file.write_text(line("x1", "One", TEXT + "And more."))
    assert ingest_inputs(store, config, [str(file)]).changed == 1
    article = store.articles.get("x1")
    assert article is not None
    assert article.version == 2


def test_two_named_articles_of_one_address_stay_two(tmp_path: Path, store: Store, config: Config) -> None:
    file = tmp_path / "a.jsonl"
    url = "https://example.org/live"
    file.write_text(line("x1", "One", TEXT, url=url) + "\n" + line("x2", "Two", TEXT, url=url))
    assert ingest_inputs(store, config, [str(file)]).new == 2


def test_articles_without_a_name_are_known_by_address_or_content(tmp_path: Path, store: Store, config: Config) -> None:
    text, jsonl = tmp_path / "a.txt", tmp_path / "a.jsonl"
    text.write_text(f"Alpha Works meets\n{TEXT}")
    jsonl.write_text(
        line(None, "Alpha Works meets", TEXT.strip()) + "\n" + line(None, "B", TEXT, url="https://example.org/b")
    )
    assert ingest_inputs(store, config, [str(text)]).new == 1
    summary = ingest_inputs(store, config, [str(jsonl)])
    assert (summary.new, summary.same) == (1, 1)
    jsonl.write_text(line(None, "B", TEXT + "Corrected.", url="https://example.org/b?utm_source=rss"))
    assert ingest_inputs(store, config, [str(jsonl)]).changed == 1


def test_bad_lines_are_told_and_all_others_stored(tmp_path: Path, store: Store, config: Config) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text("\n".join([line("x1", "One", TEXT), "{not json", line("x2", "Two", TEXT)]))
    summary = ingest_inputs(store, config, [str(file), str(tmp_path / "none.txt")])
    assert summary.new == 2
    assert [type(error) for error in summary.errors] == [InputError, InputError]
    assert f"{file}:2: not valid JSON" in str(summary.errors[0])
    assert "none.txt" in str(summary.errors[1])


def test_standard_input_is_read(store: Store, config: Config) -> None:
    assert ingest_inputs(store, config, ["-"], stdin=[line("x1", "One", TEXT).encode()]).new == 1
    assert ids(store) == ["x1"]


def test_an_article_in_another_language_is_kept_and_counted(tmp_path: Path, store: Store, config: Config) -> None:
    file = tmp_path / "a.txt"
    file.write_text("Правление компании сообщило в понедельник, что рассмотрело планы на год и одобрило их полностью.")
    summary = ingest_inputs(store, config, [str(file)])
    assert (summary.new, summary.unread) == (1, 1)


def test_progress_counts_what_is_stored(tmp_path: Path, store: Store, config: Config) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text("\n".join(line(f"x{n}", f"T{n}", TEXT) for n in range(3)))
    told: list[tuple[int, int | None, str]] = []
    ingest_inputs(store, config, [str(file)], progress=lambda *said: told.append(said))
    assert told == [(3, None, str(file))]


# Addresses


def test_an_address_is_fetched_once_and_anew_on_request(web: Web, store: Store, config: Config) -> None:
    url = web.serve("/1.html", page("Alpha meets", TEXT), Content_Type="text/html")
    assert ingest_inputs(store, config, [url]).new == 1
    asked = len(web.asked)
    assert ingest_inputs(store, config, [f"{url}?utm_source=x"]).same == 1
    assert len(web.asked) == asked
    web.serve("/1.html", page("Alpha meets", TEXT + "A correction came on Tuesday. "), Content_Type="text/html")
    assert ingest_inputs(store, config, [url], again=True).changed == 1


def test_an_address_that_fails_is_told_and_the_next_one_read(web: Web, store: Store, config: Config) -> None:
    good = web.serve("/1.html", page("Alpha meets", TEXT), Content_Type="text/html")
    summary = ingest_inputs(store, config, [f"{web.url}/none.html", good])
    assert (summary.new, len(summary.errors)) == (1, 1)
    assert "404" in str(summary.errors[0])


# Feeds


def test_a_feed_brings_its_articles_once(web: Web, store: Store, config: Config) -> None:
    web.serve("/1.html", page("Alpha meets", TEXT), Content_Type="text/html")
    feed = Feed(web.serve("/rss", rss(("Alpha meets", f"{web.url}/1.html", "short"))), "F", "en", 30)
    first = ingest_feeds(store, config, [feed])
    assert (first.new, first.errors) == (1, ())
    (article,) = store.articles.all_latest()
    assert (article.feed, article.source, article.lang) == (feed.url, "page", "en")
    assert store.feeds.get(feed.url).succeeded is not None
    asked = len(web.asked)
    assert ingest_feeds(store, config, [feed]).new == 0
    assert web.paths()[asked:] == ["/rss"]


def test_again_reads_known_entries_anew(web: Web, store: Store, config: Config) -> None:
    web.serve("/1.html", page("Alpha meets", TEXT), Content_Type="text/html")
    feed = Feed(web.serve("/rss", rss(("Alpha meets", f"{web.url}/1.html", "short"))), "F", "en", 30)
    ingest_feeds(store, config, [feed])
    web.serve("/1.html", page("Alpha meets", TEXT + "A correction came on Tuesday. "), Content_Type="text/html")
    assert ingest_feeds(store, config, [feed]).changed == 0
    assert ingest_feeds(store, config, [feed], again=True).changed == 1


def test_a_failing_feed_is_told_and_remembered_and_stops_no_other(web: Web, store: Store, config: Config) -> None:
    good = Feed(web.serve("/rss", rss(("Alpha", "", TEXT))), "Good", "en", 30)
    bad = Feed(f"{web.url}/none", "Bad", "en", 30)
    summary = ingest_feeds(store, config, [bad, good])
    assert (summary.new, len(summary.errors)) == (1, 1)
    assert store.feeds.get(bad.url).failures == 1
    assert store.feeds.get(good.url).failures == 0


def test_two_feeds_that_bring_one_article_at_the_same_moment_store_it_once(
    web: Web, store: Store, config: Config
) -> None:
    """Both polls ask what is known before either has stored anything."""
    both = threading.Barrier(2, timeout=5)
    body = page("Alpha meets", TEXT)

    def serve_when_both_ask(handler: Handler) -> None:
        both.wait()
        handler.answer(200, body.encode(), Content_Type="text/html")

    web.behave("/1.html", serve_when_both_ask)
    # Host spacing is zero, so that both pages are asked for side by side.
    feeds = [
        Feed(web.serve(f"/{name}", rss(("Alpha meets", f"{web.url}/1.html", f"short {name}"))), name, "en", 30)
        for name in ("a", "b")
    ]
    summary = ingest_feeds(store, config, feeds)
    assert (summary.new, summary.same) == (1, 1)
    assert len(ids(store)) == 1


def test_pages_are_not_fetched_where_the_configuration_says_so(web: Web, store: Store, config: Config) -> None:
    settings = config.settings.model_copy(update={"fetch_pages": False})
    feed = Feed(web.serve("/rss", rss(("Alpha meets", f"{web.url}/1.html", TEXT))), "F", "en", 30)
    ingest_feeds(store, replace(config, settings=settings), [feed])
    assert web.paths() == ["/rss"]
    assert titles(store) == ["Alpha meets"]


def test_a_poll_is_stored_whole_or_not_at_all(
    web: Web, store: Store, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed = Feed(web.serve("/rss", rss(("One", "", TEXT), ("Two", "", TEXT + TEXT))), "F", "en", 30)

    def full(state: FeedState) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(store.feeds, "put", full)
    with Ingestion(store, config.settings) as ingestion, pytest.raises(OSError, match="disk full"):
        ingestion.poll(feed)
    assert ids(store) == []


# What is named by hand


def test_inputs_are_told_apart(tmp_path: Path, config: Config) -> None:
    file = tmp_path / "a.jsonl"
    file.touch()
    feeds, others = sort_inputs(config, ["first feed", "http://example.org/off", str(file), "-", "https://e.org/1"])
    assert [feed.title for feed in feeds] == ["First Feed", "Second Feed"]
    assert others == [str(file), "-", "https://e.org/1"]


def test_a_name_that_is_nothing_is_told_with_the_nearest_feed(config: Config) -> None:
    with pytest.raises(InputError, match="did you mean the feed 'First Feed'"):
        sort_inputs(config, ["Frist Feed"])
    with pytest.raises(InputError, match="see `dealwire feeds list`"):
        sort_inputs(config, ["qqqqqq"])


def test_feeds_that_are_off_or_gone_are_polled_only_by_name(store: Store, config: Config) -> None:
    assert [feed.title for feed in feeds_to_poll(store, config)] == ["First Feed"]
    store.feeds.put(FeedState("https://example.org/rss", gone=True, polled=datetime(2025, 1, 1, tzinfo=UTC)))
    assert feeds_to_poll(store, config) == []
