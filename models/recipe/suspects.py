"""Words that the network takes for a deal though the passage tells none of that type, and for a name though they
are none.

Nobody is a party to what is not told, and what is no name is nobody's party: pairs of such words with mentions, or
with triggers, teach the scorer of links to say so. A trigger that is wrong then falls for want of parties, and a
name that is wrong stays without a role."""

from __future__ import annotations

import torch
from torch import Tensor

from models.recipe.dataset import Batch
from models.recipe.spans import Spans

SUSPECTED = 0.7
"""A piece that is marked as nothing is suspected below this chance of being nothing."""
MOST = 48
"""Suspects of one sort taken of one batch."""


def find_false_triggers(logits: Tensor, batch: Batch) -> Spans:
    """Runs of pieces outside all marks that ``logits`` [rows, pieces, trigger tags] take for a trigger, of a type
    that no deal of their row has: another place where a marked deal is told may have been left unmarked."""
    told = set(zip(batch.triggers.row.tolist(), batch.triggers.kind.tolist(), strict=True))
    found = _runs(logits, batch.trigger_tags == 0)
    return Spans.of([suspect for suspect in found if (suspect[0], suspect[3]) not in told][:MOST], logits.device)


def find_false_names(logits: Tensor, batch: Batch) -> Spans:
    """Runs of pieces outside all names that ``logits`` [rows, pieces, entity tags] take for a name."""
    return Spans.of(_runs(logits, batch.entity_tags == 0)[:MOST], logits.device)


def _runs(logits: Tensor, unmarked: Tensor) -> list[tuple[int, int, int, int]]:
    """Row, start, end and likeliest kind of the runs of ``unmarked`` pieces that ``logits`` take for something."""
    chances = torch.softmax(logits.detach().float(), -1)
    kinds = chances[..., 1::2] + chances[..., 2::2]
    runs: list[list[int]] = []
    for row, piece in (unmarked & (chances[..., 0] < SUSPECTED)).nonzero().tolist():
        if runs and runs[-1][0] == row and runs[-1][2] == piece:
            runs[-1][2] = piece + 1
        else:
            runs.append([row, piece, piece + 1])
    return [(row, start, end, int(kinds[row, start:end].sum(0).argmax())) for row, start, end in runs]
