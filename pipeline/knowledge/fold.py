"""Folding a name for comparing: what never tells two organisations apart is taken away, all else is kept."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "œ": "oe", "æ": "ae", "ı": "i"}
    | dict(zip("ァィゥェォャュョヮヵヶ", "アイウエオヤユヨワカケ", strict=True))
    | dict(zip("ぁぃぅぇぉゃゅょゎ", "あいうえおやゆよわ", strict=True))
    | dict.fromkeys("'’‘ʼ`´′™®©", "")
)
"""Letters that do not decompose, small kana (キヤノン is also written キャノン), and marks that vanish."""
_ACRONYM = re.compile(r"(?<!\w)(?:[^\W\d_]\.)+[^\W\d_]?(?!\w)")
_WORD = re.compile(r"&|[^\W_]+", re.UNICODE)
_CJK = "\u3005-\u3007\u3040-\u30fa\u30fc-\u30ff\u3400-\u9fff\uf900-\ufaff"
_NEEDLESS_SPACE = re.compile(rf"(?<=[{_CJK}]) | (?=[{_CJK}])")
_AND = {"and": "&", "et": "&", "und": "&"}
_VOICED = "\u3099\u309a"


@lru_cache(maxsize=65536)
def fold_name(name: str) -> str:
    """A name without case, width, accents and punctuation; ``and``, ``et`` and ``und`` are ``&``.

    Words are parted by one space, but Japanese is written together. Legal forms are kept. Never empty for a name
    that is not: ``fold_name("Kering S.A.") == "kering sa"``, ``fold_name("ﾄﾖﾀ 自動車㈱") == "トヨタ自動車株"``.
    """
    plain = unicodedata.normalize("NFKC", name).casefold()
    plain = unicodedata.normalize("NFD", plain)
    plain = "".join(c for c in plain if c in _VOICED or not unicodedata.combining(c))
    plain = unicodedata.normalize("NFC", plain).translate(_LETTERS)
    plain = _ACRONYM.sub(lambda found: found[0].replace(".", ""), plain)
    folded = " ".join(_AND.get(word, word) for word in _WORD.findall(plain))
    return _NEEDLESS_SPACE.sub("", folded) or " ".join(name.split())
