"""The mean of two networks."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")


def test_the_mean_is_weighted_and_asks_for_one_shape() -> None:
    from models.recipe.average import mean_weights

    one, other = {"a": torch.tensor([0.0, 10.0])}, {"a": torch.tensor([10.0, 10.0])}
    assert mean_weights([(one, 3), (other, 1)])["a"].tolist() == [2.5, 10.0]
    with pytest.raises(ValueError, match="differ in their layers"):
        mean_weights([(one, 1), ({"a": torch.zeros(3)}, 1)])
