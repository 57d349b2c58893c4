"""What can be asked of deals, in the words of people: names, days, amounts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pipeline.errors import InputError
from pipeline.records import DEAL_TYPES, LANGS, ROLES, STATUSES, DealType, Lang, Role, Status

ALL_ROLES: tuple[Role, ...] = (*dict.fromkeys(role for roles in ROLES.values() for role in roles), "advisor")


@dataclass(frozen=True, slots=True)
class Days:
    """A span of days, both included; None for no bound."""

    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class DealFilter:
    """What deals must fulfil: all of it. What is left out does not matter.

    Raises :class:`~pipeline.errors.InputError` for values that no deal can have."""

    companies: tuple[str, ...] = ()
    """Names (any of a company's, in any script) or ids; each of them is a party."""
    group: bool = False
    """Whether a company stands for all companies of its group."""
    roles: tuple[Role, ...] = ()
    """One of the companies is in one of these roles; anybody where no company is named."""
    types: tuple[DealType, ...] = ()
    statuses: tuple[Status, ...] = ()
    langs: tuple[Lang, ...] = ()
    """Some article in one of these languages reports the deal."""
    countries: tuple[str, ...] = ()
    """Some party is from one of these countries: ISO 3166 alpha-2 codes."""
    min_amount: Decimal | float | None = None
    max_amount: Decimal | float | None = None
    """The largest figure of the amount, in ``currency``; deals without an amount match neither bound."""
    currency: str = "USD"
    """ISO 4217 code. Amounts in other currencies are compared at the rate of their day."""
    min_stake: float | None = None
    max_stake: float | None = None
    """Per cent."""
    announced: Days = Days()
    completed: Days = Days()
    first_seen: Days = Days()
    text: str | None = None
    """Words that some article of the deal holds: all of them, ``"in a row"``, ``-not``, ``begun*``."""
    as_of: date | None = None
    """Asks the database as it was on the evening of that day: only reports seen until then count."""
    changed_since: date | None = None
    """Some article of that day or later reports the deal."""
    stale: bool | None = None
    """Whether the deal is a rumour that nothing confirmed for a year."""

    def __post_init__(self) -> None:
        for what, values, known in (
            ("role", self.roles, ALL_ROLES),
            ("type", self.types, DEAL_TYPES),
            ("status", self.statuses, STATUSES),
            ("language", self.langs, LANGS),
        ):
            for value in values:
                if value not in known:
                    raise InputError(f"{what} {value!r}: give one of {', '.join(known)}")
        for country in self.countries:
            if not (len(country) == 2 and country.isascii() and country.isupper()):
                raise InputError(f"country {country!r}: give two capital letters such as FR or JP")
        for name, low, high in (
            ("amount", self.min_amount, self.max_amount),
            ("stake", self.min_stake, self.max_stake),
        ):
            if low is not None and high is not None and low > high:
                raise InputError(f"{name} from {low} to {high}: the first must not be larger")
        for name, days in (
            ("announced", self.announced), ("completed", self.completed), ("first seen", self.first_seen)
        ):  # fmt: skip
            if days.first is not None and days.last is not None and days.first > days.last:
                raise InputError(f"{name} from {days.first} to {days.last}: the first day must not be later")
