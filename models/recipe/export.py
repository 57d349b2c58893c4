"""Write the trained network as what the program runs: ``python -m models.recipe.export CHECKPOINT OUT``.

``encoder.onnx`` gives, for every piece, the logits of its tags and its state; matrices are int8, the embeddings
stay in the 4-bit blocks of the source, unpacked in the graph. ``heads.npz`` holds what spans are projected and
scored with, ``labels.json`` the label sets, ``SHA256SUMS`` the checksums.

The graph reads one text at a time: no padding and no mask, and the scale that its inputs are rounded with
depends on nothing but the text.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Tokenizer
from transformers import BertConfig

from models.recipe.split import read_all
from pipeline.extract.tagger.labels import ABOUT_LABELS, ENTITY_TAGS, LINKS, MENTION_KINDS, STATUS_LABELS, TRIGGER_TAGS
from pipeline.records import DEAL_TYPES

OUTPUTS = ("tags", "states")
SMALL = ("trigger", "mention", "twin", "relating", "link", "same", "status", "background", "about")


Floats = NDArray[np.float32]
CALIBRATION = 60
"""Passages a language that tell how large the inputs of the feed-forward layers become."""
CALM = 3.0
"""How many times the usual size an input may reach without being shrunk."""


class Graph:
    """An ONNX graph under construction: constants and nodes named after what they compute."""

    def __init__(self, state: dict[str, Floats], shrink: Mapping[str, Floats]) -> None:
        self.state = state
        self.shrink = shrink
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, name: str, value: NDArray[np.generic]) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(self, op: str, inputs: list[str], out: str, **attributes: object) -> str:
        self.nodes.append(helper.make_node(op, inputs, [out], name=out, **attributes))
        return out

    def linear(self, x: str, weight: Floats, bias: Floats, out: str) -> str:
        """x @ weight.T + bias; the product is named ``out.product``."""
        if (by := self.shrink.get(out)) is not None:
            x = self.node("Mul", [x, self.constant(f"{out}.shrink", 1 / by)], f"{out}.calm")
            weight = weight * by
        product = self.node("MatMul", [x, self.constant(f"{out}.weight", weight.T)], f"{out}.product")
        return self.node("Add", [product, self.constant(f"{out}.bias", bias)], out)

    def norm(self, x: str, prefix: str, epsilon: float) -> str:
        scale = self.constant(f"{prefix}.scale", self.state[f"{prefix}.weight"])
        shift = self.constant(f"{prefix}.shift", self.state[f"{prefix}.bias"])
        return self.node("LayerNormalization", [x, scale, shift], f"{prefix}.out", axis=-1, epsilon=epsilon)


def build_graph(
    state: dict[str, Floats], config: BertConfig, blocks: NDArray[np.uint8], shrink: Mapping[str, Floats]
) -> Graph:
    """The whole graph in float32, apart from the packed embeddings.

    ``shrink`` holds, by the name of a layer, what its inputs are divided by and its weights multiplied with."""
    graph = Graph(state, shrink)
    x = _embed(graph, config, blocks)
    for layer in range(config.num_hidden_layers):
        x = _layer(graph, x, layer, config)
    graph.linear(x, state["tags.weight"], state["tags.bias"], "tags")
    graph.node("Identity", [x], "states")
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


def _layer(g: Graph, x: str, layer: int, config: BertConfig) -> str:
    prefix, s = f"encoder.encoder.layer.{layer}.", g.state
    name = f"layer{layer}"
    sides = [
        g.linear(
            x, s[f"{prefix}attention.self.{part}.weight"], s[f"{prefix}attention.self.{part}.bias"], f"{name}.{part}"
        )
        for part in ("query", "key", "value")
    ]
    heads = s[f"{prefix}attention.self.query.bias"].size * config.num_attention_heads // config.hidden_size
    joined = g.node("MultiHeadAttention", sides, f"{name}.joined", domain="com.microsoft", num_heads=heads)
    dense = f"{prefix}attention.output.dense"
    attended = g.linear(joined, s[f"{dense}.weight"], s[f"{dense}.bias"], f"{name}.attended")
    residual = g.node("Add", [attended, x], f"{name}.residual1")
    x = g.norm(residual, f"{prefix}attention.output.LayerNorm", config.layer_norm_eps)
    wide = g.linear(x, s[f"{prefix}intermediate.dense.weight"], s[f"{prefix}intermediate.dense.bias"], f"{name}.wide")
    active = g.node("Gelu", [wide], f"{name}.gelu")
    narrow = g.linear(active, s[f"{prefix}output.dense.weight"], s[f"{prefix}output.dense.bias"], f"{name}.narrow")
    residual = g.node("Add", [narrow, x], f"{name}.residual2")
    return g.norm(residual, f"{prefix}output.LayerNorm", config.layer_norm_eps)


def to_model(graph: Graph) -> onnx.ModelProto:
    """The graph as a model in float32."""
    sizes = dict(zip(OUTPUTS, graph.state["tags.weight"].shape, strict=True))
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "dealwire-tagger",
            [helper.make_tensor_value_info("input_ids", TensorProto.INT64, [1, "pieces"])],
            [helper.make_tensor_value_info(n, TensorProto.FLOAT, [1, "pieces", size]) for n, size in sizes.items()],
            graph.constants,
        ),
        opset_imports=[helper.make_opsetid("", 20), helper.make_opsetid("com.microsoft", 1)],
        ir_version=9,
    )
    onnx.checker.check_model(model)
    return model


def measure_inputs(model: onnx.ModelProto, texts: list[list[int]]) -> dict[str, Floats]:
    """The largest size that each input of each feed-forward layer reaches over texts in pieces, by layer."""
    watched = {
        node.name.removesuffix(".product"): node.input[0]
        for node in model.graph.node
        if node.name.endswith((".wide.product", ".narrow.product"))
    }
    watching = onnx.ModelProto()
    watching.CopyFrom(model)
    for name in watched.values():
        watching.graph.output.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, None))
    session = onnxruntime.InferenceSession(watching.SerializeToString(), providers=["CPUExecutionProvider"])
    largest: dict[str, Floats] = {}
    for ids in texts:
        for layer, found in zip(
            watched, session.run(list(watched.values()), {"input_ids": np.array([ids])}), strict=True
        ):
            top = np.abs(found).max((0, 1))
            largest[layer] = np.maximum(largest[layer], top) if layer in largest else top
    return largest


def shrinking(largest: Mapping[str, Floats]) -> dict[str, Floats]:
    """What to divide the inputs of each layer by, so that none stands far above the others.

    In each feed-forward layer one input or two reach ten to forty times the size of the others. int8 rounds all of
    them with one scale, so these would take the steps from the rest: with them, one trigger in seven came out
    another; shrunk, and their weights stretched, one in forty does."""
    return {layer: np.maximum(1, top / (CALM * np.median(top))).astype(np.float32) for layer, top in largest.items()}


def calibration_texts(folder: Path, tokenizer: Tokenizer, longest: int) -> list[list[int]]:
    """Some passages of each language in pieces."""
    texts = []
    for passages in read_all(folder).values():
        step = max(1, len(passages) // CALIBRATION)
        texts += [tokenizer.encode(p.text).ids[:longest] for p in passages[::step]]
    return texts


def write_int8(model: onnx.ModelProto, out: Path) -> None:
    """Write the model with the matrices of its layers in int8; the heads are small and decide, so they stay exact."""
    layers = [n.name for n in model.graph.node if n.op_type == "MatMul" and n.name.startswith("layer")]
    quantize_dynamic(
        model,
        str(out),
        op_types_to_quantize=["MatMul"],
        nodes_to_quantize=layers,
        per_channel=True,
        weight_type=QuantType.QInt8,
        extra_options={"MatMulConstBOnly": True, "DefaultTensorType": TensorProto.FLOAT},
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--encoder", type=Path, default=Path("models/build/encoder"))
    parser.add_argument("--data", type=Path, default=Path("models/data"))
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    held = torch.load(args.checkpoint, map_location="cpu", weights_only=False)["network"]
    state = {name: value.float().numpy() for name, value in held.items()}
    config = BertConfig.from_pretrained(args.encoder)
    blocks = np.load(args.encoder / "word_blocks.npy")
    longest = config.max_position_embeddings - 2
    texts = calibration_texts(args.data, Tokenizer.from_file(str(args.encoder / "tokenizer.json")), longest)
    largest = measure_inputs(to_model(build_graph(state, config, blocks, {})), texts)
    write_int8(to_model(build_graph(state, config, blocks, shrinking(largest))), args.out / "encoder.onnx")
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
        "longest": longest,
    }
    (args.out / "labels.json").write_text(json.dumps(labels, indent=1) + "\n")
    files = ["encoder.onnx", "heads.npz", "tokenizer.json", "labels.json"]
    sums = [f"{hashlib.sha256((args.out / name).read_bytes()).hexdigest()}  {name}" for name in files]
    (args.out / "SHA256SUMS").write_text("\n".join(sums) + "\n")
    print({name: (args.out / name).stat().st_size for name in files})


if __name__ == "__main__":
    main()
