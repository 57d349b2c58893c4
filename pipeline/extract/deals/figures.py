"""The figures of a deal: its amount, its valuation, and the share that changes hands."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.extract.deals.reading import Reading
from pipeline.extract.shares import Share
from pipeline.records import Money

USE = 0.4
"""An amount or share belongs to a deal above this chance."""
DOUBTFUL_USE = 0.6
"""The same for an amount that is about something else by itself."""
NEAR_BEST = 0.9
"""Of several amounts that may be the price or its parts, those below this share of the surest one's chance are none."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What is said of a deal in figures; None where nothing is."""

    amount: Money | None
    valuation: Money | None
    share: Share | None


def read_figures(
    reading: Reading, triggers: Sequence[int], monies: dict[int, Money], shares: dict[int, Share]
) -> Figures:
    """The figures of the deal that these triggers tell; monies and shares are keyed by mention index.

    The triggers are of one type; :func:`price_of` says which amount is the price. Nobody puts more money into a
    company than it is then worth, so of an investment no smaller amount is the valuation."""
    kind = reading.triggers[triggers[0]].type
    prices = _near_best(reading, monies, _linked(reading, triggers, "deal", monies))
    values = _linked(reading, triggers, "valuation", monies)
    stakes = _linked(reading, triggers, "stake", shares)
    share = shares[max(stakes, key=lambda m: (stakes[m], -m))] if stakes else None
    price = price_of(kind, [monies[m] for m in sorted(prices)])
    told = [monies[m] for m in sorted(values) if m not in prices]
    if kind == "investment" and price is not None:
        told = [m for m in told if m.currency != price.currency or m.top > price.top]
    return Figures(price, largest_in_first_currency(told), share)


def price_of(kind: str, told: Sequence[Money]) -> Money | None:
    """The price of a deal of a type, of the amounts told for it, in the order of the text.

    Of those in the currency told first it is the largest: the others are its parts. Of a licence, which is a
    partnership, it is what is surely paid, not the milestones that may come to be."""
    sure = [m for m in told if m.low is not None] if kind == "partnership" else []
    return largest_in_first_currency(sure or told)


def largest_in_first_currency(monies: Sequence[Money]) -> Money | None:
    """The largest amount in the currency told first, conversions left out; None where there is none.

    A headline often gives the conversion alone, in the reader's currency; the text below says of what."""
    converted = {(m.currency, m.top) for m in monies if m.conversion_of is not None}
    originals = [m for m in monies if (m.currency, m.top) not in converted] or list(monies)
    if not originals:
        return None
    currency = originals[0].currency
    return max((m for m in originals if m.currency == currency), key=lambda m: (m.top, -m.start))


def original(money: Money, monies: Mapping[int, Money]) -> Money:
    """The amount itself, or the one of the text's amounts that it converts."""
    return next((m for m in monies.values() if m.start == money.conversion_of), money)


def _linked(
    reading: Reading, triggers: Sequence[int], use: str, among: dict[int, Money] | dict[int, Share]
) -> dict[int, float]:
    chances = {m: max(reading.links[t][m].get(use, 0.0) for t in triggers) for m in among}
    return {m: chance for m, chance in chances.items() if chance >= _floor(among[m], use)}


def _near_best(reading: Reading, monies: Mapping[int, Money], prices: Mapping[int, float]) -> dict[int, float]:
    """The amounts that are about as sure to be the price as the surest of them. The chance that an amount is the price
    counts, and by its root the chance that it is about a deal at all; a conversion and what it converts are one."""
    told: dict[int, float] = defaultdict(float)
    for m, chance in prices.items():
        about = (reading.abouts[m] or {}).get("deal", 1.0)
        start = original(monies[m], monies).start
        told[start] = max(told[start], chance * math.sqrt(about))
    best = max(told.values(), default=0.0)
    return {m: c for m, c in prices.items() if told[original(monies[m], monies).start] >= NEAR_BEST * best}


def _floor(figure: Money | Share, use: str) -> float:
    return DOUBTFUL_USE if isinstance(figure, Money) and figure.about != use else USE
