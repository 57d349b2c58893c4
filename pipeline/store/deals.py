"""Deals and companies as linking derived them."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from sqlite3 import Connection
from typing import Any

from pipeline.records import Company, Deal, Lineage, LinkedReport
from pipeline.store.codec import dump, load
from pipeline.store.extractions import ExtractionTable

_CHUNK = 500


@dataclass(frozen=True, slots=True)
class DealRow:
    """A deal with what its columns hold beside it."""

    deal: Deal
    """With its reports; its lineage and staleness are kept in columns of their own and ignored here."""
    label: str
    """The deal in a few words, names only."""
    eur: float | None
    """The largest figure of the amount in euros; None where there is no amount or no rate."""
    usd: float | None
    rate_day: date | None
    """The day of the rate, for an amount in another currency."""


class DealTable:
    """Reading and writing deals, with their parties, reports and lineage."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._extractions = ExtractionTable(connection)

    def get(self, id: str) -> Deal | None:
        """A deal by its id, with its reports and lineage; None if there is none of this very id."""
        return next(iter(self.many([id])), None)

    def resolve(self, id: str) -> str | None:
        """The id of the deal that an id leads to, now or ever: its own, or that of the deal that holds the report
        from which the id derives. None if no deal ever had it."""
        report = "r" + id.removeprefix("d")
        row = self._connection.execute(
            "SELECT id FROM x_deals WHERE id = ? UNION SELECT deal FROM x_deal_reports WHERE report = ?", [id, report]
        ).fetchone()
        if row:
            return str(row[0])
        found = self.successor(report)
        return self.resolve("d" + found.removeprefix("r")) if found else None

    def successor(self, report: str) -> str | None:
        """The report that tells today what a report told that a new reading of its article took away."""
        row = self._connection.execute(
            "SELECT article, summary FROM retired_reports WHERE report = ?", [report]
        ).fetchone()
        if not row:
            return None
        summary = json.loads(row[1])
        now = self._connection.execute(
            "SELECT id, type, report FROM x_reports WHERE article = ? ORDER BY ordinal", [row[0]]
        ).fetchall()
        scored = [(_likeness(summary, kind, json.loads(told)), id) for id, kind, told in now]
        best = max(scored, default=None, key=lambda item: (item[0], item[1]))
        return best[1] if best and best[0] > 0 else None

    def retire(self, reports: Collection[tuple[str, str, str]]) -> None:
        """Remember (report, article, summary as JSON) of reports that a new reading took away."""
        self._connection.executemany("INSERT OR REPLACE INTO retired_reports VALUES (?, ?, ?)", reports)

    def many(self, ids: Collection[str]) -> list[Deal]:
        """Deals by their ids, in order of id; those that are not there are left out."""
        found: list[Deal] = []
        wanted = sorted(ids)
        for start in range(0, len(wanted), _CHUNK):
            found += self._load(wanted[start : start + _CHUNK])
        return found

    def all(self) -> Iterator[Deal]:
        """Every deal, by id."""
        last = ""
        while rows := self._connection.execute(
            "SELECT id FROM x_deals WHERE id > ? ORDER BY id LIMIT ?", [last, _CHUNK]
        ).fetchall():
            last = rows[-1][0]
            yield from self._load([row[0] for row in rows])

    def count(self) -> int:
        """Number of deals."""
        (n,) = self._connection.execute("SELECT count(*) FROM x_deals").fetchone()
        return int(n)

    def of_reports(self, reports: Collection[str]) -> dict[str, str]:
        """The deal of each report."""
        rows = self._connection.execute(
            "SELECT d.report, d.deal FROM json_each(?) j JOIN x_deal_reports d ON d.report = j.value",
            [json.dumps(list(reports))],
        )
        return dict(rows.fetchall())

    def reports_of(self, deals: Collection[str]) -> dict[str, tuple[str, ...]]:
        """The reports of deals, sorted."""
        rows = self._connection.execute(
            "SELECT d.deal, d.report FROM json_each(?) j JOIN x_deal_reports d ON d.deal = j.value ORDER BY 1, 2",
            [json.dumps(list(deals))],
        )
        found: dict[str, tuple[str, ...]] = {}
        for deal, report in rows:
            found[deal] = (*found.get(deal, ()), report)
        return found

    def of_articles(self, articles: Collection[str]) -> set[str]:
        """The deals that articles tell."""
        rows = self._connection.execute(
            "SELECT DISTINCT d.deal FROM json_each(?) j JOIN x_deal_reports d ON d.article = j.value",
            [json.dumps(list(articles))],
        )
        return {row[0] for row in rows}

    def of_companies(self, companies: Collection[str], roles: Sequence[str] | None = None) -> set[str]:
        """The deals in which companies have one of the roles, or any."""
        # A company may have very many deals: those of a role are found by the index, not among all.
        role = "" if roles is None else "AND p.role IN (SELECT value FROM json_each(?2))"
        rows = self._connection.execute(
            f"""SELECT DISTINCT p.deal FROM json_each(?1) j
                CROSS JOIN x_deal_parties p INDEXED BY x_deal_parties_company ON p.company = j.value {role}""",
            [json.dumps(list(companies)), *([] if roles is None else [json.dumps(list(roles))])],
        )
        return {row[0] for row in rows}

    def set_reports(self, deals: Mapping[str, Collection[str]], gone: Collection[str]) -> None:
        """Let deals hold reports, and forget which were held by deals that are gone."""
        self._connection.executemany("DELETE FROM x_deal_reports WHERE deal = ?", [(d,) for d in (*gone, *deals)])
        self._connection.executemany(
            """INSERT OR REPLACE INTO x_deal_reports (report, deal, article, lang, published)
               SELECT r.id, ?, r.article, x.lang, r.published FROM x_reports r
               JOIN x_extractions x ON x.article = r.article WHERE r.id = ?""",
            [(deal, report) for deal, reports in deals.items() for report in reports],
        )

    def put(self, rows: Iterable[DealRow]) -> None:
        """Store deals in place of what was stored of them."""
        held = list(rows)
        self.drop([row.deal.id for row in held])
        marks = ", ".join("?" * 23)
        self._connection.executemany(f"INSERT INTO x_deals VALUES ({marks})", [deal_columns(row) for row in held])
        self._connection.executemany(
            "INSERT INTO x_deal_parties (deal, position, company, role, name, score) VALUES (?, ?, ?, ?, ?, ?)",
            [
                (row.deal.id, n, p.company, p.role, p.name, p.score)
                for row in held
                for n, p in enumerate(row.deal.parties)
            ],
        )

    def drop(self, ids: Collection[str]) -> None:
        """Forget deals with their parties and their own lineage."""
        marks = [(id,) for id in ids]
        self._connection.executemany("DELETE FROM x_deals WHERE id = ?", marks)
        self._connection.executemany("DELETE FROM x_deal_lineage WHERE deal = ?", marks)

    def put_lineage(self, lineage: Mapping[str, Sequence[Lineage]]) -> None:
        """Store how deals refer to others, in place of what was stored."""
        self._connection.executemany("DELETE FROM x_deal_lineage WHERE deal = ?", [(deal,) for deal in lineage])
        self._connection.executemany(
            "INSERT INTO x_deal_lineage VALUES (?, ?, ?, ?)",
            [(deal, line.kind, line.deal, line.because) for deal, lines in lineage.items() for line in lines],
        )

    def labels(self, ids: Collection[str]) -> dict[str, str]:
        """Deals in a few words, by id."""
        rows = self._connection.execute(
            "SELECT d.id, d.label FROM json_each(?) j JOIN x_deals d ON d.id = j.value", [json.dumps(list(ids))]
        )
        return dict(rows.fetchall())

    def crowded(self, limit: int) -> Iterator[tuple[str, ...]]:
        """The reports of the deals last told in which several companies share a role, a deal at a time."""
        rows = self._connection.execute(
            """SELECT d.id FROM x_deals d WHERE d.reports > 1 AND EXISTS (
                   SELECT 1 FROM x_deal_parties p WHERE p.deal = d.id GROUP BY p.role HAVING count(*) > 1)
               ORDER BY d.last_seen DESC, d.id LIMIT ?""",
            [limit],
        ).fetchall()
        for (deal,) in rows:
            yield self.reports_of([deal])[deal]

    def referring_to(self, deals: Collection[str]) -> set[str]:
        """The deals whose lineage names one of these."""
        rows = self._connection.execute(
            "SELECT DISTINCT l.deal FROM json_each(?) j JOIN x_deal_lineage l ON l.other = j.value",
            [json.dumps(list(deals))],
        )
        return {row[0] for row in rows}

    def newest(self) -> date | None:
        """The day of the newest report of a deal."""
        (day,) = self._connection.execute("SELECT max(published) FROM x_deal_reports").fetchone()
        return date.fromisoformat(day) if day else None

    def mark_stale(self, before: date | None) -> None:
        """Mark rumours last told before a day as stale, and no others; none of them without a day."""
        limit = before.isoformat() if before else ""
        self._connection.execute(
            "UPDATE x_deals SET stale = 1 WHERE status = 'rumored' AND stale = 0 AND last_seen < ?", [limit]
        )
        self._connection.execute(
            "UPDATE x_deals SET stale = 0 WHERE status = 'rumored' AND stale = 1 AND last_seen >= ?", [limit]
        )

    def clear(self) -> None:
        """Forget all deals."""
        for table in ("x_deals", "x_deal_reports", "x_deal_lineage"):
            self._connection.execute(f"DELETE FROM {table}")

    def _load(self, ids: Sequence[str]) -> list[Deal]:
        key = json.dumps(list(ids))
        rows = self._connection.execute(
            "SELECT d.id, d.stale, d.deal FROM json_each(?) j JOIN x_deals d ON d.id = j.value ORDER BY d.id", [key]
        ).fetchall()
        lineage: dict[str, list[Lineage]] = {}
        for deal, kind, other, because in self._connection.execute(
            """SELECT l.deal, l.kind, l.other, l.because FROM json_each(?) j
               JOIN x_deal_lineage l ON l.deal = j.value ORDER BY 1, 2, 3""",
            [key],
        ):
            lineage.setdefault(deal, []).append(Lineage(kind, other, because))
        held = self.reports_of(ids)
        reports = {
            r.id: r for r in self._extractions.linked_reports([report for found in held.values() for report in found])
        }
        return [
            replace(
                load(raw, Deal),
                stale=bool(stale),
                reports=_in_time(reports[report] for report in held.get(id, ()) if report in reports),
                lineage=tuple(lineage.get(id, ())),
            )
            for id, stale, raw in rows
        ]


class CompanyTable:
    """Reading and writing companies."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, id: str) -> Company | None:
        """A company by id, or None."""
        row = self._connection.execute("SELECT company FROM x_companies WHERE id = ?", [id]).fetchone()
        return load(row[0], Company) if row else None

    def resolve(self, id: str) -> str | None:
        """The company that an id leads to: its own, or the one that took in the name from which the id derives."""
        row = self._connection.execute(
            "SELECT id FROM x_companies WHERE id = ? UNION SELECT company FROM x_link_companies WHERE node = ?",
            [id, id],
        ).fetchone()
        return str(row[0]) if row else None

    def shown(self, ids: Collection[str]) -> dict[str, str]:
        """The names shown of companies, by id."""
        rows = self._connection.execute(
            "SELECT c.id, c.name FROM json_each(?) j JOIN x_companies c ON c.id = j.value", [json.dumps(list(ids))]
        )
        return dict(rows.fetchall())

    def named(self, folded: Collection[str]) -> list[str]:
        """Ids of the companies that bear one of the folded names, sorted."""
        rows = self._connection.execute(
            "SELECT DISTINCT n.company FROM json_each(?) j JOIN x_company_names n ON n.folded = j.value ORDER BY 1",
            [json.dumps(list(folded))],
        )
        return [row[0] for row in rows]

    def all(self) -> Iterator[Company]:
        """Every company, by id."""
        for (raw,) in self._connection.execute("SELECT company FROM x_companies ORDER BY id").fetchall():
            yield load(raw, Company)

    def count(self) -> int:
        """Number of companies."""
        (n,) = self._connection.execute("SELECT count(*) FROM x_companies").fetchone()
        return int(n)

    def put(self, companies: Mapping[str, tuple[Company, Sequence[str], Mapping[str, str]]]) -> None:
        """Store companies in place of what was stored of them, each with its heads (itself and its parents) and the
        folded form of each of its names."""
        self.drop(list(companies))
        self._connection.executemany(
            "INSERT INTO x_companies (id, name, kind, country, parent, company) VALUES (?, ?, ?, ?, ?, ?)",
            [(c.id, c.name, c.kind, c.country, c.parent, dump(c)) for c, _, _ in companies.values()],
        )
        self._connection.executemany(
            "INSERT OR IGNORE INTO x_company_names (folded, company, text, lang, source) VALUES (?, ?, ?, ?, ?)",
            [
                (folded[name.text], company.id, name.text, name.lang or "", name.source)
                for company, _, folded in companies.values()
                for name in company.names
            ],
        )
        self._connection.executemany(
            "INSERT INTO x_company_groups (head, company) VALUES (?, ?)",
            [(head, company.id) for company, heads, _ in companies.values() for head in heads],
        )

    def drop(self, ids: Collection[str]) -> None:
        """Forget companies with their names."""
        self._connection.executemany("DELETE FROM x_companies WHERE id = ?", [(id,) for id in ids])

    def clear(self) -> None:
        """Forget all companies."""
        self._connection.execute("DELETE FROM x_companies")


def deal_columns(row: DealRow) -> tuple[Any, ...]:
    """The row of ``x_deals`` for a deal, in the order of its columns."""
    deal = row.deal
    amount, valuation = deal.amount, deal.valuation
    first = {span.status: span.first for span in deal.timeline}
    return (
        deal.id,
        deal.type,
        deal.status,
        row.label,
        amount.currency if amount else None,
        float(amount.low) if amount and amount.low is not None else None,
        float(amount.high) if amount and amount.high is not None else None,
        float(amount.top) if amount else None,
        row.eur,
        row.usd,
        _iso(row.rate_day),
        valuation.currency if valuation else None,
        float(valuation.top) if valuation else None,
        deal.stake,
        _iso(deal.first_seen),
        _iso(deal.last_seen),
        _iso(first.get("announced")),
        _iso(first.get("completed")),
        0,
        len(deal.reports),
        len({r.article for r in deal.reports}),
        ",".join(sorted({r.lang for r in deal.reports})),
        dump(replace(deal, reports=(), lineage=(), stale=False)),
    )


def _in_time(reports: Iterable[LinkedReport]) -> tuple[LinkedReport, ...]:
    return tuple(sorted(reports, key=lambda r: (r.published or date.max, r.article, r.id)))


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _likeness(summary: dict[str, Any], kind: str, report: dict[str, Any]) -> float:
    """How much a report says what a summary says: parties in common, and the type."""
    now = {party["name"] for party in report["parties"]}
    before = set(summary["parties"])
    shared = len(now & before) / max(len(now | before), 1)
    return shared + (0.5 if shared and kind == summary["type"] else 0.0)
