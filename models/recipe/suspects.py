"""Words that the network takes for a deal though the passage tells none of that type.

Nobody is a party to what is not told: pairs of such words with mentions teach the scorer of links to say so,
and a trigger that is wrong falls for want of parties."""

from __future__ import annotations

import torch
from torch import Tensor

from models.recipe.dataset import Batch
from models.recipe.network import Spans
from pipeline.extract.tagger.labels import distance_bucket

SUSPECTED = 0.7
"""A piece is suspected below this chance of telling no deal."""
MOST = 48
"""Suspects taken of one batch."""


def find_suspects(logits: Tensor, batch: Batch) -> Spans:
    """Runs of pieces outside all marks that ``logits`` [rows, pieces, trigger tags] take for a trigger, of a type
    that no deal of their row has: another place where a marked deal is told may have been left unmarked."""
    chances = torch.softmax(logits.detach().float(), -1)
    kinds = chances[..., 1::2] + chances[..., 2::2]
    at = ((batch.trigger_tags == 0) & (chances[..., 0] < SUSPECTED)).nonzero().tolist()
    runs: list[list[int]] = []
    for row, piece in at:
        if runs and runs[-1][0] == row and runs[-1][2] == piece:
            runs[-1][2] = piece + 1
        else:
            runs.append([row, piece, piece + 1])
    told = set(zip(batch.triggers.row.tolist(), batch.triggers.kind.tolist(), strict=True))
    found = [(row, start, end, int(kinds[row, start:end].sum(0).argmax())) for row, start, end in runs]
    kept = [suspect for suspect in found if (suspect[0], suspect[3]) not in told][:MOST]
    return Spans.of(kept, logits.device)


def pair_with_mentions(suspects: Spans, batch: Batch) -> tuple[Tensor, Tensor, Tensor]:
    """Index of the suspect, index of the mention and bucket of their distance, for all pairs within a row."""
    mentions = list(zip(batch.mentions.row.tolist(), batch.mentions.start.tolist(), strict=True))
    pairs = [
        (i, j, distance_bucket(start, place))
        for i, (row, start) in enumerate(zip(suspects.row.tolist(), suspects.start.tolist(), strict=True))
        for j, (other, place) in enumerate(mentions)
        if row == other
    ]
    left, right, distance = torch.tensor(pairs, dtype=torch.long, device=batch.ids.device).reshape(-1, 3).unbind(1)
    return left, right, distance
