"""Make the shipped model trainable again: ``python -m models.recipe.restore MODEL ENCODER CHECKPOINT``.

Takes weights, embeddings and vocabulary out of the folder of a model and writes what models.recipe.train goes on
from: the folder of an encoder (its ``--encoder``) and a checkpoint (its ``--start``). The heads come back to the bit
of their float16, the encoder's matrices as int8 left them.
"""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from torch import Tensor
from transformers import BertConfig, BertModel

from models.recipe.encoder import dequantise
from models.recipe.network import DealNetwork

MATRICES = {
    "query": "attention.self.query",
    "key": "attention.self.key",
    "value": "attention.self.value",
    "attended": "attention.output.dense",
    "wide": "intermediate.dense",
    "narrow": "output.dense",
}
"""What the exported graph calls a layer's matrices, and what the network does."""
NORMS = ("attention.output.LayerNorm", "output.LayerNorm")


class Exported:
    """The constants of an exported graph by name."""

    def __init__(self, path: Path) -> None:
        graph = onnx.load(str(path)).graph
        self.arrays = {t.name: numpy_helper.to_array(t) for t in graph.initializer}
        self.layers = sum(name.endswith(".narrow.weight_quantized") for name in self.arrays)
        attributes = {(n.op_type, a.name): a for n in graph.node for a in n.attribute}
        self.epsilon: float = attributes["LayerNormalization", "epsilon"].f

    def matrix(self, name: str) -> NDArray[np.float32]:
        """The weight [outputs, inputs] of a layer in int8, as float32."""
        quantized = self.arrays[f"{name}.weight_quantized"].astype(np.float32)
        steps = quantized - self.arrays[f"{name}.weight_zero_point"].astype(np.float32)
        weight = (steps * self.arrays[f"{name}.weight_scale"]).T
        return np.asarray(weight * self.arrays.get(f"{name}.shrink", np.float32(1)), np.float32)

    def word_blocks(self) -> NDArray[np.uint8]:
        """The packed rows of the word embeddings: [pieces, blocks, bytes of a scale and of a block]."""
        packed, scales = self.arrays["packed"], self.arrays["scales"].astype(np.float16)
        rows, count = scales.shape
        heads = scales.reshape(rows, count, 1).view(np.uint8).reshape(rows, count, 2)
        return np.concatenate([heads, packed.reshape(rows, count, -1)], 2)


def restore_state(exported: Exported, heads: dict[str, NDArray[np.float32]]) -> dict[str, Tensor]:
    """The weights of the network, by the names that it has for them, its embeddings apart."""
    out: dict[str, NDArray[np.float32]] = dict(heads)
    arrays = exported.arrays
    for layer in range(exported.layers):
        prefix = f"encoder.encoder.layer.{layer}."
        for short, name in MATRICES.items():
            out[f"{prefix}{name}.weight"] = exported.matrix(f"layer{layer}.{short}")
            out[f"{prefix}{name}.bias"] = arrays[f"layer{layer}.{short}.bias"]
        for name in NORMS:
            out[f"{prefix}{name}.weight"] = arrays[f"{prefix}{name}.scale"]
            out[f"{prefix}{name}.bias"] = arrays[f"{prefix}{name}.shift"]
    out["tags.weight"], out["tags.bias"] = arrays["tags.weight"].T, arrays["tags.bias"]
    return {name: torch.tensor(np.array(value, np.float32)) for name, value in out.items()}


def restore_embeddings(exported: Exported) -> dict[str, Tensor]:
    """The embeddings of the encoder, by the names that a ``BertModel`` has for them."""
    arrays = exported.arrays
    blocks = exported.word_blocks()
    words = dequantise(blocks.tobytes()).reshape(len(blocks), -1)
    values = {
        "word_embeddings.weight": words,
        # The graph adds the one token type to the positions.
        "position_embeddings.weight": arrays["positions"],
        "token_type_embeddings.weight": np.zeros((1, words.shape[1]), np.float32),
        "LayerNorm.weight": arrays["encoder.embeddings.LayerNorm.scale"],
        "LayerNorm.bias": arrays["encoder.embeddings.LayerNorm.shift"],
    }
    return {f"embeddings.{name}": torch.tensor(np.array(value, np.float32)) for name, value in values.items()}


def make_encoder(exported: Exported, pad: int, heads: int) -> BertModel:
    """An encoder with the embeddings; its layers have all heads and are for the checkpoint to fill."""
    embeddings = restore_embeddings(exported)
    words, positions = (embeddings[f"embeddings.{kind}_embeddings.weight"] for kind in ("word", "position"))
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=words.shape[1],
        num_hidden_layers=exported.layers,
        num_attention_heads=heads,
        intermediate_size=4 * words.shape[1],
        max_position_embeddings=len(positions),
        type_vocab_size=1,
        layer_norm_eps=exported.epsilon,
        pad_token_id=pad,
        hidden_act="gelu",
    )
    encoder = BertModel(config, add_pooling_layer=False)
    encoder.load_state_dict(embeddings, strict=False)
    return encoder


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path, help="the folder of a model, for instance models/tagger")
    parser.add_argument("encoder", type=Path)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--heads", type=int, default=12, help="attention heads of the encoder before any was cut")
    args = parser.parse_args()
    exported = Exported(args.model / "encoder.onnx")
    pieces = [piece for piece, _ in json.loads((args.model / "tokenizer.json").read_text("utf-8"))["model"]["vocab"]]
    encoder = make_encoder(exported, pieces.index("<pad>"), args.heads)
    args.encoder.mkdir(parents=True, exist_ok=True)
    encoder.save_pretrained(args.encoder)
    shutil.copy(args.model / "tokenizer.json", args.encoder / "tokenizer.json")
    np.save(args.encoder / "word_blocks.npy", exported.word_blocks())
    with np.load(args.model / "heads.npz") as held:
        heads = {name: held[name].astype(np.float32) for name in held.files}
    network, state = DealNetwork(encoder), restore_state(exported, heads)
    if missing := [n for n in network.state_dict() if n not in state and "embeddings." not in n]:
        raise SystemExit(f"{args.model}: {missing[0]} is missing; an earlier recipe made this model, of another graph")
    network.load_weights(state)
    torch.save({"network": network.state_dict()}, args.checkpoint)


if __name__ == "__main__":
    main()
