"""Polls of real servers into a real store: what is new, what changed, what went wrong, and what is remembered."""

from __future__ import annotations

import gzip
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from pipeline.errors import InputError
from pipeline.ingest.http import Client
from pipeline.ingest.pages import PageReader, read_address
from pipeline.ingest.poll import Found, PollResult, poll_feed
from pipeline.records import Article, Feed
from pipeline.store import Store, open_store
from tests.ingest.server import Handler, Web

NOW = datetime(2025, 3, 3, 12, tzinfo=UTC)
BODY = (
    "<p>Brightwater plc has agreed to buy its rival Tern &amp; Sons for £120m in cash, the two companies said.</p>"
    "<p>The boards of both expect the deal to close in the summer, once the regulator has had its say about it.</p>"
)


def page(title: str, body: str = BODY, head: str = "") -> str:
    html = f"<html lang='en'><head><title>{title}</title>{head}</head><body><article><h1>{title}</h1>{body}</article>"
    return f"<!doctype html>{html}</body></html>"


def item(web: Web, number: int, title: str = "", text: str = "Brightwater buys Tern.", more: str = "") -> str:
    return (
        f"<item><title>{title or f'Brightwater buys Tern, part {number}'}</title><link>{web.url}/a/{number}</link>"
        f"<guid isPermaLink='false'>g{number}</guid><pubDate>Mon, 03 Mar 2025 10:00:00 GMT</pubDate>"
        f"<description>{text}</description>{more}</item>"
    )


def rss(*items: str, head: str = "") -> str:
    return f"<?xml version='1.0'?><rss version='2.0'><channel><title>T</title>{head}{''.join(items)}</channel></rss>"


class Desk:
    """A store, a client and the glue that the callers of a poll have."""

    def __init__(self, web: Web, client: Client) -> None:
        self.web = web
        self.client = client
        self.pages = PageReader.over(client)
        self.store: Store = open_store(":memory:")
        self.feed = Feed(f"{web.url}/feed", "Test", "en", 30)
        self.now = NOW

    def keep(self, found: Found) -> None:
        if found.article is not None:
            self.store.articles.put(found.article, found.identity)
        else:
            self.store.articles.put_keys(found.article_id, found.identity)

    def poll(self, feed: Feed | None = None, *, fetch_pages: bool = True, again: bool = False) -> PollResult:
        feed = feed or self.feed
        result = poll_feed(
            feed,
            self.store.feeds.get(feed.url),
            self.client,
            self.now,
            self.store.articles.known,
            self.pages if fetch_pages else None,
            again=again,
            on_found=self.keep,
        )
        self.store.feeds.put(result.state)
        self.now += timedelta(hours=1)
        return result

    def articles(self) -> list[Article]:
        return list(self.store.articles.all_latest())

    def kinds(self) -> list[str]:
        return [problem.kind for problem in self.store.feeds.get(self.feed.url).problems]


@pytest.fixture
def desk(web: Web, client: Client) -> Iterator[Desk]:
    desk = Desk(web, client)
    yield desk
    desk.store.close()


def test_a_new_entry_becomes_an_article_with_the_text_of_its_page(desk: Desk) -> None:
    desk.web.serve("/feed", rss(item(desk.web, 1)), ETag='"1"', Cache_Control="max-age=7200")
    desk.web.serve("/a/1", page("Brightwater buys Tern | Paper"))
    result = desk.poll()
    assert (result.outcome, result.entries, result.count("new")) == ("news", 1, 1)
    (article,) = desk.articles()
    assert article.title == "Brightwater buys Tern, part 1"
    assert article.text.startswith("Brightwater plc has agreed to buy its rival Tern & Sons for £120m")
    assert article.text.count("\n") == 1
    assert (article.source, article.note, article.lang, article.version) == ("page", None, "en", 1)
    assert (article.url, article.feed) == (f"{desk.web.url}/a/1", desk.feed.url)
    assert str(article.published) == "2025-03-03"
    assert article.fetched == NOW
    state = result.state
    assert (state.etag, state.failures, state.succeeded, state.problems) == ('"1"', 0, NOW, ())
    assert state.next_poll == NOW + timedelta(hours=2)
    assert state.active_days == (NOW.date(),)


def test_a_known_entry_costs_no_request(desk: Desk) -> None:
    desk.web.serve("/feed", rss(item(desk.web, 1)))
    desk.web.serve("/a/1", page("One"))
    desk.poll()
    before = len(desk.web.asked)
    result = desk.poll()
    assert (result.outcome, result.found) == ("nothing_new", ())
    assert desk.web.paths()[before:] == ["/feed"]


def test_an_unmodified_feed_is_not_sent_again_and_may_renew_its_validators(desk: Desk) -> None:
    desk.web.serve("/feed", rss(item(desk.web, 1)), ETag='"1"', Last_Modified="Mon, 03 Mar 2025 10:00:00 GMT")
    desk.poll(fetch_pages=False)
    desk.web.serve("/feed", "", 304, ETag='"2"')
    result = desk.poll(fetch_pages=False)
    assert result.outcome == "not_modified"
    assert desk.web.asked[-1][1]["if-none-match"] == '"1"'
    assert (result.state.etag, result.state.last_modified) == ('"2"', "Mon, 03 Mar 2025 10:00:00 GMT")
    desk.poll(fetch_pages=False)
    assert desk.web.asked[-1][1]["if-none-match"] == '"2"'


def test_validators_that_a_feed_no_longer_sends_are_forgotten(desk: Desk) -> None:
    desk.web.serve("/feed", rss(), ETag='"1"')
    desk.poll()
    desk.web.serve("/feed", rss())
    assert desk.poll().state.etag is None


def test_an_entry_is_stored_once_however_often_it_appears(desk: Desk) -> None:
    twice = item(desk.web, 1).replace("/a/1<", "/a/1?utm_source=rss<").replace(">g1<", ">g1-again<")
    desk.web.serve("/feed", rss(item(desk.web, 1), twice))
    desk.web.serve("/a/1", page("One"))
    desk.poll()
    other = Feed(f"{desk.web.url}/other", "Other", "en", 30)
    desk.web.serve("/other", rss(item(desk.web, 1, text="In other words.")))
    result = desk.poll(other)
    assert len(desk.articles()) == 1
    assert result.count("new") == 0
    assert desk.web.paths().count("/a/1") == 1
    assert desk.poll(other).found == ()


def test_two_addresses_of_one_page_are_one_article(desk: Desk) -> None:
    head = f'<link rel="canonical" href="{desk.web.url}/story">'
    desk.web.serve("/feed", rss(item(desk.web, 1), item(desk.web, 2)))
    desk.web.serve("/a/1", page("One", head=head))
    desk.web.serve("/a/2", page("One", head=head))
    assert [found.outcome for found in desk.poll().found] == ["new", "same"]
    assert len(desk.articles()) == 1


def test_the_same_text_at_another_address_is_one_article(desk: Desk) -> None:
    text = "Brightwater plc has agreed to buy its rival Tern for £120m in cash, the two companies said on Monday."
    feeds = [Feed(f"{desk.web.url}/{name}", name, "en", 30, full_text=True) for name in ("one", "two")]
    desk.web.serve("/one", rss(item(desk.web, 1, "Brightwater buys Tern", text)))
    desk.web.serve("/two", rss(item(desk.web, 2, "Brightwater buys Tern", text).replace(">g2<", ">other<")))
    for feed in feeds:
        desk.poll(feed)
    assert len(desk.articles()) == 1


def test_a_changed_article_becomes_a_new_version(desk: Desk) -> None:
    desk.web.serve("/feed", rss(item(desk.web, 1)))
    desk.web.serve("/a/1", page("One"))
    desk.poll()
    desk.web.serve("/feed", rss(item(desk.web, 1, text="Corrected: for £130m.")))
    desk.web.serve("/a/1", page("One", BODY.replace("120", "130")))
    result = desk.poll()
    assert [found.outcome for found in result.found] == ["changed"]
    (article,) = desk.articles()
    assert article.version == 2
    assert "£130m" in article.text
    before = desk.store.articles.get(article.id, 1)
    assert before is not None
    assert "£120m" in before.text


def test_a_changed_summary_of_an_unchanged_page_is_no_new_version(desk: Desk) -> None:
    desk.web.serve("/feed", rss(item(desk.web, 1)))
    desk.web.serve("/a/1", page("One"))
    desk.poll()
    desk.web.serve("/feed", rss(item(desk.web, 1, text="Told otherwise.")))
    assert [found.outcome for found in desk.poll().found] == ["same"]
    assert desk.poll().found == ()
    assert desk.articles()[0].version == 1


def test_where_the_page_fails_the_feeds_text_serves_and_the_article_says_so(desk: Desk) -> None:
    desk.web.serve("/feed", rss(item(desk.web, 1), item(desk.web, 2), item(desk.web, 3)))
    desk.web.serve("/a/1", "", 403)
    desk.web.serve("/a/2", page("Empty", "<p>Please enable cookies.</p>"))
    desk.web.serve("/a/3", b"%PDF", Content_Type="application/pdf")
    desk.poll()
    found = {article.title[-1]: article for article in desk.articles()}
    assert {article.source for article in found.values()} == {"feed"}
    assert {article.text for article in found.values()} == {"Brightwater buys Tern."}
    assert "403" in (found["1"].note or "")
    assert found["2"].note == "the page holds no article"
    assert "application/pdf" in (found["3"].note or "")
    assert desk.kinds() == ["page_status", "page_not_html"]
    before = len(desk.web.asked)
    desk.poll()
    assert desk.web.paths()[before:] == ["/feed"]


def test_a_page_out_of_reach_for_the_moment_is_tried_again(desk: Desk) -> None:
    desk.web.serve("/feed", rss(item(desk.web, 1)))
    desk.web.serve("/a/1", "", 503)
    assert desk.poll().count("new") == 1
    assert desk.poll().count("same") == 1
    desk.web.serve("/a/1", page("One"))
    assert desk.poll().count("changed") == 1
    (article,) = desk.articles()
    assert (article.source, article.version) == ("page", 2)
    assert desk.poll().found == ()


def test_an_old_entry_is_not_tried_for_ever(desk: Desk) -> None:
    desk.web.serve("/feed", rss(item(desk.web, 1)))
    desk.web.serve("/a/1", "", 503)
    desk.now += timedelta(days=3)
    desk.poll()
    assert desk.poll().found == ()


def test_a_page_forbidden_by_robots_is_not_fetched(desk: Desk) -> None:
    desk.web.serve("/robots.txt", "User-agent: *\nDisallow: /a/\n")
    desk.web.serve("/feed", rss(item(desk.web, 1)))
    desk.poll()
    assert "/a/1" not in desk.web.paths()
    assert desk.kinds() == ["page_robots"]
    assert "robots.txt" in (desk.articles()[0].note or "")


def test_a_full_text_feed_or_a_setting_spares_the_pages(desk: Desk) -> None:
    desk.web.serve("/feed", rss(item(desk.web, 1)))
    desk.poll(Feed(desk.feed.url, "Test", "en", 30, full_text=True))
    assert desk.articles()[0].note == "the feed holds the whole text"
    desk.web.serve("/feed", rss(item(desk.web, 2)))
    desk.poll(fetch_pages=False)
    assert {a.note for a in desk.articles()} >= {"pages are not fetched, by configuration"}
    assert desk.web.paths() == ["/feed", "/feed"]


def test_a_page_with_less_than_the_feed_does_not_serve(desk: Desk) -> None:
    long = "Brightwater plc has agreed to buy its rival Tern in cash. " * 20
    desk.web.serve("/feed", rss(item(desk.web, 1, text=long)))
    desk.web.serve("/a/1", page("One"))
    desk.poll()
    (article,) = desk.articles()
    assert (article.source, article.note) == ("feed", "the page holds less text than the feed")


def test_a_page_for_subscribers_is_completed_by_the_feeds_summary(desk: Desk) -> None:
    desk.web.serve("/feed", rss(item(desk.web, 1, text="The price is £120m, of which half is paid in shares.")))
    desk.web.serve("/a/1", page("One", BODY + "<p>Subscribe to continue reading this and every other story.</p>"))
    desk.poll()
    (article,) = desk.articles()
    assert article.text.startswith("The price is £120m, of which half is paid in shares.\nBrightwater plc")
    assert article.note == "the rest of the page is for subscribers"
    assert "Subscribe" not in article.text


def test_an_article_in_another_language_is_kept_and_told(desk: Desk) -> None:
    german = "Der Konzern kauft das Unternehmen für drei Milliarden Euro und will die Übernahme im Sommer abschließen."
    desk.web.serve("/feed", rss(item(desk.web, 1, "Konzern kauft Unternehmen", german)))
    desk.poll(fetch_pages=False)
    assert desk.articles()[0].lang is None
    assert desk.kinds() == ["other_language"]


def test_a_date_ahead_of_its_time_is_unknown(desk: Desk) -> None:
    desk.web.serve("/feed", rss(item(desk.web, 1).replace("2025", "2031")))
    desk.poll(fetch_pages=False)
    assert desk.articles()[0].published is None


def test_entries_without_link_or_id_are_known_by_content(desk: Desk) -> None:
    bare = "<item><title>Brightwater buys Tern</title><description>For £120m.</description></item>"
    desk.web.serve("/feed", rss(bare))
    assert desk.poll().count("new") == 1
    assert desk.poll().found == ()
    assert desk.articles()[0].note == "the entry has no link that can be read"
    assert "no_link_no_id" in desk.kinds()


@pytest.mark.parametrize(
    ("body", "headers", "kind"),
    [
        (b"<!doctype html><html><body>Not a feed</body></html>", {}, "not_a_feed"),
        (b"", {}, "not_a_feed"),
        (gzip.compress(b"<rss>" * 9999, mtime=0)[:-20], {"Content_Encoding": "gzip"}, "cut_off"),
        (gzip.compress(b"0" * 50_000_000, mtime=0), {"Content_Encoding": "gzip"}, "too_large"),
    ],
)
def test_a_bad_answer_is_a_failure_that_is_remembered(
    desk: Desk, body: bytes, headers: dict[str, str], kind: str
) -> None:
    desk.web.serve("/feed", rss(item(desk.web, 1)), ETag='"1"')
    desk.poll(fetch_pages=False)
    desk.web.serve("/feed", body, **headers)
    result = desk.poll(fetch_pages=False)
    assert result.outcome == "failed"
    assert (result.problems[0].kind, result.problems[0].level) == (kind, "error")
    assert result.problems[0].message.startswith(desk.feed.url)
    assert (result.state.failures, result.state.etag) == (1, '"1"')
    assert result.state.next_poll == desk.now - timedelta(hours=1) + timedelta(minutes=60)
    assert len(desk.articles()) == 1
    desk.web.serve("/feed", rss(item(desk.web, 1)))
    assert desk.poll(fetch_pages=False).state.failures == 0


def test_a_feed_that_is_damaged_but_readable_brings_its_entries(desk: Desk) -> None:
    bomb = '<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
    broken = rss(item(desk.web, 1), "<item><title>Two & <b></title></item>").replace("<rss", f"{bomb}<rss")
    desk.web.serve("/feed", broken.removesuffix("</rss>"))
    result = desk.poll(fetch_pages=False)
    assert result.count("new") == 2
    assert {"entity_bomb", "invalid_xml", "no_link_no_id"} <= set(desk.kinds())


def test_a_busy_server_is_left_alone_as_long_as_it_asks(desk: Desk) -> None:
    desk.web.serve("/feed", "", 429, Retry_After="86400")
    result = desk.poll()
    assert result.problems[0].kind == "busy"
    assert result.state.next_poll == NOW + timedelta(days=1)


def test_a_gone_feed_is_not_polled_again(desk: Desk) -> None:
    desk.web.serve("/feed", "", 410)
    result = desk.poll()
    assert (result.outcome, result.state.gone, result.state.next_poll) == ("gone", True, None)
    desk.web.serve("/feed", rss())
    assert desk.poll().state.gone is False


def test_a_permanent_move_is_remembered_and_forgotten_when_it_fails(desk: Desk) -> None:
    desk.web.redirect("/feed", "/new", 301)
    desk.web.serve("/new", rss(item(desk.web, 1)))
    assert desk.poll(fetch_pages=False).state.moved_to == f"{desk.web.url}/new"
    desk.poll(fetch_pages=False)
    assert desk.web.paths() == ["/feed", "/new", "/new"]
    desk.web.serve("/new", "", 410)
    result = desk.poll(fetch_pages=False)
    assert (result.outcome, result.state.moved_to, result.state.gone) == ("failed", None, False)
    desk.web.serve("/feed", rss())
    assert desk.poll(fetch_pages=False).outcome == "nothing_new"


def test_a_passing_redirect_is_not_remembered(desk: Desk) -> None:
    desk.web.redirect("/feed", "/new", 302)
    desk.web.serve("/new", rss())
    assert desk.poll().state.moved_to is None


def test_again_reads_everything_anew(desk: Desk) -> None:
    desk.web.serve("/feed", rss(item(desk.web, 1)), ETag='"1"')
    desk.web.serve("/a/1", page("One"))
    desk.poll()
    desk.web.serve("/a/1", page("One", BODY.replace("120", "130")))
    assert desk.poll().found == ()
    assert desk.poll(again=True).count("changed") == 1
    assert "if-none-match" not in desk.web.asked[-2][1]


def test_a_poll_that_is_stopped_is_whole_so_far_and_goes_on_later(desk: Desk) -> None:
    desk.web.serve("/feed", rss(*(item(desk.web, i) for i in range(4))), ETag='"1"')
    state = desk.store.feeds.get(desk.feed.url)
    calls = iter([False, False, True])
    result = poll_feed(
        desk.feed, state, desk.client, NOW, desk.store.articles.known, on_found=desk.keep, stop=lambda: next(calls)
    )
    assert (result.outcome, len(result.found), len(desk.articles())) == ("stopped", 2, 2)
    assert (result.state.etag, result.state.next_poll) == (None, None)
    desk.store.feeds.put(result.state)
    assert desk.poll(fetch_pages=False).count("new") == 2


def test_each_article_is_handed_over_before_the_next_is_read(desk: Desk) -> None:
    desk.web.serve("/feed", rss(item(desk.web, 1), item(desk.web, 2)))
    stored: list[int] = []

    def second(handler: Handler) -> None:
        stored.append(len(desk.articles()))
        handler.answer(200, page("Two").encode())

    desk.web.serve("/a/1", page("One"))
    desk.web.behave("/a/2", second)
    desk.poll()
    assert stored == [1]


def test_a_silent_feed_is_told(desk: Desk) -> None:
    desk.web.serve("/feed", rss(item(desk.web, 1)))
    desk.poll(fetch_pages=False)
    desk.now += timedelta(days=20)
    result = desk.poll(fetch_pages=False)
    assert result.outcome == "nothing_new"
    assert [problem.kind for problem in result.problems] == ["silent"]
    assert "nothing new for 20 days" in result.problems[0].message


def test_a_parser_that_fails_on_a_page_or_feed_stops_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RecursionError("too deep")

    desk.web.serve("/feed", rss(item(desk.web, 1)))
    desk.web.serve("/a/1", page("One"))
    with monkeypatch.context() as patched:
        patched.setattr("trafilatura.bare_extraction", fail)
        assert desk.poll().count("new") == 1
    assert desk.kinds() == ["page_parser_failed"]
    assert "makes the parser fail" in (desk.articles()[0].note or "")
    monkeypatch.setattr("feedparser.parse", fail)
    result = desk.poll()
    assert (result.outcome, result.state.failures, desk.kinds()) == ("failed", 1, ["parser_failed"])


def test_a_slow_page_does_not_hold_the_poll(desk: Desk, hasty: Client) -> None:
    def drip(handler: Handler) -> None:
        handler.send_response(200)
        handler.end_headers()
        for _ in range(100):
            handler.wfile.write(b"<p>")
            handler.wfile.flush()
            time.sleep(0.05)

    desk.web.serve("/feed", rss(item(desk.web, 1)))
    desk.web.behave("/a/1", drip)
    desk.pages = PageReader(hasty, desk.pages.gate)
    desk.poll()
    assert "in time" in (desk.articles()[0].note or "")


def test_an_address_given_by_hand_comes_to_the_same_article(desk: Desk) -> None:
    desk.web.serve("/feed", rss(item(desk.web, 1, "Brightwater buys Tern")))
    desk.web.serve("/a/1", page("Brightwater buys Tern"))
    desk.poll()
    article, identity = read_address(f"{desk.web.url}/a/1?utm_source=mail", desk.pages, NOW)
    assert (article.source, article.lang, article.version) == ("page", "en", 1)
    known = desk.store.articles.known(identity)
    assert known is not None
    assert known.article == article.id == desk.articles()[0].id


def test_an_address_without_an_article_is_told(desk: Desk) -> None:
    desk.web.serve("/feed", rss(item(desk.web, 1)))
    with pytest.raises(InputError, match="no article is found on this page"):
        read_address(f"{desk.web.url}/feed", desk.pages, NOW)
    with pytest.raises(InputError, match="is no address"):
        read_address("not an address", desk.pages, NOW)
