"""What the stages of the reading hand to each other before an amount is final."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.extract.money.currencies import Sign
from pipeline.records import Qualifier

MAX_DIGITS = 24
"""Longer runs of digits are no amount of money; the bound keeps every step linear."""


@dataclass(slots=True)
class Bare:
    """A number with neither scale nor currency, which a range or list behind it may lend both."""

    start: int
    end: int
    value: Decimal
    scaled: bool = False
    """Whether it has a scale of its own ("15億" before "18億ユーロ")."""


@dataclass(slots=True)
class Draft:
    """One number that is told in a currency or with a scale word, on its way to an amount."""

    start: int
    end: int
    value: Decimal
    """In full units of what is counted, hundredths of a currency included."""
    exponent: int = 0
    """The power of ten told by the scale words; 0 where there are none."""
    sign: Sign | None = None
    """The currency as written; None for a number with a scale only."""
    sign_first: bool = False
    """Whether the currency stands before the number."""
    before: Sequence[Bare] = ()
    """Numbers right before this one, nearest first, that may belong to its range or list."""
    code: str | None = None
    """The currency, once decided."""
    assumed: bool = False
    low: Decimal | None = None
    high: Decimal | None = None
    qualifier: Qualifier = "exact"
    conversion_of: int | None = None
    loose: bool = False
    """Whether only a range or list makes it an amount: a scale letter without a currency ("1.5m to 2m pounds")."""
    counted: bool = False
    """Whether it counts something other than money ("15 milliards de paramètres")."""

    @property
    def currency(self) -> str:
        """The currency, when it is decided."""
        assert self.code is not None, "drafts without a currency are left out before"
        return self.code

    @property
    def top(self) -> Decimal:
        """The largest figure told."""
        top = self.low if self.high is None else self.high
        return self.value if top is None else top


def whole(digits: str, fraction: str, exponent: int) -> Decimal:
    """The exact value of ``digits.fraction`` times ten to the ``exponent``."""
    shift = exponent - len(fraction)
    figure = int(digits + fraction)
    return Decimal(figure * 10**shift) if shift >= 0 else Decimal(f"{figure}E{shift}")


def shifted(value: Decimal, exponent: int) -> Decimal:
    """``value`` times ten to the ``exponent``, exact, without trailing exponent."""
    _, digits, own = value.as_tuple()
    assert isinstance(own, int), "amounts are finite"
    own += exponent
    figure = int("".join(map(str, digits)))
    return Decimal(figure * 10**own) if own >= 0 else Decimal(f"{figure}E{own}")
