"""The extraction stage: a batch of articles in, their extractions out; no network, no database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from pipeline.extract.boundaries import mend_boundaries
from pipeline.extract.dates import find_dates
from pipeline.extract.deals.drafts import make_drafts
from pipeline.extract.deals.earnings import drop_earnings, find_earnings
from pipeline.extract.deals.reading import join_windows
from pipeline.extract.deals.reports import write_reports
from pipeline.extract.known import as_organisations, whole_names
from pipeline.extract.money import find_money
from pipeline.extract.names import (
    NAMED,
    add_repeats,
    drop_common_words,
    drop_heading_words,
    drop_tickers,
    group_names,
    settle_types,
)
from pipeline.extract.sentences import sentence_bounds
from pipeline.extract.shares import Share, find_shares
from pipeline.extract.tagger.labels import ENTITY_TYPES
from pipeline.extract.tagger.model import Encoded, TaggerModel
from pipeline.extract.tagger.tagging import Mention, find_names, read_deals
from pipeline.extract.tagger.windows import Window, cut_windows
from pipeline.knowledge import load_knowledge
from pipeline.records import About, Article, Entity, Extraction, Lang, Money

WINDOW_PIECES = 320
ABOUTS: tuple[About, ...] = ("deal", "valuation", "other")
SURE_ABOUT = 0.9
"""Chance above which the tagger overrules the cue words in what an amount is about."""
RULES_VERSION = "7"
"""Raised with every change of the rules around the model, so that what was derived before can be told apart."""


class NameFinder(Protocol):
    """Another model that finds the names of a text, in place of the shipped one."""

    id: str

    def find(self, text: str, lang: Lang) -> list[Mention]:
        """The named entities of a text: mentions of kinds ORG, PERSON, PLACE and PRODUCT."""
        ...


@dataclass(frozen=True, slots=True)
class _Job:
    article: Article
    lang: Lang
    body: str
    windows: list[Window]


def extract_articles(
    articles: Sequence[Article], model: TaggerModel, engine: str, finder: NameFinder | None = None
) -> list[Extraction]:
    """Read articles, each with its language set; the encoder runs over the windows of all of them together."""
    jobs = []
    for article in articles:
        assert article.lang is not None, "the caller has settled the language"
        windows = cut_windows(article.title, article.text, model.count_pieces, WINDOW_PIECES)
        jobs.append(_Job(article, article.lang, article.body, windows))
    encoded = iter(model.encode([window.text for job in jobs for window in job.windows]))
    return [_extract(job, [next(encoded) for _ in job.windows], model, engine, finder) for job in jobs]


def _extract(
    job: _Job, encoded: Sequence[Encoded], model: TaggerModel, engine: str, finder: NameFinder | None
) -> Extraction:
    body = job.body
    found = finder.find(body, job.lang) if finder else _model_names(job, encoded, model)
    found = drop_common_words(body, drop_heading_words(body, drop_tickers(body, mend_boundaries(body, found))))
    knowledge = load_knowledge()
    found = whole_names(body, as_organisations(body, found, knowledge), knowledge)
    names = add_repeats(body, settle_types(body, found))
    monies = find_money(body, job.lang)
    shares = find_shares(body, job.lang)
    mentions = sorted(
        [
            *names,
            *(Mention(m.start, m.end, "MONEY") for m in monies),
            *(Mention(s.start, s.end, "SHARE") for s in shares),
        ],
        key=lambda m: (m.start, m.end, m.kind),
    )
    taggings = [
        read_deals(model, text, _inside(mentions, window)) for window, text in zip(job.windows, encoded, strict=True)
    ]
    reading = join_windows(mentions, job.windows, taggings)
    things = group_names(body, mentions)
    told_figures: list[Money | Share] = [*monies, *shares]
    by_span = {(m.start, m.end): m for m in told_figures}
    figures = {i: by_span[m.start, m.end] for i, m in enumerate(mentions) if m.kind in ("MONEY", "SHARE")}
    money_at = {i: f for i, f in figures.items() if isinstance(f, Money)}
    share_at = {i: f for i, f in figures.items() if isinstance(f, Share)}
    earnings = find_earnings(body, job.lang, money_at)
    reading = drop_earnings(reading, earnings)
    money_at = {i: f if i in earnings else _with_about(f, reading.abouts[i]) for i, f in money_at.items()}
    drafts = make_drafts(reading, things, money_at)
    bounds = sentence_bounds(body)
    told = find_dates(body, job.lang, job.article.published) if job.article.published and drafts else []
    return Extraction(
        article=job.article.id,
        lang=job.lang,
        entities=tuple(
            Entity(body[m.start : m.end], kind, m.start, m.end, round(m.confidence, 4))
            for m in names
            for kind in ENTITY_TYPES
            if kind == m.kind
        ),
        amounts=tuple(money_at.values()),
        reports=write_reports(
            body, bounds, reading, things, drafts, money_at, share_at, told, job.lang, job.article.published
        ),
        engine=engine,
    )


def _model_names(job: _Job, encoded: Sequence[Encoded], model: TaggerModel) -> list[Mention]:
    """The names that the model finds in the windows; where two overlap, the one that begins first."""
    found: dict[tuple[int, int], Mention] = {}
    for window, text in zip(job.windows, encoded, strict=True):
        for m in find_names(model, text):
            start, end = window.to_body(m.start), window.to_body(m.end - 1) + 1
            held = found.get((start, end))
            if end - start == m.end - m.start and (held is None or held.confidence < m.confidence):
                found[start, end] = replace(m, start=start, end=end)
    names: list[Mention] = []
    for m in sorted(found.values(), key=lambda m: (m.start, -m.end)):
        if not names or m.start >= names[-1].end:
            names.append(m)
    return names


def _inside(mentions: Sequence[Mention], window: Window) -> list[Mention]:
    """The mentions that lie whole in a window, in its offsets."""
    first, last = window.lead + window.shift, len(window.text) + window.shift
    return [
        replace(m, start=m.start - window.shift, end=m.end - window.shift)
        for m in mentions
        if first <= m.start and m.end <= last
    ] + [m for m in mentions if m.end <= window.lead and m.kind in (*NAMED, "MONEY", "SHARE")]


def _with_about(money: Money, chances: dict[str, float] | None) -> Money:
    """The amount with what it is about: by the words near it, unless the tagger is sure of another reading."""
    if not chances:
        return money
    best = max(ABOUTS, key=lambda about: chances.get(about, 0.0))
    return replace(money, about=best, about_evidence=None) if chances[best] >= SURE_ABOUT else money
