"""Spans of a batch, and their pairs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from pipeline.extract.tagger.labels import distance_buckets


@dataclass(frozen=True)
class Spans:
    """Spans of a batch: row of the batch, first piece, end piece, and kind (an index), each of shape [n]."""

    row: Tensor
    start: Tensor
    end: Tensor
    kind: Tensor

    @classmethod
    def of(cls, values: Sequence[tuple[int, int, int, int]], device: torch.device | None = None) -> Spans:
        """The spans of rows of (row, start, end, kind)."""
        return cls(*torch.tensor(values, dtype=torch.long, device=device).reshape(-1, 4).unbind(1))

    def __add__(self, other: Spans) -> Spans:
        """These spans, and the others behind them."""
        pairs = ((getattr(self, name), getattr(other, name)) for name in self.__dataclass_fields__)
        return Spans(*(torch.cat(pair) for pair in pairs))


def pair_up(triggers: Spans, mentions: Spans) -> tuple[Tensor, Tensor, Tensor]:
    """Index of the trigger, index of the mention and bucket of their distance, for all pairs within a row."""
    left, right = (triggers.row[:, None] == mentions.row).nonzero().unbind(1)
    return left, right, distances(triggers.start[left], mentions.start[right])


def distances(left: Tensor, right: Tensor) -> Tensor:
    """The buckets of the signed distances from pieces to pieces; the two shapes are broadcast."""
    return torch.as_tensor(distance_buckets(left.cpu().numpy(), right.cpu().numpy()), device=left.device)
