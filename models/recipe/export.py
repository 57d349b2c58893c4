"""Write the trained network as what the program runs: ``python -m models.recipe.export CHECKPOINT OUT``.

``encoder.onnx`` gives, for every piece, the logits of its tags and its projections as part of a trigger
and of a mention; matrices are int8, the embeddings stay in the 4-bit blocks of the source, unpacked in the
graph. ``heads.npz`` holds the small scorers, ``labels.json`` the label sets, ``SHA256SUMS`` the checksums.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization.matmul_nbits_quantizer import DefaultWeightOnlyQuantConfig, MatMulNBitsQuantizer
from transformers import BertConfig

from pipeline.extract.tagger.labels import ABOUT_LABELS, ENTITY_TAGS, LINKS, MENTION_KINDS, STATUS_LABELS, TRIGGER_TAGS
from pipeline.records import DEAL_TYPES

OUTPUTS = ("tags", "trigger", "mention", "twin")
SMALL = ("trigger_kind", "mention_kind", "link", "same", "status", "background", "about")


BLOCK = 128
"""Weights and activations that share a scale. One scale a tensor, as dynamic quantisation has it, changed one
trigger in six on news text, because the inputs of the feed-forward layers have outliers; blocks change one in sixty."""
INT8_COMPUTE = 4
"""onnxruntime's accuracy level for products of int8 blocks."""


class Graph:
    """An ONNX graph under construction: constants and nodes named after what they compute."""

    def __init__(self, state: dict[str, NDArray[np.float32]]) -> None:
        self.state = state
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, name: str, value: NDArray[np.generic]) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(self, op: str, inputs: list[str], out: str, **attributes: object) -> str:
        self.nodes.append(helper.make_node(op, inputs, [out], name=out, **attributes))
        return out

    def linear(self, x: str, weight: NDArray[np.float32], bias: NDArray[np.float32], out: str) -> str:
        """x @ weight.T + bias; the product is named ``out.product``."""
        product = self.node("MatMul", [x, self.constant(f"{out}.weight", weight.T)], f"{out}.product")
        return self.node("Add", [product, self.constant(f"{out}.bias", bias)], out)

    def norm(self, x: str, prefix: str, epsilon: float) -> str:
        scale = self.constant(f"{prefix}.scale", self.state[f"{prefix}.weight"])
        shift = self.constant(f"{prefix}.shift", self.state[f"{prefix}.bias"])
        return self.node("LayerNormalization", [x, scale, shift], f"{prefix}.out", axis=-1, epsilon=epsilon)


def build_graph(state: dict[str, NDArray[np.float32]], config: BertConfig, blocks: NDArray[np.uint8]) -> Graph:
    """The whole graph in float32, apart from the packed embeddings."""
    graph = Graph(state)
    x = _embed(graph, config, blocks)
    mask = _attention_bias(graph)
    for layer in range(config.num_hidden_layers):
        x = _layer(graph, x, mask, layer, config)
    for name in OUTPUTS:
        graph.linear(x, state[f"{name}.weight"], state[f"{name}.bias"], name)
    return graph


def _embed(g: Graph, config: BertConfig, blocks: NDArray[np.uint8]) -> str:
    pieces, count, _ = blocks.shape
    nibbles = blocks[:, :, 2:].reshape(pieces, count * 16)
    scales = blocks[:, :, :2].copy().view(np.float16).reshape(pieces, count)
    g.constant("packed", nibbles)
    g.constant("scales", scales)
    g.constant("sixteen", np.float32(16))
    g.constant("eight", np.float32(8))
    g.constant("by_block", np.array([0, 0, count, 16], np.int64))
    g.constant("flat", np.array([0, 0, config.hidden_size], np.int64))
    g.constant("last_axis", np.array([-1], np.int64))
    g.node("Gather", ["packed", "input_ids"], "bytes", axis=0)
    g.node("Cast", ["bytes"], "bytes.float", to=TensorProto.FLOAT)
    g.node("Reshape", ["bytes.float", "by_block"], "bytes.block")
    g.node("Div", ["bytes.block", "sixteen"], "bytes.shifted")
    g.node("Floor", ["bytes.shifted"], "high")
    g.node("Mul", ["high", "sixteen"], "high.value")
    g.node("Sub", ["bytes.block", "high.value"], "low")
    g.node("Concat", ["low", "high"], "nibbles", axis=-1)
    g.node("Sub", ["nibbles", "eight"], "signed")
    g.node("Gather", ["scales", "input_ids"], "scale.half", axis=0)
    g.node("Cast", ["scale.half"], "scale", to=TensorProto.FLOAT)
    g.node("Unsqueeze", ["scale", "last_axis"], "scale.wide")
    g.node("Mul", ["signed", "scale.wide"], "unpacked")
    g.node("Reshape", ["unpacked", "flat"], "word")
    positions = (
        g.state["encoder.embeddings.position_embeddings.weight"]
        + g.state["encoder.embeddings.token_type_embeddings.weight"][0]
    )
    g.constant("positions", positions)
    for name, value in (("zero", 0), ("one", 1), ("two", 2)):
        g.constant(name, np.array([value], np.int64))
    g.node("Shape", ["input_ids"], "shape")
    g.node("Slice", ["shape", "one", "two"], "width")
    # Slice, because onnxruntime fails on a Gather of a Range here.
    g.node("Slice", ["positions", "zero", "width", "zero"], "position")
    g.node("Add", ["word", "position"], "embedded")
    return g.norm("embedded", "encoder.embeddings.LayerNorm", config.layer_norm_eps)


def _attention_bias(g: Graph) -> str:
    g.constant("unity", np.float32(1))
    g.constant("far", np.float32(-10000))
    g.constant("middle_axes", np.array([1, 2], np.int64))
    g.node("Cast", ["attention_mask"], "mask.float", to=TensorProto.FLOAT)
    g.node("Sub", ["unity", "mask.float"], "mask.off")
    g.node("Mul", ["mask.off", "far"], "mask.bias")
    return g.node("Unsqueeze", ["mask.bias", "middle_axes"], "mask.wide")


def _layer(g: Graph, x: str, mask: str, layer: int, config: BertConfig) -> str:
    prefix, s = f"encoder.encoder.layer.{layer}.", g.state
    heads, size = config.num_attention_heads, config.hidden_size // config.num_attention_heads
    if layer == 0:
        g.constant("by_head", np.array([0, 0, heads, size], np.int64))
    scale = np.float32(1 / np.sqrt(size))
    name = f"layer{layer}"
    turned = {}
    for short, part, factor, order in (
        ("q", "query", scale, [0, 2, 1, 3]),
        ("k", "key", np.float32(1), [0, 2, 3, 1]),
        ("v", "value", np.float32(1), [0, 2, 1, 3]),
    ):
        weight = s[f"{prefix}attention.self.{part}.weight"] * factor
        bias = s[f"{prefix}attention.self.{part}.bias"] * factor
        flat = g.linear(x, weight, bias, f"{name}.{short}")
        split = g.node("Reshape", [flat, "by_head"], f"{name}.{short}.heads")
        turned[short] = g.node("Transpose", [split], f"{name}.{short}.turned", perm=order)
    scores = g.node("MatMul", [turned["q"], turned["k"]], f"{name}.scores")
    masked = g.node("Add", [scores, mask], f"{name}.masked")
    shares = g.node("Softmax", [masked], f"{name}.shares", axis=-1)
    context = g.node("MatMul", [shares, turned["v"]], f"{name}.context")
    back = g.node("Transpose", [context], f"{name}.context.turned", perm=[0, 2, 1, 3])
    joined = g.node("Reshape", [back, "flat"], f"{name}.context.flat")
    dense = f"{prefix}attention.output.dense"
    attended = g.linear(joined, s[f"{dense}.weight"], s[f"{dense}.bias"], f"{name}.attended")
    residual = g.node("Add", [attended, x], f"{name}.residual1")
    x = g.norm(residual, f"{prefix}attention.output.LayerNorm", config.layer_norm_eps)
    wide = g.linear(x, s[f"{prefix}intermediate.dense.weight"], s[f"{prefix}intermediate.dense.bias"], f"{name}.wide")
    active = g.node("Gelu", [wide], f"{name}.gelu")
    narrow = g.linear(active, s[f"{prefix}output.dense.weight"], s[f"{prefix}output.dense.bias"], f"{name}.narrow")
    residual = g.node("Add", [narrow, x], f"{name}.residual2")
    return g.norm(residual, f"{prefix}output.LayerNorm", config.layer_norm_eps)


def write_model(graph: Graph, out: Path) -> None:
    """Check the graph, quantise its matrices to int8 and write it."""
    sizes = {name: len(graph.state[f"{name}.bias"]) for name in OUTPUTS}
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "dealwire-tagger",
            [
                helper.make_tensor_value_info(n, TensorProto.INT64, ["rows", "pieces"])
                for n in ("input_ids", "attention_mask")
            ],
            [
                helper.make_tensor_value_info(n, TensorProto.FLOAT, ["rows", "pieces", size])
                for n, size in sizes.items()
            ],
            graph.constants,
        ),
        opset_imports=[helper.make_opsetid("", 20)],
        ir_version=9,
    )
    onnx.checker.check_model(model)
    # Attention's own products have no constant side; the heads are small and decide, so they stay exact.
    exact = [n.name for n in graph.nodes if n.op_type == "MatMul" and n.name.endswith((".scores", ".context"))]
    exact += [f"{name}.product" for name in OUTPUTS]
    settings = DefaultWeightOnlyQuantConfig(block_size=BLOCK, is_symmetric=True, accuracy_level=INT8_COMPUTE, bits=8)
    quantizer = MatMulNBitsQuantizer(model, nodes_to_exclude=exact, algo_config=settings)
    quantizer.process()
    quantizer.model.save_model_to_file(str(out), False)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--encoder", type=Path, default=Path("models/build/encoder"))
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    held = torch.load(args.checkpoint, map_location="cpu", weights_only=False)["network"]
    state = {name: value.float().numpy() for name, value in held.items()}
    config = BertConfig.from_pretrained(args.encoder)
    graph = build_graph(state, config, np.load(args.encoder / "word_blocks.npy"))
    write_model(graph, args.out / "encoder.onnx")
    np.savez(args.out / "heads.npz", **{n: v.astype(np.float16) for n, v in state.items() if n.startswith(SMALL)})
    shutil.copy(args.encoder / "tokenizer.json", args.out / "tokenizer.json")
    labels = {
        "entity_tags": ENTITY_TAGS,
        "trigger_tags": TRIGGER_TAGS,
        "deal_types": DEAL_TYPES,
        "mention_kinds": MENTION_KINDS,
        "links": LINKS,
        "statuses": STATUS_LABELS,
        "abouts": ABOUT_LABELS,
        "pad": config.pad_token_id,
        "longest": config.max_position_embeddings - 2,
    }
    (args.out / "labels.json").write_text(json.dumps(labels, indent=1) + "\n")
    files = ["encoder.onnx", "heads.npz", "tokenizer.json", "labels.json"]
    sums = [f"{hashlib.sha256((args.out / name).read_bytes()).hexdigest()}  {name}" for name in files]
    (args.out / "SHA256SUMS").write_text("\n".join(sums) + "\n")
    print({name: (args.out / name).stat().st_size for name in files})


if __name__ == "__main__":
    main()
