"""Numbers in Latin digits: which separator is which."""

from __future__ import annotations

import re
from decimal import Decimal

from pipeline.extract.money.drafts import MAX_DIGITS, whole
from pipeline.extract.money.grammar import SPACE_SET

_VULGAR = {"½": "5", "¼": "25", "¾": "75"}
_SEPARATORS = re.compile(r"[^0-9]")
_THOUSANDS = 3


def number_value(
    written: str, vulgar: str | None, exponent: int, decimal_comma: bool, singular: bool = False
) -> Decimal | None:
    """Exact value of a number and the vulgar fraction behind it times ten to the ``exponent``.

    None where it has too many digits to be one.
    """
    if len(written) > 2 * MAX_DIGITS:
        return None
    digits, fraction = _parts(written, decimal_comma, singular)
    if vulgar:
        if fraction:
            return None
        fraction = _VULGAR[vulgar]
    if len(digits) + len(fraction) > MAX_DIGITS:
        return None
    return whole(digits, fraction, exponent)


def _parts(written: str, decimal_comma: bool, singular: bool) -> tuple[str, str]:
    """Digits before and behind the decimal sign."""
    if written.isdigit():
        return written, ""
    if decimal_comma:  # the usual case: digits, one decimal comma, digits
        head, comma, fraction = written.partition(",")
        if comma and fraction != "000" and head.isdigit() and fraction.isdigit():
            return head, fraction
    marks = _SEPARATORS.findall(written)
    if _ends_in_group(written, marks, decimal_comma, singular):
        return _SEPARATORS.sub("", written), ""
    head, _, fraction = written.rpartition(marks[-1])
    return _SEPARATORS.sub("", head), fraction


def _ends_in_group(written: str, marks: list[str], decimal_comma: bool, singular: bool) -> bool:
    """Whether the last separator parts thousands rather than decimals.

    In French three digits behind the only "." are thousands ("4.700 milliards"), unless the scale word is singular
    ("1.125 milliard") or the number begins with 0; behind the only "," they are decimals, except three zeros.
    """
    last = marks[-1]
    if last in SPACE_SET or last in "'’":
        return True
    if last == "·" or (len(marks) > 1 and last != marks[0]):
        return False
    if len(marks) > 1:
        return True
    if len(written) - 1 - written.index(last) != _THOUSANDS:
        return False
    if last == ",":
        return not decimal_comma or written.endswith(",000")
    return decimal_comma and not singular and not written.startswith("0")
