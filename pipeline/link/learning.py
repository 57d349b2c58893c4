"""Names learned from deals: two reports that agree on everything but one unknown name teach that it is an alias."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from itertools import product

from pipeline.link.features import amount_gap
from pipeline.link.mentions import is_name
from pipeline.link.profiles import Profile

WEEK = 7
"""Days within which two reports must stand."""
_SAME = 0.02


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
    for mine, other in (("object", "subject"), ("subject", "object")):
        left, right = a.companies(mine), b.companies(mine)  # type: ignore[arg-type]
        agreed = a.companies(other) & b.companies(other)  # type: ignore[arg-type]
        if len(left) == len(right) == 1 and agreed:
            x, y = next(iter(left)), next(iter(right))
            if x != y and (is_name(x) or is_name(y)):
                return min(x, y), max(x, y)
    return None


def taught(pairs: Iterable[tuple[Profile, Profile]]) -> dict[tuple[str, str], list[tuple[str, str]]]:
    """The reports that teach each pair of nodes."""
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for a, b in pairs:
        if (nodes := lesson(a, b)) is not None:
            found.setdefault(nodes, []).append((min(a.report, b.report), max(a.report, b.report)))
    return found


def _number(key: str) -> int:
    return int.from_bytes(
        hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big", signed=True
    )
