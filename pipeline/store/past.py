"""The deals of an earlier day as tables: those that have not changed since as they are stored, the others as given."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from sqlite3 import Connection

from pipeline.store.deals import DealRow, deal_columns
from pipeline.store.queries import Tables

_DEALS = (
    "id type status label currency low high amount eur usd rate_day valuation_currency valuation stake first_seen "
    "last_seen announced completed {stale} reports articles langs deal"
)


class PastTables:
    """Reading what of the stored deals was known on a day, and keeping what was made of it beside them."""

    def __init__(self, connection: Connection, day: date) -> None:
        self._db = connection
        self._day = day.isoformat()

    def grown(self) -> dict[str, list[str]]:
        """Deals that reports had been seen of, and more of them since: with the ids of the reports of that time."""
        found: dict[str, list[str]] = {}
        for deal, report in self._db.execute(
            """SELECT r.deal, r.report FROM x_deals d JOIN x_deal_reports r ON r.deal = d.id
               WHERE d.first_seen <= ?1 AND d.last_seen > ?1 AND r.published <= ?1 ORDER BY r.deal, r.report""",
            [self._day],
        ):
            found.setdefault(deal, []).append(report)
        return found

    def known(self, deals: Collection[str]) -> set[str]:
        """Those of the deals of which a report had been seen."""
        rows = self._db.execute(
            "SELECT d.id FROM json_each(?) j JOIN x_deals d ON d.id = j.value WHERE d.first_seen <= ?",
            [json.dumps(list(deals)), self._day],
        )
        return {id for (id,) in rows.fetchall()}

    def newest(self) -> date | None:
        """The day of the newest report that had been seen."""
        (day,) = self._db.execute(
            "SELECT max(published) FROM x_deal_reports WHERE published <= ?", [self._day]
        ).fetchone()
        return date.fromisoformat(day) if day else None

    def make(self, rows: Iterable[DealRow], held: Mapping[str, Collection[str]], stale_after: int) -> Tables:
        """The tables of that day: stored deals that no later report changed, and ``rows`` in place of the others.

        ``held`` are the reports of each of them; rumours are stale ``stale_after`` days after their last report."""
        name = f"past_{self._day.replace('-', '')}"
        tables = Tables(f"{name}_deals", f"{name}_parties", f"{name}_reports")
        for table in (tables.deals, tables.parties, tables.reports):
            self._db.execute(f"DROP VIEW IF EXISTS temp.{table}")
            self._db.execute(f"DROP TABLE IF EXISTS temp.{table}_own")
        self._copy(tables, list(rows), held)
        newest = self.newest()
        limit = (newest - timedelta(days=stale_after)).isoformat() if newest else ""
        columns = ", ".join(_DEALS.format(stale="stale").split())
        aged = f"(status = 'rumored' AND last_seen < '{limit}') AS stale"
        settled = f"(SELECT 1 FROM main.x_deals d WHERE d.id = s.deal AND d.last_seen <= '{self._day}')"
        self._db.execute(
            f"""CREATE TEMP VIEW {tables.deals} AS
                SELECT {columns.replace("stale", aged)} FROM main.x_deals WHERE last_seen <= '{self._day}'
                UNION ALL SELECT {columns.replace("stale", aged)} FROM temp.{tables.deals}_own"""
        )
        for view, stored in ((tables.parties, "x_deal_parties"), (tables.reports, "x_deal_reports")):
            self._db.execute(
                f"""CREATE TEMP VIEW {view} AS SELECT * FROM main.{stored} s WHERE EXISTS {settled}
                    UNION ALL SELECT * FROM temp.{view}_own"""
            )
        return tables

    def _copy(self, tables: Tables, rows: Collection[DealRow], held: Mapping[str, Collection[str]]) -> None:
        for table, stored in (
            (tables.deals, "x_deals"),
            (tables.parties, "x_deal_parties"),
            (tables.reports, "x_deal_reports"),
        ):
            self._db.execute(f"CREATE TEMP TABLE {table}_own AS SELECT * FROM main.{stored} WHERE 0")
        marks = ", ".join("?" * len(_DEALS.split()))
        self._db.executemany(
            f"INSERT INTO temp.{tables.deals}_own VALUES ({marks})", [deal_columns(row) for row in rows]
        )
        self._db.executemany(
            f"""INSERT INTO temp.{tables.parties}_own (deal, position, company, role, name, score)
                VALUES (?, ?, ?, ?, ?, ?)""",
            [
                (row.deal.id, n, p.company, p.role, p.name, p.score)
                for row in rows
                for n, p in enumerate(row.deal.parties)
            ],
        )
        self._db.executemany(
            f"""INSERT INTO temp.{tables.reports}_own
                SELECT report, ?, article, lang, published FROM main.x_deal_reports WHERE report = ?""",
            [(deal, report) for deal, reports in held.items() for report in reports],
        )
