"""The layers that are trained and those that run give the same, row by row, whatever else is in the batch."""

from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training's dependencies are not installed")

from models.recipe.relating import Relating  # noqa: E402
from models.recipe.spans import Spans  # noqa: E402
from pipeline.extract.tagger.relating import relate  # noqa: E402

WIDTH = 16


def test_training_and_running_agree() -> None:
    torch.manual_seed(3)
    layers = Relating(WIDTH).eval()
    for weights in layers.parameters():
        torch.nn.init.normal_(weights, std=0.5)
    spans = Spans.of([(1, 4, 5, 0), (0, 7, 9, 0), (1, 90, 91, 0), (1, 2, 3, 0), (0, 30, 31, 0), (2, 1, 2, 0)])
    groups = torch.tensor([0, -1, 0, 1, -1, 0])
    vectors = torch.randn(6, WIDTH)
    with torch.no_grad():
        together = layers(vectors, spans, groups).numpy()
    weights = {f"relating.{name}": value.numpy() for name, value in layers.state_dict().items()}
    for row in range(3):
        held = np.flatnonzero(spans.row.numpy() == row)
        alone = relate(
            weights, vectors.numpy()[held], spans.start.numpy()[held].tolist(), groups.numpy()[held].tolist()
        )
        assert np.allclose(together[held], alone, atol=1e-3)


def test_untrained_layers_add_nothing() -> None:
    spans = Spans.of([(0, 1, 2, 0), (0, 5, 6, 0)])
    vectors = torch.randn(2, WIDTH)
    assert torch.equal(Relating(WIDTH)(vectors, spans, torch.tensor([-1, 0])), vectors)
