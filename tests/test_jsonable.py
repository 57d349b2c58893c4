"""What Dealwire writes as JSON: the same shape everywhere, and numbers that stay numbers."""

import json
from datetime import date
from decimal import Decimal

import pytest

from pipeline.jsonable import company_json, deal_json, extraction_json, money_json, number
from pipeline.records import (
    Article,
    Claim,
    Company,
    CompanyName,
    Deal,
    DealDate,
    DealParty,
    Entity,
    Evidence,
    Extraction,
    Lineage,
    LinkedReport,
    Money,
    Party,
    Report,
    Stake,
    StatusSpan,
)

MONEY = Money("2,5 milliards", 0, 13, "EUR", Decimal("2500000000.00"), None, "at_least", "deal", None, True, 7)
EVIDENCE = Evidence(1, 2, 0, 9)
REPORT = Report(
    "acquisition",
    "announced",
    (Party("A社", "acquirer", (EVIDENCE,), 0.9, ("A",)), Party("B", "target")),
    MONEY,
    None,
    Stake(51.5, EVIDENCE),
    (DealDate("completed", date(2025, 3, 1), date(2025, 3, 31)),),
    False,
    (EVIDENCE,),
    0.8,
)


@pytest.mark.parametrize(
    ("value", "written"),
    [(Decimal("2500000000.00"), "2500000000"), (Decimal("3.5"), "3.5"), (50.0, "50"), (33.4, "33.4"), (None, "null")],
)
def test_numbers_are_integers_where_they_are_whole(value: Decimal | float | None, written: str) -> None:
    assert json.dumps(number(value)) == written


def test_an_unknown_amount_is_null_and_an_open_bound_too() -> None:
    assert money_json(None) is None
    assert money_json(MONEY) == {
        "currency": "EUR", "low": 2500000000, "high": None, "qualifier": "at_least", "text": "2,5 milliards",
        "currency_assumed": True,
    }  # fmt: skip


def test_an_extraction_is_written_as_the_scorecard_reads_it() -> None:
    extraction = Extraction("x1", "ja", (Entity("A社", "ORG", 0, 2, 0.9),), (MONEY,), (REPORT,), "e/1")
    found = json.loads(json.dumps(extraction_json(extraction, Article("x1", "t", "b", published=date(2025, 3, 4)))))
    assert (found["id"], found["lang"], found["published"]) == ("x1", "ja", "2025-03-04")
    assert found["entities"] == [{"text": "A社", "type": "ORG", "start": 0, "end": 2, "confidence": 0.9}]
    (amount,) = found["amounts"]
    assert (amount["text"], amount["start"], amount["end"], amount["about"]) == ("2,5 milliards", 0, 13, "deal")
    (deal,) = found["deals"]
    assert [(p["name"], p["role"]) for p in deal["parties"]] == [("A社", "acquirer"), ("B", "target")]
    assert (deal["amount"]["low"], deal["valuation"], deal["stake"]) == (2500000000, None, 51.5)
    assert deal["dates"] == [{"kind": "completed", "start": "2025-03-01", "end": "2025-03-31", "evidence": None}]
    assert deal["evidence"] == [{"start": 1, "end": 2, "sentence_start": 0, "sentence_end": 9}]


def test_a_deal_holds_its_timeline_its_claims_and_its_reports() -> None:
    deal = Deal(
        id="d1",
        type="acquisition",
        status="announced",
        parties=(DealParty("c1", "A社", "acquirer", 0.9),),
        reports=(LinkedReport("r1", "x1", "ja", None, REPORT, "https://example.org/1", "見出し"),),
        amount=MONEY,
        stake=100.0,
        first_seen=date(2025, 3, 4),
        timeline=(StatusSpan("announced", date(2025, 3, 4), None, "x1", "x1"),),
        claims=(Claim("stake", "100", ("r1",), "latest"),),
        lineage=(Lineage("rival_of", "d2", "same target"),),
    )
    found = json.loads(json.dumps(deal_json(deal)))
    assert found["parties"] == [{"name": "A社", "role": "acquirer", "company": "c1", "score": 0.9}]
    assert (found["stake"], found["first_seen"], found["last_seen"], found["stale"]) == (100, "2025-03-04", None, False)
    assert found["timeline"][0]["first"] == "2025-03-04"
    assert found["lineage"] == [{"kind": "rival_of", "deal": "d2", "because": "same target"}]
    assert found["claims"] == [{"field": "stake", "value": "100", "reports": ["r1"], "chosen_by": "latest"}]
    (report,) = found["reports"]
    assert (report["article"], report["title"], report["url"]) == ("x1", "見出し", "https://example.org/1")
    assert (report["published"], report["type"], report["amount"]["currency"]) == (None, "acquisition", "EUR")


def test_a_company_holds_all_its_names() -> None:
    company = Company("c1", "A", (CompanyName("A社", "ja", "learned"),), codes=(("edinet", "E1"),))
    assert company_json(company) == {
        "id": "c1", "name": "A", "kind": "company", "legal_form": None, "country": None, "parent": None,
        "codes": {"edinet": "E1"}, "names": [{"text": "A社", "lang": "ja", "source": "learned"}],
    }  # fmt: skip
