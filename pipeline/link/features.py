"""What speaks for and against two reports telling one deal: features by name, each between 0 and 1."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product

from rapidfuzz.fuzz import ratio

from pipeline.link.phonetics import skeletons
from pipeline.link.profiles import Figure, Profile, Side, Slot
from pipeline.records import DealType

CONFUSABLE: tuple[frozenset[DealType], ...] = (
    frozenset(("acquisition", "investment")),
    frozenset(("acquisition", "merger")),
    frozenset(("acquisition", "spin_off")),
    frozenset(("spin_off", "ipo")),
    frozenset(("investment", "ipo")),
    frozenset(("partnership", "joint_venture")),
    frozenset(("partnership", "contract")),
    frozenset(("partnership", "project")),
    frozenset(("joint_venture", "project")),
    frozenset(("joint_venture", "investment")),
    frozenset(("project", "investment")),
    frozenset(("project", "contract")),
)
"""Types that articles, and their readers, take for each other."""
LASTING: frozenset[DealType] = frozenset(("acquisition", "merger", "joint_venture", "spin_off", "ipo", "project"))
"""Types that happen once between the same companies, however much later they are told."""
MUTUAL: frozenset[DealType] = frozenset(("partnership", "merger", "joint_venture", "project"))
"""Types between equals: it takes two of them to know the deal."""
_FEW, _MANY, _MOST = 14, 90, 400
"""Days between two reports."""
_SAME_AMOUNT, _NEAR_AMOUNT, _FAR_AMOUNT = 0.015, 0.25, 1.5
_BY_RATE = 0.06
"""How far two amounts in two currencies may lie apart and be the same: articles round, and rates move."""
_ALIKE_LATIN, _ALIKE_JAPANESE = 88.0, 80.0


@dataclass(frozen=True, slots=True)
class Relations:
    """What is known of how companies hang together."""

    group: Callable[[str], tuple[str, ...]]
    """A company's id and those of its parents, nearest first."""

    def related(self, a: str, b: str) -> bool:
        """Whether one of two companies owns the other, or one head owns both."""
        return a != b and bool(set(self.group(a)) & set(self.group(b)))


def compare(a: Profile, b: Profile, relations: Relations) -> dict[str, float]:
    """The features of a pair of reports; those that are 0 are left out. ``compare(a, b)`` equals ``compare(b, a)``."""
    found: dict[str, float] = {}
    found[_type(a.type, b.type)] = 1.0
    for slot in ("object", "subject", "seller"):
        _slot(a, b, slot, relations, found)
    if _crossed(a, b):
        found["roles_crossed"] = 1.0
    _amounts(a, b, found)
    _counterparts(a, b, found)
    if a.stake is not None and b.stake is not None:
        found["stake_same" if abs(a.stake - b.stake) < 0.6 else "stake_conflict"] = 1.0
    _days(a, b, found)
    if a.article == b.article:
        found["same_article"] = 1.0
    return found


def may_link(a: Profile, b: Profile) -> bool:
    """Whether two types can be one deal at all."""
    return a.type == b.type or confusable(a.type, b.type)


def confusable(a: DealType, b: DealType) -> bool:
    """Whether two different types are often taken for each other."""
    return frozenset((a, b)) in CONFUSABLE


def _type(a: DealType, b: DealType) -> str:
    return "type_same" if a == b else "type_confusable" if confusable(a, b) else "type_other"


def _slot(a: Profile, b: Profile, slot: Slot, relations: Relations, found: dict[str, float]) -> None:
    left = [side for side in a.sides if side.slot == slot]
    right = [side for side in b.sides if side.slot == slot]
    if not left or not right:
        if (left or right) and slot != "seller":
            found[f"{slot}_missing"] = 1.0
        return
    ours, theirs = {s.company for s in left}, {s.company for s in right}
    if ours & theirs:
        found[f"{slot}_same"] = 1.0
        if slot == "subject":
            found["subject_share"] = len(ours & theirs) / min(len(ours), len(theirs))
    elif any(alike(x, y) for x, y in product(left, right)):
        found["seller_same" if slot == "seller" else f"{slot}_alike"] = 1.0
    elif any(
        relations.related(x, y) or kin(p, q) for p, q in product(left, right) for x, y in [(p.company, q.company)]
    ):
        if slot != "seller":
            found[f"{slot}_related"] = 1.0
    else:
        found[f"{slot}_conflict"] = 1.0


def _counterparts(a: Profile, b: Profile, found: dict[str, float]) -> None:
    """One party in common is not a deal in common: what stands against it, where no object decides."""
    if found.keys() & {"object_same", "object_alike", "object_related", "object_conflict"}:
        return
    ours, theirs = a.companies("subject"), b.companies("subject")
    shared = len(ours & theirs)
    if (shared == 1 and len(ours) > 1 and len(theirs) > 1 and {a.type, b.type} & MUTUAL) or "seller_conflict" in found:
        found["counterpart_conflict"] = 1.0
    elif shared + ("seller_same" in found) < 2 and "amount_same" not in found:
        found["lone_party"] = 1.0


def alike(a: Side, b: Side) -> bool:
    """Whether two parties with different ids bear names that are nearly one."""
    if a.forms & b.forms:
        return True
    for x, y in product(a.forms, b.forms):
        if x.isascii() != y.isascii():
            shared = skeletons(x) & skeletons(y)
            if any(len(s) > 2 for s in shared):
                return True
        elif len(x) > 4 and len(y) > 4 and ratio(x, y) >= (_ALIKE_LATIN if x.isascii() else _ALIKE_JAPANESE):
            return True
    return False


def kin(a: Side, b: Side) -> bool:
    """Whether one party's name begins with the other's, as a unit's name does with its parent's."""
    return any(_begins(x, y) or _begins(y, x) for x, y in product(a.forms, b.forms))


def _begins(short: str, long: str) -> bool:
    if not long.startswith(short) or len(short) == len(long):
        return False
    return long[len(short)] == " " if short.isascii() else len(short) > 1


def _crossed(a: Profile, b: Profile) -> bool:
    """Whether a company is the object of one deal and does the other."""
    if a.type != b.type:
        return False
    return bool(
        (a.companies("object") & (b.companies("subject") - b.companies("object")))
        or (b.companies("object") & (a.companies("subject") - a.companies("object")))
    )


def _amounts(a: Profile, b: Profile, found: dict[str, float]) -> None:
    gaps = [gap for x, y in product(a.figures, b.figures) if (gap := amount_gap(x, y)) is not None]
    if not gaps:
        return
    least = min(gaps)
    if least <= _SAME_AMOUNT:
        found["amount_same"] = 1.0
    elif least <= _NEAR_AMOUNT:
        found["amount_near"] = 1.0
    elif least >= _FAR_AMOUNT:
        found["amount_far"] = 1.0


def amount_gap(a: Figure, b: Figure) -> float | None:
    """How far two amounts lie apart, 0 for the same, 1 where the larger is double; None where they cannot be compared.

    Two currencies are compared in euros; what rounding and moving rates explain is no gap."""
    if a.currency == b.currency:
        x, y, slack = a.top, b.top, 0.0
    elif a.euros is None or b.euros is None:
        return None
    else:
        x, y, slack = a.euros, b.euros, _BY_RATE
    if min(x, y) <= 0:
        return None
    gap = max(x, y) / min(x, y) - 1.0
    if a.currency == b.currency and a.low is not None and a.high is not None and a.low <= b.top <= a.high:
        return 0.0
    if a.currency == b.currency and b.low is not None and b.high is not None and b.low <= a.top <= b.high:
        return 0.0
    return max(0.0, gap - slack)


def days_apart(a: Profile, b: Profile) -> int | None:
    """Days between two reports: of the days told for the deal where both tell one, else of their publication.

    A report told in passing says nothing of the day, nor does one without a date."""
    if a.told and b.told:
        return abs(a.told - b.told)
    if not a.day or not b.day:
        return None
    return abs((a.told or a.day) - (b.told or b.day))


def _days(a: Profile, b: Profile, found: dict[str, float]) -> None:
    gap = days_apart(a, b)
    if gap is None:
        return
    # A deal that is done is told for years; only a report of the moment dates it.
    told_later = a.background or b.background or a.status == "completed" or b.status == "completed"
    name = "days_few" if gap <= _FEW else "" if gap <= _MANY else "days_many" if gap <= _MOST else "days_most"
    if not name:
        return
    found[name] = 1.0
    if name != "days_few" and ((a.type in LASTING and b.type in LASTING) or told_later):
        found["lasting_gap"] = 1.0
