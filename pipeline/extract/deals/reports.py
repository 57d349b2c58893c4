"""Writing the reports of an article from its drafts: names, figures, status and the evidence of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from pipeline.extract.dates import ToldDate
from pipeline.extract.deals.dates import read_dates
from pipeline.extract.deals.drafts import Draft
from pipeline.extract.deals.figures import Figures, read_figures
from pipeline.extract.deals.reading import Reading
from pipeline.extract.names import NamedThing
from pipeline.extract.sentences import evidence_at
from pipeline.extract.shares import Share
from pipeline.records import ROLES, STATUSES, Evidence, Lang, Money, Party, Report, Role, Stake, Status

BACKGROUND = 0.5
"""A deal is told in passing above this chance."""
LONE = 0.85
"""Confidence in its words that a deal with one named party needs."""


def write_reports(
    text: str,
    bounds: list[int],
    reading: Reading,
    things: Sequence[NamedThing],
    drafts: Sequence[Draft],
    monies: dict[int, Money],
    shares: dict[int, Share],
    told: Sequence[ToldDate],
    lang: Lang,
    published: date | None,
) -> tuple[Report, ...]:
    """The reports of an article's drafts, in its order; drafts that say too little of a deal are left out."""
    reports = []
    for draft in drafts:
        figures = read_figures(reading, draft.triggers, monies, shares)
        parties = _parties(text, bounds, reading, things, draft)
        background = _background(reading, draft)
        confidence = max(reading.triggers[t].confidence for t in draft.triggers)
        if not _says_enough(parties, figures, background, confidence):
            continue
        status = _status(reading, draft)
        evidence = _evidence(text, bounds, reading, draft)
        reports.append(
            Report(
                type=draft.type,
                status=status,
                parties=parties,
                amount=figures.amount,
                valuation=figures.valuation,
                stake=_stake(text, bounds, figures.share),
                dates=read_dates(text, bounds, evidence, told, status, lang, published),
                background=background,
                evidence=evidence,
                confidence=round(confidence, 4),
            )
        )
    return tuple(reports)


def _says_enough(parties: Sequence[Party], figures: Figures, background: bool, confidence: float) -> bool:
    """Whether what is told makes a deal: a party; where only one is named, also words that tell a deal surely,
    and, for a deal told in passing, an amount."""
    core = [p for p in parties if p.role != "advisor"]
    if len(core) != 1:
        return bool(core)
    return confidence >= LONE and (not background or figures.amount is not None)


def _parties(
    text: str, bounds: list[int], reading: Reading, things: Sequence[NamedThing], draft: Draft
) -> tuple[Party, ...]:
    order: dict[Role, int] = {role: n for n, role in enumerate((*ROLES[draft.type], "advisor"))}
    parties = []
    for (index, role), chance in draft.roles.items():
        thing = things[index]
        strength = {m: max(reading.links[t][m].get(role, 0.0) for t in draft.triggers) for m in thing.mentions}
        best = sorted(thing.mentions, key=lambda m: (-strength[m], m))[:3]
        evidence = tuple(evidence_at(reading.mentions[m].start, reading.mentions[m].end, bounds, text) for m in best)
        aliases = tuple(form for form in thing.forms if form != thing.name)
        parties.append(Party(thing.name, role, evidence, round(chance, 4), aliases))
    return tuple(sorted(parties, key=lambda p: (order[p.role], p.evidence[0].start)))


def _status(reading: Reading, draft: Draft) -> Status:
    """The status that the triggers speak for, the surer a trigger the more it weighs."""
    votes: dict[str, float] = defaultdict(float)
    for t in draft.triggers:
        trigger = reading.triggers[t]
        for status, chance in trigger.statuses.items():
            votes[status] += trigger.confidence * chance
    return max(STATUSES, key=lambda status: votes[status])


def _background(reading: Reading, draft: Draft) -> bool:
    chances = [reading.triggers[t].background for t in draft.triggers]
    return sum(chances) / len(chances) > BACKGROUND


def _stake(text: str, bounds: list[int], share: Share | None) -> Stake | None:
    if share is None:
        return None
    return Stake(round(share.percent, 4), evidence_at(share.start, share.end, bounds, text))


def _evidence(text: str, bounds: list[int], reading: Reading, draft: Draft) -> tuple[Evidence, ...]:
    order = sorted(draft.triggers, key=lambda t: (-reading.triggers[t].confidence, t))
    return tuple(evidence_at(reading.triggers[t].start, reading.triggers[t].end, bounds, text) for t in order)
