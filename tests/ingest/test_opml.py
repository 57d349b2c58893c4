"""Lists of feeds go out as OPML and come back whole; other readers' lists come in as far as they go."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import InputError
from pipeline.ingest.opml import DEFAULT_EVERY, from_opml, to_opml
from pipeline.records import LANGS, Feed

OTHERS = """<?xml version="1.0" encoding="ISO-8859-1"?>
<opml version="1.1"><head><title>Mes flux</title></head><body>
<outline text="Éco"><outline text="Le Fil" type="rss" xmlURL="https://a.example/fil" language="fr-FR"/></outline>
<outline title="日本語 " text="日本語"><outline text="速報" xmlUrl="https://b.example/rss"/></outline>
<outline text="No language" xmlUrl="https://c.example/rss"/>
<outline text="German" xmlUrl="https://d.example/rss" language="de"/>
<outline text="Again" xmlUrl="http://A.example/fil#x" language="fr"/>
<outline text="Bad" xmlUrl="feed:d.example"/>
<outline text="A note"/>
</body></opml>"""


def test_lists_of_other_readers_come_in_as_far_as_they_go() -> None:
    found = from_opml(OTHERS.encode("utf-8"), "flux.opml")
    assert found.feeds == (
        Feed("https://a.example/fil", "Le Fil", "fr", DEFAULT_EVERY),
        Feed("https://b.example/rss", "速報", "ja", DEFAULT_EVERY),
    )
    assert [problem.kind for problem in found.problems] == [
        "no_language",
        "other_language",
        "duplicate_feed",
        "bad_address",
    ]
    assert all(problem.message.startswith("flux.opml: ") for problem in found.problems)
    assert len(from_opml(OTHERS.encode("utf-8"), "flux.opml", "en").feeds) == 3


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", r"x:1: not valid XML"),
        (b"<opml>\n<body>", r"x:2: not valid XML"),
        (b"<rss/>", "is no OPML: its root is <rss>"),
        (b'<!DOCTYPE opml [<!ENTITY a "b">]><opml/>', "declares a document type"),
        ('<!DOCTYPE opml [<!ENTITY a "b">]><opml/>'.encode("utf-16"), "declares a document type"),
    ],
)
def test_what_is_no_opml_is_told(data: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message):
        from_opml(data, "x")


_TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=20)
_FEEDS = st.builds(
    Feed,
    url=st.integers(0, 10**9).map(lambda number: f"https://a.example/{number}?a=1&b=2"),
    title=_TEXT.map(lambda text: " ".join(text.split())).filter(bool),
    lang=st.sampled_from(LANGS),
    every=st.integers(1, 10_080),
    note=_TEXT.filter(lambda text: text == " ".join(text.split())),
    full_text=st.booleans(),
    enabled=st.booleans(),
)


@given(st.lists(_FEEDS, unique_by=lambda feed: feed.url, max_size=5))
def test_what_goes_out_comes_back(feeds: list[Feed]) -> None:
    found = from_opml(to_opml(feeds), "own.opml")
    assert found.problems == ()
    assert list(found.feeds) == sorted(feeds, key=lambda feed: LANGS.index(feed.lang))
