"""What speaks for and against two reports telling one deal: features by name, each between 0 and 1."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from rapidfuzz.fuzz import ratio

from pipeline.link.mentions import is_name
from pipeline.link.phonetics import is_katakana, skeletons
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
_CONTROL: frozenset[DealType] = frozenset(("acquisition", "investment", "merger"))
_FEW, _MANY, _MOST = 14, 90, 400
"""Days between two reports."""
_SAME_AMOUNT, _NEAR_AMOUNT, _FAR_AMOUNT = 0.015, 0.25, 1.5
_BY_RATE = 0.06
"""How far two amounts in two currencies may lie apart and be the same: articles round, and rates move."""
_ALIKE_LATIN, _ALIKE_JAPANESE, _ALIKE_SOUND = 88.0, 80.0, 86.0
"""How alike two names are, of 100, that may be one: as written, and as heard."""
_SHORTEST_NAME, _SHORTEST_SOUND = 5, 3
SAME, ALIKE, RELATED, UNREAD, UNLIKE = 4, 3, 2, 1, 0
_LIKENESS = {ALIKE: "alike", RELATED: "related", UNREAD: "unread", UNLIKE: "unlike"}
"""How near two parties are, and what the features call it."""
VETOES = frozenset(("type_other", "object_unlike", "lone_party", "counterpart_unlike"))
"""Features that no other makes good: in a large database nearly all such pairs are two deals."""
_SLOT_AGAINST = frozenset(("object_unlike", "object_unread", "object_related", "subject_unlike", "subject_unread"))


Parts = tuple[DealType, frozenset[str], frozenset[str]]


@dataclass(frozen=True, slots=True)
class Relations:
    """What is known of how companies hang together."""

    group: Callable[[str], tuple[str, ...]]
    """A company's id and those of its parents, nearest first."""

    def related(self, a: str, b: str) -> bool:
        """Whether one of two companies owns the other, or one head owns both."""
        return a != b and bool(set(self.group(a)) & set(self.group(b)))


def compare(a: Profile, b: Profile, relations: Relations) -> dict[str, float]:
    """The features of a pair of reports; those that are 0 are left out. ``compare(a, b)`` equals ``compare(b, a)``.

    Where a feature of :data:`VETOES` is among them, others may be missing: nothing makes it good."""
    found = {_type(a.type, b.type): 1.0}
    _slot(a, b, "object", relations, found)
    crossed = swapped(a, b)
    if "type_other" in found or ("object_unlike" in found and not crossed):
        return found
    _slot(a, b, "subject", relations, found)
    _slot(a, b, "seller", relations, found)
    if len(a.doers & b.doers) > 1:
        found["two_same"] = 1.0
    if crossed:
        found = {name: value for name, value in found.items() if name not in _SLOT_AGAINST}
        found["roles_swapped"] = 1.0
    _amounts(a, b, found)
    if a.stake is not None and b.stake is not None:
        found["stake_same" if abs(a.stake - b.stake) < 0.6 else "stake_conflict"] = 1.0
    _days(a, b, found)
    _counterparts(a, b, found)
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
    left, right = a.in_slot[slot], b.in_slot[slot]
    if not left or not right:
        if slot == "object" and _told_by_its_owner(a, b):
            found["object_related"] = 1.0
        elif (left or right) and slot != "seller":
            found[f"{slot}_missing"] = 1.0
        return
    ours, theirs = a.ids[slot], b.ids[slot]
    if shared := len(ours & theirs):
        found[f"{slot}_same"] = 1.0
        if slot == "subject":
            found["subject_share"] = shared / min(len(ours), len(theirs))
        return
    likeness = max(likeness_of(x, y, relations) for x, y in product(left, right))
    found[f"{slot}_{_LIKENESS[likeness]}"] = 1.0


def _told_by_its_owner(a: Profile, b: Profile) -> bool:
    """Whether one report names only who sells, and the other calls that company what is sold: a part of it is."""
    return any(not x.ids["object"] and x.ids["seller"] & y.ids["object"] for x, y in ((a, b), (b, a)))


def likeness_of(a: Side, b: Side, relations: Relations) -> int:
    """How near two parties are: :data:`SAME`, :data:`ALIKE`, :data:`RELATED`, :data:`UNREAD` or :data:`UNLIKE`."""
    if a.company == b.company:
        return SAME
    known = not is_name(a.company) and not is_name(b.company)
    if (not known and alike(a, b)) or a.company in b.near or b.company in a.near:
        return ALIKE
    if relations.related(a.company, b.company) or kin(a, b):
        return RELATED
    return UNLIKE if known or readable(a, b) else UNREAD


def _counterparts(a: Profile, b: Profile, found: dict[str, float]) -> None:
    """One party in common is not a deal in common: what stands against it, where no object decides."""
    if found.keys() & {"object_same", "object_alike", "object_related", "roles_swapped"}:
        return
    ours, theirs = a.ids["subject"], b.ids["subject"]
    shared = len(ours & theirs) or int(bool(found.keys() & {"subject_alike", "subject_related"}))
    met = shared + bool(found.keys() & {"seller_same", "seller_alike"})
    if (shared == 1 and len(ours) > 1 and len(theirs) > 1 and {a.type, b.type} & MUTUAL) or "seller_unlike" in found:
        found["counterpart_unlike"] = 1.0
    elif met < 2 and not _sums_agree(found):
        found["lone_party"] = 1.0


def _sums_agree(found: Mapping[str, float]) -> bool:
    """Whether two reports tell the same sum within about a year, or nearly so within a quarter of one.

    Who does many deals does several for one round sum; with no limit these would hang together over the years."""
    most = found.keys() & {"days_most", "lasting_most"}
    late = most or found.keys() & {"days_many", "lasting_many"}
    return ("amount_same" in found and not most) or ("amount_near" in found and not late)


def alike(a: Side, b: Side) -> bool:
    """Whether two parties with different ids bear names that are nearly one, by letters or by sound."""
    return bool(a.forms & b.forms) or any(_nearly(x, y) for x, y in product(a.forms, b.forms))


@lru_cache(maxsize=65536)
def _nearly(x: str, y: str) -> bool:
    if is_katakana(x) or is_katakana(y):
        ours = {s for s in skeletons(x) if len(s) >= _SHORTEST_SOUND}
        theirs = {s for s in skeletons(y) if len(s) >= _SHORTEST_SOUND}
        return any(ratio(s, t) >= _ALIKE_SOUND or _last_of(s, t) or _last_of(t, s) for s, t in product(ours, theirs))
    if min(len(x), len(y)) < _SHORTEST_NAME:
        return False
    if x.endswith(f" {y}") or y.endswith(f" {x}"):
        return True
    return ratio(x, y) >= (_ALIKE_LATIN if x.isascii() else _ALIKE_JAPANESE)


def _last_of(short: str, long: str) -> bool:
    """Whether a skeleton is the end of another, as a surname's is of the whole name's."""
    return len(short) > _SHORTEST_NAME and long.endswith(short)


def readable(a: Side, b: Side) -> bool:
    """Whether two names could be told to be one by reading them: not a Chinese-character name against a Latin one,
    whose translation nobody knows."""
    return any(_script(x) == _script(y) or _script(x) + _script(y) == 1 for x, y in product(a.forms, b.forms))


@lru_cache(maxsize=65536)
def _script(name: str) -> int:
    """0 for Latin letters, 1 for katakana, 3 for what holds Chinese characters and all else."""
    return 0 if name.isascii() else 1 if is_katakana(name) else 3


def kin(a: Side, b: Side) -> bool:
    """Whether one party's name begins with the other's, as a unit's name does with its parent's."""
    return any(_begins(x, y) or _begins(y, x) for x, y in product(a.forms, b.forms))


def _begins(short: str, long: str) -> bool:
    if not long.startswith(short) or len(short) == len(long):
        return False
    return long[len(short)] == " " if short.isascii() else len(short) > 1


def swapped(a: Profile, b: Profile) -> bool:
    """Whether two reports tell of the same two companies, but not of the same one as the deal's object.

    Who buys whom is easily misread; that the two swap parts in truth is rare. Sellers do not count: who buys a
    company's unit may bid for the company too."""
    return parts_swapped(parts(a), parts(b))


def parts(profile: Profile) -> Parts:
    """What :func:`parts_swapped` asks of a report: its type, its objects, and all companies but sellers."""
    return profile.type, profile.ids["object"], profile.doers


def parts_swapped(a: Parts, b: Parts) -> bool:
    """The same as :func:`swapped`, of parts."""
    (kind, ours, our_doers), (other, theirs, their_doers) = a, b
    if kind != other and not {kind, other} <= _CONTROL:
        return False
    if not ours or not theirs or ours & theirs or len(our_doers & their_doers) < 2:
        return False
    return bool(ours & their_doers or theirs & our_doers)


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
    sure = bool(found.keys() & {"object_same", "object_alike", "two_same"})
    lasting = told_later or (a.type in LASTING and b.type in LASTING and sure)
    if gap <= _FEW:
        found["days_few"] = 1.0
    elif gap > _MANY:
        found[f"{'lasting' if lasting else 'days'}_{'many' if gap <= _MOST else 'most'}"] = 1.0
