"""Names learned from deals: two reports that agree on everything but one unknown name teach that it is an alias."""

from __future__ import annotations

import hashlib
from itertools import product

from pipeline.link.features import amount_gap
from pipeline.link.mentions import is_name
from pipeline.link.profiles import Profile, Slot

WEEK = 7
"""Days within which two reports must stand."""
_SAME = 0.02
_SLOTS: tuple[tuple[Slot, Slot], ...] = (("object", "subject"), ("subject", "object"))
"""The slot in which two reports may differ, and the one in which they must agree."""


def lesson_keys(profile: Profile) -> frozenset[int]:
    """The keys under which a report finds those that it can learn from: type, week or the next, and a party."""
    if not profile.figures or not profile.day:
        return frozenset()
    week = profile.day // WEEK
    return frozenset(
        _number(f"lesson|{profile.type}|{side.company}|{at}")
        for side in profile.sides
        if side.slot != "seller"
        for at in (week, week + 1)
    )


def lesson(a: Profile, b: Profile) -> tuple[str, str] | None:
    """The two nodes that a pair of reports teaches to be one, ``(smaller, larger)``; None where it teaches nothing.

    The reports are of different articles and languages, of one type, amount and week; one company is the same in
    both, and on the other side each names one party, of which at least one is unknown to the knowledge base."""
    if a.article == b.article or a.lang == b.lang or a.type != b.type or abs(a.day - b.day) > WEEK:
        return None
    if not any(
        (gap := amount_gap(x, y)) is not None and gap <= _SAME for x, y in product(a.figures[:1], b.figures[:1])
    ):
        return None
    for mine, other in _SLOTS:
        left, right = a.ids[mine], b.ids[mine]
        if len(left) == len(right) == 1 and a.ids[other] & b.ids[other]:
            x, y = next(iter(left)), next(iter(right))
            if x != y and (is_name(x) or is_name(y)):
                return min(x, y), max(x, y)
    return None


def _number(key: str) -> int:
    return int.from_bytes(
        hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big", signed=True
    )
