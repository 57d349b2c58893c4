"""Blocking keys: two reports are compared only where they stand near each other, by day, under a key that both have.

The neighbourhood is bounded (:data:`NEAR`), so that the work for one more report does not grow with the number of
reports under its keys; and it is a function of the set of reports, whatever the order in which they came.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable
from itertools import combinations, product

from pipeline.link.mentions import is_name
from pipeline.link.phonetics import skeletons
from pipeline.link.profiles import Profile
from pipeline.records import DealType

NEAR = 12
"""A report is compared with this many before it and behind it under each key."""
_MOST_PARTIES = 8
"""Of a slot with more parties, the first ones make the keys: a round with forty investors is found by eight."""
_MOST_PAIRED = 4
"""Of buyers or partners beside an object, the first ones make keys by twos."""
_STEP = math.log(1.12)
"""Amounts within some 12 % share a bucket or lie in adjacent ones."""
_SHORTEST_SOUND = 3
_CLASSES: dict[DealType, tuple[str, ...]] = {
    "acquisition": ("control",),
    "merger": ("control",),
    "investment": ("control", "alliance"),
    "spin_off": ("control",),
    "ipo": ("control",),
    "joint_venture": ("alliance", "control"),
    "partnership": ("alliance",),
    "contract": ("alliance",),
    "project": ("alliance",),
    "buyback": ("buyback",),
    "debt": ("debt",),
}
"""Types that may be taken for each other share a class."""


def blocking_keys(profile: Profile) -> frozenset[int]:
    """The keys of a report, as 64-bit numbers."""
    return frozenset(_number(key) for key in _keys(profile))


def _keys(profile: Profile) -> Iterable[str]:
    objects, subjects, sellers = (
        list(dict.fromkeys(c for s in profile.sides if s.slot == slot for c in (s.company, *sorted(s.near))))[
            :_MOST_PARTIES
        ]
        for slot in ("object", "subject", "seller")
    )
    pairs = [*product(objects, subjects), *product(objects, sellers), *product(subjects, sellers)]
    pairs += combinations(subjects if not objects else subjects[:_MOST_PAIRED], 2)
    for a, b in pairs:
        yield f"pair|{min(a, b)}|{max(a, b)}"
    classes = _CLASSES[profile.type]
    for kind in classes:
        for company in objects:
            yield f"object|{kind}|{company}"
        for company in [*subjects, *sellers][:_MOST_PARTIES]:
            yield f"party|{kind}|{company}"
        for form in _loose_forms(profile):
            yield f"form|{kind}|{form}"
        for company, bucket in product([*objects, *subjects, *sellers][:_MOST_PARTIES], _buckets(profile)):
            yield f"amount|{kind}|{company}|{bucket}"


def _loose_forms(profile: Profile) -> Iterable[str]:
    """Names of objects that the knowledge base does not have, and how they sound: other spellings may be met."""
    for side in profile.sides:
        if side.slot == "object" and is_name(side.company):
            for form in side.forms:
                yield form
                yield from (s for s in skeletons(form) if len(s) >= _SHORTEST_SOUND)


def _buckets(profile: Profile) -> frozenset[int]:
    """Each amount's bucket and the nearer of the two beside it, so that close amounts share one."""
    found = set()
    for figure in profile.figures:
        if figure.euros and figure.euros > 0:
            at = math.log(figure.euros) / _STEP
            found |= {math.floor(at), math.floor(at + 0.5) if at % 1 >= 0.5 else math.floor(at) - 1}
    return frozenset(found)


def _number(key: str) -> int:
    digest = hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
