"""Layers of attention among the triggers and mentions of a text, before they are paired.

A pair alone does not know whether its role is already somebody's, nor what the same name is elsewhere in the text.
Attention goes by what the spans are, by how far they stand from each other, and by whether they are one name.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from models.recipe.spans import Spans, distances
from pipeline.extract.tagger.labels import DISTANCE_BUCKETS, RELATING_HEADS

LAYERS = 2
HIDDEN = 0.1
"""Share of the spans that the others do not see, in training: at run time some are not found."""


class RelatingLayer(nn.Module):
    """Attention among spans and a feed-forward part, each normed before and added to what came in.

    What they add is nothing at first, so that training can go on from weights made without this layer."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.inside = nn.Linear(width, 3 * width)
        self.outside = nn.Linear(width, width)
        self.distance = nn.Embedding(DISTANCE_BUCKETS, RELATING_HEADS)
        self.namesake = nn.Embedding(2, RELATING_HEADS)
        self.norm2 = nn.LayerNorm(width)
        self.wide = nn.Linear(width, 2 * width)
        self.narrow = nn.Linear(2 * width, width)
        self.drop = nn.Dropout(0.1)
        for last in (self.outside, self.narrow):
            nn.init.zeros_(last.weight)
            nn.init.zeros_(last.bias)

    def forward(self, x: Tensor, seen: Tensor, distance: Tensor, namesake: Tensor) -> Tensor:
        """Spans [rows, spans, width] to the same; the others are [rows, spans, spans], the first two of them what a
        span (second axis) sees of another (third)."""
        rows, spans, width = x.shape
        sides = self.inside(self.norm(x)).reshape(rows, spans, 3, RELATING_HEADS, -1)
        query, key, value = sides.permute(2, 0, 3, 1, 4)
        bias = (self.distance(distance) + self.namesake(namesake)).permute(0, 3, 1, 2)
        bias = bias.masked_fill(~seen[:, None], -1e4)
        attended = nn.functional.scaled_dot_product_attention(query, key, value, attn_mask=bias.to(query.dtype))
        x = x + self.drop(self.outside(attended.transpose(1, 2).reshape(rows, spans, width)))
        return x + self.drop(self.narrow(nn.functional.gelu(self.wide(self.norm2(x)))))


class Relating(nn.ModuleList):
    """The layers, over spans that come in one list for all rows of a batch."""

    def __init__(self, width: int) -> None:
        super().__init__(RelatingLayer(width) for _ in range(LAYERS))

    def forward(self, vectors: Tensor, spans: Spans, groups: Tensor) -> Tensor:
        """Vectors [n, width] of spans to the same. ``groups`` [n] are numbers of names within a row, below 0 for
        what is no name."""
        if not len(vectors):
            return vectors
        rows = int(spans.row.max()) + 1
        order = spans.row.argsort(stable=True)
        counts = torch.bincount(spans.row, minlength=rows)
        slot = torch.empty_like(order)
        slot[order] = torch.arange(len(order), device=order.device) - (counts.cumsum(0) - counts)[spans.row[order]]

        def dense(values: Tensor, fill: float) -> Tensor:
            out = values.new_full((rows, int(counts.max()), *values.shape[1:]), fill)
            out[spans.row, slot] = values
            return out

        starts, names = dense(spans.start, 0), dense(groups, -1)
        there = dense(torch.ones_like(slot, dtype=torch.bool), False)
        if self.training:
            there = there & (torch.rand_like(there, dtype=torch.float) >= HIDDEN)
        alone = torch.eye(there.shape[1], dtype=torch.bool, device=there.device)
        seen = there[:, None, :] | alone
        x = dense(vectors, 0.0)
        distance = distances(starts[:, :, None], starts[:, None, :])
        namesake = ((names[:, :, None] == names[:, None, :]) & (names[:, :, None] >= 0)).long()
        for layer in self:
            x = layer(x, seen, distance, namesake)
        return x[spans.row, slot]
