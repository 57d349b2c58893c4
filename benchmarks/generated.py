"""A database of generated deals, written straight into the tables: linking a million reports is another benchmark.

Sizes are as in the news: most companies have one deal, some have thousands; three deals in ten have no amount; a deal
has 1.3 reports, each in an article of its own of a few sentences.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from pipeline.knowledge.fold import fold_name
from pipeline.link.deals import label
from pipeline.records import (
    Claim,
    Company,
    CompanyName,
    Deal,
    DealParty,
    DealType,
    Evidence,
    Lang,
    Money,
    Party,
    Report,
    Role,
    Status,
    StatusSpan,
)
from pipeline.store import Store, open_store
from pipeline.store.codec import dump
from pipeline.store.deals import DealRow, deal_columns
from pipeline.store.words import index_words

SEED = 11
FIRST_DAY = date(2015, 1, 1)
DAYS = 3900
COUNTRIES = ("US", "JP", "FR", "GB", "DE", "CN", "KR", "IT", "ES", "CA")
TYPES: tuple[DealType, ...] = ("acquisition",) * 8 + ("investment",) * 6 + ("contract", "partnership", "debt")
PAIRS: dict[DealType, tuple[Role, Role]] = {
    "acquisition": ("acquirer", "target"),
    "investment": ("investor", "investee"),
    "contract": ("customer", "supplier"),
    "partnership": ("partner", "partner"),
    "debt": ("lender", "issuer"),
}
STATUSES: tuple[Status, ...] = ("rumored",) + ("announced",) * 4 + ("completed",) * 4 + ("terminated",)
LANGS: tuple[Lang, ...] = ("en", "en", "fr", "ja")
TEXTS: dict[Lang, tuple[str, str]] = {
    "en": ("{a} and {b} agree on a {t}", "The {t} was told of on Tuesday. {w} and {v} were named as reasons."),
    "fr": ("{a} et {b} : {t}", "L'opération a été annoncée mardi. Il y est question de {w} et de {v}."),
    "ja": ("{a}と{b}、{t}を発表", "同社は7日、{w}と{v}を理由に発表した。取得日は4月1日を予定する。"),
}
WORDS = tuple(f"{first}{second}" for first in ("batter", "charb", "semi", "robo", "solar", "tele") for second in (
    "ies", "on", "conductors", "tics", "cells", "phones", "works", "labs", "ports", "mines"))  # fmt: skip
JAPANESE = tuple(a + b for a in "電池半導体鉄道製薬食品通信" for b in "事業部門会社技術")
SYLLABLES = ("ka", "ru", "mi", "ton", "bel", "dor", "san", "vi", "lex", "no", "tra", "qui", "zen", "hal", "po", "gri")


@dataclass(frozen=True, slots=True)
class Sample:
    """What the database holds that questions can name."""

    companies: int
    deals: int

    def name(self, number: int) -> str:
        """The name of a company; a smaller number has more deals."""
        return company_name(number)


def company_name(number: int) -> str:
    """A name that no other number has."""
    word, rest = "", number
    while True:
        rest, syllable = divmod(rest, len(SYLLABLES))
        word += SYLLABLES[syllable]
        if not rest:
            return f"{word.capitalize()} {number % 97}"


def generate(path: Path, deals: int) -> Sample:
    """Write a database of that many deals; it bears its name only when it is whole."""
    made = path.with_name(f"{path.name}.part")
    for left in (made, *(made.with_name(made.name + end) for end in ("-wal", "-shm"))):
        left.unlink(missing_ok=True)
    with open_store(made) as store:
        companies = max(100, deals // 3)
        execute = store.connection.execute
        execute("PRAGMA synchronous = OFF")
        execute("PRAGMA foreign_keys = OFF")
        execute("PRAGMA cache_size = -400000")
        indexes = execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name LIKE 'x_%'"
        ).fetchall()
        with store.transaction():
            for name, _ in indexes:
                execute(f"DROP INDEX {name}")
            _write_companies(store, companies)
            _write_deals(store, deals, companies)
            for _, sql in indexes:
                execute(sql)
        execute("ANALYZE")
        execute("PRAGMA wal_checkpoint(TRUNCATE)")
    made.replace(path)
    return Sample(companies, deals)


def _write_companies(store: Store, count: int) -> None:
    rng = random.Random(SEED)
    connection = store.connection
    rows, names, groups = [], [], []
    for n in range(count):
        id, name = f"g{n:07}", company_name(n)
        parent = f"g{rng.randrange(n):07}" if n and rng.random() < 0.1 else None
        country = rng.choice(COUNTRIES)
        company = Company(id, name, (CompanyName(name),), country=country, parent=parent)
        rows.append((id, name, "company", country, parent, dump(company)))
        names.append((fold_name(name), id, name, "", "article"))
        groups += [(id, id), *([(parent, id)] if parent else [])]
    connection.executemany("INSERT INTO x_companies VALUES (?, ?, ?, ?, ?, ?)", rows)
    connection.executemany("INSERT INTO x_company_names VALUES (?, ?, ?, ?, ?)", sorted(names))
    connection.executemany("INSERT INTO x_company_groups VALUES (?, ?)", sorted(groups))


CHUNK = 5000


def _write_deals(store: Store, count: int, companies: int) -> None:
    rng = random.Random(SEED + 1)
    for start in range(0, count, CHUNK):
        chunk = _Chunk()
        for n in range(start, min(start + CHUNK, count)):
            _add_deal(chunk, rng, n, companies)
        chunk.write(store)


class _Chunk:
    """Rows on their way to the database."""

    def __init__(self) -> None:
        self.deals: list[tuple[object, ...]] = []
        self.parties: list[tuple[object, ...]] = []
        self.links: list[tuple[object, ...]] = []
        self.reports: list[tuple[object, ...]] = []
        self.articles: list[tuple[str, int, Lang, str, str, str]] = []

    def write(self, store: Store) -> None:
        many = store.connection.executemany
        many("INSERT INTO articles VALUES (?, 1, '2026-01-01T00:00:00+00:00')", [(a[0],) for a in self.articles])
        many(
            """INSERT INTO article_versions
               VALUES (?, 1, ?, ?, ?, 'https://news.example/' || ?, ?, 'https://news.example/feed', 'page', NULL,
               '2026-01-01T00:00:00+00:00', '')""",
            [(id, title, text, lang, id, day) for id, _, lang, day, title, text in self.articles],
        )
        many("INSERT INTO x_search_docs VALUES (?, ?, 1)", [(number, id) for id, number, *_ in self.articles])
        many(
            "INSERT INTO x_search (rowid, title, text) VALUES (?, ?, ?)",
            [(number, index_words(title), index_words(text)) for _, number, _, _, title, text in self.articles],
        )
        many("INSERT INTO x_extractions VALUES (?, 1, 'made', ?, '[]', '[]')", [(a[0], a[2]) for a in self.articles])
        many("INSERT INTO x_reports VALUES (?, ?, 0, ?, ?, ?, ?)", self.reports)
        many("INSERT INTO x_deal_reports VALUES (?, ?, ?, ?, ?)", self.links)
        many(f"INSERT INTO x_deals VALUES ({', '.join('?' * len(self.deals[0]))})", self.deals)
        many("INSERT INTO x_deal_parties VALUES (?, ?, ?, ?, ?, ?)", self.parties)


def _add_deal(chunk: _Chunk, rng: random.Random, n: int, companies: int) -> None:
    id, kind, status = f"d{n:08}", rng.choice(TYPES), rng.choice(STATUSES)
    numbers = [int(companies * rng.random() ** 3) for _ in range(2 + (rng.random() < 0.2))]
    roles = [PAIRS[kind][0]] * (len(numbers) - 1) + [PAIRS[kind][1]]
    names = [company_name(number) for number in numbers]
    day = FIRST_DAY + timedelta(days=int(DAYS * rng.random() ** 0.7))
    amount = None
    if rng.random() < 0.7:
        value = Decimal(int(10 ** rng.gauss(2, 0.9)) + 1) * 1_000_000
        amount = Money(f"{value / 1_000_000} million", 0, 0, rng.choice(("USD", "EUR")), value, value, about="deal")
    stake = rng.choice((10.0, 20.0, 51.0, 100.0)) if rng.random() < 0.3 else None
    days = [day] + ([day + timedelta(days=rng.randrange(1, 200))] if rng.random() < 0.3 else [])
    reports = []
    for k, seen in enumerate(days):
        lang, report_id, article = rng.choice(LANGS), f"r{n:08}{k}", f"a{n:08}{k}"
        report = Report(
            kind,
            status,
            tuple(Party(name, role, (Evidence(0, 8, 0, 60),)) for name, role in zip(names, roles, strict=True)),
            amount,
            evidence=(Evidence(10, 20, 0, 60),),
        )
        title, text = TEXTS[lang]
        words = JAPANESE if lang == "ja" else WORDS
        told = {"a": names[0], "b": names[-1], "t": kind, "w": rng.choice(words), "v": rng.choice(words)}
        chunk.reports.append((report_id, article, kind, status, seen.isoformat(), dump(report)))
        chunk.links.append((report_id, id, article, lang, seen.isoformat()))
        chunk.articles.append(
            (article, n * 2 + k + 1, lang, seen.isoformat(), title.format(**told), text.format(**told) * 3)
        )
        reports.append((report_id, article, lang))
    parties = tuple(
        DealParty(f"g{number:07}", name, role) for number, name, role in zip(numbers, names, roles, strict=True)
    )
    deal = Deal(
        id,
        kind,
        status,
        parties,
        (),
        amount,
        stake=stake,
        first_seen=days[0],
        last_seen=days[-1],
        timeline=(StatusSpan(status, days[0], days[-1], reports[0][1], reports[-1][1]),),
        claims=(Claim("status", status, tuple(r[0] for r in reports), "only_value"),),
    )
    usd = float(amount.top) * (1.1 if amount.currency == "EUR" else 1.0) if amount else None
    row = list(deal_columns(DealRow(deal, label(deal), usd / 1.1 if usd else None, usd, days[0] if amount else None)))
    row[-4:-1] = [len(reports), len(reports), ",".join(sorted({r[2] for r in reports}))]
    chunk.deals.append(tuple(row))
    chunk.parties += [(id, position, p.company, p.role, p.name, p.score) for position, p in enumerate(parties)]
