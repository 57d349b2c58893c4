"""The shipped model at run time: onnxruntime, transformers' tokenizer and numpy; no torch.

One pass of the encoder gives, for every piece, the logits of its tags and three projections; spans are
means of their pieces, and small scorers (``heads.npz``) say what a span is to another one.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from pydantic import TypeAdapter

from pipeline.errors import ModelError

Floats = NDArray[np.float32]
FILES = ("encoder.onnx", "heads.npz", "tokenizer.json", "labels.json")
_BATCH_PIECES = 1024
"""Pieces of a batch, padding included: enough to keep the processor busy, small enough for its caches."""
_WIDTH_STEP = 16
"""A text is padded to the next multiple of this, whatever it shares a batch with. Other widths would add its figures in
another order, and rounding would make what is read of it depend on the articles beside it."""

_SURROGATE = re.compile(r"[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Labels:
    """The label sets that the model was trained with."""

    entity_tags: tuple[str, ...]
    trigger_tags: tuple[str, ...]
    deal_types: tuple[str, ...]
    mention_kinds: tuple[str, ...]
    links: tuple[str, ...]
    statuses: tuple[str, ...]
    abouts: tuple[str, ...]
    pad: int
    longest: int


@dataclass(frozen=True, slots=True)
class Encoded:
    """One text in pieces: ``edges[i]`` are the character edges of piece i, None for special ones.

    ``tags`` [pieces, entity tags + trigger tags] are logits; ``trigger``, ``mention`` and ``twin``
    [pieces, width] are the projections that spans are pooled from.
    """

    text: str
    edges: tuple[tuple[int, int] | None, ...]
    tags: Floats
    trigger: Floats
    mention: Floats
    twin: Floats


class TaggerModel:
    """The tagger's files, loaded. Raises ModelError where one is missing or damaged."""

    def __init__(self, folder: Path, threads: int = 1) -> None:
        _verify(folder)
        raw = json.loads((folder / "labels.json").read_text("utf-8"))
        self.labels = TypeAdapter(Labels).validate_python(raw)
        self.version = hashlib.sha256((folder / "SHA256SUMS").read_bytes()).hexdigest()[:12]
        self._tokenizer = _load_tokenizer(folder / "tokenizer.json")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            str(folder / "encoder.onnx"), options, providers=["CPUExecutionProvider"]
        )
        with np.load(folder / "heads.npz") as heads:
            self._heads: dict[str, Floats] = {name: heads[name].astype(np.float32) for name in heads.files}

    def count_pieces(self, text: str) -> int:
        """How many pieces a text has, special ones apart."""
        return len(self._tokenizer.encode(_encodable(text), add_special_tokens=False).ids)

    def encode(self, texts: Sequence[str]) -> list[Encoded]:
        """Run the encoder over texts, batched by length across them."""
        encodings = self._tokenizer.encode_batch([_encodable(text) for text in texts])
        ids = [e.ids[: self.labels.longest] for e in encodings]
        out: list[Encoded | None] = [None] * len(texts)
        for batch in _batches([len(i) for i in ids]):
            width = _width(len(ids[batch[0]]))
            inputs = np.full((len(batch), width), self.labels.pad, np.int64)
            mask = np.zeros((len(batch), width), np.int64)
            for row, i in enumerate(batch):
                inputs[row, : len(ids[i])] = ids[i]
                mask[row, : len(ids[i])] = 1
            tags, trigger, mention, twin = self._session.run(None, {"input_ids": inputs, "attention_mask": mask})
            for row, i in enumerate(batch):
                n = len(ids[i])
                edges = _edges(texts[i], encodings[i], n)
                out[i] = Encoded(texts[i], edges, tags[row, :n], trigger[row, :n], mention[row, :n], twin[row, :n])
        return [e for e in out if e is not None]

    def span_vectors(
        self, pieces: Floats, spans: Sequence[tuple[int, int]], kinds: Sequence[int], table: str
    ) -> Floats:
        """Vectors [n, width] of piece spans: the mean of their projections and the embedding of their kind."""
        if not spans:
            return np.zeros((0, pieces.shape[1]), np.float32)
        means = np.stack([pieces[a:b].mean(0) for a, b in spans])
        return means + self._heads[f"{table}.weight"][list(kinds)]

    def score_pairs(self, head: str, left: Floats, right: Floats, distances: NDArray[np.int64]) -> Floats:
        """Logits [n, labels] of pairs of vectors [n, width] with distance buckets [n]."""
        h = self._heads
        product = (left * right) @ h[f"{head}.product.weight"].T + h[f"{head}.product.bias"]
        hidden = np.asarray(left + right + product + h[f"{head}.distance.weight"][distances], np.float32)
        return gelu(hidden) @ h[f"{head}.out.weight"].T + h[f"{head}.out.bias"]

    def classify(self, head: str, vectors: Floats) -> Floats:
        """Logits [n, labels] of a linear head: status, background or about."""
        return vectors @ self._heads[f"{head}.weight"].T + self._heads[f"{head}.bias"]


def softmax(logits: Floats) -> Floats:
    """Probabilities along the last axis."""
    raised = np.exp(logits - logits.max(-1, keepdims=True))
    return np.asarray(raised / raised.sum(-1, keepdims=True))


def sigmoid(logits: Floats) -> Floats:
    """Probabilities of independent logits."""
    return np.asarray(1 / (1 + np.exp(-logits)))


def gelu(x: Floats) -> Floats:
    """The exact GELU, by a rational approximation of erf with an error below 1.5e-7 (Abramowitz and Stegun 7.1.26)."""
    z = np.abs(x) / np.sqrt(np.float32(2))
    t = 1 / (1 + 0.3275911 * z)
    poly = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    erf = np.sign(x) * (1 - poly * np.exp(-z * z))
    return np.asarray(0.5 * x * (1 + erf), dtype=np.float32)


def shipped_folder() -> Path:
    """Where the shipped model lies: inside the installed package, or in models/ of a checkout."""
    inside = Path(__file__).parent / "model"
    return inside if inside.is_dir() else Path(__file__).parents[3] / "models" / "tagger"


@cache
def load_model(folder: Path | None = None, threads: int = 1) -> TaggerModel:
    """The model of a folder (by default the shipped one), loaded once a process."""
    return TaggerModel(folder or shipped_folder(), threads)


def _verify(folder: Path) -> None:
    sums = folder / "SHA256SUMS"
    if not sums.is_file():
        raise ModelError(f"{folder}: no model there (SHA256SUMS is missing); reinstall dealwire or run make train")
    for line in sums.read_text("utf-8").splitlines():
        digest, name = line.split()
        path = folder / name
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            raise ModelError(f"{path}: the file is missing or damaged (checksum differs); reinstall dealwire")


def _load_tokenizer(path: Path) -> Any:
    # Importing it without torch prints a warning, which nothing but this keeps from users' terminals.
    os.environ.setdefault("TRANSFORMERS_NO_ADVISORY_WARNINGS", "1")
    import transformers

    transformers.logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    loaded = transformers.PreTrainedTokenizerFast(tokenizer_file=str(path))  # type: ignore[no-untyped-call]
    return loaded.backend_tokenizer


def _encodable(text: str) -> str:
    """The text with lone surrogates, which UTF-8 cannot write, replaced one for one: offsets stay."""
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


def _edges(text: str, encoding: Any, count: int) -> tuple[tuple[int, int] | None, ...]:
    """Character edges of pieces without leading spaces; None for special and empty ones."""
    edges: list[tuple[int, int] | None] = []
    for (start, end), special in zip(encoding.offsets[:count], encoding.special_tokens_mask[:count], strict=True):
        while start < end and text[start].isspace():
            start += 1
        edges.append(None if special or start >= end else (start, end))
    return tuple(edges)


def _width(length: int) -> int:
    """The pieces that a text takes up with its padding."""
    return -(-length // _WIDTH_STEP) * _WIDTH_STEP


def _batches(lengths: Sequence[int]) -> list[list[int]]:
    """Indices grouped so that texts of one width share a batch of bounded size."""
    batches: list[list[int]] = []
    widths = [_width(length) for length in lengths]
    for i in sorted(range(len(lengths)), key=widths.__getitem__):
        last = batches[-1] if batches else []
        if last and widths[last[0]] == widths[i] and (len(last) + 1) * widths[i] <= _BATCH_PIECES:
            last.append(i)
        else:
            batches.append([i])
    return batches
