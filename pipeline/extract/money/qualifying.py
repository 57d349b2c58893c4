"""Words around a number that make it a bound: "plus de", "as much as", "約", "以上"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.extract.money.drafts import Draft
from pipeline.records import Qualifier

_REACH = 44
_LAST = 16
_MAX_WORDS = 6
_OPENERS = '(«"“['
_TOKEN = re.compile(r"[^\s'’]+['’]?")


@dataclass(frozen=True, slots=True)
class Qualifiers:
    """The qualifiers of one language."""

    before: dict[str, Qualifier]
    """Phrases before a number, in lower case, words parted by one space, straight apostrophes."""
    last_words: frozenset[str]
    """The last words of those phrases."""
    after: re.Pattern[str]
    """Phrases behind an amount; the name of the group that matches is the qualifier."""
    outside: re.Pattern[str]
    """Phrases behind an amount, or behind its conversion in brackets, that stay outside the amount's text."""
    spared: re.Pattern[str]
    """What before a number or its qualifier makes the qualifier mean something else ("dispute over")."""
    spaced: bool = True
    """Whether the language parts words by spaces; else the last words above are last characters."""


def phrases(**told: str) -> tuple[dict[str, Qualifier], frozenset[str]]:
    """Qualifier phrases and their last words, from one string a qualifier with ";" between phrases."""
    before: dict[str, Qualifier] = {}
    for qualifier, listed in told.items():
        for phrase in listed.split(";"):
            before[" ".join(_TOKEN.findall(phrase))] = qualifier  # type: ignore[assignment]
    return before, frozenset(phrase.split(" ")[-1] for phrase in before)


def qualify(text: str, draft: Draft, words: Qualifiers, floor: int) -> None:
    """Set the bounds of a draft and widen it by its qualifier words, those from ``floor`` on."""
    found = (_before if words.spaced else _right_before)(text, draft.start, words)
    qualifier: Qualifier = draft.qualifier
    if found and found[0] >= floor:
        start, said = found
        if qualifier != "range":
            draft.start, qualifier = start, said
        elif said == "approx":
            draft.start = start
    after = words.after.match(text, draft.end)
    if after and after.lastgroup:
        if qualifier != "range":
            qualifier = after.lastgroup if qualifier in ("exact", "approx") else qualifier  # type: ignore[assignment]
        draft.end = after.end()
    elif qualifier in ("exact", "approx"):
        outside = words.outside.match(text, draft.end)
        if outside and outside.lastgroup and not words.spared.search(text, max(0, draft.start - 24), draft.start):
            qualifier = outside.lastgroup  # type: ignore[assignment]
    bound(draft, qualifier)


def bound(draft: Draft, qualifier: Qualifier) -> None:
    """Write the bounds that a qualifier gives to the value of a draft."""
    draft.qualifier = qualifier
    if qualifier == "range":
        return
    draft.low = None if qualifier in ("up_to", "less_than") else draft.value
    draft.high = None if qualifier in ("at_least", "more_than") else draft.value


def _before(text: str, start: int, words: Qualifiers) -> tuple[int, Qualifier] | None:
    """The longest qualifier phrase that ends right before ``start``, and where it begins."""
    base = max(0, start - _REACH)
    lead = text[base:start].replace("’", "'")
    cut = lead.rfind("\n") + 1
    close = _TOKEN.findall(lead[-_LAST:])
    if not close or close[-1].lower().lstrip(_OPENERS) not in words.last_words:
        return None
    tokens = [(match.group().lower(), match.start()) for match in _TOKEN.finditer(lead, cut)][-_MAX_WORDS:]
    for skip in range(len(tokens)):
        phrase = " ".join(token for token, _ in tokens[skip:]).lstrip(_OPENERS)
        qualifier = words.before.get(phrase)
        if qualifier:
            at = base + tokens[skip][1]
            while text[at] in _OPENERS:
                at += 1
            return None if words.spared.search(text, max(0, at - 24), at + len(phrase) + 1) else (at, qualifier)
    return None


def _right_before(text: str, start: int, words: Qualifiers) -> tuple[int, Qualifier] | None:
    """The same for a language without spaces between words."""
    if not start or text[start - 1] not in words.last_words:
        return None
    for length in range(min(_MAX_WORDS, start), 0, -1):
        qualifier = words.before.get(text[start - length : start])
        if qualifier:
            return start - length, qualifier
    return None
