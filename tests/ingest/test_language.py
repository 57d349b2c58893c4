"""The language is found in the text; a text in another language is in none of ours."""

from __future__ import annotations

import pytest

from pipeline.ingest.language import detect_language
from pipeline.records import Lang

FR = "Le groupe a annoncé mardi le rachat de son concurrent pour un montant qui n'a pas été dévoilé."
EN = "The group said on Tuesday that it would buy its rival for a sum that was not disclosed."
JA = "同社は7日、競合の全株式を取得し子会社化すると発表した。取得額は明らかにしていない。"


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        (FR, "fr"),
        (EN, "en"),
        (JA, "ja"),
        ("ソフトバンク、OpenAIに追加出資 Vision Fund 2経由で最大225億ドル SoftBank Group Corp.", "ja"),
        (f"{FR} « We are delighted », a dit son directeur.", "fr"),
    ],
)
@pytest.mark.parametrize("expected", [None, "fr", "ja", "en"])
def test_a_clear_text_decides_whatever_the_feed_says(text: str, lang: Lang, expected: Lang | None) -> None:
    assert detect_language(text, expected) == lang


@pytest.mark.parametrize(
    ("text", "lang"), [("Vermeil lève 40 millions d'euros", "fr"), ("Loom raises $9m to build looms", "en")]
)
def test_a_headline_alone_is_told_too(text: str, lang: Lang) -> None:
    assert detect_language(text) == lang


@pytest.mark.parametrize(
    "text",
    [
        "Der Konzern kauft das Unternehmen für drei Milliarden Euro und will die Übernahme bis Jahresende abschließen.",
        "La empresa compra a su rival por trescientos millones de euros en una operación que cerrará en marzo de 2025.",
        "Il gruppo ha annunciato martedì l'acquisizione del concorrente per una cifra che non è stata resa nota.",
        "该公司周二宣布，将以三十亿元人民币收购其竞争对手的全部股份，双方预计交易将于明年三月完成，目前仍需获得监管机构批准。",
        "삼성전자가 경쟁사를 30억 달러에 인수한다고 화요일 발표했다. 거래는 내년 3월에 완료될 예정이다.",
        "Компания объявила во вторник о покупке конкурента за три миллиарда рублей, сделка закроется в марте.",
    ],
)
@pytest.mark.parametrize("expected", [None, "fr", "ja", "en"])
def test_another_language_is_none_of_ours(text: str, expected: Lang | None) -> None:
    assert detect_language(text, expected) is None


@pytest.mark.parametrize(
    ("text", "expected"), [("SoftBank", "en"), ("東京電力、KKR", "ja"), ("", "fr"), ("12 345", "ja")]
)
def test_a_text_too_short_to_tell_is_what_the_feed_says(text: str, expected: Lang) -> None:
    assert detect_language(text, None) is None
    assert detect_language(text, expected) == (expected if expected != "ja" or text[0] == "東" else None)
