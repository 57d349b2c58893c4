"""A model whose arrays are made by hand: what each piece is stands in the arrays, so that decoding can be tested."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from pipeline.extract.tagger.labels import (
    ABOUT_LABELS,
    DISTANCE_BUCKETS,
    ENTITY_TAGS,
    LINKS,
    MENTION_KINDS,
    STATUS_LABELS,
    TRIGGER_TAGS,
)
from pipeline.extract.tagger.model import Encoded, Labels, TaggerModel
from pipeline.extract.tagger.words import group_words
from pipeline.records import DEAL_TYPES, STATUSES

WIDTH = len(LINKS)
SURE = 12.0


class FakeModel(TaggerModel):
    """Heads that pass on what the pieces say: a mention's vector holds its link, ``same`` is given."""

    def __init__(self, same: float = 0.0, status: str = "announced") -> None:
        self.labels = Labels(
            ENTITY_TAGS, TRIGGER_TAGS, DEAL_TYPES, MENTION_KINDS, LINKS, STATUS_LABELS, ABOUT_LABELS, 510
        )
        heads = {
            "trigger_kind.weight": np.zeros((len(DEAL_TYPES), WIDTH)),
            "mention_kind.weight": np.zeros((len(MENTION_KINDS), WIDTH)),
            "status.weight": np.zeros((len(STATUSES), WIDTH)),
            "status.bias": SURE * np.eye(len(STATUSES))[STATUSES.index(status)],  # type: ignore[arg-type]
            "background.weight": np.zeros((1, WIDTH)),
            "background.bias": np.array([-SURE]),
            "about.weight": np.zeros((3, WIDTH)),
            "about.bias": np.array([SURE, 0, 0]),
        }
        for head, out in (("link", np.eye(WIDTH)), ("same", np.zeros((1, WIDTH)))):
            heads |= {
                f"{head}.product.weight": np.zeros((WIDTH, WIDTH)),
                f"{head}.product.bias": np.zeros(WIDTH),
                f"{head}.distance.weight": np.zeros((DISTANCE_BUCKETS, WIDTH)),
                f"{head}.out.weight": out,
                f"{head}.out.bias": np.zeros(len(out)),
            }
        for kind, passed in (("trigger", 0), ("mention", 1), ("twin", 0)):
            heads |= {f"{kind}.weight": passed * np.eye(WIDTH), f"{kind}.bias": np.zeros(WIDTH)}
        heads["same.out.bias"] = np.array([same])
        self._heads = {name: value.astype(np.float32) for name, value in heads.items()}


def encoded(text: str, tags: dict[str, str], links: dict[str, str] | None = None) -> Encoded:
    """A text in pieces: its words and marks. ``tags`` gives words their entity or trigger tag, ``links`` what the
    mentions that hold them are to every trigger. A word counts wherever it stands."""
    pieces = [None, *(hit.span() for hit in re.finditer(r"\w+|[^\w\s]", text)), None]
    columns: Sequence[str] = (*ENTITY_TAGS, *TRIGGER_TAGS)
    logits = np.zeros((len(pieces), len(columns)), np.float32)
    states = np.zeros((len(pieces), WIDTH), np.float32)
    for i, piece in enumerate(pieces):
        word = text[slice(*piece)] if piece else ""
        tag = tags.get(word, "O")
        entity, trigger = (tag, "O") if tag in ENTITY_TAGS else ("O", tag)
        logits[i, ENTITY_TAGS.index(entity)] = SURE
        logits[i, len(ENTITY_TAGS) + TRIGGER_TAGS.index(trigger)] = SURE
        states[i, LINKS.index((links or {}).get(word, "none"))] = SURE
    return Encoded(text, tuple(pieces), group_words(text, pieces), logits, states)
