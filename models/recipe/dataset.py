"""From annotated passages to batches of tensors: alignment to pieces, labels, pairs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

import torch
from tokenizers import Tokenizer

from models.recipe.markup import ENTITY_TYPES as MARKED_TYPES
from models.recipe.markup import MONEY, SHARE, Passage
from models.recipe.spans import Spans, distances, pair_up
from pipeline.extract.tagger.labels import (
    ABOUT_LABELS,
    ENTITY_TAGS,
    LINKS,
    MENTION_KINDS,
    STATUS_LABELS,
    TRIGGER_TAGS,
)
from pipeline.extract.tagger.namesakes import namesake_groups
from pipeline.extract.tagger.pieces import Edge, PieceIndex, piece_edges
from pipeline.records import DEAL_TYPES

IGNORE = -100
BLANKED = (0.0, 0.06, 0.12)
"""Shares of the pieces that an example may lose."""
WIDTH_STEP = 16
"""Batches are a multiple of so many pieces wide: a matrix product is compiled anew for each size that it meets."""
SHARES = re.compile(r"\d+(?:[.,]\d+)?\s?(?:%|%|per ?cent|pour cent|パーセント)")
"""Percentages in a text: those that the passage does not mark as a stake are pairs without a link."""


@dataclass(frozen=True)
class Example:
    """One passage in pieces. Spans are (first piece, end piece, kind); links[t][m] is an index of LINKS."""

    ids: list[int]
    entity_tags: list[int]
    trigger_tags: list[int]
    mentions: list[tuple[int, int, int]]
    groups: list[int]
    abouts: list[int]
    triggers: list[tuple[int, int, int]]
    statuses: list[int]
    backgrounds: list[int]
    deals: list[int]
    links: list[list[int]]


@dataclass(frozen=True)
class Batch:
    """A batch of examples; pair lists index into the batch's triggers and mentions."""

    ids: torch.Tensor
    mask: torch.Tensor
    entity_tags: torch.Tensor
    trigger_tags: torch.Tensor
    mentions: Spans
    groups: torch.Tensor
    abouts: torch.Tensor
    triggers: Spans
    statuses: torch.Tensor
    backgrounds: torch.Tensor
    pair_trigger: torch.Tensor
    pair_mention: torch.Tensor
    pair_distance: torch.Tensor
    pair_link: torch.Tensor
    twin_left: torch.Tensor
    twin_right: torch.Tensor
    twin_distance: torch.Tensor
    twin_same: torch.Tensor


def make_example(passage: Passage, tokenizer: Tokenizer) -> Example:
    """Align a passage to the tokenizer's pieces."""
    encoding = tokenizer.encode(passage.text)
    edges = piece_edges(passage.text, encoding.offsets, encoding.special_tokens_mask)
    index = PieceIndex(edges)
    entity_tags = [IGNORE if edge is None else 0 for edge in edges]
    trigger_tags = [
        IGNORE if edge and any(start <= edge[0] < end for start, end in passage.doubtful) else tag
        for edge, tag in zip(edges, entity_tags, strict=True)
    ]
    mentions, named, abouts, mention_links = [], [], [], []
    for m in passage.mentions:
        span = index.find(m.start, m.end)
        if span is None:
            continue
        if m.kind in MARKED_TYPES.values():
            _tag(entity_tags, edges, span, ENTITY_TAGS.index(f"B-{m.kind}"))
        mentions.append((*span, MENTION_KINDS.index(m.kind)))
        named.append((passage.text[m.start : m.end], m.kind))
        uses = [role for _, role in m.links]
        about = "deal" if "deal" in uses else "valuation" if "valuation" in uses else "other"
        abouts.append(ABOUT_LABELS.index(about) if m.kind == MONEY else IGNORE)
        mention_links.append({n: LINKS.index(role) for n, role in reversed(m.links)})
    marked = [(m.start, m.end) for m in passage.mentions]
    for hit in SHARES.finditer(passage.text):
        span = index.find(*hit.span())
        if span and not any(a < hit.end() and hit.start() < b for a, b in marked):
            mentions.append((*span, MENTION_KINDS.index(SHARE)))
            named.append((hit.group(), SHARE))
            abouts.append(IGNORE)
            mention_links.append({})
    heads = {d.number: d for d in passage.deals}
    triggers, statuses, backgrounds, deals, links = [], [], [], [], []
    for t in passage.triggers:
        span = index.find(t.start, t.end)
        if span is None:
            continue
        kind = heads[t.deal].type
        _tag(trigger_tags, edges, span, TRIGGER_TAGS.index(f"B-{kind}"))
        triggers.append((*span, DEAL_TYPES.index(kind)))
        statuses.append(STATUS_LABELS.index(t.status))
        backgrounds.append(int(heads[t.deal].background))
        deals.append(t.deal)
        links.append([by_deal.get(t.deal, 0) for by_deal in mention_links])
    groups = namesake_groups([text for text, _ in named], [kind for _, kind in named])
    return Example(
        encoding.ids, entity_tags, trigger_tags, mentions, groups, abouts, triggers, statuses, backgrounds, deals, links
    )


def blank_pieces(example: Example, unknown: int, random: Random) -> Example:
    """The example with some pieces made unknown, those of triggers apart: what is told must then be read from the
    words that are left, and no passage is learned by heart."""
    share = random.choice(BLANKED)
    ids = [
        unknown if tag == 0 and random.random() < share else piece
        for piece, tag in zip(example.ids, example.trigger_tags, strict=True)
    ]
    return replace(example, ids=ids)


def _tag(tags: list[int], edges: Sequence[Edge | None], span: tuple[int, int], begin: int) -> None:
    first = True
    for i in range(*span):
        if edges[i] is not None:
            tags[i] = begin if first else begin + 1
            first = False


def make_batches(examples: list[Example], pieces: int, pad: int, random: Random) -> Iterator[Batch]:
    """Shuffled batches of examples of similar length, each of about ``pieces`` pieces with padding."""
    order = list(range(len(examples)))
    random.shuffle(order)
    chunks = []
    for start in range(0, len(order), 400):
        chunk = sorted(order[start : start + 400], key=lambda i: len(examples[i].ids))
        held: list[int] = []
        for i in chunk:
            if held and (len(held) + 1) * len(examples[i].ids) > pieces:
                chunks.append(held)
                held = []
            held.append(i)
        chunks.append(held)
    random.shuffle(chunks)
    for chunk in chunks:
        yield collate([examples[i] for i in chunk], pad)


def collate(examples: list[Example], pad: int) -> Batch:
    """Put examples into one batch."""
    width = -(-max(len(e.ids) for e in examples) // WIDTH_STEP) * WIDTH_STEP

    def rows(values: list[list[int]], fill: int) -> torch.Tensor:
        return torch.tensor([v + [fill] * (width - len(v)) for v in values])

    mentions = Spans.of([(row, *m) for row, e in enumerate(examples) for m in e.mentions])
    triggers = Spans.of([(row, *t) for row, e in enumerate(examples) for t in e.triggers])
    pair_trigger, pair_mention, pair_distance = pair_up(triggers, mentions)
    twins = []
    trigger_at = 0
    for e in examples:
        for i in range(len(e.triggers)):
            for k in range(i):
                twins.append((trigger_at + i, trigger_at + k, e.deals[i] == e.deals[k]))
        trigger_at += len(e.triggers)
    twin_left, twin_right, twin_same = torch.tensor(twins, dtype=torch.long).reshape(-1, 3).unbind(1)
    return Batch(
        ids=rows([e.ids for e in examples], pad),
        mask=rows([[1] * len(e.ids) for e in examples], 0),
        entity_tags=rows([e.entity_tags for e in examples], IGNORE),
        trigger_tags=rows([e.trigger_tags for e in examples], IGNORE),
        mentions=mentions,
        groups=torch.tensor([g for e in examples for g in e.groups], dtype=torch.long),
        abouts=torch.tensor([a for e in examples for a in e.abouts], dtype=torch.long),
        triggers=triggers,
        statuses=torch.tensor([s for e in examples for s in e.statuses], dtype=torch.long),
        backgrounds=torch.tensor([b for e in examples for b in e.backgrounds], dtype=torch.float),
        pair_trigger=pair_trigger,
        pair_mention=pair_mention,
        pair_distance=pair_distance,
        pair_link=torch.tensor([link for e in examples for row in e.links for link in row], dtype=torch.long),
        twin_left=twin_left,
        twin_right=twin_right,
        twin_distance=distances(triggers.start[twin_left], triggers.start[twin_right]),
        twin_same=twin_same.float(),
    )
