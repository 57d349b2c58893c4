"""Texts as other systems deliver them: nothing crashes, and what is read moves little."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.extract.dates import find_dates
from pipeline.extract.engine import load_engine
from pipeline.extract.money import find_money
from pipeline.extract.sentences import sentence_bounds
from pipeline.extract.shares import find_shares
from pipeline.extract.tagger.windows import cut_windows
from pipeline.records import LANGS, Article, Extraction, Lang
from tests.extract.passages import read_cases

ARTICLES = [case.article for case in read_cases()]
Change = Callable[[str], str]

_FULL = {c: c + 0xFEE0 for c in range(0x21, 0x7F)}
_KATAKANA = {unicodedata.normalize("NFKC", chr(half)): chr(half) for half in range(0xFF66, 0xFF9E)}
_HALF = str.maketrans(
    _KATAKANA | {"ダ": "\uff80\uff9e", "グ": "\uff78\uff9e", "プ": "\uff8c\uff9f", "ジ": "\uff7c\uff9e"}
)
_MEGABYTE = 1_000_000


def read(articles: list[Article]) -> list[Extraction]:
    return load_engine().extract(articles)


@pytest.fixture(scope="module")
def plain() -> list[Extraction]:
    """What is read in the texts as they are."""
    return read(ARTICLES)


def changed(change: Change, langs: tuple[Lang, ...] = LANGS) -> tuple[list[int], list[Extraction]]:
    """Indices of the articles of some languages, and what is read in them after a change."""
    chosen = [i for i, a in enumerate(ARTICLES) if a.lang in langs]
    articles = [
        Article(ARTICLES[i].id, change(ARTICLES[i].title), change(ARTICLES[i].text), ARTICLES[i].lang) for i in chosen
    ]
    found = read(articles)
    for article, extraction in zip(articles, found, strict=True):
        check(article, extraction)
    return chosen, found


def check(article: Article, extraction: Extraction) -> None:
    """All offsets lie in the text and mark what they say."""
    body = article.body
    for entity in extraction.entities:
        assert body[entity.start : entity.end] == entity.text != ""
    for money in extraction.amounts:
        assert body[money.start : money.end] == money.text != ""
    for report in extraction.reports:
        assert report.parties
        for where in (*report.evidence, *(e for p in report.parties for e in p.evidence)):
            assert 0 <= where.sentence_start <= where.start < where.end <= where.sentence_end <= len(body)


def _deals(extraction: Extraction) -> set[tuple[object, ...]]:
    return {(r.type, r.amount.currency if r.amount else None, r.amount and r.amount.top) for r in extraction.reports}


def _names(extraction: Extraction) -> set[str]:
    return {unicodedata.normalize("NFKC", e.text).casefold().replace("’", "'") for e in extraction.entities}


def _amounts(extraction: Extraction) -> set[tuple[object, ...]]:
    return {(m.currency, m.low, m.high) for m in extraction.amounts}


def overlap(
    what: Callable[[Extraction], set[object]], plain: list[Extraction], chosen: list[int], found: list[Extraction]
) -> float:
    """How much of what is read before and after a change is read in both: 1 where nothing moved."""
    both = sum(len(what(plain[i]) & what(e)) for i, e in zip(chosen, found, strict=True))
    either = sum(len(what(plain[i]) | what(e)) for i, e in zip(chosen, found, strict=True))
    return both / either


CHANGES: dict[str, tuple[Change, tuple[Lang, ...], float, float, float]] = {
    # what: (change, languages, least overlap of names, of amounts, of deals)
    "curly apostrophes": (lambda s: s.replace("'", "’"), ("fr", "en"), 0.95, 1.0, 0.9),
    "no-break spaces": (lambda s: s.replace(" ", "\u00a0"), ("fr", "en"), 0.9, 0.75, 0.85),
    "capitals": (str.upper, ("fr", "en"), 0.6, 0.45, 0.25),
    "full width": (lambda s: s.translate(_FULL), ("ja",), 0.9, 1.0, 0.85),
    "half-width katakana": (lambda s: s.translate(_HALF), ("ja",), 0.8, 1.0, 0.85),
    "tags left over": (lambda s: f"<p>{s}</p>", LANGS, 0.9, 1.0, 0.85),
    "entities left over": (lambda s: s.replace(". ", ".&nbsp; ") + " &amp; &#8230;", LANGS, 0.75, 1.0, 0.85),
    "lines broken": (lambda s: s.replace(", ", ",\n"), ("fr", "en"), 0.9, 0.95, 0.85),
    "accents apart": (lambda s: unicodedata.normalize("NFD", s), ("fr",), 0.8, 0.95, 0.85),
}
"""Bounds below what was measured, so that a change of model may move them a little."""


@pytest.mark.parametrize("name", CHANGES)
def test_what_is_read_moves_little(name: str, plain: list[Extraction]) -> None:
    change, langs, names, amounts, deals = CHANGES[name]
    chosen, found = changed(change, langs)
    assert overlap(_names, plain, chosen, found) >= names  # type: ignore[arg-type]
    assert overlap(_amounts, plain, chosen, found) >= amounts  # type: ignore[arg-type]
    assert overlap(_deals, plain, chosen, found) >= deals  # type: ignore[arg-type]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(ARTICLES), st.data())
def test_truncated_anywhere(article: Article, data: st.DataObject) -> None:
    body = article.text
    start = data.draw(st.integers(0, len(body)))
    end = data.draw(st.integers(start, len(body)))
    cut = Article("cut", article.title, body[start:end], article.lang)
    check(cut, read([cut])[0])


ODD = [
    "",
    " ",
    "\n\n",
    "\ud800",
    "a\udfffb 3 million euros",
    "\x00",
    "😀",
    "👩‍👩‍👧 買収 🇯🇵",
    "\u200b",
    "\ufeff",
    "e\u0301" * 50,
    "\u202e",
]


@pytest.mark.parametrize("lang", LANGS)
def test_odd_characters(lang: Lang) -> None:
    odd = [Article(str(i), title, text, lang) for i, text in enumerate(ODD) for title in (text, "")]
    for article, extraction in zip(odd, read(odd), strict=True):
        check(article, extraction)


@settings(max_examples=30, deadline=None)
@given(st.text(st.characters(), max_size=60), st.sampled_from(LANGS))
def test_any_characters(text: str, lang: Lang) -> None:
    article = Article("any", text[:10], text[10:], lang)
    check(article, read([article])[0])


def test_surrogates_and_emoji_do_not_shift_offsets() -> None:
    text = "😀 \ud83d Halma has agreed to buy the sensor maker Brandtek for 180 million euros."
    article = Article("a", "Halma buys Brandtek", text, "en")
    (found,) = read([article])
    check(article, found)
    assert {"Halma", "Brandtek"} <= {e.text for e in found.entities}


@pytest.mark.parametrize("char", [" ", "\n", "\u3000", "\t"])
def test_a_megabyte_of_nothing(char: str) -> None:
    (found,) = read([Article("a", "Halma buys Brandtek", char * _MEGABYTE, "en")])
    assert found.amounts == ()


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("char", ["a", "1", "(", ".", "十", "%", "。", ","])
def test_the_rules_take_a_long_run_of_one_character(char: str, lang: Lang) -> None:
    text = char * 200_000
    assert not find_money(text, lang)
    assert not find_shares(text, lang)
    assert sentence_bounds(text)[-1] == 200_000
    assert not find_dates(text, lang, date(2025, 1, 1))


def test_windows_of_a_megabyte_stay_within_their_bound() -> None:
    windows = cut_windows("Title", "x" * _MEGABYTE, len, 320)
    assert max(len(w.text) for w in windows) <= 320
    assert sum(len(w.text) - w.lead for w in windows) == _MEGABYTE
