"""What an amount is about: a deal, a valuation, or other things, told by the words nearest to it.

:func:`about_by_cues` reads one amount by the words of its sentence. A tagger that knows better overrules it with
:func:`overrule_about`. Neither looks at the value.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from pipeline.extract.money.cues import barrier, barrier_pattern, cue_pattern, cue_table
from pipeline.records import About, Lang, Money

Span = tuple[int, int]
Decision = tuple[About, Span | None]
_BEFORE, _AFTER = 220, 140
"""How far around an amount its words are read, in characters."""
_FAR = 130
"""Cues whose distance, barriers included, is larger say nothing."""
_BEHIND = 8
"""A cue behind the amount counts as this much farther off than one before it."""
_SMALL = 1000
_PIECE = {"JPY": 100_000, "KRW": 1_000_000, "INR": 10_000, "XOF": 50_000, "XAF": 50_000, "IDR": 100_000, "VND": 500_000}
"""An amount below this is the price of one share or thing, whatever deal is spoken of."""
_TOKEN_PRICE = re.compile(r"\s(symboliques?|symbolic)\b")

_EACH_BEHIND: dict[Lang, re.Pattern[str]] = {
    "fr": re.compile(
        r"(?:\s?\([^()\n]{1,40}\))?[,]?(?:\s(?:en (?:numéraire|espèces|cash)))?\s?(?:/\s?|par |l['’]|la |le |pour chaque |"
        r"chaque |pour une |contre une )(?:nouvelle )?(action|titre|part\b|unité|pièce|baril|tonne|once|mois|an\b(?! dernier| passé| prochain)|jour|"
        r"semaine|heure|personne|habitant|salarié|mégawatt|mwh|kilo|litre|abonné|client|obligation)",
        re.IGNORECASE,
    ),
    "en": re.compile(
        r"(?:\s?\([^()\n]{1,40}\))?(?:\s(?:in cash|cash))?\s?(?:,\s?)?(?:/|per[ -]|a |an |for each |for every |each|apiece|"
        r"on each |-a-)(?:(?:ordinary|common|new|preferred|pakistani|american|depositary) )?"
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
_EACH_REACH = 36

_SUBJECT = 60
"""How far before "is worth" what is worth it may be named, in characters."""
_STOPS = frozenset(".!?")
_AFTER_STOP = (" ", "\n", "\u00a0")


@dataclass(frozen=True, slots=True)
class _Reading:
    """What the words around one amount say; ``about`` is None where they leave it to the other amounts."""

    about: About | None
    evidence: Span | None = None


def about_by_cues(text: str, money: Money, lang: Lang) -> Decision:
    """What one amount is about, and the span of the words that say so; None where nothing near it does.

    The words of its sentence count by their distance; commas, brackets, figures and ends of sentences make it
    larger. Linear in a window around the amount, whatever the length of ``text``.
    """
    reading = _readings(text, (money,), lang)[0]
    return reading.about or _default(money), reading.evidence


def abouts_by_cues(text: str, amounts: Sequence[Money], lang: Lang) -> list[Decision]:
    """What all amounts of a text are about; ``amounts`` are in the order of the text.

    Where the words near an amount say nothing, it goes with a mention of the same figure, else with the amount
    before it ("dont", "contre … un an plus tôt", lists).
    """
    readings = _readings(text, amounts, lang)
    told: dict[tuple[str, int], _Reading] = {}
    for money, reading in zip(amounts, readings, strict=True):
        if reading.about and reading.evidence and not _is_small(money):
            told.setdefault(_figure(money), reading)
    decisions: list[Decision] = []
    last: About | None = None
    for money, reading in zip(amounts, readings, strict=True):
        if reading.about is None:
            again = told.get(_figure(money)) if reading.evidence is None else None
            reading = again or _Reading(last, reading.evidence)
        about = reading.about or _default(money)
        last = last if _is_small(money) else about
        decisions.append((about, reading.evidence))
    return decisions


def _figure(money: Money) -> tuple[str, int]:
    """Currency and the first three digits of a figure with its size: the same for 2,42 billion and 2 424 495 000."""
    top = money.top
    return money.currency, int(top.scaleb(2 - top.adjusted())) * 100 + top.adjusted() if top else 0


def _default(money: Money) -> About:
    return "other" if _is_small(money) else "deal"


def _readings(text: str, amounts: Sequence[Money], lang: Lang) -> list[_Reading]:
    out: list[_Reading] = []
    window: tuple[int, int] = (0, 0)
    reader: _Reader | None = None
    for i, money in enumerate(amounts):
        if reader is None or money.end + _AFTER > window[1]:
            window = max(0, money.start - _BEFORE), _reach(amounts, i)
            reader = _Reader(text, window, lang)
        out.append(reader.read(money))
    return out


def _reach(amounts: Sequence[Money], first: int) -> int:
    """Where the window that starts at an amount may end: it runs on while the next amount is near."""
    end = amounts[first].end + _AFTER
    for money in amounts[first + 1 :]:
        if money.start - _BEFORE > end or end - amounts[first].start > 20 * _BEFORE:
            break
        end = money.end + _AFTER
    return end


class _Reader:
    """The cues of one stretch of text."""

    def __init__(self, text: str, window: tuple[int, int], lang: Lang) -> None:
        self.text, self.lang = text, lang
        begin, end = window
        stretch = text[begin:end]
        lower = stretch.lower()
        if len(lower) != len(stretch):  # a letter whose lower case is longer would shift all offsets
            lower = stretch
        table = cue_table(lang)
        self.barriers_at: list[int] = [-1]
        self.barriers: list[int] = [0]
        depth = 0
        for mark in barrier_pattern(lang).finditer(stretch):
            written = mark.group()
            if written in _STOPS and not stretch.startswith(_AFTER_STOP, mark.end()):
                continue
            depth += barrier(written)
            self.barriers_at.append(begin + mark.start())
            self.barriers.append(depth)
        self.cues = [
            (begin + match.start(1) - 1, begin + match.end(1) - 1, table[match.group(1)])
            for match in cue_pattern(lang).finditer("\n" + lower)
        ]
        self.at = [start for start, _, _ in self.cues]

    def read(self, money: Money) -> _Reading:
        """The reading of one amount that lies in the stretch."""
        each = _EACH_BEHIND[self.lang].match(self.text, money.end)
        if each:
            return _Reading("other", each.span(1) if each.start(1) < each.end(1) else each.span())
        base = max(0, money.start - _EACH_REACH)
        each = _EACH_BEFORE[self.lang].search(self.text[base : money.start])
        if each:
            return _Reading("other", (base + each.start(), base + each.end()))
        found = self._nearest(money)
        if _is_small(money):
            token = _TOKEN_PRICE.match(self.text, money.end)
            if token:
                return _Reading("deal", token.span(1))
            cue = self.cues[found] if found >= 0 else None
            return _Reading("other", cue[:2] if cue and cue[2].kind == "other" else None)
        if found < 0:
            return _Reading(None)
        return _Reading(self._meaning(found), self.cues[found][:2])

    def _depth(self, position: int) -> int:
        return self.barriers[bisect_left(self.barriers_at, position) - 1]

    def _nearest(self, money: Money) -> int:
        """Index of the cue that counts as nearest; -1 where none is near."""
        top = self._depth(money.start)
        bottom = self._depth(money.end)
        first = bisect_left(self.at, money.start)
        best, found = _FAR, -1
        for i in range(first - 1, max(-1, first - 9), -1):
            start, end, cue = self.cues[i]
            cost = money.start - end + top - self._depth(start) - cue.weight
            if cost < best and end <= money.start:
                best, found = cost, i
        for i in range(first, min(len(self.cues), first + 7)):
            start, end, cue = self.cues[i]
            cost = start - money.end + self._depth(start) - bottom - cue.weight + _BEHIND
            if cost < best and start >= money.end and cue.kind != "part":
                best, found = cost, i
        return found

    def _meaning(self, found: int) -> About | None:
        """What a cue says; a worth belongs to the deal or thing named before it in the clause."""
        start, _, cue = self.cues[found]
        if cue.kind == "worth":
            depth = self._depth(start)
            for at, end, other in self.cues[max(0, found - 3) : found][::-1]:
                if start - end < _SUBJECT and self._depth(at) == depth and other.kind in ("deal", "other"):
                    return "deal" if other.kind == "deal" else "other"
            return "valuation"
        return None if cue.kind == "part" else cue.kind


def _is_small(money: Money) -> bool:
    return money.top < _PIECE.get(money.currency, _SMALL)


def overrule_about(amounts: Iterable[Money], decide: Callable[[Money], Decision | None]) -> tuple[Money, ...]:
    """The amounts with what they are about decided anew.

    ``decide`` gives a decision, or None to keep the one that the cues made. A conversion goes with the amount that
    it converts.
    """
    decided: dict[int, Money] = {}
    for money in amounts:
        decision = decide(money)
        source = decided.get(money.conversion_of) if money.conversion_of is not None else None
        if source is not None:
            decision = source.about, source.about_evidence
        if decision is not None:
            money = replace(money, about=decision[0], about_evidence=decision[1])
        decided[money.start] = money
    return tuple(decided.values())
