"""The state of linking in the database: :class:`pipeline.link.state.State` over the rows of the store."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from pipeline.link.mentions import Mention
from pipeline.link.profiles import Figure, Profile, Side
from pipeline.link.state import Entry, Held, NameCount, PairKind, TieKind
from pipeline.records import Lang
from pipeline.store import Store


class StoredState:
    """The state as the store holds it; see :class:`pipeline.link.state.State` for what each method gives."""

    def __init__(self, store: Store) -> None:
        self._rows = store.links
        self._deals = store.deals

    def entries(self, reports: Collection[str]) -> dict[str, Entry]:
        """See State."""
        return {report: _entry(raw) for report, raw in self._rows.entries(reports)}

    def reports_in(self, articles: Collection[str]) -> set[str]:
        """See State."""
        return {row[0] for row in self._rows.reports_in(articles)}

    def put_entries(self, entries: Mapping[str, Entry]) -> None:
        """See State."""
        self.drop_entries(entries)
        self._rows.put_entries(
            [(report, entry.profile.article, _raw(entry)) for report, entry in entries.items()],
            [(m.node, report) for report, entry in entries.items() for m in entry.mentions],
        )

    def drop_entries(self, reports: Collection[str]) -> None:
        """See State."""
        held = self.entries(reports)
        if held:
            self._rows.drop_entries(list(held), [(m.node, r) for r, entry in held.items() for m in entry.mentions])

    def names(self, nodes: Collection[str]) -> dict[str, NameCount]:
        """See State."""
        found: dict[str, NameCount] = {}
        for node, name, lang, n in self._rows.names(nodes):
            found.setdefault(node, Counter())[name, lang] = n
        return found

    def count_names(self, deltas: Mapping[tuple[str, str, Lang], int]) -> None:
        """See State."""
        self._rows.count_names([(*key, n) for key, n in deltas.items()])

    def ties(self, nodes: Collection[str]) -> set[tuple[str, str, TieKind]]:
        """See State."""
        return {(a, b, kind) for a, b, kind in self._rows.ties(nodes)}

    def apart(self, nodes: Collection[str]) -> set[tuple[str, str]]:
        """See State."""
        return {(a, b) for a, b in self._rows.held_apart(nodes)}

    def count_ties(self, deltas: Mapping[tuple[str, str, TieKind], int]) -> None:
        """See State."""
        self._rows.count_ties([(*key, n) for key, n in deltas.items()])

    def reports_of(self, nodes: Collection[str]) -> set[str]:
        """See State."""
        return {row[0] for row in self._rows.reports_of(nodes)}

    def buckets(self, buckets: Collection[str]) -> dict[str, set[str]]:
        """See State."""
        found: dict[str, set[str]] = {}
        for bucket, node in self._rows.buckets(buckets):
            found.setdefault(bucket, set()).add(node)
        return found

    def set_buckets(self, node: str, buckets: Collection[str]) -> None:
        """See State."""
        self._rows.set_buckets(node, buckets)

    def mates(self, node: str, least: int, most: int) -> set[str]:
        """See State."""
        return {row[0] for row in self._rows.mates(node, least, most)} - {node}

    def companies(self, nodes: Collection[str]) -> dict[str, str]:
        """See State."""
        return dict(self._rows.companies(nodes))

    def set_companies(self, companies: Mapping[str, str | None]) -> None:
        """See State."""
        self._rows.set_companies(companies)

    def nodes_of(self, companies: Collection[str]) -> dict[str, set[str]]:
        """See State."""
        found: dict[str, set[str]] = {}
        for company, node in self._rows.nodes_of(companies):
            found.setdefault(company, set()).add(node)
        return found

    def neighbours(self, key: int, day: int, report: str, count: int) -> tuple[list[str], list[str]]:
        """See State."""
        return self._rows.before(key, day, report, count), self._rows.behind(key, day, report, count)

    def put_keys(self, report: str, day: int, keys: Collection[int]) -> None:
        """See State."""
        self._rows.put_keys(report, day, keys)

    def drop_keys(self, report: str, day: int, keys: Collection[int]) -> None:
        """See State."""
        self._rows.drop_keys(report, day, keys)

    def pairs(self, kind: PairKind, reports: Collection[str]) -> list[Held]:
        """See State."""
        return [Held(*row) for row in self._rows.pairs(kind, reports)] if reports else []

    def held(self, kind: PairKind, pairs: Collection[tuple[str, str]]) -> dict[tuple[str, str], Held]:
        """See State."""
        return {(row[0], row[1]): Held(*row) for row in self._rows.held(kind, pairs)}

    def put_pairs(self, kind: PairKind, pairs: Iterable[Held]) -> None:
        """See State."""
        self._rows.put_pairs(kind, [(p.a, p.b, p.score, p.support) for p in pairs])

    def drop_pairs(self, kind: PairKind, reports: Collection[str]) -> None:
        """See State."""
        self._rows.drop_pairs(kind, reports)

    def deals_of(self, reports: Collection[str]) -> dict[str, str]:
        """See State."""
        return self._deals.of_reports(reports)

    def members(self, deals: Collection[str]) -> dict[str, tuple[str, ...]]:
        """See State."""
        return self._deals.reports_of(deals)

    def set_deals(self, deals: Mapping[str, Collection[str]], gone: Collection[str]) -> None:
        """See State."""
        self._deals.set_reports(deals, gone)


def _raw(entry: Entry) -> str:
    p = entry.profile
    row: list[Any] = [
        [p.report, p.article, p.lang, p.type, p.status, p.background, p.day, p.told, p.valued, p.stake],
        [[s.slot, s.role, s.company, sorted(s.forms), sorted(s.near)] for s in p.sides],
        [[f.currency, f.low, f.high, f.euros] for f in p.figures],
        [[m.node, m.role, m.name, m.score, m.forms, m.near] for m in entry.mentions],
    ]
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"))


def _entry(raw: str) -> Entry:
    head, sides, figures, mentions = json.loads(raw)
    report, article, lang, type, status, background, day, told, valued, stake = head
    return Entry(
        Profile(
            report=report,
            article=article,
            lang=lang,
            type=type,
            status=status,
            background=background,
            day=day,
            told=told,
            sides=tuple(Side(slot, role, company, frozenset(f), frozenset(n)) for slot, role, company, f, n in sides),
            figures=tuple(Figure(*figure) for figure in figures),
            valued=valued,
            stake=stake,
        ),
        tuple(Mention(node, role, name, score, tuple(f), tuple(n)) for node, role, name, score, f, n in mentions),
    )
