"""What an amount takes from its neighbours: the currency of a bare "46,4 milliards", the amount that a bracket
converts, and the exchange rates that are no amounts at all."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from pipeline.extract.money.drafts import Draft

_GAP = 40
_PARAGRAPH = 2000
_CLAUSE_BEFORE, _CLAUSE_AFTER = 70, 50


@dataclass(frozen=True, slots=True)
class BareRules:
    """When a number with a scale but no currency is an amount, in one language."""

    noun: re.Pattern[str]
    """The noun that the number counts, right behind it; group 1. No match where it counts none."""
    money_nouns: re.Pattern[str]
    """Nouns counted in money ("dettes"), matched on that group."""
    money_cues: re.Pattern[str]
    """Words of a clause, in lower case, that speaks of money."""
    other_cues: re.Pattern[str]
    """Words of a clause that counts something else."""
    link: re.Pattern[str] | None
    """Where set, a bare number counts only if this is all that stands between it and an amount."""


def lend(text: str, drafts: list[Draft], rules: BareRules) -> list[Draft]:
    """Give bare numbers the currency of the amount they stand beside; those without one are left out."""
    paid = [d for d in drafts if d.code]
    if len(paid) == len(drafts):
        return drafts
    same: dict[Decimal, str | None] = {}
    for draft in paid:
        same.setdefault(draft.value, draft.code)
    after: Draft | None = None
    following: list[Draft | None] = []
    for draft in reversed(drafts):
        following.append(after)
        after = draft if draft.code else after
    following.reverse()
    before: Draft | None = None
    for draft, nearest_after in zip(drafts, following, strict=True):
        if draft.code is None:
            _lend(text, draft, before, nearest_after, same, rules)
        if before is None or rules.link is not None or not _converts(text, before, draft):
            before = draft
    return [d for d in drafts if d.code]


def _converts(text: str, before: Draft, draft: Draft) -> bool:
    """Whether an amount in brackets only tells the one before it in another currency."""
    told_twice = before.code is not None and draft.code is not None and before.code != draft.code
    return told_twice and draft.start - before.end <= _GAP and bool(_BRACKET.fullmatch(text, before.end, draft.start))


def _lend(
    text: str,
    draft: Draft,
    before: Draft | None,
    after: Draft | None,
    same: dict[Decimal, str | None],
    rules: BareRules,
) -> None:
    noun = rules.noun.match(text, draft.end)
    if noun and not rules.money_nouns.match(noun.group(1)):
        draft.counted = True
        return
    if rules.link is not None:
        _linked(text, draft, before, after, rules.link)
        return
    clause = text[max(0, draft.start - _CLAUSE_BEFORE) : draft.end + _CLAUSE_AFTER]
    clause = "\n" + clause[clause.rfind("\n", 0, _CLAUSE_BEFORE) + 1 :].lower()
    money = bool(noun) or rules.money_cues.search(clause) is not None
    if not money and rules.other_cues.search(clause):
        draft.counted = True
        return
    if draft.value in same:
        draft.code = same[draft.value]
    else:
        source = _source(text, draft, before, after, money)
        draft.code = source.code if source else None
    draft.counted = draft.code is None


def _source(text: str, draft: Draft, before: Draft | None, after: Draft | None, money: bool) -> Draft | None:
    """The amount whose currency a bare number takes: the one before it in its paragraph, else the one behind it
    there; outside the paragraph only where the clause speaks of money."""
    close = before is not None and "\n" not in text[max(before.end, draft.start - _PARAGRAPH) : draft.start]
    if before is not None and before.code and close:
        return before
    if not money:
        return None
    if after is not None and "\n" not in text[draft.end : min(after.start, draft.end + _PARAGRAPH)]:
        return after
    return before if before is not None and before.code else after


def _linked(text: str, draft: Draft, before: Draft | None, after: Draft | None, link: re.Pattern[str]) -> None:
    if before is not None and before.code and draft.start - before.end <= _GAP:
        if link.fullmatch(text, before.end, draft.start):
            draft.code = before.code
    elif after is not None and after.start - draft.end <= _GAP and link.fullmatch(text, draft.end, after.start):
        draft.code = after.code


_BRACKET = re.compile(
    r"\s?[(（\[［](?:soit |ou |or |i\.e\. |about |équivalant à |équivalent à |equivalent to |the equivalent of |"
    r"worth |=|日本円で|日本円換算で|円換算で|(?:当時|現在|足元)?の?(?:為替)?(?:レート|相場)で|米ドルで)?\s?",
    re.IGNORECASE,
)
_SPOKEN = re.compile(
    r",? (?:soit|or|ou|c'est-à-dire|i\.e\.|équivalent à|equivalent to|the equivalent of|ou encore|"
    r"or the equivalent of|which is|that is|soit l'équivalent de) | ?[/=＝] ?|、?日本円で",
    re.IGNORECASE,
)
_WITHIN = re.compile(r"\s?(?:,|;|/|、|or|ou|;|，)\s?(?:or |ou |soit )?", re.IGNORECASE)
_RATE = re.compile(
    r"\s?[=＝]\s?|\s(?:vaut|valait|équivaut à|équivalait à|s[’']échang\w+ (?:à|contre)|equals|equalled|"
    r"is worth|was worth|buys|bought|pour|contre|for)\s",
    re.IGNORECASE,
)
"""What stands between the two figures of a rate of exchange."""


def tie(text: str, drafts: list[Draft]) -> list[Draft]:
    """Mark conversions with the amount that they convert, and leave exchange rates out."""
    out: list[Draft] = []
    rate_end = -1
    for draft in drafts:
        if draft.start == rate_end:  # "154円20〜22銭" behind "1ドル="
            rate_end = draft.end
            continue
        previous = out[-1] if out else None
        if previous is None or previous.code == draft.code or draft.start - previous.end > _GAP:
            out.append(draft)
            continue
        if _is_rate(text, previous, draft):
            out.pop()
            rate_end = draft.end
            continue
        if _BRACKET.fullmatch(text, previous.end, draft.start) or _SPOKEN.fullmatch(text, previous.end, draft.start):
            draft.conversion_of = previous.start if previous.conversion_of is None else previous.conversion_of
        elif previous.conversion_of is not None and _WITHIN.fullmatch(text, previous.end, draft.start):
            draft.conversion_of = previous.conversion_of
        out.append(draft)
    return out


_UNITS = (Decimal(1), Decimal(100), Decimal(1000))


def _is_rate(text: str, first: Draft, second: Draft) -> bool:
    """Whether two amounts tell a rate of exchange: "$1 = 0.92 euros", "1,09 dollar pour un euro", "1ドル150円"."""
    if first.exponent or second.exponent >= 6:
        return False
    gap = text[first.end : second.start]
    if _RATE.fullmatch(gap):
        signed = "=" in gap or "＝" in gap
        return first.value in _UNITS if signed else 1 in (first.value, second.value)
    return first.value == 1 and second.code == "JPY" and gap in ("", "が", "は", "あたり", "当たり")
