"""Which of the three languages a text is written in, or that it is in none of them.

Japanese is told by its kana, without a model. French and English are told by py3langid, whose model is loaded when it
is first needed (half a second) and held once for all threads.
"""

from __future__ import annotations

import re
import threading
from functools import lru_cache
from typing import Any, cast

from pipeline.records import Lang

ENOUGH = 60
"""Letters from which on a text is trusted more than what its feed says."""
TOO_LITTLE = 15
"""Letters below which nothing can be told."""
SURE = 0.95
"""Probability from which on a language that is none of ours is believed."""

_SAMPLE = 4000
_KANA = re.compile("[\u3041-\u30ff\uff66-\uff9d]")
_HAN = re.compile("[\u4e00-\u9fff]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_OTHER = re.compile("[\u0370-\u1cff\uac00-\ud7af]")
"""Greek, Cyrillic, Hebrew, Arabic, Indic, Thai, Korean: scripts that none of the three is written in."""

# The languages that French and English are told from. Dialects and creoles of theirs are left out: short headlines
# would be taken for them.
_CANDIDATES = frozenset(
    re.findall(
        "[a-z]+",
        "fr en de nl da sv no nb nn is af es it pt ca gl ro "
        "fi et lv lt pl cs sk sl hr hu sq eu ga cy mt tr vi id ms tl sw",
    )
)
_lock = threading.Lock()


def detect_language(text: str, expected: Lang | None = None) -> Lang | None:
    """The language of a text; None where it is none of French, Japanese and English, or where nothing tells.

    ``expected`` is what the feed says: it decides where the text is too short to tell.
    """
    sample = text[:_SAMPLE]
    kana, han = len(_KANA.findall(sample)), len(_HAN.findall(sample))
    latin, other = len(_LATIN.findall(sample)), len(_OTHER.findall(sample))
    # A Japanese letter says about as much as three Latin ones; company names in Latin letters stand in any language.
    if (kana + han) * 3 >= latin and kana + han > other:
        return _by_kana(kana, han, expected)
    if other > latin:
        return None
    if latin < ENOUGH and expected in ("fr", "en"):
        return expected
    if latin < TOO_LITTLE:
        return None
    language, probability = _classify(sample)
    if language in ("fr", "en"):
        return cast(Lang, language)
    return None if probability >= SURE else _french_or_english(sample)


def _by_kana(kana: int, han: int, expected: Lang | None) -> Lang | None:
    """Japanese holds kana; Chinese does not. A headline may happen to hold none, so a few characters prove nothing."""
    if kana * 20 >= kana + han and kana:
        return "ja"
    return "ja" if expected == "ja" and kana + han < ENOUGH // 2 else None


@lru_cache(maxsize=1)
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(_CANDIDATES & set(identifier.labels))
    return identifier


def _classify(text: str) -> tuple[str, float]:
    with _lock:
        identifier = _identifier()
    language, probability = identifier.classify(text)
    return language, float(probability)


def _french_or_english(text: str) -> Lang:
    with _lock:
        identifier = _identifier()
    ranks = dict(identifier.rank(text))
    return "fr" if ranks["fr"] > ranks["en"] else "en"
