"""From drafts to reports: parties in order, status, evidence, and what says too little."""

from __future__ import annotations

from datetime import date

from pipeline.extract.dates import find_dates
from pipeline.extract.deals.drafts import make_drafts
from pipeline.extract.deals.reports import write_reports
from pipeline.extract.money import find_money
from pipeline.extract.sentences import sentence_bounds
from pipeline.extract.shares import find_shares
from pipeline.records import Money, Report
from tests.extract.deals.readings import Links, make_reading

TEXT = "Alpha to buy Beta. Alpha said it will pay 300 million euros for 80% of Beta. It should close in March 2026."
DAY = date(2025, 11, 3)


def reports(links: Links, status: str = "announced", background: float = 0.0) -> tuple[Report, ...]:
    monies, shares = find_money(TEXT, "en"), find_shares(TEXT, "en")
    names = {"Alpha": "ORG", "Beta": "ORG", "300 million euros": "MONEY", "80%": "SHARE"}
    triggers = [("buy", "acquisition", links), ("close", "acquisition", links)]
    reading, things = make_reading(TEXT, names, triggers, {(1, 0): 0.95}, status, background)
    return write_reports(
        TEXT,
        sentence_bounds(TEXT),
        reading,
        things,
        make_drafts(reading, things, {2: monies[0]}),
        {2: monies[0]},
        {3: shares[0]},
        find_dates(TEXT, "en", DAY),
        "en",
        DAY,
    )


FULL: Links = {
    "Beta": {"target": 0.9, "none": 0.1},
    "Alpha": {"acquirer": 0.9, "none": 0.1},
    "300 million euros": {"deal": 0.9, "none": 0.1},
    "80%": {"stake": 0.9, "none": 0.1},
}


def test_a_whole_report() -> None:
    (report,) = reports(FULL)
    assert (report.type, report.status, report.background) == ("acquisition", "announced", False)
    assert [(p.role, p.name) for p in report.parties] == [("acquirer", "Alpha"), ("target", "Beta")]
    assert isinstance(report.amount, Money)
    assert (report.amount.currency, int(report.amount.top)) == ("EUR", 300_000_000)
    assert report.stake is not None
    assert report.stake.percent == 80


def test_evidence_quotes_the_article() -> None:
    (report,) = reports(FULL)
    assert {TEXT[e.start : e.end] for e in report.evidence} == {"buy", "close"}
    first = next(e for e in report.evidence if TEXT[e.start : e.end] == "buy")
    assert TEXT[first.sentence_start : first.sentence_end] == "Alpha to buy Beta."
    assert all(TEXT[e.start : e.end] == p.name for p in report.parties for e in p.evidence)


def test_the_day_of_closing_is_expected() -> None:
    (report,) = reports(FULL)
    assert [(d.kind, d.start, d.end) for d in report.dates] == [("expected", date(2026, 3, 1), date(2026, 3, 31))]


def test_status_is_the_triggers_word() -> None:
    (report,) = reports(FULL, status="terminated")
    assert report.status == "terminated"


def test_a_deal_told_in_passing_needs_two_parties_or_an_amount() -> None:
    one = {"Beta": FULL["Beta"]}
    assert [r.background for r in reports(FULL, background=0.9)] == [True]
    assert reports(one, background=0.9) == ()
    assert len(reports(one)) == 1


def test_an_amount_alone_is_no_deal() -> None:
    assert reports({"300 million euros": FULL["300 million euros"]}) == ()
