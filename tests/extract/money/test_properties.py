"""What holds for any amount and any text."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extract.money import find_money, money_to_text
from pipeline.extract.money.currencies import currencies
from pipeline.records import LANGS, Lang, Money, Qualifier

langs = st.sampled_from(LANGS)
figures = st.one_of(
    st.decimals(min_value=0, max_value=10**6, places=4),
    st.integers(min_value=0, max_value=10**18 - 1).map(Decimal),
    st.integers(min_value=0, max_value=10**22 - 1).map(lambda figure: Decimal(figure).scaleb(-4)),
    st.tuples(st.integers(min_value=1, max_value=9999), st.integers(min_value=3, max_value=13)).map(
        lambda pair: Decimal(pair[0] * 10 ** pair[1])
    ),
)
qualifiers: st.SearchStrategy[Qualifier] = st.sampled_from(
    ("exact", "approx", "up_to", "less_than", "at_least", "more_than")
)


@st.composite
def amounts(draw: st.DrawFn) -> Money:
    code = draw(st.sampled_from(sorted(currencies())))
    qualifier, value = draw(qualifiers), draw(figures)
    low = None if qualifier in ("up_to", "less_than") else value
    high = None if qualifier in ("at_least", "more_than") else value
    return Money("", 0, 0, code, low, high, qualifier)


@st.composite
def ranges(draw: st.DrawFn) -> Money:
    low, high = sorted(draw(st.lists(figures, min_size=2, max_size=2, unique=True)))
    return Money("", 0, 0, draw(st.sampled_from(sorted(currencies()))), low, high, "range")


@given(amounts(), langs)
@settings(max_examples=600, deadline=None)
def test_a_printed_amount_reads_back_the_same(money: Money, lang: Lang) -> None:
    found = find_money(money_to_text(money, lang), lang)
    assert [(m.currency, m.low, m.high, m.qualifier) for m in found] == [
        (money.currency, money.low, money.high, money.qualifier)
    ]


@given(ranges(), langs)
@settings(max_examples=300, deadline=None)
def test_a_printed_range_reads_back_the_same(money: Money, lang: Lang) -> None:
    found = find_money(money_to_text(money, lang), lang)
    assert [(m.currency, m.low, m.high, m.qualifier) for m in found] == [
        (money.currency, money.low, money.high, "range")
    ]


FORMS: dict[str, Callable[[str], str]] = {
    "capitals": str.upper,
    "spaces that do not break": lambda text: text.replace(" ", "\u00a0"),
    "thin spaces": lambda text: text.replace(" ", "\u202f").replace("\u00a0", "\u202f"),
    "in a sentence": lambda text: f"({text}) · {text}.",
}


@given(amounts(), st.sampled_from(sorted(FORMS)), langs)
@settings(max_examples=500, deadline=None)
def test_a_printed_amount_reads_the_same_however_it_is_set(money: Money, form: str, lang: Lang) -> None:
    found = find_money(FORMS[form](money_to_text(money, lang)), lang)
    assert {(m.currency, m.low, m.high, m.qualifier) for m in found} == {
        (money.currency, money.low, money.high, money.qualifier)
    }


WORDS = """
0 1 12 1,5 3.4 000 ١ ９ ½ 二 十 百 千 万 億 兆 円 ドル 元 銭 約 最大 超 以上 〜 、 。 （ ） ( ) - – € $ £ ¥ US$ R N Rs
p c million millions milliard milliards billion d' de d’ euro euros dollars livres francs pounds yen won kr M Md k bn
m entre et à between and to from about environ plus jusqu'à up un une a half demi centaine cent mille one two hundred
par action per share dont worth valued rachat İ ß 🙂 . , ; : ' = /
"""
PIECES = st.sampled_from([*WORDS.split(), "\t", "\n", " ", "  ", "\u202f", "\u00a0", "\x00", "\ud800"])
texts = st.one_of(st.text(), st.lists(PIECES, max_size=40).map(" ".join), st.lists(PIECES, max_size=60).map("".join))


@given(texts, langs)
@settings(max_examples=1500, deadline=None)
def test_no_text_makes_it_raise_and_offsets_are_exact(text: str, lang: Lang) -> None:
    end = 0
    for money in find_money(text, lang):
        assert text[money.start : money.end] == money.text
        assert end <= money.start < money.end <= len(text)
        assert money.currency in currencies()
        assert money.low is not None or money.high is not None
        assert money.top >= 0
        if money.low is not None and money.high is not None:
            assert money.low <= money.high
        if money.about_evidence is not None:
            first, last = money.about_evidence
            assert 0 <= first < last <= len(text)
        end = money.end


@given(texts, texts)
@settings(max_examples=200, deadline=None)
def test_it_is_a_function_of_the_text(text: str, other: str) -> None:
    before = find_money(text, "fr")
    find_money(other, "fr")
    assert find_money(text, "fr") == before
