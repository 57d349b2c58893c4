"""Words of articles are found in all three languages, on the SQLite that runs."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.records import Article
from pipeline.store import Store, open_store
from pipeline.store.words import find_words, index_words, match_expression, parse_query

ARTICLES = (
    Article(
        "fr", "Équans change de mains", "L'acquéreur, un groupe coté à Zürich, a signé l’acquisition. Œuvre.", "fr"
    ),
    Article("ja", "ソニーグループ、海外企業買収を発表", "生成AI企業の株式をｿﾌﾄﾊﾞﾝｸが取得する。総額は２億円。", "ja"),
    Article("en", "The acquisition of Nestlé's unit", "AT&T signed on Tuesday; the acquirer paid in cash.", "en"),
)


@pytest.fixture
def store() -> Store:
    store = open_store(":memory:")
    for article in ARTICLES:
        store.articles.put(article)
    return store


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("買収", "ja"), ("企業買収", "ja"), ("業買", "ja"), ("収", "ja"), ("買", "ja"), ("買企", ""), ("億", "ja"),
        ("生成AI", "ja"), ("AI企業", "ja"), ("2億円", "ja"),
        ("ソフトバンク", "ja"), ("ｿﾆｰ", "ja"), ("グループ", "ja"), ("クルーフ", ""),
        ("equans", "fr"), ("ÉQUANS", "fr"), ("acquereur", "fr"), ("l'acquéreur", "fr"), ("zurich", "fr"),
        ("oeuvre", "fr"), ("nestle", "en"), ("AT&T", "en"), ("acquisition", "en fr"), ("acqui", ""),
        ("acqui*", "en fr"), ("acquisition signed", "en"), ('"signed on"', "en"), ('"on signed"', ""),
        ("acquisition -cash", "fr"), ("acquisition -買収", "en fr"), ("-acquisition", ""), ("", ""), ("?! ...", ""),
        ('"', ""), ('"acquisition of', "en"),
        ("NEAR(acquisition)", ""), ("title:acquisition", ""), ("acquisition OR cash", ""),
    ],
)  # fmt: skip
def test_words_are_found_in_any_script(store: Store, query: str, found: str) -> None:
    hits = store.search.find(parse_query(query), 10)
    assert sorted(hit.article for hit in hits) == found.split()
    assert store.search.count(parse_query(query)) == len(found.split())


def test_a_word_of_the_title_counts_more(store: Store) -> None:
    store.articles.put(Article("text", "A title of five words", "Zinc is in the text alone.", "en"))
    store.articles.put(Article("title", "Zinc and four words more", "It is in the title alone.", "en"))
    assert [hit.article for hit in store.search.find(parse_query("zinc"), 10)] == ["title", "text"]
    assert [hit.article for hit in store.search.find(parse_query("zinc"), 1, 1)] == ["text"]


def test_a_new_version_takes_the_place_of_the_old_one(store: Store) -> None:
    store.articles.put(replace(ARTICLES[2], title="The merger", text="Nothing else."))
    assert store.search.find(parse_query("cash"), 10) == []
    assert [hit.article for hit in store.search.find(parse_query("merger"), 10)] == ["en"]
    assert store.search.count(parse_query("acquisition")) == 1


def test_the_index_made_anew_is_the_same(store: Store) -> None:
    store.articles.put(replace(ARTICLES[2], text="Cash again."))
    queries = [parse_query(q) for q in ("買収", "acquisition", "cash", "a*")]
    before = [store.search.find(query, 10) for query in queries]
    with store.transaction():
        store.search.rebuild()
    assert [store.search.find(query, 10) for query in queries] == before
    assert store.search.is_current()


def test_an_index_of_another_version_is_made_anew_when_the_database_is_opened(tmp_path: Path) -> None:
    with open_store(tmp_path / "a.db") as store:
        store.articles.put(ARTICLES[1])
        store.connection.execute("INSERT INTO x_search (x_search) VALUES ('delete-all')")
        store.connection.execute("UPDATE x_search_version SET words = 0")
        assert store.search.count(parse_query("買収")) == 0
    with open_store(tmp_path / "a.db") as store:
        assert store.search.count(parse_query("買収")) == 1 and store.search.is_current()


def test_what_was_found_is_marked_in_the_text_as_it_is() -> None:
    text = "生成AI企業の株式をｿﾌﾄﾊﾞﾝｸが取得、Nestlé’s OEuvre"
    for query, words in [
        ("企業", "企業"),
        ("ソフトバンク", "ｿﾌﾄﾊﾞﾝｸ"),
        ("nestle", "Nestlé"),
        ("œuv*", "OEuvre"),
        ("株", "株"),
    ]:
        assert [text[a:b] for a, b in find_words(text, parse_query(query))] == [words]
    assert find_words(text, parse_query("企業の株式 -nestle")) == [(4, 9)]


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=40), st.text(min_size=1, max_size=5))
def test_every_part_of_a_japanese_text_is_found_in_it(before: str, word: str) -> None:
    store = open_store(":memory:")
    kanji = "".join(chr(0x4E00 + ord(c) % 0x5000) for c in word)
    store.articles.put(Article("a", before, f"{before}{kanji}{before}"))
    assert store.search.count(parse_query(kanji)) == 1


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=60))
def test_no_query_breaks_the_index(query: str) -> None:
    store = open_store(":memory:")
    store.articles.put(ARTICLES[0])
    expression = match_expression(parse_query(query))
    assert (expression is None) <= (store.search.count(parse_query(query)) == 0)
    assert index_words(query) == index_words(query).strip()
