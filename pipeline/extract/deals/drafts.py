"""Deals in the making: which triggers tell one deal, and what each thing and figure is to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from pipeline.extract.deals.figures import USE, original
from pipeline.extract.deals.reading import Reading
from pipeline.extract.names import NamedThing
from pipeline.records import ROLES, DealType, Money, Role

SAME = 0.5
"""Two triggers of one type tell one deal above this chance."""
ROLE = 0.5
"""A thing takes its best role above this chance."""
NEAR_BEST = 0.9
"""Of several things in one role, those below this share of the surest one's chance are left out."""
BEST_MENTION = 0.5
"""How much of a thing's chance in a role is its best mention's, the rest being the mean of all its mentions': the best
of many is high by luck, and the mean suffers from mentions that have no part in the deal."""
OF_MANY: frozenset[Role] = frozenset({"investor", "lender", "sponsor"})
"""Roles that are often held by many, of a round, a loan or a programme: a sure one says nothing against the others."""
CLASHING: dict[DealType, tuple[Role, ...]] = {
    "acquisition": ("target", "acquirer"),
    "investment": ("investee",),
    "merger": ("party",),
    "joint_venture": ("venture", "partner"),
    "partnership": ("partner",),
    "contract": ("supplier", "customer"),
    "project": ("project",),
    "ipo": ("issuer",),
    "buyback": ("issuer",),
    "debt": ("issuer",),
    "spin_off": ("target",),
}
"""Roles that set two deals of one type apart when both are filled and share no one."""
LEAST_OTHER_SIDE = 0.1
"""Of two things on one side of a deal whose other side is empty, the likelier one goes there above this chance."""
_PAYER_AND_OBJECT: dict[DealType, tuple[Role, Role]] = {
    "acquisition": ("acquirer", "target"),
    "investment": ("investor", "investee"),
}
_SIDES: dict[DealType, tuple[Role, Role]] = {**_PAYER_AND_OBJECT, "contract": ("customer", "supplier")}


@dataclass(frozen=True, slots=True)
class Draft:
    """A deal before its report is written. ``roles`` maps (index of a thing, role) to its chance."""

    type: DealType
    triggers: tuple[int, ...]
    roles: dict[tuple[int, Role], float]

    @property
    def things(self) -> frozenset[int]:
        """Things in any role but advising."""
        return frozenset(thing for thing, role in self.roles if role != "advisor")

    def fillers(self, role: Role) -> frozenset[int]:
        """Things in a role."""
        return frozenset(thing for thing, held in self.roles if held == role)


def make_drafts(reading: Reading, things: Sequence[NamedThing], monies: Mapping[int, Money]) -> list[Draft]:
    """The deals of an article: triggers joined by the tagger's word, then by their parties.

    ``monies`` are the amounts, keyed by mention index."""
    drafts = [_draft(reading, things, group) for group in _group_triggers(reading)]
    return _turn_swapped(_join_by_parties(reading, things, monies, [d for d in drafts if d.roles]))


def _group_triggers(reading: Reading) -> list[tuple[int, ...]]:
    """Clusters of triggers of one type, joined pairwise from the surest pair on while the mean chance holds."""
    groups: dict[int, list[int]] = {i: [i] for i in range(len(reading.triggers))}
    home = {i: i for i in groups}
    pairs = sorted(reading.same.items(), key=lambda item: (-item[1], item[0]))
    for (i, j), chance in pairs:
        a, b = home[i], home[j]
        if chance < SAME or a == b or reading.triggers[i].type != reading.triggers[j].type:
            continue
        across = [reading.same.get((max(x, y), min(x, y)), SAME) for x in groups[a] for y in groups[b]]
        if sum(across) / len(across) >= SAME:
            groups[a] += groups.pop(b)
            for k in groups[a]:
                home[k] = a
    return [tuple(sorted(group)) for group in groups.values()]


def _draft(reading: Reading, things: Sequence[NamedThing], triggers: tuple[int, ...]) -> Draft:
    kind = reading.triggers[triggers[0]].type
    allowed = (*ROLES[kind], "advisor")  # type: ignore[index]
    chances = [_thing_chances(reading, thing, triggers) for thing in things]
    roles: dict[tuple[int, Role], float] = {}
    for index, held in enumerate(chances):
        best = max(allowed, key=lambda role: held.get(role, 0.0))
        if held.get(best, 0.0) >= ROLE:
            roles[index, best] = held[best]
    surest = {role: max(c for (_, r), c in roles.items() if r == role) for _, role in roles}
    roles = {
        (index, role): chance
        for (index, role), chance in roles.items()
        if role in OF_MANY or chance >= NEAR_BEST * surest[role]
    }
    return _with_both_sides(Draft(kind, triggers, roles), chances)  # type: ignore[arg-type]


def _with_both_sides(draft: Draft, chances: Sequence[Mapping[str, float]]) -> Draft:
    """The draft, where two things stand on one side and none on the other, with the likelier one there: who equips
    whom is no contract of two customers. ``chances`` are those of each thing's roles."""
    if draft.type not in _SIDES:
        return draft
    left, right = _SIDES[draft.type]
    for empty, full in ((left, right), (right, left)):
        held = draft.fillers(full)
        if len(held) < 2 or draft.fillers(empty):
            continue
        moved = max(sorted(held), key=lambda thing: chances[thing].get(empty, 0.0))
        chance = chances[moved].get(empty, 0.0)
        if chance >= LEAST_OTHER_SIDE:
            others = {(thing, role): kept for (thing, role), kept in draft.roles.items() if thing != moved}
            return replace(draft, roles=others | {(moved, empty): chance})
    return draft


def _thing_chances(reading: Reading, thing: NamedThing, triggers: Sequence[int]) -> dict[str, float]:
    """Chances of a thing's roles in a deal: over triggers, the mean of what its mentions say (see ``BEST_MENTION``),
    weighted by how sure the trigger is to have a link with the thing at all."""
    total: dict[str, float] = defaultdict(float)
    weights = 0.0
    for t in triggers:
        told = [link for m in thing.mentions if (link := reading.links[t][m])]
        if not told:
            continue
        chances = {role: _heard([link.get(role, 0.0) for link in told]) for role in set().union(*told)}
        linked = max((c for role, c in chances.items() if role != "none"), default=0.0)
        weight = 0.2 + linked
        weights += weight
        for role, chance in chances.items():
            total[role] += weight * chance
    return {role: chance / weights for role, chance in total.items()} if weights else {}


def _heard(chances: Sequence[float]) -> float:
    """What the mentions of a thing say together (see ``BEST_MENTION``)."""
    return BEST_MENTION * max(chances) + (1 - BEST_MENTION) * sum(chances) / len(chances)


def _turn_swapped(drafts: list[Draft]) -> list[Draft]:
    """The drafts, where two of one type give the same two things each other's role, with those of the surer one:
    one article hardly tells that A buys into B and B into A."""
    out = list(drafts)
    for i, draft in enumerate(drafts):
        for other in drafts:
            if _swapped(draft, other) and _sureness(other) > _sureness(draft):
                ours = _PAYER_AND_OBJECT[draft.type]
                turned = {ours[0]: ours[1], ours[1]: ours[0]}
                roles = {(thing, turned.get(role, role)): chance for (thing, role), chance in draft.roles.items()}
                out[i] = replace(draft, roles=roles)
    return out


def _swapped(left: Draft, right: Draft) -> bool:
    if left.type != right.type or left.type not in _PAYER_AND_OBJECT:
        return False
    payer, bought = _PAYER_AND_OBJECT[left.type]
    one, other = left.fillers(payer), left.fillers(bought)
    return bool(one and other) and one == right.fillers(bought) and other == right.fillers(payer)


def _sureness(draft: Draft) -> float:
    return sum(draft.roles.values()) / len(draft.roles)


def _join_by_parties(
    reading: Reading, things: Sequence[NamedThing], monies: Mapping[int, Money], drafts: list[Draft]
) -> list[Draft]:
    """Join drafts of one type that share a party in its role and clash in none."""
    done: list[Draft] = []
    for draft in sorted(drafts, key=lambda d: (-len(d.roles), d.triggers)):
        for i, other in enumerate(done):
            if _one_deal(reading, monies, draft, other):
                done[i] = _draft(reading, things, tuple(sorted(draft.triggers + other.triggers)))
                break
        else:
            done.append(draft)
    return sorted(done, key=lambda d: d.triggers)


def _one_deal(reading: Reading, monies: Mapping[int, Money], left: Draft, right: Draft) -> bool:
    if left.type != right.type:
        return False
    prices = _price(reading, monies, left), _price(reading, monies, right)
    if len(left.roles) > 1 and left.roles.keys() == right.roles.keys() and _one_price(monies, *prices):
        return True
    pairs = [(max(x, y), min(x, y)) for x in left.triggers for y in right.triggers]
    seen = [reading.same[pair] for pair in pairs if pair in reading.same]
    if not seen and _prices_clash(*prices):
        return False
    chance = sum(seen) / len(seen) if seen else SAME
    if left.things <= right.things and chance >= 0.05:
        return True
    for role in CLASHING[left.type]:
        a, b = left.fillers(role), right.fillers(role)
        if a and b and not a & b:
            return False
    return chance >= 0.2 and any(left.fillers(role) & right.fillers(role) for role in ROLES[left.type])


def _price(reading: Reading, monies: Mapping[int, Money], draft: Draft) -> Money | None:
    """The amount that is surest to be the draft's price, where one is."""
    chances = {m: max(reading.links[t][m].get("deal", 0.0) for t in draft.triggers) for m in monies}
    best = max(chances, key=lambda m: (chances[m], -m), default=None)
    return monies[best] if best is not None and chances[best] >= USE else None


def _one_price(monies: Mapping[int, Money], left: Money | None, right: Money | None) -> bool:
    """Whether two prices are one figure, conversions taken for what they convert."""
    if left is None or right is None:
        return False
    one, other = original(left, monies), original(right, monies)
    return (one.currency, one.top) == (other.currency, other.top)


def _prices_clash(left: Money | None, right: Money | None) -> bool:
    """Whether two prices are in one currency and far from each other."""
    if left is None or right is None or left.currency != right.currency:
        return False
    low, high = sorted((left.top, right.top))
    return high > Decimal("1.2") * low
