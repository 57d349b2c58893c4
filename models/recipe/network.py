"""The network: one encoder, heads for tags, and small scorers that pair triggers with mentions.

Two deals in one sentence are told apart because roles are not labels of pieces but of pairs:
every trigger ("buys", 買収) is paired with every mention, after all of them have seen each other (``relating.py``).
All projections of pieces are linear, so a span's vector is the mean of its pieces' projections:
the exported graph gives projections of pieces, and the pairing runs outside it.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn
from transformers import BertModel

from models.recipe.relating import Relating
from models.recipe.spans import Spans
from pipeline.extract.tagger.labels import (
    ABOUT_LABELS,
    DISTANCE_BUCKETS,
    ENTITY_TAGS,
    LINKS,
    MENTION_KINDS,
    STATUS_LABELS,
    TRIGGER_TAGS,
)
from pipeline.records import DEAL_TYPES

WIDTH = 256
"""Size of the vectors of triggers and mentions."""


class PairScorer(nn.Module):
    """Scores pairs of vectors by their sum, their product and their distance."""

    def __init__(self, labels: int) -> None:
        super().__init__()
        self.product = nn.Linear(WIDTH, WIDTH)
        self.distance = nn.Embedding(DISTANCE_BUCKETS, WIDTH)
        self.out = nn.Linear(WIDTH, labels)
        self.drop = nn.Dropout(0.1)

    def forward(self, left: Tensor, right: Tensor, distance: Tensor) -> Tensor:
        """Logits [n, labels] of n pairs; distance holds bucket indices."""
        hidden = left + right + self.product(left * right) + self.distance(distance)
        return self.out(self.drop(nn.functional.gelu(hidden)))


class DealNetwork(nn.Module):
    """The encoder with its heads. Embeddings stay frozen, so that the export keeps their 4-bit blocks."""

    def __init__(self, encoder: BertModel) -> None:
        super().__init__()
        self.encoder = encoder
        for parameter in encoder.embeddings.parameters():
            parameter.requires_grad = False
        hidden = encoder.config.hidden_size
        self.drop = nn.Dropout(0.1)
        self.tags = nn.Linear(hidden, len(ENTITY_TAGS) + len(TRIGGER_TAGS))
        self.trigger = nn.Linear(hidden, WIDTH)
        self.mention = nn.Linear(hidden, WIDTH)
        self.twin = nn.Linear(hidden, WIDTH)
        self.trigger_kind = nn.Embedding(len(DEAL_TYPES), WIDTH)
        self.mention_kind = nn.Embedding(len(MENTION_KINDS), WIDTH)
        self.relating = Relating(WIDTH)
        self.link = PairScorer(len(LINKS))
        self.same = PairScorer(1)
        self.status = nn.Linear(WIDTH, len(STATUS_LABELS))
        self.background = nn.Linear(WIDTH, 1)
        self.about = nn.Linear(WIDTH, len(ABOUT_LABELS))

    def load_weights(self, state: Mapping[str, Tensor]) -> None:
        """Take the weights of a checkpoint, whose layers may have fewer heads and hidden units than the encoder's
        configuration says (``prune.py``). The embeddings stay the encoder's own, whatever vocabulary the other
        training kept; what the checkpoint lacks stays as it is."""
        fit(self, state)
        self.load_state_dict({n: w for n, w in state.items() if "embeddings." not in n}, strict=False)

    def encode(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Hidden states [rows, pieces, hidden]."""
        hidden: Tensor = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        return hidden

    def trigger_vectors(self, hidden: Tensor, spans: Spans) -> Tensor:
        """Vectors [n, WIDTH] of triggers."""
        return pool(self.trigger(hidden), spans) + self.trigger_kind(spans.kind)

    def mention_vectors(self, hidden: Tensor, spans: Spans) -> Tensor:
        """Vectors [n, WIDTH] of mentions."""
        return pool(self.mention(hidden), spans) + self.mention_kind(spans.kind)

    def related(
        self, triggers: Spans, trigger_vectors: Tensor, mentions: Spans, mention_vectors: Tensor, groups: Tensor
    ) -> tuple[Tensor, Tensor]:
        """The vectors of triggers and mentions, each having seen the others of its row.

        ``groups`` [n] are the mentions' namesake groups."""
        none = torch.full_like(triggers.row, -1)
        vectors = torch.cat((trigger_vectors, mention_vectors))
        out: Tensor = self.relating(vectors, triggers + mentions, torch.cat((none, groups)))
        return out[: len(trigger_vectors)], out[len(trigger_vectors) :]

    def twin_vectors(self, hidden: Tensor, spans: Spans) -> Tensor:
        """Vectors [n, WIDTH] of triggers, for asking whether two tell the same deal; their types are not told,
        so that two triggers of one deal find each other though the tagger typed one of them wrongly."""
        return pool(self.twin(hidden), spans)


def fit(network: nn.Module, state: Mapping[str, Tensor]) -> None:
    """Give the linear layers of a network the sizes that their weights in ``state`` have."""
    for name, layer in network.named_modules():
        weight = state.get(f"{name}.weight")
        if isinstance(layer, nn.Linear) and weight is not None and weight.shape != layer.weight.shape:
            owner, _, own = name.rpartition(".")
            setattr(network.get_submodule(owner), own, nn.Linear(weight.shape[1], weight.shape[0]).to(weight.device))


def pool(pieces: Tensor, spans: Spans) -> Tensor:
    """Means of the pieces of spans: [rows, pieces, width] -> [n, width]."""
    sums = nn.functional.pad(pieces.float().cumsum(1), (0, 0, 1, 0))
    total = sums[spans.row, spans.end] - sums[spans.row, spans.start]
    return total / (spans.end - spans.start).clamp(min=1).unsqueeze(1)
