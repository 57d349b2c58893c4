"""Nodes to companies: the components of names that something ties together, found through the state's indices."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

from pipeline.link.bonds import Bond, bond, form_bonds, join_nodes, sound_bonds, written_node
from pipeline.link.judgements import Rulings
from pipeline.link.legal_forms import split_name
from pipeline.link.phonetics import is_katakana, same_by_sound, skeletons
from pipeline.link.state import State

_SHORTEST_SOUND = 3
"""Names whose skeleton is shorter are told by nothing; the short ones must sound the more alike."""
MOST_IN_BUCKET = 60
"""Names that share a sound with more names than this are told by nothing."""


def name_buckets(names: Iterable[str]) -> frozenset[str]:
    """The buckets in which a node may meet others: the cores of its names, and how they sound."""
    written = set(names)
    cores = {split_name(name).core for name in written}
    sounds = {s for name in written for s in skeletons(name) if len(s) >= _SHORTEST_SOUND}
    return frozenset({f"core|{core}" for core in cores} | {f"sound|{sound}" for sound in sounds})


def stirred(state: State, node: str, names: Collection[str]) -> set[str]:
    """The other nodes whose bonds may change as ``names`` come to a node, or go from it, while it is in its buckets.

    Of a bucket that is just full, or just too full, everything changes; else only what bears the same core, or is
    heard as the same: a second counterpart makes the first one doubtful."""
    found = state.mates(node, MOST_IN_BUCKET, MOST_IN_BUCKET + 1)
    mates = state.mates(node, 2, MOST_IN_BUCKET - 1) - found
    cores = {split_name(name).core for name in names}
    for mate, counts in state.names(mates).items():
        others = {name for name, _ in counts}
        if any(split_name(other).core in cores or _heard_alike(name, other) for name in names for other in others):
            found.add(mate)
    return found


def _heard_alike(a: str, b: str) -> bool:
    if is_katakana(a) == is_katakana(b):
        return False
    return same_by_sound(a, b) if is_katakana(a) else same_by_sound(b, a)


class Naming:
    """The companies of nodes, as a function of the state and the judgements."""

    def __init__(self, state: State, judged: Rulings) -> None:
        self._state = state
        self._judged = judged

    def settle(self, touched: Collection[str]) -> dict[str, str | None]:
        """The companies of all nodes that may have changed because ``touched`` did; None for nodes that are gone.

        A node is touched when a name or tie of it came or went, or when another node entered or left a bucket of it:
        a second counterpart makes the first one doubtful."""
        wanted = set(touched)
        companies = set(self._state.companies(wanted).values())
        wanted |= {node for nodes in self._state.nodes_of(companies).values() for node in nodes}
        found: dict[str, str | None] = {}
        for start in sorted(wanted):
            if start not in found:
                found.update(self._component(start))
        return found

    def _buckets_of(self, nodes: Collection[str]) -> set[str]:
        names = self._state.names(nodes)
        return {b for node, counts in names.items() for b in name_buckets([name for name, _ in counts])}

    def _component(self, start: str) -> dict[str, str | None]:
        nodes: set[str] = set()
        bonds: set[Bond] = set()
        edge = {start}
        while edge:
            nodes |= edge
            reached = self._bonds(edge)
            bonds |= reached
            edge = {node for each in reached for node in (each.a, each.b)} - nodes
        apart = self._state.apart(nodes) if len(nodes) > 1 else set()
        alive = self._state.names(nodes).keys()
        joined = join_nodes(alive, bonds, apart, self._judged.different)
        return {node: joined.get(node) for node in nodes}

    def _bonds(self, nodes: Collection[str]) -> set[Bond]:
        """The bonds that touch nodes."""
        bonds: set[Bond] = set()
        for bucket, members in self._state.buckets(self._buckets_of(nodes)).items():
            if 1 < len(members) <= MOST_IN_BUCKET:
                bonds |= {b for b in self._bucket_bonds(bucket, members) if b.a in nodes or b.b in nodes}
        forms: set[str] = set()
        for a, b, kind in self._state.ties(nodes):
            if kind == "learned":
                bonds.add(bond(a, b, "learned"))
            else:
                forms.add(b)
        bonds |= self._alias_bonds(forms)
        bonds |= {bond(a, b, "judged") for a, b in self._judged.about(nodes)}
        return bonds

    def _bucket_bonds(self, bucket: str, members: Collection[str]) -> list[Bond]:
        kind, key = bucket.split("|", 1)
        written = [
            written_node(node, name)
            for node, counts in sorted(self._state.names(members).items())
            for name in sorted({name for name, _ in counts})
        ]
        if kind == "core":
            return form_bonds(list({(n.id, n.family): n for n in written if n.core == key}.values()))
        return sound_bonds([n for n in written if key in skeletons(n.name)])

    def _alias_bonds(self, forms: Collection[str]) -> set[Bond]:
        """Bonds of other forms of names, each to its full name, where there is only one that it stands for."""
        owners: dict[str, set[str]] = defaultdict(set)
        for a, b, kind in self._state.ties(forms):
            if kind == "alias" and b in forms:
                owners[b].add(a)
        return {
            bond(owner, form, "alias")
            for form, held in owners.items()
            if len({owner.rsplit("/", 1)[0] for owner in held}) == 1
            for owner in held
        }
