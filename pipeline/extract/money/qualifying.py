"""Words around a number that make it a bound: "plus de", "as much as", "約", "以上"."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field

from pipeline.extract.money.drafts import Draft
from pipeline.records import Qualifier

_REACH = 44
"""Longer than any phrase, in characters."""
_KEY = 4
_LEAD = 24
"""How far before a phrase is looked for what spares it, in characters."""

Phrases = dict[str, tuple[tuple[str, Qualifier], ...]]
"""The last characters of a phrase, at most :data:`_KEY` -> phrases with their qualifiers, the longest first."""


@dataclass(frozen=True, slots=True)
class Qualifiers:
    """The qualifiers of one language."""

    before: Phrases
    """Phrases before a number."""
    after: re.Pattern[str]
    """Phrases behind an amount; the name of the group that matches is the qualifier."""
    outside: re.Pattern[str] | None
    """Phrases behind an amount, or behind its conversion in brackets, that stay outside the amount's text."""
    spared: re.Pattern[str]
    """What before a number or its qualifier makes the qualifier mean something else ("dispute over")."""
    spaced: bool = True
    """Whether the language parts words by spaces."""
    short: frozenset[str] = field(init=False)
    """The last characters of phrases that are shorter than a key."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "short", frozenset(end[-1] for end in self.before if len(end) < _KEY))


def phrases(**told: str) -> Phrases:
    """Phrases before a number, in lower case: a string with ";" between them for each qualifier.

    Those with a straight apostrophe are read with a curved one too.
    """
    grouped: dict[str, list[tuple[str, Qualifier]]] = defaultdict(list)
    for qualifier, listed in told.items():
        for phrase in listed.split(";"):
            for spelling in {phrase, phrase.replace("'", "’")}:
                grouped[spelling[-_KEY:]].append((spelling, qualifier))  # type: ignore[arg-type]
    return {end: tuple(sorted(group, key=lambda pair: -len(pair[0]))) for end, group in grouped.items()}


def qualify(text: str, draft: Draft, words: Qualifiers, floor: int) -> None:
    """Set the bounds of a draft and widen it by its qualifier words, those from ``floor`` on.

    ``text`` is in plain spaces.
    """
    found = _before(text, draft.start, words)
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
    elif words.outside is not None and qualifier in ("exact", "approx"):
        outside = words.outside.match(text, draft.end)
        if outside and outside.lastgroup and not words.spared.search(text, max(0, draft.start - _LEAD), draft.start):
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
    end = start - 1 if text[start - 1 : start] == " " else start
    tail = text[max(0, end - _KEY) : end].lower()
    for cut in range(len(tail) if tail[-1:] in words.short else 1):
        listed = words.before.get(tail[cut:])
        found = _phrase(text, end, listed, words.spaced) if listed else None
        if found:
            spared = words.spared.search(text, max(0, found[0] - _LEAD), min(start, end + 1))
            return None if spared else found
    return None


def _phrase(
    text: str, end: int, listed: tuple[tuple[str, Qualifier], ...], spaced: bool
) -> tuple[int, Qualifier] | None:
    """The first of the listed phrases that ends at ``end``, and where it begins."""
    base = max(0, end - _REACH)
    lead = text[base:end].lower()
    for phrase, qualifier in listed:
        at = end - len(phrase)
        if lead.endswith(phrase) and not (spaced and at and text[at - 1].isalnum() and phrase[0].isalnum()):
            return at, qualifier
    return None
