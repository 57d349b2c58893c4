"""Katakana and Latin spellings of one name meet; those of two names do not."""

from collections import defaultdict
from pathlib import Path

import pytest

from pipeline.link.phonetics import is_katakana, romanise, same_by_sound, skeletons

PAIRS = Path(__file__).parents[1] / "knowledge" / "pairs.tsv"


@pytest.mark.parametrize(
    ("katakana", "latin"),
    [
        ("オープンAI", "OpenAI"),
        ("エヌビディア", "Nvidia"),
        ("クリーブランド・クリフス", "Cleveland-Cliffs"),
        ("マイクロソフト", "Microsoft"),
        ("スターバックス", "Starbucks"),
        ("ネットフリックス", "Netflix"),
        ("エルメス", "Hermès"),
        ("ユニリーバ", "Unilever"),
        ("シュナイダーエレクトリック", "Schneider Electric"),
        ("テレフォニカ", "Telefónica"),
        ("ブラックストーン", "Blackstone"),
        ("ブリヂストン", "Bridgestone"),
    ],
)
def test_one_name_by_ear(katakana: str, latin: str) -> None:
    assert same_by_sound(katakana, latin)


@pytest.mark.parametrize(
    ("katakana", "latin"),
    [
        ("ルノー", "Rhône"),
        ("アップル", "Apollo"),
        ("メタ", "Moody"),
        ("シェル", "Shire"),
        ("パナソニック", "Pan Sonic Oil"),
        ("オラクル", "Auréa"),
        ("グーグル", "Gogoro"),
    ],
)
def test_two_names_by_ear(katakana: str, latin: str) -> None:
    assert not same_by_sound(katakana, latin)


def test_a_short_name_shares_its_skeleton_though_it_is_not_sure() -> None:
    assert skeletons("ルノー") & skeletons("Renault")
    assert not same_by_sound("ルノー", "Renault")


def test_romaji_keeps_latin_letters_and_small_kana() -> None:
    assert romanise("エヌビディア") == "enubidia"
    assert romanise("ミストラルAI") == "misutoraruai"
    assert romanise("チェコ") == "cheko"


def test_chinese_characters_are_not_heard() -> None:
    assert not is_katakana("日本製鉄")
    assert skeletons("日本製鉄") == frozenset()
    assert skeletons("Нева") == frozenset()


def test_recall_and_precision_on_listed_companies_without_the_knowledge_base() -> None:
    """Each Japanese name among the pairs looks for its English name among all of them, by sound alone."""
    rows = [line.split("\t") for line in PAIRS.read_text(encoding="utf-8").splitlines() if "\t" in line]
    pairs = [(row[1], row[2]) for row in rows if is_katakana(row[1])]
    by_skeleton: dict[str, list[str]] = defaultdict(list)
    for _, english in pairs:
        for skeleton in skeletons(english):
            by_skeleton[skeleton].append(english)
    right = wrong = 0
    for japanese, english in pairs:
        heard = {e for s in skeletons(japanese) for e in by_skeleton.get(s, ()) if same_by_sound(japanese, e)}
        if len(heard) == 1:
            right += heard == {english}
            wrong += heard != {english}
    assert len(pairs) >= 100
    assert right / (right + wrong) >= 0.97
    assert right / len(pairs) >= 0.55
