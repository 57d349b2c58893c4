"""Which nodes are one company: names joined by form, sound, alias, learning and judgement, held apart by the same.

Everything here is a function of one connected component of nodes. Nothing welds two companies of the knowledge base
but a person's judgement, and nothing at all joins what a person called different.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from pipeline.link.legal_forms import split_name
from pipeline.link.mentions import is_name
from pipeline.link.phonetics import is_katakana, same_by_sound

BondKind = Literal["judged", "form", "sound", "alias", "learned"]
_ORDER: tuple[BondKind, ...] = ("judged", "form", "sound", "alias", "learned")


@dataclass(frozen=True, slots=True, order=True)
class Bond:
    """Two nodes, ``a < b``, that something says are one company."""

    a: str
    b: str
    kind: BondKind


@dataclass(frozen=True, slots=True)
class Node:
    """A node with what its names say: the core without legal form, the form's family, and a name as written."""

    id: str
    core: str
    family: str | None
    name: str


def bond(a: str, b: str, kind: BondKind) -> Bond:
    """The bond of two nodes in either order."""
    return Bond(min(a, b), max(a, b), kind)


def form_bonds(nodes: Collection[Node]) -> list[Bond]:
    """Bonds of names with one core: all of them, unless their legal forms speak of more than one company."""
    if len({node.family for node in nodes if node.family}) > 1:
        same = defaultdict(list)
        for node in nodes:
            if node.family:
                same[node.family].append(node)
        groups: Iterable[Collection[Node]] = same.values()
    else:
        groups = [nodes]
    return [bond(a.id, b.id, "form") for group in groups for a, b in combinations(sorted(group, key=_id), 2)]


def sound_bonds(nodes: Collection[Node]) -> list[Bond]:
    """Bonds between katakana and Latin names with one skeleton, where each has a single counterpart."""
    spoken = [node for node in nodes if is_katakana(node.name)]
    spelled = [node for node in nodes if not is_katakana(node.name)]
    alike = [(a, b) for a in spoken for b in spelled if same_by_sound(a.name, b.name)]
    cores_of: dict[str, set[str]] = defaultdict(set)
    for a, b in alike:
        cores_of[a.core].add(b.core)
        cores_of[b.core].add(a.core)
    return [bond(a.id, b.id, "sound") for a, b in alike if len(cores_of[a.core]) == len(cores_of[b.core]) == 1]


def join_nodes(
    nodes: Collection[str],
    bonds: Iterable[Bond],
    apart: Collection[tuple[str, str]],
    different: Collection[tuple[str, str]],
) -> dict[str, str]:
    """The company id of each node of a component.

    ``apart`` are pairs of nodes met as two parties of one report, ``different`` those that a person called different;
    both ordered within the pair. A bond of a name to several known companies says nothing and is left out."""
    held = sorted(set(bonds), key=lambda b: (_ORDER.index(b.kind), b.a, b.b))
    torn = _torn(held)
    groups: dict[str, set[str]] = {node: {node} for node in nodes}
    for each in held:
        left, right = groups.get(each.a), groups.get(each.b)
        if left is None or right is None or left is right:
            continue
        judged = each.kind == "judged"
        if not judged and (each.a in torn or each.b in torn or _known(left | right) > 1 or _met(left, right, apart)):
            continue
        if _met(left, right, different):
            continue
        left |= right
        for node in right:
            groups[node] = left
    return {node: company_id(group) for node, group in groups.items()}


def company_id(group: Collection[str]) -> str:
    """The id of a company from its nodes: a known one's, else that of the first Latin name, else of the first name."""
    return min(group, key=lambda node: (is_name(node), not node.isascii(), node))


def written_node(id: str, name: str) -> Node:
    """The node of an id with what a name of it says."""
    parts = split_name(name)
    return Node(id, parts.core, parts.family, name)


def _torn(bonds: Iterable[Bond]) -> frozenset[str]:
    """Names that alias or learning ties to more than one known company."""
    known: dict[str, set[str]] = defaultdict(set)
    for each in bonds:
        if each.kind in ("alias", "learned"):
            for name, other in ((each.a, each.b), (each.b, each.a)):
                if is_name(name) and not is_name(other):
                    known[name].add(other)
    return frozenset(name for name, companies in known.items() if len(companies) > 1)


def _known(group: Collection[str]) -> int:
    return sum(not is_name(node) for node in group)


def _met(left: Collection[str], right: Collection[str], pairs: Collection[tuple[str, str]]) -> bool:
    return any((min(a, b), max(a, b)) in pairs for a in left for b in right) if pairs else False


def _id(node: Node) -> str:
    return node.id


def redirects(companies: Mapping[str, str]) -> dict[str, str]:
    """Node ids that are not their company's id: each was, or could have been, a company's id, and leads to it."""
    return {node: company for node, company in companies.items() if node != company}
