"""The small layers of the network in numpy, and what turns its numbers into chances."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from pipeline.extract.tagger.words import Floats

_EPSILON = np.float32(1e-5)


def linear(weights: Mapping[str, Floats], name: str, x: Floats) -> Floats:
    """The linear layer of a name: [n, inputs] to [n, outputs]."""
    return np.asarray(x @ weights[f"{name}.weight"].T + weights[f"{name}.bias"], np.float32)


def norm(weights: Mapping[str, Floats], name: str, x: Floats) -> Floats:
    """The layer norm of a name, over the last axis."""
    centred = x - x.mean(-1, keepdims=True)
    scaled = centred / np.sqrt((centred**2).mean(-1, keepdims=True) + _EPSILON)
    return np.asarray(scaled * weights[f"{name}.weight"] + weights[f"{name}.bias"], np.float32)


def span_means(pieces: Floats, spans: Sequence[tuple[int, int]]) -> Floats:
    """Means [n, width] of the pieces [pieces, width] of spans, of which none is empty."""
    starts, ends = np.array(spans).T
    sums = np.concatenate([np.zeros((1, pieces.shape[1]), np.float32), pieces.cumsum(0)])
    return np.asarray((sums[ends] - sums[starts]) / (ends - starts)[:, None], np.float32)


def softmax(logits: Floats) -> Floats:
    """Probabilities along the last axis."""
    raised = np.exp(logits - logits.max(-1, keepdims=True))
    return np.asarray(raised / raised.sum(-1, keepdims=True))


def sigmoid(logits: Floats) -> Floats:
    """Probabilities of independent logits, by the hyperbolic tangent, which no logit is too large for."""
    return np.asarray(0.5 * (1 + np.tanh(0.5 * logits)), logits.dtype)


def gelu(x: Floats) -> Floats:
    """The exact GELU, by a rational approximation of erf with an error below 1.5e-7 (Abramowitz and Stegun 7.1.26)."""
    z = np.abs(x) / np.sqrt(np.float32(2))
    t = 1 / (1 + 0.3275911 * z)
    poly = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    erf = np.sign(x) * (1 - poly * np.exp(-z * z))
    return np.asarray(0.5 * x * (1 + erf), dtype=np.float32)
