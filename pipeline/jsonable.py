"""Records as plain JSON values: the one place that says how Dealwire writes an extraction, a deal or a company.

The command line, exports and the web all write through these functions, so that a deal looks the same everywhere.
Every function is pure and returns what ``json.dumps`` takes: numbers are integers where they are whole, days are
ISO 8601, what is unknown is null.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from pipeline.records import (
    Article,
    Company,
    Deal,
    DealDate,
    Evidence,
    Extraction,
    LinkedReport,
    Money,
    Party,
    Report,
)

Json = dict[str, Any]


def number(value: Decimal | float | None) -> int | float | None:
    """A number for JSON: an integer where it is whole."""
    if value is None:
        return None
    return int(value) if value == int(value) else float(value)


def day(value: date | None) -> str | None:
    """A day in ISO 8601."""
    return value.isoformat() if value is not None else None


def money_json(money: Money | None) -> Json | None:
    """An amount: its figures, and the words that tell it."""
    if money is None:
        return None
    found: Json = {
        "currency": money.currency,
        "low": number(money.low),
        "high": number(money.high),
        "qualifier": money.qualifier,
        "text": money.text,
    }
    if money.currency_assumed:
        found["currency_assumed"] = True
    return found


def amount_json(money: Money) -> Json:
    """An amount where it stands in its article: with offsets and what it is about."""
    found = money_json(money) or {}
    place: Json = {"text": found.pop("text"), "start": money.start, "end": money.end}
    found["about"] = money.about
    if money.conversion_of is not None:
        found["conversion_of"] = money.conversion_of
    return place | found


def evidence_json(evidence: Evidence | None) -> Json | None:
    """Offsets of the words and of the sentence that holds them."""
    if evidence is None:
        return None
    return {
        "start": evidence.start,
        "end": evidence.end,
        "sentence_start": evidence.sentence_start,
        "sentence_end": evidence.sentence_end,
    }


def _all_evidence(evidence: Iterable[Evidence]) -> list[Json]:
    return [found for found in map(evidence_json, evidence) if found is not None]


def _party(party: Party) -> Json:
    found: Json = {"name": party.name, "role": party.role}
    if party.aliases:
        found["aliases"] = list(party.aliases)
    return found | {"confidence": party.confidence, "evidence": _all_evidence(party.evidence)}


def _date(told: DealDate) -> Json:
    return {
        "kind": told.kind,
        "start": day(told.start),
        "end": day(told.end),
        "evidence": evidence_json(told.evidence),
    }


def report_json(report: Report) -> Json:
    """What one article says of one deal."""
    return {
        "type": report.type,
        "status": report.status,
        "parties": [_party(party) for party in report.parties],
        "amount": money_json(report.amount),
        "valuation": money_json(report.valuation),
        "stake": number(report.stake.percent) if report.stake else None,
        "stake_evidence": evidence_json(report.stake.evidence) if report.stake else None,
        "dates": [_date(told) for told in report.dates],
        "background": report.background,
        "confidence": report.confidence,
        "evidence": _all_evidence(report.evidence),
    }


def extraction_json(extraction: Extraction, article: Article) -> Json:
    """All that was read out of an article, as ``dealwire extract`` writes it; offsets count characters of
    ``title + "\\n" + text``."""
    return {
        "id": extraction.article,
        "lang": extraction.lang,
        "url": article.url,
        "published": day(article.published),
        "entities": [
            {"text": e.text, "type": e.type, "start": e.start, "end": e.end, "confidence": e.confidence}
            for e in extraction.entities
        ],
        "amounts": [amount_json(money) for money in extraction.amounts],
        "deals": [report_json(report) for report in extraction.reports],
        "engine": extraction.engine,
    }


def unread_json(article: Article) -> Json:
    """What stands for an article in none of our languages, which is not read: an extraction without anything."""
    return {
        "id": article.id,
        "lang": None,
        "url": article.url,
        "published": day(article.published),
        "entities": [],
        "amounts": [],
        "deals": [],
        "engine": None,
    }


def linked_report_json(linked: LinkedReport) -> Json:
    """A report as part of a deal, with the article that made it."""
    return {
        "id": linked.id,
        "article": linked.article,
        "lang": linked.lang,
        "published": day(linked.published),
        "url": linked.url,
        "title": linked.title,
        **report_json(linked.report),
    }


def deal_json(deal: Deal) -> Json:
    """A deal with its timeline, its claims and all its reports."""
    return {
        "id": deal.id,
        "type": deal.type,
        "status": deal.status,
        "parties": [{"name": p.name, "role": p.role, "company": p.company, "score": p.score} for p in deal.parties],
        "amount": money_json(deal.amount),
        "valuation": money_json(deal.valuation),
        "stake": number(deal.stake),
        "first_seen": day(deal.first_seen),
        "last_seen": day(deal.last_seen),
        "stale": deal.stale,
        "timeline": [
            {
                "status": span.status,
                "first": day(span.first),
                "last": day(span.last),
                "first_article": span.first_article,
                "last_article": span.last_article,
            }
            for span in deal.timeline
        ],
        "lineage": [{"kind": link.kind, "deal": link.deal, "because": link.because} for link in deal.lineage],
        "claims": [
            {"field": c.field, "value": c.value, "reports": list(c.reports), "chosen_by": c.chosen_by}
            for c in deal.claims
        ],
        "reports": [linked_report_json(linked) for linked in deal.reports],
    }


def company_json(company: Company) -> Json:
    """A company with all its names."""
    return {
        "id": company.id,
        "name": company.name,
        "kind": company.kind,
        "legal_form": company.legal_form,
        "country": company.country,
        "parent": company.parent,
        "codes": dict(company.codes),
        "names": [{"text": name.text, "lang": name.lang, "source": name.source} for name in company.names],
    }
