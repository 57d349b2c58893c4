"""Names found by a token-classification model of the Hugging Face hub, or of a folder: ``transformers:NAME``.

A folder with ``model.onnx`` runs on onnxruntime; any other model needs torch, which Dealwire does not install.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import ModelError, first_line
from pipeline.extract.tagger.layers import softmax
from pipeline.extract.tagger.pieces import piece_edges
from pipeline.extract.tagger.tagging import Mention
from pipeline.extract.tagger.words import Floats, in_word
from pipeline.records import EntityType, Lang

_KINDS: dict[str, EntityType] = {
    **dict.fromkeys(("ORG", "ORGANIZATION", "ORGANISATION", "COMPANY", "CORPORATION", "法人名"), "ORG"),
    **dict.fromkeys(("PER", "PERSON", "人名"), "PERSON"),
    **dict.fromkeys(("LOC", "LOCATION", "GPE", "PLACE", "地名"), "PLACE"),
    **dict.fromkeys(("PRODUCT", "PROD", "製品名"), "PRODUCT"),
}
"""Our kinds for the labels of common models, without their B- and I-."""
_LONGEST = 512
_OVERLAP = 64
"""Pieces that two windows of a long text share, so that a name at the edge of one is whole in the other."""

Logits = Callable[[NDArray[np.int64], NDArray[np.int64]], Floats]


class HubNames:
    """Finds names with a token-classification model of any languages. Raises ModelError where it cannot be loaded."""

    def __init__(self, name: str) -> None:
        os.environ.setdefault("TRANSFORMERS_NO_ADVISORY_WARNINGS", "1")
        import transformers

        transformers.logging.set_verbosity_error()  # type: ignore[no-untyped-call]
        try:
            config = transformers.AutoConfig.from_pretrained(name)
            self._tokenizer = transformers.AutoTokenizer.from_pretrained(name)
        except (OSError, ValueError, KeyError) as error:
            raise ModelError(
                f"transformers:{name}: no model there ({first_line(error)}); give a folder or a name of the hub"
            ) from error
        if not getattr(self._tokenizer, "is_fast", False):
            raise ModelError(f"transformers:{name}: its tokenizer tells no offsets; choose a model with tokenizer.json")
        self._labels = [str(config.id2label[i]) for i in range(config.num_labels)]
        if not any(_KINDS.get(_kind(label)) for label in self._labels):
            raise ModelError(
                f"transformers:{name}: its labels {', '.join(self._labels[:6])} name no organisations, persons or "
                "places; choose a model for named entities"
            )
        positions = getattr(config, "max_position_embeddings", None) or _LONGEST
        # Models of the RoBERTa family count positions from the padding's index on.
        self._longest = min(_LONGEST, int(positions) - 2)
        self._logits, version = _load(name, config)
        self.id = f"transformers:{name.rstrip('/').rsplit('/', 1)[-1]}@{version}"

    def find(self, text: str, lang: Lang) -> list[Mention]:
        """The named entities of a text, the mean chance of their pieces as confidence."""
        del lang  # one model reads all languages that it can
        tokenized = self._tokenizer(
            text,
            truncation=True,
            max_length=self._longest,
            stride=min(_OVERLAP, self._longest // 4),
            return_overflowing_tokens=True,
            return_offsets_mapping=True,
            return_special_tokens_mask=True,
        )
        found: dict[tuple[int, int], Mention] = {}
        for ids, offsets, special in zip(
            tokenized["input_ids"], tokenized["offset_mapping"], tokenized["special_tokens_mask"], strict=True
        ):
            row = np.array([ids], np.int64)
            chances = softmax(self._logits(row, np.ones_like(row))[0])
            for m in self._spans(text, chances, offsets, special):
                held = found.get((m.start, m.end))
                if held is None or held.confidence < m.confidence:
                    found[m.start, m.end] = m
        return _apart(list(found.values()))

    def _spans(
        self, text: str, chances: Floats, offsets: Sequence[tuple[int, int]], special: Sequence[int]
    ) -> list[Mention]:
        runs: list[tuple[int, int, EntityType, list[float]]] = []
        open_run = False
        for row, edge in zip(chances, piece_edges(text, offsets, special), strict=True):
            if edge is None:
                continue
            start, end = edge
            best = int(row.argmax())
            label, kind = self._labels[best], _KINDS.get(_kind(self._labels[best]))
            # A piece in the middle of a word belongs to the name that the word began.
            inside_word = open_run and start == runs[-1][1] and in_word(text[start - 1]) and in_word(text[start])
            if open_run and (inside_word or (kind == runs[-1][2] and not label.startswith(("B-", "S-", "U-")))):
                held = runs[-1]
                runs[-1] = (held[0], end, held[2], [*held[3], float(row[best])] if kind == held[2] else held[3])
            elif kind is not None:
                runs.append((start, end, kind, [float(row[best])]))
                open_run = True
            else:
                open_run = False
        return [Mention(a, b, kind, sum(held) / len(held)) for a, b, kind, held in runs]


def _kind(label: str) -> str:
    return re.sub(r"^[BIESLU][-_]|[-_][BIESLU]$", "", label).upper()


def _apart(mentions: list[Mention]) -> list[Mention]:
    """The mentions in order; of two that overlap the longer one, since the shorter was cut by a window."""
    out: list[Mention] = []
    for m in sorted(mentions, key=lambda m: (-(m.end - m.start), m.start)):
        if all(m.end <= held.start or held.end <= m.start for held in out):
            out.append(m)
    return sorted(out, key=lambda m: m.start)


def _load(name: str, config: Any) -> tuple[Logits, str]:
    """What gives logits [rows, pieces, labels] for ids and mask, and a short version of its weights."""
    graph = Path(name) / "model.onnx"
    if not graph.is_file():
        return _load_torch(name), str(getattr(config, "_commit_hash", None) or "local")[:12]
    import onnxruntime

    try:
        session = onnxruntime.InferenceSession(str(graph), providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime's own exceptions share no public base
        raise ModelError(f"{graph}: onnxruntime cannot read it ({first_line(error)}); export it again") from error
    wanted = {given.name for given in session.get_inputs()}

    def logits(ids: NDArray[np.int64], mask: NDArray[np.int64]) -> Floats:
        given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        return np.asarray(session.run(None, {k: v for k, v in given.items() if k in wanted})[0], np.float32)

    return logits, hashlib.sha256(graph.read_bytes()).hexdigest()[:12]


def _load_torch(name: str) -> Logits:
    try:
        import torch
    except ImportError as error:
        raise ModelError(
            f"transformers:{name}: holds no model.onnx, and torch is not installed; run pip install torch, or export "
            f"it with optimum-cli export onnx --model {name} FOLDER and name the folder"
        ) from error
    import transformers

    try:
        model = transformers.AutoModelForTokenClassification.from_pretrained(name).eval()
    except (OSError, ValueError) as error:
        raise ModelError(f"transformers:{name}: its weights cannot be loaded ({first_line(error)})") from error

    def logits(ids: NDArray[np.int64], mask: NDArray[np.int64]) -> Floats:
        with torch.no_grad():
            given = model(input_ids=torch.from_numpy(ids), attention_mask=torch.from_numpy(mask))
        return np.asarray(given.logits.float().numpy(), np.float32)

    return logits
