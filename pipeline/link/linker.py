"""Linking as reports come and go: what they touch is made again, and nothing else.

The result is a function of the set of reports, the knowledge base and the judgements; how they were batched leaves no
trace. Each step asks the state's indices for what its input touches, so that the work does not grow with the state.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations

from pipeline.link.clusters import Pair, as_pairs, cluster
from pipeline.link.components import Components
from pipeline.link.features import VETOES, Relations, compare, may_link
from pipeline.link.judgements import Rulings
from pipeline.link.keys import blocking_keys
from pipeline.link.learning import lesson, lesson_keys
from pipeline.link.legal_forms import split_name
from pipeline.link.mentions import KnownNames, Mention, is_name, is_short_form, known_by, node_of, read_mentions
from pipeline.link.naming import Naming, name_buckets, stirred
from pipeline.link.neighbourhood import Names, place
from pipeline.link.profiles import Profile, make_profile, with_companies
from pipeline.link.state import Entry, State, TieKind
from pipeline.link.weights import Weights
from pipeline.records import Lang, LinkedReport


@dataclass(frozen=True, slots=True)
class Changes:
    """What a batch changed."""

    deals: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Deals that are new or changed, with their reports in order of time."""
    gone: frozenset[str] = frozenset()
    """Deals that are no more."""
    companies: frozenset[str] = frozenset()
    """Companies whose names or nodes changed, those that are no more among them."""


def deal_id(report: str) -> str:
    """The id that a deal has whose first report this is; every report has one, and each leads to its deal."""
    return "d" + report.removeprefix("r")


class Linker:
    """The steps of linking over a state."""

    def __init__(
        self, state: State, knowledge: KnownNames, weights: Weights, companies_judged: Rulings, deals_judged: Rulings
    ) -> None:
        self.state = state
        self.knowledge = knowledge
        self.weights = weights
        self.companies_judged = companies_judged
        self.deals_judged = deals_judged
        self.relations = Relations(self._group)
        self._groups: dict[str, tuple[str, ...]] = {}

    def change(
        self,
        articles: Mapping[str, Collection[LinkedReport]],
        renewed: Collection[str] = (),
        nodes: Collection[str] = (),
        reports: Collection[str] = (),
    ) -> Changes:
        """Bring the state to what ``articles`` say today: all the reports that each of them has.

        ``renewed`` are ids of reports whose content changed though their id did not; ``nodes`` and ``reports`` are
        those that a judgement touched."""
        step = _Step(self, articles, set(renewed))
        touched = step.read() | step.learn() | set(nodes)
        companies = step.settle(touched)
        dirty = step.place()
        deals, gone = step.cluster(dirty | set(reports))
        return Changes(deals, gone, companies)

    def profiles(self, reports: Collection[str]) -> dict[str, Profile]:
        """The profiles of reports, with companies."""
        entries = self.state.entries(reports)
        nodes = {side.company for entry in entries.values() for side in entry.profile.sides}
        companies = self.state.companies(nodes)
        return {report: with_companies(entry.profile, companies) for report, entry in entries.items()}

    def score(self, a: Profile, b: Profile) -> float | None:
        """The score of two reports as one deal; None where it is too low even for a doubt.

        What is above the threshold is a link; what is not, but not far from it, is kept for people to look at."""
        if not may_link(a, b):
            return None
        features = compare(a, b, self.relations)
        if features.keys() & VETOES:
            return None
        score = round(self.weights.score(features), 4)
        return score if score > self.weights.link - self.weights.doubt else None

    def is_link(self, score: float) -> bool:
        """Whether a score makes a link."""
        return score > self.weights.link

    def links_of(self, reports: Collection[str]) -> dict[Pair, float]:
        """The links that touch reports, with their scores."""
        return {Pair(p.a, p.b): p.score for p in self.state.pairs("link", reports) if self.is_link(p.score)}

    def _group(self, company: str) -> tuple[str, ...]:
        """A company and its parents, nearest first, by the knowledge base."""
        if company not in self._groups:
            chain = [company]
            while (known := self.knowledge.get(chain[-1])) and known.parent and known.parent not in chain:
                chain.append(known.parent)
            self._groups[company] = tuple(chain)
        return self._groups[company]


class _Step:
    """One batch on its way; the methods are called in the order in which they stand."""

    def __init__(self, linker: Linker, articles: Mapping[str, Collection[LinkedReport]], renewed: set[str]) -> None:
        self._linker = linker
        self._state = linker.state
        held = self._state.entries(self._state.reports_in(articles.keys()))
        told: dict[str, Entry] = {}
        for reports in articles.values():
            ordered = sorted(reports, key=lambda r: r.id)
            mentions = read_mentions(ordered, linker.knowledge)
            told.update({r.id: Entry(make_profile(r, mentions[r.id]), mentions[r.id]) for r in ordered})
        same = {r for r, entry in told.items() if r not in renewed and held.get(r) == entry}
        self._old = {r: entry for r, entry in held.items() if r not in same}
        self._new = {r: entry for r, entry in told.items() if r not in same}
        self._leaving = linker.profiles(self._old.keys())

    def read(self) -> set[str]:
        """Count the names and ties of what came and went; the nodes touched."""
        names: Counter[tuple[str, str, Lang]] = Counter()
        ties: Counter[tuple[str, str, TieKind]] = Counter()
        for sign, entries in ((-1, self._old), (1, self._new)):
            for entry in entries.values():
                for mention in entry.mentions:
                    names[mention.node, mention.name, entry.profile.lang] += sign
                for tie in _ties(entry.mentions, self._linker.knowledge):
                    ties[tie] += sign
        self._state.drop_entries(self._old.keys() - self._new.keys())
        self._state.put_entries(self._new)
        met = {node for (node, _, _), n in names.items() if n}
        before = self._names_of(met)
        self._state.count_names({key: n for key, n in names.items() if n})
        touched = self._count_ties(ties)
        now = self._names_of(met)
        for node in sorted(met):
            had, has = before.get(node, set()), now.get(node, set())
            # Names that were met once more change nothing for others.
            if had != has:
                touched |= stirred(self._state, node, had ^ has)
                self._state.set_buckets(node, name_buckets(has))
                touched |= stirred(self._state, node, had ^ has)
        return touched | met

    def learn(self) -> set[str]:
        """Keep the pairs of reports that teach aliases, and count what they teach; the nodes touched."""
        old = {report: entry.profile for report, entry in self._old.items()}
        new = {report: entry.profile for report, entry in self._new.items()}
        gone, come = place(self._state, "lesson", old, new, lesson_keys, self._lessons)
        ties: Counter[tuple[str, str, TieKind]] = Counter()
        for sign, pairs, changed in ((-1, gone, old), (1, come, new)):
            others = self._state.entries({r for p in pairs for r in (p.a, p.b)} - changed.keys())
            profiles = changed | {report: entry.profile for report, entry in others.items()}
            for held in pairs:
                nodes = lesson(profiles[held.a], profiles[held.b])
                assert nodes is not None, "only pairs that teach are held"
                ties[*nodes, "learned"] += sign
        return self._count_ties(ties)

    def settle(self, touched: set[str]) -> frozenset[str]:
        """Settle the companies of nodes; those whose nodes or names changed."""
        found = Naming(self._state, self._linker.companies_judged).settle(touched)
        before = self._state.companies(found.keys())
        changed = {node: company for node, company in found.items() if before.get(node) != company}
        moved = self._state.reports_of([node for node in changed if node in before]) - self._new.keys()
        self._leaving |= self._linker.profiles(moved)
        self._coming = moved | self._new.keys()
        self._state.set_companies(changed)
        return frozenset(
            company
            for node in touched | changed.keys()
            for company in (before.get(node), found.get(node))
            if company is not None
        )

    def place(self) -> set[str]:
        """Put the reports under their keys and score the pairs that come of it; the reports whose links changed."""
        coming = self._linker.profiles(self._coming)
        gone, come = place(self._state, "link", self._leaving, coming, blocking_keys, self._links)
        return {r for held in (*gone, *come) for r in (held.a, held.b)} | coming.keys()

    def cluster(self, dirty: set[str]) -> tuple[dict[str, tuple[str, ...]], frozenset[str]]:
        """Cluster the components of reports; the deals that are new or changed, and those that are no more."""
        judged = self._linker.deals_judged
        same, different = as_pairs(judged.same), as_pairs(judged.different)
        components = Components(self._linker.links_of, self._judged_with, self._linker.profiles, different)
        ended = self._old.keys() - self._new.keys()
        made: dict[str, tuple[str, ...]] = {}
        seen: set[str] = set(ended)
        waiting = dirty - ended
        while True:
            for start in sorted(waiting):
                if start not in seen:
                    profiles, links = components.around(start)
                    seen |= {start, *profiles}
                    for reports in cluster(profiles, links, self._linker.relations, same, different):
                        made[deal_id(reports[0])] = reports
            before = self._state.members(set(self._state.deals_of(seen).values()))
            # What was of one deal with these, and is linked to them no more, is clustered without them.
            waiting = {report for held in before.values() for report in held} - seen
            if not waiting:
                break
        changed = {
            deal: reports
            for deal, reports in made.items()
            if before.get(deal) != tuple(sorted(reports)) or self._coming & set(reports)
        }
        gone = frozenset(before.keys() - made.keys())
        self._state.set_deals(changed, gone)
        return changed, gone

    def _judged_with(self, reports: Collection[str]) -> set[str]:
        return {report for names in self._linker.deals_judged.about(reports) for report in names}

    def _names_of(self, nodes: Collection[str]) -> dict[str, set[str]]:
        return {node: {name for name, _ in counts} for node, counts in self._state.names(nodes).items()}

    def _count_ties(self, ties: Mapping[tuple[str, str, TieKind], int]) -> set[str]:
        changed = {key: n for key, n in ties.items() if n}
        self._state.count_ties(changed)
        return {node for a, b, _ in changed for node in (a, b)}

    def _lessons(self, pairs: Collection[Names]) -> dict[Names, float]:
        entries = self._state.entries({report for names in pairs for report in names})
        return {(a, b): 1.0 for a, b in pairs if lesson(entries[a].profile, entries[b].profile) is not None}

    def _links(self, pairs: Collection[Names]) -> dict[Names, float]:
        profiles = self._linker.profiles({report for names in pairs for report in names})
        scores = {(a, b): self._linker.score(profiles[a], profiles[b]) for a, b in pairs}
        return {names: score for names, score in scores.items() if score is not None}


def _ties(mentions: Collection[Mention], knowledge: KnownNames) -> Iterable[tuple[str, str, TieKind]]:
    """What the parties of one report tie: each name to its other forms, and the parties to be several."""
    for mention in mentions:
        for form in mention.forms:
            node = _form_node(form, mention, knowledge)
            if node is not None and node != mention.node:
                yield mention.node, node, "alias"
    for a, b in combinations(sorted({mention.node for mention in mentions}), 2):
        yield a, b, "apart"


def _form_node(form: str, mention: Mention, knowledge: KnownNames) -> str | None:
    """The node of another form of a name; None for a known company whose name this may be a part of only."""
    known = known_by(form, knowledge)
    if not known:
        return node_of(split_name(form))
    if len(known) > 1 or not is_name(mention.node) or is_short_form(form, mention.name):
        return None
    return known[0].id
