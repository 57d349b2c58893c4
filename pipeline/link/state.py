"""What linking remembers between two batches of reports: one interface, in memory here, in the database in
:mod:`pipeline.store.link_state`.

The state is a function of the set of reports that it holds; :mod:`pipeline.link.linker` keeps it so.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from pipeline.link.mentions import Mention
from pipeline.link.profiles import Profile
from pipeline.records import Lang

PairKind = Literal["link", "lesson"]
"""Links between reports of one deal, and pairs of reports that teach an alias."""
TieKind = Literal["alias", "apart", "learned"]
"""What articles tie: a node and another form of its name; two nodes that are parties of one report; two that a pair
of reports teaches to be one. In an alias tie the full name comes first, in the others the smaller id."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A report as the state holds it. The companies in the profile's sides are nodes."""

    profile: Profile
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """A pair of reports with its score; ``support`` counts the keys under which the two are neighbours."""

    a: str
    b: str
    score: float
    support: int


NameCount = Counter[tuple[str, Lang]]
"""How often a node was met under a name in a language."""


class State(Protocol):
    """The state of linking. Methods that take many ids answer for those that are there, and leave out the rest."""

    def entries(self, reports: Collection[str]) -> dict[str, Entry]:
        """Entries by report."""
        ...

    def reports_in(self, articles: Collection[str]) -> set[str]:
        """The reports held of articles."""
        ...

    def put_entries(self, entries: Mapping[str, Entry]) -> None:
        """Hold entries, in place of those before."""
        ...

    def drop_entries(self, reports: Collection[str]) -> None:
        """Forget entries."""
        ...

    def names(self, nodes: Collection[str]) -> dict[str, NameCount]:
        """The names under which nodes were met."""
        ...

    def count_names(self, deltas: Mapping[tuple[str, str, Lang], int]) -> None:
        """Add to how often (node, name, language) was met."""
        ...

    def ties(self, nodes: Collection[str]) -> set[tuple[str, str, TieKind]]:
        """Ties that touch nodes, but for those that hold them apart."""
        ...

    def apart(self, nodes: Collection[str]) -> set[tuple[str, str]]:
        """The pairs among nodes that ties hold apart."""
        ...

    def count_ties(self, deltas: Mapping[tuple[str, str, TieKind], int]) -> None:
        """Add to how often a tie was met."""
        ...

    def reports_of(self, nodes: Collection[str]) -> set[str]:
        """The reports that mention nodes."""
        ...

    def buckets(self, buckets: Collection[str]) -> dict[str, set[str]]:
        """The nodes in buckets of names that may be one."""
        ...

    def set_buckets(self, node: str, buckets: Collection[str]) -> None:
        """Put a node in these buckets, and in no others."""
        ...

    def mates(self, node: str, least: int, most: int) -> set[str]:
        """The nodes that share a bucket of ``least`` to ``most`` nodes with a node; itself not."""
        ...

    def companies(self, nodes: Collection[str]) -> dict[str, str]:
        """The company of each node."""
        ...

    def set_companies(self, companies: Mapping[str, str | None]) -> None:
        """Make nodes belong to companies; None for nodes that are gone."""
        ...

    def nodes_of(self, companies: Collection[str]) -> dict[str, set[str]]:
        """The nodes of companies."""
        ...

    def neighbours(self, key: int, day: int, report: str, count: int) -> tuple[list[str], list[str]]:
        """The reports under a key before and behind a place in time, the nearest first, ``count`` at most."""
        ...

    def put_keys(self, report: str, day: int, keys: Collection[int]) -> None:
        """Let a report stand under keys."""
        ...

    def drop_keys(self, report: str, day: int, keys: Collection[int]) -> None:
        """Let a report stand under these keys no more."""
        ...

    def pairs(self, kind: PairKind, reports: Collection[str]) -> list[Held]:
        """The pairs that touch reports."""
        ...

    def held(self, kind: PairKind, pairs: Collection[tuple[str, str]]) -> dict[tuple[str, str], Held]:
        """Those of the pairs ``(a, b)``, ``a < b``, that are held."""
        ...

    def put_pairs(self, kind: PairKind, pairs: Iterable[Held]) -> None:
        """Hold pairs, in place of those before; those without support are forgotten."""
        ...

    def drop_pairs(self, kind: PairKind, reports: Collection[str]) -> None:
        """Forget all pairs that touch reports."""
        ...

    def deals_of(self, reports: Collection[str]) -> dict[str, str]:
        """The deal of each report."""
        ...

    def members(self, deals: Collection[str]) -> dict[str, tuple[str, ...]]:
        """The reports of deals, sorted."""
        ...

    def set_deals(self, deals: Mapping[str, Collection[str]], gone: Collection[str]) -> None:
        """Hold deals with their reports, and forget those that are gone."""
        ...


class MemoryState:
    """The state in memory."""

    def __init__(self) -> None:
        self._entries: dict[str, Entry] = {}
        self._articles: dict[str, set[str]] = defaultdict(set)
        self._names: dict[str, NameCount] = {}
        self._ties: dict[str, dict[tuple[str, str, TieKind], int]] = defaultdict(dict)
        self._mentions: dict[str, set[str]] = defaultdict(set)
        self._buckets: dict[str, set[str]] = defaultdict(set)
        self._buckets_of: dict[str, frozenset[str]] = {}
        self._companies: dict[str, str] = {}
        self._nodes: dict[str, set[str]] = defaultdict(set)
        self._keys: dict[int, list[tuple[int, str]]] = {}
        self._pairs: dict[PairKind, dict[str, dict[str, Held]]] = {
            "link": defaultdict(dict),
            "lesson": defaultdict(dict),
        }
        self._deals: dict[str, str] = {}
        self._members: dict[str, tuple[str, ...]] = {}

    def entries(self, reports: Collection[str]) -> dict[str, Entry]:
        """See :class:`State`."""
        return {report: self._entries[report] for report in reports if report in self._entries}

    def reports_in(self, articles: Collection[str]) -> set[str]:
        """See :class:`State`."""
        return {report for article in articles for report in self._articles.get(article, ())}

    def put_entries(self, entries: Mapping[str, Entry]) -> None:
        """See :class:`State`."""
        self.drop_entries(entries)
        for report, entry in entries.items():
            self._entries[report] = entry
            self._articles[entry.profile.article].add(report)
            for mention in entry.mentions:
                self._mentions[mention.node].add(report)

    def drop_entries(self, reports: Collection[str]) -> None:
        """See :class:`State`."""
        for report in reports:
            if entry := self._entries.pop(report, None):
                self._articles[entry.profile.article].discard(report)
                for mention in entry.mentions:
                    self._mentions[mention.node].discard(report)

    def names(self, nodes: Collection[str]) -> dict[str, NameCount]:
        """See :class:`State`."""
        return {node: self._names[node] for node in nodes if node in self._names}

    def count_names(self, deltas: Mapping[tuple[str, str, Lang], int]) -> None:
        """See :class:`State`."""
        for (node, name, lang), delta in deltas.items():
            counts = self._names.setdefault(node, Counter())
            counts[name, lang] += delta
            if counts[name, lang] <= 0:
                del counts[name, lang]
            if not counts:
                del self._names[node]

    def ties(self, nodes: Collection[str]) -> set[tuple[str, str, TieKind]]:
        """See :class:`State`."""
        return {tie for node in nodes for tie in self._ties.get(node, {}) if tie[2] != "apart"}

    def apart(self, nodes: Collection[str]) -> set[tuple[str, str]]:
        """See :class:`State`."""
        ordered = sorted(nodes)
        return {
            (a, b) for n, a in enumerate(ordered) for b in ordered[n + 1 :] if (a, b, "apart") in self._ties.get(a, {})
        }

    def count_ties(self, deltas: Mapping[tuple[str, str, TieKind], int]) -> None:
        """See :class:`State`."""
        for tie, delta in deltas.items():
            now = self._ties[tie[0]].get(tie, 0) + delta
            for node in tie[:2]:
                if now > 0:
                    self._ties[node][tie] = now
                else:
                    self._ties[node].pop(tie, None)

    def reports_of(self, nodes: Collection[str]) -> set[str]:
        """See :class:`State`."""
        return {report for node in nodes for report in self._mentions.get(node, ())}

    def buckets(self, buckets: Collection[str]) -> dict[str, set[str]]:
        """See :class:`State`."""
        return {bucket: set(self._buckets[bucket]) for bucket in buckets if self._buckets.get(bucket)}

    def set_buckets(self, node: str, buckets: Collection[str]) -> None:
        """See :class:`State`."""
        before = self._buckets_of.pop(node, frozenset())
        for bucket in before:
            self._buckets[bucket].discard(node)
        for bucket in buckets:
            self._buckets[bucket].add(node)
        if buckets:
            self._buckets_of[node] = frozenset(buckets)

    def mates(self, node: str, least: int, most: int) -> set[str]:
        """See :class:`State`."""
        shared = (self._buckets[bucket] for bucket in self._buckets_of.get(node, ()))
        return {mate for members in shared if least <= len(members) <= most for mate in members} - {node}

    def companies(self, nodes: Collection[str]) -> dict[str, str]:
        """See :class:`State`."""
        return {node: self._companies[node] for node in nodes if node in self._companies}

    def set_companies(self, companies: Mapping[str, str | None]) -> None:
        """See :class:`State`."""
        for node, company in companies.items():
            before = self._companies.pop(node, None)
            if before is not None:
                self._nodes[before].discard(node)
            if company is not None:
                self._companies[node] = company
                self._nodes[company].add(node)

    def nodes_of(self, companies: Collection[str]) -> dict[str, set[str]]:
        """See :class:`State`."""
        return {company: set(self._nodes[company]) for company in companies if self._nodes.get(company)}

    def neighbours(self, key: int, day: int, report: str, count: int) -> tuple[list[str], list[str]]:
        """See :class:`State`."""
        block = self._keys.get(key)
        if not block:
            return [], []
        place = (day, report)
        at = bisect_left(block, place)
        behind = at + (at < len(block) and block[at] == place)
        before = [r for _, r in block[max(0, at - count) : at]]
        return before[::-1], [r for _, r in block[behind : behind + count]]

    def put_keys(self, report: str, day: int, keys: Collection[int]) -> None:
        """See :class:`State`."""
        for key in keys:
            insort(self._keys.setdefault(key, []), (day, report))

    def drop_keys(self, report: str, day: int, keys: Collection[int]) -> None:
        """See :class:`State`."""
        for key in keys:
            block = self._keys[key]
            del block[bisect_left(block, (day, report))]
            if not block:
                del self._keys[key]

    def pairs(self, kind: PairKind, reports: Collection[str]) -> list[Held]:
        """See :class:`State`."""
        held = self._pairs[kind]
        return list({(p.a, p.b): p for report in reports for p in held.get(report, {}).values()}.values())

    def held(self, kind: PairKind, pairs: Collection[tuple[str, str]]) -> dict[tuple[str, str], Held]:
        """See :class:`State`."""
        found = self._pairs[kind]
        return {(a, b): found[a][b] for a, b in pairs if a in found and b in found[a]}

    def put_pairs(self, kind: PairKind, pairs: Iterable[Held]) -> None:
        """See :class:`State`."""
        held = self._pairs[kind]
        for pair in pairs:
            for one, other in ((pair.a, pair.b), (pair.b, pair.a)):
                if pair.support > 0:
                    held[one][other] = pair
                else:
                    held[one].pop(other, None)

    def drop_pairs(self, kind: PairKind, reports: Collection[str]) -> None:
        """See :class:`State`."""
        held = self._pairs[kind]
        for report in reports:
            for other in held.pop(report, {}):
                held[other].pop(report, None)

    def deals_of(self, reports: Collection[str]) -> dict[str, str]:
        """See :class:`State`."""
        return {report: self._deals[report] for report in reports if report in self._deals}

    def members(self, deals: Collection[str]) -> dict[str, tuple[str, ...]]:
        """See :class:`State`."""
        return {deal: self._members[deal] for deal in deals if deal in self._members}

    def set_deals(self, deals: Mapping[str, Collection[str]], gone: Collection[str]) -> None:
        """See :class:`State`."""
        for deal in gone:
            for report in self._members.pop(deal, ()):
                if self._deals.get(report) == deal:
                    del self._deals[report]
        for deal, reports in deals.items():
            self._members[deal] = tuple(sorted(reports))
            self._deals.update(dict.fromkeys(reports, deal))

    def all_companies(self) -> dict[str, set[str]]:
        """Every company with its nodes."""
        return {company: set(nodes) for company, nodes in self._nodes.items() if nodes}

    def all_deals(self) -> dict[str, tuple[str, ...]]:
        """Every deal with its reports."""
        return dict(self._members)
