"""Judging by hand: what is one and what is not; undone at will, and kept through any rebuild.

What the program learned from deals is shown as judgements of its own, by ``dealwire``. Undoing one of them puts a
person's ``different`` in its place, so that it is not learned again.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime

from pipeline.errors import InputError
from pipeline.knowledge import load_knowledge
from pipeline.knowledge.fold import fold_name
from pipeline.link.learning import lesson
from pipeline.link.legal_forms import split_name
from pipeline.link.mentions import KnownNames, is_name, known_by
from pipeline.link.profiles import Profile
from pipeline.link.service import relink
from pipeline.link.stored import StoredState
from pipeline.records import Judgement, JudgementKind, Verdict
from pipeline.store import Store

PROGRAM = "dealwire"
"""The judge of what was learned."""


def judge(
    store: Store,
    kind: JudgementKind,
    verdict: Verdict,
    a: str,
    b: str,
    *,
    because: str,
    judge: str,
    at: datetime,
    knowledge: KnownNames | None = None,
) -> Judgement:
    """Judge two companies (by id or name) or two deals (by any id that leads to one), and link what that touches.

    To part one deal in two, give two ids of reports in it as deal ids. A judgement on a pair that was judged before
    takes the earlier one's place. Raises InputError for what names nothing, or several things, and for a pair that is
    one and the same."""
    base = knowledge or load_knowledge()
    if kind == "company":
        first, second = _company(store, a, base), _company(store, b, base)
    else:
        first, second = _report(store, a), _report(store, b)
    if first == second:
        raise InputError(f"{a!r} and {b!r} are the same {kind} by name: give two that differ")
    low, high = sorted((first, second))
    judgement = Judgement(
        id=_id(kind, low, high, at),
        kind=kind,
        verdict=verdict,
        a=low,
        b=high,
        because=because,
        judge=judge,
        at=at,
        anchors=(_anchor(store, kind, low, base), _anchor(store, kind, high, base)),
    )
    with store.transaction():
        store.judgements.put(judgement)
        _apply(store, judgement, base)
    return judgement


def undo(store: Store, id: str, *, by: str, at: datetime, knowledge: KnownNames | None = None) -> Judgement:
    """Undo a judgement, or forbid what was learned; the judgement as it stands now.

    Raises InputError for an id that names none, or one that is undone already."""
    base = knowledge or load_knowledge()
    if (taught := next((j for j in learned(store, base) if j.id == id), None)) is not None:
        because = f"undone: {taught.because}"
        return judge(
            store, "company", "different", taught.a, taught.b, because=because, judge=by, at=at, knowledge=base
        )
    held = store.judgements.get(id)
    if held is None:
        raise InputError(f"there is no judgement {id!r}; 'dealwire link judgements' lists them")
    if held.undone_at is not None:
        raise InputError(f"judgement {id!r} was undone on {held.undone_at:%Y-%m-%d} by {held.undone_by}")
    undone = replace(held, undone_at=at, undone_by=by)
    with store.transaction():
        store.judgements.put(undone)
        _apply(store, undone, base)
    return undone


def judgements(store: Store, knowledge: KnownNames | None = None) -> list[Judgement]:
    """Every judgement, people's and the program's, oldest first."""
    return sorted([*store.judgements.all(), *learned(store, knowledge)], key=lambda j: (j.at, j.id))


def learned(store: Store, knowledge: KnownNames | None = None) -> list[Judgement]:
    """What deals taught and nobody forbade: names that are one company, each with the reports that say so."""
    base = knowledge or load_knowledge()
    state = StoredState(store)
    told: dict[tuple[str, str], list[tuple[Profile, Profile]]] = {}
    pairs = store.links.lessons()
    entries = state.entries({report for pair in pairs for report in pair})
    for a, b in pairs:
        left, right = entries[a].profile, entries[b].profile
        nodes = lesson(left, right)
        if nodes is not None:
            told.setdefault(nodes, []).append((left, right))
    companies = state.companies({node for nodes in told for node in nodes})
    return [
        _taught(store, nodes, held, base)
        for nodes, held in sorted(told.items())
        if companies.get(nodes[0]) == companies.get(nodes[1])
    ]


def _taught(
    store: Store, nodes: tuple[str, str], held: list[tuple[Profile, Profile]], knowledge: KnownNames
) -> Judgement:
    day = min(max(a.day, b.day) for a, b in held)
    articles = sorted({p.article for pair in held for p in pair})
    return Judgement(
        id=f"learned-{hashlib.sha256('|'.join(nodes).encode()).hexdigest()[:12]}",
        kind="company",
        verdict="same",
        a=nodes[0],
        b=nodes[1],
        because=f"articles {', '.join(articles)} agree on type, amount, week and the other party",
        judge=PROGRAM,
        at=datetime.fromordinal(day).replace(tzinfo=UTC),
        anchors=(_anchor(store, "company", nodes[0], knowledge), _anchor(store, "company", nodes[1], knowledge)),
    )


def _apply(store: Store, judgement: Judgement, knowledge: KnownNames) -> None:
    touched = (judgement.a, judgement.b)
    if judgement.kind == "company":
        relink(store, touched, (), knowledge)
    else:
        today = {report.id for report in store.extractions.linked_reports(list(touched))}
        found = [r if r in today else store.deals.successor(r) for r in touched]
        relink(store, (), [r for r in found if r is not None], knowledge)


def _company(store: Store, given: str, knowledge: KnownNames) -> str:
    """The node that stands for a company given by id or name."""
    if knowledge.get(given) is not None:
        return given
    if is_name(given) and store.companies.resolve(given) is not None:
        return given
    known = known_by(given, knowledge)
    if len(known) > 1:
        listed = ", ".join(f"{company.id} ({company.name})" for company in known)
        raise InputError(f"{given!r} may be any of {listed}: give one of these ids")
    if known:
        return known[0].id
    parts = split_name(given)
    found = store.companies.named([fold_name(given), parts.folded, parts.stem])
    if len(found) > 1:
        raise InputError(f"{given!r} is a name of several companies: give one of the ids {', '.join(found)}")
    if not found:
        raise InputError(f"no company is named {given!r}; 'dealwire companies' lists those there are")
    return found[0]


def _report(store: Store, given: str) -> str:
    """The report that stands for a deal given by an id."""
    if store.deals.resolve(given) is None:
        raise InputError(f"there is no deal {given!r}; 'dealwire deals' lists those there are")
    return "r" + given.removeprefix("d")


def _anchor(store: Store, kind: JudgementKind, id: str, knowledge: KnownNames) -> str:
    if kind == "company":
        known, company = knowledge.get(id), store.companies.get(id)
        return known.name if known else company.name if company else id.removeprefix("name:")
    linked = next(iter(store.extractions.linked_reports([id])), None)
    if linked is None:
        return id
    names = ", ".join(party.name for party in linked.report.parties)
    return f"{linked.article}: {linked.report.type} {names}"


def _id(kind: JudgementKind, a: str, b: str, at: datetime) -> str:
    return "j" + hashlib.sha256(f"{kind}|{a}|{b}|{at.isoformat()}".encode()).hexdigest()[:12]
