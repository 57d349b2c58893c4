"""An entry is known again by address, id or content; what names several entries names none."""

from __future__ import annotations

from dataclasses import replace

from pipeline.ingest.entries import Entry
from pipeline.ingest.identity import article_id, content_key, given_identity, identify, with_article
from pipeline.records import Article

FEED = "https://a.example/feed"
TEXT = "Brightwater plc has agreed to buy Tern & Sons for £120m in cash, the two companies said on Tuesday evening."
ENTRY = Entry("id-1", "https://a.example/1?utm_source=rss", "Brightwater buys Tern", TEXT)


def one(entry: Entry, feed: str = FEED) -> set[str]:
    return set(identify(feed, [entry])[0].keys)


def test_an_entry_has_three_names_the_surest_first() -> None:
    keys = identify(FEED, [ENTRY])[0].keys
    assert [key.partition(":")[0] for key in keys] == ["entry", "address", "content"]


def test_tracking_and_scheme_do_not_change_the_address() -> None:
    other = replace(ENTRY, id="id-2", link="http://a.example/1#top", text="")
    assert len(one(ENTRY) & one(other)) == 1


def test_another_feed_knows_it_by_address_and_content_not_by_id() -> None:
    common = one(ENTRY) & one(ENTRY, "https://b.example/feed")
    assert {key.partition(":")[0] for key in common} == {"address", "content"}


def test_the_same_content_at_another_address_is_known() -> None:
    other = replace(ENTRY, id="id-2", link="https://a.example/2", text=TEXT.replace(" ", "  "))
    assert {key.partition(":")[0] for key in one(ENTRY) & one(other)} == {"content"}


def test_little_text_is_no_name() -> None:
    assert content_key("Title", "Read more") is None
    first, second = identify(FEED, [replace(ENTRY, text="More"), Entry("id-2", None, ENTRY.title, "More")])
    assert not set(first.keys) & set(second.keys)


def test_an_entry_that_nothing_names_is_known_by_its_little_text() -> None:
    assert one(Entry(None, None, "Title", "")) == one(Entry(None, None, " Title ", ""))
    assert one(Entry(None, None, "Title", "")) != one(Entry(None, None, "Title 2", ""))


def test_an_id_or_address_of_several_entries_is_left_out() -> None:
    entries = [Entry("home", "https://a.example/", f"News {i}", f"{TEXT} {i}") for i in range(3)]
    kinds = [[key.partition(":")[0] for key in identity.keys] for identity in identify(FEED, entries)]
    assert kinds == [["content"]] * 3
    fragments = [Entry(f"i{i}", f"https://a.example/day.html#p{i}", f"News {i}", "") for i in range(2)]
    assert [len(identity.keys) for identity in identify(FEED, fragments)] == [1, 1]


def test_an_entry_listed_twice_keeps_its_names() -> None:
    again = replace(ENTRY, id="id-1-again", link="https://a.example/1?ref=rss")
    first, second = identify(FEED, [ENTRY, again])
    assert first == identify(FEED, [ENTRY])[0]
    assert {key.partition(":")[0] for key in set(first.keys) & set(second.keys)} == {"address", "content"}


def test_the_digest_follows_what_the_feed_says() -> None:
    before, after = (identify(FEED, [entry])[0] for entry in (ENTRY, replace(ENTRY, text=f"{TEXT} Corrected.")))
    assert before.digest != after.digest
    assert before.keys[:2] == after.keys[:2]


def test_ids_come_from_the_address_whatever_the_feed() -> None:
    ids = {article_id(identify(feed, [ENTRY])[0]) for feed in (FEED, "https://b.example/feed")}
    assert len(ids) == 1
    assert article_id(given_identity("other title", "other text", "http://a.example/1")) in ids


def test_the_article_adds_the_names_of_its_page() -> None:
    identity = identify(FEED, [ENTRY])[0]
    article = Article("a1", "Brightwater buys Tern", f"{TEXT} More of it.")
    more = with_article(identity, article, "https://a.example/brightwater")
    assert more.keys[:3] == identity.keys
    assert "address:a.example/brightwater" in more.keys
    assert len(more.keys) == 5
