"""How deals refer to each other: rivals for one target, bids made anew, parts of ventures, what follows from what."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from pipeline.link.features import Relations
from pipeline.link.profiles import slot_of
from pipeline.records import Deal, DealType, Lineage, Role, Status

_RIVAL = 270
"""Days between two bids that still stand against each other."""
_WHOLES: frozenset[DealType] = frozenset(("joint_venture", "project"))
ABOUT_ROLES: tuple[Role, ...] = ("target", "party", "venture", "project")
"""The roles of the companies through which deals in different articles can refer to each other."""


@dataclass(frozen=True, slots=True)
class Card:
    """A deal as its lineage needs it."""

    id: str
    type: DealType
    status: Status
    first: date | None
    last: date | None
    ended: date | None
    """The last day on which it was told to be terminated, if nothing else was told after."""
    parties: frozenset[tuple[str, str]]
    """(slot, company)."""
    articles: frozenset[str]
    label: str

    def of(self, slot: str) -> frozenset[str]:
        """Companies in a slot."""
        return frozenset(company for held, company in self.parties if held == slot)

    @property
    def companies(self) -> frozenset[str]:
        """All companies."""
        return frozenset(company for _, company in self.parties)


def make_card(deal: Deal, label: str) -> Card:
    """The card of a deal."""
    ended = next((span.last for span in deal.timeline if span.status == "terminated"), None)
    return Card(
        deal.id,
        deal.type,
        deal.status,
        deal.first_seen,
        deal.last_seen,
        ended if deal.status == "terminated" else None,
        frozenset((slot, p.company) for p in deal.parties if (slot := slot_of(deal.type, p.role))),
        frozenset(r.article for r in deal.reports),
        label,
    )


def lineage_of(deal: Card, others: Collection[Card], relations: Relations) -> tuple[Lineage, ...]:
    """How a deal refers to others, by kind and then id."""
    found = []
    for other in others:
        if other.id != deal.id and (refers := _refers(deal, other, relations)) is not None:
            found.append(refers)
    return tuple(sorted(found, key=lambda line: (line.kind, line.deal)))


def _refers(deal: Card, other: Card, relations: Relations) -> Lineage | None:
    if _succeeds(deal, other, relations):
        return Lineage("successor_of", other.id, f"a new attempt after the end of {other.label}")
    if _rivals(deal, other, relations):
        return Lineage("rival_of", other.id, f"another bidder for the same target: {other.label}")
    whole = other.of("object") & deal.companies if other.type in _WHOLES else frozenset()
    if whole and deal.type not in _WHOLES:
        return Lineage("part_of", other.id, f"a party of it is what was set up by {other.label}")
    if deal.articles & other.articles and (why := _follows(deal, other)):
        return Lineage("follows_from", other.id, f"{why} {other.label}, told in the same article")
    return None


def _rivals(deal: Card, other: Card, relations: Relations) -> bool:
    if deal.type != "acquisition" or other.type != "acquisition" or not deal.of("object") & other.of("object"):
        return False
    ours, theirs = deal.of("subject"), other.of("subject")
    if not ours or not theirs or ours & theirs or any(relations.related(a, b) for a in ours for b in theirs):
        return False
    if (deal.of("seller") & theirs) or (other.of("seller") & ours) or deal.status == other.status == "completed":
        return False
    return _gap(deal, other) <= _RIVAL


def _succeeds(deal: Card, other: Card, relations: Relations) -> bool:
    if (
        deal.type not in ("acquisition", "merger")
        or deal.type != other.type
        or other.ended is None
        or deal.first is None
        or deal.first <= other.ended
    ):
        return False
    if not deal.of("object") & other.of("object"):
        return False
    ours, theirs = deal.of("subject"), other.of("subject")
    return bool(ours & theirs) or any(relations.related(a, b) for a in ours for b in theirs)


def _follows(deal: Card, other: Card) -> str | None:
    """Why a deal follows from another one of the same article; None where it does not."""
    if other.type in ("acquisition", "merger"):
        if deal.type == "debt" and deal.of("object") & (other.of("subject") | other.of("object")):
            return "it finances"
        if deal.type == "debt" and not deal.of("object"):
            return "it finances"
        if deal.type == "investment" and deal.of("object") & other.of("subject"):
            return "it raises money for"
        if deal.type == "buyback" and deal.of("object") & other.of("object"):
            return "it is a step of"
        if deal.type == "acquisition" and deal.of("seller") & other.of("subject") and other.status != "completed":
            return "the buyer gives something up for"
    if deal.type in ("partnership", "contract") and other.type in ("investment", "acquisition"):
        return "it goes with" if len(deal.companies & other.companies) > 1 else None
    return None


def _gap(deal: Card, other: Card) -> int:
    """Days between the times in which two deals were told; 0 where they overlap or a day is unknown."""
    if deal.first is None or deal.last is None or other.first is None or other.last is None:
        return 0
    return max(0, (max(deal.first, other.first) - min(deal.last, other.last)).days)
