"""Reading the tables of cases: one sentence a line, every amount marked in it.

    Le groupe a levé {plus de 160 millions d'euros|EUR >160M @deal}.

Behind the bar: the currency, then the value in full units with k, M, G (10^9) or T (10^12). "~" marks approx, "<="
up_to, "<" less_than, ">=" at_least, ">" more_than, "a..b" a range. "@deal", "@valuation" and "@other" say what it
is about, "conv" that it converts the amount before, "assumed" that its currency is assumed. A sentence without
braces is a trap: it holds no amount. "#" begins a heading.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from pipeline.records import Lang, Qualifier

_MARK = re.compile(r"\{([^{}|]*)\|([^{}|]*)\}")
_SCALES = {"k": 3, "M": 6, "G": 9, "T": 12}
_BOUNDS: tuple[tuple[str, Qualifier], ...] = (
    ("<=", "up_to"),
    (">=", "at_least"),
    ("<", "less_than"),
    (">", "more_than"),
    ("~", "approx"),
)


@dataclass(frozen=True)
class Expected:
    text: str
    start: int
    currency: str
    low: Decimal | None
    high: Decimal | None
    qualifier: Qualifier
    about: str | None
    conversion: bool
    assumed: bool


@dataclass(frozen=True)
class Case:
    line: int
    text: str
    amounts: tuple[Expected, ...]


def _value(written: str) -> Decimal:
    exponent = _SCALES.get(written[-1], 0)
    return Decimal(written[:-1] if exponent else written) * Decimal(10) ** exponent


def _expected(text: str, start: int, told: str) -> Expected:
    currency, value, *marks = told.split()
    qualifier: Qualifier = "exact"
    for sign, name in _BOUNDS:
        if value.startswith(sign):
            qualifier, value = name, value[len(sign) :]
            break
    low, dots, high = value.partition("..")
    if dots:
        qualifier = "range"
    first, last = _value(low), _value(high or low)
    about = next((mark[1:] for mark in marks if mark.startswith("@")), None)
    return Expected(
        text,
        start,
        currency,
        None if qualifier in ("up_to", "less_than") else first,
        None if qualifier in ("at_least", "more_than") else last,
        qualifier,
        about,
        "conv" in marks,
        "assumed" in marks,
    )


def read_cases(lang: Lang) -> list[Case]:
    """All cases of a language."""
    cases = []
    path = Path(__file__).with_name("cases") / f"{lang}.txt"
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line or line.startswith("#"):
            continue
        text, amounts, at = "", [], 0
        for mark in _MARK.finditer(line):
            text += line[at : mark.start()]
            amounts.append(_expected(mark.group(1), len(text), mark.group(2)))
            text += mark.group(1)
            at = mark.end()
        cases.append(Case(number, text + line[at:], tuple(amounts)))
    return cases
