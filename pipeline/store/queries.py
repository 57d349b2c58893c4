"""Reading deals and companies by condition. Conditions name ids, days and figures: names are resolved by the caller.

:class:`DealReader` answers from the deals of today, or from any other set of tables with the same columns: that is how
the database of an earlier day is asked.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from sqlite3 import Connection
from typing import Any, Literal, NamedTuple

from pipeline.records import Company, Deal
from pipeline.store.codec import load, loader
from pipeline.store.search import ARTICLES_FOUND

SortKey = Literal["last_seen", "first_seen", "announced", "amount"]
TotalKey = Literal["month", "quarter", "year", "type", "status", "company", "currency", "country", "lang"]
Rate = Callable[[str, str], float | None]
"""The value of a US dollar in a currency on a day (ISO 8601); None where there is no rate."""

_SORT: dict[SortKey, str] = {
    "last_seen": "d.last_seen",
    "first_seen": "d.first_seen",
    "announced": "d.announced",
    "amount": "d.eur",
}
_STORED = {"EUR": "d.eur", "USD": "d.usd"}
"""Currencies in which every amount is stored."""
_DAY = "coalesce(d.announced, d.first_seen)"
_TOTAL: dict[TotalKey, str] = {
    "month": f"substr({_DAY}, 1, 7)",
    "quarter": f"substr({_DAY}, 1, 4) || '-Q' || ((CAST(substr({_DAY}, 6, 2) AS INTEGER) + 2) / 3)",
    "year": f"substr({_DAY}, 1, 4)",
    "type": "d.type",
    "status": "d.status",
    "currency": "d.currency",
    "company": "k.key",
    "country": "k.key",
    "lang": "k.key",
}


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables or views that hold deals."""

    deals: str = "x_deals"
    parties: str = "x_deal_parties"
    reports: str = "x_deal_reports"


@dataclass(frozen=True, slots=True)
class Range:
    """Bounds, both included; None for none."""

    low: Any = None
    high: Any = None


@dataclass(frozen=True, slots=True)
class Conditions:
    """What deals must fulfil: all of it. Empty means any."""

    companies: Sequence[Collection[str]] = ()
    """Ids: of each collection one is a party."""
    roles: Collection[str] = ()
    """In which one of those companies is, or anybody where no company is named."""
    types: Collection[str] = ()
    statuses: Collection[str] = ()
    langs: Collection[str] = ()
    """One of the reports is in one of these languages."""
    countries: Collection[str] = ()
    """One of the parties is from there."""
    currency: str = "USD"
    amount: Range = Range()
    """In ``currency``; deals without an amount match no bound."""
    stake: Range = Range()
    announced: Range = Range()
    completed: Range = Range()
    first_seen: Range = Range()
    last_seen: Range = Range()
    """Days as ISO 8601."""
    words: str | None = None
    """An expression of FTS5 that one of the reports' articles matches."""
    stale: bool | None = None


class Place(NamedTuple):
    """A place in a sorted list of deals: behind the deal of that value and id."""

    value: str | float | None
    id: str


@dataclass(frozen=True, slots=True)
class TotalRow:
    """A group of deals and what its amounts come to."""

    key: str | None
    deals: int
    with_amount: int
    """Deals whose amount is told and has a rate; the others are in no sum."""
    eur: float
    usd: float
    own: float
    """Sum in the currency of the group, where the groups are currencies; else 0."""


class DealReader:
    """Reads deals by condition."""

    def __init__(self, connection: Connection, rate: Rate, tables: Tables | None = None) -> None:
        self._db = connection
        self.tables = tables or Tables()
        connection.create_function("dollar_in", 2, _of_a_day(rate), deterministic=True)

    def page(
        self, wanted: Conditions, sort: SortKey, descending: bool, limit: int, after: Place | None = None
    ) -> list[tuple[Place, Deal]]:
        """The next deals in order, each with its place; those without the sorted value come last.

        The deals are without their reports and lineage, which :meth:`DealTable.many` reads."""
        found: list[tuple[Place, Deal]] = []
        if after is None or after.value is not None:
            found = self._page(wanted, sort, descending, limit, after, told=True)
            after = None
        # A deal that was told without a day may have an amount in its own currency, but none in euros.
        if len(found) < limit and not (sort == "amount" and wanted.amount != Range() and wanted.currency == "EUR"):
            found += self._page(wanted, sort, descending, limit - len(found), after, told=False)
        return found

    def _page(
        self, wanted: Conditions, sort: SortKey, descending: bool, limit: int, after: Place | None, *, told: bool
    ) -> list[tuple[Place, Deal]]:
        column, way = _SORT[sort], "DESC" if descending else "ASC"
        few = self._are_few(wanted)
        where, values = self._where(wanted, few=few)
        where.append(f"{column} IS {'NOT ' if told else ''}NULL")
        if after is not None:
            sign = "<" if descending else ">"
            where.append(f"({column}, d.id) {sign} (?, ?)" if told else f"d.id {sign} ?")
            values += [after.value, after.id] if told else [after.id]
        # A few deals are found by what they fulfil and then sorted. Of many, the first ones are met soon in the order
        # of the index; the plus keeps SQLite from walking it where there are only few to meet.
        order = f"{'+' if few else ''}{column} {way}, d.id {way}" if told else f"{'+' if few else ''}d.id {way}"
        rows = self._db.execute(
            f"""SELECT {column}, d.id, d.stale, d.deal FROM {self.tables.deals} d
                WHERE {" AND ".join(where)} ORDER BY {order} LIMIT ?""",
            [*values, limit],
        ).fetchall()
        read = _read_again if limit <= _SHORT else loader(Deal)
        return [(Place(value, id), _aged(read(raw), stale)) for value, id, stale, raw in rows]

    def _are_few(self, wanted: Conditions) -> bool:
        """Whether deals are best found by what they fulfil, as the indexes can tell at once; else they are met soon
        enough in the order in which they are wanted."""
        if wanted.words is not None:
            return True
        if wanted.companies:
            plain = Conditions(companies=wanted.companies, roles=wanted.roles, currency=wanted.currency)
            if wanted != plain or len(wanted.companies) > 1:
                return True
            source = f"{self.tables.parties} p WHERE p.company IN {_LIST}"
            return self._at_most(_FEW, source, [_json(ids) for ids in wanted.companies])
        for column, days in (("announced", wanted.announced), ("first_seen", wanted.first_seen)):
            bounds = [(sign, bound) for sign, bound in ((">=", days.low), ("<=", days.high)) if bound is not None]
            if bounds:
                where = " AND ".join(f"d.{column} {sign} ?" for sign, _ in bounds)
                if self._at_most(_MANY, f"{self.tables.deals} d WHERE {where}", [bound for _, bound in bounds]):
                    return True
        return False

    def _at_most(self, most: int, source: str, values: Sequence[Any]) -> bool:
        query = f"SELECT count(*) FROM (SELECT 1 FROM {source} LIMIT ?)"
        (count,) = self._db.execute(query, [*values, most + 1]).fetchone()
        return bool(count <= most)

    def count(self, wanted: Conditions) -> int:
        """How many deals fulfil the conditions."""
        where, values = self._where(wanted)
        row = self._db.execute(f"SELECT count(*) FROM {self.tables.deals} d {_clause(where)}", values).fetchone()
        return int(row[0])

    def totals(self, wanted: Conditions, by: TotalKey, limit: int | None = None) -> list[TotalRow]:
        """What deals come to, by group: times in order, all else the largest first. Terminated deals count as deals,
        but their amounts are not summed."""
        where, values = self._where(wanted)
        alive = "CASE WHEN d.status <> 'terminated' THEN d.{} END"
        own = f"coalesce(sum({alive.format('amount')}), 0)" if by == "currency" else "0.0"
        in_time = by in ("month", "quarter", "year")
        rows = self._db.execute(
            f"""SELECT {_TOTAL[by]} AS key, count(*), count({alive.format("usd")}),
                coalesce(sum({alive.format("eur")}), 0), coalesce(sum({alive.format("usd")}), 0) AS usd, {own}
                FROM {self.tables.deals} d {self._join(by)} {_clause(where)}
                GROUP BY 1 ORDER BY {"key" if in_time else "usd DESC, 2 DESC, key"} LIMIT ?""",
            [*values, -1 if limit is None else limit],
        ).fetchall()
        return [TotalRow(*row) for row in rows]

    def _join(self, by: TotalKey) -> str:
        """The table that brings the key of each deal; a deal is in as many groups as it has different keys."""
        match by:
            case "company":
                keys = f"SELECT DISTINCT deal, company AS key FROM {self.tables.parties}"
            case "country":
                keys = f"""SELECT DISTINCT p.deal, c.country AS key FROM {self.tables.parties} p
                    JOIN x_companies c ON c.id = p.company"""
            case "lang":
                keys = f"SELECT DISTINCT deal, lang AS key FROM {self.tables.reports}"
            case _:
                return ""
        return f"JOIN ({keys}) k ON k.deal = d.id"

    def _where(self, wanted: Conditions, *, few: bool = True) -> tuple[list[str], list[Any]]:
        """The conditions in SQL with their values; ``few`` where deals are best found by their companies."""
        parties, reports = self.tables.parties, self.tables.reports
        where: list[str] = []
        values: list[Any] = []

        def add(condition: str, *more: Any) -> None:
            where.append(condition)
            values.extend(more)

        held = _FOUND if few else _HELD
        roles = f" AND p.role IN {_LIST}" if wanted.roles else ""
        for ids in wanted.companies if len(wanted.companies) > 1 else ():
            add(held.format(parties, f"p.company IN {_LIST}"), _json(ids))
        if wanted.companies and (wanted.roles or len(wanted.companies) == 1):
            every = {id for ids in wanted.companies for id in ids}
            add(held.format(parties, f"p.company IN {_LIST}{roles}"), *map(_json, filter(None, (every, wanted.roles))))
        elif wanted.roles:
            add(f"EXISTS (SELECT 1 FROM {parties} p WHERE p.deal = d.id AND p.role IN {_LIST})", _json(wanted.roles))
        if wanted.countries:
            add(
                f"""EXISTS (SELECT 1 FROM {parties} p JOIN x_companies c ON c.id = p.company
                    WHERE p.deal = d.id AND c.country IN {_LIST})""",
                _json(wanted.countries),
            )
        if wanted.langs:
            add(f"EXISTS (SELECT 1 FROM {reports} r WHERE r.deal = d.id AND r.lang IN {_LIST})", _json(wanted.langs))
        if wanted.words is not None:
            add(f"d.id IN (SELECT r.deal FROM {reports} r WHERE r.article IN ({ARTICLES_FOUND}))", wanted.words)
        for column, names in (("d.type", wanted.types), ("d.status", wanted.statuses)):
            if names:
                add(f"{column} IN ({', '.join('?' * len(names))})", *names)
        if wanted.stale is not None:
            add("d.stale = ?", int(wanted.stale))
        amount, own = _amount_in(wanted.currency)
        for column, bounds, more in (
            (amount, wanted.amount, own),
            ("d.stake", wanted.stake, []),
            ("d.announced", wanted.announced, []),
            ("d.completed", wanted.completed, []),
            ("d.first_seen", wanted.first_seen, []),
            ("d.last_seen", wanted.last_seen, []),
        ):
            for sign, bound in ((">=", bounds.low), ("<=", bounds.high)):
                if bound is not None:
                    add(f"{column} {sign} ?", *more, bound)
        return where, values


_LIST = "(SELECT value FROM json_each(?))"
_FOUND = "d.id IN (SELECT p.deal FROM {} p WHERE {})"
_HELD = "EXISTS (SELECT 1 FROM {} p WHERE p.deal = d.id AND {})"
_FEW, _MANY = 2000, 50_000
"""Deals of a company, and deals of some days, that are read and sorted faster than all deals are looked through for
the next fifty. Days and order go together, so that deals of old days are met late."""


def _amount_in(currency: str) -> tuple[str, list[str]]:
    """A deal's largest figure in a currency: as told where it was told in it, else by the rate of its day."""
    if currency in _STORED:
        return _STORED[currency], []
    return "CASE WHEN d.currency = ? THEN d.amount ELSE d.usd * dollar_in(d.rate_day, ?) END", [currency, currency]


def _of_a_day(rate: Rate) -> Callable[[str | None, str], float | None]:
    return lambda day, currency: None if day is None else rate(day, currency)


def _clause(where: Sequence[str]) -> str:
    return f"WHERE {' AND '.join(where)}" if where else ""


def _json(names: Collection[str]) -> str:
    return json.dumps(sorted(names))


_SHORT = 200
"""Deals of a page that is likely to be asked for again, such as the newest ones; longer ones are read once."""
_read_again = lru_cache(maxsize=1024)(loader(Deal))
"""A deal by its JSON; deals never change, so that those of short pages are kept for the next question."""


def _aged(deal: Deal, stale: int) -> Deal:
    return deal if deal.stale == stale else replace(deal, stale=bool(stale))


class CompanyReader:
    """Reads companies by name and by the number of their deals."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def names(self, ids: Collection[str]) -> dict[str, str]:
        """The names that companies are shown by."""
        rows = self._db.execute(
            "SELECT c.id, c.name FROM json_each(?) j JOIN x_companies c ON c.id = j.value", [json.dumps(list(ids))]
        )
        return dict(rows.fetchall())

    def parents(self) -> dict[str, str | None]:
        """The parent of every company that has one."""
        return dict(self._db.execute("SELECT id, parent FROM x_companies WHERE parent IS NOT NULL").fetchall())

    def called(self, folded: str) -> list[str]:
        """Ids of the companies that have a name, folded."""
        rows = self._db.execute(
            "SELECT DISTINCT company FROM x_company_names WHERE folded = ? ORDER BY company", [folded]
        )
        return [company for (company,) in rows.fetchall()]

    def group(self, heads: Collection[str]) -> set[str]:
        """Companies with all that belong to them, themselves among them."""
        rows = self._db.execute(
            "SELECT g.company FROM json_each(?) j JOIN x_company_groups g ON g.head = j.value", [_json(heads)]
        )
        return {company for (company,) in rows.fetchall()} | set(heads)

    def page(self, part: str, limit: int, after: tuple[int, str] | None = None) -> list[tuple[int, Company]]:
        """Companies with the number of their deals, those with most deals first; only those with a name that holds
        ``part`` (folded), from behind a place (deals, id) on."""
        named = "WHERE p.company IN (SELECT company FROM x_company_names WHERE instr(folded, ?) > 0)" if part else ""
        more = "HAVING n < ? OR (n = ? AND p.company > ?)" if after else ""
        rows = self._db.execute(
            f"""SELECT c.company, counted.n FROM (
                    SELECT p.company, count(DISTINCT p.deal) AS n FROM x_deal_parties p {named}
                    GROUP BY p.company {more} ORDER BY n DESC, p.company LIMIT ?) counted
                JOIN x_companies c ON c.id = counted.company ORDER BY counted.n DESC, c.id""",
            [*([part] if part else []), *((after[0], after[0], after[1]) if after else ()), limit],
        ).fetchall()
        return [(deals, load(raw, Company)) for raw, deals in rows]

    def near(self, part: str, limit: int) -> list[str]:
        """Names that begin like ``part`` (folded), for suggestions."""
        rows = self._db.execute(
            "SELECT DISTINCT text FROM x_company_names WHERE folded >= ? AND folded < ? ORDER BY folded, text LIMIT ?",
            [part, part + "\U0010ffff", limit],
        )
        return [text for (text,) in rows.fetchall()]
