"""Attention among the triggers and mentions of a text, in numpy: what ``models/recipe/relating.py`` trains."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from pipeline.extract.tagger.labels import RELATING_HEADS, distance_buckets
from pipeline.extract.tagger.layers import gelu, linear, norm, softmax
from pipeline.extract.tagger.words import Floats


def relate(weights: Mapping[str, Floats], vectors: Floats, starts: Sequence[int], groups: Sequence[int]) -> Floats:
    """Vectors [n, width] of spans, each having seen the others.

    ``weights`` are those of the layers by name (``relating.0.norm.weight``…), ``starts`` the spans' first pieces,
    ``groups`` their numbers as names, below 0 for what is no name."""
    if not len(vectors):
        return vectors
    at, names = np.asarray(starts), np.asarray(groups)
    distance = distance_buckets(at[:, None], at[None, :])
    namesake = ((names[:, None] == names[None, :]) & (names[:, None] >= 0)).astype(np.int64)
    number = 0
    while f"{(layer := f'relating.{number}')}.norm.weight" in weights:
        bias = weights[f"{layer}.distance.weight"][distance] + weights[f"{layer}.namesake.weight"][namesake]
        vectors = vectors + _attend(weights, layer, norm(weights, f"{layer}.norm", vectors), bias.transpose(2, 0, 1))
        wide = gelu(linear(weights, f"{layer}.wide", norm(weights, f"{layer}.norm2", vectors)))
        vectors = vectors + linear(weights, f"{layer}.narrow", wide)
        number += 1
    return vectors


def _attend(weights: Mapping[str, Floats], layer: str, x: Floats, bias: Floats) -> Floats:
    """What each span takes from the others; ``bias`` is [heads, n, n]."""
    n, width = x.shape
    sides = linear(weights, f"{layer}.inside", x).reshape(n, 3, RELATING_HEADS, -1)
    query, key, value = sides.transpose(1, 2, 0, 3)
    scores = query @ key.transpose(0, 2, 1) / np.sqrt(np.float32(width // RELATING_HEADS)) + bias
    return linear(weights, f"{layer}.outside", (softmax(scores) @ value).transpose(1, 0, 2).reshape(n, width))
