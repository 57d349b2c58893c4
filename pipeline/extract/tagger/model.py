"""The shipped model at run time: onnxruntime, tokenizers and numpy; no torch.

One pass of the encoder gives, for every piece, the logits of its tags and its state; spans are means of their
pieces' states, and small layers (``heads.npz``) let them see each other and say what one is to another.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from pydantic import TypeAdapter
from tokenizers import Encoding, Tokenizer

from pipeline.errors import ModelError
from pipeline.extract.tagger.layers import gelu, linear, span_means
from pipeline.extract.tagger.pieces import piece_edges
from pipeline.extract.tagger.relating import relate
from pipeline.extract.tagger.words import Floats, Words, group_words

FILES = ("encoder.onnx", "heads.npz", "tokenizer.json", "labels.json")
_SLOW_FUSIONS = ("SkipLayerNormFusion",)
"""What onnxruntime would merge into an operator that takes six times as long as its two parts."""

_TOKENIZED = 64
_SHORT = 4096
"""So many texts of at most so many characters have their pieces remembered: a window is counted, then encoded. The
pieces of long texts, which are counted alone, would take more memory than the model."""

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
    longest: int


@dataclass(frozen=True, slots=True)
class Encoded:
    """One text in pieces: ``edges[i]`` are the character edges of piece i, None for special ones.

    ``tags`` [pieces, entity tags + trigger tags] are logits, ``states`` [pieces, hidden] what spans are pooled from.
    """

    text: str
    edges: tuple[tuple[int, int] | None, ...]
    words: Words
    tags: Floats
    states: Floats


class TaggerModel:
    """The tagger's files, loaded. Raises ModelError where one is missing or damaged."""

    def __init__(self, folder: Path, threads: int = 1) -> None:
        _verify(folder)
        raw = json.loads((folder / "labels.json").read_text("utf-8"))
        self.labels = TypeAdapter(Labels).validate_python(raw)
        self.version = hashlib.sha256((folder / "SHA256SUMS").read_bytes()).hexdigest()[:12]
        # What transformers' fast tokenizers are made of; to import transformers itself would double the time to start.
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = True
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            str(folder / "encoder.onnx"),
            options,
            providers=["CPUExecutionProvider"],
            disabled_optimizers=list(_SLOW_FUSIONS),
        )
        self._workers = ThreadPoolExecutor(threads) if threads > 1 else None
        with np.load(folder / "heads.npz") as heads:
            # By columns, so that a layer's transpose lies in the order that numpy multiplies fastest.
            self._heads: dict[str, Floats] = {name: heads[name].astype(np.float32, order="F") for name in heads.files}
        self._remembered = lru_cache(_TOKENIZED)(self._tokenize)

    def count_pieces(self, text: str) -> int:
        """How many pieces a text has, special ones apart."""
        e = self._remembered(text) if len(text) <= _SHORT else self._tokenize(text)
        return len(e.ids) - sum(e.special_tokens_mask)

    def encode(self, texts: Sequence[str]) -> list[Encoded]:
        """Run the encoder over texts, each by itself: what is read of one does not depend on the others."""
        encodings = [self._remembered(text) for text in texts]
        ids = [e.ids[: self.labels.longest] for e in encodings]
        run = self._workers.map if self._workers else map
        out = []
        for text, e, (tags, states) in zip(texts, encodings, run(self._run, ids), strict=True):
            edges = piece_edges(text, e.offsets[: len(tags)], e.special_tokens_mask[: len(tags)])
            out.append(Encoded(text, edges, group_words(text, edges), tags, states))
        return out

    def _tokenize(self, text: str) -> Encoding:
        return self._tokenizer.encode(_encodable(text))

    def _run(self, ids: list[int]) -> list[Floats]:
        return [found[0] for found in self._session.run(None, {"input_ids": np.array([ids], np.int64)})]

    def span_vectors(self, kind: str, encoded: Encoded, spans: Sequence[tuple[int, int]]) -> Floats:
        """Vectors [n, width] of piece spans as triggers, as mentions or as twins (triggers of whatever type)."""
        if not spans:
            return np.zeros((0, len(self._heads[f"{kind}.bias"])), np.float32)
        # A linear layer of a mean is the mean of the layer's outputs, which the training takes.
        return linear(self._heads, kind, span_means(encoded.states, spans))

    def typed_vectors(
        self, kind: str, encoded: Encoded, spans: Sequence[tuple[int, int]], types: Sequence[int]
    ) -> Floats:
        """The same of triggers or mentions, each with the embedding of its type."""
        return self.span_vectors(kind, encoded, spans) + self._heads[f"{kind}_kind.weight"][list(types)]

    def related(self, vectors: Floats, starts: Sequence[int], groups: Sequence[int]) -> Floats:
        """Vectors [n, width] of triggers and mentions, each having seen the others (see ``relating.relate``)."""
        return relate(self._heads, vectors, starts, groups)

    def score_pairs(self, head: str, left: Floats, right: Floats, distances: NDArray[np.int64]) -> Floats:
        """Logits [n, labels] of pairs of vectors [n, width] with distance buckets [n]."""
        product = linear(self._heads, f"{head}.product", left * right)
        hidden = np.asarray(left + right + product + self._heads[f"{head}.distance.weight"][distances], np.float32)
        return linear(self._heads, f"{head}.out", gelu(hidden))

    def classify(self, head: str, vectors: Floats) -> Floats:
        """Logits [n, labels] of a linear head: status, background or about."""
        return linear(self._heads, head, vectors)


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


def _encodable(text: str) -> str:
    """The text with lone surrogates, which UTF-8 cannot write, replaced one for one: offsets stay."""
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)
