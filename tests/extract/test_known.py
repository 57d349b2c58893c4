"""Names of known organisations that the tagger cuts short or takes for something else's."""

from __future__ import annotations

import pytest

from pipeline.extract.known import as_organisations, whole_names
from pipeline.extract.tagger.tagging import Mention
from pipeline.knowledge import load_knowledge


@pytest.mark.parametrize(
    ("name", "kind", "confidence", "settled"),
    [
        ("EDF", "PLACE", 0.7, "ORG"),
        ("edf", "PLACE", 0.7, "ORG"),
        ("パナソニック", "PLACE", 0.6, "ORG"),
        ("Wendel", "PERSON", 0.6, "ORG"),
        ("Zurich", "PLACE", 0.99, "PLACE"),
        ("Zblorg sur Mer", "PLACE", 0.6, "PLACE"),
        ("Twitter", "PRODUCT", 0.6, "PRODUCT"),
        ("Cedeao", "PLACE", 0.97, "ORG"),
        ("Mercosur", "PRODUCT", 0.97, "ORG"),
        ("Nina Ricci", "PERSON", 0.7, "ORG"),
        ("EDF", "ORG", 0.7, "ORG"),
    ],
)
def test_a_known_organisation_and_a_company_unless_the_tagger_is_sure(
    name: str, kind: str, confidence: float, settled: str
) -> None:
    text = f"chez {name}, dit-on"
    (found,) = as_organisations(text, [Mention(5, 5 + len(name), kind, confidence)], load_knowledge())
    assert (found.kind, found.start, found.confidence) == (settled, 5, confidence)


@pytest.mark.parametrize(
    ("text", "found", "names"),
    [
        ("世界最大手の台湾積体電路製造が", [("台湾", "PLACE"), ("積体電路製造", "ORG")], ["台湾積体電路製造"]),
        ("大和証券グループ本社系の会社", [("大和証券グループ本", "ORG")], ["大和証券グループ本社"]),
        ("chez L’Oréal, dit-on", [("Oréal", "ORG")], ["L’Oréal"]),
        ("米アップルは", [("アップル", "ORG")], ["アップル"]),
        ("", [], []),
        ("le groupe SoftBank dit", [("SoftBank", "ORG")], ["SoftBank"]),
        ("ダイムラー、トラックを切り離す", [("ダイムラー", "ORG")], ["ダイムラー"]),
        ("大阪\n関西電力は", [("関西電力", "ORG")], ["関西電力"]),
        ("電力大手の関西電力は", [("関西電力", "ORG")], ["関西電力"]),
        ("福井県の積体電路製造は", [("福井県", "PLACE"), ("積体電路製造", "ORG")], ["福井県", "積体電路製造"]),
    ],
)
def test_a_name_that_is_written_on_into_a_longer_known_one_is_that_one(
    text: str, found: list[tuple[str, str]], names: list[str]
) -> None:
    mentions = [Mention(text.index(name), text.index(name) + len(name), kind, 0.9) for name, kind in found]
    assert [text[m.start : m.end] for m in whole_names(text, mentions, load_knowledge())] == names
