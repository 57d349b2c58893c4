"""Names out of a token-classification model in a folder: a tiny one whose weights are its answers."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer, models, pre_tokenizers, processors

from pipeline.errors import ModelError
from pipeline.extract.engine import load_engine
from pipeline.extract.finders.hub_names import HubNames

LABELS = ["O", "B-ORG", "I-ORG", "B-LOC"]
WORDS = {
    "[UNK]": 0,
    "[CLS]": 0,
    "[SEP]": 0,
    "[PAD]": 0,
    "Halma": 1,
    "Brand": 1,
    "##tek": 2,
    "Works": 2,
    "Oslo": 3,
    "buys": 0,
}
"""Pieces and the index of the label that the model gives them."""


def save_model(folder: Path, labels: list[str] = LABELS, graph: bool = True, positions: int = 34) -> Path:
    """A model whose logits are a row of a table, chosen by the piece's id."""
    folder.mkdir()
    vocabulary = {word: i for i, word in enumerate(WORDS)}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 1), ("[SEP]", 2)]
    )
    tokenizer.save(str(folder / "tokenizer.json"))
    special = {"unk_token": "[UNK]", "cls_token": "[CLS]", "sep_token": "[SEP]", "pad_token": "[PAD]"}
    (folder / "tokenizer_config.json").write_text(
        json.dumps({"tokenizer_class": "PreTrainedTokenizerFast", **special}), encoding="utf-8"
    )
    config = {
        "model_type": "bert",
        "max_position_embeddings": positions,
        "id2label": {str(i): label for i, label in enumerate(labels)},
        "label2id": {label: i for i, label in enumerate(labels)},
    }
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    if graph:
        table = 9 * np.eye(len(labels), dtype=np.float32)[list(WORDS.values())]
        node = helper.make_node("Gather", ["table", "input_ids"], ["logits"], axis=0)
        ids = helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["rows", "pieces"])
        out = helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["rows", "pieces", len(labels)])
        made = helper.make_graph([node], "tiny", [ids], [out], [numpy_helper.from_array(table, "table")])
        model = helper.make_model(made, opset_imports=[helper.make_opsetid("", 20)], ir_version=9)
        onnx.save(model, folder / "model.onnx")
    return folder


def told(names: HubNames, text: str) -> list[tuple[str, str]]:
    return [(text[m.start : m.end], m.kind) for m in names.find(text, "en")]


def test_pieces_become_names(tmp_path: Path) -> None:
    names = HubNames(str(save_model(tmp_path / "m")))
    text = "Halma buys Brandtek Works in Oslo"
    assert told(names, text) == [("Halma", "ORG"), ("Brandtek Works", "ORG"), ("Oslo", "PLACE")]
    assert all(m.confidence > 0.9 for m in names.find(text, "en"))


def test_a_long_text_is_read_in_windows(tmp_path: Path) -> None:
    names = HubNames(str(save_model(tmp_path / "m")))
    text = "buys " * 200 + "Brandtek Works " + "buys " * 200 + "Oslo"
    assert told(names, text) == [("Brandtek Works", "ORG"), ("Oslo", "PLACE")]


def test_an_empty_text_holds_no_name(tmp_path: Path) -> None:
    assert told(HubNames(str(save_model(tmp_path / "m"))), "") == []


def test_its_version_stands_in_the_engine(tmp_path: Path) -> None:
    folder = save_model(tmp_path / "mine")
    assert "transformers:mine@" in load_engine(f"transformers:{folder}").id


def test_no_model_there(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"no model there .*give a folder or a name of the hub"):
        HubNames(str(tmp_path))


def test_labels_that_name_nothing(tmp_path: Path) -> None:
    folder = save_model(tmp_path / "m", ["NOUN", "VERB", "ADJ", "X"])
    with pytest.raises(ModelError, match="its labels NOUN, VERB, ADJ, X name no organisations"):
        HubNames(str(folder))


def test_a_damaged_graph(tmp_path: Path) -> None:
    folder = save_model(tmp_path / "m")
    (folder / "model.onnx").write_bytes(b"not a graph")
    with pytest.raises(ModelError, match=r"model\.onnx: onnxruntime cannot read it"):
        HubNames(str(folder))


def test_without_graph_and_torch_the_remedy_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "torch", None)
    with pytest.raises(ModelError, match="run pip install torch, or export it with optimum-cli"):
        HubNames(str(save_model(tmp_path / "m", graph=False)))
