"""Which of several told values a deal shows; the rules are in docs/linking.md, their names stand with the claims."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar
from urllib.parse import urlsplit

from pipeline.link.legal_forms import split_name
from pipeline.records import Claim, DealDate, DealType, LinkedReport, Money, Status

V = TypeVar("V", bound=Hashable)

ADVANCE: dict[Status, int] = {"rumored": 0, "terminated": 1, "announced": 1, "completed": 2}
"""How far a status is on the way; a withdrawn deal was announced."""
_WIRES = (
    "businesswire.com",
    "prnewswire.com",
    "globenewswire.com",
    "prtimes.jp",
    "accessnewswire.com",
    "actusnews.com",
)
_RETROSPECT = 180
"""Days after a deal's completion from which a report looks back: its figures are converted and rounded."""
_LAST = date.max


@dataclass(frozen=True, slots=True)
class Choice(Generic[V]):
    """The value shown, and every claim of the field with the rule that chose the one shown."""

    value: V | None
    claims: tuple[Claim, ...]


def day_of(report: LinkedReport) -> date:
    """The day for which a report speaks: told for its status, or its publication; the last of all days if undated."""
    kind = "completed" if report.report.status == "completed" else "announced"
    told = next((d for d in report.report.dates if _is_told(d, kind)), None)
    return told.start if told else report.published or _LAST


def source_rank(report: LinkedReport) -> int:
    """2 for a document of a party, 1 for a newspaper, 0 for what only sources say."""
    host = urlsplit(report.url or "").hostname or ""
    names = (split_name(party.name).core.replace(" ", "") for party in report.report.parties)
    labels = [label for label in host.split(".")[:-1] if label != "www"]
    if host.endswith(_WIRES) or any(len(n) > 3 and n.isascii() and n in labels for n in names):
        return 2
    return 0 if report.report.status == "rumored" else 1


def choose(
    field: str, reports: Sequence[LinkedReport], read: Callable[[LinkedReport], V | None], write: Callable[[V], str]
) -> Choice[V]:
    """The value of a figure: of the most advanced status, then of the best source, then the latest, then most told.

    Reports told in passing, or long after the deal was done, come last. The rule's name says what decided."""
    told: dict[str, list[LinkedReport]] = defaultdict(list)
    values: dict[str, V] = {}
    for report in reports:
        if (value := read(report)) is not None:
            told[write(value)].append(report)
            values[write(value)] = value
    if not told:
        return Choice(None, ())
    done = min((day_of(r) for r in reports if r.report.status == "completed"), default=None)

    def rank(report: LinkedReport) -> tuple[bool, int, int, date]:
        late = done is not None and report.published is not None and (report.published - done).days > _RETROSPECT
        day = report.published or date.min
        return not (report.report.background or late), ADVANCE[report.report.status], source_rank(report), day

    best = {text: max(rank(r) for r in held) for text, held in told.items()}
    order = sorted(told, key=lambda text: (best[text], len(told[text]), text), reverse=True)
    rule = _rule([best[text] for text in order])
    return Choice(
        values[order[0]],
        tuple(
            Claim(field, text, tuple(sorted(r.id for r in told[text])), rule if text == order[0] else None)
            for text in order
        ),
    )


def _rule(ranks: Sequence[tuple[bool, int, int, date]]) -> str:
    if len(ranks) == 1:
        return "only_value"
    first, second = ranks[0], ranks[1]
    if first[0] != second[0]:
        return "told_at_the_time"
    if first[1] != second[1]:
        return "most_advanced_status"
    if first[2] != second[2]:
        return "best_source"
    return "latest" if first[3] != second[3] else "most_told"


def choose_status(reports: Sequence[LinkedReport]) -> tuple[Status, tuple[Claim, ...]]:
    """The status shown: completed once told; else the latest of announced and terminated; else rumored.

    Talks that go on after a withdrawal make the deal rumored again."""
    told: dict[Status, list[LinkedReport]] = defaultdict(list)
    for report in reports:
        told[report.report.status].append(report)
    last = {status: max((r.published or date.min, r.id) for r in held) for status, held in told.items()}
    rule = "latest"
    if len(told) == 1:
        status, rule = next(iter(told)), "only_value"
    elif "completed" in told:
        status, rule = "completed", "most_advanced_status"
    elif "terminated" not in told:
        status, rule = "announced", "most_advanced_status"
    else:
        status = max(told, key=lambda s: (last[s][0], ADVANCE[s], s))
    return status, tuple(
        Claim("status", s, tuple(sorted(r.id for r in told[s])), rule if s == status else None)
        for s in sorted(told, key=lambda s: (s != status, last[s]))
    )


def choose_type(reports: Sequence[LinkedReport]) -> tuple[DealType, tuple[Claim, ...]]:
    """The type that most reports tell; of several, that of the surest and then the latest."""
    told: dict[DealType, list[LinkedReport]] = defaultdict(list)
    for report in reports:
        told[report.report.type].append(report)
    order = sorted(
        told,
        key=lambda t: (len(told[t]), max((r.report.confidence, r.published or date.min) for r in told[t]), t),
        reverse=True,
    )
    rule = "only_value" if len(told) == 1 else "most_told"
    return order[0], tuple(
        Claim("type", t, tuple(sorted(r.id for r in told[t])), rule if t == order[0] else None) for t in order
    )


def money_claim(money: Money) -> str:
    """An amount as a claim tells it: ``EUR 1700000000``, ``EUR 1500000000-1800000000``, ``USD <= 40000000000``."""
    low, high = money.low, money.high
    if low is None or high is None:
        return f"{money.currency} {'<=' if low is None else '>='} {_plain(money.top)}"
    return f"{money.currency} {_plain(low)}" if low == high else f"{money.currency} {_plain(low)}-{_plain(high)}"


def _plain(value: object) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _is_told(told: DealDate, kind: str) -> bool:
    return told.kind == kind and told.start == told.end
