"""The weights of linking, read from the one place where they stand: ``weights.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights by feature, and the thresholds of their sum."""

    weights: Mapping[str, float]
    link: float
    """A pair whose sum is above is a link."""
    doubt: float
    """A pair whose sum lies this near to ``link`` is doubtful: shown for review."""

    def score(self, features: Mapping[str, float]) -> float:
        """The log odds that a pair with these features is one deal."""
        return self.weights["bias"] + sum(self.weights[name] * value for name, value in features.items())


@cache
def load_weights() -> Weights:
    """The weights that ship with Dealwire."""
    raw = tomllib.loads(resources.files("pipeline.link").joinpath("weights.toml").read_text(encoding="utf-8"))
    return Weights(raw["weights"], raw["thresholds"]["link"], raw["thresholds"]["doubt"])
