"""What linking knows of a report: companies in their roles, amounts in euros, the day. Lean, and cheap to compare."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from pipeline.extract.money.conversion import convert
from pipeline.knowledge.fold import fold_name
from pipeline.link.legal_forms import split_name
from pipeline.link.mentions import Mention
from pipeline.records import DealType, Lang, LinkedReport, Money, Role, Status

Slot = Literal["object", "subject", "seller"]
"""What a party is to a deal of any type: what it is about, who does it, who gives it up."""
SLOTS: tuple[Slot, ...] = ("object", "subject", "seller")
_OBJECTS: dict[DealType, Role] = {
    "acquisition": "target",
    "merger": "result",
    "investment": "investee",
    "joint_venture": "venture",
    "contract": "customer",
    "project": "project",
    "ipo": "issuer",
    "buyback": "issuer",
    "debt": "issuer",
    "spin_off": "target",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """An amount: the bounds in its currency, and the largest figure in euros of the day where there is a rate."""

    currency: str
    low: float | None
    high: float | None
    euros: float | None

    @property
    def top(self) -> float:
        """The largest figure told."""
        return self.high if self.high is not None else self.low or 0.0


@dataclass(frozen=True, slots=True)
class Side:
    """A party as linking compares it."""

    slot: Slot
    role: Role
    company: str
    forms: frozenset[str]
    """The folded cores of all its forms in the article."""
    near: frozenset[str] = frozenset()
    """Known companies that these forms may name as well."""


@dataclass(frozen=True, slots=True)
class Profile:
    """A report as linking compares it. Days are ordinals of :class:`datetime.date`, 0 where unknown."""

    report: str
    article: str
    lang: Lang
    type: DealType
    status: Status
    background: bool
    day: int
    told: int
    """The day on which the deal was announced or closed, where the article tells it."""
    sides: tuple[Side, ...]
    figures: tuple[Figure, ...]
    """The amount, then the valuation."""
    valued: bool
    """Whether the last of ``figures`` is a valuation."""
    stake: float | None
    in_slot: dict[Slot, tuple[Side, ...]] = field(init=False, repr=False, compare=False)
    """The sides by slot."""
    ids: dict[Slot, frozenset[str]] = field(init=False, repr=False, compare=False)
    """The companies by slot."""
    doers: frozenset[str] = field(init=False, repr=False, compare=False)
    """All companies but sellers."""

    def __post_init__(self) -> None:
        in_slot = {slot: tuple(side for side in self.sides if side.slot == slot) for slot in SLOTS}
        ids = {slot: frozenset([side.company for side in sides]) for slot, sides in in_slot.items()}
        object.__setattr__(self, "in_slot", in_slot)
        object.__setattr__(self, "ids", ids)
        object.__setattr__(self, "doers", ids["object"] | ids["subject"])

    @property
    def order(self) -> tuple[int, str, str]:
        """The order of reports in time, the same everywhere; those without a date come last."""
        return (self.day or date.max.toordinal(), self.article, self.report)


def slot_of(type: DealType, role: Role) -> Slot | None:
    """The slot of a role in a deal of a type; None for advisors."""
    if role == "advisor":
        return None
    if role == "seller":
        return "seller"
    return "object" if _OBJECTS.get(type) == role else "subject"


def make_profile(linked: LinkedReport, mentions: Sequence[Mention]) -> Profile:
    """The profile of a report, with the node of each mention where its company will stand."""
    report = linked.report
    sides = []
    for mention in mentions:
        slot = slot_of(report.type, mention.role)
        if slot is not None:
            forms = frozenset(split_name(form).core for form in (mention.name, *mention.forms) if fold_name(form))
            sides.append(Side(slot, mention.role, mention.node, forms, frozenset(mention.near)))
    figures = [_figure(money, linked.published) for money in (report.amount, report.valuation) if money]
    return Profile(
        report=linked.id,
        article=linked.article,
        lang=linked.lang,
        type=report.type,
        status=report.status,
        background=report.background,
        day=linked.published.toordinal() if linked.published else 0,
        told=_told(linked),
        sides=tuple(sides),
        figures=tuple(figures),
        valued=report.valuation is not None,
        stake=report.stake.percent if report.stake else None,
    )


def _figure(money: Money, day: date | None) -> Figure:
    return Figure(
        money.currency,
        None if money.low is None else float(money.low),
        None if money.high is None else float(money.high),
        euros(money, day),
    )


def with_companies(profile: Profile, companies: Mapping[str, str]) -> Profile:
    """The profile with the company of each node in its place."""
    sides = tuple(
        Side(side.slot, side.role, companies.get(side.company, side.company), side.forms, side.near)
        for side in profile.sides
    )
    return profile if sides == profile.sides else replace(profile, sides=sides)


def euros(money: Money, day: date | None) -> float | None:
    """The largest figure in euros of the day; None without a day or a rate. An amount in euros needs neither."""
    if money.currency == "EUR":
        return float(money.top)
    if day is None:
        return None
    told = convert(money, day, "EUR")
    top = told.high if told.high is not None else told.low
    return None if top is None else float(top)


def _told(linked: LinkedReport) -> int:
    """The day told for the announcement or the closing; 0 where none is, or where it is only a month or more."""
    for kind in ("announced", "completed"):
        for told in linked.report.dates:
            if told.kind == kind and (told.end - told.start).days <= 31:
                return told.start.toordinal()
    return 0
