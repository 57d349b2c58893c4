"""An .sqlite snapshot that opens in Datasette, with the metadata that tells Datasette how to show it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from pipeline.jsonable import day
from pipeline.link.deals import label
from pipeline.query.export.flat import COLUMNS, ColumnType, flat_row
from pipeline.records import Company, Deal
from pipeline.store import Store
from pipeline.store.snapshot import VIEWS, Row, SnapshotWriter

_TYPES: dict[ColumnType, str] = {
    "text": "TEXT", "number": "REAL", "whole": "INTEGER", "day": "TEXT", "truth": "INTEGER",
}  # fmt: skip
_BATCH = 1000
_ABOUT = (
    "Deals read out of business news in French, Japanese and English by Dealwire. Every deal names the articles that "
    "tell it; amounts in dollars and euros are by the ECB rate of the day."
)
_OUR_TABLES: dict[str, dict[str, Any]] = {
    "deals": {
        "description": "One real-world transaction a row, behind many reports",
        "label_column": "label",
        "sort_desc": "last_seen",
        "facets": ["type", "status", "currency", "langs"],
        "units": {"stake": "%"},
    },
    "companies": {
        "description": "Organisations, persons and projects that take part in deals, each behind many names",
        "label_column": "name",
        "facets": ["kind", "country"],
    },
    "parties": {"description": "Who plays which role in which deal", "facets": ["role"]},
    "reports": {
        "description": "What one article says of one deal",
        "sort_desc": "published",
        "facets": ["lang", "type", "status"],
    },
    "company_names": {"description": "All names of companies, as written", "facets": ["lang", "source"]},
    "company_codes": {"description": "Outside ids of companies", "facets": ["scheme"]},
    "timeline": {"description": "The status that a deal was told to have, from when to when", "facets": ["status"]},
    "claims": {
        "description": "Every value told for a field, and the rule that chose the one shown",
        "facets": ["field", "chosen_by"],
    },
    "lineage": {"description": "How deals refer to each other", "facets": ["kind"]},
}
_QUERIES: dict[str, dict[str, str]] = {
    "deals_of_a_company": {
        "title": "Deals of a company",
        "description": "By any of its names, also by the beginning of one",
        "sql": """select distinct l.* from company_names n join parties p on p.company = n.company
            join deal_list l on l.id = p.deal where n.name like :name || '%' order by l.day desc""",
    },
    "deals_between_two": {
        "title": "Deals between two companies",
        "sql": """select distinct l.* from deal_list l
            join parties a on a.deal = l.id join company_names n on n.company = a.company and n.name like :one || '%'
            join parties b on b.deal = l.id join company_names m on m.company = b.company and m.name like :other || '%'
            where a.company <> b.company order by l.day desc""",
    },
}


def write_snapshot(store: Store, deals: Iterable[Deal], path: Path) -> int:
    """Write the deals, their companies and reports as a database of its own; how many deals there were."""
    types = {"id": "TEXT", "label": "TEXT"} | {column.name: _TYPES[column.type] for column in COLUMNS}
    writer = SnapshotWriter(path, types)
    written: set[str] = set()
    count = 0
    rows = iter(deals)
    while batch := list(islice(rows, _BATCH)):
        count += len(batch)
        new = {party.company: party.name for deal in batch for party in deal.parties if party.company not in written}
        companies = _with_parents(store, new, written)
        written |= companies.keys()
        writer.add("companies", map(_company_row, companies.values()))
        writer.add("company_names", (row for company in companies.values() for row in _name_rows(company)))
        writer.add("company_codes", (row for company in companies.values() for row in _code_rows(company)))
        writer.add("deals", map(_deal_row, batch))
        for table, rows_of in _PARTS.items():
            writer.add(table, (row for deal in batch for row in rows_of(deal)))
    writer.finish()
    return count


def metadata(title: str) -> dict[str, Any]:
    """What Datasette needs to know of a snapshot, whatever its file is called."""
    deals = {"columns": {"label": "Who does what with whom"} | {column.name: column.about for column in COLUMNS}}
    tables = {name: dict(told) for name, told in _OUR_TABLES.items()}
    tables["deals"] |= deals
    views = {name: {"description": about} for name, (about, _) in VIEWS.items()}
    views["deal_list"]["facets"] = ["type", "status"]  # type: ignore[assignment]
    return {
        "title": title,
        "description": _ABOUT,
        "databases": {title: {"description": _ABOUT, "tables": tables | views, "queries": _QUERIES}},
    }


def write_metadata(path: Path, name: str) -> None:
    """Write the metadata of a snapshot called ``name`` (its file without the suffix)."""
    path.write_text(json.dumps(metadata(name), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _with_parents(store: Store, new: dict[str, str], written: set[str]) -> dict[str, Company]:
    """Companies by id with the parents that the database knows; those written before are left out."""
    found: dict[str, Company] = {}
    wanted = set(new)
    while wanted:
        held = {id: store.companies.get(id) or Company(id, new[id]) for id in wanted}
        found |= held
        parents = {company.parent for company in held.values() if company.parent is not None}
        wanted = {id for id in parents - found.keys() - written if store.companies.get(id) is not None}
    return found


def _company_row(company: Company) -> Row:
    return {
        "id": company.id,
        "name": company.name,
        "kind": company.kind,
        "country": company.country,
        "legal_form": company.legal_form,
        "parent": company.parent,
    }


def _name_rows(company: Company) -> Iterator[Row]:
    for name in company.names:
        yield {"company": company.id, "name": name.text, "lang": name.lang, "source": name.source}


def _code_rows(company: Company) -> Iterator[Row]:
    for scheme, value in company.codes:
        yield {"company": company.id, "scheme": scheme, "value": value}


def _deal_row(deal: Deal) -> Row:
    row = flat_row(deal)
    values = {name: value.isoformat() if isinstance(value, date) else value for name, value in row.items()}
    return {"id": values.pop("id"), "label": label(deal)} | values


def _party_rows(deal: Deal) -> Iterator[Row]:
    for party in deal.parties:
        yield {
            "deal": deal.id,
            "company": party.company,
            "role": party.role,
            "name": party.name,
            "score": party.score,
        }


def _report_rows(deal: Deal) -> Iterator[Row]:
    for linked in deal.reports:
        report = linked.report
        yield {
            "id": linked.id,
            "deal": deal.id,
            "article": linked.article,
            "lang": linked.lang,
            "published": day(linked.published),
            "title": linked.title,
            "url": linked.url,
            "type": report.type,
            "status": report.status,
            "parties": "; ".join(f"{party.role}: {party.name}" for party in report.parties),
            "amount": report.amount.text if report.amount else None,
            "background": int(report.background),
        }


def _timeline_rows(deal: Deal) -> Iterator[Row]:
    for span in deal.timeline:
        yield {
            "deal": deal.id,
            "status": span.status,
            "first": day(span.first),
            "last": day(span.last),
            "first_article": span.first_article,
            "last_article": span.last_article,
        }


def _claim_rows(deal: Deal) -> Iterator[Row]:
    for claim in deal.claims:
        yield {
            "deal": deal.id,
            "field": claim.field,
            "value": claim.value,
            "reports": len(claim.reports),
            "chosen_by": claim.chosen_by,
        }


def _lineage_rows(deal: Deal) -> Iterator[Row]:
    for link in deal.lineage:
        yield {"deal": deal.id, "kind": link.kind, "other": link.deal, "because": link.because}


_PARTS: dict[str, Callable[[Deal], Iterator[Row]]] = {
    "parties": _party_rows,
    "reports": _report_rows,
    "timeline": _timeline_rows,
    "claims": _claim_rows,
    "lineage": _lineage_rows,
}
"""The tables that hold several rows of a deal."""
