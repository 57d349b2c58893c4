"""From the encoder's numbers to spans: names, triggers, and what each mention is to each trigger."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

import numpy as np
from numpy.typing import NDArray

from pipeline.extract.tagger.labels import distance_buckets, links_allowed
from pipeline.extract.tagger.layers import sigmoid, softmax
from pipeline.extract.tagger.model import Encoded, TaggerModel
from pipeline.extract.tagger.namesakes import namesake_groups
from pipeline.extract.tagger.pieces import PieceIndex
from pipeline.extract.tagger.words import Floats, Words

_NAME_FLOOR = 0.5
"""A word is of a name when the chance that it is of none is below 1 - this."""
_SMALL_FLOOR = 0.65
"""The same of a word that is written small: within names they are particles and few."""
_TRIGGER_FLOOR = 0.6
"""The same for words that tell a deal."""
_CUES: dict[str, re.Pattern[str]] = {
    "contract": re.compile(
        r"premiers? clients?\b|\b(?:first|launch|anchor) customers?\b|(?:最初の|初の|第[1１一]号の?)顧客", re.I
    )
}
"""Words that tell a deal of a type wherever they stand, and that the tagger passes over: who is somebody's first
customer has a contract with them. Who they are is the tagger's to say."""
_CUE_CONFIDENCE = 0.9
_LEAST_LINK = 0.05
"""Chance below which a link is left out."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A name, amount or share of capital in a text, with its kind (one of labels.MENTION_KINDS)."""

    start: int
    end: int
    kind: str
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Trigger:
    """Words that tell a deal of a type; chances of each status and of being background."""

    start: int
    end: int
    type: str
    confidence: float
    statuses: dict[str, float]
    background: float
    links: tuple[dict[str, float], ...]
    """For each mention of the text: the chances of what it is to this deal, the least left out."""


@dataclass(frozen=True, slots=True)
class Tagging:
    """What the tagger reads in one text. ``same`` holds, for pairs of triggers, the chance that they tell one deal."""

    mentions: tuple[Mention, ...]
    triggers: tuple[Trigger, ...]
    abouts: tuple[dict[str, float] | None, ...]
    """For each mention that is money: the chances of what it is about."""
    same: dict[tuple[int, int], float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    kinds: Floats
    """Chances of each kind, in the order of the tags."""

    @property
    def confidence(self) -> float:
        """The chance that something of whatever kind stands here."""
        return float(self.kinds.sum())


def find_names(model: TaggerModel, encoded: Encoded) -> tuple[Mention, ...]:
    """The named entities of a text."""
    labels = model.labels
    chances = softmax(encoded.tags[:, : len(labels.entity_tags)])
    small = np.array([encoded.text[start].islower() for start in encoded.words.starts], np.bool_)
    floors = np.where(small, _SMALL_FLOOR, _NAME_FLOOR)
    return tuple(
        Mention(f.start, f.end, labels.entity_tags[1 + 2 * int(f.kinds.argmax())][2:], float(f.kinds.max()))
        for f in _spans(encoded.words, chances, floors)
    )


def read_deals(model: TaggerModel, encoded: Encoded, mentions: Sequence[Mention]) -> Tagging:
    """Triggers of a text, and what the given mentions are to each of them.

    Triggers that tell one deal settle its type together before their links are read."""
    labels = model.labels
    index = PieceIndex(encoded.edges)
    placed = [(m, span) for m in mentions if (span := index.find(m.start, m.end))]
    mentions, at = [m for m, _ in placed], [span for _, span in placed]
    types = [labels.mention_kinds.index(m.kind) for m in mentions]
    vectors = model.typed_vectors("mention", encoded, at, types)
    abouts = _abouts(model, vectors, mentions)
    chances = softmax(encoded.tags[:, len(labels.entity_tags) :])
    told = _spans(encoded.words, chances, _TRIGGER_FLOOR)
    found = _with_cues(encoded.text, told, labels.deal_types)
    if not found:
        return Tagging(tuple(mentions), (), abouts)
    spans = [index.find(f.start, f.end) or (0, 1) for f in found]
    same = _same(model, encoded, spans)
    kinds = _settle_kinds(found, same, labels.deal_types)
    heads = model.typed_vectors("trigger", encoded, spans, kinds)
    statuses = softmax(model.classify("status", heads))
    backgrounds = sigmoid(model.classify("background", heads))[:, 0]
    groups = namesake_groups([encoded.text[m.start : m.end] for m in mentions], [m.kind for m in mentions])
    starts = [start for start, _ in (*spans, *at)]
    related = model.related(np.concatenate([heads, vectors]), starts, [-1] * len(spans) + groups)
    heads, vectors = related[: len(spans)], related[len(spans) :]
    triggers = tuple(
        Trigger(
            f.start,
            f.end,
            labels.deal_types[kinds[i]],
            f.confidence,
            {name: float(p) for name, p in zip(labels.statuses, statuses[i], strict=True)},
            float(backgrounds[i]),
            _links(model, heads[i], spans[i], vectors, at, mentions, labels.deal_types[kinds[i]]),
        )
        for i, f in enumerate(found)
    )
    return Tagging(tuple(mentions), triggers, abouts, same)


def _with_cues(text: str, found: Sequence[_Found], deal_types: Sequence[str]) -> list[_Found]:
    """The triggers, and the cues that stand where none is."""
    out = list(found)
    for kind, cue in _CUES.items():
        kinds = np.zeros(len(deal_types), np.float32)
        kinds[deal_types.index(kind)] = _CUE_CONFIDENCE
        out += [
            _Found(hit.start(), hit.end(), kinds)
            for hit in cue.finditer(text)
            if not any(f.start < hit.end() and hit.start() < f.end for f in found)
        ]
    return sorted(out, key=lambda f: f.start)


def _settle_kinds(found: Sequence[_Found], same: dict[tuple[int, int], float], deal_types: Sequence[str]) -> list[int]:
    """The type of each trigger: that for which it and the triggers that tell the same deal speak most.

    A joint venture is called a partnership too, an alliance, a collaboration; a partnership is never called a joint
    venture. So one trigger that surely tells a joint venture outweighs all that tell the partners' partnership."""
    venture, partnership = deal_types.index("joint_venture"), deal_types.index("partnership")
    kinds = []
    for i, f in enumerate(found):
        votes = f.kinds.copy()
        told_as_venture = f.kinds[venture] > 0.5
        for j, other in enumerate(found):
            chance = same.get((max(i, j), min(i, j)), 0.0) if i != j else 0.0
            if chance > 0.5:
                votes += chance * other.kinds
                told_as_venture |= other.kinds[venture] > 0.5
        kind = int(votes.argmax())
        kinds.append(venture if kind == partnership and told_as_venture else kind)
    return kinds


def _links(
    model: TaggerModel,
    head: Floats,
    span: tuple[int, int],
    vectors: Floats,
    at: Sequence[tuple[int, int]],
    mentions: Sequence[Mention],
    deal_type: str,
) -> tuple[dict[str, float], ...]:
    if not mentions:
        return ()
    distances = distance_buckets(np.array([span[0]]), np.array([start for start, _ in at]))
    logits = model.score_pairs("link", np.broadcast_to(head, vectors.shape), vectors, distances)
    allowed = np.stack([_allowed(m.kind, deal_type, logits.shape[1]) for m in mentions])
    chances = softmax(np.where(allowed, logits, -np.inf))
    out: list[dict[str, float]] = [{} for _ in mentions]
    for row, link in zip(*np.nonzero(allowed & (chances >= _LEAST_LINK)), strict=True):
        out[row][model.labels.links[link]] = float(chances[row, link])
    return tuple(out)


@cache
def _allowed(kind: str, deal_type: str, links: int) -> NDArray[np.bool_]:
    """Which of the links [links] a mention of a kind may have to a trigger of a deal type."""
    out = np.zeros(links, np.bool_)
    out[list(links_allowed(kind, deal_type))] = True
    return out


def _abouts(model: TaggerModel, vectors: Floats, mentions: Sequence[Mention]) -> tuple[dict[str, float] | None, ...]:
    chances = softmax(model.classify("about", vectors)) if len(vectors) else vectors
    return tuple(
        dict(zip(model.labels.abouts, map(float, chances[i]), strict=True)) if m.kind == "MONEY" else None
        for i, m in enumerate(mentions)
    )


def _same(model: TaggerModel, encoded: Encoded, spans: Sequence[tuple[int, int]]) -> dict[tuple[int, int], float]:
    pairs = [(i, k) for i in range(len(spans)) for k in range(i)]
    if not pairs:
        return {}
    twins = model.span_vectors("twin", encoded, spans)
    starts = np.array([start for start, _ in spans])
    left, right = [i for i, _ in pairs], [k for _, k in pairs]
    logits = model.score_pairs("same", twins[left], twins[right], distance_buckets(starts[left], starts[right]))
    return {pair: float(p) for pair, p in zip(pairs, sigmoid(logits)[:, 0], strict=True)}


def _spans(words: Words, chances: Floats, floor: float | Floats) -> list[_Found]:
    """Runs of words with a label; a word counts where its kinds together outweigh ``1 - floor`` for none. The floor is
    one for all words, or one for each.

    ``chances`` [pieces, tags] are those of the pieces. Where a run begins is told apart from its kind, which the run
    as a whole settles: the second word of a firm's name may alone look like a product."""
    means, firsts = words.pool(chances)
    by_kind = means[:, 1::2] + means[:, 2::2]
    continues = firsts[:, 2::2].sum(1) >= firsts[:, 1::2].sum(1)
    nothing = means[:, 0] > 1 - floor
    out: list[_Found] = []
    held: list[int] = []
    for n in range(len(words.starts)):
        if nothing[n]:
            held = []
            continue
        if not words.solid[n]:
            continue
        inside = bool(held) and not words.opens_line[n] and continues[n]
        held = [*held, n] if inside else [n]
        kinds = by_kind[held].mean(0)
        start = out.pop().start if inside else words.starts[n]
        out.append(_Found(start, words.ends[n], kinds))
    return out
