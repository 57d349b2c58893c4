"""The label sets of the tagger, shared by the recipe that trains it and the code that runs it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipeline.records import DEAL_TYPES, ROLES, STATUSES, EntityType, Role

ENTITY_TYPES: tuple[EntityType, ...] = ("ORG", "PERSON", "PLACE", "PRODUCT")
ENTITY_TAGS: tuple[str, ...] = ("O", *(f"{edge}-{kind}" for kind in ENTITY_TYPES for edge in "BI"))
TRIGGER_TAGS: tuple[str, ...] = ("O", *(f"{edge}-{kind}" for kind in DEAL_TYPES for edge in "BI"))

MENTION_KINDS: tuple[str, ...] = (*ENTITY_TYPES, "MONEY", "SHARE")
"""What can be linked to a trigger: a named entity, an amount of money, a share of capital."""

ALL_ROLES: tuple[Role, ...] = tuple(dict.fromkeys(role for roles in ROLES.values() for role in roles))
LINKS: tuple[str, ...] = ("none", *ALL_ROLES, "advisor", "deal", "valuation", "stake")
"""What a mention can be to a trigger: a role for an entity, the use of an amount, the stake."""

STATUS_LABELS = STATUSES
ABOUT_LABELS: tuple[str, ...] = ("deal", "valuation", "other")

DISTANCES = (1, 2, 4, 8, 16, 32, 64, 128)
"""Upper edges of the distance buckets, in pieces; the sign of a distance doubles them."""
DISTANCE_BUCKETS = 2 * (len(DISTANCES) + 1)

RELATING_HEADS = 4
"""How many ways spans look at each other at once (see ``relating.py``)."""


def distance_buckets(left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.int64]:
    """The buckets of the signed distances from pieces to pieces; the two shapes are broadcast."""
    gap = right - left
    return np.asarray(np.searchsorted(DISTANCES, np.abs(gap), "right") + (len(DISTANCES) + 1) * (gap > 0))


def links_allowed(kind: str, deal_type: str) -> tuple[int, ...]:
    """Indices of LINKS that a mention of this kind may have to a trigger of this deal type."""
    if kind == "MONEY":
        names: tuple[str, ...] = ("none", "deal", "valuation")
    elif kind == "SHARE":
        names = ("none", "stake")
    elif kind == "PLACE":
        names = ("none",)
    else:
        names = ("none", *next(roles for t, roles in ROLES.items() if t == deal_type), "advisor")
    return tuple(LINKS.index(name) for name in names)
