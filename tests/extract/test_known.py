"""Names of known organisations that the tagger takes for something else's."""

from __future__ import annotations

import pytest

from pipeline.extract.known import as_organisations
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
