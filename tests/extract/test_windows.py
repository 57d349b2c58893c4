"""Windows cover the whole article, each within its bound, with the headline before all but a lone one."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extract.tagger.windows import cut_windows


def by_words(text: str) -> int:
    """A stand-in for the tokenizer: words, and a piece for every third character of a long one."""
    return sum(1 + len(word) // 3 for word in text.split())


def test_a_short_article_is_one_window() -> None:
    (window,) = cut_windows("Title", "One line.", by_words, 50)
    assert window.text == "Title\nOne line."
    assert window.shift == 0


def test_a_long_article_is_cut_at_lines_and_keeps_its_headline() -> None:
    text = "\n".join(f"Line {n} says a few words." for n in range(20))
    windows = cut_windows("The title", text, by_words, 40)
    assert len(windows) > 1
    assert all(w.text.startswith("The title\nLine") for w in windows)
    assert all(by_words(w.text) <= 40 for w in windows)


def test_a_line_too_long_is_cut_at_sentences() -> None:
    text = " ".join(f"Sentence {n} is here." for n in range(30))
    windows = cut_windows("T", text, by_words, 40)
    assert all(w.text.rstrip().endswith(".") for w in windows)


def test_a_headline_too_long_is_not_repeated() -> None:
    windows = cut_windows("word " * 60, "Text. " * 60, by_words, 40)
    assert all(w.lead == 0 for w in windows)


@settings(max_examples=60, deadline=None)
@given(st.text("ab .。\n文", max_size=40), st.text("ab .。\n文", max_size=400), st.integers(6, 40))
def test_windows_cover_the_body_once(title: str, text: str, limit: int) -> None:
    body = f"{title}\n{text}"
    windows = cut_windows(title, text, len, limit)
    held = bytearray(len(body))
    for window in windows:
        assert len(window.text) <= limit
        for at, char in enumerate(window.text):
            assert body[window.to_body(at)] == char
            held[window.to_body(at)] += at >= window.lead or held[window.to_body(at)] == 0
    assert set(held) <= {1}, "every character is read, and none but the headline's twice"
