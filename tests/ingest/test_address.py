"""One article, one address: what is taken off and what is left alone."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.errors import InputError
from pipeline.ingest.address import canonical, identity_key


@pytest.mark.parametrize(
    ("given_", "wanted"),
    [
        ("https://a.example/x?utm_source=rss&utm_medium=feed", "https://a.example/x"),
        ("https://a.example/x?id=7&utm_campaign=b&page=2", "https://a.example/x?id=7&page=2"),
        ("https://a.example/x?UTM_Source=rss", "https://a.example/x"),
        ("https://a.example/x?fbclid=1&gclid=2&msclkid=3&mc_cid=4&xtor=RSS-3", "https://a.example/x"),
        ("https://a.example/x.html#xtor=RSS-3-[titres]", "https://a.example/x.html"),
        ("https://news.example/articles/9?source=rss", "https://news.example/articles/9"),
        ("https://a.example/x?ref=rss&iref=top", "https://a.example/x"),
        ("https://a.example/x?source=afp&ref=17", "https://a.example/x?source=afp&ref=17"),
        ("https://a.example/x?cid=5&p=3&eid=8", "https://a.example/x?cid=5&p=3&eid=8"),
        ("https://a.example/x?b=2&a=1", "https://a.example/x?b=2&a=1"),
        ("https://a.example/x?a=&b", "https://a.example/x?a=&b"),
        ("HTTP://A.Example:80/X", "http://a.example/X"),
        ("https://a.example:443", "https://a.example/"),
        ("https://a.example:8443/x", "https://a.example:8443/x"),
        ("https://a.example./x", "https://a.example/x"),
        ("https://bücher.example/ä b", "https://xn--bcher-kva.example/%C3%A4%20b"),
        ("https://港.example/記事", "https://xn--j6w.example/%E8%A8%98%E4%BA%8B"),
        ("https://a.example/%7euser/%e8%a8%98%2f", "https://a.example/~user/%E8%A8%98%2F"),
        ("https://a.example/x/../y/./z", "https://a.example/y/z"),
        ("https://a.example/x/amp/?amp=1", "https://a.example/x/amp/?amp=1"),
        ("  https://a.example/x\n", "https://a.example/x"),
        ("http://[2001:DB8::1]:80/x", "http://[2001:db8::1]/x"),
    ],
)
def test_the_canonical_form(given_: str, wanted: str) -> None:
    assert canonical(given_) == wanted


def test_a_relative_address_needs_its_base() -> None:
    assert canonical("../b?utm_source=x", "https://a.example/c/d") == "https://a.example/b"
    assert canonical("//b.example/x", "https://a.example/") == "https://b.example/x"


@pytest.mark.parametrize(
    "url", ["", "a.example/x", "mailto:a@b.example", "javascript:void(0)", "https://", "http://[::1"]
)
def test_what_is_no_address_is_told(url: str) -> None:
    with pytest.raises(InputError, match="is no address"):
        canonical(url)


def test_http_and_https_name_one_article() -> None:
    assert identity_key(canonical("http://a.example/x")) == identity_key(canonical("https://a.example:443/x"))


_WORDS = st.text(
    st.characters(codec="utf-8", exclude_characters="\r\n\t", exclude_categories=["Cs", "Cc"]), max_size=12
)


@example(path=".", query="", fragment="")
@example(path="a/..", query="b=1", fragment="")
@given(path=_WORDS, query=_WORDS, fragment=_WORDS)
def test_the_canonical_form_is_its_own(path: str, query: str, fragment: str) -> None:
    try:
        once = canonical(f"https://a.example/{path}?{query}#{fragment}")
    except InputError:
        return
    assert canonical(once) == once


@given(st.permutations(["utm_source=a", "utm_medium=b", "fbclid=c", "ref=rss"]), st.integers(0, 4))
def test_tracking_parameters_do_not_matter_in_any_order(parts: list[str], position: int) -> None:
    query = "&".join([*parts[:position], "id=1", *parts[position:]])
    assert canonical(f"https://a.example/x?{query}") == "https://a.example/x?id=1"
