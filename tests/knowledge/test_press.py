"""Names of registers as the press writes them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.knowledge.press import press_name, press_name_ja, shortened_ja

LATIN = [
    ("KANEKO SEEDS CO., LTD.", "", "Kaneko Seeds"),
    ("AMAZON COM INC", "", "Amazon.com"),
    ("BANK OF AMERICA CORP /DE/", "", "Bank of America"),
    ("COSTCO WHOLESALE CORP /NEW", "", "Costco Wholesale"),
    ("JPMORGAN CHASE & CO", "", "Jpmorgan Chase"),
    ("Anheuser-Busch InBev SA/NV", "", "Anheuser-Busch InBev"),
    ("NOVO NORDISK A S", "", "Novo Nordisk"),
    ("British American Tobacco p.l.c.", "", "British American Tobacco"),
    ("LVMH MOET HENNESSY LOUIS VUITTON/ADR", "", "LVMH Moet Hennessy Louis Vuitton"),
    ("AT&T INC.", "", "AT&T"),
    ("3M CO", "", "3M"),
    ("VISA INC.", "", "Visa"),
    ("AbbVie Inc.", "", "AbbVie"),
    ("Kering S.A.", "", "Kering"),
    ("Merck & Co., Inc.", "", "Merck"),
    ("The Hyakugo Bank, Ltd.", "", "Hyakugo Bank"),
    ("SBI HOLDINGS,INC.", "ＳＢＩホールディングス株式会社", "SBI Holdings"),
    ("AIFUL CORPORATION", "アイフル株式会社", "Aiful"),
    ("taisei corporation", "大成建設株式会社", "taisei"),
    ("sun-wa technos corporation", "サンワテクノス株式会社", "Sun-Wa Technos"),
    ("Banco Santander (Brasil) S.A.", "", "Banco Santander (Brasil)"),
]

JAPANESE = [
    ("カネコ種苗株式会社", "カネコ種苗"),
    ("株式会社ＳＴＩフードホールディングス", "STIフードホールディングス"),
    ("株式会社　ニュー・オータニ", "ニュー・オータニ"),
    ("アッヴィ・インク", "アッヴィ"),
    ("ザ・ゴールドマン・サックス・グループ・インク", "ゴールドマン・サックス・グループ"),
    ("イーライ・リリー・アンド・カンパニー", "イーライ・リリー"),
    ("アプライド　マテリアルズ　インク", "アプライド・マテリアルズ"),
    ("エア・リキード・エス・エー（Ｌ’ＡＩＲ　ＬＩＱＵＩＤＥ　Ｓ．Ａ．）", "エア・リキード"),
    ("中国工商銀行股イ分有限公司", "中国工商銀行"),
    ("Ｔｅｓｌａ，　Ｉｎｃ．", "Tesla"),
]


@pytest.mark.parametrize(("given_name", "hint", "wanted"), LATIN)
def test_a_latin_name_is_brought_to_the_form_of_the_press(given_name: str, hint: str, wanted: str) -> None:
    assert press_name(given_name, hint) == wanted


@pytest.mark.parametrize(("given_name", "wanted"), JAPANESE)
def test_a_japanese_name_is_brought_to_the_form_of_the_press(given_name: str, wanted: str) -> None:
    assert press_name_ja(given_name) == wanted


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("ロイヤルホールディングス", "ロイヤルHD"),
        ("シグマクシス・ホールディングス", "シグマクシスHD"),
        ("しずおかフィナンシャルグループ", "しずおかFG"),
        ("ソフトバンクグループ", "ソフトバンクG"),
        ("ヤマウラ", None),
        ("グループ", None),
    ],
)
def test_headlines_shorten_holdings_and_groups(name: str, wanted: str | None) -> None:
    assert shortened_ja(name) == wanted


@given(st.text(min_size=1, max_size=40))
def test_nothing_is_lost_entirely(text: str) -> None:
    """Whatever the name, something that can be read is left of it."""
    if any(c.isalnum() for c in text):
        assert press_name(text)
        assert press_name_ja(text)


@pytest.mark.parametrize("name", ["Co Ltd", "Inc.", "SE", "株式会社", "インク"])
def test_a_name_that_is_only_a_legal_form_is_kept(name: str) -> None:
    assert press_name(name)
    assert press_name_ja(name)
