"""Deals for tests, written in one line each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from pipeline.records import (
    Company,
    CompanyName,
    Deal,
    DealParty,
    DealType,
    Evidence,
    Lineage,
    LinkedReport,
    Money,
    Party,
    Report,
    Role,
    Status,
)

DAY = date(2025, 3, 1)


def dollars(millions: float) -> Money:
    """An exact amount of that many million dollars."""
    value = Decimal(str(millions)) * 1_000_000
    return Money(f"${millions}m", 0, 5, "USD", value, value)


def deal(
    id: str,
    type: DealType,
    parties: str,
    millions: float | None = None,
    *,
    status: Status = "announced",
    day: date | None = DAY,
    stale: bool = False,
    article: str | None = None,
    lineage: Sequence[Lineage] = (),
) -> Deal:
    """A deal of one report. ``parties`` is ``"investor=a,b investee=c"``; ids of companies are their names in small."""
    told: list[tuple[Role, str]] = []
    for part in parties.split():
        role, _, names = part.partition("=")
        told += [(role, name) for name in names.split(",")]  # type: ignore[misc]
    amount = dollars(millions) if millions is not None else None
    report = Report(
        type,
        status,
        tuple(Party(name.upper(), role) for role, name in told),
        amount,
        evidence=(Evidence(3, 9, 0, 20),),
    )
    linked = LinkedReport(f"r-{id}", article or f"a-{id}", "en", day, report, f"https://example.org/{id}", f"On {id}")
    return Deal(
        id,
        type,
        status,
        tuple(DealParty(name, name.upper(), role) for role, name in told),
        (linked,),
        amount,
        stale=stale,
        first_seen=day,
        last_seen=day,
        lineage=tuple(lineage),
    )


def company(id: str, parent: str | None = None, country: str | None = None) -> Company:
    """A company named like its id, in capitals."""
    return Company(id, id.upper(), (CompanyName(id.upper()),), parent=parent, country=country)
