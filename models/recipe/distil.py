"""What a small network learns of a large one that was trained before: the same states and the same chances."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

from models.recipe.dataset import Batch
from models.recipe.network import DealNetwork
from pipeline.extract.tagger.labels import ENTITY_TAGS


def distances_to(teacher: DealNetwork, batch: Batch, encoded: Tensor, tags: Tensor) -> dict[str, Tensor]:
    """How far a network is from its teacher over the pieces of a batch, as losses: the mean square of the difference
    of hidden states, by the variance of the teacher's, and the cross-entropy of its tags to the teacher's chances.

    The states are what all heads read, so that the scorers of pairs are held too."""
    with torch.no_grad():
        wanted = teacher.encode(batch.ids, batch.mask)
        logits = teacher.tags(wanted).float()
    there = batch.mask.bool()
    wanted, encoded, logits, tags = wanted[there].float(), encoded[there].float(), logits[there], tags[there]
    split = len(ENTITY_TAGS)
    entity = cross_entropy(tags[:, :split], logits[:, :split].softmax(-1))
    trigger = cross_entropy(tags[:, split:], logits[:, split:].softmax(-1))
    return {"states": 2 * (encoded - wanted).square().mean() / wanted.var(), "as_teacher": entity + 2 * trigger}
