"""Answers as plain JSON values, beside those of :mod:`pipeline.jsonable`: loops, totals, finds and changes.

Numbers are integers where they are whole, days are ISO 8601, what is unknown is null.
"""

from __future__ import annotations

from pipeline.extract.money import Conversion
from pipeline.jsonable import Json, company_json, day, deal_json, evidence_json, money_json, number
from pipeline.query.deals import Change
from pipeline.query.loops.graph import Total
from pipeline.query.loops.records import Loop, LoopEdge, LoopFlow, LoopLevel
from pipeline.query.search import ArticleFound, Found
from pipeline.query.totals import DealTotal


def conversion_json(conversion: Conversion) -> Json:
    """An amount in another currency, with its rate, the rate's day and source; where there is none, the reason."""
    return {
        "currency": conversion.currency,
        "low": number(conversion.low),
        "high": number(conversion.high),
        "rate": number(conversion.rate),
        "rate_date": day(conversion.rate_date),
        "source": conversion.source,
        "reason": conversion.reason,
    }


def loop_json(loop: Loop) -> Json:
    """A loop: its companies in the order of the money, what it looks like from each tier, and its edges with their
    deals, amounts and evidence. ``usd`` are US dollars at the rate of each deal's day."""
    return {
        "id": loop.id,
        "companies": [{"id": id, "name": name} for id, name in zip(loop.companies, loop.names, strict=True)],
        "tier": loop.tier,
        "weak": loop.weak,
        "levels": [_level(level, loop) for level in loop.levels],
        "edges": [_edge(edge) for edge in loop.edges],
    }


def _level(level: LoopLevel, loop: Loop) -> Json:
    narrowest = loop.edges[level.narrowest] if level.narrowest is not None else None
    return {
        "tier": level.tier,
        "first": day(level.first),
        "last": day(level.last),
        "narrowest": {"payer": narrowest.payer, "receiver": narrowest.receiver, "usd": number(level.value)}
        if narrowest
        else None,
        "edges_without_amount": level.untold,
    }


def _edge(edge: LoopEdge) -> Json:
    return {
        "payer": {"id": edge.payer, "name": edge.payer_name},
        "receiver": {"id": edge.receiver, "name": edge.receiver_name},
        "kind": edge.kind,
        "usd": number(edge.value),
        "weak": edge.weak,
        "totals": [_total(total) for total in edge.totals],
        "deals": [_flow(flow) for flow in edge.flows],
    }


def _total(total: Total) -> Json:
    return {
        "kind": total.kind,
        "usd": number(total.value),
        "at_most": total.at_most,
        "deals": total.deals,
        "deals_without_amount": total.untold,
    }


def _flow(flow: LoopFlow) -> Json:
    return {
        "deal": flow.deal,
        "type": flow.type,
        "status": flow.status,
        "kind": flow.kind,
        "tier": flow.tier,
        "day": day(flow.day),
        "amount": money_json(flow.amount),
        "usd": number(flow.value),
        "at_most": flow.at_most,
        "weak": flow.weak,
        "sources": [
            {
                "article": source.article,
                "lang": source.lang,
                "published": day(source.published),
                "url": source.url,
                "title": source.title,
                "evidence": evidence_json(source.evidence),
            }
            for source in flow.sources
        ],
    }


def total_json(total: DealTotal) -> Json:
    """A group of deals and what its amounts come to."""
    found: Json = {
        "key": total.key,
        "name": total.name,
        "deals": total.deals,
        "with_amount": total.with_amount,
        "eur": number(round(total.eur, 2)),
        "usd": number(round(total.usd, 2)),
    }
    return found if total.own is None else found | {"own": number(round(total.own, 2))}


def article_found_json(found: ArticleFound) -> Json:
    """An article that a search found."""
    return {
        "article": found.article,
        "lang": found.lang,
        "published": day(found.published),
        "url": found.url,
        "title": found.title,
        "quote": found.quote,
        "marks": [list(mark) for mark in found.marks],
        "deals": list(found.deals),
        "score": round(found.score, 4),
    }


def found_json(found: Found) -> Json:
    """All that a search found."""
    return {
        "total": found.total,
        "articles": [article_found_json(article) for article in found.articles],
        "companies": [company_json(company) | {"deals": deals} for company, deals in found.companies],
    }


def change_json(change: Change) -> Json:
    """A deal, and under ``before`` what was known of it; null where nothing was."""
    return deal_json(change.deal) | {"before": deal_json(change.before) if change.before is not None else None}
