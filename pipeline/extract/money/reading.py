"""Reading the words around an amount for what it is about."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from decimal import Decimal
from itertools import accumulate
from typing import NamedTuple, Protocol

from pipeline.extract.money.cues import HEIGHTS, Cue, barrier_pattern, cue_pattern, cue_table
from pipeline.extract.money.grammar import lower_case
from pipeline.records import About, Lang

Span = tuple[int, int]


class Amount(Protocol):
    """What is asked of an amount: a Money, or what will be one."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def currency(self) -> str: ...
    @property
    def top(self) -> Decimal: ...
    @property
    def conversion_of(self) -> int | None: ...


class Reading(NamedTuple):
    """What the words around one amount say; ``about`` is None where they leave it to the other amounts."""

    about: About | None
    evidence: Span | None
    small: bool
    """Whether it is the price of one share or thing."""


_BEFORE, _AFTER = 140, 130
"""How far around an amount its words are read, in characters."""
_FAR = 110
"""Cues whose distance, barriers included, is larger say nothing."""
_BEHIND = 8
"""A cue behind the amount counts as this much farther off than one before it."""
_SMALL = 1000
_PIECE = {"JPY": 100_000, "KRW": 1_000_000, "INR": 10_000, "XOF": 50_000, "XAF": 50_000, "IDR": 100_000, "VND": 500_000}
"""An amount below this is the price of one share or thing, whatever deal is spoken of."""
_TOKEN_PRICE = re.compile(r"\s(symboliques?|symbolic)\b")

_EACH_BEHIND: dict[Lang, re.Pattern[str]] = {
    "fr": re.compile(
        r"(?:\s?\([^()\n]{1,40}\))?[,]?(?:\s(?:en (?:numéraire|espèces|cash)))?\s?(?:/\s?|par |l['’]|la |le |"
        r"pour chaque |chaque |pour une |contre une )(?:nouvelle )?(action|titre|part\b|unité|pièce|baril|tonne|once|"
        r"mois|an\b(?! dernier| passé| prochain)|jour|semaine|heure|personne|habitant|salarié|mégawatt|mwh|kilo|litre|"
        r"abonné|client|obligation)",
        re.IGNORECASE,
    ),
    "en": re.compile(
        r"(?:\s?\([^()\n]{1,40}\))?(?:\s(?:in cash|cash))?\s?(?:,\s?)?(?:/|per[ -]|a |an |for each |for every |each|"
        r"apiece|on each |-a-)(?:(?:ordinary|common|new|preferred|pakistani|american|depositary) )?"
        r"(share|stock|unit\b|ads\b|adr\b|barrel|bbl|tonne|ton\b|ounce|month|year|week|day|hour|person|head|mwh|megawatt|"
        r"million\b|mmbtu|user|employee|annum|quarter|pound\b|bushel|kilo|gallon|subscriber|seat|\b)",
        re.IGNORECASE,
    ),
    "ja": re.compile(r"(?:[(（][^()（）\n]{1,30}[)）])?(?:の|を)?(配当|高\b|安\b)"),
}
_EACH_BEFORE: dict[Lang, re.Pattern[str]] = {
    "fr": re.compile(r"(?:par action|par titre|l['’]action|le titre)[^.;,\n]{0,24}$", re.IGNORECASE),
    "en": re.compile(
        r"(?:per share|a share|share price|stock price|shares? (?:at|to|for)|stock at)[^.;,\n]{0,16}$", re.IGNORECASE
    ),
    "ja": re.compile(
        r"(?:[1１一](?:株|口|単位|台|人|社|トン|バレル|世帯|件)|株価|終値)(?:当たり|あたり|につき)?[^。、\n]{0,10}$"
    ),
}
_EACH_WORDS: dict[Lang, tuple[str, ...]] = {
    "fr": ("action", "titre"),
    "en": ("share", "stock"),
    "ja": ("株", "口", "位", "台", "人", "社", "トン", "バレル", "帯", "件", "終値"),
}
"""One of these is in every match of the expression above."""
_EACH_REACH = 36

_AHEAD_ONLY = frozenset({"part", "values", "worth", "each"})
"""Kinds of cues that speak of an amount behind them, never of one before."""
_NEIGHBOURS = 8
"""How many cues on either side are weighed."""
_HEAVIEST = 25
"""The largest weight of a cue."""
_SUBJECT = 60
"""How far before "is worth" what is worth it may be named, in characters."""


class _Reader:
    """The cues of one stretch of text."""

    def __init__(self, text: str, lower: str | None, window: tuple[int, int], lang: Lang) -> None:
        self.text, self.lang = text, lang
        begin, end = window
        stretch = text[begin:end]
        lowered = lower_case(stretch) if lower is None else lower[begin:end]
        table = cue_table(lang)
        marks = [match.start() for match in barrier_pattern(lang).finditer(stretch)]
        self.barriers_at = barriers_at = [begin + mark for mark in marks]
        self.barriers = barriers = [0, *accumulate([HEIGHTS[stretch[mark]] for mark in marks])]
        self.cues: list[tuple[int, int, int, Cue]] = []
        """Start, end, barriers up to it, and what it says."""
        base = begin - 1  # the pattern wants a line break before the first word
        for match in cue_pattern(lang).finditer("\n" + lowered):
            start, end = match.span(1)
            start += base
            depth = barriers[bisect_left(barriers_at, start)]
            self.cues.append((start, base + end, depth, table[match.group(1)]))
        self.at = [cue[0] for cue in self.cues]

    def read(self, amount: Amount) -> Reading:
        """The reading of one amount that lies in the stretch."""
        small = is_small(amount)
        each = _EACH_BEHIND[self.lang].match(self.text, amount.end)
        if each:
            return Reading("other", each.span(1) if each.start(1) < each.end(1) else each.span(), small)
        if small or self.lang == "ja":
            priced = self._priced(amount)
            if priced:
                return Reading("other", priced, small)
        found = self._nearest(amount)
        if small:
            token = _TOKEN_PRICE.match(self.text, amount.end)
            if token:
                return Reading("deal", token.span(1), small)
            cue = self.cues[found] if found >= 0 else None
            return Reading("other", cue[:2] if cue and cue[3].kind == "other" else None, small)
        if found < 0:
            return Reading(None, None, small)
        return Reading(self._meaning(found), self.cues[found][:2], small)

    def _priced(self, amount: Amount) -> Span | None:
        """The words before an amount that make it the price of one piece."""
        base = max(0, amount.start - _EACH_REACH)
        lead = lower_case(self.text[base : amount.start])
        for word in _EACH_WORDS[self.lang]:
            if word in lead:
                each = _EACH_BEFORE[self.lang].search(lead)
                return (base + each.start(), base + each.end()) if each else None
        return None

    def _depth(self, position: int) -> int:
        return self.barriers[bisect_left(self.barriers_at, position)]

    def _nearest(self, amount: Amount) -> int:
        """Index of the cue that counts as nearest; -1 where none is near."""
        cues, first = self.cues, bisect_left(self.at, amount.start)
        best, found = _FAR, -1
        edge = amount.start + self._depth(amount.start)
        for i in range(first - 1, max(-1, first - _NEIGHBOURS), -1):
            start, end, depth, cue = cues[i]
            cost = edge - end - depth
            if cost - _HEAVIEST > best:
                break
            if cost - cue.weight < best and end <= amount.start and cue.kind != "each":
                best, found = cost - cue.weight, i
        edge = amount.end + self._depth(amount.end) - _BEHIND
        for i in range(first, min(len(cues), first + _NEIGHBOURS)):
            start, _, depth, cue = cues[i]
            cost = start + depth - edge
            if cost - _HEAVIEST > best:
                break
            if cost - cue.weight < best and start >= amount.end and cue.kind not in _AHEAD_ONLY:
                best, found = cost - cue.weight, i
        return found

    def _meaning(self, found: int) -> About | None:
        """What a cue says; a worth belongs to the deal or thing named before it in the clause."""
        start, _, depth, cue = self.cues[found]
        if cue.kind == "worth":
            for _, end, other_depth, other in self.cues[max(0, found - 3) : found][::-1]:
                if start - end < _SUBJECT and other_depth == depth and other.kind in ("deal", "other"):
                    return "deal" if other.kind == "deal" else "other"
            return "valuation"
        if cue.kind == "values":
            return "valuation"
        return cue.kind if cue.kind in ("deal", "valuation", "other") else None


def is_small(amount: Amount) -> bool:
    """Whether an amount is the price of one share or thing."""
    return amount.top < _PIECE.get(amount.currency, _SMALL)


def readings(text: str, lower: str | None, amounts: Sequence[Amount], lang: Lang) -> list[Reading]:
    """The readings of amounts in the order of the text; words that several share are read once.

    ``lower`` is the text in lower case where that is known; else only what is near the amounts is looked at.
    """
    out: list[Reading] = []
    window: tuple[int, int] = (0, 0)
    reader: _Reader | None = None
    for i, amount in enumerate(amounts):
        if reader is None or amount.end + _AFTER > window[1]:
            window = max(0, amount.start - _BEFORE), _reach(amounts, i)
            reader = _Reader(text, lower, window, lang)
        out.append(reader.read(amount))
    return out


def _reach(amounts: Sequence[Amount], first: int) -> int:
    """Where the window that starts at an amount may end: it runs on while the next amount is near."""
    end = amounts[first].end + _AFTER
    for amount in amounts[first + 1 :]:
        if amount.start - _BEFORE > end or end - amounts[first].start > 20 * _BEFORE:
            break
        end = amount.end + _AFTER
    return end
