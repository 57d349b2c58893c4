"""Spans of a batch, and their pairs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from pipeline.extract.tagger.labels import distance_bucket


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
    places = zip(triggers.start[left].tolist(), mentions.start[right].tolist(), strict=True)
    distance = torch.tensor([distance_bucket(a, b) for a, b in places], dtype=torch.long, device=left.device)
    return left, right, distance
