"""Attention among spans: what does not depend on the weights holds with any."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.tagger.labels import DISTANCE_BUCKETS, RELATING_HEADS
from pipeline.extract.tagger.relating import relate
from pipeline.extract.tagger.words import Floats

WIDTH = 16


def layer(number: int, random: np.random.Generator) -> dict[str, Floats]:
    """Weights of one layer."""
    norms = {f"{name}.{part}": (WIDTH,) for name in ("norm", "norm2") for part in ("weight", "bias")}
    sizes = {"inside": (3 * WIDTH, WIDTH), "outside": (WIDTH, WIDTH), "wide": (2 * WIDTH, WIDTH)}
    sizes["narrow"] = (WIDTH, 2 * WIDTH)
    biases = {f"{name}.bias": size[:1] for name, size in sizes.items()}
    tables = {"distance.weight": (DISTANCE_BUCKETS, RELATING_HEADS), "namesake.weight": (2, RELATING_HEADS)}
    shapes = norms | {f"{name}.weight": size for name, size in sizes.items()} | biases | tables
    return {f"relating.{number}.{name}": random.normal(size=shape).astype(np.float32) for name, shape in shapes.items()}


RANDOM = np.random.default_rng(7)
WEIGHTS = layer(0, RANDOM) | layer(1, RANDOM)
VECTORS = RANDOM.normal(size=(6, WIDTH)).astype(np.float32)
STARTS = [3, 9, 11, 40, 200, 201]
GROUPS = [-1, -1, 0, 1, 0, 1]


@given(st.permutations(range(6)))
def test_the_order_of_spans_in_the_list_changes_nothing(order: list[int]) -> None:
    turned = relate(WEIGHTS, VECTORS[order], [STARTS[i] for i in order], [GROUPS[i] for i in order])
    assert np.allclose(turned, relate(WEIGHTS, VECTORS, STARTS, GROUPS)[order], atol=1e-3)


def test_it_counts_whose_name_a_span_bears_and_how_far_it_stands() -> None:
    plain = relate(WEIGHTS, VECTORS, STARTS, GROUPS)
    assert not np.allclose(plain, relate(WEIGHTS, VECTORS, STARTS, [-1, -1, 0, 1, 2, 3]), atol=1e-3)
    assert not np.allclose(plain, relate(WEIGHTS, VECTORS, [3, 9, 11, 40, 60, 201], GROUPS), atol=1e-3)
    assert np.allclose(plain, relate(WEIGHTS, VECTORS, [start + 50 for start in STARTS], GROUPS), atol=1e-3)


def test_what_is_no_name_has_no_namesake() -> None:
    apart = relate(WEIGHTS, VECTORS, STARTS, [-1, -2, 0, 1, 2, 3])
    assert np.allclose(relate(WEIGHTS, VECTORS, STARTS, [-1, -1, 0, 1, 2, 3]), apart, atol=1e-3)


def test_without_layers_or_spans_nothing_happens() -> None:
    assert relate({}, VECTORS, STARTS, GROUPS) is VECTORS
    assert relate(WEIGHTS, VECTORS[:0], [], []).shape == (0, WIDTH)
