"""Reports and a small knowledge base for the tests of linking, told in few words."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from decimal import Decimal

from pipeline.knowledge import KnownCompany
from pipeline.knowledge.fold import fold_name
from pipeline.link.judgements import rulings
from pipeline.link.legal_forms import split_name
from pipeline.link.linker import Linker
from pipeline.link.mentions import KnownNames
from pipeline.link.state import MemoryState
from pipeline.link.weights import load_weights
from pipeline.link.whole import Linked, link_all
from pipeline.records import (
    CompanyName,
    DealType,
    Judgement,
    Lang,
    LinkedReport,
    Money,
    Party,
    Report,
    Role,
    Stake,
    Status,
)
from pipeline.store.extractions import report_id


def known(
    id: str, *names: str, parent: str | None = None, default_for: tuple[str, ...] = (), country: str | None = None
) -> KnownCompany:
    """A company of the knowledge base; its first name is the one shown."""
    written = tuple(CompanyName(name, None, "knowledge") for name in names)
    return KnownCompany(id, names[0], parent=parent, names=written, default_for=default_for, country=country)


class Base:
    """A knowledge base of a few companies."""

    def __init__(self, *companies: KnownCompany) -> None:
        self._companies = {company.id: company for company in companies}

    def lookup(self, folded_name: str) -> tuple[KnownCompany, ...]:
        """The companies of a name, those that it stands for by default first."""
        found = [
            c
            for c in self._companies.values()
            if folded_name in {fold_name(n.text) for n in c.names} | {split_name(n.text).stem for n in c.names}
        ]
        return tuple(sorted(found, key=lambda c: (folded_name not in {fold_name(d) for d in c.default_for}, c.id)))

    def get(self, id: str) -> KnownCompany | None:
        """The company of an id."""
        return self._companies.get(id)


BASE = Base(
    known("softbank-group", "SoftBank Group", "ソフトバンクグループ", "SBG", "SoftBank", "ソフトバンク",
          default_for=("SoftBank",), country="JP"),
    known("softbank-corp", "SoftBank Corp.", "ソフトバンク株式会社", "SoftBank", "ソフトバンク",
          parent="softbank-group"),
    known("openai", "OpenAI", "オープンAI"),
    known("oracle", "Oracle", "オラクル"),
    known("lumen", "Lumen Industries", "ルーメン工業"),
    known("kestrel", "Kestrel", "ケストレル"),
    known("hitachi", "Hitachi", "日立製作所", "日立"),
    known("minato", "Minato Holdings", "ミナトHD"),
)  # fmt: skip
"""Real holdings for the worked example, invented companies for the rest."""


def euros(amount: float, currency: str = "EUR") -> Money:
    """An exact amount in full units."""
    return Money("", 0, 0, currency, Decimal(str(amount)), Decimal(str(amount)), "exact", "deal")


def told(
    article: str,
    day: str,
    type: DealType,
    status: Status,
    parties: dict[str, Role],
    amount: Money | None = None,
    *,
    lang: Lang = "en",
    stake: float | None = None,
    valuation: Money | None = None,
    aliases: dict[str, tuple[str, ...]] | None = None,
    background: bool = False,
    url: str | None = None,
) -> LinkedReport:
    """What an article says of a deal; ``parties`` maps names to roles."""
    report = Report(
        type,
        status,
        tuple(Party(name, role, aliases=(aliases or {}).get(name, ())) for name, role in parties.items()),
        amount,
        valuation,
        Stake(stake) if stake is not None else None,
        background=background,
    )
    published = date.fromisoformat(day) if day else None
    return LinkedReport(report_id(article, report, 0), article, lang, published, report, url, f"Title of {article}")


def linked(*reports: LinkedReport, base: Base = BASE, judgements: Collection[Judgement] = ()) -> Linked:
    """The reports linked by the shipped weights."""
    return link_all(reports, base, judgements)


def shape(found: Linked) -> set[frozenset[str]]:
    """The deals as sets of articles."""
    return {frozenset(r.article for r in deal.reports) for deal in found.deals}


def new_linker(base: KnownNames = BASE) -> tuple[Linker, MemoryState]:
    """A linker over an empty state."""
    state = MemoryState()
    return Linker(state, base, load_weights(), rulings([], "company"), rulings([], "deal")), state
