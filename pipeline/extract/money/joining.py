"""Numbers that belong together: ranges, lists with one currency, and sums ("2 milliards 500 millions")."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from pipeline.extract.money.drafts import Bare, Draft, shifted

Joint = Literal["dash", "to", "and", "or", "comma", "few", "slash"]
"""``few`` parts neighbouring figures that mean a range ("2、3億円") and lists alike; ``slash`` those
of a fraction ("1/2 million") or a range ("20/25 M€")."""
_MAX_JOINT = 14
_PARTS = {Decimal(2): Decimal("0.5"), Decimal(3): Decimal(0), Decimal(4): Decimal("0.25"), Decimal(5): Decimal("0.2")}
"""What a fraction of a million may be told in; 0 where it has no exact value."""
_ROUND = 1000
"""What may be added to a scaled number without a scale of its own is at least this."""
_ONE = Decimal(1)
_MINUS = frozenset((" -", " −", "　-", "　−"))
"""Signs of a negative amount behind another one, not dashes between them."""
_MAX_RATIO = 20
"""A lent scale must not make the first number this many times larger than the second."""


@dataclass(frozen=True, slots=True)
class Joints:
    """How one language joins numbers."""

    words: dict[str, Joint]
    """What stands between two numbers, in lower case and stripped."""
    between: re.Pattern[str]
    """Opener that makes "and" a range; searched right before the first number."""
    opener: re.Pattern[str]
    """Opener of "from … to …"; searched right before the first number."""
    change: re.Pattern[str]
    """Words before the opener that tell a change, so that both ends are amounts of their own."""
    moved: re.Pattern[str]
    """Words right behind the second number that tell a change."""
    date: re.Pattern[str]
    """Words right before a number that make it a year or a day."""


def join(text: str, drafts: list[Draft], joints: Joints) -> list[Draft]:
    """The drafts with ranges made one, and lists lent their currency and scale."""
    out: list[Draft] = []
    for draft in drafts:
        if draft.before:
            out.extend(_bares(text, draft, joints))
        previous = out[-1] if out else None
        if previous is None or draft.start - previous.end > _MAX_JOINT or not _pair(text, previous, draft, joints):
            out.append(draft)
    return [draft for draft in out if draft.sign is not None or not draft.loose]


def _bares(text: str, draft: Draft, joints: Joints) -> list[Draft]:
    """Bare numbers before an amount that share its currency; a range is folded into the amount itself."""
    new: list[Draft] = []
    at, listed = draft.start, False
    for bare in draft.before:
        joint = joints.words.get(text[bare.end : at].strip().lower())
        if joint == "few":
            one_apart = not bare.scaled and draft.value - _lent(bare.value, draft) == shifted(_ONE, draft.exponent)
            joint = "or" if one_apart else "comma"
        if joint is None or (joint == "comma" and not listed and not bare.scaled):
            break
        if joint == "slash":
            if bare.value >= shifted(draft.value, -draft.exponent) or not draft.exponent:
                break
            if _fraction(bare.start, bare.value, draft):
                _mixed(text, draft)
                break
            joint = "dash"
        value = _lent(bare.value, draft) if not bare.scaled else bare.value
        if _is_date(text, bare, draft, joint, joints):
            break
        if not new and joint != "comma" and _is_range(text, bare.start, draft.end, value, draft.value, joint, joints):
            _fold(text, bare.start, value, draft, joints)
            break
        new.append(Draft(bare.start, bare.end, value, draft.exponent, draft.sign))
        at, listed = bare.start, True
    new.reverse()
    return new


def _fraction(start: int, count: Decimal, draft: Draft) -> bool:
    """Make ``draft`` the fraction that begins at ``start``: "1/2 million", "3/4 million"; False where it is none.

    One without an exact value loses its currency, and so is left alone.
    """
    parts = shifted(draft.value, -draft.exponent)
    if parts not in _PARTS or count % 1 or not 0 < count < parts:
        return False
    draft.start, draft.value = start, shifted(count * _PARTS[parts], draft.exponent)
    if not draft.value:
        draft.sign, draft.loose = None, True
    return True


def _mixed(text: str, draft: Draft) -> None:
    """Add the whole number right before a fraction ("1 1/2 million")."""
    for bare in draft.before:
        if text[bare.end : draft.start] == " " and draft.value:
            draft.start, draft.value = bare.start, draft.value + shifted(bare.value, draft.exponent)


def _lent(value: Decimal, draft: Draft) -> Decimal:
    """A bare number with the scale of the amount behind it, where that makes sense."""
    if draft.sign is not None and draft.sign.exponent:
        return shifted(value, draft.sign.exponent)
    larger = shifted(value, draft.exponent)
    return larger if larger < draft.value * _MAX_RATIO else value


def _is_date(text: str, bare: Bare, draft: Draft, joint: Joint, joints: Joints) -> bool:
    if bare.scaled or joint == "dash":
        return False
    if draft.exponent and 1900 <= bare.value <= 2100:
        return True
    return joints.date.search(text, max(0, bare.start - 12), bare.start) is not None


def _is_range(text: str, start: int, end: int, low: Decimal, high: Decimal, joint: Joint, joints: Joints) -> bool:
    """Whether two joined numbers are the ends of one range rather than two amounts."""
    if low >= high:
        return False
    if joint == "and":
        return joints.between.search(text, max(0, start - 20), start) is not None
    if joint == "to":
        if joints.moved.match(text, end):
            return False
        opened = joints.opener.search(text, max(0, start - 20), start)
        return not (opened and joints.change.search(text, max(0, opened.start() - 60), opened.start()))
    return joint != "comma"


def _fold(text: str, start: int, low: Decimal, draft: Draft, joints: Joints) -> None:
    """Make ``draft`` the range that begins at ``start``, its opener included."""
    opened = joints.between.search(text, max(0, start - 20), start) or joints.opener.search(
        text, max(0, start - 20), start
    )
    draft.start = opened.start(1) if opened else start
    draft.low, draft.high, draft.qualifier = low, draft.value, "range"


def _pair(text: str, first: Draft, second: Draft, joints: Joints) -> bool:
    """Join two drafts where they belong together; True where ``second`` went into ``first``."""
    gap = text[first.end : second.start]
    if not gap.strip():
        return _added(first, second)
    if gap in _MINUS:
        return False
    joint = joints.words.get(gap.strip().lower())
    if joint == "and" and second.sign and second.sign.exponent and _added(first, second):  # "12 euros et 50 centimes"
        return True
    if first.sign and second.sign and first.sign != second.sign:
        return False
    joint = "comma" if joint == "few" else joint
    if joint is None or first.qualifier == "range":
        return False
    if joint == "slash":
        plain = first.sign_first and not first.exponent and second.sign is None
        if not plain or first.value >= shifted(second.value, -second.exponent):
            return False
        if _fraction(first.start, first.value, second):
            second.sign, second.sign_first = first.sign if second.value else None, True
            first.sign, first.loose = None, True
            return False
        joint = "dash"
    low = first.value
    if first.sign_first and not first.exponent and second.exponent and joint != "comma":
        between = joint != "and" or joints.between.search(text, max(0, first.start - 20), first.start)
        low = _lent(first.value, second) if between else low
    sign = first.sign or second.sign
    if sign is None or (joint == "or" and first.sign and second.sign):
        return False
    if first.sign is None and first.exponent and joint in ("and", "comma") and not second.exponent:
        return False
    if joint == "comma" and not (first.sign is None or second.sign is None):
        return False
    if not _is_range(text, first.start, second.end, low, second.value, joint, joints):
        if joint in ("to", "dash"):
            first.value = low
        if joint != "comma":
            first.sign = second.sign = sign
        return False
    second.value, second.sign = second.value, sign
    _fold(text, first.start, low, second, joints)
    first.start, first.end, first.value, first.exponent = second.start, second.end, second.value, second.exponent
    first.sign, first.low, first.high, first.qualifier = sign, second.low, second.high, "range"
    return True


def _added(first: Draft, second: Draft) -> bool:
    """Sums: "2 milliards 500 millions d'euros", "1 million 200 000 euros", "Rs 5 crore 20 lakh", "1円50銭"."""
    if first.low is not None or second.low is not None:
        return False
    minor = (
        second.sign is not None
        and second.sign.exponent < 0
        and first.sign is not None
        and not first.sign.exponent
        and first.value % 1 == 0
        and second.sign.code in (None, first.sign.code)
    )
    scaled = first.exponent > second.exponent and not (first.sign and second.sign)
    if not second.exponent and not minor and (first.sign or second.value < _ROUND):
        return False
    if not (minor or scaled) or second.value >= Decimal(10) ** first.exponent:
        return False
    first.value, first.end = first.value + second.value, second.end
    first.sign = first.sign or second.sign
    return True
