"""From the parties of one article to nodes: companies of the knowledge base, or names that it does not know.

What one article says is all that counts here, so that a mention never changes because of other articles. Which nodes
are one company is decided in :mod:`pipeline.link.bonds`.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from pipeline.knowledge.fold import fold_name
from pipeline.knowledge.records import KnownCompany
from pipeline.link.legal_forms import NameParts, split_name
from pipeline.records import LinkedReport, Role

_LONGEST_KEY = 80
_FIRST = 1.5
"""How much the likeliest bearer of an ambiguous name is ahead before the article has spoken (log odds)."""
_NAMED = 3.0
"""Another form in the article names this bearer alone."""
_HOLDS = 0.8
"""The bearer is the kind of organisation that has such a role: a holding invests, its operating arm trades."""
_HOLDING_ROLES: frozenset[Role] = frozenset(("investor", "acquirer", "sponsor", "lender", "seller"))
_TRADING_ROLES: frozenset[Role] = frozenset(("supplier", "customer"))
_DESCRIBING = frozenset(
    word
    for line in (
        "technologies technology entertainment international worldwide global industries enterprises electronics",
        "pharmaceuticals pharmaceutical pharma therapeutics biosciences software systems semiconductor semiconductors",
    )
    for word in line.split()
)


class KnownNames(Protocol):
    """What linking asks of a knowledge base; :class:`pipeline.knowledge.Knowledge` gives it."""

    def lookup(self, folded_name: str) -> tuple[KnownCompany, ...]:
        """The organisations that bear a folded name, the likeliest first."""
        ...

    def get(self, id: str) -> KnownCompany | None:
        """The organisation of an id."""
        ...


@dataclass(frozen=True, slots=True)
class Mention:
    """A party of a report, and the node that it stands for."""

    node: str
    """Id of a known company, or ``name:`` and the key of a name that the knowledge base does not have."""
    role: Role
    name: str
    score: float
    """How sure the node is, 0 to 1."""
    forms: tuple[str, ...] = ()
    """Other forms of the name in the article."""
    near: tuple[str, ...] = ()
    """Companies that the other forms name, though they are not surely the same: Hitachi for Hitachi Rail."""


def node_of(parts: NameParts) -> str:
    """The node of a name that nobody knows: its words without the legal form, and what the form says."""
    key = parts.stem.replace(" ", "-") + (f"/{parts.family}" if parts.family else "")
    if len(key) > _LONGEST_KEY:
        key = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:20]
    return f"name:{key}"


def is_name(node: str) -> bool:
    """Whether a node is a name rather than a company of the knowledge base."""
    return node.startswith("name:")


def known_by(name: str, knowledge: KnownNames) -> tuple[KnownCompany, ...]:
    """The companies that bear a name: as it stands, without its legal form, or without Group and the like."""
    parts = split_name(name)
    for key in dict.fromkeys((fold_name(name), parts.folded, parts.stem, parts.core)):
        if found := knowledge.lookup(key):
            return found
    return ()


def read_mentions(reports: Sequence[LinkedReport], knowledge: KnownNames) -> dict[str, tuple[Mention, ...]]:
    """The mentions of each report of ONE article, in the order of its parties.

    ``reports`` are all the reports of the article: what one of them says helps to understand the others."""
    named = _surely_named(reports, knowledge)
    return {
        report.id: tuple(
            _with_near(_mention(party.name, party.aliases, party.role, named, knowledge), knowledge)
            for party in report.report.parties
        )
        for report in reports
    }


def _with_near(mention: Mention, knowledge: KnownNames) -> Mention:
    known = {company.id for form in mention.forms if len(found := known_by(form, knowledge)) == 1 for company in found}
    return replace(mention, near=tuple(sorted(known - {mention.node}))) if known else mention


def _surely_named(reports: Iterable[LinkedReport], knowledge: KnownNames) -> frozenset[str]:
    """Ids of the companies that the article names without a doubt."""
    forms = {f for r in reports for p in r.report.parties for f in (p.name, *p.aliases)}
    found = (known_by(form, knowledge) for form in forms)
    return frozenset(companies[0].id for companies in found if len(companies) == 1)


def _mention(name: str, aliases: tuple[str, ...], role: Role, named: frozenset[str], knowledge: KnownNames) -> Mention:
    parts = split_name(name)
    found = known_by(name, knowledge)
    if len(found) == 1:
        exact = knowledge.lookup(parts.folded) or knowledge.lookup(parts.stem)
        return Mention(found[0].id, role, name, 1.0 if exact else 0.9, aliases)
    own = frozenset(
        companies[0].id
        for alias in aliases
        if not is_short_form(alias, name) and len(companies := known_by(alias, knowledge)) == 1
    )
    if found:
        return _choose(found, name, aliases, role, own, named)
    if len(own) == 1:
        return Mention(next(iter(own)), role, name, 0.9, aliases)
    return Mention(node_of(parts), role, name, 1.0, aliases)


def is_short_form(form: str, name: str) -> bool:
    """Whether a form is a part of a name, so that it may as well name a parent: Hitachi for Hitachi Rail.

    Words that only describe, as in Ubisoft Entertainment, make no other company."""
    short, full = split_name(form).core, split_name(name).core
    if short == full:
        return False
    rest = [word for word in full.split() if word not in short.split()]
    if full.startswith(short + " ") and all(word in _DESCRIBING for word in rest):
        return False
    return full.startswith(short) or all(word in full.split() for word in short.split())


def _choose(
    found: tuple[KnownCompany, ...],
    name: str,
    aliases: tuple[str, ...],
    role: Role,
    own: frozenset[str],
    named: frozenset[str],
) -> Mention:
    """One of several bearers of a name, by the context; the name alone where nothing speaks for any."""
    parents = {company.parent for company in found}
    points = {company.id: 0.0 for company in found}
    points[found[0].id] += _FIRST if _stands_out(found) else 0.0
    for company in found:
        if company.id in own:
            points[company.id] += _NAMED
        elif company.id in named:
            points[company.id] += _NAMED / 2
        heads = company.id in parents
        if (heads and role in _HOLDING_ROLES) or (company.parent in points and role in _TRADING_ROLES):
            points[company.id] += _HOLDS
    best = max(points, key=lambda id: (points[id], id == found[0].id))
    if points[best] <= 0.0:
        return Mention(node_of(split_name(name)), role, name, 0.5, aliases)
    total = sum(math.exp(value) for value in points.values())
    return Mention(best, role, name, round(math.exp(points[best]) / total, 4), aliases)


def _stands_out(found: tuple[KnownCompany, ...]) -> bool:
    """Whether the first bearer is likelier than the rest: all others are of the public lists, or it is the default."""
    return bool(found[0].default_for) or ":" not in found[0].id
