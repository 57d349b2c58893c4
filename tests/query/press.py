"""A small database of deals, told by articles in three languages and linked as every database is.

The companies: Kitahama (a group, with Kitahama Rail), Belmont, Orsay, Quenda. The deals, by the day of their first
report: Kitahama buys Belmont (rumored in January, announced in February, done in June 2024), Orsay invests in Quenda
(March), Kitahama Rail supplies Orsay (April), Belmont and Quenda set up Vela (a rumour of 2022, stale), Orsay sells
Quenda to Belmont (terminated, May).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

from pipeline.knowledge.fold import fold_name
from pipeline.knowledge.records import KnownCompany
from pipeline.link.service import link_reports
from pipeline.records import (
    Article,
    CompanyName,
    DealType,
    Evidence,
    Extraction,
    Lang,
    Money,
    Party,
    Report,
    Role,
    Stake,
    Status,
)
from pipeline.store import Store, open_store

_KNOWN = (
    ("kitahama", "Kitahama Group", "JP", None, ("Kitahama", "北浜グループ")),
    ("kitahama-rail", "Kitahama Rail", "JP", "kitahama", ("北浜鉄道",)),
    ("belmont", "Belmont", "GB", None, ("ベルモント",)),
    ("orsay", "Orsay", "FR", None, ("Orsay SA",)),
)


class Knowledge:
    """A knowledge base of four companies."""

    def __init__(self) -> None:
        self._companies = {
            id: KnownCompany(
                id=id,
                name=name,
                kind="company",
                country=country,
                parent=parent,
                names=tuple(CompanyName(n, None, "knowledge") for n in (name, *names)),
            )
            for id, name, country, parent, names in _KNOWN
        }

    def lookup(self, folded_name: str) -> tuple[KnownCompany, ...]:
        """See KnownNames."""
        return tuple(c for c in self._companies.values() if folded_name in {fold_name(n.text) for n in c.names})

    def get(self, id: str) -> KnownCompany | None:
        """See KnownNames."""
        return self._companies.get(id)


def told(
    type: DealType,
    status: Status,
    parties: str,
    amount: tuple[float, str] | None = None,
    stake: float | None = None,
) -> Report:
    """A report. ``parties`` is ``"acquirer=A; target=B, C"``, ``amount`` millions and currency."""
    named: list[tuple[Role, str]] = []
    for part in parties.split("; "):
        role, _, names = part.partition("=")
        named += [(role, name) for name in names.split(", ")]  # type: ignore[misc]
    money = None
    if amount is not None:
        value = Decimal(str(amount[0])) * 1_000_000
        money = Money(f"{amount[0]} million {amount[1]}", 0, 5, amount[1], value, value, about="deal")
    return Report(
        type,
        status,
        tuple(Party(name, role, (Evidence(0, 3, 0, 9),)) for role, name in named),
        money,
        None,
        Stake(stake) if stake is not None else None,
        evidence=(Evidence(0, 5, 0, 20),),
    )


Telling = tuple[str, Lang, date | None, str, str, Sequence[Report]]
ARTICLES: tuple[Telling, ...] = (
    ("bid-1", "en", date(2024, 1, 10), "Kitahama said to eye Belmont", "Sources say the price would be high.",
     [told("acquisition", "rumored", "acquirer=Kitahama; target=Belmont", (900, "USD"))]),
    ("bid-2", "ja", date(2024, 2, 20), "北浜グループ、ベルモントを買収", "全株式を10億ドルで取得する。",
     [told("acquisition", "announced", "acquirer=北浜グループ; target=ベルモント", (1000, "USD"), 100)]),
    ("bid-3", "fr", date(2024, 6, 3), "Kitahama a bouclé le rachat de Belmont", "L’affaire à un milliard est achevée.",
     [told("acquisition", "completed", "acquirer=Kitahama; target=Belmont", (1000, "USD"))]),
    ("round", "fr", date(2024, 3, 5), "Orsay entre chez Quenda", "Orsay SA prend 20 % pour 50 millions d'euros.",
     [told("investment", "announced", "investor=Orsay SA; investee=Quenda", (50, "EUR"), 20)]),
    ("trains", "en", date(2024, 4, 9), "Kitahama Rail to build trains for Orsay", "The order is worth 30bn yen.",
     [told("contract", "announced", "supplier=Kitahama Rail; customer=Orsay", (30000, "JPY"))]),
    ("vela", "en", date(2022, 5, 1), "Belmont and Quenda may set up Vela", "No price was named.",
     [told("joint_venture", "rumored", "partner=Belmont, Quenda; venture=Vela")]),
    ("sale", "en", date(2024, 5, 2), "Belmont walks away from Quenda", "Orsay had wanted 80 million euros.",
     [told("acquisition", "terminated", "acquirer=Belmont; target=Quenda; seller=Orsay", (80, "EUR"))]),
)  # fmt: skip


def wire(id: str, day: date, title: str, *reports: Report) -> Telling:
    """An English article of one line."""
    return id, "en", day, title, "No more was said.", reports


def build_store(articles: Sequence[Telling] = ARTICLES, path: str = ":memory:") -> Store:
    """A database of these articles, linked."""
    store = open_store(path)
    add_articles(store, articles)
    return store


def add_articles(store: Store, articles: Sequence[Telling]) -> None:
    """Store, extract and link articles in one transaction."""
    came: set[str] = set()
    went: set[str] = set()
    with store.transaction():
        for id, lang, published, title, text, reports in articles:
            seen = datetime(2024, 7, 1, tzinfo=UTC)
            url = f"https://example.org/{id}"
            store.articles.put(Article(id, title, text, lang, url, published, fetched=seen))
            more, less = store.extractions.put(Extraction(id, lang, reports=tuple(reports), engine="test"), 1)
            came |= more
            went |= less
        link_reports(store, came, went, Knowledge())
