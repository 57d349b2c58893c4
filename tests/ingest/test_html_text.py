"""HTML of feeds to paragraphs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.ingest.html_text import html_to_text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", ""),
        ("plain", "plain"),
        ("two\nlines  here", "two\nlines here"),
        ("R&amp;D &eacute;t&#233;", "R&D été"),
        ("3 < 4 & 5 > 2", "3 < 4 & 5 > 2"),
        ("<p>One\n two</p><p>Three</p>", "One two\nThree"),
        ("A <b>bold</b><i>est</i> word", "A boldest word"),
        ("One<br>two<br/>three", "One\ntwo\nthree"),
        ("<div>a<p>b</p>c</div>d", "a\nb\nc\nd"),
        ("<ul><li>x</li><li>y</li></ul>", "x\ny"),
        ("<script>f()</script><style>p{}</style>kept<!-- gone -->", "kept"),
        ("<p>&nbsp;</p><p> spaced&nbsp;out </p>", "spaced out"),
        ("<p>株式会社<br>青葉</p>", "株式会社\n青葉"),
        ("<p>never closed", "never closed"),
    ],
)
def test_paragraphs(html: str, text: str) -> None:
    assert html_to_text(html) == text


@given(st.lists(st.text("abc é港", min_size=1).filter(str.strip), min_size=1, max_size=5))
def test_text_between_tags_is_kept_in_order(words: list[str]) -> None:
    html = "".join(f"<p>{word}</p>" for word in words)
    assert html_to_text(html) == "\n".join(" ".join(word.split()) for word in words)
