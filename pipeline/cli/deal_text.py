"""Deals and reports as lines of plain text, which can be pasted into a mail."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.cli.display import day_text, money_text
from pipeline.extract.sentences import evidence_at, sentence_bounds
from pipeline.records import DealType, Evidence, Lang, Report, Role

_SIDES: dict[DealType, tuple[tuple[Role, ...], tuple[Role, ...]]] = {
    "acquisition": (("acquirer",), ("target",)),
    "merger": (("party",), ("result",)),
    "investment": (("investor",), ("investee",)),
    "joint_venture": (("partner",), ("venture",)),
    "partnership": (("partner",), ()),
    "contract": (("supplier",), ("customer",)),
    "project": (("sponsor",), ("project",)),
    "ipo": (("issuer",), ()),
    "buyback": (("issuer",), ()),
    "debt": (("lender",), ("issuer",)),
    "spin_off": (("parent",), ("target",)),
}
"""Which roles stand before the arrow, and which behind it."""
_MUST: frozenset[Role] = frozenset({"acquirer", "target", "investor", "investee", "supplier", "customer", "lender"})
"""Roles whose lack is shown: somebody fills them, whoever that is."""
_LONGEST = 320
"""Characters of a sentence that are quoted."""


def parties_text(kind: DealType, parties: Iterable[tuple[Role, str]], most: int | None = None) -> str:
    """Who does what with whom: "A + B → C (from D)"; at most ``most`` names a side."""
    names: dict[Role, list[str]] = {}
    for role, name in parties:
        held = names.setdefault(role, [])
        if name not in held:
            held.append(name)
    sides = [
        " + ".join(_shortened([name for role in side for name in names.get(role, ())], most))
        or ("?" if _MUST.intersection(side) else "")
        for side in _SIDES[kind]
    ]
    line = " → ".join(side for side in sides if side)
    return f"{line} (from {' + '.join(_shortened(names['seller'], most))})" if "seller" in names else line


def _shortened(names: Sequence[str], most: int | None) -> Sequence[str]:
    return names if most is None or len(names) <= most else (*names[:most], f"{len(names) - most} more")


def quote(body: str, evidence: Evidence) -> str:
    """The sentence that says something, in one line, with the words themselves between asterisks."""
    before = body[evidence.sentence_start : evidence.start]
    words = body[evidence.start : evidence.end]
    after = body[evidence.end : evidence.sentence_end]
    spare = max(_LONGEST - len(words), 0) // 2
    start = f"…{before[-spare:]}" if len(before) > spare else before
    end = f"{after[:spare]}…" if len(after) > spare else after
    return " ".join(f"{start}*{words}*{end}".split())


def report_lines(report: Report, body: str, lang: Lang) -> list[str]:
    """What one article says of one deal, with the words that say so."""
    bounds = sentence_bounds(body)
    head = f"  {report.type} · {report.status}{' · told in passing' if report.background else ''}"
    lines = [head]
    for party in report.parties:
        also = f" (also {', '.join(party.aliases)})" if party.aliases else ""
        lines.append(f"    {party.role:<12}{party.name}{also}")
    for label, money in (("amount", report.amount), ("valuation", report.valuation)):
        if money is not None:
            lines.append(f"    {label:<12}{money_text(money, lang)}")
            lines.append(f"{'':16}{quote(body, evidence_at(money.start, money.end, bounds, body))}")
    if report.stake is not None:
        lines.append(f"    {'stake':<12}{report.stake.percent:g} %")
        if report.stake.evidence is not None:
            lines.append(f"{'':16}{quote(body, report.stake.evidence)}")
    for told in report.dates:
        days = day_text(told.start, lang)
        until = f" to {day_text(told.end, lang)}" if told.end != told.start else ""
        lines.append(f"    {told.kind:<12}{days}{until}")
    if report.evidence:
        lines.append(f"    {'told in':<12}{quote(body, report.evidence[0])}")
    return lines
