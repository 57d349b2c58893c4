"""The ten most usual questions to a database of 1,000,000 deals, beside bare SQL of the same question.

Run with ``python -m benchmarks.query [DEALS] [FOLDER]``. The database (4 GB) is made in FOLDER and kept there for the
next run; without FOLDER in a temporary one that goes at the end. Both sides answer the same question with the same
parameters, one right after the other, who begins in turn; the bare SQL fetches the rows, ours also makes records of
them. Times are of the processor, so that other programs on the machine do not count; the database is in the system's
cache, as it is after the first questions.
"""

from __future__ import annotations

import random
import resource
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.generated import COUNTRIES, DAYS, FIRST_DAY, JAPANESE, WORDS, Sample, company_name, generate
from pipeline.query.deals import get_deal, list_deals
from pipeline.query.filters import Days, DealFilter
from pipeline.query.totals import deal_totals
from pipeline.store import Store, open_store

TIMES = 100
"""Parameters tried for each question."""
LIST = "SELECT d.last_seen, d.id, d.stale, d.deal FROM x_deals d"
NEWEST = "ORDER BY d.last_seen DESC, d.id DESC LIMIT 50"
OF_COMPANY = """d.id IN (SELECT p.deal FROM x_deal_parties p JOIN x_company_names n ON n.company = p.company
    WHERE n.folded = ?{role})"""


@dataclass(frozen=True, slots=True)
class Question:
    """A question, as Dealwire is asked it and as bare SQL."""

    name: str
    ask: Callable[[Store, Any], object]
    sql: str
    values: Callable[[Any], tuple[object, ...]]
    draw: Callable[[random.Random, Sample], Any]


def listed(**wanted: Callable[[Any], Any]) -> Callable[[Store, Any], object]:
    """Asks for the newest fifty deals of a filter whose fields come from the parameter."""
    return lambda store, value: (
        list_deals(store, DealFilter(**{name: take(value) for name, take in wanted.items()}), reports=False).deals
    )


def some_company(rng: random.Random, sample: Sample) -> str:
    """The name of a company, those with many deals as often as deals name them."""
    return company_name(int(sample.companies * rng.random() ** 3))


def some_month(rng: random.Random, sample: Sample) -> date:
    """The first day of a month."""
    return (FIRST_DAY + timedelta(days=rng.randrange(DAYS))).replace(day=1)


def month_end(day: date) -> date:
    """The last day of the month that begins on a day."""
    return (day + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def folded(name: str) -> str:
    """A generated name as the index of names has it."""
    return name.lower()


QUESTIONS = (
    Question("the newest 50", listed(), f"{LIST} {NEWEST}", lambda _: (), lambda rng, sample: None),
    Question(
        "of a company, the newest 50",
        listed(companies=lambda name: (name,)),
        f"{LIST} WHERE {OF_COMPANY.format(role='')} {NEWEST}",
        lambda name: (folded(name),),
        some_company,
    ),
    Question(
        "that a company buys",
        listed(companies=lambda name: (name,), roles=lambda _: ("acquirer",), types=lambda _: ("acquisition",)),
        f"{LIST} WHERE d.type = 'acquisition' AND {OF_COMPANY.format(role=' AND p.role = ?')} {NEWEST}",
        lambda name: (folded(name), "acquirer"),
        some_company,
    ),
    Question(
        "of a type and status, the newest 50",
        listed(types=lambda v: (v[0],), statuses=lambda v: (v[1],)),
        f"{LIST} WHERE d.type = ? AND d.status = ? {NEWEST}",
        lambda v: v,
        lambda rng, _: (rng.choice(("investment", "contract")), rng.choice(("announced", "rumored"))),
    ),
    Question(
        "of a billion euros and more, the largest 50",
        lambda store, least: list_deals(
            store, DealFilter(min_amount=least, currency="EUR"), sort="-amount", reports=False
        ),
        "SELECT d.eur, d.id, d.stale, d.deal FROM x_deals d WHERE d.eur >= ? ORDER BY d.eur DESC, d.id DESC LIMIT 50",
        lambda least: (least,),
        lambda rng, _: rng.uniform(1e9, 5e9),
    ),
    Question(
        "announced in a month",
        listed(announced=lambda day: Days(day, month_end(day))),
        f"{LIST} WHERE d.announced BETWEEN ? AND ? {NEWEST}",
        lambda day: (day.isoformat(), month_end(day).isoformat()),
        some_month,
    ),
    Question(
        "of a country, the newest 50",
        listed(countries=lambda code: (code,)),
        f"""{LIST} WHERE EXISTS (SELECT 1 FROM x_deal_parties p JOIN x_companies c ON c.id = p.company
            WHERE p.deal = d.id AND c.country = ?) {NEWEST}""",
        lambda code: (code,),
        lambda rng, _: rng.choice(COUNTRIES),
    ),
    Question(
        "whose articles hold two words",
        listed(text=lambda words: " ".join(words)),
        f"""{LIST} WHERE d.id IN (SELECT r.deal FROM x_search s JOIN x_search_docs t ON t.id = s.rowid
            JOIN x_deal_reports r ON r.article = t.article WHERE x_search MATCH ?) {NEWEST}""",
        lambda words: (" ".join(f'"{tokens(word)}"' for word in words),),
        lambda rng, _: rng.sample(rng.choice((WORDS, JAPANESE)), 2),
    ),
    Question(
        "totals of a company by year",
        lambda store, name: deal_totals(store, "year", DealFilter(companies=(name,))),
        f"""SELECT substr(coalesce(announced, first_seen), 1, 4), count(*), sum(eur), sum(usd) FROM x_deals d
            WHERE {OF_COMPANY.format(role="")} GROUP BY 1 ORDER BY 1""",
        lambda name: (folded(name),),
        some_company,
    ),
    Question(
        "one deal with its reports",
        get_deal,
        """SELECT d.deal, r.report, v.title, v.url FROM x_deals d JOIN x_deal_reports l ON l.deal = d.id
            JOIN x_reports r ON r.id = l.report
            JOIN article_versions v ON v.article = l.article AND v.version = 1 WHERE d.id = ?""",
        lambda id: (id,),
        lambda rng, sample: f"d{rng.randrange(sample.deals):08}",
    ),
)


def tokens(word: str) -> str:
    """A word as the index has it: Japanese in pairs."""
    return word if word.isascii() else " ".join(word[i : i + 2] for i in range(len(word) - 1))


def p95(spent: list[float]) -> float:
    """The 95th percentile, in milliseconds."""
    return sorted(spent)[int(len(spent) * 0.95)] * 1000


def measure(store: Store, bare: sqlite3.Connection, question: Question, sample: Sample) -> tuple[float, float]:
    """p95 of ours and of the bare SQL, in milliseconds."""
    rng = random.Random(question.name)
    ours: list[float] = []
    theirs: list[float] = []
    for n in range(TIMES + 2):
        value = question.draw(rng, sample)

        def ask(value: object = value) -> None:
            start = time.process_time()
            question.ask(store, value)
            ours.append(time.process_time() - start)

        def fetch(value: object = value) -> None:
            start = time.process_time()
            bare.execute(question.sql, question.values(value)).fetchall()
            theirs.append(time.process_time() - start)

        for run in (ask, fetch) if n % 2 else (fetch, ask):
            run()
    # The first two of each load pages and prepare statements.
    return p95(ours[2:]), p95(theirs[2:])


def main() -> None:
    """Make the database where it is not there, and print the table."""
    deals = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    if len(sys.argv) > 2:
        compare(deals, Path(sys.argv[2]))
        return
    with tempfile.TemporaryDirectory(prefix="dealwire-benchmark-") as folder:
        compare(deals, Path(folder))


def compare(deals: int, folder: Path) -> None:
    """Print the table for a database of that many deals in a folder."""
    path = folder / f"deals-{deals}.db"
    console = Console()
    if path.exists():
        sample = Sample(max(100, deals // 3), deals)
    else:
        start = time.process_time()
        sample = generate(path, deals)
        console.print(f"made {path} in {time.process_time() - start:.0f} CPU seconds")
    table = Table(
        "deals", "p95 ms", "bare SQL, p95 ms", "times", title=f"{deals:,} deals, SQLite {sqlite3.sqlite_version}"
    )
    with open_store(path) as store:
        bare = sqlite3.connect(path)
        for question in QUESTIONS:
            ours, theirs = measure(store, bare, question, sample)
            table.add_row(question.name, f"{ours:.2f}", f"{theirs:.2f}", f"{ours / theirs:.1f}")
    console.print(table)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    console.print(
        f"{path.stat().st_size / deals:.0f} bytes on disk per deal, articles and index included; peak {peak:.0f} MiB"
    )


if __name__ == "__main__":
    main()
