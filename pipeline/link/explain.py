"""Why reports are one deal: for each, the report that it was linked to, and what spoke for and against it."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.knowledge import load_knowledge
from pipeline.link.features import VETOES, compare
from pipeline.link.linker import Linker
from pipeline.link.mentions import KnownNames
from pipeline.link.profiles import Profile
from pipeline.link.service import make_linker
from pipeline.store import Store

_WORDS = {
    "bias": "two reports are rarely one deal",
    "object_same": "the same target",
    "object_alike": "targets with nearly one name",
    "object_related": "targets of one group",
    "object_unlike": "different targets, which forbids a link",
    "object_unread": "targets in scripts that cannot be compared",
    "object_missing": "one names no target",
    "subject_same": "a buyer or partner in common",
    "subject_alike": "buyers or partners with nearly one name",
    "subject_related": "buyers or partners of one group",
    "subject_unlike": "different buyers or partners",
    "subject_unread": "buyers or partners in scripts that cannot be compared",
    "subject_missing": "one names no buyer or partner",
    "subject_share": "share of the buyers or partners in common",
    "seller_same": "the same seller",
    "seller_alike": "sellers with nearly one name",
    "seller_related": "sellers of one group",
    "seller_unread": "sellers in scripts that cannot be compared",
    "seller_unlike": "different sellers",
    "counterpart_unlike": "the other party differs, which forbids a link",
    "lone_party": "only one party in common and no amount, which forbids a link",
    "type_other": "types that are never one deal, which forbids a link",
    "roles_swapped": "the same two companies with their parts exchanged",
    "two_same": "two parties in common",
    "type_same": "the same type",
    "type_confusable": "types that are taken for each other",
    "amount_same": "the same amount",
    "amount_near": "amounts near each other",
    "amount_far": "amounts far apart",
    "stake_same": "the same stake",
    "stake_conflict": "different stakes",
    "days_few": "told within two weeks",
    "days_many": "told months apart",
    "days_most": "told more than a year apart",
    "lasting_many": "told months apart, as such a deal is",
    "lasting_most": "told more than a year apart, as such a deal may be",
    "same_article": "one article tells both",
}
"""Each feature in words."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One feature of a pair, with what it adds to the score."""

    feature: str
    words: str
    weight: float
    """Log odds: the feature's weight times its value."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a report is in its deal."""

    report: str
    article: str
    linked_to: str | None
    """The report of the deal that it is nearest to; None for the first report, and for one that is alone."""
    linked_article: str | None
    score: float | None
    judged: bool
    """Whether a person joined them; then the score did not matter."""
    reasons: tuple[Reason, ...]
    """The strongest first."""


def reasons(linker: Linker, a: Profile, b: Profile) -> tuple[Reason, ...]:
    """What speaks for and against two reports being one deal, the strongest first."""
    features = {"bias": 1.0} | compare(a, b, linker.relations)
    weights = linker.weights.weights
    found = [Reason(name, _WORDS[name], round(weights.get(name, 0.0) * value, 2)) for name, value in features.items()]
    told = [reason for reason in found if reason.weight or reason.feature in VETOES]
    return tuple(sorted(told, key=lambda r: (r.feature not in VETOES, -abs(r.weight), r.feature)))


def explain(store: Store, deal: str, knowledge: KnownNames | None = None) -> list[Explanation]:
    """For each report of a deal, in order of time, the earlier one that it was linked to and why.

    A report that is linked to later ones only is explained by the nearest of these."""
    linker = make_linker(store, knowledge or load_knowledge())
    ids = store.deals.reports_of([deal]).get(deal, ())
    profiles = linker.profiles(ids)
    ordered = sorted(profiles.values(), key=lambda p: p.order)
    held = {(p.a, p.b): score for p, score in linker.links_of(ids).items()}
    found = []
    for n, profile in enumerate(ordered):
        others = [*ordered[:n], *ordered[n + 1 :]]
        names = {o.report: (min(o.report, profile.report), max(o.report, profile.report)) for o in others}
        judged = [o for o in others if names[o.report] in linker.deals_judged.same]
        linked = [o for o in others if names[o.report] in held]
        earlier = [o for o in linked if o.order < profile.order]
        nearest = max(earlier or linked, key=lambda o: (held[names[o.report]], o.report), default=None)
        if n == 0 or (nearest is None and not judged):
            found.append(Explanation(profile.report, profile.article, None, None, None, False, ()))
            continue
        other = nearest if nearest is not None else judged[0]
        score = held.get(names[other.report])
        found.append(
            Explanation(
                profile.report,
                profile.article,
                other.report,
                other.article,
                score,
                other in judged,
                reasons(linker, profile, other),
            )
        )
    return found
