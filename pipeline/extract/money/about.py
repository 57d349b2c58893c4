"""What an amount is about: a deal, a valuation, or other things, told by the words nearest to it.

:func:`about_by_cues` reads one amount by the words of its sentence. A tagger that knows better overrules it with
:func:`overrule_about`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from pipeline.extract.money.reading import Amount, Reading, Span, readings
from pipeline.records import About, Lang, Money

Decision = tuple[About, Span | None]


def about_by_cues(text: str, money: Money, lang: Lang) -> Decision:
    """What one amount is about, and the span of the words that say so; None where nothing near it does.

    The words of its sentence count by their distance; commas, brackets, figures and ends of sentences make it
    larger. Reads a window around the amount, whatever the length of ``text``.
    """
    reading = readings(text, None, (money,), lang)[0]
    return reading.about or _default(reading), reading.evidence


def abouts_by_cues(text: str, lower: str, amounts: Sequence[Amount], lang: Lang) -> list[Decision]:
    """What all amounts of a text are about; ``amounts`` are in the order of the text, ``lower`` is it in lower case.

    Where the words near an amount say nothing, it goes with a mention of the same figure, else with the amount
    before it ("dont", "contre … un an plus tôt", lists). A conversion goes with the amount that it converts.
    """
    read = readings(text, lower, amounts, lang)
    told: dict[tuple[str, int], Reading] = {}
    if any(reading.about is None for reading in read):
        for amount, reading in zip(amounts, read, strict=True):
            if reading.about and reading.evidence and not reading.small:
                told.setdefault(_figure(amount), reading)
    decisions: dict[int, Decision] = {}
    last: About | None = None
    for amount, reading in zip(amounts, read, strict=True):
        source = None if amount.conversion_of is None else decisions.get(amount.conversion_of)
        if source is not None:
            decisions[amount.start] = source
            continue
        about, evidence = reading.about, reading.evidence
        if about is None:
            again = told.get(_figure(amount)) if evidence is None else None
            about, evidence = (again.about, again.evidence) if again else (last, evidence)
        about = about or _default(reading)
        last = last if reading.small else about
        decisions[amount.start] = about, evidence
    return list(decisions.values())


def _figure(amount: Amount) -> tuple[str, int]:
    """Currency, and first three digits of a figure with its size: the same for 2,42 billion and 2 424 495 000."""
    top = amount.top
    return amount.currency, int(top.scaleb(2 - top.adjusted())) * 100 + top.adjusted() if top else 0


def _default(reading: Reading) -> About:
    return "other" if reading.small else "deal"


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
