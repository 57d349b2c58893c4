"""Attention among the triggers and mentions of a text, in numpy: what ``models/recipe/relating.py`` trains."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from pipeline.extract.tagger.activations import gelu, softmax
from pipeline.extract.tagger.labels import DISTANCES, RELATING_HEADS
from pipeline.extract.tagger.words import Floats

_EPSILON = np.float32(1e-5)
_PARTS = (
    "norm.weight", "norm.bias", "inside.weight", "inside.bias", "outside.weight", "outside.bias", "distance.weight",
    "namesake.weight", "norm2.weight", "norm2.bias", "wide.weight", "wide.bias", "narrow.weight", "narrow.bias",
)  # fmt: skip


def relate(weights: Mapping[str, Floats], vectors: Floats, starts: Sequence[int], groups: Sequence[int]) -> Floats:
    """Vectors [n, width] of spans, each having seen the others.

    ``weights`` are those of the layers by name (``relating.0.norm.weight``…), ``starts`` the spans' first pieces,
    ``groups`` their numbers as names, below 0 for what is no name."""
    if not len(vectors):
        return vectors
    at, names = np.asarray(starts), np.asarray(groups)
    gap = at[None, :] - at[:, None]
    distance = np.searchsorted(DISTANCES, np.abs(gap), "right") + (len(DISTANCES) + 1) * (gap > 0)
    namesake = ((names[:, None] == names[None, :]) & (names[:, None] >= 0)).astype(np.int64)
    layer = 0
    while f"relating.{layer}.norm.weight" in weights:
        w = {name: weights[f"relating.{layer}.{name}"] for name in _PARTS}
        bias = w["distance.weight"][distance] + w["namesake.weight"][namesake]
        vectors = vectors + _attend(w, _norm(w, "norm", vectors), bias.transpose(2, 0, 1))
        vectors = vectors + _linear(w, "narrow", gelu(_linear(w, "wide", _norm(w, "norm2", vectors))))
        layer += 1
    return vectors


def _attend(w: Mapping[str, Floats], x: Floats, bias: Floats) -> Floats:
    """What each span takes from the others; ``bias`` is [heads, n, n]."""
    n, width = x.shape
    query, key, value = _linear(w, "inside", x).reshape(n, 3, RELATING_HEADS, -1).transpose(1, 2, 0, 3)
    scores = query @ key.transpose(0, 2, 1) / np.sqrt(np.float32(width // RELATING_HEADS)) + bias
    return _linear(w, "outside", (softmax(scores) @ value).transpose(1, 0, 2).reshape(n, width))


def _linear(w: Mapping[str, Floats], name: str, x: Floats) -> Floats:
    return np.asarray(x @ w[f"{name}.weight"].T + w[f"{name}.bias"], np.float32)


def _norm(w: Mapping[str, Floats], name: str, x: Floats) -> Floats:
    centred = x - x.mean(-1, keepdims=True)
    scaled = centred / np.sqrt((centred**2).mean(-1, keepdims=True) + _EPSILON)
    return np.asarray(scaled * w[f"{name}.weight"] + w[f"{name}.bias"], np.float32)
