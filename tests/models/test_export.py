"""What is exported gives what the network gives, whatever heads and units its layers have, and comes back from it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training's dependencies are not installed")

import onnxruntime  # noqa: E402
from transformers import BertConfig, BertModel  # noqa: E402

from models.recipe.encoder import dequantise  # noqa: E402
from models.recipe.export import OUTPUTS, build_graph, to_model, write_int8  # noqa: E402
from models.recipe.network import DealNetwork  # noqa: E402
from models.recipe.prune import cut  # noqa: E402
from models.recipe.restore import Exported, make_encoder, restore_embeddings, restore_state  # noqa: E402

CONFIG = BertConfig(
    vocab_size=50,
    hidden_size=64,
    num_hidden_layers=2,
    num_attention_heads=4,
    intermediate_size=256,
    max_position_embeddings=24,
    type_vocab_size=1,
    layer_norm_eps=1e-12,
    hidden_act="gelu",
)
KEPT_HEADS, KEPT_UNITS = [[0, 2, 3], [1]], [list(range(100)), list(range(64, 96))]
IDS = [[2, 30, 7, 49, 11, 3]]


def pruned_network(blocks: np.ndarray) -> DealNetwork:
    torch.manual_seed(9)
    network = DealNetwork(BertModel(CONFIG, add_pooling_layer=False))
    network.load_weights(cut(network.state_dict(), KEPT_HEADS, KEPT_UNITS, 16))
    words = dequantise(blocks.tobytes()).reshape(len(blocks), -1)
    network.encoder.embeddings.word_embeddings.weight.data = torch.tensor(words)
    return network.eval()


def random_blocks() -> np.ndarray:
    random = np.random.default_rng(4)
    scales = random.uniform(0.01, 0.1, (CONFIG.vocab_size, 2, 1)).astype(np.float16).view(np.uint8)
    nibbles = random.integers(0, 256, (CONFIG.vocab_size, 2, 16), np.uint8)
    return np.concatenate([scales.reshape(CONFIG.vocab_size, 2, 2), nibbles], 2)


def test_a_pruned_network_is_exported_and_restored(tmp_path: Path) -> None:
    blocks = random_blocks()
    network = pruned_network(blocks)
    state = {name: value.numpy() for name, value in network.state_dict().items()}
    model = to_model(build_graph(state, CONFIG, blocks, {"layer0.narrow": np.full(100, 2.0, np.float32)}))
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    found = session.run(list(OUTPUTS), {"input_ids": np.array(IDS)})
    with torch.no_grad():
        hidden = network.encode(torch.tensor(IDS), torch.ones(1, len(IDS[0]), dtype=torch.long))
        for name, value, wanted in zip(OUTPUTS, found, (network.tags(hidden), hidden), strict=True):
            assert np.allclose(value, wanted, atol=1e-4), name

    path = tmp_path / "encoder.onnx"
    write_int8(model, path)
    exported = Exported(path)
    assert (exported.word_blocks() == blocks).all()
    heads = {name: value for name, value in state.items() if not name.startswith(("encoder.", "tags."))}
    back = DealNetwork(make_encoder(exported, pad=0, heads=4))
    back.load_weights(restore_state(exported, heads))
    assert torch.equal(
        restore_embeddings(exported)["embeddings.word_embeddings.weight"],
        network.encoder.embeddings.word_embeddings.weight,
    )
    with torch.no_grad():
        again = back.eval().encode(torch.tensor(IDS), torch.ones(1, len(IDS[0]), dtype=torch.long))
    assert (again - hidden).abs().max() < 0.05 * hidden.abs().max()
