"""What turns the network's numbers into chances, and what stands between its layers."""

from __future__ import annotations

import numpy as np

from pipeline.extract.tagger.words import Floats


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
