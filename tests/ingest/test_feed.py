"""Feeds of every format, age and encoding, and what is no feed.

Each file of feeds/ stands beside a module that holds the object it should come to.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.errors import FeedError
from pipeline.ingest.entries import ENTRY_LIMIT, TITLE_LIMIT, ParsedFeed
from pipeline.ingest.faults import ParserError
from pipeline.ingest.feed import parse_feed
from tests.ingest.fixtures import expected, inputs

FEEDS = Path(__file__).parent / "feeds"
REAL = Path(__file__).parents[3] / "shared" / "data" / "feeds"
URL = "https://gazette.example/feed"


@pytest.mark.parametrize("path", inputs(FEEDS), ids=lambda path: path.name)
def test_a_feed_comes_to_its_object(path: Path) -> None:
    assert parse_feed(path.read_bytes(), URL) == expected(path)


def rss(inner: str, head: str = "") -> bytes:
    return f'<?xml version="1.0"?>{head}<rss version="2.0"><channel><title>T</title>{inner}</channel></rss>'.encode()


def kinds(feed: ParsedFeed) -> list[str]:
    return [problem.kind for problem in feed.problems]


ITEM = "<item><title>{}</title><link>https://a.example/{}</link><pubDate>Tue, 14 May 2024 17:00:00 GMT</pubDate></item>"


def test_a_web_page_is_told_with_the_feeds_it_names() -> None:
    page = b"""<!DOCTYPE html><html><head><title>News</title>
      <link rel="alternate" type="application/rss+xml" href="/rss.xml"></head><body>...</body></html>"""
    with pytest.raises(FeedError) as caught:
        parse_feed(page, URL, "text/html")
    assert str(caught.value) == f"{URL}: is a web page, not a feed: try https://gazette.example/rss.xml"
    with pytest.raises(FeedError, match="is a web page, not a feed: look for its feed"):
        parse_feed(b"<html><body>Not here</body></html>", URL)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", "is empty"),
        (b"  \n\n", "is empty"),
        (b"just words", "is no feed: neither RSS"),
        (b"<?xml version='1.0'?><note><to>you</to></note>", "is no feed: neither RSS"),
        (b"\x89PNG\r\n\x1a\n" + bytes(200), "is no feed"),
        (b'{"version": "https://jsonfeed.org/version/1"', "is not valid JSON"),
        (b'{"version": "2.0", "items": []}', "is JSON but no JSON Feed"),
        (b'{"version": "https://jsonfeed.org/version/1", "items": {}}', "without a list of items"),
        (b'{"a":' * 100_000, "is not valid JSON"),
    ],
)
def test_what_is_no_feed_is_told_in_one_line(body: bytes, message: str) -> None:
    with pytest.raises(FeedError, match=message) as caught:
        parse_feed(body, URL)
    assert str(caught.value).startswith(f"{URL}: ")
    assert "\n" not in str(caught.value)


def test_invalid_xml_is_read_as_well_as_it_goes() -> None:
    broken = rss(ITEM.format("One", 1) + "<item><title>Two & <b>three</title><link>https://a.example/2</link></item>")
    feed = parse_feed(broken[:-20], URL)
    assert [entry.link for entry in feed.entries] == ["https://a.example/1", "https://a.example/2"]
    assert kinds(feed)[0] == "invalid_xml"


BOMB = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghij", "bcdefghijk", strict=True))


@pytest.mark.parametrize(
    "head",
    [
        f'<!DOCTYPE rss [<!ENTITY a "lol">{BOMB}]>',
        f"<!DOCTYPE rss [<!-- ]> --><!ENTITY a '<x>'>{BOMB}]>",
        '<!DOCTYPE rss [<!ENTITY k SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE rss [<!ENTITY % p SYSTEM "http://127.0.0.1/x.dtd"> %p;]>',
    ],
)
def test_entities_within_entities_or_outside_are_ignored_and_told(head: str) -> None:
    feed = parse_feed(rss(ITEM.format("A &k; b", 1), head), URL)
    assert kinds(feed)[0] == "entity_bomb"
    assert feed.entries[0].link == "https://a.example/1"
    assert "lol" not in feed.entries[0].title
    assert "root:" not in feed.entries[0].title


@pytest.mark.parametrize("number", ["xD800", "xdfff", "x110000", "0", "1", "99999999999999999999", "x" + "F" * 5000])
def test_numbers_that_are_no_characters_are_left_out_and_told(number: str) -> None:
    feed = parse_feed(rss(ITEM.format(f"A&#{number};B & C", 1)), URL)
    assert [entry.title for entry in feed.entries] == ["AB & C"]
    assert kinds(feed)[0] == "control_characters"
    assert parse_feed(rss(ITEM.format("A&#xe9;&#0233;B", 1)), URL).entries[0].title == "AééB"


@pytest.mark.parametrize("link", ["http://[bad", "//[", "https://a.example:port/"])
def test_a_link_that_is_no_address_is_no_link_or_stays_as_it_is(link: str) -> None:
    item = {"title": "One", "url": link, "content_text": "half \ud800 a character"}
    data = json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [item]})
    for feed in (
        parse_feed(data.encode(), URL),
        parse_feed(rss(ITEM.format("One", 1).replace("https://a.example/1", link)), URL),
    ):
        (entry,) = feed.entries
        assert entry.link in (None, link)
        entry.text.encode("utf-8")


def test_a_fault_of_the_parser_is_told_with_the_feed_it_failed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RecursionError("too\ndeep")

    monkeypatch.setattr("feedparser.parse", fail)
    with pytest.raises(ParserError) as caught:
        parse_feed(rss(ITEM.format("One", 1)), URL)
    assert str(caught.value) == (
        f"{URL}: makes the parser fail (RecursionError: too deep): please report it with a copy of it"
    )


def test_one_long_entity_used_many_times_does_not_grow() -> None:
    head = f'<!DOCTYPE rss [<!ENTITY a "{"x" * 50_000}">]>'
    feed = parse_feed(rss(ITEM.format("&a;" * 10_000, 1), head), URL)
    assert len(feed.entries[0].title) <= TITLE_LIMIT


def test_a_title_of_megabytes_is_cut_and_told() -> None:
    feed = parse_feed(rss(ITEM.format("x" * 10_000_000, 1) + ITEM.format("Two", 2)), URL)
    assert [len(entry.title) for entry in feed.entries] == [TITLE_LIMIT, 3]
    assert kinds(feed) == ["title_too_long"]
    assert "10,000,000 characters" in feed.problems[0].message
    assert len(feed.problems[0].message) < 400


def test_a_text_of_megabytes_is_cut_and_told() -> None:
    item = ITEM.format("One", 1).replace("</item>", f"<description>{'word ' * 500_000}</description></item>")
    feed = parse_feed(rss(item), URL)
    assert len(feed.entries[0].text) == 200_000
    assert kinds(feed) == ["text_too_long"]


def test_more_entries_than_anybody_writes_are_left_out_and_told() -> None:
    feed = parse_feed(rss("".join(ITEM.format(i, i) for i in range(ENTRY_LIMIT + 5))), URL)
    assert len(feed.entries) == ENTRY_LIMIT
    assert kinds(feed) == ["too_many_entries"]


def test_a_feed_without_entries_is_told() -> None:
    feed = parse_feed(rss(""), URL)
    assert feed.entries == ()
    assert kinds(feed) == ["no_entries"]


def test_space_before_the_declaration_does_no_harm() -> None:
    feed = parse_feed(b"\xef\xbb\xbf \r\n" + rss(ITEM.format("One", 1)), URL)
    assert feed.problems == ()


@pytest.mark.skipif(not REAL.is_dir(), reason="the captured feeds are not here")
@pytest.mark.parametrize(
    ("name", "encoding", "count", "words"),
    [
        ("azumi-media_PrcmNovel.CodingTest__yahoo_ja_it.xml", "utf-8", 50, "ユニクロ"),
        ("kurtmckee_feedparser__eucjp.xml", "euc_jp", 1, "ゲーム三昧な正月"),
        ("kurtmckee_feedparser__shiftjis.xml", "cp932", 1, "記事投稿が反映されない"),
        ("miniflux_v2__no_encoding_ISO-8859-1.xml", "cp1252", 9, "études montrent"),
        ("miyagawa_plagger__tdiary.rdf", "euc_jp", 15, "特許法"),
        ("sogata-aw_SAE1.012__francetvinfo-titres.xml", "utf-8", 25, "vigilance orange"),
        ("sogata-aw_SAE1.012__lemonde.xml", "utf-8", 19, "à marche forcée"),
    ],
)
def test_captured_feeds_come_out_right(name: str, encoding: str, count: int, words: str) -> None:
    feed = parse_feed((REAL / name).read_bytes(), URL)
    assert (feed.encoding, len(feed.entries)) == (encoding, count)
    text = "".join(entry.title + entry.text for entry in feed.entries)
    assert words in text
    assert "\ufffd" not in text
